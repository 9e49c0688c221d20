"""Everything written under a question, its own text included, is a Post with a permanent number."""

import html
import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from careerportal import markdown
from careerportal.accounts.models import User
from careers.models.career import Viewer

from .question import Question, State, own_columns, sees_hidden

ANSWERS_PER_PAGE = 20


class Sort(models.TextChoices):
    HELPFUL = "helpful", "Most helpful first"
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: Viewer) -> "PostQuerySet":
        """Published posts under visible questions; hidden ones for their author and for moderators."""
        if sees_hidden(viewer):
            return self
        open_to = Q(state=State.PUBLISHED)
        if viewer.is_authenticated:
            open_to |= Q(author=viewer)
        return self.filter(open_to, question__in=Question.objects.visible_to(viewer))

    def answers(self) -> "PostQuerySet":
        return self.filter(kind=Post.Kind.ANSWER)

    def in_order(self, sort: Sort, after: tuple[int, ...] = ()) -> "PostQuerySet":
        """Sorted; `after` is the cursor of the last answer of the page before."""
        if sort == Sort.HELPFUL:
            rows = self.order_by("-helpful_count", "number")
            if after:
                votes, number = after
                fewer = Q(helpful_count__lt=votes)
                rows = rows.filter(fewer | Q(helpful_count=votes, number__gt=number))
        elif sort == Sort.NEWEST:
            rows = self.order_by("-number")
            rows = rows.filter(number__lt=after[0]) if after else rows
        else:
            rows = self.order_by("number")
            rows = rows.filter(number__gt=after[0]) if after else rows
        return rows


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
        page = self.question.get_absolute_url()
        # As many answers as were ever given, hidden ones too: their authors see them on the page.
        one_page = self.question.next_number <= ANSWERS_PER_PAGE + 1
        if self.kind == self.Kind.QUESTION or self.question.accepted_id == self.pk or one_page:
            return f"{page}#{self.anchor}"
        return f"{page}?sort=oldest&after={self.number - 1}#{self.anchor}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Render and save. A change leaves the votes alone, which others cast meanwhile."""
        self.html = markdown.render(self.text)
        self.html_version = markdown.RENDERER_VERSION
        if not self._state.adding:
            kwargs.setdefault("update_fields", own_columns(self, frozenset({"helpful_count"})))
        super().save(*args, **kwargs)

    def rewrite(self, text: str) -> None:
        self.text = text
        self.edited_at = timezone.now()
        self.save(update_fields=["text", "html", "html_version", "edited_at"])

    def may_edit(self, viewer: Viewer) -> bool:
        return viewer.is_authenticated and viewer.pk == self.author_id

    @transaction.atomic
    def set_helpful(self, voter: User, wanted: bool) -> None:
        """Record whether `voter` found this helpful. The same wish twice changes nothing.

        Raises PermissionError for one's own post.
        """
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
        question = Question.objects.select_for_update().get(pk=self.question_id)
        before = Post.objects.values_list("state", flat=True).get(pk=self.pk)
        Post.objects.filter(pk=self.pk).update(state=state)
        change = (state == State.PUBLISHED) - (before == State.PUBLISHED)
        if self.kind == self.Kind.QUESTION:
            Question.objects.filter(pk=question.pk).update(state=state)
        if change and self.kind == self.Kind.QUESTION:
            question.count_on_board(change)
        elif change and self.kind == self.Kind.ANSWER:
            question.count_answer(change, verified=self.is_verified)
            if state != State.PUBLISHED:
                question.accept(self, wanted=False)


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
