"""What members are told, on the site and by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .post import Post
from .question import Question


class MailChoice(models.Model):
    """How often a member wants mail about the board. Without a row: at once."""

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day"
        WEEKLY = "weekly", "Once a week"
        NEVER = "never", "Never"

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choice"
    )
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.AT_ONCE)

    def __str__(self) -> str:
        return f"{self.member}: {self.get_frequency_display()}"


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

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
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


class Delivery(models.Model):
    """One mail to be sent. It is written when it is sent, from what may be read by then."""

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
