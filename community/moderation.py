"""What moderators decide. Each act is one transaction, happens once, and is written down."""

from django.db import transaction

from careerportal.accounts import audit
from careerportal.accounts.models import User

from . import notifications, posting, standing
from .models import Notification, Post, Review, State

Decision = Review.Decision
Kind = Notification.Kind

OFFERED = {
    Review.Kind.POST: [Decision.APPROVED, Decision.REJECTED],
    Review.Kind.EDIT: [Decision.APPROVED, Decision.REJECTED],
    Review.Kind.REPORT: [Decision.KEPT, Decision.HIDDEN],
    Review.Kind.APPEAL: [Decision.KEPT, Decision.RESTORED],
}
"""What can be decided about each kind of review."""
NEEDS_REASON = {Decision.REJECTED, Decision.HIDDEN}


def open_review(post: Post) -> Review:
    """The review a moderator begins on a post that nobody has reported."""
    return Review.objects.of_post(post, Review.Kind.REPORT, [])


@transaction.atomic
def decide(
    review: Review,
    decision: Review.Decision,
    by: User,
    reason: str = "",
    words: tuple[str, str] | None = None,
) -> bool:
    """Carry out `decision`. False: it was decided meanwhile, and nothing has happened.

    `words`, a title and a text, are what the moderator makes of a held post before readers see it;
    readers never see what it said before. Raises PermissionError for one's own post, and Conflict
    when the post has other words by now than the moderator saw.
    """
    post = review.post
    if post is None:
        return _decide_on_member(review, decision, by, reason)
    if post.is_by(by):
        raise PermissionError("Another moderator decides about your own post.")
    if not review.close(decision, by, reason):
        return False
    audit.record(by, f"post.{decision}", post, f"review {review.pk}")
    if decision == Decision.APPROVED:
        _approve(review, post, by, words)
    elif decision == Decision.REJECTED and not review.text:
        post.set_state(State.REJECTED)
    elif decision == Decision.HIDDEN and post.state != State.REMOVED:
        post.set_state(State.HIDDEN)
    elif decision == Decision.RESTORED or (decision == Decision.KEPT and review.was_hidden_at_once):
        posting.appear(post)
    _tell(review, post)
    if post.author:
        standing.work_out(post.author)
    return True


def _approve(review: Review, post: Post, by: User, words: tuple[str, str] | None) -> None:
    title, text = words or (review.title, review.text)
    if review.text:
        post.rewrite(text, review.version, title)
    elif words:
        post.rewrite(text, post.version, title, editor=by)
    if post.state in (State.PENDING, State.REJECTED):
        posting.appear(post)


def _tell(review: Review, post: Post) -> None:
    """Tell the author, unless nothing changed for them: of a report that was left they never hear."""
    told = {
        Decision.APPROVED: Kind.APPROVED,
        Decision.REJECTED: Kind.REJECTED,
        Decision.HIDDEN: Kind.HIDDEN,
        Decision.RESTORED: Kind.RESTORED,
    }
    if review.kind == Review.Kind.APPEAL:
        told[Decision.KEPT] = Kind.UPHELD
    elif review.was_hidden_at_once:
        told[Decision.KEPT] = Kind.RESTORED
    if kind := told.get(Decision(review.decision)):
        notifications.tell_author(post, kind)


def _decide_on_member(review: Review, decision: Decision, by: User, reason: str) -> bool:
    """A report about a member is closed here; measures are taken on the member's page of the desk."""
    assert review.member is not None  # noqa: S101  a constraint says it is a post or a member
    if not review.close(decision, by, reason):
        return False
    audit.record(by, f"member.{decision}", review.member, f"review {review.pk}")
    return True
