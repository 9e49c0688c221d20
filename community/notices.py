"""What the author of a post is told above it while readers can't see it, or see other words.

Others who see such a post, moderators, are told its state alone: see `rows`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from careerportal.accounts.models import User
from careers.models.career import Viewer

from . import contact_details
from .models import AnonymousAuthor, Post, Report, Review, Sign, State

Decision = Review.Decision

AT_THE_DESK = (State.PENDING, State.REJECTED, State.HIDDEN)
NOT_TAKEN = (Decision.REJECTED, Decision.KEPT, Decision.HIDDEN)
WORDS = {
    Sign.FIRST: "It is one of your first posts here: a moderator looks at those first.",
    Sign.MINOR: "It is one of your first posts here: a moderator looks at those first.",
    Sign.ANONYMOUS: "It is anonymous: a moderator looks at those first.",
    Sign.LINK: "It holds a link: a moderator looks first where links from newer members lead.",
    Sign.CRISIS: "It sounds as if someone may be in danger: a moderator reads it as soon as possible.",
    Sign.EVERYTHING: "A moderator looks at every post at present.",
}
"""What is not here is not explained, so that nobody learns to get around it."""
UNEXPLAINED = "A moderator looks at it first."
CONTACT = (
    "It seems to hold {}. Contact details are not shown here, so that nobody can be reached "
    "outside the board."
)


@dataclass(frozen=True)
class Notice:
    post: Post
    reviews: list[Review]
    """Of the post, the newest first, as `told` picks them."""

    @cached_property
    def waiting(self) -> Review | None:
        return next((review for review in self.reviews if review.is_open), None)

    @property
    def decision(self) -> Review | None:
        """Why it is hidden or sent back."""
        against = (Decision.HIDDEN, Decision.REJECTED)
        about_all = (review for review in self.reviews if review.kind != Review.Kind.EDIT)
        return next((review for review in about_all if review.decision in against), None)

    @property
    def appeal(self) -> Review | None:
        """What the author said against the decision, and what came of it."""
        since = self.decision.pk if self.decision else 0
        appeals = (review for review in self.reviews if review.kind == Review.Kind.APPEAL)
        return next((review for review in appeals if review.pk > since), None)

    @property
    def is_reported(self) -> bool:
        """Readers’ reports hid it, and nobody has decided yet."""
        return bool(self.waiting and self.waiting.was_hidden_at_once)

    @property
    def is_put_forward_again(self) -> bool:
        """Its author has changed it since."""
        return bool(self.waiting and Sign.AGAIN in self.waiting.signs)

    @property
    def change(self) -> Review | None:
        """Words that readers don’t see: they wait, or were not taken and nothing came after them."""
        review = next((review for review in self.reviews if review.text), None)
        if review is None or review.post is None or not self.post.is_published:
            return None
        refused = review.decision in NOT_TAKEN and review.version == review.post.version
        return review if review.is_open or refused else None

    @property
    def in_danger(self) -> bool:
        return not {Sign.CRISIS, Report.Reason.SELF_HARM}.isdisjoint(self.reviews[0].signs)

    @property
    def found(self) -> list[str]:
        """What its waiting words were held for."""
        review = self.waiting
        if review is None:
            return []
        words = [WORDS[Sign(sign)] for sign in review.signs if sign in WORDS]
        if Sign.CONTACT in review.signs and (kinds := contact_details.find(*said_in(review))):
            words.append(CONTACT.format(listed(kinds)))
        return list(dict.fromkeys(words)) or [UNEXPLAINED]

    @property
    def is_due(self) -> bool:
        return self.post.state in AT_THE_DESK or self.change is not None

    def as_html(self) -> SafeString:
        return render_to_string("community/_held.html", {"notice": self, "post": self.post})


def said_in(review: Review) -> list[str]:
    """The words a moderator is to look at."""
    post = review.post
    assert post is not None  # noqa: S101  `told` gives reviews of posts
    if review.text:
        return [review.title, review.text, review.role.get("role", post.role)]
    return [post.question.title if post.kind == Post.Kind.QUESTION else "", post.text, post.role]


def listed(kinds: Iterable[str]) -> str:
    """ "an e-mail address and a phone number"."""
    *first, last = (f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in kinds)
    return f"{', '.join(first)} and {last}" if first else last


def attach(posts: list[Post], author: Viewer) -> None:
    """Give `author`’s own posts among these, and their comments, the `told` there is to tell."""
    if not author.is_authenticated:
        return
    comments = chain.from_iterable(getattr(post, "first_comments", ()) for post in posts)
    shown = {post.pk: post for post in [*posts, *comments] if is_candidate(post, author)}
    found = defaultdict(list)
    for review in told(list(shown), author) if shown else ():
        found[review.post_id].append(review)
    for pk, reviews in found.items():
        notice = Notice(shown[pk], reviews)
        if notice.is_due:
            shown[pk].told = notice.as_html()


def is_candidate(post: Post, author: Viewer) -> bool:
    mine = post.author_id == author.pk or bool(post.pseudonym)
    return mine or not post.is_published


def told(posts: list[int], author: Viewer) -> list[Review]:
    """What `author` may know of the reviews of these posts, as far as they wrote them; newest first.

    Not those in which a moderator left a post as it was: authors never hear that it was reported.
    """
    mine = Q(post__author=author.pk) | AnonymousAuthor.objects.of_post(author, "post")
    against = Q(decision__in=[Decision.HIDDEN, Decision.REJECTED])
    concerns = Q(decided_at=None) | against | Q(kind=Review.Kind.APPEAL) | ~Q(text="")
    reviews = Review.objects.filter(mine, concerns, post__in=posts).order_by("-pk")
    return list(reviews.select_related("post__question"))


def put_forward(post: Post, author: User) -> dict[str, Any]:
    """What the form that changes `post` starts with: the author's words that readers don't see."""
    reviews = told([post.pk], author)
    change = Notice(post, reviews).change if reviews else None
    if change is None:
        return {}
    words = {"title": change.title, "body": change.text, "version": change.version}
    return {**words, **change.role}
