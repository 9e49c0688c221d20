"""What a member follows, has read, and does not want to hear of."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from careerportal.accounts.models import User
from careers.models import Career

from .question import Question


class QuestionFollowQuerySet(models.QuerySet["QuestionFollow"]):
    def start(self, member: User | None, question: Question) -> None:
        """Follow, once. Nobody, for a post whose author has left, follows nothing."""
        if member:
            follow = self.model(member=member, question=question)
            self.bulk_create([follow], ignore_conflicts=True)


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


class CareerFollow(models.Model):
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="career_follows"
    )
    career = models.ForeignKey(Career, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "career"], name="follow_career_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.career}"


class ReadMark(models.Model):
    """How many answers a question had when a member last looked at it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    answer_count = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "question"], name="one_read_mark")]

    def __str__(self) -> str:
        return f"{self.member}: {self.question} ({self.answer_count})"


class QuestionMute(models.Model):
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "question"], name="mute_question_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.question}"


class MemberMute(models.Model):
    """`member` does not want to see or hear of what `muted` writes. The muted person is not told."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="member_mutes"
    )
    muted = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "muted"], name="mute_member_once"),
            models.CheckConstraint(condition=~Q(member=F("muted")), name="no_muting_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.muted}"
