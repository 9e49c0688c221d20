"""Who wrote this: a page by handle only. And who and what a member does not want to hear of."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from careerportal.accounts.models import User

from .. import professionals
from ..models import AnonymousAuthor, MemberMute, Post, Question, QuestionMute
from .reading import cursor
from .writing import MemberRequest, members_only, spending, wanted

ROWS_PER_PAGE = 20


def member_called(handle: str) -> User:
    """The member of that handle in any case, by the index that keeps handles apart."""
    members = User.objects.filter(is_active=True).alias(lower=Lower("handle"))
    return get_object_or_404(members, lower=handle.lower())


@require_safe
def member(request: HttpRequest, handle: str) -> HttpResponse:
    member = member_called(handle)
    if handle != member.handle:
        # Not for ever: handles change.
        return redirect("community:member", member.handle)
    posts = Post.objects.visible_to(request.user).written_by(member)
    after = cursor(request.GET.get("after", ""))
    posts = posts.filter(pk__lt=after[0]) if after else posts
    rows = list(posts[: ROWS_PER_PAGE + 1])
    context = {
        "member": member,
        "marks": professionals.marks(member),
        "posts": rows[:ROWS_PER_PAGE],
        "after": after,
        "more": rows[ROWS_PER_PAGE - 1].pk if len(rows) > ROWS_PER_PAGE else None,
    }
    if request.user == member and not after:
        asked = AnonymousAuthor.objects.asked_by(request.user)
        context["anonymous"] = Question.objects.filter(pk__in=asked).order_by("-pk")[:ROWS_PER_PAGE]
    if request.user.is_authenticated:
        mutes = MemberMute.objects.filter(member=request.user, muted=member)
        context["is_muted"] = mutes.exists()
    return render(request, "community/member.html", context)


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page of ours that the form names as `next`."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return redirect(address if ours else otherwise)


@require_POST
@members_only(come_back_to="community:member")
def mute_member(request: MemberRequest, handle: str) -> HttpResponse:
    member, wish = member_called(handle), wanted(request)
    try:
        with spending("follow", request, request.user):
            MemberMute.objects.set_muted(request.user, member, wish)
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, f"You {'muted' if wish else 'unmuted'} {member.handle}.")
    return back(request, reverse("community:member", args=[member.handle]))


@require_POST
@members_only(come_back_to="community:question-short")
def mute_question(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    wish = wanted(request)
    with spending("follow", request, request.user):
        QuestionMute.objects.set_muted(request.user, question, wish)
    messages.success(request, f"You {'muted' if wish else 'unmuted'} the question.")
    return back(request, question.get_absolute_url())


@require_safe
@members_only()
def muted(request: MemberRequest) -> HttpResponse:
    """Members, or with `show=questions` the questions, that one has muted, the latest first."""
    after = cursor(request.GET.get("after", ""))
    of_questions = request.GET.get("show") == "questions"
    mutes: QuerySet[QuestionMute] | QuerySet[MemberMute]
    mutes = QuestionMute.objects.seen_by(request.user)
    if not of_questions:
        mutes = MemberMute.objects.seen_by(request.user)
    rows = list((mutes.filter(pk__lt=after[0]) if after else mutes)[: ROWS_PER_PAGE + 1])
    context = {
        "mutes": rows[:ROWS_PER_PAGE],
        "of_questions": of_questions,
        "after": after,
        "more": rows[ROWS_PER_PAGE - 1].pk if len(rows) > ROWS_PER_PAGE else None,
    }
    return render(request, "community/muted.html", context)
