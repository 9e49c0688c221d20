"""How long what is kept: the one table that says it and by which it is carried out.

The privacy page shows it too. Where nothing says when something came to its end, the time that is
nearest to it counts; a comment says which.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from careerportal.accounts.limits import DAY, Limit
from careerportal.accounts.models import AuditEntry, Bucket, RetiredHandle, User
from careerportal.gently import gently
from careers.models import MissedSearch, Mistake, PartVote, Preview

from .blanking import TITLE_SENT_BACK, blank, forget_deleted_words
from .models import (
    AnonymousAuthor,
    Delivery,
    Draft,
    MemberNote,
    Notification,
    Post,
    Question,
    Review,
    Revision,
    Sanction,
    State,
    Verification,
)

BATCH = 50
"""Rows that one transaction ends. Blanking a post takes several statements."""

Rows = models.QuerySet[Any]
WORDS = {
    0: "a day at most",
    30: "30 days",
    90: "90 days",
    180: "180 days",
    365: "a year",
    730: "two years",
}


def delete(rows: Rows) -> None:
    rows.delete()


def clear(*columns: str) -> Callable[[Rows], object]:
    return lambda rows: rows.update(**dict.fromkeys(columns, ""))


class Period(NamedTuple):
    """How many `days` something is kept, and what becomes of it then."""

    what: str
    days: int
    why: str
    due: Callable[[datetime], Rows]
    """What was at its end before a moment, and has not been dealt with."""
    end: Callable[[Rows], object] = delete

    @property
    def kept(self) -> str:
        return WORDS[self.days]

    def is_due(self, now: datetime) -> Rows:
        return self.due(now - timedelta(days=self.days)).order_by()

    def carry_out(self, now: datetime) -> Iterator[int]:
        """In short transactions; after each, how many rows it was about."""
        while keys := list(self.is_due(now).values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                # Asked once more, in the transaction: someone may have come back to it meanwhile.
                self.end(self.is_due(now).filter(pk__in=keys))
            yield len(keys)


def _open_review_of(column: str) -> Exists:
    return Exists(Review.objects.open().filter(post=OuterRef(column)))


def _sent_back(before: datetime) -> Rows:
    """By the last decision, or else by when they were posted."""
    decided = Review.objects.filter(post=OuterRef("pk")).order_by("-pk").values("decided_at")[:1]
    posts: Rows = Post.objects.filter(~_open_review_of("pk"), ~Q(text=""), state=State.REJECTED)
    posts = posts.annotate(since=Coalesce(Subquery(decided), "created_at"))
    return posts.filter(since__lt=before)


def _deleted(before: datetime) -> Rows:
    """By the audit log, which says when. What it does not know: by when the words were written."""
    entries = AuditEntry.objects.filter(
        subject="post", subject_id=OuterRef("pk"), action="post.remove"
    )
    written = Coalesce("edited_at", "created_at")
    since = Coalesce(Subquery(entries.order_by("-pk").values("at")[:1]), written)
    posts: Rows = Post.objects.filter(~_open_review_of("pk"), ~Q(text=""), state=State.REMOVED)
    posts = posts.annotate(since=since)
    return posts.filter(since__lt=before)


def _locked(posts: Rows) -> list[Post]:
    """Their questions are locked first, as everywhere."""
    threads = Question.objects.filter(pk__in=posts.values("question")).order_by("pk")
    list(threads.select_for_update(no_key=True).values_list("pk"))
    return list(posts.select_related("question"))


def _blank_sent_back(posts: Rows) -> None:
    """Their authors may still write them anew."""
    for post in _locked(posts):
        blank(post, title=TITLE_SENT_BACK)


def _blank_deleted(posts: Rows) -> None:
    """There is nothing left to put back, and no author any more."""
    for post in _locked(posts):
        blank(post, author=None)
        AnonymousAuthor.objects.filter(post=post).delete()
        if post.kind == Post.Kind.QUESTION:
            Question.objects.filter(pk=post.question_id).update(author=None)


def _forget_entries(entries: Rows) -> None:
    """The log can only be cut off at a time."""
    newest = entries.aggregate(at=Max("at"))["at"]
    if newest:
        AuditEntry.objects.forget(newest + timedelta.resolution)


def _never_confirmed(before: datetime) -> Rows:
    """Accounts that someone began and nobody ever signed in to."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    users = User.objects.filter(last_login=None, is_staff=False, date_joined__lt=before)
    return users.filter(Exists(addresses), ~Exists(addresses.filter(verified=True)))


def _proposals(before: datetime) -> Rows:
    decided = Review.objects.filter(decided_at__lt=before)
    return decided.exclude(title="", text="", plea="")


def _clear_proposals(rows: Rows) -> None:
    rows.update(title="", text="", role={}, plea="")


def _evidence(before: datetime) -> Rows:
    """Of what was withdrawn nothing says when: by when it was sent."""
    over = Verification.objects.exclude(state=Verification.State.PENDING).exclude(evidence="")
    return over.annotate(since=Coalesce("decided_at", "created_at")).filter(since__lt=before)


def _measures(before: datetime) -> Rows:
    ended = Sanction.objects.annotate(end=Least(Coalesce("ended_at", "until"), "until"))
    return ended.filter(end__lt=before).exclude(reason="")


