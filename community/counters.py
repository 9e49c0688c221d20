"""What the board counts as things happen, and what the rows say: they must never differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Expression, F, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from .models import CareerBoard, HelpfulVote, Post, Question, State

ROWS_AT_ONCE = 500
"""Set right in one transaction, in which whoever posts there waits."""


@dataclass(frozen=True)
class Counter:
    """A column, and the expression over the rows it counts."""

    column: str
    rows: models.QuerySet[Any]
    truth: Expression

    def drift(self) -> Iterator[tuple[int, int, int]]:
        """Key, count and truth of each row where they differ, as of one moment."""
        told = self.rows.annotate(truth=self.truth).exclude(truth=F(self.column))
        yield from told.order_by("pk").values_list("pk", self.column, "truth").iterator()

    @transaction.atomic
    def correct(self, keys: list[int]) -> None:
        """Set these rows right. Whoever changes a count locks its row before they commit, so a row
        that is locked first and counted after stays true, however many post meanwhile."""
        rows = self.rows.filter(pk__in=keys)
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        rows.update(**{self.column: self.truth})


def counted(rows: models.QuerySet[Any], by: str, over: str = "pk") -> Expression:
    """How many of `rows` have the outer row's key (or the value of its `over`) as their `by`."""
    mine = rows.filter(**{by: OuterRef(over)}).order_by().values(by)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), Value(0))


ANSWERS = Post.objects.filter(kind=Post.Kind.ANSWER, state=State.PUBLISHED)
LAST = Post.objects.filter(question=OuterRef("pk")).order_by().values("question")
AFTER_LAST = Coalesce(Subquery(LAST.annotate(last=Max("number")).values("last")), Value(-1)) + 1

COUNTERS = [
    Counter("answer_count", Question.objects.all(), counted(ANSWERS, "question")),
    Counter(
        "verified_answer_count",
        Question.objects.all(),
        counted(ANSWERS.filter(is_verified=True), "question"),
    ),
    # Numbers are never given twice: the next may be further on, but not behind.
    Counter("next_number", Question.objects.all(), Greatest(F("next_number"), AFTER_LAST)),
    Counter("helpful_count", Post.objects.all(), counted(HelpfulVote.objects.all(), "post")),
    Counter(
        "question_count",
        CareerBoard.objects.all(),
        counted(Question.objects.filter(state=State.PUBLISHED), "career", "career"),
    ),
]


def missing_boards() -> list[int]:
    """Careers that have questions and no board to count them."""
    published = Question.objects.filter(state=State.PUBLISHED, career__isnull=False)
    having = CareerBoard.objects.values("career")
    careers = published.exclude(career__in=having).order_by("career").values_list("career")
    return [career for (career,) in careers.distinct()]


def drift() -> Iterator[str]:
    """A sentence for each count that is wrong."""
    for career in missing_boards():
        yield f"Career {career}: its questions are not counted."
    for counter in COUNTERS:
        name = counter.rows.model._meta.verbose_name
        for key, count, truth in counter.drift():
            yield f"{name} {key}: {counter.column} is {count}, should be {truth}.".capitalize()


def recount() -> int:
    """Set every count right; how many were wrong. Safe while people post."""
    boards = [CareerBoard(career_id=career) for career in missing_boards()]
    CareerBoard.objects.bulk_create(boards, ignore_conflicts=True)
    wrong = 0
    for counter in COUNTERS:
        keys = [key for key, *_ in counter.drift()]
        for start in range(0, len(keys), ROWS_AT_ONCE):
            counter.correct(keys[start : start + ROWS_AT_ONCE])
        wrong += len(keys)
    return wrong
