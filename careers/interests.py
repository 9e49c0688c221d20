"""Thirty statements about activities, and which careers come close to a person's answers.

Nothing is stored: answers travel in the address as thirty marks, in the order of STATEMENTS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from statistics import fmean
from typing import NamedTuple

from django.db.models import Expression, F, FloatField, Value
from django.db.models.functions import Cast, Greatest, Round, Sqrt

from .forms import HIGH_INTEREST
from .models import Career
from .models.career import CareerQuerySet
from .models.profile import INTERESTS, Profile
from .profile_rows import MEANINGS

STATEMENTS = [
    ("R", "Fix a bicycle or a small engine"),
    ("I", "Find out why a test gave a strange result"),
    ("A", "Take photos that tell a story"),
    ("S", "Teach someone to read or to speak a new language"),
    ("E", "Start a small business"),
    ("C", "Check bills and receipts for mistakes"),
    ("R", "Grow vegetables or care for trees"),
    ("I", "Look for patterns in a long list of numbers"),
    ("A", "Design a poster or a web page"),
    ("S", "Take care of a person who is sick or hurt"),
    ("E", "Run a crew and decide who does what"),
    ("C", "Put records in order so that anyone can find them"),
    ("R", "Drive a truck or run heavy machines"),
    ("I", "Study how a disease spreads"),
    ("A", "Write a song, a story or a script"),
    ("S", "Listen to someone who is having a hard time"),
    ("E", "Talk a customer through a big purchase"),
    ("C", "Plan a calendar so that no appointments clash"),
    ("R", "Put in lights and outlets in a house"),
    ("I", "Work out what caused an accident from the traces it left"),
    ("A", "Decorate a cake or arrange a store window"),
    ("S", "Coach a team or lead a youth group"),
    ("E", "Bargain over a price or a contract"),
    ("C", "Count and track what is in a stockroom"),
    ("R", "Build a shed, a deck or a shelf"),
    ("I", "Compare two ways of doing something to see which works better"),
    ("A", "Play music or act for an audience"),
    ("S", "Show a new coworker how the job is done"),
    ("E", "Win a group over to your idea"),
    ("C", "Go through a safety checklist step by step"),
]
"""(interest type, activity): five of each type, from work of every kind and level of schooling."""

ANSWERS = {"l": ("Like", 2), "u": ("Not sure", 1), "d": ("Dislike", 0)}
"""Mark in the address → words and points."""
MISSING = "-"
LEAST = 3
"""Answers that each type needs before a score says anything."""
FULL = 10
"""Best score of a type."""

CLOSE, FAIR = 0.8, 0.5
"""Correlations from which on a career is called close, and shown at all."""


@dataclass(frozen=True)
class Answers:
    marks: str
    """One of each statement: a key of ANSWERS, or MISSING."""

    @classmethod
    def read(cls, text: str) -> "Answers":
        """What can be understood of `text`; a mark of no meaning is a missing answer."""
        known = "".join(mark if mark in ANSWERS else MISSING for mark in text[: len(STATEMENTS)])
        return cls(known.ljust(len(STATEMENTS), MISSING))

    @classmethod
    def sent(cls, form: Mapping[str, str]) -> "Answers":
        """From the fields s1 to s30 of the questionnaire."""
        marks = (form.get(f"s{number}", "") for number in range(1, len(STATEMENTS) + 1))
        return cls("".join(mark if mark in ANSWERS else MISSING for mark in marks))

    @property
    def missing(self) -> int:
        return self.marks.count(MISSING)

    @property
    def first_missing(self) -> int:
        """Number of the first statement without an answer; 0 when there is none."""
        return self.marks.find(MISSING) + 1

    @property
    def given(self) -> int:
        return len(STATEMENTS) - self.missing

    @property
    def points(self) -> dict[str, list[int]]:
        """Letter of the interest type → points of the answers given, 0 to 2 each."""
        found: dict[str, list[int]] = {letter: [] for letter in INTERESTS}
        for (letter, _), mark in zip(STATEMENTS, self.marks, strict=True):
            if mark != MISSING:
                found[letter].append(ANSWERS[mark][1])
        return found

    @property
    def enough(self) -> bool:
        """Whether every type has the answers it needs."""
        return all(len(points) >= LEAST for points in self.points.values())

    @property
    def scores(self) -> dict[str, float]:
        """Letter → 0 (dislikes all) to 10 (likes all): the mean of the points given, times five.

        A missing answer thus counts like the others of its type. Only where `enough`.
        """
        return {letter: fmean(points) * FULL / 2 for letter, points in self.points.items()}


def leading(scores: Mapping[str, float]) -> list[str]:
    """Types that score above a person's own average, highest first: what their answers lean to."""
    average = fmean(scores.values())
    return sorted((key for key in scores if scores[key] > average), key=lambda key: -scores[key])


