"""Contact details in what people write, however they are spelled.

A post's texts are read once, the way a person reads them (`as_read`); then a few patterns look for
addresses, numbers and accounts. A moderator lets a post go that was held by mistake, so a pattern
may be generous, but not with what people say about work: pay, dates, codes, tools.

Every pattern takes time in proportion to the text: repetition is bounded, possessive (`++`), or can
begin at few places.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from urllib.parse import unquote

# Look-alikes that Unicode doesn't take apart: Cyrillic, Greek, Armenian, Latin of other languages
# and small capitals. Then signs that stand for a word.
_LOOK_ALIKES = {
    "a": "аАαΑɑᴀ", "b": "вВьβΒʙƀ", "c": "сСϲᴄ", "d": "дԁđᴅɗ", "e": "еЕεΕєɛᴇ", "f": "ƒꜰ",
    "g": "гɡɢց", "h": "һНнΗհħʜ", "i": "іІιΙıɩɪ", "j": "јЈյȷᴊ", "k": "кКκΚᴋ", "l": "лӏλłʟ",
    "m": "мМμΜᴍ", "n": "пηΝոɴŋ", "o": "оОοΟσօøᴏ", "p": "рРρΡᴘ", "q": "ԛզ", "r": "ʀɾ",
    "s": "ѕЅςꜱ", "t": "тТτΤᴛŧ", "u": "иυսʋᴜ", "v": "νѵᴠ", "w": "ωшԝѡᴡ", "x": "хХχΧ",
    "y": "уУүγΥʏ", "z": "зζΖᴢ", "@": "ⓐⒶ", "$": "€£¥", "'": "‘’ʼ´", ".": "。",
    " phone ": "📞📱☎", " email ": "📧📩✉", " snap ": "👻", " insta ": "📷📸",
}  # fmt: skip
_KNOWN = {sign: plain for plain, signs in _LOOK_ALIKES.items() for sign in signs}

_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINK = re.compile(r"\[([^\[\]]*+)\]\(([^()\s]*+)[^()]*+\)")
_FORMATTING = re.compile(r"[*`~\\]|(?<!\w)_+|_+(?!\w)")
_SPACED_LETTERS = re.compile(r"(?<!\w)[a-z](?:[ ._/|+,-][a-z](?!\w)){2,}+")


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """What a reader takes `char` for, in ASCII where there is such a thing; "" for what is unseen."""
    if char in _KNOWN:
        return _KNOWN[char]
    code = ord(char)
    for first in (0x1F1E6, 0x1F150, 0x1F170):  # flags’ letters, letters in dark circles and squares
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    parts = unicodedata.normalize("NFKD", char)
    return _symbol(char) if parts == char else "".join(map(_plain, parts[:4]))


def _symbol(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace():
        return " "
    if category[0] in "MC" or char in "\u115f\u1160":  # marks, controls, two invisible letters
        return ""
    if category[0] == "N":
        return str(unicodedata.digit(char, " "))
    if char.isascii() or category[0] == "L":
        return char
    return "-" if category == "Pd" else " "


def as_read(*texts: str) -> str:
    """The texts as one line of plain lower-case letters, without Markdown; links' targets follow."""
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), "\n".join(texts))
    text = text.translate({ord(char): _plain(char) for char in set(text)})
    targets = [unquote(link[2]) for link in _LINK.finditer(text)]
    text = _FORMATTING.sub("", " ".join([_LINK.sub(r"\1", text), *targets])).lower()
    text = _SPACED_LETTERS.sub(lambda run: re.sub(r"[\W_]", "", run[0]), text)
    return re.sub(r" +", " ", text)


# ---- Names of services, and of people on them ---------------------------------------------------

