"""Everything written under a question, its own text included, is a Post with a permanent number."""

import html
import re
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from careerportal import markdown
from careerportal.accounts.models import User
from careerportal.addresses import address
from careers.models.career import Viewer

from .. import mentions
from .anonymity import AnonymousAuthor
from .post_query import (
    ANSWERS_PER_PAGE,
    COMMENTS_PER_PAGE,
    COMMENTS_SHOWN,
    Kind,
    PostManager,
    Sort,
)
from .question import Question, State, own_columns
from .vote import HelpfulVote

if TYPE_CHECKING:
    from .revision import Revision


TAG = re.compile(r'<(?:"[^"]*"|[^">])*>')
"""In what the renderer wrote: it escapes every < that is no tag, and quotes attributes with "."""


class Conflict(Exception):  # noqa: N818  it is no error: two people wrote at once
    """Someone has rewritten the post meanwhile: `post`, as it is now."""

    def __init__(self, post: "Post") -> None:
        super().__init__(f"{post} is at version {post.version} now")
        self.post = post


class Post(models.Model):
    Kind = Kind

    question = models.ForeignKey(Question, models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(
        help_text="0 for the question's own text; answers count from 1."
    )
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="comments",
        db_index=False,
        help_text="Of a comment: the question's text or the answer it stands under.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="posts",
        db_index=False,
        help_text="Empty: they have left, or write under a pseudonym.",
    )
    pseudonym = models.CharField(max_length=40, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    was_published = models.BooleanField(
        default=True, editable=False, help_text="Readers have seen it at some time."
    )
    text = models.TextField(max_length=markdown.MAX_LENGTH, help_text="Markdown.")
    html = models.TextField(editable=False)
    html_version = models.PositiveSmallIntegerField(
        default=markdown.RENDERER_VERSION, editable=False
    )
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When it came before readers."
    )
    edited_at = models.DateTimeField(null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="The moderator who gave it its present words; empty: its author.",
    )
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="Rises with every edit; the older ones are Revisions."
    )
    role = models.CharField(
        max_length=80, blank=True, help_text="Of an answer: the job its author speaks from."
    )
    years = models.PositiveSmallIntegerField(
        "years in it", null=True, blank=True, validators=[MaxValueValidator(70)]
    )
    still_in_role = models.BooleanField("still in it", null=True, blank=True)
    is_verified = models.BooleanField(
        default=False,
        editable=False,
        help_text="Of an answer: its author was verified for this career when it was posted.",
    )
    helpful_count = models.PositiveIntegerField(default=0, editable=False)
    token = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="Of the form it was sent with."
    )

    objects = PostManager()

    # Whether the member who reads it muted who wrote it, and found it helpful; set by `for_reader`.
    is_muted = False
    was_helpful = False
    # Whether who reads it wrote it under a pseudonym; set by AnonymousAuthor.objects.mark_own.
    is_own = False
    # Whether it carries the mark of a professional today; set by professionals.with_marks.
    is_marked = False

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "token"], name="one_form_makes_one_post"),
            models.UniqueConstraint(
                fields=["token"],
                condition=~Q(pseudonym="") & Q(author=None),
                name="one_form_makes_one_anonymous_post",
            ),
            models.UniqueConstraint(fields=["question", "number"], name="post_number_once"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(kind="question"), name="one_text_per_question"
            ),
            models.CheckConstraint(
                condition=Q(kind="comment", parent__isnull=False)
                | (~Q(kind="comment") & Q(parent__isnull=True)),
                name="comments_have_a_parent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["question", "kind", "-helpful_count", "number"], name="post_by_helpful"
            ),
            models.Index(fields=["parent", "number"], name="post_comments"),
            models.Index(fields=["author", "-id"], name="post_of_author"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number} under “{self.question}”"

    @property
    def anchor(self) -> str:
        return "question" if self.kind == self.Kind.QUESTION else f"{self.kind}-{self.number}"

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def author_name(self) -> str:
        """What its author is called on the board."""
        return self.pseudonym or (self.author.handle if self.author else "Former member")

    def is_by(self, viewer: Viewer) -> bool:
        """Whether `viewer` wrote it; one query when it was written under a pseudonym."""
        if not self.pseudonym or not viewer.is_authenticated:
            return viewer.is_authenticated and viewer.pk == self.author_id
        return AnonymousAuthor.objects.filter(member=viewer, post=self).exists()

    @property
    def plain_text(self) -> str:
        """The words without their formatting. Not escaped."""
        return html.unescape(TAG.sub("", self.html)).strip()

    def cursor(self, sort: Sort) -> tuple[int, ...]:
        """The post's place in that order, from which the next page goes on."""
        return (self.helpful_count, self.number) if sort == Sort.HELPFUL else (self.number,)

    def get_absolute_url(self) -> str:
        """The permanent address, which finds the page that holds the post."""
        return address("community:post", self.pk)

    def get_page_url(self) -> str:
        """The address of the page that holds the post, and its place there."""
        if self.parent:
            return self._get_comment_url(self.parent)
        page = self.question.get_absolute_url()
        first = self.kind == self.Kind.QUESTION or self.question.accepted_id == self.pk
        if first or self.question.fits_one_page(ANSWERS_PER_PAGE):
            return f"{page}#{self.anchor}"
        return f"{page}?sort=oldest&after={self.number - 1}#{self.anchor}"

    def _get_comment_url(self, parent: "Post") -> str:
        """Under `parent`, unless others may fill that place; then on the page of all comments."""
        earlier = Post.objects.filter(parent=parent, number__lt=self.number)
        count = len(earlier.values_list("pk", flat=True)[:COMMENTS_PER_PAGE])
        if count < COMMENTS_SHOWN:
            parent.question = self.question
            return f"{parent.get_page_url().partition('#')[0]}#{self.anchor}"
        page = reverse("community:comments", args=[parent.pk])
        after = f"?after={self.number - 1}" if count == COMMENTS_PER_PAGE else ""
        return f"{page}{after}#{self.anchor}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render and save. A change leaves the votes alone, which others cast meanwhile."""
        self.html = mentions.render(self.text)
        self.html_version = markdown.RENDERER_VERSION
        if not self._state.adding:
            kwargs.setdefault("update_fields", own_columns(self, frozenset({"helpful_count"})))
        super().save(*args, **kwargs)

    @property
    def job(self) -> dict[str, Any]:
        """What an answer says of its author's job, as its columns."""
        return {"role": self.role, "years": self.years, "still_in_role": self.still_in_role}

    def words(self) -> dict[str, Any]:
        """What it says now, as the columns of a Revision."""
        return {
            "version": self.version,
            "title": self.question.title if self.kind == self.Kind.QUESTION else "",
            "text": self.text,
            "editor": self.edited_by or self.author,
            "created_at": self.edited_at or self.created_at,
        }

    @transaction.atomic
    def rewrite(
        self, text: str, version: int, title: str = "", editor: User | None = None
    ) -> "Revision | None":
        """Give it new words, made from its `version`. The old ones, kept; None when nothing changes.

        `editor` is a moderator who does it in the author's place. Words that readers could not
        see are kept for moderators alone.
        Raises Conflict when someone else has rewritten it since; then this is the post as it is now.
        """
        title = title if self.kind == self.Kind.QUESTION else ""
        self.check_version(text, version, title)
        now = self.words()
        title = title or now["title"]
        if (text, title) == (now["text"], now["title"]):
            return None
        old = self.revisions.create(**now, is_withheld=not self.is_published)
        self.text, self.version, self.edited_at = text, self.version + 1, timezone.now()
        self.edited_by = editor
        changed = ["text", "html", "html_version", "version", "edited_at", "edited_by"]
        self.save(update_fields=changed)
        if title != now["title"]:
            self.question.title = title
            self.question.save(update_fields=["title", "slug"])
        if self.kind == self.Kind.QUESTION:
            self.question.index()
        return old

    def may_edit(self, viewer: Viewer) -> bool:
        return self.is_by(viewer)

    def check_version(self, text: str, version: int, title: str = "") -> None:
        """Raises Conflict when someone has rewritten it since `version`. Locks it until the end."""
        self.question = Question.objects.select_for_update(no_key=True).get(pk=self.question_id)
        self.refresh_from_db(fields=["text", "version", "edited_at", "edited_by", "state"])
        now = self.words()
        if version != self.version and (text, title or now["title"]) != (now["text"], now["title"]):
            raise Conflict(self)

    @transaction.atomic
    def set_helpful(self, voter: User, wanted: bool) -> bool:
        """Record whether `voter` found this helpful. False: it was so already, and nothing changes.

        Raises PermissionError for one's own post, and for comments.
        """
        if self.kind == self.Kind.COMMENT:
            raise PermissionError("Comments can’t be marked as helpful.")
        if self.is_by(voter):
            raise PermissionError("You can’t mark your own post as helpful.")
        if wanted:
            try:
                with transaction.atomic():
                    HelpfulVote.objects.create(post=self, voter=voter)
            except IntegrityError:
                return False
            change = 1
        else:
            deleted, _ = HelpfulVote.objects.filter(post=self, voter=voter).delete()
            change = -deleted
        if change:
            Post.objects.filter(pk=self.pk).update(helpful_count=F("helpful_count") + change)
        return bool(change)

    @transaction.atomic
    def set_state(self, state: State) -> bool:
        """Put it before readers or take it away; of a question's own text, the whole thread.

        Counts follow when the post appears or disappears, and only then. True: readers see it for
        the first time, and it is as new as that.
        """
        question = Question.objects.select_for_update(no_key=True).get(pk=self.question_id)
        now = Post.objects.values_list("state", "was_published", "question_id").get(pk=self.pk)
        before, seen, home = now
        if home != question.pk:
            # It moved to another thread while this waited for its lock.
            self.question_id = home
            return self.set_state(state)
        if question.merged_into_id and state == State.PUBLISHED and self.kind == Kind.QUESTION:
            raise PermissionError("This question was merged into another one.")
        self.state = state
        first = state == State.PUBLISHED and not seen
        if first:
            self._appear(question)
        Post.objects.filter(pk=self.pk).update(state=state)
        change = (state == State.PUBLISHED) - (before == State.PUBLISHED)
        if self.kind == self.Kind.QUESTION:
            Question.objects.filter(pk=question.pk).update(state=state)
            question.index()
        if change and self.kind == self.Kind.QUESTION:
            question.count_on_board(change)
        elif change and self.kind == self.Kind.ANSWER:
            question.count_answer(change, verified=self.is_verified)
            if state != State.PUBLISHED:
                question.accept(self, wanted=False)
        return first

    def _appear(self, question: Question) -> None:
        """Let it be posted now: as the latest of its thread, or the newest question of the board."""
        self.was_published, self.created_at = True, timezone.now()
        if self.kind == self.Kind.QUESTION:
            now = {"created_at": self.created_at, "last_activity_at": self.created_at}
            Question.objects.filter(pk=question.pk).update(**now)
        else:
            self.number = question.take_number()
        appeared = {"was_published": True, "created_at": self.created_at, "number": self.number}
        Post.objects.filter(pk=self.pk).update(**appeared)

    def reason_to_stay(self) -> str:
        """Why its author can neither delete it nor put it back; empty when they can."""
        if self.state == State.HIDDEN:
            return "A moderator has hidden this. Only a moderator can show it again."
        if self.kind == self.Kind.QUESTION and self.state == State.PUBLISHED:
            answers = self.question.posts.filter(kind=self.Kind.ANSWER, state=State.PUBLISHED)
            if answers.exclude(author=self.author_id, pseudonym=self.pseudonym).exists():
                return "Others have answered this question, and their answers would go with it."
        return ""

    @transaction.atomic
    def set_removed(self, wanted: bool) -> bool:
        """Delete it for its author, or put it back. False: it was so already.

        What readers never saw comes back as waiting for a moderator.
        Raises PermissionError with the reason when it has to stay as it is.
        """
        self.question = Question.objects.select_for_update(no_key=True).get(pk=self.question_id)
        self.refresh_from_db(fields=["state", "was_published"])
        done = [State.REMOVED] if wanted else [State.PUBLISHED, State.PENDING, State.REJECTED]
        if self.state in done:
            return False
        if reason := self.reason_to_stay():
            raise PermissionError(reason)
        back = State.PUBLISHED if self.was_published else State.PENDING
        self.set_state(State.REMOVED if wanted else back)
        return True
