from django.conf import settings
from django.db import models

from careers.models import Career

from .question import PagePart


class Draft(models.Model):
    """What a member is writing, kept on the server until it is posted.

    `place` names the form ("ask", "answer:12"). `version` rises with every save; a tab that holds
    an older one is told instead of overwriting the newer words.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=40)
    title = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    career = models.ForeignKey(Career, models.SET_NULL, null=True, blank=True, related_name="+")
    part = models.CharField(max_length=20, choices=PagePart, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["author", "place"], name="one_draft_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.place}"
