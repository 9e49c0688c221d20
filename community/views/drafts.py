"""Drafts: what members are writing, kept on the server until it is posted."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from careerportal import typed
from careerportal.accounts.models import User

from ..forms import AnswerForm, DraftForm, QuestionForm
from ..models import Draft, Question
from .writing import MemberRequest, forms_only, members_only, show_form, sign_in_first

PLACE = re.compile(r"ask|answer:([1-9][0-9]{0,17})")

NEWER = "A newer draft exists, from another tab or device."
GONE = "This draft was posted or discarded in another tab."


def opening(request: HttpRequest, place: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the form of `place` starts with, and what its page says of the draft.

    Text kept over a sign-in goes before the draft, and still counts as written over the draft it
    was written over. Visitors start with nothing: their page is the same for everyone.
    """
    if not request.user.is_authenticated:
        return {}, {}
    draft = Draft.objects.visible_to(request.user).filter(place=place).first()
    if kept := typed.kept(request):
        return kept, {"place": place, "draft_version": kept.get("draft_version", 0)}
    version = draft.version if draft else 0
    words = draft.words() if draft else {}
    return words, {"place": place, "draft": draft, "draft_version": version}


def sent(request: HttpRequest, place: str) -> dict[str, Any]:
    """What the page says of the draft when it shows again what was sent."""
    if not request.user.is_authenticated:
        return {}
    return {"place": place, "draft_version": request.POST.get("draft_version", 0)}


def keep(
    request: HttpRequest,
    author: User,
    form: QuestionForm | AnswerForm,
    place: str,
    **context: Any,
) -> HttpResponse:
    """Save a draft without JavaScript; `form` is shown again when there is something to say."""
    draft_form, name = DraftForm(request.POST), place.partition(":")[0]
    if not draft_form.is_valid():
        return show_form(request, form, name, **context, **sent(request, place))
    if draft_form.keep(author, place) is None:
        typed.forget(request, request.path)  # The page shows it, beside the draft there is.
        newer = Draft.objects.visible_to(author).filter(place=place).first()
        context |= {"place": place, "draft_version": newer.version if newer else 0}
        form = type(form)(initial=request.POST.dict())
        return show_form(request, form, name, status=409, newer=newer, conflict=True, **context)
    messages.success(request, "Draft saved.")
    return redirect(Draft(place=place))


@forms_only
def drafts(request: HttpRequest) -> HttpResponse:
    """One's own drafts; a POST is a form that saves itself while its author goes on writing."""
    return autosave(request) if request.method == "POST" else own_drafts(request)


@members_only()
def own_drafts(request: MemberRequest) -> HttpResponse:
    own = list(Draft.objects.visible_to(request.user))
    questions = Question.objects.visible_to(request.user).only("title", "slug")
    asked = questions.in_bulk([draft.question_id for draft in own if draft.question_id])
    rows = [(draft, asked.get(draft.question_id or 0)) for draft in own]
    return render(request, "community/drafts.html", {"rows": rows})


def autosave(request: HttpRequest) -> HttpResponse:
    """Plain words for the line beside the form, and in a header the version the next save needs."""
    if not request.user.is_authenticated:
        raise PermissionDenied("Sign in to save drafts.")
    place = PLACE.fullmatch(request.POST.get("place", ""))
    if not place:
        raise BadRequest("place names no form")
    if place[1] and not Question.objects.visible_to(request.user).filter(pk=place[1]).exists():
        raise Http404
    form = DraftForm(request.POST)
    if form.errors.keys() - {"career"}:
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return HttpResponse(f"The draft was not saved. {words}", "text/plain", 422)
    version = form.keep(request.user, place[0])
    # Else it would stand before the draft that is offered now, or was saved from it.
    typed.forget(request, Draft(place=place[0]).get_absolute_url())
    if version is not None:
        return HttpResponse("Draft saved", "text/plain", headers={"Draft-Version": str(version)})
    newer = Draft.objects.visible_to(request.user).filter(place=place[0]).first()
    if newer is None:
        return HttpResponse(f"{GONE} Nothing was saved.", "text/plain", 409)
    headers = {"Draft-Version": str(newer.version)}
    return HttpResponse(f"{NEWER} Nothing was overwritten.", "text/plain", 409, headers=headers)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Discard a draft. One that is gone already is as good as discarded, whoever’s it was."""
    if not request.user.is_authenticated:
        return sign_in_first(request, reverse("community:drafts"))
    Draft.objects.visible_to(request.user).filter(pk=pk).delete()
    messages.success(request, "Draft discarded.")
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if here else "community:drafts")