_SLANG = r"snap(?:chat)?s?|insta|ig|kik"
_NAMES = (
    r"instagram|discord|telegram|what'?s ?app|tik ?tok|facebook|we ?chat|viber|skype|yubo|bereal"
    r"|the gram|(?:ghost|yellow|bird|clock|purple) app"
)
_OTHERS = (  # also words of work, or places people show work at
    r"linkedin|twitter|reddit|youtube|github|signal|line|threads|steam|twitch|roblox|xbox|psn|venmo"
    r"|cash ?app|bluesky|mastodon|tumblr|messenger|groupme|fb|tg|sc|dc|wa|x"
)
_MASKABLE = ["snap", "snapchat", "insta", "kik", "instagram", "discord", "telegram", "whatsapp", "tiktok", "facebook", "gmail", "hotmail"]
_MASKS = str.maketrans(
    {"a": "[a4@]", "e": "[e3]", "i": "[il1!|]", "l": "[il1!|]", "o": "[o0]", "s": "[s5$]", "t": "[t7+]"}
)
_MASKED = re.compile(
    "(?<![a-z0-9])(?:" + "|".join(f"({word.translate(_MASKS)})" for word in _MASKABLE) + ")(?![a-z0-9])"
)
_ORDINARY = frozenset(
    ["a", "about", "account", "accounts", "again", "all", "also", "am", "an", "and", "any", "app", "are", "as", "at", "available", "back", "bad", "banned", "be", "because", "best", "better", "blocked", "but", "by", "can", "class", "closed", "cool", "dead", "do", "does", "down", "easy", "empty", "expert", "for", "free", "from", "full", "fun", "gone", "good", "great", "group", "has", "have", "hard", "he", "help", "here", "how", "i", "if", "important", "in", "is", "it", "just", "like", "live", "me", "mine", "more", "my", "nah", "new", "nice", "no", "not", "now", "of", "off", "ok", "okay", "old", "on", "one", "only", "open", "or", "our", "out", "over", "page", "people", "personal", "pictures", "please", "posts", "private", "pro", "profile", "profiles", "public", "so", "the", "that", "there", "they", "this", "to", "too", "up", "use", "used", "useful", "using", "want", "was", "we", "what", "when", "where", "who", "why", "with", "work", "working", "yes", "yet", "you", "your"]
)


def _looks_made_up(word: str) -> bool:
    """Whether it looks like somebody's name on a service: jo_p, jo.p, jo99; not e.g., b2b, node.js."""
    word = word.rstrip(".-'")
    if word.startswith("@") or "_" in word or re.search(r"[a-z]#\d", word):
        return True
    if re.fullmatch(r"(?:[a-z]\.)*[a-z]|.*\.(?:js|net|com|org|gov|edu)", word):
        return False
    return bool(re.match(r"[a-z][a-z.]*[a-z]\d|[a-z]+[.•][a-z]|\d+[a-z]{3}", word))


# ---- E-mail -------------------------------------------------------------------------------------

_MAIL = "(?:gmail|googlemail|hotmail|ymail|icloud|protonmail)"
_MAYBE_MAIL = "(?:yahoo|outlook|live|aol|msn|gmx|mail|zoho|yandex|proton|me)"
_ENDING = "(?:com|net|org|edu|gov|io|co|us|uk|ca|de|fr|in|me|ru|info|biz|dev|app|school)"
_SPELLED_SIGNS = [
    (re.compile(r"\b(?:g|gee)[ -]mail\b"), "gmail"),
    (re.compile(r"\b(hot|y|google|proton)[ -]mail\b"), r"\1mail"),
    (re.compile(r" ?[\[({<] ?(?:at|a|@) ?[\])}>] ?|[-_]at[-_]| arroba "), "@"),
    (re.compile(r" ?[\[({<-] ?(?:dot|\.) ?[\])}>-] ?| (?:dot|d0t|punto) "), "•"),
    (re.compile(r" (?:point|period|full stop) (?=(?:com|net|org|edu)\b)"), "•"),
    (re.compile(rf"({_MAIL}|{_MAYBE_MAIL}) ?[ ,] ?com\b"), r"\1•com"),
    (re.compile(r" (?:forward )?slash "), "/"),
]
_ADDRESS = re.compile(
    rf"""
      mailto\ ?:\ ?\S
    | [\w.+%-]@(?:[a-z0-9-]++[.•])+[a-z]{{2}}                     # jo@example.org
    | [\w.]\W{{0,3}}@\W{{0,3}}{_MAIL}
    | \w\ ?@\ ?[a-z0-9-]++(?:\ [.•]\ ?{_ENDING}|[.•]\ (?:com|net|edu))\b
    | \w(?:at|@){_MAIL}(?:dot|[.•])com\b
    """,
    re.VERBOSE,
)
_AT_DOMAIN = re.compile(
    rf"(?<!\S)([\w.•+'-]{{1,64}}),? at ((?:[a-z0-9-]{{2,}}+[.•])+{_ENDING}|{_MAIL})\b"
)
_BEFORE_MAIL = re.compile(rf"(?<!\S)([\w.•+-]{{1,64}}) ?[(,:/-]? ?{_MAIL}\b([.•]com)?")
_MY_MAIL = re.compile(rf"\bmy {_MAIL}(?: address)?(?: is| ?[:=-]) ?([\w.•+-]{{2,64}})")
_ASKS_FOR_MAIL = re.compile(r"\b(?:e-?mail|write(?: to)?|reach|contact|message) (?:me|us)\b")
_WORKED = frozenset(["work", "works", "worked", "working", "job", "jobs", "position", "role", "intern", "interned"])


