"""Official figures. They hang on the occupation (by SOC code), each with the release it is from."""

from decimal import Decimal
from itertools import pairwise

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery


class EducationLevel(models.TextChoices):
    """Levels as job seekers meet them, lowest first."""

    NONE = "none", "No formal credential"
    HIGH_SCHOOL = "high_school", "High school diploma"
    CERTIFICATE = "certificate", "Certificate, license or apprenticeship"
    ASSOCIATES = "associates", "Associate degree"
    BACHELORS = "bachelors", "Bachelor’s degree"
    MASTERS = "masters", "Master’s degree"
    DOCTORAL = "doctoral", "Doctoral or professional degree"


class DataRelease(models.Model):
    """One issue of one official data set: every figure points to the release it was copied from."""

    class Dataset(models.TextChoices):
        OEWS = "oews", "Occupational Employment and Wage Statistics"
        PROJECTIONS = "projections", "Employment Projections"
        ATTAINMENT = "attainment", "Educational attainment by occupation"

    key = models.SlugField(unique=True, help_text="For example oews-2024-05.")
    dataset = models.CharField(max_length=20, choices=Dataset)
    publisher = models.CharField(max_length=100, default="U.S. Bureau of Labor Statistics")
    name = models.CharField(max_length=150)
    period = models.DateField(
        help_text="First day of the month the figures are for (wages) or were published in."
    )
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField("address")
    annual_top_code = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Yearly wages at or above this amount (dollars) are published only as “at least”.",
    )
    hourly_top_code = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["-period", "dataset"]

    def __str__(self) -> str:
        return f"{self.name} ({self.when})"

    @property
    def when(self) -> str:
        """The time the figures speak of: "May 2024", "2024–34"."""
        if self.first_year and self.last_year:
            return f"{self.first_year}–{self.last_year % 100:02d}"
        return f"{self.period:%B %Y}"

    @property
    def citation(self) -> str:
        return f"{self.publisher}, {self.name} ({self.when})"


class OccupationQuerySet(models.QuerySet["Occupation"]):
    def point_at_newest_figures(self) -> None:
        """Set `wages`, `projection` and `attainment` to the rows of the newest release.

        Lists sort and join by these columns; whatever writes figures calls this in its transaction.
        """

        def newest(model: type[models.Model]) -> Subquery:
            rows = model._default_manager.filter(occupation=OuterRef("pk"))
            return Subquery(rows.order_by("-release__period", "-pk").values("pk")[:1])

        self.update(
            wages=newest(WageEstimate),
            projection=newest(Projection),
            attainment=newest(EducationalAttainment),
        )


class Occupation(models.Model):
    """A line of the Standard Occupational Classification, 2018."""

    soc_code = models.CharField(
        "SOC code",
        max_length=7,
        unique=True,
        validators=[
            RegexValidator(
                r"\A\d\d-\d{4}\Z",
                "Write the code as two digits, a hyphen and four digits, such as 15-2051.",
            )
        ],
        help_text="Two digits, a hyphen, four digits: 15-2051.",
    )
    title = models.CharField(
        max_length=150, help_text="As the classification prints it: “Data Scientists”."
    )
    wages = models.ForeignKey(
        "WageEstimate", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    projection = models.ForeignKey(
        "Projection", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    attainment = models.ForeignKey(
        "EducationalAttainment", models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = OccupationQuerySet.as_manager()

    ALL = "00-0000"

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return f"{self.title} ({self.soc_code})"


class Figure(models.Model):
    """A row of figures on one occupation from one release."""

    release = models.ForeignKey(DataRelease, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-release__period"]


PERCENTILES = {
    "p10": "10th",
    "p25": "25th",
    "median": "50th (median)",
    "p75": "75th",
    "p90": "90th",
}
"""Column suffix of each published percentile, lowest first, and its name in tables."""


def _rising(period: str) -> models.CheckConstraint:
    """Each percentile is at least the one below it; an unpublished one is not compared."""
    columns = [f"{period}_{suffix}" for suffix in PERCENTILES]
    check = Q()
    for low, high in pairwise(columns):
        check &= (
            Q(**{f"{low}__lte": F(high)})
            | Q(**{f"{low}__isnull": True})
            | Q(**{f"{high}__isnull": True})
        )
    return models.CheckConstraint(
        condition=check,
        name=f"wage_{period}_rising",
        violation_error_message=f"The {period.replace('annual', 'yearly')} percentiles must rise from the 10th to the 90th.",
    )


class WageEstimate(Figure):
    """National employment and wages of one occupation, before tax, in U.S. dollars.

    An empty figure was not published. A figure equal to the release's top code means
    "at least": BLS publishes no percentile above it.
    """

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="wage_estimates")
    employment = models.PositiveIntegerField(
        null=True, blank=True, help_text="Jobs, without the self-employed."
    )
    annual_mean = models.PositiveIntegerField(null=True, blank=True)
    annual_p10 = models.PositiveIntegerField(null=True, blank=True)
    annual_p25 = models.PositiveIntegerField(null=True, blank=True)
    annual_median = models.PositiveIntegerField(null=True, blank=True, db_index=True)
    annual_p75 = models.PositiveIntegerField(null=True, blank=True)
    annual_p90 = models.PositiveIntegerField(null=True, blank=True)
    hourly_mean = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    hourly_p10 = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    hourly_p25 = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    hourly_median = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    hourly_p75 = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    hourly_p90 = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta(Figure.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "release"],
                name="one_wage_estimate_per_release",
                violation_error_message="This occupation has wages from this release already.",
            ),
            _rising("annual"),
            _rising("hourly"),
        ]

    def __str__(self) -> str:
        return f"{self.occupation}, {self.release.when}"

    def is_top_coded(self, column: str) -> bool:
        """Whether the figure in `column` ("annual_p90", "hourly_mean") stands for "this much or more"."""
        period = column.split("_")[0]
        top: int | Decimal | None = getattr(self.release, f"{period}_top_code")
        return top is not None and getattr(self, column) == top

    def in_words(self, column: str) -> str:
        """The figure in `column` as people read it: "$59.90", "at least $239,200", "not published"."""
        value = getattr(self, column)
        if value is None:
            return "not published"
        amount = f"${value:,.2f}" if column.startswith("hourly") else f"${value:,}"
        return f"at least {amount}" if self.is_top_coded(column) else amount

    def sentence(self) -> str:
        """The spread of yearly pay in a plain sentence or two; empty when too little is published."""
        low, high = self.in_words("annual_p25"), self.in_words("annual_p75")
        sentences = []
        if self.annual_p25 is not None and self.annual_p75 is not None:
            if self.is_top_coded("annual_p75"):
                sentences.append(
                    f"A quarter earn less than {low} a year, and a quarter earn {high}."
                )
            else:
                sentences.append(f"Half earn between {low} and {high} a year.")
        if self.annual_p10 is not None:
            bottom = f"One in ten earns less than {self.in_words('annual_p10')}"
            if self.annual_p90 is None or self.is_top_coded("annual_p75"):
                sentences.append(f"{bottom}.")
            elif self.is_top_coded("annual_p90"):
                sentences.append(f"{bottom}, and one in ten earns {self.in_words('annual_p90')}.")
            else:
                sentences.append(
                    f"{bottom}, and one in ten more than {self.in_words('annual_p90')}."
                )
        return " ".join(sentences)

    @property
    def publishes_hourly(self) -> bool:
        return self.hourly_median is not None


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
