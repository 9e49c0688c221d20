"""Small rules of English for titles and imported texts."""

import re


def guess_article(title: str) -> str:
    """ "an" before a vowel sound, as far as the spelling tells; editors settle the rest.

    Initials are spelled out ("an HVAC technician", "a UX researcher"); "u" and "eu" often begin
    with the sound of "you" ("a urologist", "a European…"), except in "un-", "up-" and the like.
    """
    word = title.split(maxsplit=1)[0] if title.split() else ""
    if (len(word) > 1 and word.isupper()) or (len(word) > 1 and word[1] == "-"):
        return "an" if word[0].upper() in "AEFHILMNORSX" else "a"
    low = word.lower()
    if low.startswith(("uni", "uro", "use", "uti", "eu", "one")) and not low.startswith("unin"):
        return "a"
    return "an" if low.startswith(("a", "e", "i", "o", "u", "hour", "honest", "heir")) else "a"


def first_sentence(text: str) -> str:
    """`text` up to its first full stop, without that; "e.g." and the like do not end a sentence."""
    found = re.match(r".{40,}?[^.A-Z]{2}(?=\.(\s|$))", text, re.DOTALL)
    return found[0] if found else text.rstrip(".")
