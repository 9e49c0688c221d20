"""The moderators’ queue: what waits, the most urgent first, and deciding several at once."""

import re
from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from careerportal.accounts.models import User

from .. import moderation
from ..desk_forms import BulkForm
from ..models import Report, Review, Sign
from ..models.review import ReviewQuerySet
from .desk import moderators_only
from .reading import cursor
from .writing import MemberRequest

REVIEWS_PER_PAGE = 25
MOST_COUNTED = 100
CHOSEN = re.compile(r"([0-9]{1,18})-([0-9]+\.[0-9a-f]+\.[0-9a-f]*)")

WORDS = {**dict(Report.Reason.choices), **dict(Sign.choices)}
"""Of the codes in Review.signs."""


class Show(TextChoices):
    """The tabs."""

    ALL = "", "All"
    POSTS = "post", "New posts"
    CHANGES = "edit", "Changes"
    REPORTS = "report", "Reports"
    APPEALS = "appeal", "Appeals"
    MINE = "mine", "Mine"


def signs_in_words(review: Review) -> list[str]:
    return [WORDS.get(code, code) for code in review.signs]


@require_safe
@moderators_only()
def queue(request: MemberRequest) -> HttpResponse:
    return show_queue(request, BulkForm())


def show_queue(
    request: MemberRequest, form: BulkForm, ticked: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    wish, after = request.GET.get("show", ""), cursor(request.GET.get("after", ""), 2)
    show = Show(wish) if wish in Show.values else Show.ALL
    waiting = Review.objects.visible_to(request.user).open()
    found = list(
        with_rows(chosen_by(show, waiting, request.user)).in_order(after)[: REVIEWS_PER_PAGE + 1]
    )
    more = found[REVIEWS_PER_PAGE - 1].cursor if len(found) > REVIEWS_PER_PAGE else ()
    context = how_many(waiting) | {
        "rows": [row(review, request.user) for review in found[:REVIEWS_PER_PAGE]],
        "show": show,
        "tabs": Show,
        "after": ".".join(map(str, after)),
        "more": ".".join(map(str, more)),
        "form": form,
        "ticked": ticked,
    }
    return render(request, "community/desk/queue.html", context, status=status)


def chosen_by(show: Show, waiting: ReviewQuerySet, moderator: User) -> ReviewQuerySet:
    if show == Show.MINE:
        return waiting.filter(claimed_by=moderator, claimed_until__gt=timezone.now())
    return waiting.filter(kind=show) if show else waiting


def with_rows(reviews: ReviewQuerySet) -> ReviewQuerySet:
    """Join what a row shows, and leave the careers’ long texts where they are."""
    sent = Report.objects.filter(review=OuterRef("pk")).values("review")
    of_post = ["kind", "number", "state", "text", "html", "version", "pseudonym", "created_at"]
    of_post += ["role", "years", "still_in_role"]
    shown = [
        *("kind", "signs", "urgency", "title", "text", "role", "created_at", "claimed_until"),
        *("was_hidden_at_once", "decided_at", "member__handle", "claimed_by__handle"),
        *(f"post__{name}" for name in of_post),
        *("post__author__handle", "post__question__title", "post__question__career__title"),
    ]
    joined = reviews.select_related(
        "member", "claimed_by", "post__author", "post__question__career"
    )
    reports = Subquery(sent.annotate(times=Count("pk")).values("times"))
    return joined.only(*shown).annotate(reports_sent=Coalesce(reports, 0))


def row(review: Review, moderator: User) -> dict[str, Any]:
    post = review.post
    return {
        "review": review,
        "signs": signs_in_words(review),
        "excerpt": review.text or (post.plain_text if post else ""),
        "claimant": review.claimant,
        "is_own": post is not None and post.author_id == moderator.pk,
        "chosen": f"{review.pk}-{moderation.as_seen(review)}",
    }


def how_many(waiting: QuerySet[Review]) -> dict[str, Any]:
    """How many wait, as far as anyone wants to know, and since when the oldest of them does."""
    counted = waiting[: MOST_COUNTED + 1].count()
    oldest: datetime | None = waiting.aggregate(since=Min("created_at"))["since"]
    return {"waiting": counted, "most_counted": MOST_COUNTED, "oldest": oldest}


@require_POST
@moderators_only(come_back_to="community:desk")
def decide_chosen(request: MemberRequest) -> HttpResponse:
    """One decision and reason for all that were ticked."""
    form, ticked = BulkForm(request.POST), request.POST.getlist("chosen")[: 2 * REVIEWS_PER_PAGE]
    seen = {int(match[1]): match[2] for match in map(CHOSEN.fullmatch, ticked) if match}
    if not seen:
        form.add_error(None, "Tick at least one of the rows first.")
    if not form.is_valid():
        return show_queue(request, form, tuple(ticked), 422)
    reviews = Review.objects.visible_to(request.user).select_related("post__question", "member")
    chosen = [(review, seen[review.pk]) for review in reviews.filter(pk__in=seen).order_by("pk")]
    decision, reason = Review.Decision(form.cleaned_data["decision"]), form.cleaned_data["reason"]
    outcomes = moderation.decide_each(chosen, decision, request.user, reason)
    all_done = outcomes["done"] == outcomes.total()
    messages.add_message(
        request, messages.SUCCESS if all_done else messages.WARNING, told(outcomes)
    )
    return redirect(back_to_queue(request))


def back_to_queue(request: HttpRequest) -> str:
    show = request.GET.get("show", "")
    return reverse("community:desk") + (f"?show={show}" if show in Show.values and show else "")


def told(outcomes: Counter[str]) -> str:
    """The outcomes of deciding several, in a sentence each."""
    said = [f"{outcomes['done']} decided."]
    if n := outcomes["decided"]:
        said.append(f"{n} had been decided by others.")
    if n := outcomes["changed"]:
        said.append(f"{n} {pluralize(n, 'has,have')} other words by now: look again.")
    if n := outcomes["unsuitable"]:
        said.append(f"{n} can’t be decided this way: open {pluralize(n, 'it,them')}.")
    if n := outcomes["own"]:
        said.append(f"{n} {pluralize(n, 'is,are')} about you or by you.")
    return " ".join(said)
