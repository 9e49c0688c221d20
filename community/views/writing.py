"""What members do on the board. Every address that changes something answers to POST only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from careerportal import markdown, typed
from careerportal.accounts.models import User

from .. import posting
from ..forms import AnswerEditForm, AnswerForm, QuestionEditForm, QuestionForm
from ..models import Post, Question, State
from .reading import career_called


class MemberRequest(HttpRequest):
    user: User


def members_only(
    come_back_to: str = "",
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Lead others to sign in, and back to this address or the one named `come_back_to`.

    A text sent after the session was lost is kept, and stands in the form they come back to.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, **kwargs)
            if "body" in request.POST:
                typed.keep(request, request.path)
                messages.warning(
                    request, "You were signed out. Sign in and your text will be here."
                )
            address = reverse(come_back_to, kwargs=kwargs) if come_back_to else None
            return redirect_to_login(address or request.get_full_path())

        return wrapped

    return decorate


forms_only = require_http_methods(["GET", "HEAD", "POST"])


def show_form(
    request: MemberRequest, form: QuestionEditForm | AnswerEditForm, name: str, **context: Any
) -> HttpResponse:
    """The page with the form: as it was found, with its errors, or with a preview."""
    wrong = form.is_bound and not form.is_valid()
    if "preview" in request.POST and "body" in form.cleaned_data:
        context["preview"] = markdown.render(form.cleaned_data["body"])
    return render(
        request, f"community/{name}.html", {"form": form} | context, status=422 if wrong else 200
    )


def show_result(
    request: MemberRequest, form: QuestionForm | AnswerForm, post: Post
) -> HttpResponse:
    """The post on its page. What was changed since the form was first sent waits in the edit form."""
    sent, title = form.cleaned_data, post.question.title
    if sent["body"] == post.text and sent.get("title", title) == title:
        return redirect(post.get_page_url())
    address = reverse("community:edit", args=[post.pk])
    typed.keep(request, address)
    messages.warning(
        request, "You have posted this already. Save what you wrote now to change the post."
    )
    return redirect(address)


@forms_only
@members_only()
def ask(request: MemberRequest) -> HttpResponse:
    question = Question(author=request.user)
    if request.method == "POST":
        form = QuestionForm(request.POST, instance=question)
        if form.is_valid() and "preview" not in request.POST:
            return show_result(request, form, form.post())
        return show_form(request, form, "ask")
    slug = request.GET.get("career", "")
    question.career = career_called(slug, request.user) if slug else None
    form = QuestionForm(instance=question, initial=typed.take_back(request))
    return show_form(request, form, "ask", unknown_career=slug and not question.career)


@forms_only
@members_only()
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.visible_to(request.user).with_row(), pk=pk)
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if form.is_valid() and "preview" not in request.POST:
            return show_result(request, form, form.post(question, request.user))
    else:
        form = AnswerForm(initial=typed.take_back(request))
    text = get_object_or_404(Post.objects.visible_to(request.user), question=question, number=0)
    return show_form(request, form, "answer", question=question, text=text)


@forms_only
@members_only()
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("question")
    post = get_object_or_404(posts, pk=pk)
    if not post.may_edit(request.user):
        raise PermissionDenied("Only the person who wrote this can change it.")
    data = request.POST if request.method == "POST" else None
    initial = {"body": post.text} | ({} if data else typed.take_back(request))
    form: QuestionEditForm | AnswerEditForm
    if post.kind == Post.Kind.QUESTION:
        form = QuestionEditForm(data, instance=post.question, initial=initial)
    else:
        form = AnswerEditForm(data, initial=initial)
    if form.is_valid() and "preview" not in request.POST:
        form.save(post)
        return redirect(post.get_page_url())
    return show_form(request, form, "edit", post=post)


def wanted(request: HttpRequest) -> bool:
    """Buttons say what is wanted, never "the other way", so that pressing twice does it once."""
    wish = request.POST.get("wanted")
    if wish not in ("0", "1"):
        raise BadRequest("wanted is 1 or 0")
    return wish == "1"


@require_POST
@members_only(come_back_to="community:post")
def helpful(request: MemberRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("question")
    post = get_object_or_404(posts, pk=pk)
    try:
        posting.find_helpful(post, request.user, wanted(request))
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    return redirect(post.get_page_url())


@require_POST
@members_only(come_back_to="community:post")
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    answers = Post.objects.visible_to(request.user).answers().filter(state=State.PUBLISHED)
    post = get_object_or_404(answers.select_related("question"), pk=pk)
    if not post.question.may_accept(request.user):
        raise PermissionDenied("Only the person who asked can accept an answer.")
    posting.accept(post, wanted(request), request.user)
    return redirect(post.get_page_url())
