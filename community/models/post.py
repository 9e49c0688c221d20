"""Everything written under a question, its own text included, is a Post with a permanent number."""

import html
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from careerportal import markdown
from careerportal.accounts.models import User
from careers.models.career import Viewer

from .. import mentions
from .following import MemberMute
from .question import Question, State, own_columns, sees_hidden

if TYPE_CHECKING:
    from .revision import Revision

ANSWERS_PER_PAGE = 20
COMMENTS_SHOWN = 5
COMMENTS_PER_PAGE = 50
COMMENT_MAX_LENGTH = 2_000


class Sort(models.TextChoices):
    HELPFUL = "helpful", "Most helpful first"
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"


ORDERS = {
    Sort.HELPFUL: ["-helpful_count", "number"],
    Sort.NEWEST: ["-number"],
    Sort.OLDEST: ["number"],
}


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: Viewer) -> "PostQuerySet":
        """Published posts under visible questions; hidden ones for their author and for moderators.

        A comment is seen where the answer it stands under is seen.
        """
        if sees_hidden(viewer):
            return self
        open_to = Q(state=State.PUBLISHED)
        parent_open_to = Q(parent=None) | Q(parent__state=State.PUBLISHED)
        if viewer.is_authenticated:
            open_to |= Q(author=viewer)
            parent_open_to |= Q(parent__author=viewer)
        # Not question__in: SQLite would first collect every question of the board.
        question = Question.objects.visible_to(viewer).filter(pk=OuterRef("question"))
        return self.filter(open_to, parent_open_to, Exists(question))

    def answers(self) -> "PostQuerySet":
        return self.filter(kind=Post.Kind.ANSWER)

    def comments(self) -> "PostQuerySet":
        """Oldest first, with what is shown of them."""
        shown = ["question", "parent", "kind", "number", "state", "html", "created_at", "edited_at"]
        comments = self.filter(kind=Post.Kind.COMMENT).select_related("author")
        return comments.only(*shown, "author__handle", "author__is_active").order_by("number")

    def not_comments(self) -> "PostQuerySet":
        """Questions' texts and answers: what comments stand under."""
        return self.exclude(kind=Post.Kind.COMMENT)

    def for_reader(self, viewer: Viewer) -> "PostQuerySet":
        """Add what a member has to do with a post: see `is_muted` and `was_helpful`."""
        if not viewer.is_authenticated:
            return self
        mutes = MemberMute.objects.filter(member=viewer, muted=OuterRef("author"))
        votes = HelpfulVote.objects.filter(voter=viewer, post=OuterRef("pk"))
        return self.annotate(is_muted=Exists(mutes), was_helpful=Exists(votes))

    def written_by(self, member: User) -> "PostQuerySet":
        """Questions and answers of `member`, the latest first, with what a row of them shows."""
        posts = self.filter(author=member, kind__in=[Post.Kind.QUESTION, Post.Kind.ANSWER])
        posts = posts.select_related("question__career").order_by("-pk")
        row = ["title", "slug", "accepted", "is_sample", "career__title", "career__slug"]
        names = [f"question__{name}" for name in [*row, "career__state"]]
        return posts.only("kind", "number", "state", "html", "created_at", *names)

    def ranges(
        self, sort: Sort, after: tuple[int, ...] = (), backwards: bool = False
    ) -> list["PostQuerySet"]:
        """What to read, one after the other, from the cursor `after` on; `backwards`: up to there.

        Where votes tie the number decides, and ties and the rest are two ranges of the index: with
        an OR in one query, the last page would read all that comes before it.
        """
        rows = self.order_by(*ORDERS[sort])
        rows = rows.reverse() if backwards else rows
        if not after:
            return [rows]
        if sort == Sort.HELPFUL:
            votes, number = after
            if backwards:
                ties, rest = Q(number__lt=number), Q(helpful_count__gt=votes)
            else:
                ties, rest = Q(number__gt=number), Q(helpful_count__lt=votes)
            return [rows.filter(ties, helpful_count=votes), rows.filter(rest)]
        falling = (sort == Sort.NEWEST) != backwards
        return [rows.filter(Q(number__lt=after[0]) if falling else Q(number__gt=after[0]))]

    def read(
        self, sort: Sort, after: tuple[int, ...] = (), backwards: bool = False
    ) -> list["Post"]:
        """A page of answers, sorted, and one more."""
        found: list[Post] = []
        for part in self.ranges(sort, after, backwards):
            if len(found) <= ANSWERS_PER_PAGE:
                found += part[: ANSWERS_PER_PAGE + 1 - len(found)]
        return found


class PostManager(models.Manager.from_queryset(PostQuerySet)):  # type: ignore[misc]
    def sent_with(self, token: uuid.UUID, author: User) -> "Post | None":
        """What this author's earlier submission of the same form made, if it arrived."""
        post: Post | None = (
            self.filter(token=token, author=author).select_related("question").first()
        )
        return post

    @transaction.atomic
    def ask(self, question: Question, text: str, token: uuid.UUID) -> "Post":
        """Save a new question with its text. IntegrityError: this form was sent before."""
        question.next_number = 1
        question.save()
        post = self.create(
            question=question,
            kind=Post.Kind.QUESTION,
            number=0,
            author=question.author,
            text=text,
            token=token,
        )
        question.count_on_board(+1)
        return post  # type: ignore[no-any-return]

    @transaction.atomic
    def answer(
        self, question: Question, author: User, text: str, token: uuid.UUID, **columns: Any
    ) -> "Post":
        """Save an answer under `question`. IntegrityError: this form was sent before."""
        post = self.create(
            question=question,
            kind=Post.Kind.ANSWER,
            number=question.take_number(),
            author=author,
            text=text,
            token=token,
            **columns,
        )
        question.count_answer(+1, verified=post.is_verified)
        return post  # type: ignore[no-any-return]

    @transaction.atomic
    def comment(self, parent: "Post", author: User, text: str, token: uuid.UUID) -> "Post":
        """Save a comment under `parent`. IntegrityError: this form was sent before."""
        return self.create(  # type: ignore[no-any-return]
            question=parent.question,
            parent=parent,
            kind=Post.Kind.COMMENT,
            number=parent.question.take_number(),
            author=author,
            text=text,
            token=token,
        )