def closest(careers: CareerQuerySet, scores: Mapping[str, float]) -> CareerQuerySet:
    """Those of `careers` that are close to `scores`, closest first, each with `closeness`.

    Among those that are equally close to one decimal, more is not known: the work with the most
    openings comes first.

    Closeness is the Pearson correlation of the person's six scores with the six interest scores
    (scale OI) of the career's profile: it compares the shapes, so that someone who likes much and
    someone who likes little may get the same careers. 1 is the same shape, 0 no likeness.
    `scores` that are all the same have no shape, and no career.
    """
    average = fmean(scores.values())
    length = sum((score - average) ** 2 for score in scores.values()) ** 0.5
    if not length:
        return careers.none()
    openings = F("occupation__projection__openings")
    rated = {key: Cast(F(f"profile__{name}"), FloatField()) for key, name in INTERESTS.items()}
    along: Expression = reduce(
        add, (rated[key] * Value((scores[key] - average) / length) for key in INTERESTS)
    )
    total: Expression = reduce(add, rated.values())
    squares: Expression = reduce(add, (score * score for score in rated.values()))
    # A profile of six equal scores has no shape either: the floor keeps its correlation near 0.
    spread = Greatest(squares - total * total / Value(6.0), Value(0.01))
    return (
        careers.annotate(closeness=along / Sqrt(spread))
        .filter(closeness__gte=FAIR)
        .order_by(Round("closeness", 1).desc(), openings.desc(nulls_last=True), "title")
    )


class Score(NamedTuple):
    """One line of a person's results."""

    name: str
    meaning: str
    words: str
    percent: float
    leads: bool


def in_words(scores: Mapping[str, float]) -> list[Score]:
    leads = leading(scores)
    return [
        Score(
            INTERESTS[key].capitalize(),
            MEANINGS[key],
            f"{score:.0f}",
            round(score / FULL * 100, 1),
            key in leads,
        )
        for key, score in scores.items()
    ]


def strong(profile: Profile) -> list[str]:
    """Letters that stand out in the work: its high points, and what scores high beside them."""
    scores = profile.interests
    high = [
        key for key in scores if scores[key] >= HIGH_INTEREST and key not in profile.high_points
    ]
    return [*profile.high_points, *high]


def why(career: Career, leads: list[str]) -> str:
    """How the interests of `career`, from `closest`, meet those that a person's answers lean to."""
    work = strong(career.profile or Profile())
    shared = [key for key in leads if key in work]
    other = [key for key in work if key not in leads]
    lacking = [key for key in leads if key not in work]
    said = ["Close" if career.closeness >= CLOSE else "Partly close"]  # type: ignore[attr-defined]
    if shared:
        said[0] += f": {names(shared)} match{'' if len(shared) > 1 else 'es'}"
    if other:
        said.append(f"The work is also {names(other)}, which you like less")
    if lacking:
        said.append(f"It is less {names(lacking)} than you like")
    return ". ".join(said) + "."


def names(letters: list[str]) -> str:
    """ "realistic, social and artistic"."""
    *first, last = (INTERESTS[letter] for letter in letters)
    return f"{', '.join(first)} and {last}" if first else last
