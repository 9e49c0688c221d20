"""How posts are found and made."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from careerportal.accounts.models import User
from careers.models.career import Viewer

from . import in_sql
from .anonymity import AnonymousAuthor
from .question import Question, State, sees_hidden

if TYPE_CHECKING:
    from .post import Post

ANSWERS_PER_PAGE = 20
COMMENTS_SHOWN = 5
COMMENTS_PER_PAGE = 50
COMMENT_MAX_LENGTH = 2_000


class Kind(models.TextChoices):
    QUESTION = "question", "Question"
    ANSWER = "answer", "Answer"
    COMMENT = "comment", "Comment"


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
    def visible_to(
        self, viewer: Viewer, seen: "Question | Sequence[Post] | None" = None
    ) -> "PostQuerySet":
        """Published posts under visible questions; others for their author and for moderators.

        A comment is seen where the answer it stands under is seen. With `seen`, what was read by
        `visible_to` itself, without asking for it again: a question, for its text and answers, or
        such posts, for the comments under them.
        """
        if isinstance(seen, Question):
            return self.filter(question=seen, parent=None)._open_to(viewer)
        if seen is not None:
            return self.filter(parent__in=[post.pk for post in seen])._open_to(viewer)
        if sees_hidden(viewer):
            return self
        open_to = Q(state=State.PUBLISHED)
        parent_open_to = Q(parent=None) | Q(parent__state=State.PUBLISHED)
        if viewer.is_authenticated:
            open_to |= Q(author=viewer) | AnonymousAuthor.objects.of_post(viewer)
            own_parent = AnonymousAuthor.objects.of_post(viewer, "parent")
            parent_open_to |= Q(parent__author=viewer) | own_parent
        # Not question__in: SQLite would first collect every question of the board.
        question = Question.objects.visible_to(viewer).filter(pk=OuterRef("question"))
        return self.filter(open_to, parent_open_to, Exists(question))

    def _open_to(self, viewer: Viewer) -> "PostQuerySet":
        if sees_hidden(viewer):
            return self
        open_to = Q(state=State.PUBLISHED)
        if viewer.is_authenticated:
            open_to |= Q(author=viewer) | AnonymousAuthor.objects.of_post(viewer)
        return self.filter(open_to)

    def answers(self) -> "PostQuerySet":
        return self.filter(kind=Kind.ANSWER)

    def comments(self) -> "PostQuerySet":
        """Oldest first, with what is shown of them."""
        shown = ["question", "parent", "kind", "number", "state", "html", "created_at", "edited_at"]
        shown.append("pseudonym")
        comments = self.filter(kind=Kind.COMMENT).select_related("author")
        return comments.only(*shown, "author__handle", "author__is_active").order_by("number")

    def not_comments(self) -> "PostQuerySet":
        """Questions' texts and answers: what comments stand under."""
        return self.exclude(kind=Kind.COMMENT)

    def for_reader(self, viewer: Viewer) -> "PostQuerySet":
        """Add what a member has to do with a post: see `is_muted` and `was_helpful`."""
        if not viewer.is_authenticated:
            return self
        muted = "community_membermute WHERE member_id = %s AND muted_id = community_post.author_id"
        voted = "community_helpfulvote WHERE voter_id = %s AND post_id = community_post.id"
        return self.annotate(
            is_muted=in_sql.exists(muted, viewer.pk), was_helpful=in_sql.exists(voted, viewer.pk)
        )

    def written_by(self, member: User) -> "PostQuerySet":
        """Questions and answers of `member`, the latest first, with what a row of them shows."""
        posts = self.filter(author=member, kind__in=[Kind.QUESTION, Kind.ANSWER])
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
        own = Q(author=author) | AnonymousAuthor.objects.of_post(author)
        post: Post | None = self.filter(own, token=token).select_related("question").first()
        return post

    @transaction.atomic
    def ask(
        self, question: Question, author: User, text: str, token: uuid.UUID, state: State
    ) -> "Post":
        """Save a new question with its text. IntegrityError: this form was sent before.

        With a `pseudonym` it is asked anonymously: who by is known to AnonymousAuthor alone.
        """
        question.author = None if question.pseudonym else author
        question.state, question.next_number = state, 1
        question.save()
        post = self._write(
            question, author, question.pseudonym, kind=Kind.QUESTION, number=0, text=text,
            token=token, state=state,
        )  # fmt: skip
        if post.is_published:
            question.count_on_board(+1)
        return post

    @transaction.atomic
    def reply(
        self, question: Question, author: User, text: str, token: uuid.UUID, **columns: Any
    ) -> "Post":
        """Save an answer or a comment. IntegrityError: this form was sent before.

        Who asked anonymously goes on under the same pseudonym, and is marked as nothing.
        """
        pseudonym = ""
        if question.pseudonym:
            pseudonym = AnonymousAuthor.objects.pseudonym_in(question, author)
        if pseudonym:
            columns |= {"role": "", "years": None, "still_in_role": None, "is_verified": False}
        number = question.take_number(active=columns["state"] == State.PUBLISHED)
        post = self._write(
            question, author, pseudonym, number=number, text=text, token=token, **columns
        )
        if post.is_published and post.kind == Kind.ANSWER:
            question.count_answer(+1, verified=post.is_verified)
        return post

    def _write(self, question: Question, author: User, pseudonym: str, **columns: Any) -> "Post":
        post: Post = self.create(
            question=question,
            author=None if pseudonym else author,
            pseudonym=pseudonym,
            was_published=columns["state"] == State.PUBLISHED,
            **columns,
        )
        if pseudonym:
            AnonymousAuthor.objects.create(post=post, member=author)
        return post