def _with_signs(text: str) -> str:
    """The text with “at”, “dot” and the like as signs, and names of services as they are spelled."""
    text = _MASKED.sub(lambda mask: _MASKABLE[(mask.lastindex or 1) - 1], text)
    for spelled, sign in _SPELLED_SIGNS:
        text = spelled.sub(sign, text)
    return text


def _has_email(text: str) -> bool:
    return (
        bool(_ADDRESS.search(text))
        or any(_is_address_with_at(match) for match in _AT_DOMAIN.finditer(text))
        or any(
            _looks_made_up(name) or (ending and name not in _ORDINARY)
            for name, ending in _BEFORE_MAIL.findall(text)
        )
        or any(name not in _ORDINARY for name in _MY_MAIL.findall(text))
    )


def _is_address_with_at(match: re.Match[str]) -> bool:
    """“jo at acme.com” and not “an engineer at acme.com”."""
    name, domain = match.groups()
    if name in _WORKED:
        return False
    return (
        "•" in domain
        or bool(re.match(f"{_MAIL}|{_MAYBE_MAIL}\\b", domain))
        or _looks_made_up(name)
        or bool(_ASKS_FOR_MAIL.search(match.string, max(0, match.start() - 60), match.start(1)))
    )


# ---- Phone numbers ------------------------------------------------------------------------------



