"""Contact details in what people write, however they are spelled.

A post's texts are read once, the way a person reads them (`as_read`); then a few patterns look for
addresses, numbers and accounts. A moderator lets a post go that was held by mistake, so a pattern
may be generous, but not with what people say about work: pay, dates, codes, tools.

What repeats in a pattern is bounded or possessive (`++`): time grows with the text, no faster.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from urllib.parse import unquote

# ---- Reading ------------------------------------------------------------------------------------

# What Unicode doesn't take apart: Cyrillic, Greek, Armenian, other Latin letters, small capitals.
_LOOK_ALIKES = {
    "a": "аАαΑɑᴀ", "b": "вВьβΒʙƀ", "c": "сСϲᴄ", "d": "дԁđᴅɗ", "e": "еЕεΕєɛᴇ", "f": "ƒꜰ",
    "g": "гɡɢց", "h": "һНнΗհħʜ", "i": "іІιΙıɩɪ", "j": "јЈյȷᴊ", "k": "кКκΚᴋ", "l": "лӏλłʟ",
    "m": "мМμΜᴍ", "n": "пηΝոɴŋ", "o": "оОοΟσօøᴏ", "p": "рРρΡᴘ", "q": "ԛզ", "r": "ʀɾ",
    "s": "ѕЅςꜱ", "t": "тТτΤᴛŧ", "u": "иυսʋᴜ", "v": "νѵᴠ", "w": "ωшԝѡᴡ", "x": "хХχΧ",
    "y": "уУүγΥʏ", "z": "зζΖᴢ", "@": "ⓐⒶ", "$": "€£¥", "'": "‘’ʼ´", ".": "。", "-": "ー一",
}  # fmt: skip
_LETTERS = {sign: letter for letter, signs in _LOOK_ALIKES.items() for sign in signs}
_PICTURES = {"👻": " snap ", "📸": " insta ", "📷": " insta ", "📞": " phone ", "📱": " phone "}

_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINK = re.compile(r"\[([^\[\]]*+)\]\(([^()\s]*+)[^()]*+\)")
_FORMATTING = re.compile(r"[*`~\\]")
_OUTER_UNDERSCORES = re.compile(r"(?<!\w)_+|_+(?!\w)")
_SPACED_LETTERS = re.compile(r"(?<!\w)[a-z](?:[ ._/|+,-][a-z](?!\w)){2,}+(?!\w)")


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """What a reader takes `char` for, in ASCII where there is such a thing; "" for what is unseen."""
    if known := _LETTERS.get(char) or _LETTERS.get(char.lower()):
        return known
    for first in (0x1F1E6, 0x1F150, 0x1F170):  # letters of flags, in dark circles, in dark squares
        if first <= ord(char) < first + 26:
            return chr(ord("a") + ord(char) - first)
    parts = unicodedata.normalize("NFKD", char)
    if parts != char:
        return "".join(map(_plain, parts.strip("()")[:2]))  # one sign may be a whole sentence
    return _plain_symbol(char)


def _plain_symbol(char: str) -> str:
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
    targets = [unquote(link[2]) for link in _LINK.finditer(text)]
    text = " ".join([_LINK.sub(r"\1", text), *targets])
    for picture, word in _PICTURES.items():
        text = text.replace(picture, word, 50)
    text = text.translate({ord(char): _plain(char) for char in set(text)})
    text = _OUTER_UNDERSCORES.sub("", _FORMATTING.sub("", text)).lower()
    text = _SPACED_LETTERS.sub(lambda run: re.sub(r"[\W_]", "", run[0]), text)
    return re.sub(r" +", " ", text)


# ---- Words and signs ----------------------------------------------------------------------------

_WORD = r"\b(?=[a-z])"  # where a word begins; looking ahead keeps long alternatives fast
_SLANG = r"snap(?:chat)?s?|insta|ig|kik|fb"
_NAMES = (
    r"instagram|discord|telegram|what'?s ?app|tik ?tok|facebook|we ?chat|viber|skype|yubo|bereal"
    r"|the gram|(?:ghost|yellow|bird|clock|purple) (?:app|site)"
)
_OTHERS = (  # also words of work, or places where people show work
    r"linkedin|twitter|reddit|youtube|github|signal|line|threads|steam|twitch|roblox|xbox|psn|venmo"
    r"|cash ?app|bluesky|mastodon|tumblr|messenger|groupme|x"
)
_SHORT = "tg|sc|dc|wa"  # also places
_ALL_SERVICES = "everywhere|everything|socials|all (?:the )?apps"
_SERVICE = f"(?:{_SLANG}|{_NAMES}|{_OTHERS}|{_SHORT})"
_MAIL = "(?:gmail|geemail|googlemail|hotmail|ymail|icloud|protonmail)"
_MAYBE_MAIL = "(?:yahoo|outlook|live|aol|msn|gmx|mail|zoho|yandex|proton|me)"
_ENDING = "(?:com|net|org|edu|gov|io|co|us|uk|ca|de|fr|in|me|ru|info|biz|dev|app|school)"

_MASKABLE = [
    "snap", "snapchat", "insta", "kik", "instagram", "discord", "telegram", "whatsapp", "tiktok",
    "facebook", "gmail", "hotmail",
]  # fmt: skip
_MASKS = str.maketrans(
    {"a": "[a4@]", "e": "[e3]", "i": "[i1l!|]", "l": "[l1i!|]", "o": "[o0]", "s": "[s5$]"}
)
_MASKED = re.compile(
    r"(?<![a-z0-9])(?=[a-z0-9!|$])(?:"
    + "|".join(f"({word.translate(_MASKS)})" for word in _MASKABLE)
    + r")(?![a-z0-9])"
)
_SPELLED_DOT = "•"  # which no text has of its own: it reads as a space
_SPELLED_SIGNS = [
    (re.compile(r"\b(g|gee|hot|y|google|proton)[ -]mail\b"), r"\1mail"),
    (re.compile(r" ?[\[({<] ?(?:at|a|@t?) ?[\])}>] ?|[-_]at[-_]| (?:arroba|at[ -]sign) "), "@"),
    (re.compile(r" ?[\[({<-] ?(?:dot|d0t|\.) ?[\])}>-] ?| (?:dot|d0t|punto) "), _SPELLED_DOT),
    (re.compile(r" (?:point|period|full stop) (?=(?:com|net|org|edu)\b)"), _SPELLED_DOT),
    (re.compile(rf"\b({_MAIL}|{_MAYBE_MAIL}) ?[ ,] ?com\b"), rf"\1{_SPELLED_DOT}com"),
    (re.compile(r" (?:forward )?slash "), "/"),
    (re.compile(r" under ?score "), "_"),
    (re.compile(r" (?:dash|hyphen) "), "-"),
]
_ORDINARY = re.compile(
    "a|about|account|again|all|also|am|an|and|any|app|are|as|at|available|back|be|because|best|"
    "but|by|can|cool|dead|do|does|empty|for|free|from|full|fun|good|great|group|has|have|help|"
    "here|how|i|in|is|it|just|like|live|me|mine|my|new|nice|no|not|now|of|off|ok|okay|old|on|one|"
    "only|open|or|our|out|over|page|people|personal|please|posts|private|pro|profile|profiles|"
    "public|so|the|that|there|this|to|too|up|use|useful|using|we|what|when|where|why|with|work|"
    r"you|your|mostly|\w{3,}(?:ing|ed)"
)


def _with_signs(text: str) -> str:
    """The text with “at”, “dot” and the like as signs, and services' names without masks."""
    text = _MASKED.sub(lambda mask: _MASKABLE[(mask.lastindex or 1) - 1], text)
    for spelled, sign in _SPELLED_SIGNS:
        text = spelled.sub(sign, text)
    return text


