"""How titles are compared: their words without capitals, accents, marks and plurals."""

import re
import unicodedata

LETTERS_READ = 200
WORDS_READ = 10
LONGEST_WORD = 40
LONGEST_TITLE = 150

WORD = re.compile(r"[^\W_]+[+#]*")
APOSTROPHES = re.compile("['’ʼ`]")
INITIAL = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_](?:[\W_]|$))")
"""A dot inside "R.N."."""
JOINED = re.compile(r"[^\W_]+(?:-[^\W_]+)+|(?<![^\W_])[^\W_](?:[&/][^\W_])+(?![^\W_])")
"""Words that people also write as one: "co-op", "x-ray", "R&D", "A/C"."""
ASIDE = re.compile(r"(.*?)\s*\((.*?)\)(.*)")
"""Initials or a long form, as in "Registered Nurse (RN)"."""
FILLERS = frozenset(
    ["a", "an", "and", "the", "of", "for", "or", "to", "in", "at", "with", "as", "by", "on"]
)
"""Words that a search may have or lack."""


def fold(text: str) -> str:
    """`text` as it is compared: singular words in lower case without accents, joined by spaces."""
    return " ".join(singular(word) for word in plain_words(text))[:LONGEST_TITLE].rstrip()


def plain_words(text: str) -> list[str]:
    """The words of `text` in lower case, without accents and apostrophes; "C++" and "C#" keep marks."""
    return WORD.findall(_plain(text))


def _plain(text: str) -> str:
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
    text = APOSTROPHES.sub("", text.lower())
    return INITIAL.sub(r"\1", text) if "." in text else text


def singular(word: str) -> str:
    """Roughly; both sides of every comparison pass through here."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def joined_words(text: str) -> list[str]:
    """What hyphenated words and initials of `text` are when written as one: "coop" for "co-op"."""
    if not any(mark in text for mark in "-&/"):
        return []  # Most titles: looking further is what reading all of them would spend its time on.
    return [singular("".join(WORD.findall(found))) for found in JOINED.findall(_plain(text))]


def forms(title: str) -> list[str]:
    """What `title` is known as: folded whole, and without and inside its parentheses."""
    whole = [fold(title)]
    if found := ASIDE.fullmatch(title):
        before, aside, after = found.groups()
        whole += [fold(f"{before} {after}"), fold(aside)]
    return [form for form in dict.fromkeys(whole) if form]
