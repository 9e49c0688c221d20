"""People who do the work, as confirmed by a moderator, and the questions they are answering."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from careers.models import Career

from .question import Question


class Verification(models.Model):
    """A member's application to be marked as a professional in some careers, and its decision."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for a decision"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="verifications"
    )
    role = models.CharField("your job", max_length=80)
    years = models.PositiveSmallIntegerField("years in it", validators=[MaxValueValidator(70)])
    careers = models.ManyToManyField(Career, related_name="+")
    evidence = models.TextField(max_length=2000, help_text="Seen by moderators only.")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.TextField(blank=True, help_text="Shown to the member.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_on = models.DateField(
        null=True, blank=True, help_text="The mark is shown until this day."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state="pending"),
                name="one_pending_verification",
                violation_error_message="Your application is waiting for a decision already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.role} ({self.get_state_display()})"


class Claim(models.Model):
    """A professional is writing an answer: for half an hour others are told so."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="claim")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member}: {self.question}"
