"""Pay of one occupation in every area: what the map, the tables of places and their ends show."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from .models import Area, DataRelease, WageEstimate
from .models.wages import MEASURES, UNITS, in_words

STATES = (Area.Kind.STATE, Area.Kind.TERRITORY)

CLASSES = 5
"""How many shades the map has."""

AT_EACH_END = 5
"""How many places stand in a list of the highest or lowest paying."""


def by_area(occupation_id: int) -> QuerySet[WageEstimate]:
    """The newest row of each area for one occupation, whatever kind of area, in no order."""
    rows: QuerySet[WageEstimate] = WageEstimate.objects.filter(
        occupation=occupation_id, release=F("area__release")
    )
    return rows.order_by()


class PlacePay(NamedTuple):
    """Pay in one area, as lists and the map show it."""

    kind: str
    title: str
    slug: str
    state: str
    top_code: int | Decimal | None
    release_id: int
    column: str
    value: int | Decimal | None

    @property
    def at_least(self) -> bool:
        return self.value is not None and self.value == self.top_code

    @property
    def words(self) -> str:
        return in_words(self.column, self.value, self.top_code)


@dataclass(frozen=True)
class PayByPlace:
    """One figure for each state and territory, or for each metropolitan area."""

    column: str
    """The figure: the yearly median, or what comes nearest to it."""
    areas: list[PlacePay]
    """Highest first; those without a figure last, by name."""
    releases: list[DataRelease]
    """Of all `areas`, oldest first."""

    @property
    def measure(self) -> str:
        period, kind = self.column.split("_")
        return f"{'Median' if kind == 'median' else 'Mean (average)'} pay {UNITS[period]}"

    @property
    def when(self) -> str:
        """The month that the figures are for; both ends when there are several."""
        months = [release.when for release in self.releases]
        return " to ".join(dict.fromkeys([months[0], months[-1]]))

    @property
    def states(self) -> list[PlacePay]:
        return [area for area in self.areas if area.kind == Area.Kind.STATE]

    @property
    def territories(self) -> list[PlacePay]:
        return [area for area in self.areas if area.kind == Area.Kind.TERRITORY]

    @cached_property
    def ranked(self) -> list[PlacePay]:
        """Places but territories that can be put in order, highest first.

        Means above the top code are published: then nobody can say where "at least" belongs.
        """
        counted = [a for a in self.areas if a.value is not None and a.kind != Area.Kind.TERRITORY]
        capped = any(area.at_least for area in counted)
        if capped and any(area.top_code and (area.value or 0) > area.top_code for area in counted):
            return [area for area in counted if not area.at_least]
        return counted

    @cached_property
    def ends(self) -> dict[str, list[PlacePay]]:
        """The `highest` and `lowest` places, and those `capped` by the top code and not in a list.

        Nobody can say which of the capped pay most: when they are more than a list holds, there
        is no list of the highest.
        """
        ranked = self.ranked
        unranked = [area for area in ranked if area.at_least]
        if len(unranked) > AT_EACH_END:
            return {
                "highest": [],
                "lowest": ranked[len(unranked) :][-AT_EACH_END:],
                "capped": unranked,
            }
        capped = [a for a in self.areas if a.at_least and a.kind != Area.Kind.TERRITORY]
        return {
            "highest": ranked[:AT_EACH_END],
            "lowest": ranked[AT_EACH_END:][-AT_EACH_END:],
            "capped": [] if unranked else capped,
        }

    def classes(self) -> dict[str, int]:
        """Postal code of each state → its shade, 1 (lowest fifth) to 5; equal pay, equal shade."""
        amounts = {state.state: state.value or 0 for state in self.ranked}
        values = sorted(amounts.values())
        return {
            code: 1 + bisect_left(values, value) * CLASSES // len(values)
            for code, value in amounts.items()
        }


def pay_by_place(
    occupation_id: int, known: Iterable[DataRelease] = ()
) -> tuple[PayByPlace | None, PayByPlace | None]:
    """Pay in states with territories, and in metropolitan areas; None where none publishes any.

    One query; one more where only hourly pay is published, and one for releases not in `known`.
    """
    for period in UNITS:
        columns = [column for column in MEASURES if column.startswith(period)]
        rows = list(
            by_area(occupation_id)
            .filter(area__kind__in=[*STATES, Area.Kind.METRO])
            .values_list(
                "area__kind", "area__title", "area__slug", "area__state",
                f"release__{period}_top_code", "release", *columns,
            )
        )  # fmt: skip
        if any(amount is not None for row in rows for amount in row[6:]):
            releases = _releases({row[5] for row in rows}, known)
            states = [row for row in rows if row[0] in STATES]
            metros = [row for row in rows if row[0] == Area.Kind.METRO]
            return _listed(states, columns, releases), _listed(metros, columns, releases)
        if not rows:
            break
    return None, None


def _listed(
    rows: list[Any], columns: list[str], releases: dict[int, DataRelease]
) -> PayByPlace | None:
    """By the median, unless only a handful of places have one and the rest a mean."""
    medians, means = (sum(row[6 + i] is not None for row in rows) for i in range(2))
    if not medians and not means:
        return None
    chosen = 0 if medians * 2 >= means else 1
    areas = [
        PlacePay(kind, title, slug, state, top_code, release_id, columns[chosen], amounts[chosen])
        for kind, title, slug, state, top_code, release_id, *amounts in rows
    ]
    areas.sort(key=lambda area: (area.value is None, -(area.value or 0), area.title))
    used = {area.release_id: releases[area.release_id] for area in areas}
    oldest_first = sorted(used.values(), key=lambda release: release.period)
    return PayByPlace(columns[chosen], areas, oldest_first)


def _releases(ids: set[int], known: Iterable[DataRelease]) -> dict[int, DataRelease]:
    """Those with `ids`; asks the database only for what is not `known`."""
    found = {release.pk: release for release in known if release.pk in ids}
    missing = ids - found.keys()
    return found | (DataRelease.objects.in_bulk(missing) if missing else {})
