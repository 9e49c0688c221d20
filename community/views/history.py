"""A post after it was posted: changed, deleted, put back, and what it said before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from careerportal import typed
from careerportal.accounts.limits import TooOften
from careerportal.differences import diff

from .. import measures, notices, posting, threads
from ..forms import AnswerChangeForm, AnswerEditForm, CommentEditForm, QuestionEditForm
from ..models import Conflict, Post, Revision, State
from ..professional_forms import RoleForm
from .reading import cursor
from .writing import (
    MemberRequest,
    forms_only,
    members_only,
    refused,
    show_form,
    spending,
    wanted,
)

VERSIONS_PER_PAGE = 5
LOOKED_AT_FIRST = "A moderator looks at your change before readers see it."
LOOKED_AT_AGAIN = "A moderator looks at it again."


def edit_form(
    post: Post, data: QueryDict | None, kept: dict[str, str]
) -> QuestionEditForm | AnswerEditForm:
    """The form that changes `post`, with what was sent, or else what was kept for it."""
    initial = {"body": post.text, "version": post.version} | kept
    if post.kind == Post.Kind.QUESTION:
        place = {"place": post.question.place}
        return QuestionEditForm(data, instance=post.question, initial=place | initial)
    if post.kind == Post.Kind.COMMENT:
        return CommentEditForm(data, initial=initial)
    if post.pseudonym:
        return AnswerEditForm(data, initial=initial)
    said = {name: getattr(post, name) for name in RoleForm.base_fields}
    return AnswerChangeForm(data, initial=said | initial)


@forms_only
@members_only(even_suspended=True)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("question", "author")
    post = get_object_or_404(posts, pk=pk)
    if not post.may_edit(request.user):
        raise PermissionDenied("Only the person who wrote this can change it.")
    data = request.POST if request.method == "POST" else None
    kept = {} if data else typed.kept(request) or notices.put_forward(post, request.user)
    form = edit_form(post, data, kept)
    if not form.is_valid() or "preview" in request.POST:
        stopped = threads.reason_closed(post.question, Post.Kind.COMMENT)
        return show_form(request, form, "edit", post=post, stopped=stopped)
    try:
        save(request, form, post)
    except Conflict as conflict:
        return show_conflict(request, conflict.post, form.cleaned_data)
    except TooOften as refusal:
        return refused(show_form(request, form, "edit", post=post, refusal=refusal), refusal)
    except PermissionError as error:
        return show_form(request, form, "edit", post=post, stopped=str(error))
    return redirect(post.get_page_url())


def save(request: MemberRequest, form: QuestionEditForm | AnswerEditForm, post: Post) -> None:
    """Take the new words, in place of a change that waited. Raises what `form.save` does."""
    measures.check_may_write(request.user)
    with spending("edit", request, request.user):
        saved = form.save(post, request.user)
    if not saved:
        again = post.state == State.HIDDEN
        messages.info(request, LOOKED_AT_AGAIN if again else LOOKED_AT_FIRST)


def show_conflict(request: MemberRequest, post: Post, mine: dict[str, Any]) -> HttpResponse:
    """Both texts. The form holds the member's own, and saves it over the version shown beside it."""
    sent = request.POST.copy()
    sent["version"] = str(post.version)
    saved, title, question = post.words(), mine.get("title", ""), post.question
    moved = mine.get("place", "") not in ("", question.place)
    if moved:
        # It stays where a moderator put it, unless its author chooses again.
        sent["place"], sent["part"] = question.place, question.part
        sent["career"] = question.career.title if question.career else ""
    context = {
        "moved": moved,
        "saved": saved,
        "changes": diff(saved["text"], mine["body"]),
        "title_changes": title != saved["title"] and diff(saved["title"], title),
    }
    return show_form(request, edit_form(post, sent, {}), "conflict", 409, post=post, **context)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("question", "author")
    post = get_object_or_404(posts, pk=pk)
    (before,) = cursor(request.GET.get("before", "")) or (post.version + 1,)
    found = Revision.of(post, request.user, before, VERSIONS_PER_PAGE + 1)
    versions = found[:VERSIONS_PER_PAGE]
    context = {
        "post": post,
        "versions": [*map(changes, versions, [*found[1:], None])],
        "after": before <= post.version,
        "more": versions[-1].version if len(found) > VERSIONS_PER_PAGE else None,
    }
    return render(request, "community/history.html", context)


def changes(version: Revision, earlier: Revision | None) -> dict[str, Any]:
    """A version with what it changed in the `earlier` one."""
    row: dict[str, Any] = {"version": version}
    if earlier:
        row["text"] = diff(earlier.text, version.text)
        row["title"] = earlier.title != version.title and diff(earlier.title, version.title)
    return row


@forms_only
@members_only()
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("question", "author")
    post = get_object_or_404(posts, pk=pk)
    if not post.may_edit(request.user):
        raise PermissionDenied("Only the person who wrote this can delete it or put it back.")
    if request.method != "POST":
        context = {"post": post, "reason": post.reason_to_stay()}
        return render(request, "community/delete.html", context)
    try:
        posting.set_removed(post, wanted(request))
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    return redirect(post.get_page_url())
