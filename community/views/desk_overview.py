"""How moderation goes, and who did what."""

from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from careerportal.accounts.audit import AuditEntry
from careerportal.accounts.models import User

from ..dashboard import Week, columns, last_weeks
from ..models import Post, Question
from .desk import moderators_only
from .reading import cursor
from .writing import MemberRequest

ENTRIES_PER_PAGE = 50


class Figure(NamedTuple):
    """What is told of each week: the property `main`, and in the table others too, by their heads."""

    title: str
    unit: str
    main: str
    meaning: str
    others: dict[str, str]

    def of(self, weeks: list[Week]) -> dict[str, Any]:
        """The chart and the table, whose latest week is on top."""
        values = [getattr(week, self.main) for week in weeks]
        told = ", ".join("none" if value is None else f"{value:g}" for value in values)
        names = [self.main, *self.others.values()]
        return {
            "figure": self,
            "latest": values[-1],
            "chart": columns(values, f"{self.title} by week, oldest first, {self.unit}: {told}"),
            "heads": [self.title, *self.others],
            "rows": [(week, [getattr(week, name) for name in names]) for week in reversed(weeks)],
        }


FIGURES = [
    Figure(
        "Hours to the first answer", "hours", "hours_to_answer",
        "The median over the questions of the week that have an answer by now: half of them "
        "waited longer. The table says how many have none.",
        {"Asked": "asked", "Answered": "answered"},
    ),
    Figure(
        "Posts held", "percent", "held_share",
        "The share of the week’s questions, answers and comments that waited for a moderator "
        "before readers saw them.",
        {"Posts": "posts", "Held": "held"},
    ),
    Figure(
        "Decisions taken back", "percent", "restored_share",
        "The share of the appeals decided in the week after which the post was shown again. "
        "Much of it means that moderators hide or send back too easily.",
        {"Appeals": "appeals", "Shown again": "restored"},
    ),
    Figure(
        "Waiting at the week’s end", "items", "backlog",
        "What was in the queue when the week ended; in the running week, now.",
        {},
    ),
    Figure(
        "Oldest item at the week’s end", "days", "days_of_oldest",
        "How long the oldest of them had waited by then.",
        {},
    ),
]  # fmt: skip


@require_safe
@moderators_only()
def figures(request: MemberRequest) -> HttpResponse:
    weeks = last_weeks()
    shown = [figure.of(weeks) for figure in FIGURES]
    return render(request, "community/desk/figures.html", {"figures": shown})


BY_AUTHORS = ["post.remove", "post.put-back"]
OF_THE_BOARD = Q(subject__in=["post", "question", "boardsettings"]) & ~Q(action__in=BY_AUTHORS)
ABOUT_MEMBERS = [
    "member.kept", "member.silence", "member.suspend", "member.sanction-end", "member.note",
    "member.notes.look",
]  # fmt: skip
"""Acts of moderators; what is done with accounts in the admin is for those who run the site."""
IN_WORDS = {
    "post.approved": "Approved",
    "post.rejected": "Sent back",
    "post.kept": "Left as it is",
    "post.hidden": "Hidden",
    "post.restored": "Shown again",
    "post.rewritten": "Other words given",
    "post.withhold": "Earlier version withheld",
    "post.sanction": "Measure against the author",
    "post.sanction-end": "Measure against the author ended",
    "review.open": "Review opened",
    "anonymity.look": "Author looked up",
    "question.close": "Closed",
    "question.reopen": "Opened again",
    "question.lock": "Locked",
    "question.unlock": "Unlocked",
    "question.pin": "Pinned",
    "question.unpin": "No longer pinned",
    "question.move": "Moved to another career",
    "question.merge": "Merged",
    "member.kept": "Report closed",
    "member.silence": "Silenced",
    "member.suspend": "Suspended",
    "member.sanction-end": "Measure ended",
    "member.note": "Note added",
    "member.notes.look": "Notes read",
    "board.review-everything": "Review of everything switched",
}


@require_safe
@moderators_only()
def log(request: MemberRequest) -> HttpResponse:
    """Who did what at the desk. Names are looked up for the page; the log keeps numbers."""
    acts = AuditEntry.objects.filter(OF_THE_BOARD | Q(action__in=ABOUT_MEMBERS)).order_by("-pk")
    after = cursor(request.GET.get("after", ""))
    found = list((acts.filter(pk__lt=after[0]) if after else acts)[: ENTRIES_PER_PAGE + 1])
    entries = found[:ENTRIES_PER_PAGE]
    context = {
        "rows": in_words(entries),
        "after": after,
        "more": entries[-1].pk if len(found) > len(entries) else None,
    }
    return render(request, "community/desk/log.html", context)


def in_words(entries: list[AuditEntry]) -> list[dict[str, Any]]:
    """The entries with the people and things they name, as far as those are still there."""
    ids: dict[str, set[int]] = {"post": set(), "question": set(), "member": set()}
    for entry in entries:
        ids.setdefault(entry.subject, set()).add(entry.subject_id)
        ids["member"].add(entry.actor_id or 0)
    posts = Post.objects.select_related("question").only("kind", "number", "question__title")
    people = User.objects.only("handle").in_bulk(ids["member"])
    there: dict[str, Any] = {
        "post": posts.in_bulk(ids["post"]),
        "question": Question.objects.only("title", "slug").in_bulk(ids["question"]),
        "member": people,
    }
    return [
        {
            "entry": entry,
            "words": IN_WORDS.get(entry.action, entry.action),
            "actor": people.get(entry.actor_id or 0),
            "subject": there.get(entry.subject, {}).get(entry.subject_id),
        }
        for entry in entries
    ]
