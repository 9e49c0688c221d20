from django.conf import settings
from django.db import models

from careers.models.career import Viewer

from .post import Post
from .question import sees_hidden


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, viewer: Viewer) -> "RevisionQuerySet":
        """Of a post that is visible itself: words that readers have seen, and all for moderators."""
        return self if sees_hidden(viewer) else self.filter(is_withheld=False)


class Revision(models.Model):
    """What a post said before an edit. The words it says now are on the post itself."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField(
        help_text="The version of the post that these words were."
    )
    title = models.CharField(max_length=140, blank=True, help_text="Of a question's text.")
    text = models.TextField()
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who wrote these words.",
    )
    created_at = models.DateTimeField(help_text="When these words were written.")
    is_withheld = models.BooleanField(
        default=False, help_text="Readers never saw these words, or must not see them again."
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["post", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["post", "version"], name="one_revision_per_version")
        ]

    @classmethod
    def of(cls, post: Post, viewer: Viewer, before: int, limit: int) -> list["Revision"]:
        """What `post` says and has said before the version `before`, newest first, for `viewer`.

        What it says now stands in a row that is not saved.
        """
        now = [cls(post=post, **post.words())] if before > post.version else []
        older = cls.objects.visible_to(viewer).filter(
            post=post, version__lt=min(before, post.version)
        )
        return [*now, *older.select_related("editor").order_by("-version")[: limit - len(now)]]

    def __str__(self) -> str:
        return f"Version {self.version} of {self.post}"
