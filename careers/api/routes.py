"""The addresses of the API. All read as somebody who is not signed in, whoever asks."""

from typing import Annotated, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from careers import models, title_search
from careers.forms import SCHOOLING
from careers.models.career import CareerQuerySet
from careers.models.wages import MEASURES
from careers.page import neighbors, other_titles
from careers.pay import BLS, LEFT_OUT, history, paid_as
from careers.pay_places import by_area

from . import shapes
from .answers import Limit, PageNumber, missing, misunderstood, page_of, served
from .answers import refuse as refused
from .facts import (
    facts,
    listed,
    occupation_of,
    place_of,
    place_wages_of,
    release_of,
    sources,
    sources_of,
    sources_of_list,
    wages_of,
    with_facts,
    with_list,
)

EVERYBODY = AnonymousUser()
ABOUT = """Careers, pay, outlook and the work itself, as this site shows them. Read only, without a key.

Every figure names the release it was copied from, and `sources` holds that release with its license and the credit to print."""

api = NinjaAPI(
    title="Career data", version="1", description=ABOUT, urls_namespace="api", docs_url=None
)
api.exception_handler(Http404)(missing)
api.exception_handler(ValidationError)(misunderstood)

Words = Annotated[str, Query(max_length=100, description="Words in a title, each at least begun.")]
Kind = Annotated[
    list[models.Area.Kind], Query(description="Kinds of places; all where none is named.")
]
PAID = Q(*((f"{measure}__isnull", False) for measure in MEASURES), _connector=Q.OR)
PROBLEMS = {404: shapes.Problem, 422: shapes.Problem}


def visible() -> CareerQuerySet:
    return models.Career.objects.visible_to(EVERYBODY)


@api.get(
    "/careers", url_name="careers", response={200: shapes.Page[shapes.Listed], 422: shapes.Problem}
)
def careers(
    request: HttpRequest,
    response: HttpResponse,
    q: Words = "",
    field: Annotated[list[str], Query(description="Slugs of fields; any of them.")] = [],  # noqa: B006
    education: Annotated[
        list[models.EducationLevel], Query(description="Usual minimum of schooling; any of them.")
    ] = [],  # noqa: B006
    page: PageNumber = 1,
    limit: Limit = 50,
) -> Any:
    """Careers by title, filtered by words, field and schooling."""
    found = visible()
    if words := q.replace("\0", "").strip():
        found = title_search.narrow(found, words)
    if field:
        known = dict(models.Field.objects.values_list("slug", "pk"))
        if unknown := [slug for slug in field if slug not in known]:
            names = ", ".join(sorted(known))
            raise refused(
                "field", f"There is no field “{unknown[0][:60]}”. The fields are: {names}"
            )
        found = found.filter(field__in=[known[slug] for slug in field])
    if education:
        found = found.alias(level=SCHOOLING)
        found = found.filter(level__in=education)
    rows, paging = page_of(with_list(found).order_by("title"), page, limit, request, response)
    return shapes.Page[shapes.Listed](
        sources=sources_of_list(rows), page=paging, results=[listed(career) for career in rows]
    )


@api.get("/careers/{slug:slug}", url_name="career", response={200: shapes.CareerAnswer, **PROBLEMS})
def career(request: HttpRequest, slug: str) -> Any:
    """All facts on one career but its pay."""
    found = with_facts(visible()).filter(slug=slug).first()
    if found is None:
        return _moved("api:career", slug)
    related, _ = neighbors(found, EVERYBODY)
    return shapes.CareerAnswer(
        sources=sources_of(found), career=facts(found, other_titles(found), related)
    )


