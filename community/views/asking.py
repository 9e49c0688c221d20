"""Asking and answering. Anyone may write first and sign in later."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from .. import professionals, search
from ..forms import AnswerForm, QuestionForm
from ..models import PagePart, Post, Question
from ..professional_forms import role_initial
from . import drafts
from .reading import career_called
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
    asked = professionals.for_answering(Question.objects.visible_to(request.user), request.user)
    question = get_object_or_404(asked.with_row(), pk=pk)
    text = get_object_or_404(Post.objects.visible_to(request.user), question=question, number=0)
    shown, place = {"question": question, "text": text}, f"answer:{pk}"
    if request.method != "POST":
        words, context = drafts.opening(request, place)
        before = role_initial(question)
        return show_form(request, AnswerForm(initial=before | words), "answer", **shown, **context)
    form, keeping = AnswerForm(request.POST), "draft" in request.POST
    ready = not keeping and form.is_valid() and "preview" not in request.POST
    if not keeping and not ready:
        return show_form(request, form, "answer", **shown, **drafts.sent(request, place))
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if keeping:
        return drafts.keep(request, request.user, form, place, **shown)
    author = request.user
    shown |= drafts.sent(request, place)
    return publish(request, author, form, "answer", lambda: form.post(question, author), **shown)
