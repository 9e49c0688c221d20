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

from careers.charts import Scale
from careers.models import Career, DataRelease, Field
from community import search as board
from community.models import Question
from community.views.reading import career_called

from . import typed


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    careers = Career.objects.visible_to(request.user)
    common = careers.with_figures().filter(occupation__wages__annual_median__isnull=False)
    most = common.order_by("-occupation__wages__employment")[:6]
    latest = Question.objects.visible_to(request.user).listed_for(request.user)
    shown = sorted(most, key=lambda career: career.median or 0, reverse=True)
    return render(
        request,
        "home.html",
        {
            "fields": Field.objects.with_counts(request.user),
            "career_count": careers.count(),
            "careers": shown,
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
        careers = Career.objects.visible_to(request.user).titled(words).with_figures()
        context["careers"] = careers[:25] if career is None else []
        context["questions"] = board.questions(words, request.user, career)
    return render(request, "search.html", context)


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of plain words about the site."""
    context = {"releases": DataRelease.objects.all()} if name == "data" else {}
    return render(request, f"pages/{name}.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /search/",
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
