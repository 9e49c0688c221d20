"""Lists of questions. They write nothing."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from careers.models.career import Viewer

from .. import threads
from ..models import CareerBoard, PagePart, Question, QuestionFollow, ReadMark
from ..models.question import QuestionQuerySet
from .reading import QUESTIONS_PER_PAGE, career_called, cursor

BOARDS_SHOWN = 12


class Show(TextChoices):
    """The tabs: which questions, and in which order."""

    NEWEST = "", "Newest"
    ACTIVE = "active", "Active"
    UNANSWERED = "unanswered", "Unanswered"
    VERIFIED = "verified", "Answered by verified professionals"
    FOLLOWING = "following", "Following"

    @property
    def by_activity(self) -> bool:
        return self in (Show.ACTIVE, Show.FOLLOWING)


def tabs_for(viewer: Viewer) -> list[Show]:
    return [tab for tab in Show if viewer.is_authenticated or tab != Show.FOLLOWING]


def show_of(request: HttpRequest) -> Show:
    wish = request.GET.get("show", "")
    return Show(wish) if wish in tabs_for(request.user) else Show.NEWEST


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Which questions, by `career`, its `part` and `show`; unknown values count as none."""
    questions = Question.objects.visible_to(request.user).listed_for(request.user)
    show, filters, career, part = show_of(request), QueryDict(mutable=True), None, None
    if slug := request.GET.get("career", ""):
        career = career_called(slug, request.user)
        if career is None:
            raise Http404
        questions = questions.filter(career=career)
        filters["career"] = career.slug
        if request.GET.get("part") in PagePart.values:
            part = filters["part"] = PagePart(request.GET["part"])
            questions = questions.filter(part=part)
    if show:
        filters["show"] = show
    context = page_of(request, questions, show) | {
        "career": career,
        "part": part,
        "parts": PagePart,
        "show": show,
        "tabs": tabs_for(request.user),
        "filters": filters,
        "boards": CareerBoard.objects.visible_to(request.user).busiest()[:BOARDS_SHOWN],
    }
    return render(request, "community/question_list.html", context)


def page_of(request: HttpRequest, questions: QuestionQuerySet, show: Show) -> dict[str, object]:
    """The questions after the cursor `after`, and the cursor of the page that follows.

    On top of the first page of the newest stand the pinned ones, out of their order.
    """
    after = cursor(request.GET.get("after", ""), 2)
    on_top = threads.pinned(questions) if show == Show.NEWEST and not after else []
    if on_top:
        questions = questions.exclude(pk__in=[question.pk for question in on_top])
    rows = list(read(questions, show, request.user, after))
    page = rows[:QUESTIONS_PER_PAGE]
    if request.user.is_authenticated:
        ReadMark.objects.put_on([*on_top, *page], request.user)
    more: tuple[int, ...] = ()
    if len(rows) > len(page):
        more = page[-1].activity_cursor if show.by_activity else page[-1].newest_cursor
    return {
        "on_top": on_top,
        "questions": page,
        "after": ".".join(map(str, after)),
        "more": ".".join(map(str, more)),
    }


def read(
    questions: QuestionQuerySet, show: Show, viewer: Viewer, after: tuple[int, ...]
) -> Iterable[Question]:
    """A page of them and one more."""
    end = QUESTIONS_PER_PAGE + 1
    if show == Show.FOLLOWING and viewer.is_authenticated:
        follows = QuestionFollow.objects.active_first(viewer, questions, after)[:end]
        order = [follow.question_id for follow in follows]
        found = Question.objects.with_row().in_bulk(order)
        return [found[pk] for pk in order if pk in found]
    if show == Show.ACTIVE:
        return questions.with_row().active_first(after)[:end]
    if show == Show.UNANSWERED:
        questions = questions.unanswered()
    elif show == Show.VERIFIED:
        questions = questions.answered_by_verified()
    return questions.with_row().newest_first(after)[:end]
