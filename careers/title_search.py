"""Find a career by any title people know it by: its own, those of O*NET® data, and nicknames.

For those who write titles: `fold(title)` goes into `JobTitle.folded`; `index_titles(rows)` after rows
are inserted; `forget_titles(keys)` when rows go; `write_titles(careers)` when careers were changed or
made without `Career.save()`; `rebuild()` when the index itself is in doubt. For those who search: `find`, `suggest`, `narrow`, and for a title that
names one career `called` and `meant`; spelling.py mends what finds nothing. What titles have in common
is decided in title_words.py, how the database finds them in title_index.py.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from math import log10
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from . import title_index
from .models import Career, JobTitle
from .models.career import CareerQuerySet, Viewer
from .spelling import did_you_mean
from .title_words import FILLERS, LETTERS_READ, fold, forms

__all__ = [
    "Found",
    "called",
    "did_you_mean",
    "find",
    "fold",
    "forget_titles",
    "index_titles",
    "meant",
    "narrow",
    "rebuild",
    "suggest",
    "write_titles",
]


class Found(NamedTuple):
    career: Career
    title: str
    """The title that matched best."""
    exact: bool
    """Whether `title` is what was asked for, plural or singular, with or without its initials."""

    @property
    def by_other_title(self) -> bool:
        return fold(self.title) != fold(self.career.title)


def find(words: str, viewer: Viewer, limit: int = 10) -> list[Found]:
    """Careers with a title that has all of `words`, best first, each once; two queries.

    Every word may be only begun. The careers come with what a row in a list shows.
    """
    return _find(words, Career.objects.visible_to(viewer), limit, CareerQuerySet.with_figures)


def suggest(words: str, viewer: Viewer) -> list[Found]:
    """As `find`, for every key pressed: the first eight, with nothing but title and address."""
    if len(fold(words[:LETTERS_READ])) < FEWEST_LETTERS:
        return []
    return _find(
        words, Career.objects.visible_to(viewer), 8, lambda rows: rows.only("title", "slug")
    )


def called(words: str, viewer: Viewer) -> list[Career]:
    """The one career that `words` are a title of, else the first of those that they may mean."""
    found = find(words, viewer, OFFERED) if words else []
    careers = [one.career for one in found]
    named = [one.career for one in found if one.exact]
    own = [career for career in named if fold(career.title) == fold(words)]
    return next((sure for sure in (own, named) if len(sure) == 1), careers)


def meant(words: str, viewer: Viewer) -> list[Career]:
    """As `called`, misspelled or not."""
    return called(words, viewer) or called(did_you_mean(words), viewer)


FEWEST_LETTERS = 2
OFFERED = 8
BATCH = 1000


def _find(
    words: str,
    visible: CareerQuerySet,
    limit: int,
    loaded: Callable[[CareerQuerySet], CareerQuerySet],
) -> list[Found]:
    words = fold(words[:LETTERS_READ])
    wanted = title_index.wanted_words(words)
    candidates = title_index.candidates(words, visible)
    number = Counter(one.career for one in candidates)
    ranked = sorted((_rank(words, wanted, one, number[one.career]), one) for one in candidates)
    best: dict[int, tuple[bool, str]] = {}
    for _, one in ranked:
        best.setdefault(one.career, (words in _forms(one), one.title))
        if len(best) == limit:
            break
    careers = loaded(visible).in_bulk(best)
    return [
        Found(careers[key], title, exact) for key, (exact, title) in best.items() if key in careers
    ]


EXACT_MAIN, EXACT, BEGINS, IN_ORDER, ANY_ORDER = range(5)


def _rank(
    words: str, wanted: list[str], one: title_index.Candidate, number: int
) -> tuple[int, bool, bool, bool, bool, bool, float]:
    """The smaller the better. `number` of the career's titles were found, of which this is `one`.

    First how the title matches; a main title one step better, so that "Coaches and Scouts" is as
    good for "coach" as another title that is nothing else. Then main titles, but not those of all
    others in a group, and pages that editors wrote. Last how many titles say so, and how many jobs.
    """
    has = [word for word in one.folded.split() if word not in FILLERS]
    whole = all(word in has for word in wanted)
    known_as = _forms(one)
    begins = any(form.startswith(words) for form in known_as)
    if words in known_as:
        tier = EXACT_MAIN if one.main else EXACT
    elif one.main and whole:
        tier = EXACT
    elif begins or (one.main and _in_order(wanted, has)):
        tier = BEGINS
    else:
        tier = IN_ORDER if _in_order(wanted, has) else ANY_ORDER
    rest = one.folded.endswith(" all other")
    usual = log10(one.employment + 1000) + (2 * log10(number) if whole else 0)
    beside = not (whole or begins)
    return tier, not whole, not one.main, beside, rest, not one.written, -usual


def _forms(one: title_index.Candidate) -> list[str]:
    return forms(one.title) if "(" in one.title else [one.folded]


def _in_order(wanted: list[str], has: list[str]) -> bool:
    left = iter(has)
    return all(any(word.startswith(begun) for word in left) for begun in wanted)


def narrow(careers: CareerQuerySet, words: str) -> CareerQuerySet:
    """Those of `careers` with a title that has all of `words`, each at least begun. Asks at once, one query."""
    return careers.filter(pk__in=title_index.owners(words[:LETTERS_READ], careers))


def rebuild() -> Iterator[int]:
    """Index every title anew, in short transactions; yields how many are done so far."""
    write_titles(Career.objects.only("pk"))
    done, last = 0, 0
    while rows := list(JobTitle.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        index_titles(rows)
        done, last = done + len(rows), rows[-1].pk
        yield done


def index_titles(rows: Sequence[JobTitle]) -> None:
    """Put inserted `rows` into the index, or what they are now. Best in the transaction of the rows."""
    title_index.put(rows)


def forget_titles(pks: Iterable[int]) -> None:
    """Take the rows with these keys out of the index."""
    title_index.take_out(pks)


@cache
def _nicknames() -> dict[str, list[str]]:
    """O*NET-SOC code → what people call those who do this, where no data set has it."""
    path = Path(__file__).parent / "nicknames.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@transaction.atomic(savepoint=False)
def write_titles(careers: Iterable[Career]) -> None:
    """Bring the rows of the careers' own titles up to date: title, other titles, nicknames."""
    keys = [career.pk for career in careers]
    now = {
        (row.career_id, row.title, row.main): row.pk
        for row in JobTitle.objects.filter(career__in=keys)
    }
    wanted = {
        (career.pk, title, title == career.title)
        for career in Career.objects.filter(pk__in=keys)
        .select_related("occupation")
        .prefetch_related("alternate_titles")
        .only("title", "onet_code", "related_occupation", "occupation__soc_code")
        for title in _titles(career)
    }
    if gone := [pk for key, pk in now.items() if key not in wanted]:
        JobTitle.objects.filter(pk__in=gone).delete()
        forget_titles(gone)
    new = [
        JobTitle(career_id=key, title=title, folded=fold(title), main=main)
        for key, title, main in sorted(wanted - now.keys())
    ]
    if new:
        index_titles(JobTitle.objects.bulk_create(new))


def _titles(career: Career) -> list[str]:
    code = career.onet_code
    if not code and career.occupation and not career.related_occupation:
        code = f"{career.occupation.soc_code}.00"
    others = [other.title for other in career.alternate_titles.all()]
    return [career.title, *others, *_nicknames().get(code, [])]
