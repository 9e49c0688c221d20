"""Reports, which anyone may send, and appeals, which the author of a post may."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from careerportal import typed
from careerportal.accounts import limits
from careerportal.accounts.limits import TooOften
from careerportal.accounts.models import User

from .. import appeals, crisis, reporting
from ..models import Post
from ..report_forms import AppealForm, ReportForm
from .members import member_called
from .writing import MemberRequest, forms_only, members_only, refused, write_first


@forms_only
@write_first
def report_post(request: HttpRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("question", "author")
    post = get_object_or_404(posts, pk=pk)
    if post.is_by(request.user):
        raise PermissionDenied("This is your own post. You can change it or delete it.")
    return take_report(request, post)


@forms_only
@write_first
def report_member(request: HttpRequest, handle: str) -> HttpResponse:
    member = member_called(handle)
    if member == request.user:
        raise PermissionDenied("This is your own page.")
    return take_report(request, member)


def take_report(request: HttpRequest, about: Post | User) -> HttpResponse:
    reporter = request.user if request.user.is_authenticated else None
    kept = typed.kept(request) if reporter and request.method != "POST" else {}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=kept)
    page, shown = "community/report.html", dict[str, Any](form=form, about=about)
    if not form.is_valid():
        return render(request, page, shown, status=422 if form.is_bound else 200)
    word = reporting.weigh(about, reporter, **form.said)
    stranger = word.weight < reporting.Weight.IN_STANDING
    try:
        with limits.spending("report", request, newcomer=stranger):
            first = reporting.report(about, word)
    except TooOften as refusal:
        shown |= {"refusal": refusal, "in_danger": word.is_grave}
        return refused(render(request, page, shown), refusal)
    said = {"again": not first, "help": word.is_grave or crisis.find(word.text)}
    query = urlencode({name: 1 for name, true in said.items() if true})
    return redirect(f"{reverse('community:reported')}{'?' if query else ''}{query}")


@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """Thanks. Not at the address of what was reported, which may be hidden by now."""
    context = {"again": "again" in request.GET, "in_danger": "help" in request.GET}
    return render(request, "community/reported.html", context)


@forms_only
@members_only(even_suspended=True)
def appeal(request: MemberRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("question", "author")
    post = get_object_or_404(posts, pk=pk)
    if not post.is_by(request.user):
        raise PermissionDenied("Only the person who wrote this can appeal.")
    if reason := appeals.reason_against(post):
        raise PermissionDenied(reason)
    sent = request.POST if request.method == "POST" else None
    form = AppealForm(sent, initial={} if sent else typed.kept(request))
    if not form.is_valid():
        context = {"form": form, "post": post, "decision": appeals.decision_on(post)}
        return render(request, "community/appeal.html", context, status=422 if sent else 200)
    try:
        appeals.appeal(post, form.cleaned_data["body"])
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    messages.success(
        request, "Your appeal waits for a moderator. You will be told what they decide."
    )
    return redirect(post.get_page_url())
