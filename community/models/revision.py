from django.conf import settings
from django.db import models

from .post import Post


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

    class Meta:
        ordering = ["post", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["post", "version"], name="one_revision_per_version")
        ]

    @classmethod
    def of(cls, post: Post, before: int, limit: int) -> list["Revision"]:
        """What `post` says and has said before the version `before`, newest first.

        What it says now stands in a row that is not saved.
        """
        now = [cls(post=post, **post.words())] if before > post.version else []
        older = post.revisions.filter(version__lt=min(before, post.version))
        return [*now, *older.select_related("editor").order_by("-version")[: limit - len(now)]]

    def __str__(self) -> str:
        return f"Version {self.version} of {self.post}"
