"""How the board and its moderators did in the last weeks: a few figures for each week.

Every query reads a bounded number of rows, whatever the size of the board.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .models import Post, Question, Review, State

WEEKS = 12
WEEK = timedelta(days=7)
MOST_READ = 20_000
"""Rows that one figure is worked out from, the newest ones; older weeks may then be incomplete."""

Decision = Review.Decision


@dataclass
class Week:
    """From Monday to Sunday. The running one ends now."""

    start: datetime
    end: datetime
    asked: int = 0
    hours: list[float] = field(default_factory=list)
    posts: int = 0
    held: int = 0
    appeals: int = 0
    restored: int = 0
    backlog: int = 0
    oldest: timedelta | None = None

    @property
    def answered(self) -> int:
        """Of the questions that were asked in it, by now."""
        return len(self.hours)

    @property
    def hours_to_answer(self) -> float | None:
        return round(median(self.hours), 1) if self.hours else None

    @property
    def held_share(self) -> float | None:
        return _percent(self.held, self.posts)

    @property
    def restored_share(self) -> float | None:
        return _percent(self.restored, self.appeals)

    @property
    def days_of_oldest(self) -> float | None:
        return round(self.oldest / timedelta(days=1), 1) if self.oldest else None


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def last_weeks(now: datetime | None = None) -> list[Week]:
    """The last twelve weeks, the running one at the end."""
    now = now or timezone.now()
    monday = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    starts = [timezone.make_aware(monday.replace(tzinfo=None) - n * WEEK) for n in range(WEEKS)]
    starts.reverse()
    weeks = [Week(*ends) for ends in zip(starts, [*starts[1:], now], strict=True)]
    _count_answers(weeks)
    _count_held(weeks)
    _count_reviews(weeks)
    return weeks


def _week_of(weeks: Sequence[Week], moment: datetime) -> Week | None:
    return next((week for week in reversed(weeks) if week.start <= moment <= week.end), None)


def _count_answers(weeks: list[Week]) -> None:
    first = Post.objects.filter(question=OuterRef("pk"), kind="answer", state=State.PUBLISHED)
    first_at = Subquery(first.order_by("created_at").values("created_at")[:1])
    asked = Question.objects.filter(state=State.PUBLISHED, created_at__gte=weeks[0].start)
    newest = asked.order_by("-created_at", "-pk").annotate(first_at=first_at)
    for asked_at, answered_at in newest.values_list("created_at", "first_at")[:MOST_READ]:
        if week := _week_of(weeks, asked_at):
            week.asked += 1
            if answered_at:
                # An answer that was moved here from a duplicate may be older than the question.
                wait = max(timedelta(), answered_at - asked_at)
                week.hours.append(wait / timedelta(hours=1))


def _count_held(weeks: list[Week]) -> None:
    last = Post.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    posts = Post.objects.filter(pk__gt=last - MOST_READ, created_at__gte=weeks[0].start)
    waited = Exists(Review.objects.filter(post=OuterRef("pk"), kind=Review.Kind.POST))
    by_week = posts.annotate(week=TruncWeek("created_at"), waited=waited).values("week").order_by()
    for row in by_week.annotate(sent=Count("pk"), held=Count("pk", filter=Q(waited=True))):
        if week := _week_of(weeks, row["week"]):
            week.posts, week.held = row["sent"], row["held"]


def _count_reviews(weeks: list[Week]) -> None:
    columns = ("kind", "decision", "created_at", "decided_at")
    waiting = Review.objects.open().order_by("pk").values_list(*columns)[:MOST_READ]
    decided = Review.objects.filter(decided_at__gte=weeks[0].start).order_by("-decided_at")
    rows = [*waiting, *decided.values_list(*columns)[:MOST_READ]]
    for week in weeks:
        open_then = [
            since
            for _, _, since, until in rows
            if since <= week.end and (until is None or until > week.end)
        ]
        week.backlog = len(open_then)
        week.oldest = week.end - min(open_then) if open_then else None
    for kind, decision, _, decided_at in rows:
        decided_in = _week_of(weeks, decided_at) if decided_at else None
        heard = kind == Review.Kind.APPEAL and decision in (Decision.KEPT, Decision.RESTORED)
        if decided_in and heard:
            decided_in.appeals += 1
            decided_in.restored += decision == Decision.RESTORED


def columns(values: Sequence[float | None], named: str) -> SafeString:
    """One column for each value on a scale from 0; a gap where there is none. `named` tells them all.

    Sizes are SVG attributes, which the content security policy allows.
    """
    highest = max((value for value in values if value is not None), default=0) or 1
    step = 100 / max(1, len(values))
    bars = [
        (
            "latest" if n == len(values) - 1 else "",
            *(round(place, 2) for place in (n * step + step * 0.1, step * 0.8, 100 - high, high)),
        )
        for n, value in enumerate(values)
        if value is not None and (high := max(1.0, value / highest * 100))
    ]
    rects = '<rect class="{}" x="{}%" width="{}%" y="{}%" height="{}%"/>'
    return format_html(
        '<svg class="columns" role="img" aria-label="{}">{}</svg>',
        named,
        format_html_join("", rects, bars),
    )
