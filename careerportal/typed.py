"""What a person typed outlives a lost session: kept for them until they have sent it or signed out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

KEY = "typed"
MAX_LENGTH = 50_000
NEVER = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword")


def keep(request: HttpRequest, path: str) -> None:
    """Remember the posted fields for the form at `path`. The newest replaces what was kept before.

    What another site sent is dropped: keeping it would put words into a person’s mouth and, as
    browsers send no session cookie along with it, replace the session they are signed in with.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return
    fields = {name: value for name, value in request.POST.items() if name not in NEVER}
    if sum(map(len, fields.values())) <= MAX_LENGTH:
        request.session[KEY] = {"path": path, "fields": fields}


def kept(request: HttpRequest) -> dict[str, str]:
    """The fields kept for this path; empty when there are none. Reading them again finds them again."""
    typed = request.session.get(KEY)
    return typed["fields"] if typed and typed["path"] == request.path else {}


def forget(request: HttpRequest, path: str) -> None:
    """Let go of the fields kept for the form at `path`."""
    typed = request.session.get(KEY)
    if typed and typed["path"] == path:
        del request.session[KEY]


def forget_what_arrived(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a form that led on has done its work, unless what it sent was kept just then."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        before = request.session.get(KEY)
        response = get_response(request)
        if response.status_code == 302 and request.session.get(KEY) is before:
            forget(request, request.path)
        return response

    return middleware
