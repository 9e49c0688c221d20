"""What moderators decide. Each act is one transaction, happens once, and is written down.

Locks as everywhere: the question, then its post, then the review.
"""

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db import transaction

from careerportal.accounts import audit
from careerportal.accounts.models import User

from . import mentions, notifications, posting, standing
from .models import Conflict, Notification, Post, Question, Review, Revision, Sign, State

Decision = Review.Decision
Kind = Notification.Kind

BY_STATE = {
    State.PENDING: [Decision.APPROVED, Decision.REJECTED],
    State.PUBLISHED: [Decision.KEPT, Decision.HIDDEN],
    State.REJECTED: [Decision.KEPT, Decision.APPROVED],
    State.HIDDEN: [Decision.KEPT, Decision.RESTORED],
    State.REMOVED: [Decision.KEPT, Decision.HIDDEN],
}
NEEDS_REASON = {Decision.REJECTED, Decision.HIDDEN}


def offered(review: Review) -> list[Review.Decision]:
    """What can be decided about `review` as things stand with its post and what is above it."""
    decisions, shows = _decisions_about(review), (Decision.APPROVED, Decision.RESTORED)
    if not is_below_unseen(review):
        return decisions
    return [decision for decision in decisions if decision not in shows]


def is_below_unseen(review: Review) -> bool:
    """Whether readers can’t see what its post stands under, and so could not see the post either."""
    post = review.post
    if post is None or post.kind == Post.Kind.QUESTION:
        return False
    above = [post.question.state, post.parent.state if post.parent else State.PUBLISHED]
    return any(state != State.PUBLISHED for state in above)


def _decisions_about(review: Review) -> list[Review.Decision]:
    """The same for a post under what readers can see."""
    post = review.post
    if post is None or (post.kind == Post.Kind.QUESTION and post.question.merged_into_id):
        return [Decision.KEPT]
    if review.text and post.state != State.PENDING:
        return [Decision.APPROVED, Decision.REJECTED, Decision.HIDDEN]
    if post.state == State.HIDDEN and review.was_hidden_at_once:
        return [Decision.KEPT, Decision.HIDDEN]
    if post.state == State.REJECTED and review.kind == Review.Kind.APPEAL:
        return [Decision.KEPT, Decision.RESTORED]
    return BY_STATE[State(post.state)]


def is_hidden_and_changed(review: Review) -> bool:
    """Whether its author has changed a hidden post, so that a moderator looks at it again."""
    hidden = review.post is not None and review.post.state == State.HIDDEN
    return hidden and Sign.AGAIN in review.signs


def put_forward(review: Review) -> tuple[str, str]:
    """The title and the text that are decided on: of a change that waits, the new ones."""
    post = review.post
    if post is None:
        return "", ""
    title = post.question.title if post.kind == Post.Kind.QUESTION else ""
    return (review.title or title, review.text) if review.text else (title, post.text)


def role_put_forward(review: Review) -> dict[str, Any]:
    """What an answer says of its author’s job, or would say."""
    return review.role or (review.post.job if review.post else {})


def digest(title: str, text: str) -> str:
    return sha256(f"{title.strip()}\0{text.strip()}".encode()).hexdigest()[:16]


def as_seen(review: Review) -> str:
    """Names what a moderator has before them, so that nobody decides on words they never saw."""
    version = review.post.version if review.post else 0
    role = digest("", str(sorted(role_put_forward(review).items())))
    return f"{version}.{role}.{digest(*put_forward(review))}"


@transaction.atomic
def open_review(post: Post, by: User) -> Review:
    """The review that waits for `post`, or the one that a moderator begins on it now.

    Raises PermissionError for one's own post.
    """
    _check_not_own(post, by)
    _lock(post)
    review = Review.objects.open().filter(post=post).first()
    if review is None:
        review = Review.objects.of_post(post, Review.Kind.REPORT, [])
        audit.record(by, "review.open", post, f"review {review.pk}")
    return review


@transaction.atomic
def decide(
    review: Review,
    decision: Review.Decision,
    by: User,
    reason: str = "",
    words: tuple[str, str] | None = None,
    seen: str = "",
) -> bool:
    """Carry out `decision`. False: it was decided meanwhile, and nothing has happened.

    `words`, a title and a text, are what the moderator makes of a held post before readers see it;
    readers never see what it said before. Raises PermissionError for one's own post, and Conflict
    when the post is not as the moderator saw it (`as_seen`), or no longer in a state for this.
    """
    if review.post is None:
        return _decide_on_member(review, decision, by, reason)
    _check_not_own(review.post, by)
    _lock(review.post)
    review.lock()
    post = review.post
    if not review.is_open:
        return False
    if decision not in offered(review) or (seen and seen != as_seen(review)):
        raise Conflict(post)
    review.close(decision, by, reason)
    audit.record(by, f"post.{decision}", post, f"review {review.pk}")
    _carry_out(review, post, by, words)
    if post.author:
        standing.work_out(post.author)
    return True


