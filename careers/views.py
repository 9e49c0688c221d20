"""The catalogue: a list to search and filter, the career page, and careers side by side."""

from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from . import structured_data
from .charts import Scale
from .forms import CareerFilter
from .models import Career, EducationLevel, Field, FormerSlug
from .models.career import CareerQuerySet
from .models.occupation import PERCENTILES
from .page import sections
from .video import FRAME_HOSTS, embed_url

PER_PAGE = 24
MOST_COMPARED = 4


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return _list(request, Career.objects.visible_to(request.user), {})


@require_safe
def field(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = get_object_or_404(Field, slug=slug)
    careers = Career.objects.visible_to(request.user).filter(field=chosen)
    return _list(request, careers, {"field": chosen})


def _list(
    request: HttpRequest, careers: CareerQuerySet, context: dict[str, object]
) -> HttpResponse:
    fields = Field.objects.with_counts(request.user)
    form = CareerFilter(request.GET, fields=fields)
    pages = Paginator(form.apply(careers.with_figures()), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    levels = dict(careers.order_by().values_list("education_minimum").annotate(Count("pk")))
    context |= {
        "form": form,
        "page": page,
        "fields": fields,
        "levels": [
            (value, label, levels[value])
            for value, label in EducationLevel.choices
            if value in levels
        ],
        "scale": Scale.around(career.wages for career in page),
        "query": query.urlencode(),
    }
    return render(request, "careers/index.html", context)


@require_safe
@csp_update({"frame-src": FRAME_HOSTS})  # type: ignore[arg-type]  # its types know no URL parameters
def career(request: HttpRequest, slug: str) -> HttpResponse:
    found = Career.objects.visible_to(request.user).with_page(request.user)
    career = found.filter(slug=slug).first()
    if career is None:
        return _moved(request, slug)
    related = [link.related for link in career.related_careers.all()]
    context = {
        "career": career,
        "sections": sections(career),
        "wages": career.wages,
        "percentiles": [*PERCENTILES.items(), ("mean", "Mean (average)")],
        "scale": Scale.around([career.wages], career.usual_median),  # type: ignore[attr-defined]  # by with_page
        "related": related,
        "related_scale": Scale.around(other.wages for other in related),
        "video": embed_url(career.video_url),
        "structured_data": [structured_data.occupation(career), structured_data.trail(career)],
    }
    return render(request, "careers/career.html", context)


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
def compare(request: HttpRequest) -> HttpResponse:
    visible = Career.objects.visible_to(request.user)
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("career") if slug))
    known = {
        career.slug: career
        for career in visible.with_figures()
        .prefetch_related("skills", "responsibilities")
        .filter(slug__in=asked[:20])
    }
    chosen = [known[slug] for slug in asked if slug in known]
    shown = chosen[:MOST_COMPARED]
    for career in shown:
        career.without = [other.slug for other in shown if other is not career]  # type: ignore[attr-defined]
    context = {
        "careers": shown,
        "unknown": [slug for slug in asked if slug not in known][:3],
        "too_many": len(chosen) > MOST_COMPARED,
        "room": MOST_COMPARED - len(shown),
        "others": visible.exclude(pk__in=[career.pk for career in shown]).values_list(
            "slug", "title"
        ),
        "scale": Scale.around(career.wages for career in shown),
    }
    return render(request, "careers/compare.html", context)
