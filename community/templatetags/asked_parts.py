"""The board's piece of the editors' front page."""

from datetime import timedelta
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from careers.freshness import Board, Row, Section, form
from careers.page_facts import PARTS

from ..models import Question

register = template.Library()

DAYS = 90
MANY = 3
"""Questions about one part in that time."""


@register.simple_tag(takes_context=True)
def asked_parts(context: dict[str, Any]) -> list[Section]:
    """The parts of pages that many questions are asked about, where the board has that section."""
    request = context["request"]
    board = Board(request.user, whole=request.GET.get("all", ""))
    if "questions" not in board.ids:
        return []
    lately = Question.objects.visible_to(AnonymousUser()).filter(
        created_at__gte=timezone.now() - timedelta(days=DAYS), part__in=PARTS
    )
    counted = (
        lately.exclude(career=None)
        .values_list("career_id", "career__title", "part")
        .annotate(number=Count("pk"))
        .filter(number__gte=MANY)
        .order_by("-number", "career__title", "part")
    )
    rows = [
        Row(f"{title}: {PARTS[part][0]}", form(career, PARTS[part][1]), f"{number} questions")
        for career, title, part, number in counted
    ]
    section = Section(
        "questions",
        "Parts many questions are asked about",
        f"In the last {DAYS} days. What people ask, the page may not say clearly enough.",
        f"No part of a page had {MANY} questions in the last {DAYS} days.",
        len(rows),
        rows[: board.limit],
        f"{reverse('admin:index')}?all=questions",
    )
    return [section]
