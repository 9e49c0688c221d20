"""The board's words and its piece of the career page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.db.models import OuterRef, Subquery
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from careers.models import Career

from .. import rows
from ..models import CareerBoard, PagePart, Question, Quotation

register = template.Library()
register.simple_tag(rows.when)
register.filter("rows", rows.questions)
register.filter(rows.byline)
register.filter("comment_rows", rows.comments)
register.filter(rows.speaks_as)

QUESTIONS_SHOWN = 3
PART_SHOWN = 2
QUESTIONS_READ = 40
"""Questions of a career among which those about its parts are looked for."""
QUOTATIONS_SHOWN = 3


@dataclass(frozen=True)
class Board:
    """The latest questions about a career (each with on_board, their number in all)."""

    career: Career
    questions: list[Question]


@register.simple_tag(takes_context=True)
def board_of(context: dict[str, Any], career: Career) -> Board:
    """What all parts of a career's page say of the questions about it, in one query."""
    board = CareerBoard.objects.filter(career=OuterRef("career"))
    viewer = context["user"]
    questions = Question.objects.visible_to(viewer).listed_for(viewer).filter(career=career)
    latest = (
        questions.newest_first()
        .for_career_page()
        .annotate(on_board=Subquery(board.values("question_count")))
    )
    return Board(career, list(latest[:QUESTIONS_READ]))


@register.filter
def about(board: Board, section: str) -> list[Question] | None:
    """The latest questions about that section of the page; None if nothing is asked about it."""
    if section not in PagePart.values:
        return None
    return [question for question in board.questions if question.part == section][:PART_SHOWN]


@register.inclusion_tag("community/_career_questions.html", takes_context=True)
def career_questions(context: dict[str, Any], board: Board) -> dict[str, Any]:
    """ "Questions?" on a career's page: its latest questions, and quotations in one query."""
    career = board.career
    quotations = Quotation.objects.visible_to(context["user"]).filter(career=career).with_post()
    latest_quoted = quotations.order_by("-pk")[:QUOTATIONS_SHOWN]
    return {
        "user": context["user"],
        "career": career,
        "questions": board.questions[:QUESTIONS_SHOWN],
        "quotations": [quotation for quotation in latest_quoted if quotation.is_true],
    }


@register.simple_tag
def to_the_minute(moment: datetime) -> SafeString:
    """A <time> element; static/js/draft.js puts it into the reader’s own time."""
    local = timezone.localtime(moment)
    words, exact = date(local, "M j, H:i T"), local.isoformat(timespec="seconds")
    return format_html('<time class="to-the-minute" datetime="{}">{}</time>', exact, words)
