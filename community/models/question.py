"""A question and what belongs to the thread as a whole. Its text is the thread's first Post."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from careers.models import Career
from careers.models.career import Viewer

if TYPE_CHECKING:
    from .post import Post


class State(models.TextChoices):
    PUBLISHED = "published", "Published"
    HIDDEN = "hidden", "Hidden by a moderator"
    REMOVED = "removed", "Deleted by its author"


class PagePart(models.TextChoices):
    """The part of the career page a question is about; the values are the ids of its sections."""

    WHAT = "what", "What the job is"
    EDUCATION = "education", "Typical education"
    SALARY = "salary", "Salary"
    DAY = "day", "Day in the life"
    BECOME = "become", "How to become one"
    SKILLS = "skills", "Essential skills"
    DUTIES = "duties", "Key responsibilities"
    INTERVIEW = "interview", "Interview questions"


def own_columns(row: models.Model, others: frozenset[str]) -> list[str]:
    """The columns that saving a changed `row` writes: all but its key and `others`."""
    return [f.name for f in row._meta.concrete_fields if not f.primary_key and f.name not in others]


def sees_hidden(viewer: Viewer) -> bool:
    return viewer.is_staff and viewer.has_perm("community.change_question")


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, viewer: Viewer) -> "QuestionQuerySet":
        """Published questions; hidden ones for their author and for moderators."""
        if sees_hidden(viewer):
            return self
        open_to = Q(state=State.PUBLISHED)
        if viewer.is_authenticated:
            open_to |= Q(author=viewer)
        return self.filter(open_to)

    def titled(self, words: str) -> "QuestionQuerySet":
        """Questions whose title contains every one of `words`, of which the first ten count."""
        found = self
        for word in words.split()[:10]:
            found = found.filter(title__icontains=word)
        return found

    def unanswered(self) -> "QuestionQuerySet":
        return self.filter(answer_count=0)

    def newest_first(self, after: int | None = None) -> "QuestionQuerySet":
        """Newest first; `after` is the id of the last question of the page before.

        Ids rise with time, so the primary key is the cursor and no page costs more than the first.
        """
        rows = self.filter(pk__lt=after) if after is not None else self
        return rows.order_by("-pk")

    def with_row(self) -> "QuestionQuerySet":
        """Join what a row in a list shows, and leave the careers' long texts where they are."""
        row = [
            "title",
            "slug",
            "created_at",
            "answer_count",
            "accepted",
            "career__title",
            "career__slug",
        ]
        return self.select_related("author", "career").only(*row, "career__state", "author__handle")


class Question(models.Model):
    title = models.CharField(
        max_length=140,
        validators=[
            MinLengthValidator(15, "Write your question as one sentence of at least 15 characters.")
        ],
    )
    slug = models.SlugField(max_length=150, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="questions"
    )
    career = models.ForeignKey(
        Career,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: about careers in general.",
    )
    part = models.CharField(
        "part of the page",
        max_length=20,
        choices=PagePart,
        blank=True,
        help_text="Empty: about the career as a whole.",
    )
    is_sample = models.BooleanField(
        default=False, editable=False, help_text="Made for a local trial, and labelled so."
    )
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The question that this one’s address leads to.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_activity_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted = models.OneToOneField(
        "Post", models.SET_NULL, null=True, blank=True, editable=False, related_name="accepted_for"
    )
    # Written by Post in the transaction of the row they count; never set by hand.
    answer_count = models.PositiveIntegerField(default=0, editable=False)
    verified_answer_count = models.PositiveIntegerField(default=0, editable=False)
    next_number = models.PositiveIntegerField(default=0, editable=False)

    objects = QuestionQuerySet.as_manager()

    WRITTEN_BY_POSTS = frozenset(
        {"answer_count", "verified_answer_count", "next_number", "last_activity_at", "accepted"}
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="question_newest"),
            models.Index(fields=["career", "state", "-id"], name="question_newest_of_career"),
            models.Index(fields=["state", "-last_activity_at", "-id"], name="question_active"),
            models.Index(
                fields=["career", "state", "-last_activity_at", "-id"],
                name="question_active_of_career",
            ),
            models.Index(
                fields=["state", "-id"],
                condition=Q(verified_answer_count__gt=0),
                name="question_verified",
            ),
            models.Index(
                fields=["state", "-id"], condition=Q(answer_count=0), name="question_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("community:question", args=[self.pk, self.slug])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. A change leaves alone what parallel posts write: this copy may be behind."""
        self.slug = slugify(self.title)[:150].strip("-") or "question"
        if not self._state.adding:
            kwargs.setdefault("update_fields", own_columns(self, self.WRITTEN_BY_POSTS))
        super().save(*args, **kwargs)

    def take_number(self) -> int:
        """The number of the next post under this question. Call inside a transaction.

        The UPDATE locks the row, so that parallel posts queue here instead of taking one number twice.
        """
        Question.objects.filter(pk=self.pk).update(next_number=F("next_number") + 1)
        self.refresh_from_db(fields=["next_number"])
        return self.next_number - 1

    def count_answer(self, change: int, verified: bool = False) -> None:
        Question.objects.filter(pk=self.pk).update(
            answer_count=F("answer_count") + change,
            verified_answer_count=F("verified_answer_count") + (change if verified else 0),
            last_activity_at=timezone.now(),
        )

    def count_on_board(self, change: int) -> None:
        if self.career_id is not None:
            CareerBoard.objects.get_or_create(career_id=self.career_id)
            CareerBoard.objects.filter(career=self.career_id).update(
                question_count=F("question_count") + change
            )

    @transaction.atomic
    def move_to(self, career: Career | None) -> None:
        """Say which career this is about, none for careers in general; the boards' counts follow."""
        before = Question.objects.select_for_update().get(pk=self.pk)
        self.career = career
        Question.objects.filter(pk=self.pk).update(career=career)
        if before.state == State.PUBLISHED and before.career_id != self.career_id:
            # In one order of boards, so that two opposite moves never wait for each other.
            moves = [(before.career_id or 0, before, -1), (self.career_id or 0, self, +1)]
            for _, question, change in sorted(moves, key=lambda move: move[0]):
                question.count_on_board(change)

    def may_accept(self, viewer: Viewer) -> bool:
        return viewer.is_authenticated and (viewer.pk == self.author_id or sees_hidden(viewer))

    def accept(self, answer: "Post", wanted: bool = True) -> None:
        """Mark `answer` as the one that helped, or take the mark back. The last mark wins."""
        thread = Question.objects.filter(pk=self.pk)
        if wanted:
            thread.update(accepted=answer)
        else:
            thread.filter(accepted=answer).update(accepted=None)


class CareerBoardQuerySet(models.QuerySet["CareerBoard"]):
    def visible_to(self, viewer: Viewer) -> "CareerBoardQuerySet":
        return self.filter(career__in=Career.objects.visible_to(viewer))

    def busiest(self) -> "CareerBoardQuerySet":
        """Careers with questions, most questions first, with what a link to them shows."""
        boards = self.filter(question_count__gt=0).select_related("career")
        shown = boards.only("question_count", "career__title", "career__slug")
        return shown.order_by("-question_count", "career__title")


class CareerBoard(models.Model):
    """How many published questions there are about a career: counted as they are posted."""

    career = models.OneToOneField(Career, models.CASCADE, related_name="+")
    question_count = models.PositiveIntegerField(default=0)

    objects = CareerBoardQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.career}: {self.question_count}"
