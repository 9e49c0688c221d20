"""What moderators know of a member, and the measures they take: silence and suspension, with an end.

A measure on who wrote under a pseudonym is taken without looking at the name. Its row does not say
who took it, and the desk never lists it with the member: its text or its time would tell who wrote
the post. What leads back to it is the audit log, where it stands with the post.
"""

from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from careerportal.accounts import audit
from careerportal.accounts.audit import AuditEntry
from careerportal.accounts.models import User

from . import notifications
from .models import AnonymousAuthor, MemberNote, Post, Review, Sanction, Standing, may_moderate

POSTS_SHOWN = 10
REVIEWS_SHOWN = 10
BY_POST = "post.sanction"
"""The action in the audit log; its detail is the number of the measure."""

CHANGED = (
    "Another measure was taken since you opened this page. Nothing was done. "
    "See what stands there now, and decide again."
)


def check_may_write(member: User) -> None:
    """Raises PermissionError with the reason and the end while `member` may not write."""
    if member.is_silenced:
        raise PermissionError(why_stopped(member))


def why_stopped(member: User) -> str:
    """What someone is told who is silenced or suspended; empty for everyone else."""
    if not member.is_silenced:
        return ""
    kind = Sanction.Kind.SUSPEND if member.is_suspended else Sanction.Kind.SILENCE
    longest = Sanction.objects.in_force().filter(member=member, kind=kind).order_by("-until")
    end = member.suspended_until if member.is_suspended else member.silenced_until
    what = "take part" if member.is_suspended else "write"
    until = date_format(timezone.localtime(end), "F j, Y, g:i A T")
    reason = longest.values_list("reason", flat=True).first()
    told = f" The reason: {reason}" if reason else ""
    return f"A moderator has decided that you can’t {what} here until {until}.{told}"


def latest_of(member: User) -> int:
    """The number of the last measure that the desk lists with `member`; 0 for none."""
    return listed(member).values_list("pk", flat=True).first() or 0


def listed(member: User) -> QuerySet[Sanction]:
    """The measures that the desk lists with `member`: those that say who took them."""
    return told(Sanction.objects.filter(member=member, by__isnull=False).select_related("by"))


def told(measures: QuerySet[Sanction]) -> QuerySet[Sanction]:
    """Add to each what a page says of it: whether it `is_in_force`."""
    in_force = Exists(Sanction.objects.in_force().filter(pk=OuterRef("pk")))
    return measures.annotate(is_in_force=in_force)


def latest_by(post: Post) -> int:
    """The number of the last measure on who wrote `post` under a pseudonym; 0 for none."""
    return max(_numbers(post), default=0)


def taken_by(post: Post) -> QuerySet[Sanction]:
    """The measures on who wrote `post` under a pseudonym. Don't show whom they are on."""
    return told(Sanction.objects.filter(pk__in=_numbers(post)))


def _numbers(post: Post) -> list[int]:
    entries = AuditEntry.objects.filter(subject="post", subject_id=post.pk, action=BY_POST)
    return [int(detail) for detail in entries.values_list("detail", flat=True)]


@transaction.atomic
def sanction(member: User, by: User, known: int, **what: Any) -> None:
    """Take a measure: its `kind`, `until` and `reason`. The member is told.

    `known` is `latest_of(member)` as `by` saw it. Raises ValidationError when there has been
    another since, and PermissionError for members no moderator decides about.
    """
    member = _lock(member.pk)
    _check_may_sanction(member, by)
    if latest_of(member) != known:
        raise ValidationError(CHANGED)
    taken = _take(member, by=by, **what)
    audit.record(by, f"member.{taken.kind}", member, f"sanction {taken.pk}")


