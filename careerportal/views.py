"""Pages that need both apps, pages about the site, and what is shown when something goes wrong."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist, loader
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from careers import missed_searches, title_search
from careers.charts import Scale
from careers.models import Area, Career, DataRelease, Field, WageEstimate
from careers.models.wages import PERCENTILES
from careers.places import pay_in, with_place
from community import search as board
from community.models import Question
from community.views.reading import career_called

from . import typed


@require_safe
@with_place
def home(request: HttpRequest, place: Area | None) -> HttpResponse:
    fields = list(Field.objects.with_counts(request.user))
    careers = Career.objects.visible_to(request.user)
    common = careers.filter(occupation__wages__annual_median__isnull=False)
    # By state: pages that editors wrote ("published") before data pages ("data"). Chosen before the
    # rest is joined, or a thousand rows were put together to show six.
    first = common.order_by("-state", "-occupation__wages__employment").values("pk")[:6]
    most = list(careers.with_row().filter(pk__in=first))
    pay_in(place, most)
    latest = Question.objects.visible_to(request.user).listed_for(request.user)
    shown = sorted(most, key=lambda c: (c.wages and c.wages.yearly) or 0, reverse=True)
    return render(
        request,
        "home.html",
        {
            "fields": fields,
            "career_count": sum(field.career_count for field in fields),  # type: ignore[attr-defined]  # by with_counts
            "careers": shown,
            "place": place,
            "scale": Scale.around(career.wages for career in shown),
            "questions": latest.newest_first().with_row()[:5],
        },
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "")[:200].strip()
    slug, career = request.GET.get("career", ""), None
    if slug:
        career = career_called(slug, request.user)
        if career is None:
            raise Http404
    context: dict[str, Any] = {"words": words, "career": career}
    if words:
        context["questions"] = board.questions(words, request.user, career)
    if words and career is None:
        found = title_search.find(words, request.user, limit=25)
        if not found:
            missed_searches.note(words, request)
            if meant := title_search.did_you_mean(words):
                found = title_search.find(meant, request.user, limit=25)
                context["meant"] = meant if found else ""
        context["found"] = found
    return render(request, "search.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Careers for what has been typed so far: a fragment of HTML."""
    found = title_search.suggest(request.GET.get("q", ""), request.user)
    return render(request, "components/_suggestions.html", {"found": found})


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of plain words about the site."""
    return render(request, f"pages/{name}.html")


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Every release in use or replaced, by data set."""
    releases: dict[str, list[DataRelease]] = {}
    for release in DataRelease.objects.exclude(state=DataRelease.State.STAGED):
        releases.setdefault(f"{release.dataset}_{release.state}", []).append(release)
    return render(request, "pages/data.html", {"releases": releases})


@require_safe
def pay(request: HttpRequest) -> HttpResponse:
    """How to read pay, with a range drawn from figures made up for it, and one that is cut off."""
    top = DataRelease(annual_top_code=239_200)
    example, cut = (
        WageEstimate(
            release=top,
            **dict(zip((f"annual_{suffix}" for suffix in PERCENTILES), amounts, strict=True)),
        )
        for amounts in (
            (46_000, 57_000, 66_000, 84_000, 112_000),
            (112_000, 142_000, 178_000, 239_200, 239_200),
        )
    )
    context = {
        "example": example, "scale": Scale.around([example]),
        "cut": cut, "cut_scale": Scale.around([cut]),
    }  # fmt: skip
    return render(request, "pages/pay.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /careers/place/",
        "Disallow: /search/",
        "Disallow: /mistake/",
        "Disallow: /community/ask/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect(static("img/favicon.svg"))


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(
            "The database does not answer.\n", status=503, content_type="text/plain"
        )
    return HttpResponse("ok\n", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is out of date, mostly after signing in elsewhere: keep the text, show the form anew."""
    if "body" in request.POST:
        typed.keep(request, request.path)
        messages.warning(
            request,
            "This page was out of date, so nothing was sent. Your text is still here: look at it and send it again.",
        )
        return redirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs no database, session or context processor; plain words if even the template fails."""
    try:
        body = loader.get_template("500.html").render()
    except (OSError, TemplateDoesNotExist, ValueError):
        body = "<!DOCTYPE html><title>Something went wrong</title><h1>Something went wrong on our side</h1>"
    return HttpResponse(body, status=500)
