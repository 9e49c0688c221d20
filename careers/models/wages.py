"""Pay and employment, and how readers are told what was not published."""

from decimal import Decimal
from itertools import pairwise

from django.db import models
from django.db.models import F, Q

from .area import Area
from .occupation import Occupation
from .release import Figure

PERCENTILES = {
    "p10": "10th",
    "p25": "25th",
    "median": "50th (median)",
    "p75": "75th",
    "p90": "90th",
}
"""Column suffix of each published percentile, lowest first, and its name in tables."""

MEASURES = ("annual_median", "annual_mean", "hourly_median", "hourly_mean")
"""What one figure sums pay up: the first of these that is published."""

UNITS = {"annual": "a year", "hourly": "an hour"}
"""Period, the first half of each wage column, and how its amounts are read."""


def in_words(column: str, value: int | Decimal | None, top_code: int | Decimal | None) -> str:
    """A figure of `column` as people read it: "$59.90", "at least $239,200", "not published"."""
    if value is None:
        return "not published"
    amount = f"${value:,.2f}" if column.startswith("hourly") else f"${value:,}"
    return f"at least {amount}" if value == top_code else amount


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
    """Employment and wages of one occupation in one area, before tax, in U.S. dollars.

    An empty figure was not published. A figure equal to the release's top code means
    "at least": BLS publishes no percentile above it.
    """

    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="wage_estimates", db_index=False
    )
    area = models.ForeignKey(
        Area,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text="Empty for the United States as a whole.",
    )
    employment = models.PositiveIntegerField(
        null=True, blank=True, help_text="Jobs, without the self-employed."
    )
    jobs_per_1000 = models.DecimalField(
        max_digits=7,
        decimal_places=3,
        null=True,
        editable=False,
        help_text="Jobs in this occupation among 1,000 jobs in the area.",
    )
    location_quotient = models.DecimalField(
        max_digits=7,
        decimal_places=2,
        null=True,
        editable=False,
        help_text="The occupation’s share of jobs in the area over its share in the nation.",
    )
    annual_mean = models.PositiveIntegerField(null=True, blank=True)
    annual_p10 = models.PositiveIntegerField(null=True, blank=True)
    annual_p25 = models.PositiveIntegerField(null=True, blank=True)
    annual_median = models.PositiveIntegerField(null=True, blank=True)
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
                condition=Q(area=None),
                name="one_national_wage_estimate_per_release",
                violation_error_message="This occupation has wages from this release already.",
            ),
            models.UniqueConstraint(
                fields=["occupation", "area", "release"],
                name="one_wage_estimate_per_area_and_release",
                violation_error_message="This occupation has wages for this area from this release already.",
            ),
            _rising("annual"),
            _rising("hourly"),
        ]

    def __str__(self) -> str:
        return f"{self.occupation}, {self.release.when}"

    def top_code(self, column: str) -> int | Decimal | None:
        """The amount at which figures of `column` ("annual_p90", "hourly_mean") end."""
        top: int | Decimal | None = getattr(self.release, f"{column.split('_')[0]}_top_code")
        return top

    def is_top_coded(self, column: str) -> bool:
        """Whether the figure in `column` stands for "this much or more"."""
        top = self.top_code(column)
        return top is not None and getattr(self, column) == top

    def in_words(self, column: str) -> str:
        """The figure in `column` as people read it: "$59.90", "at least $239,200", "not published"."""
        return in_words(column, getattr(self, column), self.top_code(column))

    @property
    def measure(self) -> str:
        """The column that sums pay up best; empty when no pay is published."""
        return next((column for column in MEASURES if getattr(self, column) is not None), "")

    @property
    def is_mean(self) -> bool:
        """Whether `measure` is the average, for want of a median."""
        return self.measure.endswith("_mean")

    def summed_up(self) -> str:
        """Pay in one figure for lists, its kind said unless it is the yearly median: "$131,000 mean"."""
        if not self.measure:
            return "not published"
        return (
            self.in_words(self.measure)
            + (" an hour" if self.measure.startswith("hourly") else "")
            + (" mean" if self.is_mean else "")
        )

    @property
    def yearly(self) -> int | None:
        """Dollars a year to sort by: the median, or the mean where only that is published."""
        return self.annual_mean if self.annual_median is None else self.annual_median

    def publishes(self, period: str) -> bool:
        """Whether any pay of `period` ("annual", "hourly") is published."""
        return any(
            getattr(self, f"{period}_{suffix}") is not None for suffix in (*PERCENTILES, "mean")
        )

    def sentence(self, period: str = "annual") -> str:
        """The spread of pay in a plain sentence or two; empty when too little is published."""
        p10, p25, median, p75, p90 = (f"{period}_{suffix}" for suffix in PERCENTILES)
        low, high = self.in_words(p25), self.in_words(p75)
        unit = UNITS[period]
        sentences = []
        if getattr(self, p25) is not None and getattr(self, p75) is not None:
            if self.is_top_coded(p25):
                sentences.append(f"Three in four earn {low} {unit}.")
            elif self.is_top_coded(median):
                half = self.in_words(median)
                sentences.append(f"A quarter earn less than {low} {unit}, and half or more {half}.")
            elif self.is_top_coded(p75):
                sentences.append(
                    f"A quarter earn less than {low} {unit}, and a quarter earn {high}."
                )
            else:
                sentences.append(f"Half earn between {low} and {high} {unit}.")
        if getattr(self, p10) is not None and not self.is_top_coded(p10):
            bottom = f"One in ten earns less than {self.in_words(p10)}"
            if not sentences:
                bottom += f" {unit}"
            if getattr(self, p90) is None or self.is_top_coded(p75):
                sentences.append(f"{bottom}.")
            elif self.is_top_coded(p90):
                sentences.append(f"{bottom}, and one in ten earns {self.in_words(p90)}.")
            else:
                sentences.append(f"{bottom}, and one in ten more than {self.in_words(p90)}.")
        return " ".join(sentences)
