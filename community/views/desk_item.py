"""One thing to decide, with all that a moderator needs to know for it."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from careerportal.differences import diff

from .. import appeals, contact_details, crisis, mentions, moderation, policy, rows
from ..desk_forms import DecisionForm
from ..models import Conflict, Level, Post, Report, Review, Revision
from .desk import moderators_only
from .desk_queue import signs_in_words
from .writing import MemberRequest, forms_only, wanted

REPORTS_SHOWN = 20
EARLIER_SHOWN = 5
LOOKED_BACK = 200
"""Decisions on an author’s posts that are counted."""


@forms_only
@moderators_only()
def review(request: MemberRequest, pk: int) -> HttpResponse:
    found = read(request, pk)
    if request.method != "POST":
        return show(request, found, DecisionForm(found))
    form = DecisionForm(found, request.POST)
    try:
        if found.is_open and form.seen_before:
            if not form.is_valid():
                return show(request, found, form, 422)
            if form.decide(request.user):
                messages.success(request, f"{found.get_decision_display()}.")
                return redirect("community:desk")
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    except Conflict:
        pass  # As when the page was old from the start.
    now = read(request, pk)
    return show(request, now, DecisionForm(now, typed=form.typed()), 409, typed=form.typed())


def read(request: MemberRequest, pk: int) -> Review:
    reviews = Review.objects.visible_to(request.user)
    joined = reviews.select_related(
        "member", "claimed_by", "decided_by", "post__author", "post__question__career",
        "post__question__author", "post__parent__author",
    )  # fmt: skip
    return get_object_or_404(joined, pk=pk)


def show(
    request: MemberRequest, found: Review, form: DecisionForm, status: int = 200, **context: Any
) -> HttpResponse:
    is_own = found.post is not None and found.post.is_by(request.user)
    said = found.reports.select_related("reporter__standing").order_by("-pk")
    # Who is reported would know many a reporter by their words.
    reports = [] if is_own else list(said[: REPORTS_SHOWN + 1])
    context |= {
        "review": found,
        "form": form,
        "signs": signs_in_words(found),
        "claimant": found.claimant,
        "reports": [(report, standing_of(report)) for report in reports[:REPORTS_SHOWN]],
        "more_reports": len(reports) > REPORTS_SHOWN,
        "conflict": status == 409,
        "is_own": is_own,
    }
    if post := found.post:
        context |= words_of(found, post) | past_of(post, found.pk)
        context["is_below_unseen"] = moderation.is_below_unseen(found)
        before = appeals.decided_before(found)
        context["other_should"] = before is not None and before.decided_by_id == request.user.pk
    return render(request, "community/desk/review.html", context, status=status)


def words_of(found: Review, post: Post) -> dict[str, Any]:
    """What is decided on, as readers would see it, and what is in it."""
    title, text = moderation.put_forward(found)
    context: dict[str, Any] = {"title": title, "html": post.html}
    if found.text:
        was = post.question.title if title else ""
        context |= {
            "html": mentions.render(text),
            "changes": diff(post.text, text),
            "title_changes": title != was and diff(was, title),
        }
    said = Post(**moderation.role_put_forward(found))
    context["said"] = rows.speaks_as(said)
    if context["said"] != (before := rows.speaks_as(post)):
        context["role_changes"] = diff(before, context["said"])
    texts = [title, text, said.role]
    context["found"] = [*contact_details.find(*texts), *map(str, policy.watched(texts))]
    context["in_danger"] = crisis.find(*texts)
    return context


def past_of(post: Post, but: int = 0) -> dict[str, Any]:
    """What was decided before: on this post, and in numbers on its author’s posts."""
    decided = Review.objects.exclude(decided_at=None).exclude(pk=but).order_by("-pk")
    earlier = decided.filter(post=post).select_related("decided_by")[:EARLIER_SHOWN]
    past: Counter[str] = Counter()
    if post.author:
        by_author = decided.filter(post__author=post.author)
        past = Counter(by_author.values_list("decision", flat=True)[:LOOKED_BACK])
    named = [(Review.Decision(decision).label, times) for decision, times in past.most_common()]
    return {"earlier": list(earlier), "past": named}


def standing_of(report: Report) -> str:
    """How well the board knows who reported. Who it was is nobody’s business here."""
    if report.reporter is None:
        return "A visitor, or someone who has left"
    standing = getattr(report.reporter, "standing", None)
    return Level(standing.level if standing else Level.NEW).label


@require_POST
@moderators_only(come_back_to="community:desk-review")
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that one is on it, or no longer."""
    found = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    if not wanted(request):
        Review.objects.release(pk, request.user)
    elif found.is_open and not Review.objects.claim(pk, request.user):
        messages.warning(request, "Someone else has taken it already.")
    return redirect("community:desk-review", pk)


@forms_only
@moderators_only()
def post(request: MemberRequest, pk: int) -> HttpResponse:
    """What was decided on a post so far, and the button that opens a review of it."""
    posts = Post.objects.visible_to(request.user).select_related("question", "author")
    found = get_object_or_404(posts, pk=pk)
    if request.method != "POST":
        waiting = Review.objects.open().filter(post=found).first()
        context = {"post": found, "waiting": waiting, "is_own": found.is_by(request.user)}
        return render(request, "community/desk/post.html", context | past_of(found))
    try:
        opened = moderation.open_review(found, request.user)
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    return redirect("community:desk-review", opened.pk)


@require_POST
@moderators_only(come_back_to="community:desk")
def withhold(request: MemberRequest, pk: int, version: int) -> HttpResponse:
    """Take an earlier version of a post out of its history. What it says now is hidden otherwise."""
    posts = Post.objects.visible_to(request.user)
    revisions = Revision.objects.visible_to(request.user).select_related("post")
    found = get_object_or_404(revisions, post__in=posts, post=pk, version=version)
    try:
        moderation.withhold(found, request.user)
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, f"Readers can’t see version {version} any more.")
    return redirect("community:history", pk)
