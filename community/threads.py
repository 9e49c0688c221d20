"""What moderators do with a whole thread. Each act is one transaction, happens once, and is audited."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from careerportal.accounts import audit
from careerportal.accounts.models import User
from careers.models import Career

from .models import Draft, Notification, Post, Question, QuestionMute, Quotation, State
from .models.question import QuestionQuerySet

PINNED_SHOWN = 3
MERGED = (
    "A moderator has just merged this question into another one. Press “Preview” to go on there."
)

UNSEEN = "Readers can’t see this question, so nothing can be added to it."
OPENNESS = ["state", "merged_into", "closed_at", "closed_because", "locked_at"]


def pinned(questions: QuestionQuerySet) -> list[Question]:
    """Those that stand on top of the list of `questions`.

    Picked by a subquery: left to choose, SQLite would go through all that is published.
    """
    chosen = Question.objects.filter(is_pinned=True).values("pk")
    newest = questions.filter(pk__in=chosen).with_row().order_by("-created_at")
    return list(newest[:PINNED_SHOWN])


def hold_open(question: Question, kind: str) -> Question:
    """The question as it is now, which stays so until the end of the transaction.

    What is posted while a moderator closes or merges a thread must not end up where nobody reads
    it. Raises PermissionError with the reason when it takes no posts of this `kind` any more.
    """
    rows = Question.objects.select_for_update(no_key=True)
    question.refresh_from_db(fields=OPENNESS, from_queryset=rows)
    if question.merged_into_id:
        raise PermissionError(MERGED)
    if question.state != State.PUBLISHED:
        raise PermissionError(UNSEEN)
    question.check_open(kind)
    return question


def reason_closed(question: Question, kind: str) -> str:
    """Why it takes no posts of this `kind`; empty when it does."""
    try:
        question.check_open(kind)
    except PermissionError as error:
        return str(error)
    return ""


def close(question: Question, by: User, because: str) -> bool:
    """Take no new answers; readers are told `because`. False, as for all of these: it was so already."""
    now = {"closed_at": timezone.now(), "closed_because": because}
    return _change(question, by, "question.close", now, closed_at=None)


def reopen(question: Question, by: User) -> bool:
    now = {"closed_at": None, "closed_because": ""}
    return _change(question, by, "question.reopen", now, closed_at__isnull=False)


def set_locked(question: Question, by: User, wanted: bool) -> bool:
    """Let nobody add or change anything, or let them again."""
    now = {"locked_at": timezone.now() if wanted else None}
    action = "question.lock" if wanted else "question.unlock"
    return _change(question, by, action, now, locked_at__isnull=wanted)


def set_pinned(question: Question, by: User, wanted: bool) -> bool:
    """Put it on top of the lists it is in, or back into its place."""
    action = "question.pin" if wanted else "question.unpin"
    return _change(question, by, action, {"is_pinned": wanted}, is_pinned=not wanted)


@transaction.atomic
def _change(question: Question, by: User, action: str, now: dict[str, Any], **before: Any) -> bool:
    """One conditional UPDATE decides, so that of two moderators at once the second does nothing."""
    rows = Question.objects.filter(pk=question.pk, merged_into=None, **before)
    changed = bool(rows.update(**now))
    if changed:
        audit.record(by, action, question)
    question.refresh_from_db(fields=list(now))
    return changed


@transaction.atomic
def move(question: Question, by: User, career: Career | None) -> bool:
    """Say which career it is about, none for careers in general."""
    now = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if now.merged_into_id or now.career == career:
        return False
    question.move_to(career)
    if career is None:
        # A part of the page means nothing without the page.
        Question.objects.filter(pk=question.pk).update(part="")
    audit.record(by, "question.move", question, f"to {career.pk if career else 'none'}")
    return True


@transaction.atomic
def merge(question: Question, into: Question, by: User) -> bool:
    """Lead from `question` to `into`, and take its answers and followers there.

    Its own text, and the comments on that, stay behind. Both rows are locked in the order of their
    ids, so that opposite merges wait for each other; the second then finds that there is nothing
    left to merge. Raises ValidationError with the reason when they can't be merged.
    """
    rows = Question.objects.filter(pk__in=[question.pk, into.pk]).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update()}
    question, into = locked[question.pk], locked[into.pk]
    if question.merged_into_id == into.pk:
        return False
    if reason := why_not_merge(question, into):
        raise ValidationError(reason)
    text = question.posts.get(kind=Post.Kind.QUESTION)
    _move_answers(question, into, text)
    _move_followers(question, into)
    Question.objects.filter(pk=question.pk).update(merged_into=into, is_pinned=False)
    text.set_state(State.HIDDEN)
    audit.record(by, "question.merge", question, f"into {into.pk}")
    return True


def why_not_merge(question: Question, into: Question) -> str:
    """A sentence for the moderator; empty when they can be merged."""
    if question == into:
        return "That is this question itself. Give the number of another one."
    if question.merged_into_id:
        return f"This question was merged into question {question.merged_into_id} already."
    if question.state != State.PUBLISHED:
        return "Readers can’t see this question, so there is nothing to merge."
    if into.merged_into_id:
        return (
            f"Question {into.pk} was merged into question {into.merged_into_id} itself. "
            f"Give that number instead."
        )
    if into.state != State.PUBLISHED:
        return f"Readers can’t see question {into.pk}, so nothing can be merged into it."
    if Question.objects.filter(merged_into=question).exists():
        return (
            "Another question was merged into this one, and an address leads on only once. "
            f"Merge question {into.pk} into this one instead."
        )
    return ""


def _move_answers(question: Question, into: Question, text: Post) -> None:
    """All answers with their comments, hidden ones too, keep their order and get the next numbers."""
    shift = into.next_number - 1
    moving = question.posts.exclude(pk=text.pk).exclude(parent=text)
    moving.update(question=into, number=F("number") + shift)
    Notification.objects.filter(question=question, post__question=into).update(question=into)
    Quotation.objects.keep_to_career(into)
    Question.objects.filter(pk=question.pk).update(
        answer_count=0, verified_answer_count=0, accepted=None
    )
    Question.objects.filter(pk=into.pk).update(
        next_number=shift + question.next_number,
        answer_count=into.answer_count + question.answer_count,
        verified_answer_count=into.verified_answer_count + question.verified_answer_count,
        last_activity_at=max(into.last_activity_at, question.last_activity_at),
        accepted=into.accepted_id or question.accepted_id,
    )


def _move_followers(question: Question, into: Question) -> None:
    """Not of those who follow both, or muted this one. Drafts of answers go along."""
    here, there = question.follows.all(), into.follows.all()
    muted = QuestionMute.objects.filter(question=question)
    newly = here.exclude(member__in=there.values("member"))
    newly.exclude(member__in=muted.values("member")).update(question=into)
    here.delete()
    place, new_place = f"answer:{question.pk}", f"answer:{into.pk}"
    begun = Draft.objects.filter(place=new_place).values("author")
    Draft.objects.filter(place=place).exclude(author__in=begun).update(place=new_place)
