"""What moderators see of members and do about them, and what members are told of that."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from careerportal.accounts.models import User

from .. import measures, standing
from ..models import AnonymousAuthor, Post, Sanction
from ..tool_forms import LookForm, NoteForm, SanctionForm
from .desk import moderators_only
from .members import member_called
from .writing import MemberRequest, forms_only, members_only


@require_safe
@moderators_only()
def member(request: MemberRequest, handle: str) -> HttpResponse:
    return show(request, member_called(handle))


def show(request: MemberRequest, member: User, status: int = 200, **context: Any) -> HttpResponse:
    """`context` has the form that was sent and had something wrong."""
    known = measures.latest_of(member)
    forms = {"sanction_form": SanctionForm(initial={"known": known}), "note_form": NoteForm()}
    shown = measures.record_of(member, request.user) | forms | context
    return render(request, "community/desk/member.html", shown, status=status)


@require_POST
@moderators_only(come_back_to="community:desk-member")
def notes(request: MemberRequest, handle: str) -> HttpResponse:
    """Show the notes, by POST: that somebody looked is written down."""
    member = member_called(handle)
    try:
        notes = measures.read_notes(member, request.user)
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    return show(request, member, notes=notes)


@require_POST
@moderators_only(come_back_to="community:desk-member")
def add_note(request: MemberRequest, handle: str) -> HttpResponse:
    member, form = member_called(handle), NoteForm(request.POST)
    if not form.is_valid():
        return show(request, member, 422, note_form=form, form=form)
    measures.add_note(member, request.user, form.cleaned_data["text"])
    messages.success(request, "The note is kept.")
    return redirect("community:desk-member", member.handle)


@require_POST
@moderators_only(come_back_to="community:desk-member")
def sanction(request: MemberRequest, handle: str) -> HttpResponse:
    member, form = member_called(handle), SanctionForm(request.POST)
    if not form.is_valid():
        return show(request, member, 422, sanction_form=form, form=form)
    try:
        measures.sanction(member, request.user, **form.what())
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    except ValidationError as error:
        form = form.again(measures.latest_of(member), error)
        return show(request, member, 409, sanction_form=form, form=form)
    messages.success(request, f"Done. {member.handle} is told why, and until when.")
    return redirect("community:desk-member", member.handle)


@require_POST
@moderators_only(come_back_to="community:desk")
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """End a measure that stands on a member’s page."""
    taken = get_object_or_404(Sanction.objects.exclude(by=None).select_related("member"), pk=pk)
    measures.end(taken, request.user)
    messages.success(request, "The measure is over.")
    return redirect("community:desk-member", taken.member.handle)


@forms_only
@moderators_only()
def author(request: MemberRequest, pk: int) -> HttpResponse:
    """Who wrote a post under a pseudonym: by POST, with a reason, and once."""
    post = pseudonymous(request, pk)
    if request.method != "POST":
        return show_author(request, post)
    form = LookForm(request.POST)
    if not form.is_valid():
        return show_author(request, post, 422, look_form=form, form=form)
    found = AnonymousAuthor.objects.reveal(post, request.user, form.cleaned_data["why"])
    return show_author(request, post, looked=True, author=found)


def pseudonymous(request: MemberRequest, pk: int) -> Post:
    posts = Post.objects.visible_to(request.user).filter(~Q(pseudonym=""))
    post: Post = get_object_or_404(posts.select_related("question"), pk=pk)
    return post


def show_author(
    request: MemberRequest, post: Post, status: int = 200, **context: Any
) -> HttpResponse:
    forms = {
        "look_form": LookForm(),
        "sanction_form": SanctionForm(initial={"known": measures.latest_by(post)}),
    }
    shown = forms | context | {"post": post, "sanctions": measures.taken_by(post)}
    return render(request, "community/desk/author.html", shown, status=status)


@require_POST
@moderators_only(come_back_to="community:desk-author")
def sanction_author(request: MemberRequest, pk: int) -> HttpResponse:
    post, form = pseudonymous(request, pk), SanctionForm(request.POST)
    if not form.is_valid():
        return show_author(request, post, 422, sanction_form=form, form=form)
    try:
        measures.sanction_author(post, request.user, **form.what())
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    except ValidationError as error:
        form = form.again(measures.latest_by(post), error)
        return show_author(request, post, 409, sanction_form=form, form=form)
    messages.success(request, "Done. The author is told why, and until when.")
    return redirect("community:desk-author", post.pk)


@require_POST
@moderators_only(come_back_to="community:desk")
def end_for_author(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """End a measure that stands with this post."""
    post = pseudonymous(request, pk)
    taken = get_object_or_404(measures.taken_by(post), pk=number)
    measures.end(taken, request.user, post)
    messages.success(request, "The measure is over.")
    return redirect("community:desk-author", post.pk)


@require_safe
@members_only()
def own_standing(request: MemberRequest) -> HttpResponse:
    """What a member may do at present and why, and what the first posts of everyone wait for."""
    own = Sanction.objects.visible_to(request.user).filter(member=request.user)
    context = {
        "sanctions": measures.told(own),
        "needed": standing.FIRST_POSTS,
        "needed_of_minors": standing.FIRST_POSTS_OF_MINORS,
        "needed_read": standing.QUESTIONS_READ,
        "looked_back": standing.LOOKED_BACK.days,
    }
    return render(request, "community/standing.html", context)
