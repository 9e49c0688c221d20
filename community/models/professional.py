"""People who do the work, as confirmed by a moderator, and the questions they are answering."""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models import Career
from careers.models.career import Viewer

from .question import Question


def usual_end() -> date:
    """Until when an approval given today holds, unless the moderator says otherwise: two years."""
    return timezone.localdate() + timedelta(days=730)


class VerificationQuerySet(models.QuerySet["Verification"]):
    def visible_to(self, viewer: Viewer) -> "VerificationQuerySet":
        """One's own; every one for those who decide."""
        if viewer.is_staff and viewer.has_perm("community.view_verification"):
            return self
        return self.filter(member=viewer) if viewer.is_authenticated else self.none()

    def in_force(self) -> "VerificationQuerySet":
        """Approved and not past their last day."""
        return self.filter(state=Verification.State.APPROVED, expires_on__gte=timezone.localdate())


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

    objects = VerificationQuerySet.as_manager()

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

    @property
    def has_ended(self) -> bool:
        """Approved once, and past its last day."""
        ends = self.expires_on or date.min
        return self.state == self.State.APPROVED and ends < timezone.localdate()

    def decide(self, approved: bool, by: User, reason: str, expires_on: date | None) -> bool:
        """Decide while it waits. False: it was decided or withdrawn meanwhile, and stays so.

        Raises PermissionError for one's own application.
        """
        if by.pk == self.member_id:
            raise PermissionError("Another moderator decides on your own application.")
        return self._change(
            [self.State.PENDING],
            state=self.State.APPROVED if approved else self.State.DECLINED,
            expires_on=(expires_on or usual_end()) if approved else None,
            reason=reason,
            decided_by=by,
            decided_at=timezone.now(),
        )

    def withdraw(self, reason: str = "") -> bool:
        """Take the application or the mark back. False: there was nothing left to take back."""
        return self._change(
            [self.State.PENDING, self.State.APPROVED], state=self.State.WITHDRAWN, reason=reason
        )

    def _change(self, before: list[State], **columns: object) -> bool:
        """One conditional UPDATE, so that of two at once the second does nothing."""
        row = Verification.objects.filter(pk=self.pk, state__in=before)
        changed = row.update(**columns)
        self.refresh_from_db()
        return bool(changed)


class Claim(models.Model):
    """A professional is writing an answer: for half an hour others are told so."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="claim")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member}: {self.question}"
