"""The bell, and the button that follows a career."""

from typing import Any

from django import template

from careers.models import Career

from ..models import CareerFollow, Notification

register = template.Library()

MOST_COUNTED = 100
"""More are shown as "99+", and counting them would cost more and more."""


@register.simple_tag(takes_context=True)
def unread_notifications(context: dict[str, Any]) -> int:
    """How many the member who is signed in has not read, in one query."""
    mine = Notification.objects.visible_to(context["user"]).unread()
    return len(mine.values_list("pk", flat=True)[:MOST_COUNTED])


@register.inclusion_tag("community/_follow_career.html", takes_context=True)
def follow_career(context: dict[str, Any], career: Career, come_back_to: str) -> dict[str, Any]:
    """For members, in one query; pages of others hold no form, and so can be kept in a cache."""
    user = context["user"]
    follows = user.is_authenticated and CareerFollow.objects.filter(member=user, career=career)
    return {
        "user": user,
        "career": career,
        "follows": follows and follows.exists(),
        "next": come_back_to,
        "csrf_token": context.get("csrf_token"),
    }
