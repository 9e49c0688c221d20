"""How hard a text is to read: its Flesch–Kincaid grade, and its sentences that are too long.

Grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid and others, 1975).
Syllables are counted from spelling, which is right for nineteen words in twenty. Libraries that know
every word come with a dictionary under the GPL, or are many times the size of this site.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from markdown_it import MarkdownIt

TARGET = 9
"""Pages of a higher grade ask for an editor."""

_parser = MarkdownIt("commonmark", {"html": False})
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_END = re.compile(r"(?<![.!?…])[.!?…]++[”’\"')\]]*+(?=\s)(?!\s+[a-z])")
_ABBREVIATION = re.compile(r"(?:\b(?:[a-z]|dr|mr|mrs|ms|st|no|vs|approx)|\w\.\w)\.$", re.I)

_SILENT = re.compile(
    r"""
    (?<=[^aeiouy])(?<![^aeiouylr]l)e$                    # make, not: table
    | (?<=[^aeiouysxzcg])(?<![cs]h)(?<![^aeiouylr]l)es$  # makes, not: tables, pages, watches
    | (?<=[^aeioutd])(?<![^aeiouylr]l)ed$                # called, played, not: handled, wanted
    | (?<=q)ue(?=s?$) | (?<=[aeo]g)ue(?=s?$)             # technique, league
    | (?<=[aeiouy][^aeiouyl])e(?=ful|less|ment|(?:ly|ness|ship|where|work)$)  # safely
    | (?<=bus)i(?=ness) | (?<=^ev)e(?=ry)
    """,
    re.VERBOSE,
)
_VOWELS = re.compile(r"[aeiouy]+")
_BETWEEN_VOWELS = re.compile(
    r"""
    (?<![ctsg]i)(?<=i)(?=a|um|(?<!ni)o)(?<!li(?=an)) | (?<=[ct]i)(?=at|ol)  # me·dia, asso·ci·ate
    | (?<![ct]i)(?<=i)(?=e(?:t|n[ct]|rs?$|st$)) | (?<=ci)(?=et) | (?<=sci)(?=e)   # cli·ent
    | (?<![qg]u)(?<=u)(?=i(?:t[iy]|n)|a[^r]|o|e[ln])               # contin·u·ity, act·u·al
    | (?<=e)(?=o[^nup]|o$) | (?<=[dr]e)(?=as?$) | (?<=re)(?=act|al[is]) | (?<=cre|the)(?=at(?!u))
    | (?<=se)(?=um) | (?<=co)(?=o[pr]) | (?<=po)(?=e[mt]) | (?<=cha)(?=o)
    | (?<=[aou]y)(?=[aeiou]) | (?<=y)(?=i) | (?<=[aeiou])(?=ing)   # employ·er, stud·y·ing
    """,
    re.VERBOSE,
)


def grade(text: str) -> float | None:
    """The school grade in which `text` (Markdown) is read with ease; None without a sentence."""
    sentences = [words for words in map(_WORD.findall, _sentences(text)) if words]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return None
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59


def long_sentences(text: str, words: int = 30) -> list[str]:
    """The sentences of `text` (Markdown) with more than so many words, without their markup."""
    return [one for one in _sentences(text) if len(_WORD.findall(one)) > words]


def page_grade(document: dict[str, Any]) -> Decimal | None:
    """The grade of all that editors wrote on a page: see careers/document.py."""
    found = grade(prose(document))
    return None if found is None else Decimal(f"{min(found, 99.9):.1f}")


def prose(document: dict[str, Any]) -> str:
    """Every sentence of a page that is its editors' own, as paragraphs of Markdown."""
    education, day, become = (document.get(key, {}) for key in ("education", "day", "become"))
    rows = [
        *education.get("levels", ()),
        *day.get("moments", ()),
        *become.get("steps", ()),
        *document.get("skills", ()),
    ]
    texts = [
        document.get("overview", ""),
        education.get("text", ""),
        day.get("introduction", ""),
        become.get("introduction", ""),
        *(row.get("text", "") for row in rows),
        *document.get("responsibilities", ()),
        *(row.get("looking_for", "") for row in document.get("interview", ())),
    ]
    return "\n\n".join(str(text) for text in texts if text)


def syllables(word: str) -> int:
    return sum(_syllables(part) for part in word.lower().split("-"))


def _syllables(word: str) -> int:
    word = _SILENT.sub("", re.sub(r"[^a-z]|’s$|'s$", "", word).removeprefix("y"))
    return max(1, len(_VOWELS.findall(word)) + len(_BETWEEN_VOWELS.findall(word)))


def _sentences(text: str) -> Iterator[str]:
    """Paragraphs, headings and items of lists each end a sentence, with a full stop or without."""
    for block in _blocks(text):
        begin = 0
        for end in _END.finditer(block):
            # “Dr. Ames”, “the U.S. Army”: only the last letters are looked at.
            if _ABBREVIATION.search(block[max(begin, end.end() - 8) : end.end()]):
                continue
            yield block[begin : end.end()].strip()
            begin = end.end()
        if rest := block[begin:].strip():
            yield rest


def _blocks(text: str) -> Iterator[str]:
    for token in _parser.parse(text):
        if token.type == "inline":
            # What an address is spelled like says nothing of the sentence around it.
            words = (
                " " if part.type.endswith("break") else part.content
                for part in token.children or ()
            )
            yield _ADDRESS.sub("", "".join(words))
