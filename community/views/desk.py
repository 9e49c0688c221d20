"""Who gets to the moderators’ desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from careerportal.accounts.second_factor import second_factor_required

from ..models import may_moderate
from .writing import MemberRequest, members_only

View = Callable[..., HttpResponse]


def moderators_only(come_back_to: str = "") -> Callable[[View], View]:
    """Visitors sign in first, members are kept out, moderators need what the admin needs too.

    Who signs in comes back to this address, or to the one named `come_back_to`.
    """

    def decorate(view: View) -> View:
        safe = second_factor_required(view)

        @members_only(come_back_to)
        @wraps(view)
        def wrapped(request: MemberRequest, **kwargs: Any) -> HttpResponse:
            if not may_moderate(request.user):
                raise PermissionDenied("Only moderators work at this desk.")
            return safe(request, **kwargs)

        return wrapped

    return decorate
