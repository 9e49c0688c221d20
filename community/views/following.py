"""What a member wants to hear of. Buttons say what is wanted, so that pressing twice does it once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from careers.models import Career

from ..models import CareerFollow, Question, QuestionFollow
from .members import back
from .writing import MemberRequest, members_only, spending, wanted


@require_POST
@members_only(come_back_to="community:question-short")
def follow_question(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    wish = wanted(request)
    with spending("follow", request, request.user):
        QuestionFollow.objects.set_followed(request.user, question, wish)
    messages.success(
        request,
        "You follow this question. New answers show up in your notifications."
        if wish
        else "You no longer follow this question. If you post under it, you follow it again.",
    )
    return back(request, question.get_absolute_url())


@require_POST
@members_only(come_back_to="careers:career")
def follow_career(request: MemberRequest, slug: str) -> HttpResponse:
    career = get_object_or_404(Career.objects.visible_to(request.user).only("slug"), slug=slug)
    wish = wanted(request)
    with spending("follow", request, request.user):
        CareerFollow.objects.set_followed(request.user, career, wish)
    messages.success(
        request,
        "You follow this career. New questions about it show up in your notifications."
        if wish
        else "You no longer follow this career.",
    )
    return back(request, f"{career.get_absolute_url()}#questions")