def _looks_made_up(word: str) -> bool:
    """Whether it is like people's names on services: jo_p, jo.p, jo99; not e.g., b2b, node.js."""
    word = word.rstrip(".-'")
    if word.startswith("@") or "_" in word or re.search(r"[a-z]#\d", word):
        return True
    if re.fullmatch(r"(?:[a-z]\.)*[a-z]|.*\.(?:js|net|com|org|gov|edu)", word):
        return False
    return bool(re.match(r"[a-z][a-z.]*[a-z]\d|[a-z]+[.•][a-z]|\d+[a-z]{3}", word))


def _soon_after(ends: list[int], starts: list[int], within: int) -> bool:
    """Whether one of `starts`, in ascending order, is within so many characters of an end."""
    for end in ends:
        following = bisect_left(starts, end)
        if following < len(starts) and starts[following] - end <= within:
            return True
    return False


# ---- E-mail -------------------------------------------------------------------------------------

_ADDRESS = re.compile(
    rf"""
      mailto\ ?:\ ?\S
    | [\w.+%-]@(?:[a-z0-9-]++[.•])+[a-z]{{2}}                     # jo@example.org
    | [\w.]\W{{0,3}}@\W{{0,3}}{_MAIL}
    | \w\ ?@\ ?(?:[a-z0-9-]++(?:•|\ ?\.|\ \.\ |\.\ (?=(?:com|net|edu)\b)))+{_ENDING}\b
    | (?<=\w)(?:at|@){_MAIL}(?:dot|[.•])com\b
    """,
    re.VERBOSE,
)
_AT_DOMAIN = re.compile(
    rf"(?<!\S)([\w.•+'-]{{1,64}}),? at (?=((?:[a-z0-9-]{{2,}}+[.•])+[a-z]{{2,12}}|{_MAIL})\b)"
)
_BEFORE_MAIL = re.compile(
    rf"(?<!\S)([\w.•+-]{{1,64}})(?: ?[(,:/-]? ?| on | via ){_MAIL}\b([.•]com)?"
)
_MY_MAIL = re.compile(rf"\bmy {_MAIL}(?: address)?(?: is| ?[:=-]) ?([\w.•+-]{{2,64}})")
_ASKS_FOR_MAIL = re.compile(
    r"\b(?:e-?mail|write(?: to)?|reach|contact|message) (?:me|us)\b|please (?:e-?mail|write)\b"
)
_WORKED = re.compile("work(?:s|ed|ing)?|jobs?|intern|people|(?:any|some)(?:one|body)|team|engineer")


