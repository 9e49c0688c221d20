from django.conf import settings
from django.db import models
from django.utils import timezone

from careers.models import Career

from .post import Post


class Quotation(models.Model):
    """An answer that an editor shows on a career page, with its author's handle.

    It is read by `Post.objects.visible_to`, so that what is hidden on the board is hidden there.
    """

    career = models.ForeignKey(Career, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="quotations")
    excerpt = models.CharField(max_length=600, help_text="Words of the answer, unchanged.")
    quoted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["career", "post"],
                name="quoted_once_per_career",
                violation_error_message="This answer is quoted on that page already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.career}: {self.post}"
