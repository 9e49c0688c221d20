from django.conf import settings
from django.db import models
from django.utils import timezone

from careers.models import Career
from careers.models.career import Viewer

from .post import Post
from .question import Question, State

FIRST_WORDS = 300
"""Characters of an answer that are offered as its quotation."""


def may_quote(viewer: Viewer) -> bool:
    """Whether `viewer` puts answers on career pages: editors, by the groups they are in."""
    needed = ("careers.change_career", "community.add_quotation")
    return viewer.is_staff and viewer.has_perms(needed)


def words_of(post: Post) -> str:
    """The answer as one line of words, which a quotation is cut from."""
    return " ".join(post.plain_text.split())


def first_words(post: Post) -> str:
    """The beginning of the answer, cut between two words."""
    words = words_of(post)
    if len(words) <= FIRST_WORDS:
        return words
    return words[: FIRST_WORDS + 1].rsplit(" ", 1)[0][:FIRST_WORDS]


class QuotationQuerySet(models.QuerySet["Quotation"]):
    def visible_to(self, viewer: Viewer) -> "QuotationQuerySet":
        """Of published answers under published questions: a career page shows nothing hidden."""
        posts = Post.objects.visible_to(viewer)
        published = {"post__state": State.PUBLISHED, "post__question__state": State.PUBLISHED}
        return self.filter(
            post__in=posts, career__in=Career.objects.visible_to(viewer), **published
        )

    def keep_to_career(self, question: Question) -> None:
        """Take answers to `question` off the pages of careers that it is not about (any more).

        Editors take one off at its question, which leads to the page of its career alone.
        """
        self.filter(post__question=question).exclude(career=question.career_id).delete()

    def with_post(self) -> "QuotationQuerySet":
        return self.select_related("post__author", "post__question")


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

    objects = QuotationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["career", "post"],
                name="quoted_once_per_career",
                violation_error_message="This answer is quoted on that page already.",
            )
        ]

    def __str__(self) -> str:
        """Without words of the post, which may be hidden: the desk shows this beside careers."""
        return f"{self.career}: quotation {self.pk}"

    @property
    def is_true(self) -> bool:
        """Whether the answer, which its author may have changed, still says so."""
        return self.excerpt in words_of(self.post)
