"""One issue of one official data set, and what every row copied from it has in common."""

from typing import Any

from django.db import models
from django.db.models import Q


class DataRelease(models.Model):
    """One issue of one official data set: every figure points to the release it was copied from.

    An importer fills a *staged* release, which no reader sees, and makes it *current* in one short
    transaction. What it replaces becomes *superseded*: its rows are deleted, the release itself stays
    for the record. Wages of several years, and of several kinds of places, are current side by side.
    """

    class Dataset(models.TextChoices):
        OEWS = "oews", "Occupational Employment and Wage Statistics"
        PROJECTIONS = "projections", "Employment Projections"
        ATTAINMENT = "attainment", "Educational attainment by occupation"
        SKILLS = "skills", "Skill scores by occupation"
        ONET = "onet", "O*NET® Database"
        PROGRAMS = "programs", "Programs of study by occupation"

    class State(models.TextChoices):
        STAGED = "staged", "Being imported"
        CURRENT = "current", "In use"
        SUPERSEDED = "superseded", "Replaced"

    key = models.SlugField(help_text="For example oews-2024-05.")
    dataset = models.CharField(max_length=20, choices=Dataset)
    publisher = models.CharField(max_length=100, default="U.S. Bureau of Labor Statistics")
    name = models.CharField(max_length=150)
    version = models.CharField(
        max_length=20, blank=True, help_text="“29.3”, for data sets that number their releases."
    )
    period = models.DateField(
        help_text="First day of the month the figures are for (wages) or were published in."
    )
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField("address")
    license = models.CharField(max_length=60, blank=True, default="Public domain")
    annual_top_code = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Yearly wages at or above this amount (dollars) are published only as “at least”.",
    )
    hourly_top_code = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    state = models.CharField(
        max_length=10, choices=State, default=State.CURRENT, editable=False, db_index=True
    )
    coverage = models.JSONField(
        default=list,
        editable=False,
        help_text="Kinds of area that the wages of this release are for, “nation” among them.",
    )
    fingerprint = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of the imported files."
    )
    files = models.JSONField(default=list, editable=False, help_text="Names of the imported files.")
    changes = models.JSONField(
        default=list,
        editable=False,
        help_text="What this release changed against the one before, in sentences.",
    )
    imported_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-period", "dataset", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state="current"),
                name="one_current_release_per_key",
                violation_error_message="There is a release with this key already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.when})"

    @property
    def when(self) -> str:
        """The time the figures speak of: "May 2024", "2024–34", "2020", "29.3, May 2025"."""
        if self.first_year and self.last_year:
            return f"{self.first_year}–{self.last_year % 100:02d}"
        if self.first_year:
            return str(self.first_year)
        month = f"{self.period:%B %Y}"
        return f"{self.version}, {month}" if self.version else month

    @property
    def citation(self) -> str:
        return f"{self.publisher}, {self.name} ({self.when})"


class CurrentManager(models.Manager[Any]):
    """Rows of releases in use: a staged import is nobody's business until it is whole."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(release__state=DataRelease.State.CURRENT)


class Figure(models.Model):
    """A row copied from one release. `objects` hides what is staged or superseded."""

    release = models.ForeignKey(DataRelease, models.PROTECT, related_name="+")

    objects = CurrentManager()
    in_any_state = models.Manager()

    class Meta:
        abstract = True
        ordering = ["-release__period"]