@transaction.atomic
def sanction_author(post: Post, by: User, known: int, **what: Any) -> None:
    """The same for who wrote `post` under a pseudonym; `known` is `latest_by(post)`."""
    author = User.objects.filter(pk__in=AnonymousAuthor.objects.author_of(post.pk)).first()
    if author is None:
        raise PermissionError("Whoever wrote this has left.")
    author = _lock(author.pk)
    _check_may_sanction(author, by)
    if latest_by(post) != known:
        raise ValidationError(CHANGED)
    taken = _take(author, by=None, **what)
    audit.record(by, BY_POST, post, f"{taken.pk}")


@transaction.atomic
def end(taken: Sanction, by: User, post: Post | None = None) -> bool:
    """Let it end now; by `post`, when its author wrote that under a pseudonym. False: it was over."""
    member = _lock(taken.member_id)
    rows = Sanction.objects.in_force().filter(pk=taken.pk)
    if not rows.update(ended_at=timezone.now()):
        return False
    _set_ends(member)
    audit.record(by, f"{'post' if post else 'member'}.sanction-end", post or member, f"{taken.pk}")
    notifications.tell_of_sanction(member)
    return True


def _lock(pk: int) -> User:
    """Until the end of the transaction nobody else takes or ends a measure on this member."""
    return User.objects.select_for_update(no_key=True).get(pk=pk)


def _check_may_sanction(member: User, by: User) -> None:
    if member == by:
        raise PermissionError("Nobody takes measures against themselves.")
    if member.is_superuser or may_moderate(member):
        raise PermissionError(
            "Moderators can’t take measures against each other. Write to whoever runs this site."
        )


def _take(member: User, **columns: Any) -> Sanction:
    taken = Sanction.objects.create(member=member, **columns)
    _set_ends(member)
    notifications.tell_of_sanction(member)
    return taken


def _set_ends(member: User) -> None:
    """Of several measures of a kind the one with the latest end counts."""
    in_force = Sanction.objects.in_force().filter(member=member).order_by()
    ends = dict(in_force.values_list("kind").annotate(Max("until")))
    User.objects.filter(pk=member.pk).update(
        silenced_until=ends.get(Sanction.Kind.SILENCE),
        suspended_until=ends.get(Sanction.Kind.SUSPEND),
    )


@transaction.atomic
def add_note(member: User, by: User, text: str) -> None:
    """Tell other moderators something about `member`. The same words twice are one note."""
    _lock(member.pk)
    note, is_new = MemberNote.objects.get_or_create(member=member, author=by, text=text)
    if is_new:
        audit.record(by, "member.note", member, f"note {note.pk}")


@transaction.atomic
def read_notes(member: User, by: User) -> list[MemberNote]:
    """What moderators told each other. The look is written down.

    Raises PermissionError for who it is about.
    """
    if member == by:
        raise PermissionError("What is noted about you is for other moderators.")
    audit.record(by, "member.notes.look", member)
    notes = MemberNote.objects.visible_to(by).filter(member=member)
    return list(notes.select_related("author"))


def record_of(member: User, viewer: User) -> dict[str, Any]:
    """What a moderator sees of a member without looking at notes. Nothing of it says how old they are.

    What they wrote under a pseudonym is not in it.
    """
    posts = Post.objects.visible_to(viewer).filter(author=member).select_related("question")
    decided = Review.objects.visible_to(viewer).exclude(decided_at=None).order_by("-decided_at")
    decided = decided.select_related("post__question")
    # In two queries, each by an index of its own.
    reviews = [
        *decided.filter(post__author=member)[:REVIEWS_SHOWN],
        *decided.filter(member=member)[:REVIEWS_SHOWN],
    ]
    reviews.sort(key=attrgetter("decided_at"), reverse=True)
    return {
        "member": member,
        "standing": Standing.objects.filter(member=member).first(),
        "posts": posts.order_by("-pk")[:POSTS_SHOWN],
        "reviews": reviews[:REVIEWS_SHOWN],
        "sanctions": listed(member),
        "notes_count": MemberNote.objects.visible_to(viewer).filter(member=member).count(),
    }
