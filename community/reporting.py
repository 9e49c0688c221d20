"""What readers report, how much their word weighs, and when it hides a post before a moderator looks.

People who are new here, and visitors, who may be one person with many names, bring things before a
moderator. Only the word of those the board knows takes a post of somebody it knows from readers.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from careerportal.accounts import audit
from careerportal.accounts.models import User

from . import standing
from .models import (
    AnonymousAuthor,
    Level,
    Post,
    Question,
    Report,
    Review,
    State,
    Verification,
)
from .models.review import ReviewQuerySet

Reason = Report.Reason

GRAVE = {Reason.CHILD_SAFETY, Reason.SELF_HARM}
SOON = {Reason.CONTACT, Reason.BULLYING, Reason.SEXUAL}


class Weight(IntEnum):
    """Of one report, by who sends it."""

    PROGRAM = 0
    STRANGER = 1
    IN_STANDING = 3
    REGULAR = 5


STRANGERS_TOGETHER = 2
WEIGHTS = {
    Level.NEW: Weight.STRANGER,
    Level.MEMBER: Weight.IN_STANDING,
    Level.REGULAR: Weight.REGULAR,
}
HIDES = {Level.NEW: 3, Level.MEMBER: 8, Level.REGULAR: 12}
"""How much has to be said against a post of such an author."""
LOOKED_AT = timedelta(days=30)
"""How long it counts that a moderator has left a reported post as it is."""


@dataclass(frozen=True)
class Word:
    """A report as it is sent, weighed."""

    reason: Report.Reason
    text: str
    reporter: User | None
    weight: Weight
    author: Level
    """How well the board knows who is reported."""

    @property
    def is_grave(self) -> bool:
        return self.reason in GRAVE

    @property
    def urgency(self) -> Review.Urgency:
        if self.is_grave:
            return Review.Urgency.NOW
        return Review.Urgency.SOON if self.reason in SOON else Review.Urgency.NORMAL


def weigh(
    about: Post | User, reporter: User | None, reason: str, text: str, by_program: bool = False
) -> Word:
    """Call before the transaction of `report`: levels are remembered in rows that would be locked."""
    weight = WEIGHTS[known_as(reporter)] if reporter else Weight.STRANGER
    author = known_as(about) if isinstance(about, User) else author_known_as(about)
    return Word(Reason(reason), text, reporter, Weight.PROGRAM if by_program else weight, author)


def known_as(member: User) -> Level:
    """A verified professional is no newcomer for a post that was hidden once, but under a measure
    of the moderators everyone is.
    """
    if member.is_silenced:
        return Level.NEW
    if Verification.objects.in_force().filter(member=member).exists():
        return Level.REGULAR
    return standing.level_of(member)


def author_known_as(post: Post) -> Level:
    """Those who have left are neither new here nor known well."""
    if post.author:
        return known_as(post.author)
    level = AnonymousAuthor.objects.level_of_author(post.pk) if post.pseudonym else None
    return Level.MEMBER if level is None else level


@transaction.atomic
def report(about: Post | User, word: Word) -> bool:
    """Put a report into the queue; if enough is said against a post, hide it until a moderator looks.

    False: this member reported it before, and says it in other words now. That counts once.
    """
    if isinstance(about, User):
        return _keep(_review_of_member(about, word), word)
    Question.objects.select_for_update(no_key=True).get(pk=about.question_id)
    about.refresh_from_db(fields=["state", "edited_at"])
    review = Review.objects.of_post(about, Review.Kind.REPORT, [word.reason], word.urgency)
    if review.kind == Review.Kind.EDIT:  # its author could take that back, and the report with it
        review.kind = Review.Kind.REPORT
        review.save(update_fields=["kind"])
    first = _keep(review, word)
    if about.is_published and _hides(about, review, word):
        _hide(about, review)
    return first


def _review_of_member(member: User, word: Word) -> Review:
    """The open review of a member, locked. One decided while we waited for it takes nothing more."""
    begun = {"kind": Review.Kind.REPORT, "urgency": word.urgency}
    while True:
        review, _ = Review.objects.get_or_create(member=member, decided_at=None, defaults=begun)
        review.lock()
        if review.is_open:
            break
    review.signs = list(dict.fromkeys([*review.signs, str(word.reason)]))
    review.urgency = max(review.urgency, word.urgency)
    review.save(update_fields=["signs", "urgency"])
    return review


def _keep(review: Review, word: Word) -> bool:
    said = {"reason": word.reason, "text": word.text, "weight": word.weight}
    if word.reporter is None:
        Report.objects.create(review=review, **said)
        return True
    return Report.objects.update_or_create(review=review, reporter=word.reporter, defaults=said)[1]


def _hides(post: Post, review: Review, word: Word) -> bool:
    """Whether this report, with those before it, hides the post at once.

    What a moderator has looked at since it was written stays, unless somebody in standing, whose
    word was not looked at yet, says that a child or a life is in danger.
    """
    left = _left_as_it_is(post)
    if word.is_grave and word.weight >= Weight.IN_STANDING:
        return not left.filter(reports__reporter=word.reporter).exists()
    if left.exists():
        return False
    if word.is_grave and word.weight and word.author == Level.NEW:
        return True
    return said_against(review) >= HIDES[word.author]


def _left_as_it_is(post: Post) -> ReviewQuerySet:
    """What moderators lately decided about the words it has now, in favor of them."""
    since = timezone.now() - LOOKED_AT
    decisions = [Review.Decision.KEPT, Review.Decision.RESTORED]
    left = Review.objects.filter(post=post, decision__in=decisions)
    return left.filter(decided_at__gt=max(since, post.edited_at or since))


def said_against(review: Review) -> int:
    """The weights of its reports. Strangers' count for little, however many they are."""
    known = Q(weight__gte=Weight.IN_STANDING)
    sums = review.reports.aggregate(
        known=Sum("weight", filter=known, default=0),
        strangers=Sum("weight", filter=~known, default=0),
    )
    return int(sums["known"] + min(sums["strangers"], STRANGERS_TOGETHER))


def _hide(post: Post, review: Review) -> None:
    review.was_hidden_at_once = True
    review.save(update_fields=["was_hidden_at_once"])
    post.set_state(State.HIDDEN)
    audit.record(None, "post.hidden", post, f"review {review.pk}, by reports")
