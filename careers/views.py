"""The career page, and careers side by side."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from . import structured_data, tables
from .charts import Scale
from .models import Area, Career, DataRelease, FormerSlug
from .page import neighbors, other_titles, page_of, releases, sections
from .pay import pay_of
from .places import NATION, Choices, pay_in, with_place
from .profile_rows import rows_of
from .title_search import meant
from .video import FRAME_HOSTS, embed_url

MOST_COMPARED = 4


@require_safe
@csp_update({"frame-src": FRAME_HOSTS})  # type: ignore[arg-type]  # its types know no URL parameters
@with_place
def career(request: HttpRequest, place: Area | None, slug: str) -> HttpResponse:
    career = page_of(slug, request.user)
    if career is None:
        return _moved(request, slug)
    return show(request, place, career, "careers/career.html")


def show(
    request: HttpRequest, place: Area | None, career: Career, template: str, **more: Any
) -> HttpResponse:
    """The page of `career`, whether it is as saved or laid over: see `previews`."""
    related, kin = neighbors(career, request.user)
    said, titles = rows_of(career), other_titles(career)
    pay = pay_of(career, place)
    pay_in(place, related)
    career.wages = pay.wages if pay else None
    context = {
        "career": career,
        "sections": sections(career, related, pay.where if pay else "the United States"),
        "said": said,
        "kin": kin,
        "titles": titles,
        "tables": tables.names(said, bool(pay and pay.wages), career.occupation),
        "releases": [*(pay.releases if pay and pay.wages else []), *releases(career)],
        "place": place,
        "pay": pay,
        "wages": career.wages,
        "related": related,
        "related_scale": Scale.around(other.wages for other in related),
        "video": embed_url(career.video_url),
        "structured_data": [
            structured_data.occupation(career, said, titles),
            structured_data.trail(career),
        ],
    }
    return render(request, template, context | more)


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    """To where the career with this former address is now; 404 when this viewer may not see it."""
    visible = Career.objects.visible_to(request.user)
    former = (
        FormerSlug.objects.filter(slug=slug, career__in=visible).select_related("career").first()
    )
    if former is None:
        raise Http404
    return redirect(former.career, permanent=True)


@require_safe
@with_place
def place(request: HttpRequest, place: Area | None) -> HttpResponse:
    """Offers every place that pay is published for; a choice leads back to the page `next`."""
    back = request.GET.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("careers:index")
    words, choices = request.GET.get("q", "")[:100].strip(), Choices(back)
    opened = next((c for c in choices.states if c.area.state == request.GET.get("state")), None)
    context = {
        "place": place,
        "back": back,
        "choices": choices,
        "words": words,
        "found": choices.matching(words) if words else [],
        "opened": opened,
        "parts": choices.within(opened.area.state) if opened else [],
    }
    return render(request, "careers/place.html", context)


@require_safe
@with_place
def compare(request: HttpRequest, place: Area | None) -> HttpResponse:
    """Up to four careers side by side. Titles that were typed lead to the address with their slugs."""
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("career") if slug))
    typed = [words[:100] for words in map(str.strip, request.GET.getlist("add")) if words]
    offers = [(words, meant(words, request.user)) for words in typed[:MOST_COMPARED]]
    if any(len(found) == 1 for _, found in offers):
        return _added(request, asked, offers)
    rows = Career.objects.visible_to(request.user).with_figures().with_skills()
    known = {career.slug: career for career in rows.filter(slug__in=asked[:20])}
    chosen = [known[slug] for slug in asked if slug in known]
    shown = chosen[:MOST_COMPARED]
    pay_in(place, shown)
    slugs = [career.slug for career in shown]
    for career in shown:
        career.without = [slug for slug in slugs if slug != career.slug]  # type: ignore[attr-defined]
    context = {
        "careers": shown,
        "unknown": [slug for slug in asked if slug not in known][:3],
        "too_many": len(chosen) > MOST_COMPARED,
        "fields": _fields(shown, offers)[: MOST_COMPARED - len(shown)],
        "releases": _behind(shown),
        "csv": urlencode({"career": slugs, "place": place.slug if place else NATION}, doseq=True),
        "place": place,
        "scale": Scale.around(career.wages for career in shown),
    }
    return render(request, "careers/compare.html", context)


def _behind(careers: Sequence[Career]) -> list[DataRelease]:
    """The releases that what is shown of these is from, each once, those of pay first."""
    lines = [career.occupation for career in careers if career.occupation]
    found = [career.wages.release for career in careers if career.wages]
    found += [line.projection.release for line in lines if line.projection]
    found += [c.profile.release for c in careers if c.is_data_page and c.profile]
    return list({release.citation: release for release in found}.values())


def _added(
    request: HttpRequest, asked: list[str], offers: list[tuple[str, list[Career]]]
) -> HttpResponse:
    """To the same page with the slugs of the careers that were meant; the other words stay."""
    query = request.GET.copy()
    query.setlist("career", asked + [found[0].slug for _, found in offers if len(found) == 1])
    query.setlist("add", [words for words, found in offers if len(found) != 1])
    return redirect(f"{request.path}?{query.urlencode()}")


def _fields(
    shown: list[Career], offers: list[tuple[str, list[Career]]]
) -> list[tuple[str, str, list[Career]]]:
    """(label, words typed, careers that they may mean): a field for what was typed, two at the start."""
    slugs = [career.slug for career in shown]
    for _, found in offers:
        for career in found:
            career.with_others = [*slugs, career.slug]  # type: ignore[attr-defined]
    wanted = max(len(offers), 1 if shown else 2)
    padded = [*offers, *[("", [])] * (wanted - len(offers))]
    labels = ["Add a career"] if shown else ["First career", "Second career"]
    return [
        (labels[n] if n < len(labels) else "Another career", words, found)
        for n, (words, found) in enumerate(padded)
    ]
