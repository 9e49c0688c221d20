"""Members named in a text: @ana, wherever a reader sees words and not code, a link or an address."""

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.safestring import SafeString

from careerportal import markdown
from careerportal.accounts.models import User


def mentioned(text: str) -> list[User]:
    """The members `text` mentions, at most ten."""
    handles = markdown.handles(text) if "@" in text else []
    return list(_called(handles)) if handles else []


def render(text: str) -> SafeString:
    """Safe HTML in which mentions lead to the members' pages. ValidationError: too long."""
    return markdown.render(text, _addresses)


def _called(handles: list[str]) -> QuerySet[User]:
    """Members by their handles in lower case, through the index that keeps handles apart."""
    members = User.objects.filter(is_active=True).alias(called=Lower("handle"))
    return members.filter(called__in=handles)


def _addresses(handles: list[str]) -> dict[str, str]:
    names = _called(handles).values_list("handle", flat=True)
    return {name.lower(): reverse("community:member", args=[name]) for name in names}
