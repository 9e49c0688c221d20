"""The place whose pay a reader wants to see: chosen in the address, remembered in one cookie.

The cookie holds the slug of an area that has wages, and nothing else, so what is remembered comes
from a closed list. A page is the same bytes for everyone with one address and one value of it.
"""

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_vary_headers

from .models import Area, Career, Occupation, WageEstimate

COOKIE = "place"
NATION = "us"
"""In the address: the United States as a whole, whatever the cookie says."""

A_YEAR = 365 * 24 * 60 * 60

P = ParamSpec("P")


def chosen_place(request: HttpRequest) -> Area | None:
    """The area that the address names, else the cookie; None for the United States.

    What is not in the list of areas with wages counts as not chosen. At most one query.
    """
    slug = request.GET.get("place") or request.COOKIES.get(COOKIE, NATION)
    if slug == NATION or not re.fullmatch(r"[-\w]{1,100}", slug, re.ASCII):
        return None
    return Area.objects.filter(slug=slug, release__isnull=False).first()


def with_place(
    view: Callable[Concatenate[HttpRequest, Area | None, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give `view` the chosen place after the request, and remember one that the address names."""

    @wraps(view)
    def placed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        place = chosen_place(request)
        asked = request.GET.get("place", NATION)
        request.unknown_place = "" if place or asked == NATION else asked[:60].replace("\0", "�")  # type: ignore[attr-defined]
        response = view(request, place, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if request.GET.get("place") == NATION:
            response.delete_cookie(COOKIE, samesite="Lax")
        elif place and request.GET.get("place"):
            response.set_cookie(
                COOKIE, place.slug, max_age=A_YEAR, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response

    return placed


def wages_at(place: Area) -> QuerySet[WageEstimate]:
    """The newest rows of `place`. Narrow it by occupation: the index begins with that.

    For a career as an outer query: `.filter(occupation=Coalesce(
    OuterRef("occupation__reported_as"), OuterRef("occupation")))`.
    """
    rows: QuerySet[WageEstimate] = WageEstimate.objects.filter(area=place, release=place.release_id)
    return rows


def local_wages(
    occupations: Iterable[Occupation | None], place: Area | None
) -> dict[int, WageEstimate]:
    """Occupation id → its newest wages in `place`, each with its release; one query, or none.

    Without a place those of the nation, which the caller has joined (`with_figures`). An
    occupation without a row of its own takes that of the wider one it is reported as; one that
    has neither is not in the answer.
    """
    known = {occupation.pk: occupation for occupation in occupations if occupation}
    if place is None:
        return {pk: occupation.wages for pk, occupation in known.items() if occupation.wages}
    ids = known.keys() | {o.reported_as_id for o in known.values() if o.reported_as_id}
    rows = wages_at(place).filter(occupation__in=ids).select_related("release") if ids else []
    by_id = {row.occupation_id: row for row in rows}
    return {
        pk: row
        for pk, occupation in known.items()
        if (row := by_id.get(pk) or by_id.get(occupation.reported_as_id or 0))
    }


def pay_in(place: Area | None, careers: Iterable[Career]) -> None:
    """Have `wages` of each of `careers` be those of `place`, None where it publishes none."""
    careers = list(careers)
    found = local_wages([career.occupation for career in careers], place)
    for career in careers:
        career.wages = found.get(career.occupation_id or 0)


class Choice(NamedTuple):
    """One place on the page that offers them all."""

    area: Area
    address: str
    """Leads back to where the reader came from, with this place chosen."""


class Choices:
    """The places to choose from, each with the address that leads back to `back`. One query."""

    def __init__(self, back: str) -> None:
        """`back` is a path of this site, with or without a query and a fragment."""
        rest, _, fragment = back.partition("#")
        path, _, query = rest.partition("?")
        kept = QueryDict(query, mutable=True)
        kept.pop("place", None)
        self._before = f"{path}?{kept.urlencode()}{'&' if kept else ''}place="
        self._after = f"#{fragment}" if fragment else ""
        areas = Area.objects.filter(release__isnull=False)
        self._all = [Choice(area, self.address(area.slug)) for area in areas]

    def address(self, slug: str) -> str:
        return f"{self._before}{slug}{self._after}"

    @property
    def nation(self) -> str:
        return self.address(NATION)

    @property
    def states(self) -> list[Choice]:
        """With the territories, by name."""
        return [choice for choice in self._all if not _is_part(choice.area)]

    def within(self, code: str) -> list[Choice]:
        """The metropolitan and nonmetropolitan areas in the state with this postal code.

        An area in several states, such as "Kansas City, MO-KS", is in each of them.
        """
        return [c for c in self._all if _is_part(c.area) and code in _codes(c.area)]

    def matching(self, words: str) -> list[Choice]:
        """Places whose title, or whose state’s, holds every one of `words`, or that have the postal
        code; states first."""
        names = {choice.area.state: choice.area.title for choice in self.states}
        wanted = words.casefold().split()
        found = [
            choice
            for choice in self._all
            if all(
                word in f"{choice.area.title} {names.get(choice.area.state, '')}".casefold()
                or word == choice.area.state.casefold()
                for word in wanted
            )
        ]
        return sorted(found, key=lambda choice: _is_part(choice.area))


def _is_part(area: Area) -> bool:
    return area.kind in (Area.Kind.METRO, Area.Kind.NONMETRO)


def _codes(area: Area) -> set[str]:
    """Postal codes of the states that `area` lies in: its own, and those its title ends with."""
    return {area.state, *area.title.rpartition(", ")[2].split("-")}
