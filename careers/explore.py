"""Ways to look around the catalogue: the list with its filters, interests, a change of jobs."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .change import change_between, with_change
from .charts import Scale
from .forms import CareerFilter
from .interests import ANSWERS, STATEMENTS, Answers, closest, in_words, leading, names, why
from .models import Area, Career, Field
from .models.career import CareerQuerySet
from .page import neighbors
from .places import pay_in, with_place
from .title_search import meant

PER_PAGE = 24
ENDS = {"from": "Your work now", "to": "The work you have in mind"}


@require_safe
@with_place
def index(request: HttpRequest, place: Area | None) -> HttpResponse:
    return _list(request, place, Career.objects.visible_to(request.user), {})


@require_safe
@with_place
def field(request: HttpRequest, place: Area | None, slug: str) -> HttpResponse:
    chosen = get_object_or_404(Field, slug=slug)
    careers = Career.objects.visible_to(request.user).filter(field=chosen)
    return _list(request, place, careers, {"field": chosen})


def _list(
    request: HttpRequest, place: Area | None, careers: CareerQuerySet, context: dict[str, Any]
) -> HttpResponse:
    form = CareerFilter(request.GET, careers, place)
    number = request.GET.get("page", "1")
    page = Paginator(form.applied().with_row(), PER_PAGE).get_page(
        1 if number.startswith("-") or number == "0" else number
    )
    pay_in(place, page.object_list)
    query = request.GET.copy()
    query.pop("page", None)
    listed = query.copy()
    if chosen := context.get("field"):
        listed["field"] = chosen.slug
    context |= {
        "form": form,
        "page": page,
        "place": place,
        "query": query.urlencode(),
        "csv": listed.urlencode(),
        "times": sorted({career.wages.release.when for career in page if career.wages}),
        "scale": Scale.around(career.wages for career in page.object_list),
    }
    return render(request, "careers/index.html", context)


@require_safe
def interests(request: HttpRequest) -> HttpResponse:
    """The questionnaire, with the answers that its address holds."""
    given = request.GET.get("a", "")
    answers = Answers.read(given)
    context = {
        "statements": [
            (number, text, mark)
            for number, ((_, text), mark) in enumerate(
                zip(STATEMENTS, answers.marks, strict=True), 1
            )
        ],
        "choices": [(mark, words) for mark, (words, _) in ANSWERS.items()],
        "answers": answers,
        "puzzling": given not in ("", answers.marks),
    }
    return render(request, "careers/interests.html", context)


@require_safe
@with_place
def interest_results(request: HttpRequest, place: Area | None) -> HttpResponse:
    if "a" not in request.GET:
        return _to_results(Answers.sent(request.GET.dict()))
    answers = Answers.read(request.GET["a"])
    if request.GET["a"] != answers.marks or not answers.enough:
        return redirect(f"{reverse('careers:interests')}?{urlencode({'a': request.GET['a'][:60]})}")
    scores = answers.scores
    leads = leading(scores)
    rated = Career.objects.visible_to(request.user).filter(profile__realistic__isnull=False)
    form = CareerFilter(request.GET, rated, place)
    near = closest(form.narrowed().with_figures(), scores)
    careers = list(near.select_related("profile__release")[:PER_PAGE])
    pay_in(place, careers)
    for career in careers:
        career.why = why(career, leads)  # type: ignore[attr-defined]
    context = {
        "answers": answers,
        "scores": in_words(scores),
        "leads": leads,
        "lean": names(leads) if leads else "",
        "lean_most": names(leads[:2]) if leads else "",
        "form": form,
        "careers": careers,
        "most": PER_PAGE,
        "place": place,
        "scale": Scale.around(career.wages for career in careers),
    }
    return render(request, "careers/interest_results.html", context)


def _to_results(answers: Answers) -> HttpResponse:
    """From the thirty fields of the form to one short address; back to it while too few are answered."""
    name = "careers:interest-results" if answers.enough else "careers:interests"
    return redirect(f"{reverse(name)}?a={answers.marks}")


@require_safe
@with_place
def change(request: HttpRequest, place: Area | None) -> HttpResponse:
    """From one career to another. Titles that were typed lead to the address with their slugs."""
    visible = Career.objects.visible_to(request.user)
    asked = [request.GET.get(end, "").replace("\0", "").strip()[:100] for end in ENDS]
    known = {
        found.slug: found for found in with_change(visible, request.user).filter(slug__in=asked)
    }
    offers = [meant(words, request.user) if words not in known else [] for words in asked]
    if any(len(found) == 1 for found in offers):
        return _settled(request, offers)
    start, goal = (known.get(words) for words in asked)
    pay_in(place, known.values())
    context = {
        "ends": list(zip(ENDS, ENDS.values(), asked, (start, goal), offers, strict=True)),
        "start": start,
        "goal": goal,
        "pair": [start, goal],
        "change": change_between(start, goal) if start and goal and start != goal else None,
        "near": neighbors(start, request.user)[0] if start else [],
        "place": place,
        "scale": Scale.around(career.wages for career in known.values()),
    }
    return render(request, "careers/change.html", context)


def _settled(request: HttpRequest, offers: list[list[Career]]) -> HttpResponse:
    """To the same page by the slugs of the careers that were meant."""
    query = request.GET.copy()
    for end, found in zip(ENDS, offers, strict=True):
        if len(found) == 1:
            query[end] = found[0].slug
    return redirect(f"{request.path}?{query.urlencode()}")
