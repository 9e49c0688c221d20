"""Mends misspelled job titles by the words that titles are made of."""

from bisect import bisect_left
from collections import Counter
from math import log10
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .models import Career, JobTitle
from .title_words import (
    FILLERS,
    LETTERS_READ,
    LONGEST_WORD,
    WORDS_READ,
    joined_words,
    plain_words,
    singular,
)

LIKE = 40
"""Words looked at for each misspelled one."""


class Vocabulary(NamedTuple):
    number: dict[str, int]
    """Word as titles spell it → how many titles have it."""
    known: list[str]
    """Those words and their singulars, in order, for words that are only begun."""


def did_you_mean(words: str) -> str:
    """`words` with the unknown ones mended, or left out where no mending helps; "" for nothing to mend.

    A word that some title has or begins with is never changed. One query, and one more (about
    60,000 titles) in a process that has not read the titles since they last changed.
    """
    typed = plain_words(words[:LETTERS_READ])[:WORDS_READ]
    vocabulary = _vocabulary()
    mended = [mend for word in typed for mend in _mend(word[:LONGEST_WORD], vocabulary)]
    return " ".join(mended) if mended != typed else ""


def _mend(word: str, vocabulary: Vocabulary) -> list[str]:
    """The word itself, the one it was meant to be, the two it was, or none."""
    if word in FILLERS or _begins_some(singular(word), vocabulary.known):
        return [word]
    found = process.extract(
        word, vocabulary.number.keys(), scorer=OSA.distance, score_cutoff=_slips(word), limit=LIKE
    )
    likely = [(_cost(word, other, distance, vocabulary), other) for other, distance, _ in found]
    if likely:
        return [min(likely)[1]]
    halves = [(word[:n], word[n:]) for n in range(3, len(word) - 2)]
    both = [pair for pair in halves if all(half in vocabulary.number for half in pair)]
    return (
        list(max(both, key=lambda pair: min(vocabulary.number[half] for half in pair)))
        if both
        else []
    )


def _begins_some(word: str, known: list[str]) -> bool:
    place = bisect_left(known, word)
    return place < len(known) and known[place].startswith(word)


def _slips(word: str) -> int:
    """Letters that may be wrong, missing, too many or swapped."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2 if len(word) < 9 else 3


def _cost(word: str, other: str, distance: float, vocabulary: Vocabulary) -> float:
    """Few slips count most; then common words, and those that begin alike: people get that letter right."""
    return distance - 0.25 * log10(vocabulary.number[other]) + 0.5 * (word[0] != other[0])


_kept: tuple[Any, Vocabulary] | None = None


def _vocabulary() -> Vocabulary:
    """The words of all public titles, kept in this process until what the public may find changes.

    Any such change leaves a newer `updated_at`, another number of careers or of their own titles,
    or profiles of another release; this is asked each time.
    """
    global _kept
    key = Career.objects.public().aggregate(
        Max("updated_at"), Max("profile_id"), Max("job_titles"), Count("pk")
    )
    if _kept is None or _kept[0] != key:
        _kept = key, _read()
    return _kept[1]


def _read() -> Vocabulary:
    public = Career.objects.public()
    titles = JobTitle.objects.filter(
        Q(career__in=public) | Q(profile__in=public.exclude(profile=None).values("profile"))
    )
    number: Counter[str] = Counter()
    known: set[str] = set()
    for title in titles.values_list("title", flat=True):
        number.update(plain_words(title))
        known.update(joined_words(title))
    known |= {singular(word) for word in number}
    return Vocabulary(dict(number), sorted(known))