class Conflict(Exception):  # noqa: N818  it is no error: two people wrote at once
    """Someone has rewritten the post meanwhile: `post`, as it is now."""

    def __init__(self, post: "Post") -> None:
        super().__init__(f"{post} is at version {post.version} now")
        self.post = post


class Post(models.Model):
    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        ANSWER = "answer", "Answer"
        COMMENT = "comment", "Comment"

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
        help_text="Of a comment: the question's text or the answer it stands under.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="posts"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    text = models.TextField(max_length=markdown.MAX_LENGTH, help_text="Markdown.")
    html = models.TextField(editable=False)
    html_version = models.PositiveSmallIntegerField(
        default=markdown.RENDERER_VERSION, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "token"], name="one_form_makes_one_post"),
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
    def plain_text(self) -> str:
        """The words without their formatting. Not escaped."""
        return html.unescape(strip_tags(self.html)).strip()

    def cursor(self, sort: Sort) -> tuple[int, ...]:
        """The post's place in that order, from which the next page goes on."""
        return (self.helpful_count, self.number) if sort == Sort.HELPFUL else (self.number,)

    def get_absolute_url(self) -> str:
        """The permanent address, which finds the page that holds the post."""
        return reverse("community:post", args=[self.pk])

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

    def words(self) -> dict[str, Any]:
        """What it says now, as the columns of a Revision."""
        return {
            "version": self.version,
            "title": self.question.title if self.kind == self.Kind.QUESTION else "",
            "text": self.text,
            "editor": self.author,
            "created_at": self.edited_at or self.created_at,
        }

    @transaction.atomic
    def rewrite(self, text: str, version: int, title: str = "") -> "Revision | None":
        """Give it new words, made from its `version`. The old ones, kept; None when nothing changes.

        Raises Conflict when someone else has rewritten it since; then this is the post as it is now.
        """
        self.question = Question.objects.select_for_update(no_key=True).get(pk=self.question_id)
        self.refresh_from_db(fields=["text", "version", "edited_at", "state"])
        now = self.words()
        title = title if self.kind == self.Kind.QUESTION and title else now["title"]
        if (text, title) == (now["text"], now["title"]):
            return None
        if version != self.version:
            raise Conflict(self)
        old = self.revisions.create(**now)
        self.text, self.version, self.edited_at = text, version + 1, timezone.now()
        self.save(update_fields=["text", "html", "html_version", "version", "edited_at"])
        if title != now["title"]:
            self.question.title = title
            self.question.save(update_fields=["title", "slug"])
        if self.kind == self.Kind.QUESTION:
            self.question.index()
        return old

    def may_edit(self, viewer: Viewer) -> bool:
        return viewer.is_authenticated and viewer.pk == self.author_id

    @transaction.atomic
    def set_helpful(self, voter: User, wanted: bool) -> None:
        """Record whether `voter` found this helpful. The same wish twice changes nothing.

        Raises PermissionError for one's own post, and for comments.
        """
        if self.kind == self.Kind.COMMENT:
            raise PermissionError("Comments can’t be marked as helpful.")
        if voter.pk == self.author_id:
            raise PermissionError("You can’t mark your own post as helpful.")
        if wanted:
            try:
                with transaction.atomic():
                    HelpfulVote.objects.create(post=self, voter=voter)
            except IntegrityError:
                return
            change = 1
        else:
            deleted, _ = HelpfulVote.objects.filter(post=self, voter=voter).delete()
            change = -deleted
        if change:
            Post.objects.filter(pk=self.pk).update(helpful_count=F("helpful_count") + change)

    @transaction.atomic
    def set_state(self, state: State) -> None:
        """Hide, delete or show the post; of a question's own text, the whole thread.

        Counts follow when the post appears or disappears, and only then.
        """
        question = Question.objects.select_for_update(no_key=True).get(pk=self.question_id)
        before = Post.objects.values_list("state", flat=True).get(pk=self.pk)
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

    def reason_to_stay(self) -> str:
        """Why its author can neither delete it nor put it back; empty when they can."""
        if self.state == State.HIDDEN:
            return "A moderator has hidden this. Only a moderator can show it again."
        if self.kind == self.Kind.QUESTION and self.state == State.PUBLISHED:
            answers = self.question.posts.filter(kind=self.Kind.ANSWER, state=State.PUBLISHED)
            if answers.exclude(author=self.author_id).exists():
                return "Others have answered this question, and their answers would go with it."
        return ""

    @transaction.atomic
    def set_removed(self, wanted: bool) -> None:
        """Delete it for its author, or put it back. The same wish twice changes nothing.

        Raises PermissionError with the reason when it has to stay as it is.
        """
        self.question = Question.objects.select_for_update(no_key=True).get(pk=self.question_id)
        self.refresh_from_db(fields=["state"])
        if self.state == (State.REMOVED if wanted else State.PUBLISHED):
            return
        if reason := self.reason_to_stay():
            raise PermissionError(reason)
        self.set_state(State.REMOVED if wanted else State.PUBLISHED)


class HelpfulVote(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="helpful_votes")
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
