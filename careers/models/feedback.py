"""What readers tell the editors. None of it is shown to readers, none of it says who they are."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .career import Career


class PartVote(models.Model):
    """Whether one visitor found one part of a page useful."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="part_votes")
    part = models.CharField(max_length=20)
    """The id of the section: see careers/page.py."""
    useful = models.BooleanField()
    words = models.CharField(max_length=500, blank=True)
    visitor = models.CharField(max_length=64)
    """Tells one visitor's second vote on this part from another's first; leads to no person."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["career", "part", "visitor"], name="one_vote_per_visitor_and_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.career}, {self.part}: {'useful' if self.useful else 'not useful'}"


class Mistake(models.Model):
    """What a reader says is wrong on a page."""

    career = models.ForeignKey(Career, models.CASCADE, null=True, related_name="mistakes")
    """None of other pages of the site."""
    page = models.CharField(max_length=200)
    """The address's path."""
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["settled_at", "-at"], name="mistakes_to_look_at")]

    def __str__(self) -> str:
        return f"{self.page}: {self.text[:60]}"


class MissedSearch(models.Model):
    """Words for which the search found no career. Counted without who asked."""

    words = models.CharField(max_length=60, unique=True)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-times", "-last_at"]
        verbose_name_plural = "missed searches"
        indexes = [models.Index(fields=["-times", "-last_at"], name="missed_most_first")]

    def __str__(self) -> str:
        return self.words


class OutsideLink(models.Model):
    """An address on another site that our pages lead to, and what it answered when last asked."""

    url = models.URLField("address", max_length=500, unique=True)
    checked_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    """Of HTTP; None when nobody answered."""
    problem = models.CharField(max_length=200, blank=True)
    """In words; empty when the link is good."""
    failures = models.PositiveSmallIntegerField(default=0)
    """Checks in a row that failed: one may be the other site's bad hour."""

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url
