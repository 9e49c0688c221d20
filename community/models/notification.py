"""What members are told, on the site and by mail."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models.career import Viewer

from . import in_sql
from .post import Post
from .question import Question, State

BURST = timedelta(minutes=2)
"""How long a mail that is sent at once waits for more to say."""
MORNING = 7
"""The hour of the day at which digests leave; the weekly one on Mondays."""


class MailChoiceManager(models.Manager["MailChoice"]):
    @transaction.atomic
    def choose(self, member: User, frequency: "MailChoice.Frequency") -> None:
        """From now on, and for what waits to be sent. What was held back is never sent later."""
        now = timezone.now()
        self.update_or_create(member=member, defaults={"frequency": frequency})
        if frequency == MailChoice.Frequency.NEVER:
            unmailed = Notification.objects.filter(recipient=member, mailed_at=None)
            unmailed.settle(mailed_at=now)
        else:
            waiting = Delivery.objects.filter(recipient=member, state=Delivery.State.WAITING)
            waiting.update(next_at=frequency.next_time(now))


class MailChoice(models.Model):
    """How often a member wants mail about the board. Without a row: at once."""

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day"
        WEEKLY = "weekly", "Once a week"
        NEVER = "never", "Never"

        def next_time(self, now: datetime) -> datetime:
            """When a mail that gets its first news `now` is due."""
            if self == self.AT_ONCE:
                return now + BURST
            morning = timezone.localtime(now).replace(
                hour=MORNING, minute=0, second=0, microsecond=0
            )
            if morning <= now:
                morning += timedelta(days=1)
            if self == self.WEEKLY:
                morning += timedelta(days=-morning.weekday() % 7)
            return morning

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choice"
    )
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.AT_ONCE)

    objects = MailChoiceManager()

    def __str__(self) -> str:
        return f"{self.member}: {self.get_frequency_display()}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, viewer: Viewer) -> "NotificationQuerySet":
        """One's own, about what is published and not muted; about one's posts at the desk, anyway.

        Joined, not looked up in a list of all visible posts, which SQLite would write out each time.
        """
        if not viewer.is_authenticated:
            return self.none()
        published = Q(post__state=State.PUBLISHED, post__question__state=State.PUBLISHED)
        parent = Q(post__parent=None) | Q(post__parent__state=State.PUBLISHED)
        at_the_desk = Q(kind__in=Notification.OF_THE_DESK)
        return self.filter(
            Q(post=None) | at_the_desk | (published & parent),
            at_the_desk | ~Q(question__in=in_sql.muted_questions(viewer)),
            ~Q(actor__in=in_sql.muted_members(viewer)),
            recipient=viewer,
        )

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    @transaction.atomic
    def settle(self, **columns: datetime) -> None:
        """Set `read_at` or `mailed_at`. Locked by id first: a reader and a worker take one order."""
        list(self.select_for_update().order_by("pk").values_list("pk"))
        self.update(**columns)

    def newest_first(self, after: int | None = None) -> "NotificationQuerySet":
        """`after` is the id of the last one of the page before. Ids rise with time."""
        rows = self.filter(pk__lt=after) if after is not None else self
        return rows.order_by("-pk")

    def with_story(self) -> "NotificationQuerySet":
        """Join what telling it takes, and leave the careers' long texts where they are."""
        return self.select_related("actor", "post", "question__career").only(
            *("recipient", "kind", "created_at", "read_at", "actor__handle"),
            *("question__title", "question__slug", "question__state", "question__career__title"),
            *("post__question", "post__kind", "post__html", "post__helpful_count"),
            *("post__pseudonym",),
        )


