"""What editors did to a page, what is to happen to it, and who is at it now."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.dateformat import format as date_format

from careerportal.accounts.models import User

from .career import Career


class VersionQuerySet(models.QuerySet["Version"]):
    def public(self) -> "VersionQuerySet":
        """Those that readers have had before them."""
        return self.filter(event__in=Version.PUBLIC)

    def with_author(self) -> "VersionQuerySet":
        return self.select_related("author").defer("document")


class Version(models.Model):
    """A whole career page as one act left it. Rows are only ever added.

    `career_id` outlives its page, so that a deleted page can be brought back under its old key.
    """

    class Event(models.TextChoices):
        FOUND = "found", "Changed outside the desk"
        SAVED = "saved", "Saved"
        PUBLISHED = "published", "Published"
        UNPUBLISHED = "unpublished", "Taken off the site"
        RESTORED = "restored", "Brought back an earlier version"
        IMPORTED = "imported", "Read from a file"
        DELETED = "deleted", "Deleted"

    PUBLIC = (Event.FOUND, Event.PUBLISHED)
    """Found changes are noted of public pages only: an import or the starter catalogue made them."""

    career = models.ForeignKey(
        Career, models.DO_NOTHING, db_constraint=False, related_name="versions"
    )
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=20, choices=Event)
    document = models.JSONField()
    """See careers/document.py."""
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["career", "number"], name="version_numbers_count_up")
        ]

    def __str__(self) -> str:
        return f"{self.document.get('title', 'Page')}, version {self.number}"

    @property
    def title(self) -> str:
        return str(self.document.get("title", ""))


class Plan(models.Model):
    """What is to happen to a page later. It is carried out by `publishing.carry_out_plans`."""

    class Action(models.TextChoices):
        PUBLISH = "publish", "Publish"
        UNPUBLISH = "unpublish", "Take off the site"

    career = models.ForeignKey(Career, models.CASCADE, related_name="plans")
    action = models.CharField(max_length=20, choices=Action)
    version = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")
    """What goes live: this, and not what is written after the plan was made."""
    at = models.DateTimeField(db_index=True)
    zone = models.CharField(max_length=60)
    """The zone its maker thought in, such as America/Chicago."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    problem = models.TextField(blank=True)
    """Why it could not be carried out; it then waits for an editor."""

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["career", "action"],
                name="one_plan_per_action",
                violation_error_message="This is planned already.",
            ),
            models.CheckConstraint(
                condition=models.Q(action="publish") ^ models.Q(version=None),
                name="a_version_is_what_is_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.career}: {self.when}"

    @property
    def when(self) -> str:
        """Its time where its maker is: "Dec. 1, 2026, 9 a.m. CST"."""
        local = self.at.astimezone(ZoneInfo(self.zone))
        return date_format(local, "N j, Y, P T")


class Preview(models.Model):
    """A page as it would be, for whoever has its signed address, until it expires."""

    career = models.ForeignKey(Career, models.CASCADE, null=True, related_name="previews")
    """None of a page that was never saved."""
    document = models.JSONField()
    shared = models.BooleanField(default=False)
    """Made to be given away, and so listed with the page."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"Preview of {self.document.get('title', 'a page')}"


class OpeningQuerySet(models.QuerySet["Opening"]):
    def note(self, career: Career, editor: User) -> None:
        self.bulk_create(
            [self.model(career=career, editor=editor, at=timezone.now())],
            update_conflicts=True,
            unique_fields=["career", "editor"],
            update_fields=["at"],
        )

    def by_others(self, career: Career, editor: User) -> "OpeningQuerySet":
        """Who else may still be at it. Saving ends an opening; most of the rest is forgotten tabs."""
        since = timezone.now() - timedelta(minutes=30)
        others = self.filter(career=career, at__gt=since).exclude(editor=editor)
        return others.select_related("editor").order_by("at")


class Opening(models.Model):
    """Who has a page open in the editor, so that a second person is told."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="openings")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["career", "editor"], name="one_opening_per_editor")
        ]

    def __str__(self) -> str:
        return f"{self.career}: {self.editor}"
