"""Who is marked as a professional where, and who is writing an answer just now.

The mark stands beside an answer while two things hold: its author was verified for the career when
posting it (`Post.is_verified`), and still is today. An approval that ends takes its marks along.
"""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models import Career
from careers.models.career import Viewer

from . import notifications
from .models import Claim, Post, Question, State, Verification
from .models.post_query import PostQuerySet
from .models.question import QuestionQuerySet

CLAIM_TIME = timedelta(minutes=30)
FEW = 2
"""As many answers leave room for one by a professional."""


def is_verified(member: User, question: Question) -> bool:
    """Whether `member` is a verified professional in the career `question` is about, today."""
    if question.career_id is None:
        return False
    in_force = Verification.objects.in_force().filter(member=member)
    return in_force.filter(careers=question.career_id).exists()


def marks(member: User) -> list[Career]:
    """The careers in which `member` is a verified professional today."""
    in_force = Verification.objects.in_force().filter(member=member)
    careers = Career.objects.published().filter(pk__in=in_force.values("careers"))
    return list(careers.only("title", "slug", "state").order_by("title"))


def with_marks(posts: PostQuerySet, question: Question) -> PostQuerySet:
    """Add to posts of `question` whether they carry the mark today; see Post.is_marked."""
    if not question.verified_answer_count:
        return posts
    in_force = Verification.objects.in_force().filter(
        member=OuterRef("author"), careers=question.career_id
    )
    return posts.annotate(is_marked=Q(Exists(in_force), is_verified=True))  # type: ignore[no-redef]


def for_answering(questions: QuestionQuerySet, viewer: Viewer) -> QuestionQuerySet:
    """Add to questions what an answer form beside them needs; nothing for visitors.

    `may_claim`; of a claim in force `claimed_by` (a handle) and `claimed_until`; and `role_before`,
    that of the member's last answer or else of their approval.
    Subqueries, because the pages they are for have no query to spare.
    """
    if not viewer.is_authenticated:
        return questions
    in_force = Verification.objects.in_force().filter(member=viewer)
    claims = Claim.objects.filter(question=OuterRef("pk"), until__gt=timezone.now())
    answers = Post.objects.answers().filter(author=viewer).order_by("-pk")
    return questions.annotate(
        may_claim=Exists(in_force.filter(careers=OuterRef("career"))),
        claimed_by=Subquery(claims.values("member__handle")[:1]),
        claimed_until=Subquery(claims.values("until")[:1]),
        role_before=Coalesce(
            Subquery(answers.values("role")[:1]), Subquery(in_force.values("role")[:1])
        ),
    )


def to_answer(member: User, careers: list[Career], few: bool = False) -> QuestionQuerySet:
    """Others' questions about these careers: without any answer, or with `few`."""
    asked = Question.objects.visible_to(member).filter(state=State.PUBLISHED)
    # Ids, not a subquery: with them PostgreSQL finds the index.
    asked = asked.filter(career__in=[career.pk for career in careers]).exclude(author=member)
    if few:
        own = Post.objects.answers().filter(question=OuterRef("pk"), author=member)
        asked = asked.filter(~Exists(own), answer_count__gt=0, answer_count__lte=FEW)
    else:
        asked = asked.unanswered()
    return for_answering(asked, member)


@transaction.atomic
def claim(question: Question, member: User) -> bool:
    """Say for half an hour that `member` is writing an answer; False while another one is.

    One statement decides, whichever it is, so that of many at once one wins.
    """
    now = timezone.now()
    until = now + CLAIM_TIME
    free = Claim.objects.filter(Q(member=member) | Q(until__lte=now), question=question)
    if free.update(member=member, until=until):
        return True
    try:
        with transaction.atomic():
            Claim.objects.create(question=question, member=member, until=until)
    except IntegrityError:
        return False
    return True


def release(question: Question, member: User) -> None:
    """Give up one's claim, or end it with the answer it was for."""
    Claim.objects.filter(question=question, member=member).delete()


@transaction.atomic
def decide(
    verification: Verification, approved: bool, by: User, reason: str, expires_on: date | None
) -> bool:
    """Decide an application and tell its member. False: it had been decided or withdrawn before."""
    if not verification.decide(approved, by, reason, expires_on):
        return False
    notifications.tell_of_decision(verification)
    return True


@transaction.atomic
def take_mark_away(verification: Verification) -> bool:
    """End an approval from today and tell its member. False: it was over already."""
    if not verification.withdraw("A moderator has taken the mark away."):
        return False
    notifications.tell_of_decision(verification)
    return True
