from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class Level(models.IntegerChoices):
    """How well the board knows a member. It opens doors and is shown to nobody but moderators."""

    NEW = 0, "New here"
    MEMBER = 1, "In standing"
    REGULAR = 2, "Regular"


class Standing(models.Model):
    """A member's level as it was last worked out; see `community.standing`."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="standing")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.NEW)
    checked_at = models.DateTimeField(default=timezone.now)

    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return f"{self.member}: {self.get_level_display()}"
