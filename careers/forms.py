"""What readers may ask of the catalogue. A value that makes no sense is named and left out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.db.models import Count, F, FilteredRelation, OrderBy, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import QueryDict

from .models import Area, Career, DataRelease, EducationLevel, Field, JobZone, Occupation
from .models.career import CareerQuerySet
from .models.profile import INTERESTS
from .profile_rows import MEANINGS
from .title_search import narrow

PAY_STEPS = (30_000, 40_000, 50_000, 60_000, 80_000, 100_000, 120_000, 150_000)
MOST_INTERESTS = 2
HIGH_INTEREST = 5
"""Of 7: what counts as a strong interest beside the high points."""

CHANGE = "occupation__projection__change_percent"
SORTS: dict[str, tuple[str, list[OrderBy | str]]] = {
    "title": ("Title, A to Z", []),
    "-title": ("Title, Z to A", ["-title"]),
    "-pay": ("Median pay, high to low", [F("yearly").desc(nulls_last=True)]),
    "pay": ("Median pay, low to high", [F("yearly").asc(nulls_last=True)]),
    "-growth": ("Job growth, high to low", [F(CHANGE).desc(nulls_last=True)]),
    "-openings": (
        "Openings a year, most first",
        [F("occupation__projection__openings").desc(nulls_last=True)],
    ),
}
GROWTH = {"faster": "Faster than average", "growing": "Growing", "shrinking": "Shrinking"}
KINDS = {
    Career.State.PUBLISHED: "Written by editors",
    Career.State.DATA: "Data pages",
}
LOOKUPS = {
    "field": "field__slug__in",
    "education": "level__in",
    "zone": "profile__job_zone__number__in",
    "pay_from": "yearly__gte",
    "pay_to": "yearly__lte",
    "kind": "state__in",
}
SCHOOLING = Coalesce(
    NullIf(F("education_minimum"), Value("")), F("occupation__projection__entry_level")
)
"""The usual minimum of schooling: the editors', else the typical entry level of the projection."""


def with_yearly_pay(careers: CareerQuerySet, place: Area | None) -> CareerQuerySet:
    """`yearly` to filter and order by: the median in `place`, or the mean where no median is published.

    As `places.local_wages` has it: of the occupation, else of the wider one it is reported as.
    """
    columns = ["annual_median", "annual_mean"]
    if place is None:
        return careers.alias(yearly=Coalesce(*(f"occupation__wages__{name}" for name in columns)))
    # Joins, not subqueries, which the database would work out anew for the filter and the order.
    own, wider = "occupation__wage_estimates", "occupation__reported_as__wage_estimates"
    return careers.alias(own=_of(place, own), wider=_of(place, wider)).alias(
        yearly=Coalesce(*(f"{whose}__{name}" for whose in ("own", "wider") for name in columns))
    )


def _of(place: Area, rows: str) -> FilteredRelation:
    newest = {f"{rows}__area": place, f"{rows}__release": place.release_id}
    return FilteredRelation(rows, condition=Q(**newest))


class Group(NamedTuple):
    """Check boxes of one field of the form."""

    name: str
    legend: str
    options: list[tuple[str, str, int, bool]]
    """(value, label, careers or 0 where they are not counted, ticked)"""
    folded: bool


class Chip(NamedTuple):
    """A filter in use, in words, and the query of the page without it."""

    words: str
    without: str


def _amount(text: str) -> int | None:
    return int(text) if text else None