def _mails(before: datetime) -> Rows:
    """Of what was not sent: by when it was tried last."""
    over = [Delivery.State.SENT, Delivery.State.EMPTY, Delivery.State.FAILED]
    mails = Delivery.objects.filter(state__in=over)
    return mails.annotate(since=Coalesce("sent_at", "next_at")).filter(since__lt=before)


def _withheld(before: datetime) -> Rows:
    """By when the words were written: nothing says when readers could not see them any more."""
    words = Revision.objects.filter(is_withheld=True, created_at__lt=before)
    return words.filter(~_open_review_of("post"))


PERIODS = [
    Period(
        "Posts you deleted",
        30,
        "So that you can put them back. Then the words are gone, and your name with them.",
        _deleted,
        _blank_deleted,
    ),
    Period(
        "Posts a moderator sent back",
        90,
        "So that you can change them and put them forward again.",
        _sent_back,
        _blank_sent_back,
    ),
    Period(
        "Earlier words of a post that readers could not see",
        90,
        "So that a moderator can see what was changed.",
        _withheld,
    ),
    Period(
        "What you put forward to moderators and what you wrote in an appeal, once it is decided",
        90,
        "So that a decision can be looked at again.",
        _proposals,
        _clear_proposals,
    ),
    Period(
        "Reports, and what moderators decided about posts",
        365,
        "So that moderators see when something happens again.",
        lambda before: Review.objects.filter(decided_at__lt=before),
    ),
    Period(
        "The reason of a measure against a member, after its end",
        365,
        "So that moderators see when something happens again.",
        _measures,
        clear("reason"),
    ),
    Period(
        "Moderators’ notes about members",
        730,
        "So that moderators don’t begin anew each time.",
        lambda before: MemberNote.objects.filter(created_at__lt=before),
    ),
    Period(
        "The audit log: who did what, as numbers, without names or words",
        730,
        "So that it can be found out who used a moderator’s or an editor’s rights.",
        lambda before: AuditEntry.objects.filter(at__lt=before),
        _forget_entries,
    ),
    Period(
        "The log of the editors’ desk",
        730,
        "So that editors can see who changed a page.",
        lambda before: LogEntry.objects.filter(action_time__lt=before),
    ),
    Period(
        "The evidence of a decided application as a professional",
        90,
        "So that the decision can be looked at again.",
        _evidence,
        clear("evidence"),
    ),
    Period(
        "Drafts you have not touched",
        180,
        "So that you can finish what you began.",
        lambda before: Draft.objects.filter(updated_at__lt=before),
    ),
    Period(
        "Notifications you have read",
        365,
        "So that you can find them again.",
        lambda before: Notification.objects.filter(read_at__lt=before),
    ),
    Period(
        "Notifications you have not read",
        730,
        "So that you find them when you come back.",
        lambda before: Notification.objects.filter(read_at=None, created_at__lt=before),
    ),
    Period(
        "That a mail was sent to you, or could not be",
        30,
        "So that we can find out why a mail didn’t come.",
        _mails,
    ),
    Period(
        "An account whose e-mail address nobody confirmed",
        30,
        "So that you have time to find the mail.",
        _never_confirmed,
    ),
    Period(
        "The month in which you turn 18, once it is over",
        0,
        "It is needed only while you are younger.",
        lambda before: User.objects.filter(turns_18_in__lt=_this_month(before)),
        lambda rows: rows.update(turns_18_in=None),
    ),
    Period(
        "Whether you found a part of a career page useful, and what you said is missing",
        730,
        "So that editors see which parts to write anew.",
        lambda before: PartVote.objects.filter(at__lt=before),
    ),
    Period(
        "A mistake you reported",
        730,
        "So that editors can correct the page, and see when something is reported again.",
        lambda before: Mistake.objects.filter(at__lt=before),
    ),
    Period(
        "Words for which the search found no career, since somebody last looked for them",
        365,
        "So that the next search finds one. Who looked for them is kept nowhere.",
        lambda before: MissedSearch.objects.filter(last_at__lt=before),
    ),
    Period(
        "That you are signed in, once it has run out",
        0,
        "It is of no use any more.",
        lambda before: Session.objects.filter(expire_date__lt=before),
    ),
    Period(
        "Counts of how often you did something, once they have run out",
        0,
        "They are of no use any more.",
        lambda before: Bucket.objects.filter(until__lte=before),
    ),
    Period(
        "An editor’s preview of a career page, once it has run out",
        0,
        "Until then whoever has its link can see the page.",
        lambda before: Preview.objects.filter(expires_at__lte=before),
    ),
    Period(
        "The handle of someone who left, in a form nobody can read, after its 90 days",
        0,
        "Until then nobody else gets it, so that nobody is taken for you.",
        lambda before: RetiredHandle.objects.filter(until__lte=before),
    ),
]


def _this_month(moment: datetime) -> date:
    return timezone.localdate(moment).replace(day=1)


def carry_out(
    now: datetime, go_on: Callable[[], bool] = lambda: True
) -> Iterator[tuple[Period, int]]:
    """End what is due, kind by kind, and say how much of each it was."""
    for period in PERIODS:
        yield period, sum(gently(period.carry_out(now), go_on))
    deque(gently(forget_deleted_words(), go_on), maxlen=0)


def carry_out_daily(go_on: Callable[[], bool]) -> None:
    """Once in a day, whichever of several workers comes first."""
    now = timezone.now()
    if Limit("retention:day", 1, DAY, "", "").take(now):
        deque(carry_out(now, go_on), maxlen=0)