@transaction.atomic
def withhold(revision: Revision, by: User) -> bool:
    """Keep what a post said before an edit from readers, for good. False: it was so already.

    Raises PermissionError for one's own post.
    """
    _check_not_own(revision.post, by)
    shown = Revision.objects.filter(pk=revision.pk, is_withheld=False)
    changed = bool(shown.update(is_withheld=True))
    if changed:
        audit.record(by, "post.withhold", revision.post, f"version {revision.version}")
    return changed


def decide_each(
    chosen: Iterable[tuple[Review, str]], decision: Review.Decision, by: User, reason: str
) -> Counter[str]:
    """Decide many alike, each in a transaction of its own: how many of them came to what.

    Each comes with what the moderator saw of it (`as_seen`). The outcomes: "done", "decided" by
    others meanwhile, "changed" meanwhile, "unsuitable" for this decision, and one's "own" posts.
    """
    outcomes: Counter[str] = Counter()
    for review, seen in chosen:
        try:
            if review.is_open and decision not in offered(review):
                outcomes["unsuitable"] += 1
            else:
                done = decide(review, decision, by, reason, seen=seen)
                outcomes["done" if done else "decided"] += 1
        except Conflict:
            outcomes["changed"] += 1
        except PermissionError:
            outcomes["own"] += 1
    return outcomes


def _lock(post: Post) -> None:
    """Let nobody else change the thread until the end of the transaction."""
    Question.objects.select_for_update(no_key=True).get(pk=post.question_id)


def _check_not_own(post: Post, by: User) -> None:
    if post.is_by(by):
        raise PermissionError("Another moderator decides about your own post.")


def _carry_out(review: Review, post: Post, by: User, words: tuple[str, str] | None) -> None:
    decision, changes, mentioned = Decision(review.decision), bool(review.text), []
    if decision == Decision.APPROVED:
        mentioned = _give_words(review, post, by, words)
    elif decision == Decision.REJECTED and not changes:
        post.set_state(State.REJECTED)
    elif decision == Decision.HIDDEN:
        # Also what its author deleted, who could put it back otherwise.
        post.set_state(State.HIDDEN)
    hidden_too_soon = review.was_hidden_at_once and decision != Decision.HIDDEN
    comes_back = post.state == State.HIDDEN and (hidden_too_soon or decision == Decision.RESTORED)
    appears = decision in (Decision.APPROVED, Decision.RESTORED) and post.state in (
        State.PENDING,
        State.REJECTED,
    )
    # All who are told of it are told in one go: see notifications.
    told = _told(review, changes, comes_back)
    if told and (comes_back or appears):
        posting.appear(post, told)
    elif mentioned:
        notifications.tell_of_mentions(post, mentioned, told)
    elif told:
        notifications.tell_author(post, told)


def _give_words(review: Review, post: Post, by: User, words: tuple[str, str] | None) -> list[User]:
    """The words of the moderator, or else those of the change that waited; whom these mention anew."""
    if not words and not review.text:
        return []
    title, text = words or (review.title, review.text)
    before = post.rewrite(text, post.version, title, editor=by if words else None)
    if review.role:
        Post.objects.filter(pk=post.pk).update(**review.role)
    if before and words:
        audit.record(by, "post.rewritten", post, f"version {post.version}")
    if not before or not post.is_published:
        return []
    known = mentions.mentioned(before.text)
    return [member for member in mentions.mentioned(text) if member not in known]


def _told(review: Review, changes: bool, comes_back: bool) -> Notification.Kind | None:
    """What its author is told; None when nothing changed for them: of a report that was left they never hear."""
    if comes_back:
        return Kind.RESTORED
    told = {
        Decision.APPROVED: Kind.APPROVED,
        Decision.REJECTED: Kind.REJECTED,
        Decision.HIDDEN: Kind.HIDDEN,
        Decision.RESTORED: Kind.RESTORED,
    }
    if changes:
        told |= {Decision.APPROVED: Kind.CHANGE_TAKEN, Decision.REJECTED: Kind.CHANGE_REFUSED}
    if review.kind == Review.Kind.APPEAL or is_hidden_and_changed(review):
        told[Decision.KEPT] = Kind.UPHELD
    return told.get(Decision(review.decision))


def _decide_on_member(review: Review, decision: Decision, by: User, reason: str) -> bool:
    """A report about a member is closed here; measures are taken on the member's page of the desk."""
    assert review.member is not None  # noqa: S101  a constraint says it is a post or a member
    if review.member == by:
        raise PermissionError("Another moderator decides about a report on you.")
    if not review.close(decision, by, reason):
        return False
    audit.record(by, f"member.{decision}", review.member, f"review {review.pk}")
    return True
