"""Comments: one level of them, under the text of a question or an answer."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from careerportal import typed

from .. import notices, threads
from ..forms import CommentForm
from ..models import COMMENTS_PER_PAGE, AnonymousAuthor, Post, State
from .reading import cursor
from .writing import MemberRequest, forms_only, members_only, publish, show_form


@forms_only
@members_only(even_suspended=True)
def comment(request: MemberRequest, pk: int) -> HttpResponse:
    parents = Post.objects.visible_to(request.user).filter(state=State.PUBLISHED).not_comments()
    parent = get_object_or_404(parents.select_related("question", "author"), pk=pk)
    shown = {"post": parent, "question": parent.question}
    if request.method == "POST":
        form = CommentForm(request.POST)
        if form.is_valid() and "preview" not in request.POST:
            make = partial(form.post, parent, request.user)
            return publish(request, request.user, form, "comment", make, **shown)
    else:
        form = CommentForm(initial=typed.kept(request))
    stopped = threads.reason_closed(parent.question, Post.Kind.COMMENT)
    return show_form(request, form, "comment", stopped=stopped, **shown)


@require_safe
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """All comments under a post, of which its own page shows the first."""
    posts = Post.objects.visible_to(request.user)
    parents = posts.not_comments().select_related("question", "author")
    parent = get_object_or_404(parents, pk=pk)
    after = cursor(request.GET.get("after", ""))
    comments = posts.for_reader(request.user).comments().filter(parent=parent)
    comments = comments.filter(number__gt=after[0]) if after else comments
    rows = list(comments[: COMMENTS_PER_PAGE + 1])
    AnonymousAuthor.objects.mark_own(rows, request.user)
    notices.attach(rows, request.user)
    context = {
        "post": parent,
        "question": parent.question,
        "comments": rows[:COMMENTS_PER_PAGE],
        "after": after,
        "more": rows[COMMENTS_PER_PAGE - 1].number if len(rows) > COMMENTS_PER_PAGE else None,
    }
    return render(request, "community/comments.html", context)
