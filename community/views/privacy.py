"""A copy of all that one wrote and did, and leaving."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import export, leaving
from ..models import Departure
from ..privacy_forms import LeaveForm
from .writing import MemberRequest, forms_only, members_only, spending

View = Callable[..., HttpResponse]
confirmed: Callable[[View], View] = reauthentication_required
"""Leads those who have not given their password of late to do so, and goes on where they were."""


@forms_only
@members_only(even_suspended=True)
def your_data(request: MemberRequest) -> HttpResponse:
    """What there is to have and to do; a POST is answered with the copy."""
    if request.method == "POST":
        return download(request)
    return render(request, "community/privacy/your_data.html")


@confirmed
def download(request: MemberRequest) -> HttpResponse:
    # Counted before: what follows takes its time, and must not keep others from posting meanwhile.
    with spending("export", request, request.user):
        pass
    file = TemporaryFile()  # noqa: SIM115  the answer closes it, and with that it is gone
    export.write(request.user, file)
    file.seek(0)
    name = f"your-data-{timezone.localdate():%Y-%m-%d}.zip"
    return cast(HttpResponse, FileResponse(file, as_attachment=True, filename=name))


@forms_only
@members_only(even_suspended=True)
def leave(request: MemberRequest) -> HttpResponse:
    form = LeaveForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return really_leave(request, Departure.Mode(form.cleaned_data["mode"]))
    context = {"form": form, "reason": leaving.reason_to_stay(request.user)}
    status = 422 if form.errors else 200
    return render(request, "community/privacy/leave.html", context, status=status)


@confirmed
def really_leave(request: MemberRequest, mode: Departure.Mode) -> HttpResponse:
    try:
        leaving.leave(request.user, mode)
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    logout(request)
    return redirect("community:left")


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    return render(request, "community/privacy/left.html")
