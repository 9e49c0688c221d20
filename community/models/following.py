"""What a member follows, has read, and does not want to hear of."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models import Career

from .anonymity import AnonymousAuthor
from .question import Question, QuestionQuerySet, moment_of


class QuestionFollowQuerySet(models.QuerySet["QuestionFollow"]):
    def start(self, member: User | None, question: Question) -> None:
        """Follow, once. Nobody, for a post whose author has left, follows nothing."""
        if member:
            follow = self.model(member=member, question=question)
            self.bulk_create([follow], ignore_conflicts=True)

    def active_first(
        self, member: User, questions: QuestionQuerySet, after: tuple[int, ...] = ()
    ) -> "QuestionFollowQuerySet":
        """Those of `questions` that `member` follows, as `Question.active_first` orders and pages.

        It begins with what is followed, and looks each question up: left to choose, SQLite would
        go through the whole board by activity to find them.
        """
        here = questions.filter(pk=OuterRef("question")).values("last_activity_at")
        rows = self.filter(member=member).annotate(active_at=Subquery(here))
        rows = rows.filter(active_at__isnull=False).order_by("-active_at", "-question_id")
        if moment := moment_of(after):
            earlier = Q(active_at__lt=moment) | Q(active_at=moment, question__lt=after[1])
            rows = rows.filter(earlier)
        return rows

    def set_followed(self, member: User, question: Question, wanted: bool) -> None:
        """The same wish twice changes nothing. After a stop only the member's own next answer starts anew.

        Who asked anonymously is in no list of followers.
        """
        if question.pseudonym and AnonymousAuthor.objects.set_followed(member, question, wanted):
            return
        if wanted:
            self.start(member, question)
        else:
            self.filter(member=member, question=question).delete()


class QuestionFollow(models.Model):
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="question_follows"
    )
    question = models.ForeignKey(Question, models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = QuestionFollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "question"], name="follow_question_once")
        ]
        indexes = [models.Index(fields=["member", "-question"], name="questions_followed")]

    def __str__(self) -> str:
        return f"{self.member}: {self.question}"


class CareerFollowQuerySet(models.QuerySet["CareerFollow"]):
    def set_followed(self, member: User, career: Career, wanted: bool) -> None:
        """The same wish twice changes nothing."""
        if wanted:
            follow = self.model(member=member, career=career)
            self.bulk_create([follow], ignore_conflicts=True)
        else:
            self.filter(member=member, career=career).delete()


class CareerFollow(models.Model):
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="career_follows"
    )
    career = models.ForeignKey(Career, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CareerFollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "career"], name="follow_career_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.career}"


class ReadMarkQuerySet(models.QuerySet["ReadMark"]):
    def look(self, member: User, question: Question) -> None:
        """Remember that `member` has now seen `question`, in one statement.

        Not of one's own anonymous question: the mark would stand there before anyone else's.
        """
        if question.pseudonym and question.is_by(member):
            return
        mark = self.model(
            member=member,
            question=question,
            answer_count=question.answer_count,
            read_at=timezone.now(),
        )
        self.bulk_create(
            [mark],
            update_conflicts=True,
            unique_fields=["member", "question"],
            update_fields=["answer_count", "read_at"],
        )

    def put_on(self, questions: list[Question], member: User) -> None:
        """Set `seen_answers` of the rows of a list, in one query whatever the order of the list."""
        marks = self.filter(member=member, question__in=questions)
        seen = dict(marks.values_list("question_id", "answer_count"))
        for question in questions:
            question.seen_answers = seen.get(question.pk)


class ReadMark(models.Model):
    """How many answers a question had when a member last looked at it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    answer_count = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    objects = ReadMarkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "question"], name="one_read_mark")]

    def __str__(self) -> str:
        return f"{self.member}: {self.question} ({self.answer_count})"


class QuestionMuteQuerySet(models.QuerySet["QuestionMute"]):
    def set_muted(self, member: User, question: Question, wanted: bool) -> None:
        """The same wish twice changes nothing."""
        if wanted:
            mute = self.model(member=member, question=question)
            self.bulk_create([mute], ignore_conflicts=True)
        else:
            self.filter(member=member, question=question).delete()

    def seen_by(self, member: User) -> "QuestionMuteQuerySet":
        """What `member` muted and may still read, the latest first."""
        rows = self.filter(member=member, question__in=Question.objects.visible_to(member))
        return rows.select_related("question").order_by("-pk")


class QuestionMute(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")

    objects = QuestionMuteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "question"], name="mute_question_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.question}"


class MemberMuteQuerySet(models.QuerySet["MemberMute"]):
    def set_muted(self, member: User, muted: User, wanted: bool) -> None:
        """The same wish twice changes nothing. PermissionError for oneself."""
        if member == muted:
            raise PermissionError("You can’t mute yourself.")
        if wanted:
            mute = self.model(member=member, muted=muted)
            self.bulk_create([mute], ignore_conflicts=True)
        else:
            self.filter(member=member, muted=muted).delete()

    def seen_by(self, member: User) -> "MemberMuteQuerySet":
        """Whom `member` muted and who is still here, the latest first."""
        rows = self.filter(member=member, muted__is_active=True)
        return rows.select_related("muted").order_by("-pk")


class MemberMute(models.Model):
    """`member` does not want to see or hear of what `muted` writes. The muted person is not told."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="member_mutes"
    )
    muted = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    objects = MemberMuteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "muted"], name="mute_member_once"),
            models.CheckConstraint(condition=~Q(member=F("muted")), name="no_muting_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.muted}"
