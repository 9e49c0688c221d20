"""Pages of the board that anyone may read. All they write is a member's read mark."""

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

from .. import professionals, structured_data
from ..comments import attach_first
from ..forms import AnswerForm
from ..models import ANSWERS_PER_PAGE, Post, Question, ReadMark, Sort
from ..models.post_query import ORDERS
from ..models.quotation import may_quote
from ..professional_forms import role_initial
from . import drafts
from .writing import for_everyone

QUESTIONS_PER_PAGE = 20
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
def question(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    threads = Question.objects.visible_to(request.user)
    found = professionals.for_answering(threads, request.user)
    found = found.select_related("author", "career__occupation__wages__release")
    asked = found.for_reader(request.user).filter(pk=pk).first()
    if asked is None or asked.merged_into_id:
        return HttpResponsePermanentRedirect(merged(pk, request.user).get_absolute_url())
    if slug != asked.slug:
        query = request.META.get("QUERY_STRING")
        address = asked.get_absolute_url()
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    if "before" in request.GET:
        return redirect(page_before(request, asked))
    context = {"question": asked} | read_thread(request, asked) | answer_form(request, asked)
    attach_first([context["text"], *context["answers"]], request.user)
    if asked.career and asked.career.is_published:
        context |= around(asked, asked.career, request.user)
    if not context["after"]:
        context["structured_data"] = structured_data.question_page(
            asked, context["text"], context["answers"]
        )
    if request.user.is_authenticated:
        context |= personal(request.user, asked, [context["text"], *context["answers"]])
        if request.method == "GET" and asked.seen_answers != asked.answer_count:
            ReadMark.objects.look(request.user, asked)
    return render(request, "community/question.html", context)


def around(asked: Question, career: Career, viewer: Viewer) -> dict[str, Any]:
    """What stands beside a question about `career`: its pay, and its latest other questions."""
    others = Question.objects.visible_to(viewer).listed_for(viewer).filter(career=career)
    latest = others.exclude(pk=asked.pk).newest_first().only("title", "slug")
    wages = career.occupation.wages if career.occupation else None
    return {"scale": Scale.around([wages]), "related": latest[:RELATED_SHOWN]}


def merged(pk: int, viewer: Viewer) -> Question:
    """What question `pk` was merged into; Http404 if it wasn't, or into what the viewer can't read.

    The merged question itself is published no longer, and yet its address leads on.
    """
    into = Question.objects.filter(pk=pk).values("merged_into")
    return get_object_or_404(Question.objects.visible_to(viewer), pk__in=into)


def personal(member: User, asked: Question, shown: list[Post]) -> dict[str, Any]:
    """What a member sees on a question's page besides what everyone sees."""
    return {
        "found_helpful": {post.pk for post in shown if post.was_helpful},
        "may_accept": asked.may_accept(member),
        "may_quote": asked.career_id is not None and may_quote(member),
    }


def answer_form(request: HttpRequest, asked: Question) -> dict[str, Any]:
    """The form below the question: with a member's draft in it, or the same for all visitors."""
    words, context = drafts.opening(request, f"answer:{asked.pk}")
    form = AnswerForm(initial=role_initial(asked) | words)
    return context | {"form": form if request.user.is_authenticated else for_everyone(form)}


def sort_of(request: HttpRequest) -> Sort:
    wish = request.GET.get("sort", "")
    return Sort(wish) if wish in Sort.values else Sort.HELPFUL


def page_before(request: HttpRequest, asked: Question) -> str:
    """The address of the page of answers that ends before the answer with the cursor `before`."""
    sort = sort_of(request)
    before = cursor(request.GET["before"], len(ORDERS[sort]))
    answers = Post.objects.visible_to(request.user).filter(question=asked).answers()
    back = answers.exclude(pk=asked.accepted_id).read(sort, before, backwards=True)
    query = QueryDict(mutable=True)
    if sort != Sort.HELPFUL:
        query["sort"] = sort
    if before and len(back) > ANSWERS_PER_PAGE:
        query["after"] = ".".join(map(str, back[ANSWERS_PER_PAGE].cursor(sort)))
    return f"{asked.get_absolute_url()}{'?' if query else ''}{query.urlencode()}#answers"


def read_thread(request: HttpRequest, asked: Question) -> dict[str, Any]:
    """The question's text and one page of answers; the first begins with the accepted one."""
    sort = sort_of(request)
    after = cursor(request.GET.get("after", ""), len(ORDERS[sort]))
    posts = Post.objects.visible_to(request.user).filter(question=asked).select_related("author")
    posts = posts.for_reader(request.user)
    first = list(posts.filter(Q(number=0) | Q(pk=asked.accepted_id)).order_by("number"))
    if not first or first[0].kind != Post.Kind.QUESTION:
        raise Http404
    rest = posts.answers().exclude(pk=asked.accepted_id)
    answers = rest.read(sort, after)
    more = answers[ANSWERS_PER_PAGE - 1].cursor(sort) if len(answers) > ANSWERS_PER_PAGE else ()
    answers = answers[:ANSWERS_PER_PAGE]
    shown = answers if after else first[1:] + answers
    return {
        "text": first[0],
        "answers": shown,
        "marked": professionals.marked(shown),
        "sort": sort,
        "sorts": Sort.choices,
        "after": after,
        "more": ".".join(map(str, more)),
        "less": ".".join(map(str, answers[0].cursor(sort) if after and answers else ())),
    }


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The permanent address of a post leads to the page that holds it."""
    posts = Post.objects.visible_to(request.user).select_related("question", "parent")
    return redirect(get_object_or_404(posts, pk=pk).get_page_url())


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "community/rules.html")
