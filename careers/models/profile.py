"""What O*NET® data says of an occupation, as published: never edited, replaced as a whole.

One release makes one `Profile` per O*NET-SOC code, and `Career.profile` points at the one in use.
Its long lists are read only with the whole page, so each is one JSON column; what lists filter by
has columns of its own.
"""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from .occupation import Occupation
from .release import DataRelease


class JobZone(models.Model):
    """One line of the Job Zone Reference: how much preparation an occupation takes, in words."""

    release = models.ForeignKey(DataRelease, models.CASCADE, related_name="job_zones")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    experience = models.TextField()
    education = models.TextField()
    training = models.TextField()
    examples = models.TextField()
    svp_range = models.CharField("SVP range", max_length=40)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="job_zone_once_per_release")
        ]

    def __str__(self) -> str:
        return self.name


INTERESTS = {
    "R": "realistic",
    "I": "investigative",
    "A": "artistic",
    "S": "social",
    "E": "enterprising",
    "C": "conventional",
}
"""Holland's six interest types: letter → column of Profile. High points 1–6 are in this order."""


class Profile(models.Model):
    """One line of the O*NET-SOC taxonomy, such as 15-2051.01, as one release describes it."""

    release = models.ForeignKey(DataRelease, models.PROTECT, related_name="profiles")
    code = models.CharField("O*NET-SOC code", max_length=10, db_index=True)
    occupation = models.ForeignKey(
        Occupation,
        models.PROTECT,
        related_name="profiles",
        help_text="The SOC occupation it belongs to: the first seven characters of the code.",
    )
    title = models.CharField(max_length=150)
    description = models.TextField()
    thin = models.BooleanField(
        help_text="A title and a description only: “All Other” and military occupations."
    )
    job_zone = models.ForeignKey(JobZone, models.SET_NULL, null=True, related_name="profiles")
    realistic = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    investigative = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    artistic = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    social = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    enterprising = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    conventional = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    high_points = models.CharField(
        max_length=3,
        blank=True,
        help_text="Letters of the interests that stand out, highest first.",
    )
    tasks = models.JSONField(
        default=list,
        help_text="[{id, text, core}, …] as published; core is true, false, or null where not rated.",
    )
    skills = models.JSONField(
        default=list,
        help_text="[{id, name, importance 1–5, level 0–7 or null}, …], most important first.",
    )
    knowledge = models.JSONField(default=list, help_text="As skills.")
    work_styles = models.JSONField(
        default=list, help_text="[{id, name, importance}, …], most important first."
    )
    technologies = models.JSONField(
        default=list, help_text="[{name, category, hot, in_demand}, …] by category and name."
    )
    education = models.JSONField(
        default=list,
        help_text="[{category 1–12, name, percent}, …], lowest level first: what people in the work say is required.",
    )
    related = models.JSONField(default=list, help_text="[{code, tier, index}, …], closest first.")

    LONG = [
        "tasks", "skills", "knowledge", "work_styles", "technologies", "education", "related",
    ]  # fmt: skip
    """What lists of careers leave in the database."""

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="profile_once_per_release")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    @property
    def withheld_schooling(self) -> float:
        """Percent of the answers about schooling that are not published: the sample was too small."""
        published: float = sum(row["percent"] for row in self.education)
        return max(0.0, round(100 - published, 1)) if self.education else 0.0

    @property
    def usual_schooling(self) -> dict[str, Any] | None:
        """The row of `education` named most often; None where what is withheld may outnumber it."""
        first = max(self.education, key=lambda row: row["percent"], default=None)
        return first if first and first["percent"] > self.withheld_schooling else None

    @property
    def interests(self) -> dict[str, Decimal]:
        """Letter of the interest type → score 1 to 7; empty when not rated."""
        scores: dict[str, Any] = {key: getattr(self, name) for key, name in INTERESTS.items()}
        return {key: score for key, score in scores.items() if score is not None}


class JobTitle(models.Model):
    """A title by which people look for an occupation or a career page: see title_search.py."""

    profile = models.ForeignKey(Profile, models.CASCADE, null=True, related_name="job_titles")
    career = models.ForeignKey("Career", models.CASCADE, null=True, related_name="job_titles")
    title = models.CharField(max_length=150)
    folded = models.CharField(
        max_length=150, help_text="As searches compare it: lower case, no accents, no marks."
    )
    main = models.BooleanField(help_text="The title of the occupation or page itself.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(profile=None, career__isnull=False)
                | Q(profile__isnull=False, career=None),
                name="job_title_of_profile_or_career",
            )
        ]

    def __str__(self) -> str:
        return self.title
