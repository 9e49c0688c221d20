"""A question and what belongs to the thread as a whole. Its text is the thread's first Post."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify

from careerportal.addresses import address
from careers.models import Career
from careers.models.career import Viewer

from . import in_sql
from .anonymity import AnonymousAuthor

if TYPE_CHECKING:
    from .post import Post


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class State(models.TextChoices):
    """Of a post. What is being written is no post yet: it is a Draft, which only its author sees."""

    PENDING = "pending", "Waiting for a moderator"
    PUBLISHED = "published", "Published"
    REJECTED = "rejected", "Sent back by a moderator"
    HIDDEN = "hidden", "Hidden by a moderator"
    REMOVED = "removed", "Deleted by its author"


class PagePart(models.TextChoices):
    """The part of the career page a question is about; the values are the ids of its sections."""

    WHAT = "what", "What the job is"
    EDUCATION = "education", "Typical education"
    PROGRAMS = "programs", "Programs of study"
    SALARY = "salary", "Salary"
    OUTLOOK = "outlook", "Outlook"
    DAY = "day", "Day in the life"
    BECOME = "become", "How to become one"
    SKILLS = "skills", "Essential skills"
    TECHNOLOGY = "technology", "Technology"
    DUTIES = "duties", "Key responsibilities"
    INTERESTS = "interests", "Interests and work styles"
    INTERVIEW = "interview", "Interview questions"


def own_columns(row: models.Model, others: frozenset[str]) -> list[str]:
    """The columns that saving a changed `row` writes: all but its key and `others`."""
    return [f.name for f in row._meta.concrete_fields if not f.primary_key and f.name not in others]


def sees_hidden(viewer: Viewer) -> bool:
    return viewer.is_staff and viewer.has_perm("community.change_question")


def moment_of(cursor: tuple[int, ...]) -> datetime | None:
    """The time in an `activity_cursor`; None for one that names no time, as for the first page."""
    try:
        return EPOCH + timedelta(microseconds=cursor[0]) if cursor else None
    except OverflowError:
        return None


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, viewer: Viewer) -> "QuestionQuerySet":
        """Published questions; others for their author and for moderators."""
        if sees_hidden(viewer):
            return self
        open_to = Q(state=State.PUBLISHED)
        if viewer.is_authenticated:
            open_to |= Q(author=viewer) | AnonymousAuthor.objects.of_question(viewer)
        return self.filter(open_to)

    def listed_for(self, viewer: Viewer) -> "QuestionQuerySet":
        """For lists of the board: published, and not muted by the viewer.

        One's own hidden questions are on one's own page: with an OR on the author no index could
        give a list its order, and a member's first page would cost a sort of the whole board.
        """
        if not viewer.is_authenticated:
            return self.filter(state=State.PUBLISHED)
        muted = Q(pk__in=in_sql.muted_questions(viewer))
        by_muted = Q(author__in=in_sql.muted_members(viewer))
        return self.filter(~muted, ~by_muted, state=State.PUBLISHED)

    def unanswered(self) -> "QuestionQuerySet":
        return self.filter(answer_count=0)

    def answered_by_verified(self) -> "QuestionQuerySet":
        return self.filter(verified_answer_count__gt=0)

    def newest_first(self, after: tuple[int, ...] = ()) -> "QuestionQuerySet":
        """Latest on the board first; `after` is the `newest_cursor` of the page before's last.

        Not by id: a question that was held is as new as the moment readers could first see it.
        """
        return self._latest_first("created_at", after)

    def active_first(self, after: tuple[int, ...] = ()) -> "QuestionQuerySet":
        """Latest activity first; `after` is the `activity_cursor` of the page before's last."""
        return self._latest_first("last_activity_at", after)

    def _latest_first(self, column: str, after: tuple[int, ...]) -> "QuestionQuerySet":
        rows = self.order_by(f"-{column}", "-pk")
        if moment := moment_of(after):
            at_once = {column: moment, "pk__lt": after[1]}
            rows = rows.filter(
                Q(**{f"{column}__lt": moment}) | Q(**at_once), **{f"{column}__lte": moment}
            )
        return rows

    def for_reader(self, viewer: Viewer) -> "QuestionQuerySet":
        """Add what a member has to do with a question: see `seen_answers`, `is_muted`, `is_followed`."""
        if not viewer.is_authenticated:
            return self
        theirs = "WHERE member_id = %s AND question_id = community_question.id"
        seen = f"SELECT answer_count FROM community_readmark {theirs}"  # noqa: S608
        followed = in_sql.exists(f"community_questionfollow {theirs}", viewer.pk)
        return self.annotate(
            seen_answers=in_sql.select(seen, viewer.pk, kind=models.IntegerField(null=True)),
            is_muted=in_sql.exists(f"community_questionmute {theirs}", viewer.pk),
            is_followed=followed | AnonymousAuthor.objects.followed_by(viewer),
        )

    def with_pay(self) -> "QuestionQuerySet":
        """Join who asked and the career with its newest pay, and leave long texts where they are."""
        own = (field.attname for field in self.model._meta.concrete_fields)
        career = (
            *("title", "slug", "state", "related_occupation"),
            *("occupation__title", "occupation__reported_as__title"),
        )
        figures = (f"annual_{name}" for name in ("p10", "p25", "median", "p75", "p90"))
        release = ("annual_top_code", "first_year", "last_year", "period", "version")
        wages = "career__occupation__wages"
        wider = "career__occupation__reported_as"
        return self.select_related("author", f"{wages}__release", wider).only(
            *own,
            *("author__handle", "author__is_active"),
            *(f"career__{name}" for name in career),
            f"{wages}__occupation",
            *(f"{wages}__{name}" for name in figures),
            *(f"{wages}__release__{name}" for name in release),
        )

    def for_career_page(self) -> "QuestionQuerySet":
        """What the page of their career shows of questions; it has the career itself."""
        shown = ["title", "slug", "created_at", "answer_count", "accepted", "part", "pseudonym"]
        return self.select_related("author").only(*shown, "author__handle")

    def with_row(self) -> "QuestionQuerySet":
        """Join what a row in a list shows, and leave the careers' long texts where they are."""
        row = [
            "title",
            "slug",
            "part",
            "pseudonym",
            "is_sample",
            "created_at",
            "last_activity_at",
            "closed_at",
            "locked_at",
            "answer_count",
            "accepted",
            "career__title",
            "career__slug",
        ]
        return self.select_related("author", "career").only(
            *row, "career__state", "author__handle", "author__is_active"
        )


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
    pseudonym = models.CharField(
        max_length=40, blank=True, editable=False, help_text="Asked anonymously, under this name."
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
    is_pinned = models.BooleanField(
        default=False, editable=False, help_text="Stands on top of the lists it is in."
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Takes no new answers since then."
    )
    closed_because = models.CharField(max_length=200, blank=True, editable=False)
    locked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Nobody can add or change anything."
    )
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When it came before readers."
    )
    last_activity_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted = models.OneToOneField(
        "Post", models.SET_NULL, null=True, blank=True, editable=False, related_name="accepted_for"
    )
    # Written by Post in the transaction of the row they count; never set by hand.
    answer_count = models.PositiveIntegerField(default=0, editable=False)
    verified_answer_count = models.PositiveIntegerField(default=0, editable=False)
    next_number = models.PositiveIntegerField(default=0, editable=False)

    objects = QuestionQuerySet.as_manager()

    # What a member has to do with it, set by `for_reader`: how many answers there were when they
    # last looked (None: they never did), and whether they muted or follow it.
    seen_answers: int | None = None
    is_muted = False
    is_followed = False

    WRITTEN_BY_POSTS = frozenset(
        {"answer_count", "verified_answer_count", "next_number", "last_activity_at", "accepted"}
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "-created_at", "-id"], name="question_newest"),
            models.Index(
                fields=["career", "state", "-created_at", "-id"], name="question_newest_of_career"
            ),
            models.Index(fields=["state", "-last_activity_at", "-id"], name="question_active"),
            models.Index(
                fields=["career", "state", "-last_activity_at", "-id"],
                name="question_active_of_career",
            ),
            models.Index(
                fields=["state", "-created_at", "-id"],
                condition=Q(verified_answer_count__gt=0),
                name="question_verified",
            ),
            models.Index(
                fields=["state", "-created_at", "-id"],
                condition=Q(answer_count=0),
                name="question_unanswered",
            ),
            models.Index(
                fields=["-created_at"], condition=Q(is_pinned=True), name="question_pinned"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("community:question", self.pk, self.slug)

    @property
    def place(self) -> str:
        """The career and the part it is under, for a form to say what it was filled with."""
        return f"{self.career_id or 0}.{self.part}"

    @property
    def new_answers(self) -> int:
        """How many answers came since the reader was here; 0 for who never was."""
        seen = self.answer_count if self.seen_answers is None else self.seen_answers
        return max(0, self.answer_count - seen)

    @property
    def newest_cursor(self) -> tuple[int, int]:
        return (self.created_at - EPOCH) // timedelta(microseconds=1), self.pk

    @property
    def activity_cursor(self) -> tuple[int, int]:
        return (self.last_activity_at - EPOCH) // timedelta(microseconds=1), self.pk

    @property
    def author_name(self) -> str:
        """What its author is called on the board."""
        return self.pseudonym or (self.author.handle if self.author else "Former member")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. A change leaves alone what parallel posts write: this copy may be behind."""
        self.slug = slugify(self.title)[:150].strip("-") or "question"
        if not self._state.adding:
            kwargs.setdefault("update_fields", own_columns(self, self.WRITTEN_BY_POSTS))
        super().save(*args, **kwargs)

    def take_number(self, active: bool = True) -> int:
        """The number of the next post under this question, `active` by it. Call inside a transaction.

        The UPDATE locks the row, so that parallel posts queue here instead of taking one number twice.
        """
        now = {"last_activity_at": timezone.now()} if active else {}
        Question.objects.filter(pk=self.pk).update(next_number=F("next_number") + 1, **now)
        self.refresh_from_db(fields=["next_number"])
        return self.next_number - 1

    def check_open(self, kind: str) -> None:
        """Raises PermissionError with the reason when it takes no posts of this `kind` any more."""
        if self.locked_at:
            raise PermissionError("A moderator has locked this. Nothing can be added or changed.")
        if self.closed_at and kind == "answer":
            raise PermissionError(f"This question takes no new answers. {self.closed_because}")

    def fits_one_page(self, size: int) -> bool:
        """Whether there are `size` answers at most, hidden ones too: their authors see them."""
        if self.next_number <= size + 1:
            return True
        answers: models.QuerySet[Post] = self.posts.filter(kind="answer")
        return len(answers.values_list("pk", flat=True)[: size + 1]) <= size

    def count_answer(self, change: int, verified: bool = False) -> None:
        Question.objects.filter(pk=self.pk).update(
            answer_count=F("answer_count") + change,
            verified_answer_count=F("verified_answer_count") + (change if verified else 0),
        )

    def count_on_board(self, change: int) -> None:
        if self.career_id is not None:
            CareerBoard.objects.get_or_create(career_id=self.career_id)
            CareerBoard.objects.filter(career=self.career_id).update(
                question_count=F("question_count") + change
            )

    @transaction.atomic
    def move_to(self, career: Career | None) -> None:
        """Say which career this is about, none for careers in general; the boards' counts follow.

        What editors quoted of it goes from the page of the career before.
        """
        from .quotation import Quotation  # Not above: it reads this module.

        before = Question.objects.select_for_update(no_key=True).get(pk=self.pk)
        self.career = career
        Question.objects.filter(pk=self.pk).update(career=career)
        if before.career_id != self.career_id:
            self.index()
            Quotation.objects.keep_to_career(self)
        if before.state == State.PUBLISHED and before.career_id != self.career_id:
            # In one order of boards, so that two opposite moves never wait for each other.
            moves = [(before.career_id or 0, before, -1), (self.career_id or 0, self, +1)]
            for _, question, change in sorted(moves, key=lambda move: move[0]):
                question.count_on_board(change)

    def index(self) -> None:
        """Bring the search index up to date. Call in the transaction of the change."""
        from .. import search  # Not above: it reads this module.

        search.index(self)

    def may_accept(self, viewer: Viewer) -> bool:
        return self.is_by(viewer) or sees_hidden(viewer)

    def is_by(self, viewer: Viewer) -> bool:
        """Whether `viewer` asked it; one query when it was asked anonymously."""
        if not self.pseudonym or not viewer.is_authenticated:
            return viewer.is_authenticated and viewer.pk == self.author_id
        return bool(AnonymousAuthor.objects.pseudonym_in(self, viewer))

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
