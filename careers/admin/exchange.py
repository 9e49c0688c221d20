"""Careers as files: out of the site and back in."""

import base64
import binascii
from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe

from careerportal.accounts.models import User
from careerportal.admin import ModelAdmin
from careers import exchange
from careers.document import digest
from careers.models import Career
from careers.problems import Problem, StarterError
from careers.publishing import NotPublishableError

MOST_HELD = 1_500_000
"""Bytes of the ZIP that the page of differences carries back with the answer."""
MOST_AT_ONCE = 100
"""On SQLite, those who post wait while they are kept: a few seconds for so many."""


class FileForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="One career (.toml) or several (.zip), as “Export” gives them.",
        error_messages={"required": "Choose a file first.", "empty": "This file is empty."},
        widget=forms.FileInput(attrs={"accept": ".toml,.zip"}),
    )

    def clean_file(self) -> dict[str, bytes]:
        file = self.cleaned_data["file"]
        if file.size > MOST_HELD:
            raise forms.ValidationError(f"This file is too large. {exchange.INSTEAD}")
        try:
            files = exchange.unpack(file.name, file.read())
        except StarterError as error:
            raise forms.ValidationError([str(problem) for problem in error.problems]) from None
        if len(files) > MOST_AT_ONCE:
            said = f"These are {len(files):,} careers, and here at most {MOST_AT_ONCE} come in at once."
            raise forms.ValidationError(f"{said} {exchange.INSTEAD}")
        if len(_pack(files)) > MOST_HELD:
            raise forms.ValidationError(f"This is too much at once. {exchange.INSTEAD}")
        return files


def _pack(files: dict[str, bytes]) -> str:
    return base64.b64encode(exchange.to_zip(files)).decode()


def download(careers: QuerySet[Career]) -> HttpResponse:
    """One file as it is, several as a ZIP."""
    files = exchange.export(careers)
    if len(files) == 1:
        [(name, text)] = files.items()
        response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    else:
        name, packed = "careers.zip", exchange.to_zip({n: t.encode() for n, t in files.items()})
        response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class Exchange:
    """The views; `desk` says who may see and change careers."""

    def __init__(self, desk: ModelAdmin) -> None:
        self.desk = desk

    @method_decorator(require_safe)
    def export(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.desk.has_view_permission(request):
            raise PermissionDenied
        careers = Career.objects.filter(pk=get_object_or_404(Career, pk=pk).pk)
        if careers.filter(state=Career.State.DATA, draft=None).exists():
            messages.info(request, "Nobody has written this page yet, so there is no file of it.")
            return redirect("admin:careers_career_change", pk)
        return download(careers)

    @method_decorator(require_safe)
    def export_all(self, request: HttpRequest) -> HttpResponse:
        if not self.desk.has_view_permission(request):
            raise PermissionDenied
        return download(Career.objects.all())

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def bring_in(self, request: HttpRequest) -> HttpResponse:
        """First what the files would change; the answer to that page carries them back."""
        if not (self.desk.has_change_permission(request) and self.desk.has_add_permission(request)):
            raise PermissionDenied
        if "held" in request.POST:
            return self._carry_out(request)
        posted = request.method == "POST"
        form = FileForm(request.POST, request.FILES) if posted else FileForm()
        if posted and form.is_valid():
            return self._compare(request, form.cleaned_data["file"])
        return self._page(request, {"form": form})

    def _compare(
        self, request: HttpRequest, files: dict[str, bytes], warning: str = ""
    ) -> HttpResponse:
        try:
            arrivals = exchange.bring_in(files, None, dry_run=True)
        except StarterError as error:
            return self._page(request, {"form": FileForm(), "problems": error.problems})
        changed = [arrival for arrival in arrivals if not arrival.is_unchanged]
        context = {
            "arrivals": changed,
            "unchanged": len(arrivals) - len(changed),
            "held": _pack(files),
            "seen": digest({arrival.slug: arrival.before for arrival in arrivals}),
            "may_publish": request.user.has_perm("careers.publish_career"),
            "warning": warning,
        }
        return self._page(request, context)

    def _carry_out(self, request: HttpRequest) -> HttpResponse:
        by = cast(User, request.user)
        publish = "publish" in request.POST and by.has_perm("careers.publish_career")
        why = request.POST.get("why", "").replace("\0", "").strip()[:300]
        try:
            files = exchange.unpack("files.zip", base64.b64decode(request.POST["held"].encode()))
            arrivals = exchange.bring_in(files, by, why, publish, seen=request.POST.get("seen", ""))
        except (binascii.Error, StarterError) as error:
            problems = getattr(error, "problems", [Problem("The file", "", "", "Choose it again.")])
            return self._page(request, {"form": FileForm(), "problems": problems})
        except NotPublishableError as error:
            return self._compare(request, files, f"Nothing was brought in. {error}")
        except exchange.ChangedMeanwhileError as error:
            warning = f"{error} Nothing was brought in yet. These are the differences now."
            return self._compare(request, files, warning)
        count = sum(not arrival.is_unchanged for arrival in arrivals)
        where = "and live" if publish else "as drafts"
        messages.success(request, f"{count} career{pluralize(count)} brought in {where}.")
        return redirect("admin:careers_career_changelist")

    def _page(self, request: HttpRequest, context: dict[str, object]) -> HttpResponse:
        shared = self.desk.admin_site.each_context(request)
        context = shared | {"title": "Bring in careers", "opts": Career._meta} | context
        wrong = (
            context.get("problems")
            or context.get("warning")
            or getattr(context.get("form"), "errors", None)
        )
        return render(
            request, "admin/careers/career/import.html", context, status=422 if wrong else 200
        )


def urls(desk: ModelAdmin) -> list[URLPattern]:
    views, guard = Exchange(desk), desk.admin_site.admin_view
    return [
        path("export/", guard(views.export_all), name="careers_career_export_all"),
        path("import/", guard(views.bring_in), name="careers_career_import"),
        path("<int:pk>/export/", guard(views.export), name="careers_career_export"),
    ]
