from django.conf import settings
from django.db import models


class HelpfulVote(models.Model):
    post = models.ForeignKey("community.Post", models.CASCADE, related_name="helpful_votes")
    # A vote outlives its voter's account, and so the count stays the number of rows.
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "voter"], name="one_helpful_vote_each")
        ]

    def __str__(self) -> str:
        return f"{self.voter}: {self.post_id}"
