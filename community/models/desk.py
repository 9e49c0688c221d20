"""What moderators keep: measures, notes, watch words, reasons, the switch for reviewing everything."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models.career import Viewer

from ..contact_details import as_read
from .question import sees_hidden


class BoardSettings(models.Model):
    """One row, or none as long as nothing was changed."""

    review_everything = models.BooleanField(
        default=False, help_text="Hold every post until a moderator has seen it."
    )

    class Meta:
        verbose_name_plural = "board settings"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_settings")]

    def __str__(self) -> str:
        return "Settings of the board"

    @classmethod
    def reviews_everything(cls) -> bool:
        return cls.objects.filter(review_everything=True).exists()


class WatchWord(models.Model):
    words = models.CharField(
        max_length=100,
        unique=True,
        help_text="A word or a few in a row, found in any case and as whole words. "
        "A * at the end stands for any ending.",
    )
    is_urgent = models.BooleanField(default=False, help_text="Puts the post on top of the queue.")

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        if not self.stem:
            raise ValidationError({"words": "Write a word: nothing in this can be looked for."})

    @property
    def stem(self) -> str:
        """What is looked for, read the way posts are: in plain lower-case letters."""
        return as_read(self.words.rstrip("* ")).strip()


class ReasonTemplate(models.Model):
    """Words a moderator starts from when telling an author why."""

    title = models.CharField(max_length=80, unique=True)
    text = models.TextField(max_length=1000, help_text="Shown to the author. Say what to do next.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def visible_to(self, viewer: Viewer) -> "SanctionQuerySet":
        """One's own; every one for moderators."""
        if sees_hidden(viewer):
            return self
        return self.filter(member=viewer) if viewer.is_authenticated else self.none()

    def in_force(self) -> "SanctionQuerySet":
        return self.filter(until__gt=timezone.now(), ended_at=None)


class Sanction(models.Model):
    """A member may not write (silenced) or not take part at all (suspended), until its end."""

    class Kind(models.TextChoices):
        SILENCE = "silence", "Silenced: may read, not write"
        SUSPEND = "suspend", "Suspended: may read as a visitor does"

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sanctions")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(max_length=1000, help_text="Shown to the member.")
    until = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display()}"


class MemberNoteQuerySet(models.QuerySet["MemberNote"]):
    def visible_to(self, viewer: Viewer) -> "MemberNoteQuerySet":
        """For moderators; those about one of them are for the others."""
        return self.exclude(member=viewer) if sees_hidden(viewer) else self.none()


class MemberNote(models.Model):
    """What moderators tell each other of a member. Every look at it is audited."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MemberNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Note {self.pk}"


class Departure(models.Model):
    """A member who is leaving: asked for, and then carried out by the worker."""

    class Mode(models.TextChoices):
        ANONYMISE = "anonymise", "Keep my posts, without my name"
        REMOVE = "remove", "Remove my posts too"

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.member_id}: {self.mode}"


def may_moderate(viewer: Viewer | User) -> bool:
    """Whether `viewer` decides at the desk: moderators, by the groups they are in."""
    return sees_hidden(viewer)
