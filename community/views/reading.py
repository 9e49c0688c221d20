"""Pages of the board that anyone may read. All they write is a member's read mark."""

import re
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from careers.charts import Scale
from careers.models import Career
from careers.models.career import Viewer

from .. import notices, professionals, rows, structured_data
from ..comments import attach_first
from ..forms import AnswerForm
from ..models import ANSWERS_PER_PAGE, AnonymousAuthor, Post, Question, ReadMark, Sort, State
from ..models.post_query import ORDERS, PostQuerySet
from ..models.question import sees_hidden
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
    asked = found(pk, request.user)
    if asked is None or asked.merged_into_id:
        return HttpResponsePermanentRedirect(merged(pk, request.user).get_absolute_url())
    if slug != asked.slug:
        query = request.META.get("QUERY_STRING")
        address = asked.get_absolute_url()
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    if "before" in request.GET:
        return redirect(page_before(request, asked))
    context = {"question": asked} | read_thread(request, asked) | answer_form(request, asked)
    text, answers = context["text"], context["answers"]
    context |= thread_rows(request, asked, [text, *answers])
    if asked.career and asked.career.is_public:
        context |= around(asked, asked.career, request.user)
    if not context["after"]:
        context["structured_data"] = structured_data.question_page(asked, text, answers)
    if request.method == "GET":
        mark_read(asked, request.user)
    return render(request, "community/question.html", context)


def found(pk: int, viewer: Viewer) -> Question | None:
    """The question with all that stands around its thread."""
    threads = professionals.for_answering(Question.objects.visible_to(viewer), viewer)
    return threads.with_pay().for_reader(viewer).filter(pk=pk).first()


def mark_read(asked: Question, viewer: Viewer) -> None:
    """Remember that a member has seen the question with all its answers, unless they had before."""
    if viewer.is_authenticated and asked.seen_answers != asked.answer_count:
        ReadMark.objects.look(viewer, asked)


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


def thread_rows(request: HttpRequest, asked: Question, posts: list[Post]) -> dict[str, Any]:
    """The posts as they are printed: the question's text and the answers. For members, forms too."""
    member = request.user.is_authenticated
    quoting = asked.career_id is not None and may_quote(request.user)
    attach_first(posts, request.user)
    notices.attach(posts, request.user)
    AnonymousAuthor.objects.mark_own(rows.with_comments(posts), request.user)
    reading = rows.Reading(request.user, asked, quoting)
    opening, *answers = reading.rows(posts)
    token = csrf_input(request) if member else ""
    return {
        "opening": opening,
        "posts": answers,
        "member": member,
        "moderates": sees_hidden(request.user),
        "csrf": token,
    }


def csrf_input(request: HttpRequest) -> SafeString:
    """One for all forms of the page; the template tag would write each its own."""
    html = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    return format_html(html, get_token(request))


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
    back = answers.exclude(pk=asked.accepted_id or 0).read(sort, before, backwards=True)
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
    posts = Post.objects.visible_to(request.user, asked).select_related("author")
    posts = professionals.with_marks(posts.for_reader(request.user), asked)
    first, answers = (not after and whole_thread(posts, asked, sort)) or (
        list(posts.filter(Q(number=0) | Q(pk=asked.accepted_id or 0)).order_by("number")),
        posts.answers().exclude(pk=asked.accepted_id or 0).read(sort, after),
    )
    if not first or first[0].kind != Post.Kind.QUESTION:
        raise Http404
    more = answers[ANSWERS_PER_PAGE - 1].cursor(sort) if len(answers) > ANSWERS_PER_PAGE else ()
    answers = answers[:ANSWERS_PER_PAGE]
    return {
        "text": first[0],
        "answers": answers if after else first[1:] + answers,
        "sort": sort,
        "sorts": Sort.choices,
        "after": after,
        "more": ".".join(map(str, more)),
        "less": ".".join(map(str, answers[0].cursor(sort) if after and answers else ())),
    }


def whole_thread(
    posts: PostQuerySet, asked: Question, sort: Sort
) -> tuple[list[Post], list[Post]] | None:
    """The text with the accepted answer, and the other answers, in one query; None if there are more
    than fit a page, as when many are hidden."""
    if asked.answer_count > ANSWERS_PER_PAGE:
        return None
    kinds = [Post.Kind.QUESTION, Post.Kind.ANSWER]
    found = list(posts.filter(kind__in=kinds).order_by(*ORDERS[sort])[: ANSWERS_PER_PAGE + 2])
    if len(found) > ANSWERS_PER_PAGE + 1:
        return None
    first = [post for post in found if post.number == 0 or post.pk == asked.accepted_id]
    rest = [post for post in found if post not in first]
    return sorted(first, key=lambda post: post.number), rest


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """The permanent address of a post leads to the page that holds it."""
    posts = Post.objects.visible_to(request.user).select_related("question", "parent")
    here = posts.filter(pk=pk, question__merged_into=None).first()
    return redirect(here.get_page_url() if here else left_behind(pk, request.user))


def left_behind(pk: int, viewer: Viewer) -> Question:
    """Where a post leads that stayed behind when its question was merged: the text, and comments."""
    stayed = Post.objects.filter(Q(number=0) | Q(state=State.PUBLISHED), pk=pk)
    merged_one = stayed.filter(question__merged_into__isnull=False)
    return merged(get_object_or_404(merged_one).question_id, viewer)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "community/rules.html")
