"""The salary part of a career page, worked out before the template prints it.

Two queries whatever the number of areas and years: the rows of the nation and of the chosen
place, and those of all areas (with their releases a third, when the former's are others).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from .charts import Scale
from .models import Area, Career, DataRelease, Occupation, WageEstimate
from .models.wages import PERCENTILES, UNITS
from .pay_places import PayByPlace, pay_by_place

BLS = "The Bureau of Labor Statistics"
LEFT_OUT = (
    "Its survey asks employers, and leaves out the self-employed, the armed forces and most farms."
)

JOB_FIGURES = {
    "employment": "People employed",
    "jobs_per_1000": "Jobs among 1,000 jobs of all kinds",
    "location_quotient": "Share of jobs against the national share (location quotient)",
}


def history(occupation_ids: Iterable[int], place: Area | None = None) -> QuerySet[WageEstimate]:
    """Rows of all imported years for the nation and, when chosen, `place`; newest first."""
    rows: QuerySet[WageEstimate] = WageEstimate.objects.filter(
        Q(area=None) | Q(area=place) if place else Q(area=None), occupation__in=occupation_ids
    )
    return rows.select_related("release")


def paid_as(occupation: Occupation) -> int:
    """Id of the occupation whose rows are shown: the one that the newest national wages are of."""
    return occupation.wages.occupation_id if occupation.wages else occupation.paid_as_id


class Column(NamedTuple):
    """One column of amounts in the table of percentiles."""

    heading: str
    wages: WageEstimate
    period: str


@dataclass(frozen=True)
class Pay:
    """Pay of one career: in the chosen place where it is published, else in the nation."""

    occupation: Occupation
    place: Area | None
    years: list[WageEstimate]
    """Of the place that is shown, newest first; empty when no wages are published at all."""
    nation: WageEstimate | None
    """Beside it, when the years are those of a place."""
    usual: WageEstimate | None
    """All occupations, in the place that is shown."""
    states: PayByPlace | None
    metros: PayByPlace | None
    covers_more: bool
    """Whether the figures are of more than what the page is called."""

    @property
    def wages(self) -> WageEstimate | None:
        return self.years[0] if self.years else None

    @property
    def releases(self) -> list[DataRelease]:
        """Where all figures are from, newest first; two issues that read alike count once."""
        rows = [*self.years, *self.shown, *([self.usual] if self.usual else [])]
        found = [row.release for row in rows]
        for places in (self.states, self.metros):
            found += places.releases if places else []
        found.sort(key=lambda release: release.period, reverse=True)
        return list({release.citation: release for release in found}.values())

    @property
    def is_local(self) -> bool:
        return self.wages is not None and self.wages.area_id is not None

    @property
    def where(self) -> str:
        return self.place.in_words if self.place and self.is_local else "the United States"

    @property
    def fell_back(self) -> bool:
        """Whether the chosen place publishes nothing for this occupation."""
        return self.place is not None and not self.is_local

    @property
    def title(self) -> str:
        """The occupation that the figures are of."""
        wider = self.wider
        return wider.title if wider else self.occupation.title

    @property
    def wider(self) -> Occupation | None:
        """The wider occupation whose figures stand for this one, where they do."""
        shown = self.wages.occupation_id if self.wages else self.occupation.pk
        return None if shown == self.occupation.pk else self.occupation.reported_as

    @property
    def said(self) -> str:
        """Pay in a few plain sentences: its spread, or what is published in its stead."""
        row = self.wages
        if row is None or not row.measure:
            return f"{BLS} publishes no pay for {self.title}. {LEFT_OUT}"
        period, kind = row.measure.split("_")
        figure = f"{row.in_words(row.measure)} {UNITS[period]}"
        if period == "hourly":
            name = "mean (average)" if kind == "mean" else "median"
            return (
                f"{BLS} publishes no yearly pay for {self.title}; the {name}{f' in {self.where}' if self.is_local else ''} is {figure}. "
                f"{self._placed(row.sentence('hourly'))}"
            ).rstrip()
        if spread := row.sentence():
            return self._placed(spread)
        if kind == "mean":
            return self._placed(
                f"The mean (average) is {figure}. Only the mean is given, so there is no range to draw."
            )
        return self._placed(f"The median is {figure}.")

    def _placed(self, sentences: str) -> str:
        """`sentences` with the place before them, when it is not the whole country."""
        if not self.is_local or not sentences:
            return sentences
        return f"In {self.where}, {sentences[0].lower()}{sentences[1:]}"

    @property
    def against_nation(self) -> str:
        """How the local median stands to the national one of the same month; empty if unknown."""
        here, there = self.wages, self.nation
        if not here or not there or here.release.period != there.release.period:
            return ""
        column = here.measure
        if not column or getattr(there, column) is None:
            return ""
        if here.is_top_coded(column) or there.is_top_coded(column):
            return ""
        change = round((getattr(here, column) / getattr(there, column) - 1) * 100)
        period, kind = column.split("_")
        figure = f"the national {kind} of {there.in_words(column)} {UNITS[period]}"
        if change == 0:
            return f"The local {kind} of {here.in_words(column)} is about {figure}."
        more = "above" if change > 0 else "below"
        return f"The local {kind} of {here.in_words(column)} is {abs(change)}% {more} {figure}."

    @property
    def over_time(self) -> str:
        """How the median went from the first imported year to the last; empty with one year."""
        new, old = (self.years[0], self.years[-1]) if self.years else (None, None)
        if not new or not old or new is old or not new.measure or getattr(old, new.measure) is None:
            return ""
        if new.is_top_coded(new.measure) and old.is_top_coded(new.measure):
            return ""
        period, kind = new.measure.split("_")
        return (
            f"From {old.release.when} to {new.release.when}, the {kind} went from "
            f"{old.in_words(new.measure)} to {new.in_words(new.measure)} {UNITS[period]}."
        )

    @property
    def scale(self) -> Scale:
        """The one scale of every range in this part but the history."""
        return Scale.around([self.wages, self.nation, self.usual], self.period)

    @property
    def soc_code(self) -> str:
        wider = self.wider
        return wider.soc_code if wider else self.occupation.soc_code

    @property
    def years_scale(self) -> Scale:
        return Scale.around(self.years, self.period)

    @property
    def period(self) -> str:
        """Whether pay over the years is compared by the year or by the hour."""
        return self.wages.measure.split("_")[0] if self.wages and self.wages.measure else "annual"

    @property
    def unit(self) -> str:
        return UNITS[self.period]

    @property
    def median(self) -> str:
        """The column that ranges in this part have their tick at."""
        return f"{self.period}_median"

    @property
    def draws_own(self) -> bool:
        """Whether there is a range to draw of the place itself."""
        return self.wages is not None and getattr(self.wages, self.median) is not None

    @property
    def draws(self) -> bool:
        """Whether there is a range to draw, here or in the nation beside it."""
        return any(getattr(row, self.median) is not None for row in self.shown)

    @property
    def beside(self) -> list[tuple[str, WageEstimate]]:
        """Ranges on the same scale to read the first one against: (what it is, its row)."""
        rows = []
        if self.nation and getattr(self.nation, self.median) is not None:
            rows.append(
                (
                    f"United States, {self.nation.release.when}: {self.nation.in_words(self.median)} median",
                    self.nation,
                )
            )
        if self.usual and getattr(self.usual, self.median) is not None:
            where = self.where if self.usual.area_id else "the United States"
            rows.append((f"All occupations in {where}, {self.usual.release.when}", self.usual))
        return rows

    @property
    def shown(self) -> list[WageEstimate]:
        """The row of the place and that of the nation beside it."""
        return [estimate for estimate in (self.wages, self.nation) if estimate]

    @property
    def names(self) -> list[str]:
        """Of the places in `shown`."""
        return [str(self.place), "United States"] if self.is_local else ["United States"]

    @property
    def columns(self) -> list[Column]:
        """Yearly and hourly pay of the place, then of the nation beside it, where published."""
        return [
            Column(f"{name}, {UNITS[period]}" if self.is_local else UNITS[period].capitalize(), row, period)
            for name, row in zip(self.names, self.shown, strict=False)
            for period in UNITS
            if row.publishes(period)
        ]  # fmt: skip

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """(percentile, amounts in the order of `columns`), with the mean last."""
        return _by_percentile([(column.wages, column.period) for column in self.columns])

    @property
    def years_table(self) -> list[tuple[str, list[str]]]:
        """(percentile, amounts in the order of `years`), with the mean last."""
        return _by_percentile([(year, self.period) for year in self.years])

    @property
    def notes(self) -> list[str]:
        """What the table lacks, in words."""
        row = self.wages
        if row is None or not row.measure:
            return []
        missing = [
            name
            for period, name in (("annual", "yearly"), ("hourly", "hourly"))
            if not row.publishes(period)
        ]
        return [f"{BLS} publishes no {name} pay for this occupation." for name in missing]

    @property
    def job_figures(self) -> list[tuple[str, list[str]]]:
        """(figure, its values in the order of `names`); only figures that some place has."""
        return [
            (label, [_number(getattr(row, column)) for row in self.shown])
            for column, label in JOB_FIGURES.items()
            if any(getattr(row, column) is not None for row in self.shown)
        ]

    @property
    def jobs(self) -> str:
        """How many people do this work, and how common it is in the place, in a sentence."""
        row = self.wages
        if row is None:
            return ""
        if row.employment is None:
            # Some files of the survey have no such column, so nothing is said of what was published.
            return f"The data has no number of jobs in {self.where}."
        work = f"as {self.title}" if self.wider or self.covers_more else "in this work"
        said = f"About {row.employment:,} people are employed {work} in {self.where}"
        if row.jobs_per_1000 is not None:
            said += f", {_rounded(row.jobs_per_1000)} of every 1,000 jobs"
        if self.is_local and row.location_quotient is not None:
            said += f": {share_in_words(row.location_quotient)}"
        return f"{said}."


def _by_percentile(columns: list[tuple[WageEstimate, str]]) -> list[tuple[str, list[str]]]:
    """(percentile, its amounts) for columns of (row, period), with the mean last."""
    return [
        (label, [row.in_words(f"{period}_{suffix}") for row, period in columns])
        for suffix, label in (*PERCENTILES.items(), ("mean", "Mean (average)"))
    ]


def share_in_words(quotient: Decimal) -> str:
    """A location quotient as people read it: "1.4 times the national share of jobs"."""
    if Decimal("0.95") <= quotient <= Decimal("1.05"):
        return "about the national share of jobs"
    return f"{_rounded(quotient)} times the national share of jobs"


def _rounded(number: Decimal) -> str:
    """Two digits that count, or whole numbers from ten on."""
    return f"{number:,.0f}" if number >= 10 else f"{number.normalize():.2g}"


def _number(number: Decimal | int | None) -> str:
    """At most three decimals, without the zeros at the end."""
    if number is None:
        return "not published"
    return f"{number:,}" if isinstance(number, int) else f"{number:,.3f}".rstrip("0").rstrip(".")


def pay_of(career: Career, place: Area | None) -> Pay | None:
    """Pay for the page of `career` (from `with_page`); None when it points at no occupation."""
    usual_id = career.usual_id  # type: ignore[attr-defined]  # by with_page
    occupation = career.occupation
    if occupation is None:
        return None
    shown = paid_as(occupation)
    rows = list(history([i for i in (shown, usual_id) if i], place))

    def years(occupation_id: int | None, area_id: int | None) -> list[WageEstimate]:
        """Newest first, one a year; of an area only from the release in use on."""
        found = [r for r in rows if r.occupation_id == occupation_id and r.area_id == area_id]
        return list({row.release.period: row for row in reversed(found)}.values())[::-1]

    national = years(shown, None)
    local = years(shown, place.pk) if place else []
    if place and local and (local[0].release_id != place.release_id or not local[0].measure):
        local = []
    kept = local or national
    same_month = [row for row in national if kept and row.release.period == kept[0].release.period]
    usual = [
        row
        for row in (*(years(usual_id, place.pk) if place and local else []), *years(usual_id, None))
        if row.annual_median is not None
    ]
    usual.sort(key=lambda row: not kept or row.release.period != kept[0].release.period)
    states, metros = pay_by_place(shown, (row.release for row in rows))
    return Pay(
        occupation=occupation,
        place=place,
        years=kept,
        nation=next(iter(same_month or national), None) if local else None,
        usual=usual[0] if usual else None,
        states=states,
        metros=metros,
        covers_more=career.covers_more,
    )
