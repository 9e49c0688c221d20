"""The board on the front page of the editors' desk."""

from typing import Any

from django import template

from ..freshness import Board, Section

register = template.Library()


@register.simple_tag(takes_context=True)
def freshness_board(context: dict[str, Any]) -> list[Section]:
    """What needs an editor; of one section all rows, when the address asks for that."""
    request = context["request"]
    return Board(request.user, whole=request.GET.get("all", "")).sections()
