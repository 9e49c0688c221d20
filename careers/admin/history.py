"""The history of a page: its versions, what differs between two, and the way back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from careerportal.accounts.models import User
from careerportal.admin import ModelAdmin
from careers import publishing
from careers.comparison import compare as differences
from careers.document import Document, digest, read, read_related
from careers.models import Career, Version
from careers.problems import Report

from .act_forms import WhyForm

SHOWN = 50
IS_DRAFT = "It is a draft now: readers see it when it is published."
IS_LIVE = "Readers see it already, so there is no draft any more."

sent_or_read = require_http_methods(["GET", "HEAD", "POST"])


def urls(desk: ModelAdmin) -> list[URLPattern]:
    def at(
        route: str, methods: Callable[..., Any], view: Callable[..., HttpResponseBase], name: str
    ) -> URLPattern:
        guarded = desk.admin_site.admin_view(methods(partial(view, desk)))
        pattern: URLPattern = path(route, guarded, name=f"careers_career_{name}")
        return pattern

    return [
        at("<int:key>/history/", require_safe, history, "history"),
        at("<int:key>/compare/", require_safe, compare, "compare"),
        at("<int:key>/restore/<int:number>/", sent_or_read, restore, "restore"),
        at("deleted/", require_safe, deleted, "deleted"),
        at("deleted/<int:key>/recover/", require_POST, recover, "recover"),
    ]


class PairForm(forms.Form):
    """Any two versions of a page, by their numbers."""

    old = forms.IntegerField(label="Compare version", min_value=1, max_value=2**31 - 1)
    new = forms.IntegerField(label="with version", min_value=1, max_value=2**31 - 1)

    def __init__(self, career: Career, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.career = career
        for field in self.fields.values():
            field.error_messages["required"] = "Write the number of a version."

    def clean(self) -> dict[str, Any]:
        numbers = self.cleaned_data
        rows = self.career.versions.select_related("author").filter(number__in=numbers.values())
        self.versions = {version.number: version for version in rows}
        for name, number in list(numbers.items()):
            if number not in self.versions:
                self.add_error(name, f"This page has no version {number}.")
        return numbers


def history(desk: ModelAdmin, request: HttpRequest, key: int) -> HttpResponse:
    """Without the documents, which are most of what the versions weigh."""
    career = _page(desk, request, key)
    return _history(desk, request, career, None)


def _history(
    desk: ModelAdmin, request: HttpRequest, career: Career, form: PairForm | None
) -> HttpResponse:
    versions = career.versions.with_author()
    newest = versions.first()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 10:
        versions = versions.filter(number__lt=before)
    found = list(versions[: SHOWN + 1])
    top = newest.number if newest else 1
    context = {
        "title": f"History of {career}",
        "versions": found[:SHOWN],
        "more": found[SHOWN - 1].number if len(found) > SHOWN else None,
        "newest": newest,
        "live": career.versions.public().defer("document").first() if career.is_public else None,
        "form": form or PairForm(career, initial={"old": max(1, top - 1), "new": top}),
        "may_restore": desk.has_change_permission(request, career),
    }
    return _answer(desk, request, "history", context, career, 422 if form else 200)


def compare(desk: ModelAdmin, request: HttpRequest, key: int) -> HttpResponse:
    career = _page(desk, request, key)
    form = PairForm(career, request.GET)
    if not form.is_valid():
        return _history(desk, request, career, form)
    old, new = (form.versions[form.cleaned_data[name]] for name in ("old", "new"))
    context = {
        "title": f"{career}: version {old.number} and version {new.number}",
        "pair": [old, new],
        "old_label": f"version {old.number}",
        "new_label": f"version {new.number}",
        "comparison": differences(old.document, new.document),
    }
    return _answer(desk, request, "compare", context, career)


def restore(desk: ModelAdmin, request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Make an earlier version the newest one: of a public page, a draft."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    version = get_object_or_404(Version, career=key, number=number)
    if request.method == "POST":
        with transaction.atomic():
            get_object_or_404(Career.objects.locked(), pk=key)
            return _restore(desk, request, version)
    return _ask_to_restore(desk, request, version)


def _restore(desk: ModelAdmin, request: HttpRequest, version: Version) -> HttpResponse:
    """Do what was sent; the page is locked."""
    career = _page(desk, request, version.career_id)
    form = WhyForm(request.POST, seen=digest(publishing.current(career)))
    if not form.is_valid():
        return _ask_to_restore(desk, request, version, form)
    wrong, lost = _tried(career.pk, version.document)
    if wrong.problems:
        problems = [f"{problem.field}: {problem.message}" for problem in wrong.problems]
        return _ask_to_restore(desk, request, version, form, problems)
    by, event = cast(User, request.user), Version.Event.RESTORED
    why = form.cleaned_data["why"] or f"Version {version.number} was brought back."
    publishing.save(career.pk, version.document, by, why, event)
    done = ""
    if career.is_public:
        has_draft = Career.objects.exclude(draft=None).filter(pk=career.pk).exists()
        done = IS_DRAFT if has_draft else IS_LIVE
    messages.success(request, f"Version {version.number} is back. {done}")
    if lost.problems:
        said = " ".join(problem.message for problem in lost.problems)
        messages.warning(request, f"Some related careers are gone and were left out. {said}")
    return redirect("admin:careers_career_change", career.pk)


def _ask_to_restore(
    desk: ModelAdmin,
    request: HttpRequest,
    version: Version,
    form: WhyForm | None = None,
    problems: Sequence[str] = (),
) -> HttpResponse:
    """`problems` say why the page can't hold that version any more."""
    career = _page(desk, request, version.career_id)
    now = publishing.current(career)
    context = {
        "title": f"Bring back version {version.number} of {career}",
        "version": version,
        "old_label": "what the page says now",
        "new_label": f"version {version.number}",
        "comparison": differences(now, version.document),
        "is_same": digest(now) == digest(version.document),
        "form": form or WhyForm(seen=digest(now)),
        "problems": problems,
    }
    status = 200 if form is None else 409 if problems or form.stale else 422
    return _answer(desk, request, "restore", context, career, status)


