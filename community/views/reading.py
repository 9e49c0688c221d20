"""Pages of the board that anyone may read. They write nothing."""

import re
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from careerportal.accounts.models import User
from careers.charts import Scale
from careers.models import Career
from careers.models.career import Viewer

from .. import structured_data
from ..forms import AnswerForm
from ..models import ANSWERS_PER_PAGE, CareerBoard, HelpfulVote, Post, Question, Sort

QUESTIONS_PER_PAGE = 20
BOARDS_SHOWN = 12
RELATED_SHOWN = 5

NUMBER = re.compile(r"\d{1,18}", re.ASCII)


def cursor(text: str, numbers: int = 1) -> tuple[int, ...]:
    """The numbers of an `after=` value ("42", "7.42"); empty, the first page, for anything else."""
    parts = text.split(".")
    if len(parts) != numbers or not all(map(NUMBER.fullmatch, parts)):
        return ()
    return tuple(map(int, parts))


def career_called(slug: str, viewer: Viewer) -> Career | None:
    """The career that has, or had, this slug."""
    named = Q(slug=slug) | Q(former_slugs__slug=slug)
    return Career.objects.visible_to(viewer).filter(named).first() if "\0" not in slug else None


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    questions = Question.objects.visible_to(request.user).with_row()
    filters = QueryDict(mutable=True)
    career = None
    if slug := request.GET.get("career", ""):
        career = career_called(slug, request.user)
        if career is None:
            raise Http404
        questions = questions.filter(career=career)
        filters["career"] = career.slug
    if request.GET.get("show") == "unanswered":
        questions = questions.unanswered()
        filters["show"] = "unanswered"
    after = cursor(request.GET.get("after", ""))
    rows = list(questions.newest_first(*after)[: QUESTIONS_PER_PAGE + 1])
    context = {
        "career": career,
        "filters": filters,
        "after": after,
        "questions": rows[:QUESTIONS_PER_PAGE],
        "more": rows[QUESTIONS_PER_PAGE - 1].pk if len(rows) > QUESTIONS_PER_PAGE else None,
        "boards": CareerBoard.objects.visible_to(request.user).busiest()[:BOARDS_SHOWN],
    }
    return render(request, "community/question_list.html", context)


@require_safe
def question(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    threads = Question.objects.visible_to(request.user)
    asked = get_object_or_404(
        threads.select_related("author", "career__occupation__wages__release"), pk=pk
    )
    if slug != asked.slug:
        query = request.META.get("QUERY_STRING")
        address = asked.get_absolute_url()
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    context = {"question": asked} | read_thread(request, asked)
    if asked.career and asked.career.is_published:
        related = threads.filter(career=asked.career).exclude(pk=pk).newest_first()
        occupation = asked.career.occupation
        context["scale"] = Scale.around([occupation.wages if occupation else None])
        context["related"] = related.only("title", "slug")[:RELATED_SHOWN]
    if asked.answer_count and not context["after"]:
        context["structured_data"] = structured_data.question_page(
            asked, context["text"], context["answers"]
        )
    if request.user.is_authenticated:
        context |= personal(request.user, asked, [context["text"], *context["answers"]])
    return render(request, "community/question.html", context)


def personal(member: User, asked: Question, shown: list[Post]) -> dict[str, Any]:
    """What a member sees on a question's page besides what everyone sees."""
    votes = HelpfulVote.objects.filter(voter=member, post__in=shown)
    return {
        "found_helpful": set(votes.values_list("post_id", flat=True)),
        "may_accept": asked.may_accept(member),
        "form": AnswerForm(),
    }


def read_thread(request: HttpRequest, asked: Question) -> dict[str, Any]:
    """The question's text and one page of answers; the first begins with the accepted one."""
    wish = request.GET.get("sort", "")
    sort = Sort(wish) if wish in Sort.values else Sort.HELPFUL
    after = cursor(request.GET.get("after", ""), 2 if sort == Sort.HELPFUL else 1)
    posts = Post.objects.visible_to(request.user).filter(question=asked).select_related("author")
    first = list(
        posts.filter(Q(kind=Post.Kind.QUESTION) | Q(pk=asked.accepted_id)).order_by("number")
    )
    if not first or first[0].kind != Post.Kind.QUESTION:
        raise Http404
    rows = posts.answers().exclude(pk=asked.accepted_id).in_order(sort, after)
    answers = list(rows[: ANSWERS_PER_PAGE + 1])
    more = answers[ANSWERS_PER_PAGE - 1].cursor(sort) if len(answers) > ANSWERS_PER_PAGE else ()
    answers = answers[:ANSWERS_PER_PAGE]
    return {
        "text": first[0],
        "answers": answers if after else first[1:] + answers,
        "sort": sort,
        "sorts": Sort.choices,
        "after": after,
        "more": ".".join(map(str, more)),
    }


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The permanent address of a post leads to the page that holds it."""
    posts = Post.objects.visible_to(request.user).select_related("question")
    return redirect(get_object_or_404(posts, pk=pk).get_page_url())


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "community/rules.html")
