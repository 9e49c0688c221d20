"""Acts on the board that touch more than one owner: post, search, review, follows, notifications.

Each is one short transaction. Lock order: question, then post, then review.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from careerportal.accounts import audit
from careerportal.accounts.models import User

from . import mentions, notifications, policy, professionals, search, threads
from .models import Draft, Notification, Post, Question, QuestionFollow, Review, Sign, State
from .models.anonymity import new_pseudonym

FOR_A_MODERATOR = (State.REJECTED, State.PENDING, State.HIDDEN)
"""What readers see when a moderator lets them: new words of it are put forward again."""


@transaction.atomic
def ask(
    question: Question,
    text: str,
    token: uuid.UUID,
    anonymous: bool = False,
    signs: Sequence[str] = (),
    draft_version: int = 0,
) -> Post:
    """Post a new question of its `author`. IntegrityError: this form was sent before.

    `signs` are what its form noticed, `draft_version` says which draft it was filled from. It may
    be held: then nobody else sees or hears of it yet.
    """
    author = question.author
    assert author is not None  # noqa: S101  the caller gave the question an author
    texts = [question.title, text]
    found = policy.signs(author, texts, anonymous, signs)
    question.pseudonym = new_pseudonym() if anonymous else ""
    post = Post.objects.ask(question, author, text, token, policy.state_for(found))
    search.index(question)
    if not anonymous:
        QuestionFollow.objects.start(author, question)
    Draft.objects.finish(author, "ask", draft_version, text)
    _arrive(post, found, texts)
    return post


@transaction.atomic
def answer(
    question: Question,
    author: User,
    text: str,
    token: uuid.UUID,
    signs: Sequence[str] = (),
    draft_version: int = 0,
    **role: Any,
) -> Post:
    """Post an answer; `role` is what the author says of their job. IntegrityError: sent before."""
    threads.hold_open(question, Post.Kind.ANSWER)
    texts = [text, role.get("role", "")]
    found = policy.signs(author, texts, seen=signs)
    post = Post.objects.reply(
        question,
        author,
        text,
        token,
        kind=Post.Kind.ANSWER,
        state=policy.state_for(found),
        is_verified=professionals.is_verified(author, question),
        **role,
    )
    professionals.release(question, author)
    if not post.pseudonym:
        QuestionFollow.objects.start(author, question)
    Draft.objects.finish(author, f"answer:{question.pk}", draft_version, text)
    _arrive(post, found, texts)
    return post


@transaction.atomic
def comment(
    parent: Post, author: User, text: str, token: uuid.UUID, signs: Sequence[str] = ()
) -> Post:
    """Post a comment under an answer or a question's text. IntegrityError: sent before."""
    threads.hold_open(parent.question, Post.Kind.COMMENT)
    found = policy.signs(author, [text], seen=signs)
    post = Post.objects.reply(
        parent.question,
        author,
        text,
        token,
        kind=Post.Kind.COMMENT,
        parent=parent,
        state=policy.state_for(found),
    )
    _arrive(post, found, [text])
    return post


def _arrive(post: Post, found: Sequence[Sign], texts: Sequence[str]) -> None:
    if found:
        Review.objects.of_post(post, Review.Kind.POST, found, policy.urgency(found, texts))
    else:
        notifications.tell_of(post)


@transaction.atomic
def appear(post: Post, decided: Notification.Kind | None = None) -> None:
    """Put a held or hidden post before readers. The first time, it is as if posted just now.

    Its author is told what was `decided`.
    """
    if post.set_state(State.PUBLISHED):
        notifications.tell_of(post, decided)
    elif decided:
        notifications.tell_author(post, decided)


@transaction.atomic
def rewrite(
    post: Post, author: User, text: str, version: int, title: str = "", **role: Any
) -> bool:
    """Give one's post new words, made from its `version`. False: they wait for a moderator.

    `role` is what the author of an answer says of their job from now on; it goes with the words.
    Until then readers see the old ones. Raises Conflict: it is at another version by now, and
    PermissionError when nothing may be changed.
    """
    post.question.check_open(Post.Kind.COMMENT)
    title = title if post.kind == Post.Kind.QUESTION else ""
    texts = [title, text, role.get("role", post.role)]
    # First: it locks the thread, and a moderator may have decided about the post a moment ago.
    post.check_version(text, version, title)
    found = policy.signs(author, texts, anonymous=bool(post.pseudonym))
    if found and post.is_published:
        review = Review.objects.of_post(post, Review.Kind.EDIT, found, policy.urgency(found, texts))
        review.propose(title, text, version, role)
        return False
    before = post.rewrite(text, version, title)
    if role:
        Post.objects.filter(pk=post.pk).update(**role)
    if post.is_published:
        Review.objects.withdraw(post)
    if before and post.is_published:
        known = mentions.mentioned(before.text)
        new = [member for member in mentions.mentioned(text) if member not in known]
        notifications.tell_of_mentions(post, new)
    elif post.state in FOR_A_MODERATOR and not post.question.merged_into_id:
        # What was hidden stays so until a moderator has looked again.
        if post.state == State.REJECTED:
            post.set_state(State.PENDING)
        again = [*found, Sign.AGAIN]
        Review.objects.of_post(post, Review.Kind.POST, again, policy.urgency(found, texts))
        return False
    return True


@transaction.atomic
def set_removed(post: Post, wanted: bool) -> None:
    """Delete a post for its author, or put it back. PermissionError: it has to stay as it is."""
    if not post.set_removed(wanted):
        return
    # Without the actor, who may be anonymous. The retention periods count from here.
    audit.record(None, "post.remove" if wanted else "post.put-back", post)
    if wanted:
        Review.objects.withdraw(post)
    elif not post.is_published:
        Review.objects.of_post(post, Review.Kind.POST, [Sign.AGAIN])


@transaction.atomic
def accept(answer: Post, wanted: bool, actor: User) -> None:
    """Raises PermissionError with the reason under a question that is locked."""
    answer.question.check_open(Post.Kind.COMMENT)
    answer.question.accept(answer, wanted)
    if wanted:
        notifications.tell_of_acceptance(answer, actor)


@transaction.atomic
def find_helpful(post: Post, voter: User, wanted: bool) -> None:
    """Raises PermissionError for one's own post, and under a question that is locked."""
    post.question.check_open(Post.Kind.COMMENT)
    changed = post.set_helpful(voter, wanted)
    if wanted and changed:
        notifications.tell_of_helpfulness(post)
