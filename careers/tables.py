"""The tables of the pages as CSV files: plain numbers, and the source of each row.

A cell says "not published" where nothing was, and ">=239200" where the figure ends at the top
code: never 0. The tables of pay hold every place, so they are the same whatever place is chosen.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from io import StringIO

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from .forms import CareerFilter
from .models import Area, Career, Occupation, WageEstimate
from .models.profile import INTERESTS
from .models.wages import PERCENTILES
from .pay import paid_as
from .places import pay_in, with_place
from .profile_rows import ProfileRows

NOT_PUBLISHED = "not published"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a text that a spreadsheet would run."""

AMOUNTS = [
    f"{period}_{suffix}" for period in ("annual", "hourly") for suffix in (*PERCENTILES, "mean")
]
JOBS = ["employment", "jobs_per_1000", "location_quotient"]

Rows = Iterator[list[object]]


def _answer(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A download that spreadsheets open as UTF-8 and that no search engine lists."""
    text = StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _amount(wages: WageEstimate, column: str) -> str | int | Decimal:
    value: int | Decimal | None = getattr(wages, column)
    if value is None:
        return NOT_PUBLISHED
    return f">={value}" if column in AMOUNTS and wages.is_top_coded(column) else value


def _pay(career: Career) -> Rows:
    """Every year of the nation, and the newest of each state and other area."""
    yield ["place", "kind of place", "time", "occupation", "SOC code", *AMOUNTS, *JOBS, "source"]
    if career.occupation is None:
        return
    rows = WageEstimate.objects.filter(occupation=paid_as(career.occupation))
    newest = rows.filter(Q(area=None) | Q(release__in=Area.objects.values("release")))
    for wages in newest.select_related("area", "release", "occupation").order_by(
        "area__kind", "area__title", "-release__period"
    ):
        place = [wages.area.title, wages.area.kind] if wages.area else ["United States", "nation"]
        yield [
            *place, wages.release.when, wages.occupation.title, wages.occupation.soc_code,
            *(_amount(wages, column) for column in [*AMOUNTS, *JOBS]), wages.release.citation,
        ]  # fmt: skip


def _ratings(career: Career) -> Rows:
    """Skills, knowledge, work styles and interests; or the scores that stand in for the skills."""
    yield ["kind", "name", "importance (1 to 5)", "level (0 to 7)", "source"]
    profile = career.profile
    for kind in ("skills", "knowledge", "work_styles") if profile else ():
        for row in getattr(profile, kind):
            yield [
                kind.replace("_", " "), row["name"], row["importance"],
                NOT_PUBLISHED if row.get("level") is None else row["level"],
                profile.release.citation if profile else "",
            ]  # fmt: skip
    if profile:
        for key, score in profile.interests.items():
            yield ["interests (1 to 7)", INTERESTS[key], score, "", profile.release.citation]
    scores = career.occupation.skill_scores if career.occupation else None
    if scores and not (profile and profile.skills):
        for row in scores.scores:
            yield ["skill scores", row["name"], row["score"], "", scores.release.citation]


def _tasks(career: Career) -> Rows:
    yield ["task", "core", "source"]
    for row in career.profile.tasks if career.profile else []:
        core = {True: "core", False: "supplemental", None: "not rated"}[row["core"]]
        yield [row["text"], core, career.profile.release.citation if career.profile else ""]


def _technology(career: Career) -> Rows:
    yield ["name", "kind", "hot technology", "in demand", "source"]
    for row in career.profile.technologies if career.profile else []:
        marks = ["yes" if row[mark] else "no" for mark in ("hot", "in_demand")]
        source = career.profile.release.citation if career.profile else ""
        yield [row["name"], row["category"], *marks, source]


def _schooling(career: Career) -> Rows:
    """What people in the work say it requires, and what they have finished."""
    yield ["question", "level", "percent", "source"]
    for row in career.profile.education if career.profile else []:
        source = career.profile.release.citation if career.profile else ""
        yield ["required, as people in the work say", row["name"], row["percent"], source]
    attainment = career.occupation.attainment if career.occupation else None
    for level, share in attainment.shares() if attainment else []:
        source = attainment.release.citation if attainment else ""
        yield ["finished by people in the work", level, share, source]


def _outlook(career: Career) -> Rows:
    """Jobs now and in ten years."""
    yield ["year", "jobs", "occupation", "SOC code", "source"]
    outlook = career.occupation.projection if career.occupation else None
    if outlook:
        of, release = outlook.occupation, outlook.release
        for year, jobs in (
            (release.first_year, outlook.employment_first),
            (release.last_year, outlook.employment_last),
        ):
            yield [year, jobs, of.title, of.soc_code, release.citation]


def _programs(career: Career) -> Rows:
    yield ["CIP code", "program of study", "source"]
    programs = career.occupation.study_programs if career.occupation else None
    for row in programs.select_related("release") if programs else []:
        yield [row.cip_code, row.title, row.release.citation]


TABLES: dict[str, Callable[[Career], Rows]] = {
    "pay": _pay,
    "ratings": _ratings,
    "tasks": _tasks,
    "technology": _technology,
    "schooling": _schooling,
    "outlook": _outlook,
    "programs": _programs,
}
"""Last part of the address of a career's table → what makes its rows, the column names first."""


def names(said: ProfileRows, has_pay: bool, occupation: Occupation | None) -> list[str]:
    """The tables that hold something for a career, by their names in addresses."""
    holds = {
        "pay": has_pay,
        "ratings": said.ratings or said.scores.shown or said.interests,
        "tasks": said.tasks.shown,
        "technology": said.tool_count,
        "schooling": said.schooling or (occupation and occupation.attainment),
        "outlook": said.jobs,
        "programs": occupation and occupation.study_programs.all(),
    }
    return [name for name in TABLES if holds[name]]


@require_safe
def career(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    if table not in TABLES:
        raise Http404
    careers = Career.objects.visible_to(request.user).select_related(
        "profile__release", "occupation__wages", "occupation__skill_scores__release",
        "occupation__attainment__release", "occupation__projection__release",
        "occupation__projection__occupation",
    )  # fmt: skip
    return _answer(f"{slug}-{table}", TABLES[table](get_object_or_404(careers, slug=slug)))


@require_safe
@with_place
def careers(request: HttpRequest, place: Area | None) -> HttpResponse:
    """The careers named in the address, as on the page that compares; else the list as filtered."""
    visible = Career.objects.visible_to(request.user)
    if named := request.GET.getlist("career"):
        found = visible.filter(slug__in=named[:20]).order_by("title")
    else:
        found = CareerFilter(request.GET, visible, place).applied()
    listed = list(found.with_figures())
    pay_in(place, listed)
    return _answer("careers", _listed(listed, place))


def _listed(listed: list[Career], place: Area | None) -> Rows:
    columns = [
        "title",
        "address",
        "field",
        "SOC code",
        "O*NET-SOC code",
        "usual minimum of schooling",
    ]
    outlook = ["change of jobs in percent", "openings a year", "source of the outlook"]
    yield [
        *columns,
        "place",
        "pay of",
        "SOC code of pay",
        *AMOUNTS,
        "employment",
        "source of pay",
        *outlook,
    ]
    where = place.title if place else "United States"
    for career in listed:
        occupation = career.occupation or Occupation()
        wages, projection = career.wages, occupation.projection
        paid = (career.paid_as if wages else None) or Occupation()
        pay = [_amount(wages, c) if wages else NOT_PUBLISHED for c in [*AMOUNTS, "employment"]]
        future: list[object] = [NOT_PUBLISHED, NOT_PUBLISHED, ""]
        if projection:
            future = [projection.change_percent, projection.openings, projection.release.citation]
        yield [
            career.title, career.get_absolute_url(), career.field.name, occupation.soc_code,
            career.onet_code, career.schooling, where, paid.title, paid.soc_code, *pay,
            wages.release.citation if wages else "", *future,
        ]  # fmt: skip
