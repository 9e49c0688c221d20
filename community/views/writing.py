"""What members do on the board. Every address that changes something answers to POST only."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from careerportal import typed
from careerportal.accounts import limits
from careerportal.accounts.limits import TooOften
from careerportal.accounts.models import User

from .. import crisis, measures, mentions, posting
from ..forms import (
    AnswerEditForm,
    AnswerForm,
    CommentForm,
    NewPostForm,
    QuestionEditForm,
    QuestionForm,
)
from ..models import Post, Sort, State
from ..standing import is_newcomer

LONG_TEXTS = {"body", "evidence", "excerpt"}


AnyNewPostForm = QuestionForm | AnswerForm | CommentForm


class MemberRequest(HttpRequest):
    user: User


def sign_in_first(request: HttpRequest, address: str = "") -> HttpResponse:
    """Lead to sign-in and back. A text that was sent stands in the form they come back to."""
    if LONG_TEXTS & request.POST.keys():
        typed.keep(request, request.path)
        messages.info(request, "Sign in or create an account, and your text will be here.")
    return redirect_to_login(address or request.get_full_path())


def members_only(
    come_back_to: str = "", even_suspended: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Lead others to sign in, and back to this address or the one named `come_back_to`.

    Members who get ahead of a limit are told so on a page of its own, unless the view does it.
    Those who are suspended may look, and do what is theirs `even_suspended`. What makes a post
    looks at that itself, so that its text is kept.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request, come_back_to and place_for(come_back_to, kwargs))
            if request.method == "POST" and request.user.is_suspended and not even_suspended:
                raise PermissionDenied(measures.why_stopped(request.user))
            try:
                return view(request, **kwargs)
            except TooOften as refusal:
                return refused(render(request, "429.html", {"refusal": refusal}), refusal)

        return wrapped

    return decorate


def place_for(name: str, kwargs: dict[str, Any]) -> str:
    """The page of that name of the same thing, or else the one that is not of any thing."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return reverse(name)


def write_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Visitors may fill in the form of `view` too; it leads them to sign in before it posts.

    Their form is the same bytes for everyone and so has no CSRF token. Nothing can be forged with it:
    it acts for nobody. A member's is checked as always.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return (checked if request.user.is_authenticated else view)(request, **kwargs)

    return wrapped


forms_only = require_http_methods(["GET", "HEAD", "POST"])


def show_form(
    request: HttpRequest,
    form: QuestionEditForm | AnswerEditForm,
    name: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page with the form: as it was found, with its errors, or with a preview.

    `stopped` says why nothing can be posted with it, as everything says to who is silenced.
    """
    if form.is_bound and not form.is_valid():
        status = 422
    if form.is_bound and "body" in form.cleaned_data:
        body = form.cleaned_data["body"]
        context["in_danger"] = crisis.find(form.cleaned_data.get("title", ""), body)
        context["preview"] = "preview" in request.POST and mentions.render(body)
    context["form"] = form if request.user.is_authenticated else for_everyone(form)
    if request.user.is_authenticated and request.user.is_silenced:
        context["stopped"] = measures.why_stopped(request.user)
    if context.get("stopped"):
        status = 403
    return render(request, f"community/{name}.html", context, status=status)


def for_everyone(form: forms.BaseForm) -> forms.BaseForm:
    """A visitor’s form: without the token that would make every copy of its page another."""
    for name in NewPostForm.base_fields:
        form.fields.pop(name, None)
    return form


def spending(action: str, request: HttpRequest, member: User) -> AbstractContextManager[None]:
    """Count what is done inside against the member’s limits for `action`. Raises TooOften."""
    return limits.spending(action, request, is_newcomer(member))


def refused(response: HttpResponse, refusal: TooOften) -> HttpResponse:
    """Tell programs too that it was too often, and for how long to wait."""
    response.status_code = 429
    response.headers["Retry-After"] = str(refusal.seconds)
    return response


def publish(
    request: HttpRequest,
    author: User,
    form: AnyNewPostForm,
    name: str,
    make: Callable[[], Post],
    **context: Any,
) -> HttpResponse:
    """Post what the form `name` holds, and lead to it.

    Who is ahead of a limit finds the form again, with all that they typed, and so does who is
    silenced, or found the thread closed meanwhile.
    """
    try:
        measures.check_may_write(author)
        post = post_once(request, author, form, name, make)
    except TooOften as refusal:
        return refused(show_form(request, form, name, refusal=refusal, **context), refusal)
    except PermissionError as error:
        return show_form(request, form, name, **context | {"stopped": str(error)})
    return show_result(request, form, post)


def post_once(
    request: HttpRequest, author: User, form: AnyNewPostForm, name: str, make: Callable[[], Post]
) -> Post:
    """What `make` posts, or what sending the form before has posted, which costs nothing."""
    try:
        with spending(name, request, author):
            return make()
    except (IntegrityError, TooOften):
        earlier = Post.objects.sent_with(form.cleaned_data["token"], author)
        if earlier is None:
            raise
        return earlier


def show_result(request: HttpRequest, form: AnyNewPostForm, post: Post) -> HttpResponse:
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


def wanted(request: HttpRequest) -> bool:
    """Buttons say what is wanted, never "the other way", so that pressing twice does it once."""
    wish = request.POST.get("wanted")
    if wish not in ("0", "1"):
        raise BadRequest("wanted is 1 or 0")
    return wish == "1"


def place_of(post: Post, request: HttpRequest) -> str:
    """The post on the page of the thread where its button was, as far as a vote left it there."""
    address = post.question.get_absolute_url()
    page, _, query = request.META.get("HTTP_REFERER", "").partition("?")
    shown = QueryDict(query)
    by_votes = shown.get("sort") not in (Sort.NEWEST, Sort.OLDEST)
    moved = by_votes and ("after" in shown or request.POST.get("wanted") == "0")
    if moved or page != request.build_absolute_uri(address):
        return post.get_page_url()
    return f"{address}{'?' if shown else ''}{shown.urlencode()}#{post.anchor}"


@require_POST
@members_only(come_back_to="community:post")
def helpful(request: MemberRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("question")
    post = get_object_or_404(posts, pk=pk)
    try:
        with spending("vote", request, request.user):
            posting.find_helpful(post, request.user, wanted(request))
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    return redirect(place_of(post, request))


@require_POST
@members_only(come_back_to="community:post")
def accept(request: MemberRequest, pk: int) -> HttpResponse:
    answers = Post.objects.visible_to(request.user).answers().filter(state=State.PUBLISHED)
    post = get_object_or_404(answers.select_related("question"), pk=pk)
    if not post.question.may_accept(request.user):
        raise PermissionDenied("Only the person who asked can accept an answer.")
    try:
        with spending("vote", request, request.user):
            posting.accept(post, wanted(request), request.user)
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    post.question.refresh_from_db(fields=["accepted"])
    return redirect(post.get_page_url())