def _has_email(text: str) -> bool:
    return (
        bool(_ADDRESS.search(text))
        or any(_is_address_with_at(match) for match in _AT_DOMAIN.finditer(text))
        or any(
            _looks_made_up(name) or (ending and not _ORDINARY.fullmatch(name))
            for name, ending in _BEFORE_MAIL.findall(text)
        )
        or any(not _ORDINARY.fullmatch(name) for name in _MY_MAIL.findall(text))
    )


def _is_address_with_at(match: re.Match[str]) -> bool:
    """“jo at acme.com” when mail is asked for, and not “an engineer at acme.com”."""
    name, domain = match.groups()
    if _WORKED.fullmatch(name):
        return False
    if _ASKS_FOR_MAIL.search(match.string, max(0, match.start() - 60), match.start(1)):
        return True
    if re.match(rf"{_MAIL}|{_MAYBE_MAIL}\b", domain):
        return True
    known = re.search(rf"[.•]{_ENDING}$", domain)
    return bool(known) and (_SPELLED_DOT in domain or _looks_made_up(name))


# ---- Phone numbers ------------------------------------------------------------------------------

_NUMBERS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "tree": "3", "four": "4",
    "five": "5", "fife": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90",
}  # fmt: skip
_NUMBER_WORD = re.compile("|".join(sorted(_NUMBERS, key=len, reverse=True)))
_NUMBER_WORDS = re.compile(rf"(?<![a-z])(?=[a-z])(?:{_NUMBER_WORD.pattern})+(?![a-z])")
_TENS_BEFORE_UNIT = re.compile(
    r"\b((?:twen|thir|for|fif|six|seven|eigh|nine)ty)[ -]"
    r"(?=(?:one|two|three|four|five|six|seven|eight|nine)\b)"
)
_SPELLED_DIGITS = [
    (re.compile(r"\b(\d) hundred\b"), r"\1 0 0"),
    (re.compile(r"\bdouble (\d)\b"), r"\1\1"),
    (re.compile(r"\btriple (\d)\b"), r"\1\1\1"),
    (re.compile(r"(?<=\d)[ ,]*(?:dash|hyphen|minus|dot|space|and then|then)[ ,]*(?=\d)"), "-"),
    (re.compile(r"(?<=\d)o(?=[\d -])|(?<![a-z])o(?=\d)|(?<=\d )o(?= \d)"), "0"),
    (re.compile(r"(?<=\d)[il](?=[\d -])|(?<![a-z])[il](?=\d)"), "1"),
    (re.compile(r"\bplus (?=\d)"), "+"),
]
_OTHER_NUMBERS = re.compile(
    r"""(?=[$\dhird])(?:
      \$\ ?\d[\d,.]*+                                       # pay
    | (?<![\d,.-])\d{1,3}(?:,\d{3})++(?![\d-])              # 1,234,567
    | (?<!\d)\d{4}-\d\d-\d\d(?!\d)                          # days, hours
    | (?<![\d/])\d{1,2}/\d{1,2}(?:/(?:\d\d)?\d\d)?(?![\d/])
    | (?<!\d)\d{1,2}:\d\d(?!\d)
    | (?<![\d.-])\d\d-\d{4}(?:\.\d\d)?(?![\d-])             # 29-1141.00
    | \b(?:isbn|issn|doi|iso|iec|rfc)\b[\ :#-]{0,3}\d[\dx/.:-]*+(?:[\ -]\d[\dx/.:-]*+){0,4}
    | https?://\S++
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"""(?=[+\d])(?:
      \+\ ?\d(?:\W{0,3}\d){7,14}
    | (?<![\d$])(?:1\W{0,3})?[2-9]\d\d[^\w$]{0,3}\d{3}[^\w$]{0,3}\d{4}(?!\W{0,2}\d)   # 555-123-4567
    | (?<![\w.,$/-])(?!220-1[012])[2-9]\d\d-(?!19|20|\d\d[05]0)\d{4}(?![\w-]|\.\d)    # 555-1234
    | (?<![\w.,/-])0[1-9]\d{0,3}(?:[\ ./-]?\d){7,9}(?![\w-]|\.\d)                     # 020 7946 0958
    )""",
    re.VERBOSE,
)
_SOME_DIGITS = re.compile(r"(?<![\d$])\d(?:[^\w$%]{0,3}\d){6,}+")
_BEFORE_NUMBER = re.compile(
    rf"""{_WORD}(?:
      (?:text|txt|call|ring|phone|dial|sms|message|msg|reach|contact|whats\ ?app|hit)\ (?:me|us)\b
    | my\ (?:\w{{1,20}}\ )?(?:number|num|no|cell|phone|mobile|digits|whats\ ?app)\b
    | (?:text|call|phone|cell|mobile|mob|tel|telephone|ph|dial|whats\ ?app)(?=\W{{1,4}}\d)
    )""",
    re.VERBOSE,
)
_AFTER_NUMBER = re.compile(r"\b(?:is my|(?:call|text|txt) me)\b")


def _has_phone(text: str) -> bool:
    text = _TENS_BEFORE_UNIT.sub(lambda tens: _NUMBERS[tens[1]][0], text)
    text = _NUMBER_WORDS.sub(_digits, text)
    for spelled, digits in _SPELLED_DIGITS:
        text = spelled.sub(digits, text)
    text = _OTHER_NUMBERS.sub(" x ", text)
    runs = [run for run in _SOME_DIGITS.finditer(text) if len(run[0]) <= 45]
    asked = [word.end() for word in _BEFORE_NUMBER.finditer(text)]
    told = [word.start() for word in _AFTER_NUMBER.finditer(text)]
    return (
        bool(_NUMBER.search(text))
        or any(_is_number_in_groups(run[0]) for run in runs)
        or _soon_after(asked, [run.start() for run in runs], 30)
        or _soon_after([run.end() for run in runs], told, 4)
    )


def _digits(words: re.Match[str]) -> str:
    return _NUMBER_WORD.sub(lambda word: _NUMBERS[word[0]], words[0])


def _is_number_in_groups(run: str) -> bool:
    """5 5 5 1 2 3 4, 55 51 23 45 67; not 1 2 3 4 5 6 7, a pattern of shifts, marks in a list."""
    groups = re.findall(r"\d+", run)
    digits = "".join(groups)
    if len(digits) not in {7, 10, 11} or len(set(digits)) < 4:
        return False
    if any(re.fullmatch(r"(?:19|20)\d\d|\d{5,}", group) for group in groups):
        return False
    numbers = [int(group) for group in groups]
    digit_by_digit = sum(len(group) == 1 for group in groups) >= 4
    counted = numbers in (sorted(numbers), sorted(numbers, reverse=True))
    return not counted and (digit_by_digit or (len(groups) >= 5 and not re.search("[,:]", run)))


# ---- Accounts on other services -----------------------------------------------------------------

_SITE = re.compile(r"\b(\w{1,20}\.\w{2,3})/(\S{1,30})")
_PROFILES = {
    r"(?:t|wa|m|fb|ig|kik|line|telegram|signal|vk|snap)\.me|(?:dis)?cord\.gg|cash\.app": "",
    r"(?:instagram|facebook|tiktok|snapchat|onlyfans|vk|fb|twitch|pinterest|tumblr|twitter|x|kik"
    r"|whatsapp|venmo|calendly|steamcommunity)\.com|threads\.net|twitch\.tv|linktr\.ee|bsky\.app": (
        r"(?!(?:careers|jobs|business|help|about|privacy|legal|hashtag)\b)@?\w"
    ),
    r"discord(?:app)?\.com": "(?:invite|users)/",
    r"linkedin\.com": "in/",
    r"youtube\.com": "@|(?:c|channel|user)/",
    r"reddit\.com": "u(?:ser)?/",
}
_NAME = r"@?\w[\w.•#-]{1,31}"
_TAG = re.compile(
    r"(?<![\w.])(?!room|issue|order|job|req|id|unit|ticket|license)[a-z][\w.]{1,31}#\d{4}\b"
    r"|(?<![\w/.])/?u/[a-z][\w-]{2}"
)
_NAMED = re.compile(
    rf"""
    {_WORD}(my\ (?:\w{{1,20}}\ ){{0,2}})?\b({_SERVICE})\b
    (\ (?:user\ ?name|name|user|handle|id|tag|account|acc|app|thing)\b)?
    ((?:'?s|\ is|\ as|\ under)?(?:[\ :=>@/|(~-]|\.\.){{1,4}})(?=({_NAME}))
    """,
    re.VERBOSE,
)
_NAME_ON = re.compile(
    rf"(?<!\S)({_NAME})( (?:on|in|at|via|over|@|for)(?: my| the)? | ?[(/|~@<-]{{1,3}} ?| )"
    rf"(?=({_SERVICE}|{_ALL_SERVICES})\b)"
)
_NOT_OTHERS = r"(?<!ers\ )(?<!ple\ )"  # recruiters message me, people add me
_INVITES = re.compile(
    rf"""{_WORD}{_NOT_OTHERS}(?:
      (?:add|dm|pm|follow|find|text|txt|message|msg|hit|reach|contact|write|ping|catch|snap|get|talk\ to
        |chat\ with|look|search|call)\ (?:me|us)\b
    | hmu\b | same\ (?:name|user|username|handle|tag)\b
    | (?:let'?s|we\ can|we\ could|can\ we|wanna)\ (?:talk|chat|move|continue|switch|take|meet)\b
    )""",
    re.VERBOSE,
)
_INVITED_TO = re.compile(
    rf"{_WORD}(?:{_SLANG}|{_NAMES}|(?:on|via|through|over|to) (?:{_OTHERS}|{_SHORT}))\b"
)
_INVITATION = re.compile(
    rf"""{_WORD}(?:
      {_NOT_OTHERS}(?:kik|snap|dm|pm|discord|insta|whats\ ?app|facetime|skype)\ me\b
    | my\ (?:dms\b|@\ is\b)
    | (?:(?:what'?s|what\ is|drop|send|gimme|give\ me|leave|post|trade|swap)\ (?:me\ )?(?:your|ur|yr)
        |join\ (?:my|our|this)|(?:swap|trade)(?:\ our)?)\ (?:{_SLANG}|discord|telegram|what'?s\ ?app|socials|@)
      (?=\ ?[^\w\ ]|\ ?$|\ (?:(?:user)?name|user|id|server|below|here|and|or|so|if|then|please)\b)
    )""",
    re.VERBOSE,
)


def _has_account(text: str) -> bool:
    tight = re.sub(r" ?([./]) ?", r"\1", text.replace(_SPELLED_DOT, "."))
    invites = [invite.end() for invite in _INVITES.finditer(text)]
    services = [service.start() for service in _INVITED_TO.finditer(text)]
    return (
        bool(_TAG.search(text) or _INVITATION.search(text))
        or any(_is_profile(*site) for site in _SITE.findall(tight))
        or any(_is_named(*named) for named in set(_NAMED.findall(text)))
        or any(_is_name_on(*named) for named in set(_NAME_ON.findall(text)))
        or _soon_after(invites, services, 30)
    )


def _is_profile(site: str, path: str) -> bool:
    return any(re.fullmatch(s, site) and re.match(p, path) for s, p in _PROFILES.items())


def _is_named(mine: str, service: str, word: str, link: str, name: str) -> bool:
    """“my insta is joanna”, “snap: jo.p”; not “Signal: useful?”, “my LinkedIn is empty”."""
    if _looks_made_up(name):
        flat = re.fullmatch(f"{_OTHERS}|{_SHORT}", service) and not re.search("^@|_", name)
        return bool(link.strip()) or not flat
    told = word or re.search("user|name", mine) or not re.fullmatch(_OTHERS, service)
    known = re.fullmatch(_SLANG, service) or (mine and told)
    said = re.search("is|[:=>@]| - ", link)
    return bool(known and said) and not _ORDINARY.fullmatch(name.strip(".-•"))


def _is_name_on(name: str, link: str, service: str) -> bool:
    """“jo_p99 on insta”, “@jo_p (ig)”; not “@ana_r Instagram is no job”."""
    anyhow = re.fullmatch(f"{_SLANG}|{_ALL_SERVICES}", service)
    return bool(link.strip() or anyhow) and _looks_made_up(name)


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
