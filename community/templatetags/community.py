"""The board's words and its piece of the career page."""

import re
from datetime import datetime
from typing import Any

from django import template
from django.db.models import OuterRef, Subquery
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from careers.models import Career

from ..models import CareerBoard, Question

register = template.Library()

QUESTIONS_SHOWN = 3


@register.inclusion_tag("community/_career_questions.html", takes_context=True)
def career_questions(context: dict[str, Any], career: Career) -> dict[str, Any]:
    """ "Questions?" on a career's page: its latest questions, in one query."""
    board = CareerBoard.objects.filter(career=OuterRef("career"))
    questions = Question.objects.visible_to(context["user"]).filter(career=career).newest_first()
    latest = questions.with_row().annotate(on_board=Subquery(board.values("question_count")))
    return {"career": career, "questions": list(latest[:QUESTIONS_SHOWN])}


@register.simple_tag
def when(moment: datetime) -> SafeString:
    """A <time> element: how many days ago within a week, the date in full before that."""
    day = timezone.localtime(moment)
    days = (timezone.localdate() - day.date()).days
    words = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    if not 0 <= days < 7:
        words = date(day, "F j, Y")
    return format_html('<time datetime="{}">{}</time>', day.isoformat(timespec="seconds"), words)


@register.filter
def initials(handle: str) -> str:
    """ "JP" of jonah_p, "ME" of member7: what stands in the circle beside a post."""
    parts = [part for part in re.split(r"[_-]+", handle) if part]
    letters = parts[0][0] + parts[1][0] if len(parts) > 1 else handle[:2]
    return letters.upper()
