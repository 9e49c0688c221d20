"""On a public site, who works at the desk signs in with more than a password."""

from collections.abc import Callable
from functools import wraps

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html

View = Callable[..., HttpResponse]

CAME_FOR = "came_for"
"""In the session: the page that led to the second factor."""


def lacks_second_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Recovery codes alone are none: they only stand in for an app or a passkey."""
    return settings.STAFF_SECOND_FACTOR and not is_mfa_enabled(user, ["totp", "webauthn"])


def second_factor_required(view: View) -> View:
    """For the pages of editors and moderators, below the decorator that checks who they are."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if lacks_second_factor(request.user):
            return lead_to_second_factor(request)
        return view(request, *args, **kwargs)

    return wrapped


def lead_to_second_factor(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        request.session[CAME_FOR] = get_next_redirect_url(request) or request.get_full_path()
    messages.warning(
        request,
        "With your account, people can change what everyone reads here, so a password is not "
        "enough for that. Set up an app or a passkey below. Then you can go on.",
    )
    return redirect("mfa_index")


def offer_the_way_back(request: HttpRequest) -> None:
    """Once the second factor is there. The recovery codes come first, so this is only a link."""
    if path := request.session.pop(CAME_FOR, None):
        link = format_html('<a href="{}">Go on to the page you wanted to open.</a>', path)
        messages.info(request, link)