@api.get("/careers/{slug:slug}/pay", url_name="pay", response={200: shapes.PayAnswer, **PROBLEMS})
def pay(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    kind: Kind = [],  # noqa: B006
    place: Annotated[
        str, Query(pattern=r"^[-a-zA-Z0-9_]{0,100}$", description="Slug of one place.")
    ] = "",
    page: PageNumber = 1,
    limit: Limit = 100,
) -> Any:
    """Pay of one career: the nation in all imported years, and the newest of each place."""
    found = with_list(visible()).select_related("occupation__reported_as").filter(slug=slug).first()
    if found is None:
        return _moved("api:pay", slug)
    occupation = found.occupation
    shown = paid_as(occupation) if occupation else 0
    # One row a year, as on the page: two releases may be for one month.
    years = {row.release.period: row for row in reversed(history([shown]))}
    places = by_area(shown).select_related("release", "area__release").order_by("area__title", "pk")
    if kind:
        places = places.filter(area__kind__in=kind)
    if place:
        if not models.Area.objects.filter(slug=place, release__isnull=False).exists():
            raise refused("place", f"There is no place “{place[:60]}” with pay.")
        places = places.filter(area__slug=place)
    rows, paging = page_of(places, page, limit, request, response)
    nation = list(years.values())[::-1]
    published = any(row.measure for row in [*nation, *rows]) or by_area(shown).filter(PAID).exists()
    return shapes.PayAnswer(
        career=shapes.Name(slug=found.slug, title=found.title),
        occupation=occupation_of(found),
        status="published" if published else "not_published",
        reason="" if published else _why_not(occupation),
        nation=[wages_of(row) for row in nation],
        page=paging,
        results=[place_wages_of(row) for row in rows],
        sources=sources(row.release for row in [*nation, *rows]),
    )


def _why_not(occupation: models.Occupation | None) -> str:
    if occupation is None:
        return "The statistics have no line for this career."
    return f"{BLS} publishes no pay for {occupation.title}. {LEFT_OUT}"


def _moved(name: str, slug: str) -> HttpResponse:
    """To where the career with this former address is now."""
    former = get_object_or_404(
        models.FormerSlug.objects.select_related("career"), slug=slug, career__in=visible()
    )
    return HttpResponsePermanentRedirect(reverse(name, args=[former.career.slug]))


@api.get("/titles", url_name="titles", response={200: shapes.TitleAnswer, 422: shapes.Problem})
def titles(
    request: HttpRequest,
    q: Annotated[
        str, Query(min_length=1, max_length=100, description="A job title, or how it begins.")
    ],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Any:
    """Careers by any title people know them by, best first."""
    found = title_search.find(q.replace("\0", ""), EVERYBODY, limit)
    keys = [one.career.profile.release_id for one in found if one.career.profile]
    releases = models.DataRelease.objects.in_bulk(keys)
    for one in found:
        if one.career.profile:
            one.career.profile.release = releases[one.career.profile.release_id]
    return shapes.TitleAnswer(
        sources=sources_of_list(one.career for one in found),
        results=[
            shapes.Title(title=one.title, exact=one.exact, career=listed(one.career))
            for one in found
        ],
    )


@api.get(
    "/places", url_name="places", response={200: shapes.Page[shapes.Place], 422: shapes.Problem}
)
def places(
    request: HttpRequest,
    response: HttpResponse,
    kind: Kind = [],  # noqa: B006
    state: Annotated[str, Query(pattern="^([A-Za-z]{2})?$", description="Postal code.")] = "",
    page: PageNumber = 1,
    limit: Limit = 100,
) -> Any:
    """Every place that pay is published for, by title."""
    asked = Q(kind__in=kind) if kind else Q()
    if state:
        asked &= Q(state=state.upper())
    areas = models.Area.objects.filter(asked, release__isnull=False).select_related("release")
    rows, paging = page_of(areas.order_by("title", "pk"), page, limit, request, response)
    return shapes.Page[shapes.Place](
        sources=sources(area.release for area in rows),
        page=paging,
        results=[place_of(area) for area in rows],
    )


@api.get(
    "/releases", url_name="releases", response={200: shapes.ReleaseAnswer, 422: shapes.Problem}
)
def releases(
    request: HttpRequest, response: HttpResponse, page: PageNumber = 1, limit: Limit = 50
) -> Any:
    """Every release in use or replaced, newest first."""
    known = models.DataRelease.objects.exclude(state=models.DataRelease.State.STAGED)
    ordered = known.order_by("-period", "dataset", "-pk")
    rows, paging = page_of(ordered, page, limit, request, response)
    return shapes.ReleaseAnswer(
        sources=[], page=paging, results=[release_of(release) for release in rows]
    )


@api.get("/{path:rest}", url_name="missing", include_in_schema=False)
def nothing(request: HttpRequest, rest: str) -> Any:
    raise Http404


def urls() -> tuple[list[Any], str, str]:
    """For `path`: every address below it, `served`."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback = served(pattern.callback)  # type: ignore[arg-type]  # none is an include
    return patterns, app, namespace
