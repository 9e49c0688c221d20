"""Putting one page live or taking it off, now or at a time; and copying it."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from careerportal.accounts.models import User
from careerportal.admin import ModelAdmin
from careers import publishing
from careers.comparison import compare
from careers.document import content, digest, lay_over
from careers.models import Career, Plan, Version
from careers.publishing import NotPublishableError

from .act_forms import WhenForm

PLACES = {
    "summary": "id_summary",
    "what the job is": "id_overview",
    "typical education": "id_education_text",
    "salary": "id_occupation",
    "a day in the life": "id_day_introduction",
    "how to become one": "id_become_introduction",
    "essential skills": "skills-heading",
    "key responsibilities": "responsibilities-heading",
    "interview questions": "interview_questions-heading",
    "sources": "sources-heading",
}
"""Required part → where it is written in the form."""

VERSIONS_SHOWN = 10


def urls(desk: ModelAdmin) -> list[URLPattern]:
    def at(word: str, view: Callable[..., HttpResponse]) -> URLPattern:
        shown = desk.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(view))
        return path(f"<int:key>/{word}/", shown, name=f"careers_career_{word}")

    return [
        at("publish", partial(act, desk, Plan.Action.PUBLISH)),
        at("unpublish", partial(act, desk, Plan.Action.UNPUBLISH)),
        at("duplicate", partial(duplicate, desk)),
    ]


def act(desk: ModelAdmin, action: Plan.Action, request: HttpRequest, key: int) -> HttpResponse:
    if not request.user.has_perm("careers.publish_career"):
        raise PermissionDenied
    if request.method == "POST":
        with transaction.atomic():
            get_object_or_404(Career.objects.locked(), pk=key)
            return _act(desk, action, request, key)
    return _page(desk, action, request, _standing(action, key))


def _act(desk: ModelAdmin, action: Plan.Action, request: HttpRequest, key: int) -> HttpResponse:
    """Do what was sent; the page is locked."""
    if "withdraw" in request.POST:
        return _withdraw(action, request, key)
    standing = _standing(action, key)
    form = _form(action, standing, request.POST)
    if form.is_valid() and not standing["refused"]:
        try:
            said = _carry_out(action, key, form, cast(User, request.user))
        except NotPublishableError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("admin:careers_career_change", key)
    return _page(desk, action, request, standing, form)


def _carry_out(action: Plan.Action, key: int, form: WhenForm, by: User) -> str | SafeString:
    """What was done, in words. Raises NotPublishableError."""
    why = form.cleaned_data["why"]
    if form.cleaned_data["when"] == "later":
        planned = publishing.plan(
            key, action, form.cleaned_data["at"], form.cleaned_data["zone"], by, why
        )
        does = "goes live" if planned.version else "comes off the site"
        return f"Planned: this page {does} on {planned.when}. Until then you can withdraw the plan."
    if action == Plan.Action.UNPUBLISH:
        publishing.unpublish(key, by, why)
        return "The page is off the site. What was written is in its history."
    publishing.publish(key, by, why=why)
    career = Career.objects.get(pk=key)
    return format_html(
        'The page is live: <a href="{}">{}</a>.', career.get_absolute_url(), career.title
    )


def _withdraw(action: Plan.Action, request: HttpRequest, key: int) -> HttpResponse:
    """By the plan's own key: another plan may have taken its place."""
    withdrawn = request.POST["withdraw"]
    known = withdrawn.isdecimal() and len(withdrawn) < 19
    plan = Plan.objects.filter(career=key, action=action, pk=withdrawn if known else 0)
    if plan.delete()[0]:
        messages.success(request, "The plan is withdrawn. Nothing happens to the page.")
    else:
        messages.warning(request, "This plan is gone: it was carried out, changed or withdrawn.")
    return redirect(f"admin:careers_career_{action}", key)


def _standing(action: Plan.Action, key: int) -> dict[str, Any]:
    """How things are with the page, for the template; and what was seen of it, as a digest."""
    career = get_object_or_404(Career.objects.select_related("draft"), pk=key)
    was_public, has_draft = career.is_public, career.draft is not None
    shown = content(career) if was_public else {}
    document = publishing.current(career)
    seen = digest({"state": career.state, "shown": shown, "document": document})
    publishes = action == Plan.Action.PUBLISH
    lay_over(document, career)
    missing = publishing.missing_parts(career) if publishes else []
    done = career.state == Career.State.PUBLISHED and not has_draft if publishes else not was_public
    plans = list(Plan.objects.filter(career=key).select_related("version", "made_by"))
    return {
        "career": career,
        "was_public": was_public,
        "has_draft": has_draft,
        "comparison": compare(shown, document) if publishes and was_public else [],
        "missing": [(name, PLACES[name]) for name in missing],
        "done": done,
        "refused": bool(missing) or done,
        "versions": _unseen_versions(career),
        "plans": plans,
        "replaces": any(plan.action == action for plan in plans),
        "seen": seen,
    }


def _unseen_versions(career: Career) -> list[Version]:
    """What was done since readers last got something new, newest first."""
    versions = Version.objects.filter(career=career.pk)
    last = versions.public().values_list("number", flat=True).first() or 0
    return list(versions.with_author().filter(number__gt=last)[:VERSIONS_SHOWN])


def _form(action: Plan.Action, standing: dict[str, Any], data: Any = None) -> WhenForm:
    return WhenForm(data, seen=standing["seen"], why_needed=action == Plan.Action.UNPUBLISH)


def _page(
    desk: ModelAdmin,
    action: Plan.Action,
    request: HttpRequest,
    standing: dict[str, Any],
    form: WhenForm | None = None,
) -> HttpResponse:
    status = 200 if form is None else 409 if form.stale else 422
    does = "Publish" if action == Plan.Action.PUBLISH else "Take off the site"
    context = desk.admin_site.each_context(request) | standing
    context |= {
        "title": f"{does}: {standing['career']}",
        "opts": desk.opts,
        "form": form or _form(action, standing),
        "action": action,
    }
    return TemplateResponse(request, f"admin/careers/career/{action}.html", context, status=status)


def duplicate(desk: ModelAdmin, request: HttpRequest, key: int) -> HttpResponse:
    if not (desk.has_add_permission(request) and desk.has_view_permission(request)):
        raise PermissionDenied
    career = get_object_or_404(Career, pk=key)
    if request.method == "POST":
        try:
            copy = publishing.duplicate(key, cast(User, request.user))
        except NotPublishableError as error:
            messages.error(request, f"“{career}” could not be copied. {error}")
            return redirect(request.path)
        messages.success(
            request,
            f"This is the copy. Give it its own title and address. “{career}” is as it was.",
        )
        return redirect(reverse("admin:careers_career_change", args=[copy.pk]))
    context = desk.admin_site.each_context(request)
    context |= {"title": f"Copy: {career}", "opts": desk.opts, "career": career}
    return TemplateResponse(request, "admin/careers/career/duplicate.html", context)
