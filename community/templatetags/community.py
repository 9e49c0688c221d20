"""The board's words and its piece of the career page."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.db.models import OuterRef, Subquery
from django.template.defaultfilters import date, pluralize
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from careers.models import Career

from ..models import CareerBoard, PagePart, Post, Question, Quotation

register = template.Library()

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
def when(moment: datetime) -> SafeString:
    """A <time> element: how many days ago within a week, the date in full before that."""
    day = timezone.localtime(moment)
    days = (timezone.localdate() - day.date()).days
    words = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    if not 0 <= days < 7:
        words = date(day, "F j, Y")
    return format_html('<time datetime="{}">{}</time>', day.isoformat(timespec="seconds"), words)


@register.simple_tag
def to_the_minute(moment: datetime) -> SafeString:
    """A <time> element; static/js/draft.js puts it into the reader’s own time."""
    local = timezone.localtime(moment)
    words, exact = date(local, "M j, H:i T"), local.isoformat(timespec="seconds")
    return format_html('<time class="to-the-minute" datetime="{}">{}</time>', exact, words)


@register.filter
def initials(handle: str) -> str:
    """ "JP" of jonah_p, "ME" of member7: what stands in the circle beside a post."""
    parts = [part for part in re.split(r"[_-]+", handle) if part]
    letters = parts[0][0] + parts[1][0] if len(parts) > 1 else handle[:2]
    return letters.upper()


@register.filter
def years_since(moment: datetime) -> int:
    """Whole years."""
    return (timezone.now() - moment).days // 365


@register.filter
def speaks_as(post: Post) -> str:
    """ "Charge nurse, 9 years" or "In the job 9 years": what an answer says of its author's work."""
    left = post.still_in_role is False
    if post.years is None:
        return f"{post.role} until leaving" if post.role and left else post.role
    years = f"{post.years} year{pluralize(post.years)}" if post.years else "less than a year"
    said = f"{post.role}, {years}" if post.role else f"In the job {years}"
    return f"{said} until leaving" if left else said
