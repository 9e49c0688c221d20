"""Asking and answering. Anyone may write first and sign in later."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from careerportal import typed

from .. import professionals, search, threads
from ..forms import AnswerForm, QuestionForm
from ..models import PagePart, Post, Question
from ..professional_forms import role_initial
from . import drafts
from .reading import career_called, merged
from .writing import forms_only, publish, show_form, sign_in_first, write_first


@forms_only
@write_first
def ask(request: HttpRequest) -> HttpResponse:
    question = Question(author=request.user if request.user.is_authenticated else None)
    if request.method == "POST":
        return ask_with(request, QuestionForm(request.POST, instance=question))
    slug, part = request.GET.get("career", ""), request.GET.get("part", "")
    question.career = career_called(slug, request.user) if slug else None
    question.part = part if question.career and part in PagePart.values else ""
    words, context = drafts.opening(request, "ask")
    form = QuestionForm(instance=question, initial=words)
    context["unknown_career"] = slug and not question.career
    return show_form(request, form, "ask", similar_seen=words.get("similar_seen"), **context)


def ask_with(request: HttpRequest, form: QuestionForm) -> HttpResponse:
    """Post the question, unless there is something to say first: mistakes, similar questions."""
    seen = request.POST.get("similar_seen")
    keeping = "draft" in request.POST
    ready = not keeping and form.is_valid() and "preview" not in request.POST
    if ready and not seen and (similar := similar_to(form, request)):
        context = drafts.sent(request, "ask") | {"similar": similar, "similar_seen": "1"}
        return show_form(request, form, "ask", **context)
    if not keeping and not ready:
        return show_form(request, form, "ask", similar_seen=seen, **drafts.sent(request, "ask"))
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if keeping:
        return drafts.keep(request, request.user, form, "ask")
    shown = {"similar_seen": seen} | drafts.sent(request, "ask")
    return publish(request, request.user, form, "ask", form.post, **shown)


def similar_to(form: QuestionForm, request: HttpRequest) -> list[Question]:
    """Questions like this one; none when sending this form before has posted it."""
    found = search.similar(form.cleaned_data["title"], request.user)
    author = form.instance.author
    again = found and author and Post.objects.sent_with(form.cleaned_data["token"], author)
    return [] if again else found


@forms_only
@write_first
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    asked = Question.objects.visible_to(request.user)
    if request.method != "POST":
        asked = professionals.for_answering(asked, request.user)
    question = asked.filter(pk=pk, merged_into=None).first()
    if question is None:
        return answer_elsewhere(request, pk)
    texts = Post.objects.visible_to(request.user, question).filter(number=0)
    shown: dict[str, Any] = {"question": question, "text": texts.first}
    place, stopped = f"answer:{pk}", threads.reason_closed(question, Post.Kind.ANSWER)
    if request.method != "POST":
        words, context = drafts.opening(request, place)
        form = AnswerForm(initial=role_initial(question) | words)
        return show_form(request, form, "answer", stopped=stopped, **shown, **context)
    form, keeping = AnswerForm(request.POST), "draft" in request.POST
    ready = not keeping and form.is_valid() and "preview" not in request.POST
    if not keeping and not ready:
        shown |= drafts.sent(request, place)
        return show_form(request, form, "answer", stopped=stopped, **shown)
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if keeping:
        return drafts.keep(request, request.user, form, place, **shown)
    make = partial(form.post, question, request.user)
    shown |= drafts.sent(request, place)
    return publish(request, request.user, form, "answer", make, **shown)


def answer_elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead on to the form of what `pk` was merged into. What was typed stands there."""
    address = reverse("community:answer", args=[merged(pk, request.user).pk])
    if request.method != "POST":
        return redirect(address)
    typed.keep(request, address)
    messages.info(
        request,
        "This question was merged into another one. See whether your answer fits there too: "
        "it is kept.",
    )
    return redirect(address) if request.user.is_authenticated else redirect_to_login(address)
