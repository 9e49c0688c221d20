"""Who is marked as a professional where, and who is writing an answer just now.

The mark stands beside an answer while two things hold: its author was verified for the career when
posting it (`Post.is_verified`), and still is today. An approval that ends takes its marks along.
"""

from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, DateTimeField, Exists, OuterRef, Q
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models import Career
from careers.models.career import Viewer

from . import notifications
from .models import AnonymousAuthor, Claim, Post, Question, Verification, in_sql
from .models.post_query import PostQuerySet
from .models.question import QuestionQuerySet

CLAIM_TIME = timedelta(minutes=30)
FEW = 2
"""As many answers leave room for one by a professional."""

IN_FORCE = "own.state = 'approved' AND own.expires_on >= %s AND own.member_id"
"""As Verification.objects.in_force(), in SQL: see models/in_sql.py."""
CAREERS = "community_verification_careers about ON about.verification_id = own.id"
MARKED = f"""
    community_verification own JOIN {CAREERS}
    WHERE {IN_FORCE} = community_post.author_id AND about.career_id = %s
    AND community_post.is_verified
"""
MAY_CLAIM = f"""
    community_verification own JOIN {CAREERS}
    WHERE {IN_FORCE} = %s AND about.career_id = community_question.career_id
"""
CLAIM = "FROM community_claim WHERE question_id = community_question.id AND until > %s"
CLAIMED_BY = f"SELECT handle FROM accounts_user WHERE id = (SELECT member_id {CLAIM})"  # noqa: S608
CLAIMED_UNTIL = f"SELECT until {CLAIM}"
ROLE_BEFORE = f"""
    SELECT COALESCE(
        (SELECT role FROM community_post WHERE author_id = %s AND kind = 'answer'
         ORDER BY id DESC LIMIT 1),
        (SELECT own.role FROM community_verification own WHERE {IN_FORCE} = %s LIMIT 1)
    )
"""  # noqa: S608


def is_verified(member: User, question: Question) -> bool:
    """Whether `member` is a verified professional in the career `question` is about, today."""
    if question.career_id is None:
        return False
    in_force = Verification.objects.in_force().filter(member=member)
    return in_force.filter(careers=question.career_id).exists()


def marks(member: User) -> list[Career]:
    """The careers in which `member` is a verified professional today."""
    in_force = Verification.objects.in_force().filter(member=member)
    careers = Career.objects.public().filter(pk__in=in_force.values("careers"))
    return list(careers.only("title", "slug", "state").order_by("title"))


def with_marks(posts: PostQuerySet, question: Question) -> PostQuerySet:
    """Add to posts of `question` whether they carry the mark today; see Post.is_marked."""
    if not question.verified_answer_count:
        return posts
    marked = in_sql.exists(MARKED, timezone.localdate().isoformat(), question.career_id)
    return posts.annotate(is_marked=marked)  # type: ignore[no-redef]


def for_answering(questions: QuestionQuerySet, viewer: Viewer) -> QuestionQuerySet:
    """Add to questions what an answer form beside them needs; nothing for visitors.

    `may_claim`; of a claim in force `claimed_by` (a handle) and `claimed_until`; and `role_before`,
    that of the member's last answer or else of their approval.
    Subqueries, because the pages they are for have no query to spare.
    """
    if not viewer.is_authenticated:
        return questions
    me, today = viewer.pk, timezone.localdate().isoformat()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    own = Q(author=me) | AnonymousAuthor.objects.of_question(viewer)
    return questions.annotate(
        may_claim=in_sql.exists(MAY_CLAIM, today, me) & ~own,
        claimed_by=in_sql.select(CLAIMED_BY, now, kind=CharField()),
        claimed_until=in_sql.select(CLAIMED_UNTIL, now, kind=DateTimeField()),
        role_before=in_sql.select(ROLE_BEFORE, me, today, me, kind=CharField()),
    )


def to_answer(member: User, careers: list[Career], few: bool = False) -> QuestionQuerySet:
    """Others' questions about these careers that take answers: without any, or with `few`."""
    own = Q(author=member) | AnonymousAuthor.objects.of_question(member)
    asked = Question.objects.listed_for(member).filter(~own, closed_at=None, locked_at=None)
    # Ids, not a subquery: with them PostgreSQL finds the index.
    asked = asked.filter(career__in=[career.pk for career in careers])
    if few:
        answered = Post.objects.answers().filter(question=OuterRef("pk"), author=member)
        asked = asked.filter(~Exists(answered), answer_count__gt=0, answer_count__lte=FEW)
    else:
        asked = asked.unanswered()
    return for_answering(asked, member)


@transaction.atomic
def claim(question: Question, member: User) -> bool:
    """Say for half an hour that `member` is writing an answer; False while another one is.

    One statement decides, whichever it is, so that of many at once one wins. Raises PermissionError
    with the reason when it isn't theirs to claim.
    """
    if not is_verified(member, question):
        raise PermissionError("Only verified professionals in this career can claim a question.")
    if question.is_by(member):  # It would name who asked anonymously.
        raise PermissionError("Nobody claims a question of their own.")
    question.check_open(Post.Kind.ANSWER)
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
