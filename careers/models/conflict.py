"""Where a new release says something else about what an editor has written."""

from django.conf import settings
from django.db import models

from .career import Career
from .release import DataRelease


class Conflict(models.Model):
    """An imported text changed under a career page whose editors wrote their own.

    Editors' words stay before readers; this row asks an editor to look, until it is settled.
    """

    class Part(models.TextChoices):
        TITLE = "title", "Title"
        DESCRIPTION = "overview", "Description"
        TASKS = "responsibilities", "Tasks"
        GONE = "gone", "No longer in the data"

    career = models.ForeignKey(Career, models.CASCADE, related_name="conflicts")
    release = models.ForeignKey(DataRelease, models.CASCADE, related_name="+")
    part = models.CharField(max_length=20, choices=Part)
    before = models.TextField(blank=True, help_text="What the older release said.")
    after = models.TextField(blank=True, help_text="What the newer release says.")
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ["settled_at", "career"]
        constraints = [
            models.UniqueConstraint(
                fields=["career", "release", "part"], name="one_conflict_per_part_and_release"
            )
        ]

    def __str__(self) -> str:
        return f"{self.career}: {self.get_part_display()}"