@transaction.atomic
def _tried(key: int, document: Document) -> tuple[Report, Report]:
    """What is wrong with `document`, and which of its related careers are gone; nothing is kept."""
    career, wrong, lost = Career.objects.get(pk=key), Report(""), Report("")
    read(document | {"state": Career.State.DRAFT}, career, wrong)
    if not wrong.problems:
        read_related(document, career, lost)
    transaction.set_rollback(True)
    return wrong, lost


def deleted(desk: ModelAdmin, request: HttpRequest, refused: str = "") -> HttpResponse:
    """Pages that are gone and can be brought back, the last one first."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    gone = (
        _gone()
        .select_related("author")
        .defer("document")
        .annotate(called=KT("document__title"))
        .order_by("-pk")
    )
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        gone = gone.filter(pk__lt=before)
    found = list(gone[: SHOWN + 1])
    context = {
        "title": "Deleted pages",
        "versions": found[:SHOWN],
        "more": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "may_recover": desk.has_add_permission(request),
        "refused": refused,
    }
    return _answer(desk, request, "deleted", context, None, 409 if refused else 200)


def recover(desk: ModelAdmin, request: HttpRequest, key: int) -> HttpResponse:
    """Bring a deleted page back as a draft."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    version = get_object_or_404(_gone(), pk=key)
    try:
        with transaction.atomic():
            # Two people may do this at once; the second finds the page there already.
            Version.objects.select_for_update().get(pk=key)
            career = publishing.recover(version, cast(User, request.user))
    except publishing.NotPublishableError as error:
        return deleted(desk, request, _taken(version) or str(error))
    messages.success(request, f"“{career}” is back, as a draft that only editors see.")
    return redirect("admin:careers_career_change", career.pk)


def _gone() -> QuerySet[Version]:
    """The last version of every page that is deleted."""
    later = Version.objects.filter(career=OuterRef("career"), number__gt=OuterRef("number"))
    return Version.objects.filter(~Exists(later), event=Version.Event.DELETED)


def _taken(version: Version) -> str:
    """Which page has the title or the address of a deleted one, in words; empty when none has."""
    title, slug = version.title, version.document.get("slug", "")
    other = (
        Career.objects.filter(Q(title=title) | Q(slug=slug)).exclude(pk=version.career_id).first()
    )
    if other is None:
        return ""
    what = f"the title “{title}”" if other.title == title else f"the address “{slug}”"
    return (
        f"“{title}” can’t come back yet: another page, “{other}”, has {what} now. "
        "Change it there first, then recover this page."
    )


def _page(desk: ModelAdmin, request: HttpRequest, key: int) -> Career:
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    pages: QuerySet[Career] = desk.get_queryset(request)
    return get_object_or_404(pages.select_related("draft"), pk=key)


def _answer(
    desk: ModelAdmin,
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    career: Career | None,
    status: int = 200,
) -> HttpResponse:
    common = desk.admin_site.each_context(request) | {"opts": desk.opts, "career": career}
    return render(request, f"admin/careers/career/{name}.html", common | context, status=status)
