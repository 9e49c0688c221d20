"""What the Employment Projections program publishes: the next ten years, schooling, skill scores."""

from decimal import Decimal

from django.db import models

from .occupation import EducationLevel, Occupation
from .release import Figure


class Projection(Figure):
    """National employment now and in ten years. Employment and openings are jobs, not thousands."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="projections")
    employment_first = models.PositiveIntegerField("employment in the first year")
    employment_last = models.PositiveIntegerField("employment in the last year")
    change_percent = models.DecimalField(max_digits=5, decimal_places=1)
    openings = models.PositiveIntegerField(
        "openings a year", help_text="Average over the ten years."
    )
    entry_education = models.CharField("typical entry-level education", max_length=60, blank=True)
    entry_level = models.CharField(
        max_length=20,
        choices=EducationLevel,
        blank=True,
        editable=False,
        help_text="The same as a level that lists filter by.",
    )
    work_experience = models.CharField(
        "work experience in a related occupation", max_length=60, blank=True, editable=False
    )
    training = models.CharField(
        "typical on-the-job training", max_length=60, blank=True, editable=False
    )

    class Meta(Figure.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "release"],
                name="one_projection_per_release",
                violation_error_message="This occupation has a projection from this release already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.occupation}, {self.release.when}"

    @property
    def about_openings(self) -> str:
        """How many a year, in words: they are published in hundreds, so none means fewer than 50."""
        return f"about {self.openings:,}" if self.openings else "fewer than 50"

    @property
    def mostly_replacement(self) -> bool:
        """Whether more than half of the openings are left by people who leave, not new jobs."""
        years = (self.release.last_year or 0) - (self.release.first_year or 0)
        return self.employment_last - self.employment_first < self.openings * years / 2


class EducationalAttainment(Figure):
    """Highest level finished by workers aged 25 and over, in percent (rounded: sums to about 100)."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="attainments")
    less_than_high_school = models.DecimalField(max_digits=4, decimal_places=1)
    high_school = models.DecimalField("high school diploma", max_digits=4, decimal_places=1)
    some_college = models.DecimalField("some college, no degree", max_digits=4, decimal_places=1)
    associates = models.DecimalField("associate degree", max_digits=4, decimal_places=1)
    bachelors = models.DecimalField("bachelor’s degree", max_digits=4, decimal_places=1)
    masters = models.DecimalField("master’s degree", max_digits=4, decimal_places=1)
    doctoral = models.DecimalField(
        "doctoral or professional degree", max_digits=4, decimal_places=1
    )

    LEVELS = {
        "doctoral": "Doctoral or professional degree",
        "masters": "Master’s degree",
        "bachelors": "Bachelor’s degree",
        "associates": "Associate degree",
        "some_college": "Some college, no degree",
        "high_school": "High school diploma",
        "less_than_high_school": "Less than high school",
    }

    class Meta(Figure.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "release"],
                name="one_attainment_per_release",
                violation_error_message="This occupation has education shares from this release already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.occupation}, {self.release.when}"

    @property
    def degree_share(self) -> Decimal:
        """Percent with a bachelor’s degree or more."""
        return self.bachelors + self.masters + self.doctoral

    @property
    def largest(self) -> Decimal:
        return max(share for _, share in self.shares())

    def shares(self) -> list[tuple[str, Decimal]]:
        """(level in words, percent), highest level first."""
        return [(label, getattr(self, name)) for name, label in self.LEVELS.items()]


class SkillScores(Figure):
    """Scores of 17 skills, 1 (lowest) to 5: the stand-in where O*NET data has no ratings."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="+")
    scores = models.JSONField(help_text="[{name, score}, …], highest first.")

    class Meta(Figure.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "release"], name="one_set_of_skill_scores_per_release"
            )
        ]

    def __str__(self) -> str:
        return f"{self.occupation}, {self.release.when}"


class StudyProgram(Figure):
    """A program of study that leads to an occupation: one line of the CIP–SOC crosswalk."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="study_programs")
    cip_code = models.CharField("CIP code", max_length=7, help_text="Such as 11.0701.")
    title = models.CharField(max_length=150)

    class Meta(Figure.Meta):
        ordering = ["cip_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "release", "cip_code"],
                name="study_program_once_per_occupation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.cip_code})"