_TO_NINETEEN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: str(number) for number, word in enumerate(_TO_NINETEEN)}
_VALUES |= {word: f"{number}0" for number, word in enumerate(_TENS, 2)} | {"oh": "0"}
_NUMBER_WORD = re.compile("|".join(sorted(_VALUES, key=len, reverse=True)))
_NUMBER_WORDS = re.compile(rf"(?<![a-z])(?:{_NUMBER_WORD.pattern})+(?![a-z])")
_TENS_AND_UNIT = re.compile(rf"\b({'|'.join(_TENS)})[ -](?={'|'.join(_TO_NINETEEN[1:10])})")
_SPELLED_DIGITS = [
    (re.compile(r"\b(?:double|two times) (\d)\b"), r"\1\1"),
    (re.compile(r"\b(?:triple|three times) (\d)\b"), r"\1\1\1"),
    (re.compile(r"(?<=\d)[ ,]*(?:dash|hyphen|minus|dot|space|and then|then)[ ,]*(?=\d)"), "-"),
    (re.compile(r"(?<=\d)o(?=[\d -])|(?<![a-z])o(?=\d)|(?<=\d )o(?= \d)"), "0"),
    (re.compile(r"(?<=\d)[il](?=[\d -])|(?<![a-z])[il](?=\d)"), "1"),
    (re.compile(r"\bplus (?=\d)"), "+"),
]
_OTHER_NUMBERS = re.compile(
    r"""
      \$\ ?\d[\d,.]*+                                       # pay
    | (?<![\d,.-])\d{1,3}(?:,\d{3})++(?![\d-])              # 1,234,567
    | (?<!\d)\d{4}-\d\d-\d\d(?!\d)                          # days, hours
    | (?<!\d)\d{1,2}/\d{1,2}/(?:\d\d)?\d\d(?!\d)
    | (?<!\d)\d{1,2}:\d\d(?!\d)
    | (?<![\d.-])\d\d-\d{4}(?:\.\d\d)?(?![\d-])             # 29-1141.00
    | \b(?:isbn|issn|doi|iso|iec|rfc|cfr)\b[\ :#-]*\d[\dx/.:-]*+(?:[\ -]\d[\dx/.:-]*+){0,4}
    | https?://\S++
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"""
      \+\ ?\d(?:\W{0,3}\d){7,14}
    | (?<![\d$])(?:1\W{0,3})?[2-9]\d\d[^\w$]{0,3}\d{3}[^\w$]{0,3}\d{4}(?!\W{0,2}\d)    # 555-123-4567
    | (?<![\w.,$/-])[2-9]\d\d-(?!19|20|\d\d[05]0)\d{4}(?![\w-]|\.\d)            # 555-1234
    | (?<![\w.,/-])0[1-9]\d{0,3}(?:[\ ./-]?\d){7,9}(?![\w-]|\.\d)                   # 020 7946 0958
    """,
    re.VERBOSE,
)
_GROUPS = re.compile(r"(?<![\w.,/$+-])\d{1,4}(?:[^\w$%:]{1,3}\d{1,4}(?!\d)){3,14}(?![\w%])")
_SOME_DIGITS = r"(?<!\d)\d(?:[^\w$%]{0,3}\d){6,14}(?!\d)"
_MY_NUMBER = re.compile(
    rf"""
      (?:
        \b(?:text|txt|call|ring|phone|dial|sms|message|msg|reach|contact|whats\ ?app|hit)\ (?:me|us)\b
      | \bmy\ (?:\w+\ )?(?:number|num|no|cell|phone|mobile|digits|whats\ ?app)\b
      | \b(?:text|call|phone|cell|mobile|mob|tel|telephone|ph|dial|number|num|whats\ ?app)\b(?=\W*\d)
      )
      [^\d$]{{0,30}} {_SOME_DIGITS}
    | {_SOME_DIGITS} \W{{1,3}}(?:is\ my|(?:call|text|txt)\ me)\b
    """,
    re.VERBOSE,
)


def _has_phone(text: str) -> bool:
    text = _TENS_AND_UNIT.sub(lambda match: _VALUES[match[1]][0], text)
    text = _NUMBER_WORDS.sub(_digits, text)
    for spelled, digits in _SPELLED_DIGITS:
        text = spelled.sub(digits, text)
    text = _OTHER_NUMBERS.sub(" x ", text)
    return bool(_NUMBER.search(text) or _MY_NUMBER.search(text)) or any(
        _is_number_in_groups(groups) for groups in _GROUPS.findall(text)
    )


def _digits(words: re.Match[str]) -> str:
    return _NUMBER_WORD.sub(lambda word: _VALUES[word[0]], words[0])


def _is_number_in_groups(run: str) -> bool:
    """5 5 5 1 2 3 4, 55 51 23 45 67; not 1 2 3 4 5 6 7, 10 20 30 40 50, a pattern of shifts, marks."""
    groups = re.findall(r"\d+", run)
    if len("".join(groups)) not in {7, 10, 11} or len(set("".join(groups))) < 4:
        return False
    digit_by_digit = sum(len(group) == 1 for group in groups) >= 4
    numbers = [int(group) for group in groups]
    return (
        (digit_by_digit or (len(groups) >= 5 and "," not in run))
        and numbers not in (sorted(numbers), sorted(numbers, reverse=True))
        and not any(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups)
    )


# ---- Accounts on other services -----------------------------------------------------------------

_SERVICE = f"(?:{_SLANG}|{_NAMES}|{_OTHERS})"
_PROFILE = re.compile(
    r"""
      \b(?:t|wa|m|fb|ig|kik|line|telegram|signal|vk|snap)[.•]me/[@+\w]
    | \bdiscord(?:app)?[.•](?:gg|io|me|com/(?:invite|users))/\w
    | \b(?:instagram|facebook|tiktok|snapchat|threads|onlyfans|vk|fb|twitch|pinterest|tumblr|kik
          |twitter|x|whatsapp|skype)[.•](?:com|net|tv|app)/
        (?!(?:careers|jobs|business|help|about|privacy|legal|hashtag)\b)@?\w
    | \blinkedin[.•]com/in/\w
    | \byoutube[.•]com/(?:@|c/|channel/|user/)\w
    | \breddit[.•]com/u(?:ser)?/\w | (?<![\w/.])/?u/[a-z][\w-]{2,}
    | \b(?:linktr[.•]ee|beacons[.•]ai|steamcommunity[.•]com|bsky[.•]app|matrix[.•]to|calendly[.•]com
          |zoom[.•]us/j|meet[.•]google[.•]com|signal[.•]group|cash[.•]app|venmo[.•]com)/\w
    """,
    re.VERBOSE,
)
_TAG = re.compile(r"(?<![\w.])(?!room|issue|order|job|req|id|unit|ticket|license)[a-z][\w.]{1,31}#\d{4}\b")
_NAMED = re.compile(
    rf"""
    (\bmy\ (?:\w+\ )?)?\b({_SERVICE})\b
    (\ (?:user\ ?name|name|user|handle|id|tag|account|acc)\b)?
    ((?:'?s|\ is)?(?:[\ :=>@/|(~-]|\.\.){{1,4}})
    (@?\w[\w.•#-]{{1,31}})
    """,
    re.VERBOSE,
)
_NAME_ON = re.compile(
    rf"(?<!\S)(@?\w[\w.•#-]{{1,31}})( (?:on|in|at|via|over|@|for)(?: my| the)? | ?[(/|~@-]+ ?| )({_SERVICE})\b"
)
_INVITES = re.compile(
    r"""
      (?<!ers\ )(?<!ple\ )\b
      (?:add|dm|pm|follow|find|text|txt|message|msg|hit|reach|contact|write|ping|catch|snap|get|talk\ to
        |chat\ with|look|search|call)\ (?:me|us)\b
    | \bhmu\b | \b(?:let'?s|we\ can|we\ could|can\ we|wanna)\ (?:talk|chat|move|continue|switch|take|meet)\b
    """,
    re.VERBOSE,
)
_INVITED_TO = re.compile(rf"\b(?:{_SLANG}|{_NAMES}|(?:on|via|through|over|to) (?:{_OTHERS}))\b")
_INVITATION = re.compile(
    rf"""
      (?<!ers\ )(?<!ple\ )\b(?:kik|snap|dm|pm|discord|insta|whats\ ?app|facetime|skype)\ me\b
    | \bmy\ dms\b
    | \b(?:(?:what'?s|what\ is|drop|send|gimme|give\ me|leave|post|trade|swap)\ (?:me\ )?(?:your|ur|yr)
        |join\ (?:my|our|this))\ (?:{_SLANG}|discord|telegram|what'?s\ ?app)\b
    """,
    re.VERBOSE,
)


def _has_account(text: str) -> bool:
    return (
        bool(_PROFILE.search(re.sub(r" ?([./•]) ?", r"\1", text)))
        or bool(_TAG.search(text) or _INVITATION.search(text))
        or any(_is_named(*match) for match in _NAMED.findall(text))
        or any(_is_name_on(*match) for match in _NAME_ON.findall(text))
        or _invites(text)
    )


def _is_named(mine: str, service: str, word: str, link: str, name: str) -> bool:
    """“my insta is joanna”, “snap: jo.p”, and not “Signal: useful?” or “my LinkedIn is empty”."""
    said = "is" in link or any(sign in link for sign in ":=>@") or " - " in link
    if _looks_made_up(name):
        return said or bool(link.strip()) or not re.fullmatch(_OTHERS, service) or "_" in name
    slang = re.fullmatch(_SLANG, service)
    mine_to_tell = mine and (word or not re.fullmatch(_OTHERS, service))
    return said and bool(slang or mine_to_tell) and name.strip(".-•") not in _ORDINARY


def _is_name_on(name: str, link: str, service: str) -> bool:
    """“jo_p99 on insta”, “@jo_p (ig)”, and not “@ana_r Instagram is no job”."""
    return _looks_made_up(name) and bool(link.strip() or re.fullmatch(_SLANG, service))


def _invites(text: str) -> bool:
    """Whether a service is named soon after “add me”."""
    services = [match.start() for match in _INVITED_TO.finditer(text)]
    for invite in _INVITES.finditer(text):
        following = bisect_left(services, invite.end())
        if following < len(services) and services[following] - invite.end() <= 30:
            return True
    return False


def find(*texts: str) -> list[str]:
    """The kinds of contact details in the texts of one post, which may be split over them."""
    text = as_read(*texts)
    signs = _with_signs(text)
    found = {
        "e-mail address": _has_email(signs),
        "phone number": _has_phone(text),
        "account on another service": _has_account(signs),
    }
    return [kind for kind, is_there in found.items() if is_there]
