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
    (
        re.compile(r"\b(?:do|did|is|was|were|had|have|would|wo|will) ?n(?:o|')?t\b|\bno longer\b"),
        "not",
    ),
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

_WANT = (
    r"(?:want|wish|hope|going to|ready to|deserve to|need to|should|rather|might as well)"
    r"(?: i| could| would| to)*"
)
_THINK_OF = (
    rf"(?:{_WANT}|thinking|think|thought|thoughts|plan|planning|tried|trying|urges?|tempted|about|how"
    r"|keep|started)(?: about| of| to| on)*"
)
_STOP = r"(?: ?[.,;!?)\"]| ?$)"
_NO_JOB = (
    r"(?! (?:prevention|hotline|crisis|counsel\w*|awareness|research|risk|lifeline|watch|loss)\b)"
)

_SIGNS = [
    # Harming oneself.
    r"kill myself\b(?! laughing)",
    r"kill(?:ing|ed) myself\b(?! (?:laughing|over|with|at|in|for|by|trying|to|\w+ing)\b)",
    r"(?:hang|drown|shoot|stab|poison|strangle|starve|harm)(?:ed|ing)? myself\b(?! in\b)",
    rf"{_THINK_OF} (?:hurt|cut|burn|injure|punish)(?:t?ing)? myself\b(?! (?:some|a|off|out|loose)\b)",
    r"(?:hurt|cut|burn(?:ed|t)?) myself (?:again|last night|tonight|on purpose|because|when i|to feel)\b",
    r"i cut myself\b(?! (?:some|a|off|out|loose|shaving|on|with|while|short)\b)",
    rf"(?:started|not stop|cannot stop|keep) cutting(?: again| my (?:skin|body)|{_STOP})",
    r"i cutting since\b|cutting myself\b(?! (?:some|a|off|out|loose|free|short|on|with|shaving)\b)",
    r"(?:cut|slit|scratch)(?:t?ing)?(?: and \w+)? my (?:wrists?|arms?|thighs?|legs?|skin)\b",
    r"i (?:(?:want|need|started|keep|used to|did|do|not|going to) )*self[ -]?harm|my self[ -]?harm",
    r"un ?-?aliv(?:e|ing) (?:myself|me)\b|(?:want|going to) un ?-?alive\b",
    r"(?<!aws )(?<!azure )(?<!cloud )(?<!\d )(?<!the )(?<!in )(?<!with )kms\b"
    r"(?! (?:keys?|servers?|away|from|per)\b)",
    r"not (?:feel )?safe (?:with|from) myself\b|not (?:\w+ ){0,3}keep myself safe (?:tonight|anymore)\b",
    r"i took (?:a (?:bunch|lot|handful) of|all (?:of )?(?:my|the)|too many) (?:\w+ )?pills\b",
    r"how (?:many|much) (?:\w+ ){0,5}to (?:die|overdose|kill (?:your|my)self)\b",
    # Wanting to be dead.
    r"sleep and not wake up\b|(?:last|final) goodbye\b|goodbye\b[^?]{0,30}\bnot be here\b",
    r"(?:wish|if) i (?:not )?(?:dead|born|alive|exist|existed|not wake up|woken up)\b|wish i not here\b",
    r"wish (?:a|the|some) \w+ would (?:hit|kill|run over) me\b|should not have born\b",
    rf"not see (?:myself living past|a future{_STOP})",
    r"i cannot (?:go on|take (?:it|this)|keep (?:going|living)|do this|live|cope)"
    rf"(?: anymore| like this)|i cannot go on{_STOP}",
    # Ending one's life.
    r"end(?:ing|ed)? my (?:own )?life\b(?! as\b)|(?:take|taking|took) my own life\b",
    r"(?:take|taking) my life\b(?! (?:in|into|to|back|savings|seriously|for|and|experience|story)\b)"
    r"|i ending it\b(?! (?:with|early|on|at|by)\b)",
    rf"end(?:ing)? it all\b|{_THINK_OF} end(?:ing)? (?:it|everything|things)\b"
    r"(?! (?:with|when|early|on|at|by|there|here|soon|well)\b)",
    r"(?:easy|easiest|painless|quick|quickest|best|fast|fastest) ways? to (?:die|kill (?:your|my)self)\b",
    r"how to kill (?:your|my)self\b",
    r"(?:no|any|the|a) (?:reason|point|purpose) (?:to|in|of|for me to) (?:keep |carry )?"
    r"(?:live|living|be alive|being alive|exist|go on|going on)\b"
    r"(?! (?:in|near|on|with|at|far|close|there)\b)|reason for me to be (?:here|alive)\b",
    r"nothing (?:left )?to live for\b|not worth living\b|life not worth it\b",
    rf"hate (?:being alive|living{_STOP})|kill me (?:already|now|please)\b|if i live or die\b",
    r"giv(?:e|ing|en) up on (?:life|living)\b",
    r"(?:tired|sick|done|exhausted) (?:of|with) (?:living|life|being alive|existing)\b"
    r"(?! (?:in|with|at|near|on|paycheck|out|under|from|off|there|here|alone|sciences?|insurance)\b)",
    r"(?:no ?one|nobody|who) (?:would|will) "
    r"(?:miss me|(?:care|notice|cry) (?:if|when) i (?:die|died|dead|gone|not))",
    r"(?:better|happier) (?:off )?(?:dead|without me|if i (?:gone|dead|died|not))\b",
    # Suicide.
    r"i (?:(?:feel|felt|feeling|get|getting|a bit|pretty) )*suicidal\b(?! \w+s\b)|feeling suicidal\b",
    r"(?:i|my|these|keep having|i get) suicidal (?:thoughts?|ideation|feelings?)\b",
    rf"my suicide\b{_NO_JOB}|suicide\b.{{0,20}}\bon my mind\b|i overdosed\b",
]
# What the author says of nobody else: after “I”, or where a sentence begins.
_OWN = (
    r"(?:\bi(?: (?!(?:who|whose|they|he|she|people|someone|patients?|clients?|teens?|students?|kids)\b)"
    r"[\w']+){0,6}|^|[.,;:!?]) ?\b"
)
_OWN_SIGNS = [
    rf"{_WANT} (?:die|dying)\b"
    r"(?! (?:for|laughing|trying|rich|happy|old|knowing|doing|than|with|of)\b)",
    rf"{_WANT} (?:be dead|be gone|not exist|stop existing|disappear|sleep forever|not wake up)\b(?! from\b)",
    r"(?:not want|want not) (?:be |being )(?:here anymore|alive|in this world|on this (?:earth|planet))\b",
    r"not want (?:keep |to keep |continue )?(?:live|living|exist|existing)"
    rf"(?: anymore| like this| this life|{_STOP})",
    rf"not want wake up(?: tomorrow| again| anymore|{_STOP})",
    r"want (?:it (?:all )?to end|(?:everything|the pain|my life) to (?:end|be over|stop))\b",
    r"jump(?:ing)? (?:off|from|in front of) (?:a|the|my) (?:bridge|building|roof|train|car|bus)\b"
    r"(?! (?:with|for|as)\b)",
    rf"(?:{_WANT}|tried to|trying to) (?:overdose|od)\b",
    r"(?:commit|committing|attempt(?:ed|ing)?|consider(?:ed|ing)?|contemplat(?:ed|ing)|plan(?:ning)?"
    rf"|(?:think|thinking|thought|thoughts) (?:of|about)) suicide\b{_NO_JOB}",
]
_IN_CRISIS = re.compile(rf"\b(?=[a-z])(?:{'|'.join(_SIGNS)})|{_OWN}(?:{'|'.join(_OWN_SIGNS)})")


def find(*texts: str) -> bool:
    """Whether the author of these texts, of one post, may want to die or to harm themselves."""
    text = _DIGIT_IN_WORD.sub(lambda sign: sign[0].translate(_AS_LETTERS), as_read(*texts))
    for wording, simpler in _SIMPLER:
        text = wording.sub(simpler, text)
    return bool(_IN_CRISIS.search(text))
