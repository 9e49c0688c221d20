import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models import Career
from careers.models.career import Viewer

from .question import PagePart


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, viewer: Viewer) -> "DraftQuerySet":
        """A draft is nobody's business but its author's."""
        return self.filter(author=viewer) if viewer.is_authenticated else self.none()

    def keep(self, author: User, place: str, version: int, **words: Any) -> int | None:
        """Save `words` over the draft of that `version`, 0 for none yet; the version they are now.

        None: it is not the one there is, and nothing was saved. One statement decides, so that of
        many at once one wins. The same words once more are no conflict: an answer got lost.
        """
        mine = self.filter(author=author, place=place)
        if version and mine.filter(version=version).update(
            **words, version=F("version") + 1, updated_at=timezone.now()
        ):
            return version + 1
        if not version:
            try:
                with transaction.atomic():
                    first = first_version()
                    self.create(author=author, place=place, version=first, **words)
                    return first
            except IntegrityError:
                pass
        return mine.filter(**words).values_list("version", flat=True).first()

    def finish(self, author: User, place: str, version: int, text: str) -> None:
        """Discard the draft of the form that was posted: of that `version`, or saved of this `text`.

        Any other is from another tab, and the only place where its words are.
        """
        posted = Q(version=version) | Q(body=text)
        self.filter(posted, author=author, place=place).delete()


def first_version() -> int:
    """Random, so that a tab that knows a draft discarded since never matches the one after it."""
    return secrets.randbelow(10**9) + 1


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
    anonymous = models.BooleanField(default=False)
    role = models.CharField(max_length=80, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    still_in_role = models.BooleanField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["author", "place"], name="one_draft_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.place}"

    def words(self) -> dict[str, Any]:
        """What the fields of its form start with; no career leaves the form's own choice alone."""
        words: dict[str, Any] = {
            "title": self.title,
            "body": self.body,
            "anonymous": self.anonymous,
            "role": self.role,
            "years": self.years,
            "still_in_role": self.still_in_role,
        }
        return words | ({"career": self.career_id, "part": self.part} if self.career_id else {})

    @property
    def question_id(self) -> int | None:
        """The question that an answer's draft is under."""
        kind, _, number = self.place.partition(":")
        return int(number) if kind == "answer" else None

    def get_absolute_url(self) -> str:
        """The form it stands in."""
        if self.question_id is None:
            return reverse("community:ask")
        return reverse("community:answer", args=[self.question_id])
