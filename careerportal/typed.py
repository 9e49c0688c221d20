"""What a person typed outlives a lost session: kept for them until they have signed in again."""

from django.http import HttpRequest

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


def take_back(request: HttpRequest) -> dict[str, str]:
    """The fields kept for this path, given once; empty when there are none."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[KEY]
    fields: dict[str, str] = kept["fields"]
    return fields
