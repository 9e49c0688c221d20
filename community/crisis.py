"""Words of someone who may be in danger from themselves.

A false alarm shows help to someone who didn't need it; a miss is worse. So what is said of oneself
counts even when it may be a joke, and only what careers are made of does not: patients, prevention,
deadlines that kill. What a patient is said to have said is theirs, not the author's.
"""

import re

from .contact_details import as_read

_DIGIT_IN_WORD = re.compile(r"(?<=[a-z])(?:[0134]|[5!|$@](?=[a-z]))")
_AS_LETTERS = str.maketrans("01345!|$@", "oieasiisa")

# One wording for many, in this order, so that each sign below is written once.
_SIMPLER = [
    (
        re.compile(
            r"\b(?:patient|client|caller|student|teen|teenager|child|resident|veteran|inmate|person"
            r"|someone|somebody)s? (?:who )?(?:says?|said|tells?|told|texts?|threatens?|admits?)\b(?! me to\b)"
            r"(?: (?:you|me|us|to|that|things|something|like)\b)*[ ,:\"']*(?:i|they|he|she)\b[^.?!]{0,80}"
        ),
        " ",
    ),
    (re.compile(r"\bmy self\b"), "myself"),
    (re.compile(r"\bany more\b|\bany longer\b|\bmuch longer\b"), "anymore"),
    (re.compile(r"\bwanna\b|\bwant(?:ed|ing)?(?: to)?\b|\bfeel like\b"), "want"),
    (re.compile(r"\bgonna\b"), "going to"),
    (re.compile(r"\b(?:can ?no|can'|can)t\b"), "cannot"),
    (re.compile(r"\b(?:do|did|is|was|were|had|have|would|wo|will) ?n(?:o|')?t\b|\bno longer\b"), "not"),
    (re.compile(r"\bnever\b"), "not"),
    (re.compile(r"\bi ?(?:'?m|am|'?ve|have|'d|had|'ll|will|was|were)\b"), "i"),
    (
        re.compile(
            r"\b(?:really|just|even|so|very|kinda|actually|ever|honestly|still|always|also|now|too"
            r"|sometimes|often|literally|been|finally|already) "
        ),
        "",
    ),
]

# The author, or nobody named, and then no one else before what is wanted.
_I = (
    r"(?:\bi(?: (?!(?:who|whose|they|he|she|people|someone|patients?|clients?|teens?|students?|kids)\b)"
    r"[\w']+){0,6}|^|[.,;:!?]) ?\b"
)
_WANT = r"(?:want|wish|hope|going to|ready to|deserve to|need to|should|rather|might as well)(?: i| could| would| to)*"
_THINK_OF = rf"(?:{_WANT}|thinking|think|thought|thoughts|plan|planning|tried|trying|urges?|tempted|about|how|keep|started)(?: about| of| to| on)*"
_STOP = r"(?: ?[.,;!?)\"]| ?$)"

