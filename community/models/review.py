"""What waits for a moderator, and what readers reported."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models.career import Viewer

from .post import Post
from .question import sees_hidden

CLAIM_TIME = timedelta(minutes=15)


class Sign(models.TextChoices):
    """Why a post is held before readers see it."""

    FIRST = "first", "One of its author’s first posts"
    MINOR = "minor", "One of a young member’s first posts"
    ANONYMOUS = "anonymous", "Asked anonymously"
    LINK = "link", "A link from someone new"
    CONTACT = "contact", "Contact details"
    WATCH_WORD = "watch", "A word on the watch list"
    CRISIS = "crisis", "Someone may be in danger"
    TRAP = "trap", "Filled in a field people don’t see"
    FAST = "fast", "Sent within seconds"
    EVERYTHING = "all", "Everything is reviewed at present"
    AGAIN = "again", "Put forward again by its author"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, viewer: Viewer) -> "ReviewQuerySet":
        """For moderators; a report about one of them is for the others."""
        return self.exclude(member=viewer) if sees_hidden(viewer) else self.none()

    def open(self) -> "ReviewQuerySet":
        return self.filter(decided_at=None)

    def in_order(self, after: tuple[int, ...] = ()) -> "ReviewQuerySet":
        """The most urgent first, then the oldest; `after` is the `cursor` of the page before's last."""
        rows = self.order_by("-urgency", "pk")
        if after:
            urgency, pk = after
            rows = rows.filter(Q(urgency__lt=urgency) | Q(urgency=urgency, pk__gt=pk))
        return rows

    @transaction.atomic
    def of_post(
        self,
        post: Post,
        kind: "Review.Kind",
        signs: Iterable[str],
        urgency: int = 0,
    ) -> "Review":
        """Put `post` into the queue, or add to what waits there for it already."""
        review, _ = self.get_or_create(
            post=post, decided_at=None, defaults={"kind": kind, "urgency": urgency}
        )
        review.lock()
        review.signs = list(dict.fromkeys([*review.signs, *map(str, signs)]))
        review.urgency = max(review.urgency, urgency)
        review.save(update_fields=["signs", "urgency"])
        return review

    def withdraw(self, post: Post) -> None:
        """Close what waits for a post its author took back, unless others have reported it."""
        for review in self.open().filter(post=post, reports=None).exclude(kind=Review.Kind.REPORT):
            review.close(Review.Decision.WITHDRAWN, None)
        self.open().filter(post=post).update(title="", text="", role={})

    def claim(self, pk: int, moderator: User) -> bool:
        """Say for a quarter of an hour that `moderator` is on it; False while another one is."""
        now = timezone.now()
        free = Q(claimed_by=moderator) | Q(claimed_by=None) | Q(claimed_until__lte=now)
        row = self.open().filter(free, pk=pk)
        return bool(row.update(claimed_by=moderator, claimed_until=now + CLAIM_TIME))

    def release(self, pk: int, moderator: User) -> None:
        row = self.open().filter(pk=pk, claimed_by=moderator)
        row.update(claimed_by=None, claimed_until=None)


class Review(models.Model):
    """One thing a moderator has to decide. A post or a member has at most one open at a time."""

    class Kind(models.TextChoices):
        POST = "post", "New post"
        EDIT = "edit", "Change to a post"
        REPORT = "report", "Reported"
        APPEAL = "appeal", "Appeal"

    class Urgency(models.IntegerChoices):
        NORMAL = 0, "Normal"
        SOON = 1, "Soon"
        NOW = 2, "Now"

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        KEPT = "kept", "Left as it is"
        HIDDEN = "hidden", "Hidden"
        RESTORED = "restored", "Shown again"
        WITHDRAWN = "withdrawn", "Taken back by its author"

    kind = models.CharField(max_length=10, choices=Kind)
    post = models.ForeignKey(
        Post, models.CASCADE, null=True, blank=True, related_name="reviews", db_index=False
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of a report about a member’s page instead of a post.",
    )
    signs = models.JSONField(default=list, help_text="Codes of Sign and Report.Reason.")
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.NORMAL)
    # Of a change that waits: the words that are put forward, made from `version` of the post.
    title = models.CharField(max_length=140, blank=True)
    text = models.TextField(blank=True)
    role = models.JSONField(
        default=dict, help_text="What an answer would say of its author’s job, as its columns."
    )
    version = models.PositiveIntegerField(default=1)
    plea = models.TextField(blank=True, help_text="Of an appeal: what its author says.")
    was_hidden_at_once = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reason = models.TextField(blank=True, help_text="Shown to the author.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(decided_at=None), name="one_open_review_of_a_post"
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(decided_at=None), name="one_open_review_of_a_member"
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=False) ^ Q(member__isnull=False),
                name="a_review_is_of_a_post_or_a_member",
            ),
        ]
        indexes = [
            models.Index(
                F("urgency").desc(), "id", condition=Q(decided_at=None), name="review_queue"
            ),
            models.Index(fields=["post", "-id"], name="review_of_post"),
            models.Index(fields=["-decided_at"], name="review_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def cursor(self) -> tuple[int, int]:
        return self.urgency, self.pk

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

    @property
    def claimant(self) -> User | None:
        """Who is on it now."""
        claimed = self.claimed_until is not None and self.claimed_until > timezone.now()
        return self.claimed_by if claimed else None

    def lock(self) -> None:
        """Wait for whoever is at it, and read it anew. Call inside a transaction."""
        list(Review.objects.select_for_update().filter(pk=self.pk).values_list("pk"))
        self.refresh_from_db()

    def propose(self, title: str, text: str, version: int, role: dict[str, Any]) -> None:
        """Keep the words that its author wants the post to say, in place of any before."""
        self.title, self.text, self.version, self.role = title, text, version, role
        self.save(update_fields=["title", "text", "version", "role"])

    def close(self, decision: Decision, by: User | None, reason: str = "") -> bool:
        """Decide it, once. False: it was decided meanwhile, and nothing has happened.

        One conditional UPDATE, so that of two moderators at once the second does nothing.
        """
        now = timezone.now()
        changed = (
            Review.objects.open()
            .filter(pk=self.pk)
            .update(decision=decision, decided_by=by, decided_at=now, reason=reason)
        )
        self.refresh_from_db()
        return bool(changed)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, viewer: Viewer) -> "ReportQuerySet":
        """For moderators. Whoever is reported never learns by whom."""
        return self if sees_hidden(viewer) else self.none()


class Report(models.Model):
    """A reader's word that something is wrong with a post or a member's page."""

    class Reason(models.TextChoices):
        CHILD_SAFETY = "child", "A child or teenager may be in danger"
        SELF_HARM = "harm", "Someone may hurt themselves"
        CONTACT = "contact", "It asks for or gives contact details"
        BULLYING = "bullying", "It is unkind, threatening or hateful"
        SEXUAL = "sexual", "It is sexual"
        SPAM = "spam", "It is advertising"
        WRONG = "wrong", "It is false, and harmful to follow"
        OTHER = "other", "Something else"

    review = models.ForeignKey(Review, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=10, choices=Reason)
    text = models.TextField(max_length=2000, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: a visitor, or someone who has left.",
    )
    weight = models.PositiveSmallIntegerField(
        default=0, help_text="From the reporter’s standing when it was sent."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "reporter"], name="one_report_each")
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.review_id}"