class CareerFilter(forms.Form):
    q = forms.CharField(label="Words in the title", required=False, max_length=100)
    field = forms.MultipleChoiceField(label="Field", required=False)
    education = forms.MultipleChoiceField(label="Usual minimum of schooling", required=False)
    zone = forms.MultipleChoiceField(label="Preparation", required=False)
    interest = forms.MultipleChoiceField(
        label="Interests",
        choices=[(key, name.capitalize()) for key, name in INTERESTS.items()],
        required=False,
    )
    pay_from = forms.TypedChoiceField(
        coerce=_amount, empty_value=None, required=False, label="Lowest median pay"
    )
    pay_to = forms.TypedChoiceField(
        coerce=_amount, empty_value=None, required=False, label="Highest median pay"
    )
    growth = forms.ChoiceField(
        label="Job growth", choices=[("", "Any"), *GROWTH.items()], required=False
    )
    kind = forms.MultipleChoiceField(label="Kind of page", required=False)
    sort = forms.ChoiceField(
        label="Sort by", choices=[(key, name) for key, (name, _) in SORTS.items()], required=False
    )

    def __init__(self, asked: QueryDict, careers: CareerQuerySet, place: Area | None) -> None:
        """`careers` are those to choose from: they say which options there are, and how many each has."""
        # No title holds a NUL, and none is longer.
        asked = asked.copy()
        if "q" in asked:
            asked["q"] = str(asked["q"]).replace("\0", "")[:100]
        super().__init__(asked)
        self.asked, self.careers, self.place = asked, careers, place
        self.counts = _counts(careers)
        amounts = [("", "Any"), *((str(step), f"${step:,}") for step in PAY_STEPS)]
        choices = {name: [option[:2] for option in found] for name, found in self.counts.items()}
        for name, found in (choices | {"pay_from": amounts, "pay_to": amounts}).items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        self.is_valid()

    def clean(self) -> None:
        low, high = self.cleaned_data.get("pay_from"), self.cleaned_data.get("pay_to")
        if low and high and low > high:
            self._leave_out("pay_to", "The highest pay is below the lowest, so it was left out.")
        if len(self.cleaned_data.get("interest", [])) > MOST_INTERESTS:
            self._leave_out("interest", "Two interests fit at once, so they were left out.")

    def _leave_out(self, name: str, why: str) -> None:
        self.add_error(name, forms.ValidationError(why, code="said"))

    def problems(self) -> list[str]:
        """What was left out, in sentences."""
        return [
            str(errors[0].message)
            if errors[0].code == "said"
            else f"This page doesn’t know that value of “{self[name].label}”, so it was left out."
            for name, errors in self.errors.as_data().items()
        ]

    def asks_for_pay(self) -> bool:
        return bool(self.cleaned_data.get("pay_from") or self.cleaned_data.get("pay_to"))

    def groups(self) -> list[Group]:
        """The check boxes, where there is something to choose from."""
        interests = [(key, f"{name.capitalize()}: {MEANINGS[key]}", 0) for key, name in INTERESTS.items()]  # fmt: skip
        shown = self.counts | {"interest": interests if self.counts["zone"] else []}
        found = []
        for name, options in shown.items():
            ticked = self.cleaned_data.get(name, [])
            if len(options) > 1 or ticked:
                rows = [(value, label, count, value in ticked) for value, label, count in options]
                folded = name in ("zone", "interest") and not ticked
                found.append(Group(name, str(self.fields[name].label), rows, folded))
        return found

    def selects(self) -> list[forms.BoundField]:
        return [self["growth"], self["sort"]]

    def chips(self) -> list[Chip]:
        """Every filter in use, in words, each with the query that leaves it out."""
        used = [(name, value) for name, value in self.cleaned_data.items() if value and name != "sort"]  # fmt: skip
        return [
            Chip(self._in_words(name, one), self._without(name, str(one)))
            for name, value in used
            for one in (value if isinstance(value, list) else [value])
        ]

    def _in_words(self, name: str, value: Any) -> str:
        match name:
            case "q":
                return f"“{value}” in the title"
            case "pay_from" | "pay_to":
                return f"Median pay {'at least' if name == 'pay_from' else 'at most'} ${value:,}"
            case "interest":
                return f"{INTERESTS[value].capitalize()} interest"
            case "growth":
                return f"Job growth: {GROWTH[value].lower()}"
        return str(dict(self.fields[name].choices)[value])  # type: ignore[attr-defined]

    def _without(self, name: str, value: str) -> str:
        query = self.asked.copy()
        query.pop("page", None)
        query.setlist(name, [other for other in query.getlist(name) if other != value and name != "q"])  # fmt: skip
        return query.urlencode()

    def narrowed(self) -> CareerQuerySet:
        """The careers that whatever was understood leaves, with `yearly` pay to order by."""
        asked, careers = self.cleaned_data, self.careers
        # Joined only when asked for: the number of careers is counted without.
        if self.asks_for_pay() or asked.get("sort") in ("pay", "-pay"):
            careers = with_yearly_pay(careers, self.place)
        if asked.get("education"):
            careers = careers.alias(level=SCHOOLING)
        if asked.get("q"):
            careers = narrow(careers, asked["q"])
        for name, lookup in LOOKUPS.items():
            if asked.get(name):
                careers = careers.filter(**{lookup: asked[name]})
        for letter in asked.get("interest", []):
            high = Q(profile__high_points__contains=letter)
            strong = Q(**{f"profile__{INTERESTS[letter]}__gte": HIGH_INTEREST})
            careers = careers.filter(high | strong)
        return _growing(careers, asked.get("growth", ""))

    def applied(self) -> CareerQuerySet:
        """`narrowed`, in the order asked for."""
        return self.narrowed().order_by(
            *SORTS[self.cleaned_data.get("sort") or "title"][1], "title"
        )


def _growing(careers: CareerQuerySet, how: str) -> CareerQuerySet:
    if how == "faster":
        usual = Occupation.objects.filter(soc_code=Occupation.ALL)
        return careers.filter(**{f"{CHANGE}__gt": Subquery(usual.values("projection__change_percent"))})  # fmt: skip
    if how == "growing":
        return careers.filter(**{f"{CHANGE}__gt": 0})
    if how == "shrinking":
        return careers.filter(**{f"{CHANGE}__lt": 0})
    return careers


def _counts(careers: CareerQuerySet) -> dict[str, list[tuple[str, str, int]]]:
    """For each group of options (value, label, number of `careers`), without the empty ones.

    Job zones are not counted: a profile's zone stands behind its long columns, which SQLite would
    walk through for every career.
    """
    found: dict[str, Counter[Any]] = {name: Counter() for name in ("field", "education", "kind")}
    together = careers.order_by().values_list("field", SCHOOLING, "state")
    for *values, count in together.annotate(Count("pk")):
        for name, value in zip(found, values, strict=True):
            found[name][value] += count
    zones = JobZone.objects.filter(release__state=DataRelease.State.CURRENT)
    return {
        "field": [
            (slug, name, found["field"][pk])
            for pk, slug, name in Field.objects.values_list("pk", "slug", "name")
            if pk in found["field"]
        ],
        "education": _some(EducationLevel.choices, found["education"]),
        "zone": [
            (str(number), name, 0)
            for number, name in zones.values_list("number", "name").distinct()
        ],
        "kind": _some(KINDS.items(), found["kind"]),
    }


def _some(
    choices: Iterable[tuple[str, str]], counts: Mapping[str, int]
) -> list[tuple[str, str, int]]:
    return [(value, label, counts[value]) for value, label in choices if value in counts]
