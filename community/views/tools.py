"""What moderators do with a thread. One page shows its tools; each tool answers to POST only."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from .. import threads
from ..models import Post, Question
from ..tool_forms import CloseForm, MergeForm, MoveForm
from .desk import moderators_only
from .writing import MemberRequest, wanted

AS_IT_WAS = "Nothing has changed: it was so already, or the question was merged meanwhile."


@require_safe
@moderators_only()
def question(request: MemberRequest, pk: int) -> HttpResponse:
    return show(request, called(request, pk))


def called(request: MemberRequest, pk: int) -> Question:
    questions = Question.objects.visible_to(request.user)
    return get_object_or_404(questions.select_related("author", "career", "merged_into"), pk=pk)


def show(request: MemberRequest, asked: Question, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms` are those that were sent and had something wrong."""
    text = get_object_or_404(Post.objects.visible_to(request.user), question=asked, number=0)
    context = {
        "question": asked,
        "text": text,
        "form": next(iter(forms.values()), None),
        "merge_form": MergeForm(None, request.user),
        "close_form": CloseForm(),
        "move_form": MoveForm(None, asked),
    } | forms
    return render(request, "community/desk/question.html", context, status=status)


def tell(request: MemberRequest, asked: Question, changed: bool, done: str) -> HttpResponse:
    if changed:
        messages.success(request, done)
    else:
        messages.info(request, AS_IT_WAS)
    return redirect("community:desk-question", asked.pk)


@require_POST
@moderators_only(come_back_to="community:desk-question")
def merge(request: MemberRequest, pk: int) -> HttpResponse:
    asked, form = called(request, pk), MergeForm(request.POST, request.user)
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            changed = threads.merge(asked, into, request.user)
            return tell(request, asked, changed, f"Merged into question {into.pk}.")
        except ValidationError as error:
            form.add_error("into", error)
    return show(request, asked, 422, merge_form=form)


@require_POST
@moderators_only(come_back_to="community:desk-question")
def close(request: MemberRequest, pk: int) -> HttpResponse:
    asked, wish = called(request, pk), wanted(request)
    if not wish:
        changed = threads.reopen(asked, request.user)
        return tell(request, asked, changed, "The question takes answers again.")
    form = CloseForm(request.POST)
    if not form.is_valid():
        return show(request, asked, 422, close_form=form)
    changed = threads.close(asked, request.user, form.cleaned_data["because"])
    return tell(request, asked, changed, "The question takes no new answers.")


@require_POST
@moderators_only(come_back_to="community:desk-question")
def lock(request: MemberRequest, pk: int) -> HttpResponse:
    asked, wish = called(request, pk), wanted(request)
    changed = threads.set_locked(asked, request.user, wish)
    return tell(request, asked, changed, "Locked." if wish else "No longer locked.")


@require_POST
@moderators_only(come_back_to="community:desk-question")
def pin(request: MemberRequest, pk: int) -> HttpResponse:
    asked, wish = called(request, pk), wanted(request)
    changed = threads.set_pinned(asked, request.user, wish)
    done = "It stands on top of its lists now." if wish else "It is in its place again."
    return tell(request, asked, changed, done)


@require_POST
@moderators_only(come_back_to="community:desk-question")
def move(request: MemberRequest, pk: int) -> HttpResponse:
    asked = called(request, pk)
    form = MoveForm(request.POST, asked)
    if not form.is_valid():
        return show(request, asked, 422, move_form=form)
    career = form.cleaned_data["career"]
    changed = threads.move(asked, request.user, career)
    about = f"about {career.title}" if career else "about careers in general"
    return tell(request, asked, changed, f"The question is {about} now.")