class Notification(models.Model):
    """One thing a member is told. What it is about may be hidden later: read it by `visible_to`."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "New answer"
        COMMENT = "comment", "New comment"
        MENTION = "mention", "You were mentioned"
        ACCEPTED = "accepted", "Your answer was accepted"
        HELPFUL = "helpful", "Your post was found helpful"
        QUESTION = "question", "New question about a career you follow"
        VERIFICATION = "verification", "Your application was decided"
        QUOTED = "quoted", "Your answer is quoted on a career page"
        APPROVED = "approved", "Your post is before readers"
        REJECTED = "rejected", "Your post was sent back"
        HIDDEN = "hidden", "Your post was hidden"
        RESTORED = "restored", "Your post is shown again"
        UPHELD = "upheld", "Your post stays as it is"
        CHANGE_TAKEN = "change_taken", "Your change is before readers"
        CHANGE_REFUSED = "change_refused", "Your change was not taken"
        SANCTION = "sanction", "You may not write for a while"

    OF_THE_DESK = (
        *(Kind.APPROVED, Kind.REJECTED, Kind.HIDDEN, Kind.RESTORED, Kind.UPHELD),
        *(Kind.CHANGE_TAKEN, Kind.CHANGE_REFUSED),
    )

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=15, choices=Kind)
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            # A post is told of once to each member, whatever path leads there.
            models.UniqueConstraint(fields=["recipient", "post", "kind", "actor"], name="told_once")
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_newest"),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(mailed_at__isnull=True),
                name="notification_unmailed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_kind_display()}"

    @property
    def words(self) -> str:
        """What happened, up to the title of what it happened to."""
        hidden = self.post.pseudonym if self.post else ""
        who = hidden or (self.actor.handle if self.actor else "A former member")
        what = self.post.get_kind_display().lower() if self.post else "post"
        under = "" if what == "question" else " under"
        return {
            self.Kind.ANSWER: f"{who} answered",
            self.Kind.COMMENT: f"{who} commented on",
            self.Kind.MENTION: f"{who} mentioned you in",
            self.Kind.ACCEPTED: "Your answer was accepted on",
            self.Kind.HELPFUL: self._helpful_to,
            self.Kind.QUESTION: f"{who} asked about {self._career}:",
            self.Kind.VERIFICATION: "A moderator has decided on",
            self.Kind.QUOTED: "A career page quotes your answer to",
            self.Kind.APPROVED: f"Readers can see your {what} now{under and ', under'}:",
            self.Kind.REJECTED: f"A moderator sent back your {what}{under}",
            self.Kind.HIDDEN: f"A moderator hid your {what}{under}",
            self.Kind.RESTORED: f"Readers can see your {what} again{under and ', under'}:",
            self.Kind.UPHELD: f"A moderator looked again at your {what}{under}",
            self.Kind.CHANGE_TAKEN: f"Readers can see your change to your {what}{under and ', under'}:",
            self.Kind.CHANGE_REFUSED: f"A moderator did not take your change to your {what}{under}",
            self.Kind.SANCTION: "A moderator has decided on",
        }[self.Kind(self.kind)]

    @property
    def title(self) -> str:
        """Of the question it is about; empty without one, and when it is hidden from the recipient.

        What moderators decide on one's reply is told even when others' question above it is gone.
        """
        reply = self.post and self.post.kind != Post.Kind.QUESTION
        if self.question is None or (reply and self.question.state != State.PUBLISHED):
            return ""
        return self.question.title

    @property
    def about(self) -> str:
        if self.kind == self.Kind.SANCTION:
            return "your part in the community"
        if self.question:
            return self.title or "a question that is not shown any more"
        return "your application as a professional"

    @property
    def _career(self) -> str:
        career = self.question and self.question.career
        return career.title if career else "a career you follow"

    @property
    def _helpful_to(self) -> str:
        times = self.post.helpful_count if self.post else 0
        what = "question" if self.post and self.post.kind == Post.Kind.QUESTION else "answer"
        return f"{times} {'member' if times == 1 else 'members'} found your {what} helpful:"

    @property
    def day(self) -> date:
        return timezone.localdate(self.created_at)

    def get_absolute_url(self) -> str:
        """The permanent address of what this is about."""
        if self.kind == self.Kind.SANCTION:
            return reverse("community:sanction")
        return self.post.get_absolute_url() if self.post else reverse("community:verify")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        """What is to be sent, and what someone began to send and did not finish in time."""
        # As literals: with parameters SQLite does not see that the index of what is open will do.
        states = [Delivery.State.WAITING, Delivery.State.SENDING]
        open_now = [RawSQL(f"'{state.value}'", []) for state in states]  # noqa: S611
        return self.filter(state__in=open_now, next_at__lte=now).order_by("next_at", "pk")


class Delivery(models.Model):
    """One mail to be sent. It is written when it is sent, from what may be read by then.

    A member has one that is not finished: news meanwhile join it. While it is being sent, `next_at`
    is when another worker may take it over, and `attempts` tells the two workers apart.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        EMPTY = "empty", "Nothing left to say"
        FAILED = "failed", "Given up"

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(
        max_length=100, unique=True, help_text="What makes this mail the only one of its kind."
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(help_text="Not before this time.")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="delivery_due",
            )
        ]

    def __str__(self) -> str:
        return self.key
