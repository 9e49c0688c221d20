"""A page as readers would see it: of the form as it stands, and by a link to give away."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from careerportal.accounts.models import User
from careerportal.admin import ModelAdmin, Problem, find_problems
from careers.document import Document, digest
from careers.models import Career, Preview, Version
from careers.previews import blank_page, path_of, still_open
from careers.publishing import current

from .career_form import document_of, open_document

WHILE_WRITING = timedelta(hours=1)
DAYS = {1: "1 day", 7: "7 days", 30: "30 days"}


class ShareForm(forms.Form):
    days = forms.TypedChoiceField(
        label="How long the link works",
        coerce=int,
        choices=list(DAYS.items()),
        initial=7,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long the link works."},
    )


def urls(desk: ModelAdmin) -> list[URLPattern]:
    def at(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        guarded = desk.admin_site.admin_view(partial(view, desk))
        return path(route, guarded, name=f"careers_career_{name}")

    return [
        at("preview/", preview_new, "preview_new"),
        at("<int:key>/preview/", preview, "preview"),
        at("previews/<int:number>/", previewed, "previewed"),
        at("<int:key>/shared/", shared, "shared"),
        at("<int:key>/shared/<int:number>/withdraw/", withdraw, "withdraw"),
    ]


def preview(desk: ModelAdmin, request: HttpRequest, key: int) -> HttpResponse:
    """Of an earlier `version`, else of the form as it was sent, else of what was saved last."""
    career = _page(desk, request, key)
    if request.method != "POST":
        return redirect("admin:careers_career_change", key)
    if number := request.POST.get("version"):
        if not number.isdecimal() or len(number) > 9:
            raise Http404
        document = get_object_or_404(Version, career=key, number=number).document
    elif "title" in request.POST and desk.has_change_permission(request, career):
        open_document(career)
        document = _document_sent(desk, request, career, career)
    else:
        document = current(career)
    return _shown(request, career, document)


def preview_new(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Of the form of a page that was never saved."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("admin:careers_career_add")
    return _shown(request, None, _document_sent(desk, request, blank_page(), None))


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its types know no more parameters
def previewed(desk: ModelAdmin, request: HttpRequest, number: int) -> HttpResponse:
    """The preview in a frame as wide as a phone or a desktop."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    found = still_open().select_related("career").filter(pk=number).first()
    if found is None:
        messages.warning(request, "That preview has ended. Open the page and preview it again.")
        return redirect("admin:careers_career_changelist")
    title = found.document.get("title", "a page")
    context = {"preview": found, "path": path_of(found), "title": f"Preview of {title}"}
    return _page_of_the_desk(desk, request, "preview", found.career, context)


def shared(desk: ModelAdmin, request: HttpRequest, key: int) -> HttpResponse:
    """Links for people without an account: those that are open, and a new one."""
    career = _page(desk, request, key)
    form = ShareForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        days = form.cleaned_data["days"]
        _keep(request, career, current(career), timedelta(days=days), shared=True)
        messages.success(request, f"The link is made. It works for {DAYS[days]}.")
        return redirect("admin:careers_career_shared", key)
    given = still_open().filter(career=career, shared=True).select_related("made_by")
    links = [(link, path_of(link)) for link in given.order_by("-pk")]
    context = {
        "form": form,
        "links": links,
        "portal": settings.SITE_URL,
        "title": "Links to a preview",
    }
    response = _page_of_the_desk(desk, request, "shared", career, context)
    response.status_code = 422 if form.errors else 200
    return response


def withdraw(desk: ModelAdmin, request: HttpRequest, key: int, number: int) -> HttpResponse:
    career = _page(desk, request, key)
    if request.method == "POST":
        Preview.objects.filter(pk=number, career=career, shared=True).delete()
        messages.success(request, "The link is withdrawn. Whoever opens it is told so.")
    return redirect("admin:careers_career_shared", key)


def _page(desk: ModelAdmin, request: HttpRequest, key: int) -> Career:
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    career: Career = get_object_or_404(desk.get_queryset(request), pk=key)
    return career


def _document_sent(
    desk: ModelAdmin, request: HttpRequest, career: Career, saved: Career | None
) -> Document:
    """What the editor's form holds, typed into `career`. What is wrong is left out, and named above
    the preview; a wrong field of the page stays as it was."""
    was, change = dict(career.__dict__), saved is not None
    sent = request.POST.copy()
    if saved:
        # A preview saves over nobody's words.
        sent["seen"] = digest(current(saved))
    fieldsets = desk.get_fieldsets(request, saved)
    form_class = desk.get_form(request, saved, change, fields=flatten_fieldsets(fieldsets))
    form = form_class(sent, instance=career)
    formsets, inlines = desk._create_formsets(request, career, change)  # type: ignore[attr-defined]
    # Each is asked, also after one that is wrong.
    if not all([form.is_valid(), *(formset.is_valid() for formset in formsets)]):
        parts = desk.get_inline_formsets(request, formsets, inlines, saved)
        adminform = AdminForm(form, cast(Any, fieldsets), {}, (), desk)
        _name_problems(request, list(find_problems(adminform, parts)))
        for field in career._meta.concrete_fields:
            if field.name in form.errors:
                setattr(career, field.attname, was[field.attname])
    return document_of(career, formsets)


def _name_problems(request: HttpRequest, problems: list[Problem]) -> None:
    rows = ((f"{where}: " if where else "", message) for where, message, _ in problems)
    note = "Not in this preview, because something is wrong with it:{}"
    messages.warning(request, format_html(note, format_html_join("", "<br>{}{}", rows)))


def _shown(request: HttpRequest, career: Career | None, document: Document) -> HttpResponse:
    kept = _keep(request, career, document, WHILE_WRITING)
    return redirect("admin:careers_career_previewed", kept.pk)


def _keep(
    request: HttpRequest,
    career: Career | None,
    document: Document,
    time: timedelta,
    shared: bool = False,
) -> Preview:
    return Preview.objects.create(
        career=career,
        document=document,
        shared=shared,
        made_by=cast(User, request.user),
        expires_at=timezone.now() + time,
    )


def _page_of_the_desk(
    desk: ModelAdmin,
    request: HttpRequest,
    name: str,
    career: Career | None,
    context: dict[str, Any],
) -> HttpResponse:
    common = desk.admin_site.each_context(request) | {"opts": desk.opts, "career": career}
    return render(request, f"admin/careers/career/{name}.html", common | context)