_SIGNS = [
    # Harming oneself.
    r"\bkill myself\b(?! laughing)",
    r"\bkill(?:ing|ed) myself\b(?! (?:laughing|over|with|at|in|for|by|trying|to|\w+ing)\b)",
    r"\b(?:hang|drown|shoot|stab|poison|strangle|starve|harm)(?:ed|ing)? myself\b(?! in\b)",
    rf"\b{_THINK_OF} (?:hurt|cut|burn|injure|punish)(?:t?ing)? myself\b(?! (?:some|a|off|out|loose|shaving|lifting)\b)",
    r"\b(?:hurt|cut|burn(?:ed|t)?|injured) myself (?:again|on purpose|because|when i|to (?:feel|cope))\b",
    r"\bi cut myself\b(?! (?:some|a|off|out|loose|shaving|on|with|while|short)\b)",
    r"\b(?:cut|cutting|slit|slitting) my (?:wrists?|arms?|thighs?|legs?)\b",
    r"\b(?:i|started|relapsed,?) cutting again\b",
    rf"{_I}(?:{_THINK_OF} )?self[ -]?harm(?:ed|ing)?\b|\bmy self[ -]?harm(?:ing)?\b",
    r"\bun ?-?aliv(?:e|ing) (?:myself|me)\b",
    r"(?<!aws )(?<!azure )(?<!cloud )(?<!\d )(?<!the )(?<!in )(?<!with )\bkms\b(?! (?:keys?|servers?|away|from|per)\b)",
    # Wanting to be dead.
    rf"{_I}{_WANT} (?:die|be dead|not exist|stop existing|disappear forever|sleep forever|not wake up)\b"
    r"(?! (?:for|laughing|trying|rich|happy|old|knowing|doing|than|with|of)\b)",
    r"\bwish i (?:not )?(?:dead|gone|born|alive|here|exist|existed|wake up|could disappear)\b",
    rf"{_I}not want (?:be |being )(?:here anymore|alive|in this world|on this (?:earth|planet))\b",
    rf"{_I}not want (?:keep |to keep |continue )?(?:live|living|exist|existing)(?: anymore| like this| this life|{_STOP})",
    rf"{_I}not want wake up(?: tomorrow| again| anymore|{_STOP})",
    rf"\bi cannot (?:go on|take (?:it|this)|keep (?:going|living)|do this|live|cope)(?: anymore| like this)|\bi cannot go on{_STOP}",
    # Ending one's life.
    r"\bend(?:ing|ed)? my (?:own )?life\b(?! as\b)|\b(?:take|taking|took) my own life\b",
    r"\b(?:take|taking) my life\b(?! (?:in|into|to|back|savings|seriously|for|and)\b)|\bend(?:ing)? it all\b",
    rf"\b{_THINK_OF} end(?:ing)? (?:it|everything|things)\b(?! (?:with|early|on|at|by|there|here|soon|well)\b)",
    r"\b(?:no|any|the) (?:reason|point|purpose) (?:to|in|of|for me to) (?:keep )?"
    r"(?:live|living|be alive|being alive|exist|existing|go on|going on)\b(?! (?:in|near|on|with|at|far|close|there)\b)",
    r"\bnothing (?:left )?to live for\b|\bnot worth living\b|\bhate being alive\b|\bgiv(?:e|ing|en) up on (?:life|living)\b",
    r"\b(?:tired|sick|done|exhausted) (?:of|with) (?:living|life|being alive|existing)\b"
    r"(?! (?:in|with|at|near|on|paycheck|out|under|from|off|there|here|alone|sciences?|insurance)\b)",
    r"\b(?:no ?one|nobody|who) (?:would|will) (?:miss me|(?:care|notice|cry) if i (?:die|died|dead|gone|disappear|not))",
    r"\bbetter off (?:dead|without me|if i (?:gone|dead|died|not))\b",
    rf"{_I}jump(?:ing)? (?:off|from|in front of) (?:a|the|my) (?:bridge|building|roof|balcony|train|car|bus|truck)\b(?! (?:with|for|as)\b)",
    rf"\b{_THINK_OF} overdos(?:e|ing)\b|\bi overdosed\b",
    # Suicide, in one's own name.
    r"(?:\bi|^|[.,;!?])(?: (?:feel|felt|feeling|get|getting|a bit|pretty))* suicidal\b(?! \w+s\b)|^feeling suicidal\b",
    r"\b(?:i|my|these|keep having|i get) suicidal (?:thoughts?|ideation|feelings?)\b",
    r"\bmy suicide (?:note|attempt|plan|letter)\b|\b(?:last|final) goodbye\b",
    rf"{_I}(?:commit|committing|attempt(?:ed|ing)?|consider(?:ed|ing)?|contemplat(?:ed|ing)|plan(?:ning)?"
    r"|(?:think|thinking|thought) (?:of|about)) suicide\b(?! (?:prevention|hotline|crisis|counsel\w*|awareness|research|risk|lifeline|watch|loss)\b)",
]
_SOMEONE_IN_CRISIS = re.compile("|".join(_SIGNS))


def find(*texts: str) -> bool:
    """Whether the author of these texts, of one post, may want to die or to harm themselves."""
    text = _DIGIT_IN_WORD.sub(lambda sign: sign[0].translate(_AS_LETTERS), as_read(*texts))
    for wording, simpler in _SIMPLER:
        text = wording.sub(simpler, text)
    return bool(_SOMEONE_IN_CRISIS.search(text))
