"""Takes the words out of a post for good, and leaves the place in the thread where it stood."""

import json
from collections.abc import Iterator

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from . import mentions, search
from .models import Post, Question, Quotation, Review, Revision

TITLE_GONE = "A question its author removed"
TITLE_SENT_BACK = "A question that was sent back"
TEXT_GONE = "Removed by its author."
PAGES_MERGED = 100
RECOGNISED = 60
"""Letters by which a title is found in the admin’s log, which cuts long ones."""


def blank(post: Post, text: str = "", title: str = TITLE_GONE, **columns: object) -> None:
    """Put `text` in place of all words of `post`, earlier and proposed ones too; set `columns` as well.

    Call in a transaction that has locked the question, which gets `title` with its own text.
    """
    if post.kind == Post.Kind.QUESTION:
        _replace_title(post, title)
    Post.objects.filter(pk=post.pk).update(
        text=text, html=mentions.render(text), role="", years=None, still_in_role=None, **columns
    )
    Revision.objects.filter(post=post).delete()
    Quotation.objects.filter(post=post).delete()
    Review.objects.filter(post=post).update(title="", text="", role={}, plea="")
    if post.kind == Post.Kind.QUESTION:
        search.index(post.question)


def _replace_title(post: Post, title: str) -> None:
    question = Question.objects.filter(pk=post.question_id)
    titles = {*question.values_list("title", flat=True)}
    titles.update(Revision.objects.filter(post=post).values_list("title", flat=True))
    for said in titles - {TITLE_GONE, TITLE_SENT_BACK, ""}:
        log_entries_with(said[:RECOGNISED]).delete()
    question.update(title=title, slug=slugify(title))


def log_entries_with(words: str) -> QuerySet[LogEntry]:
    """Entries of the admin’s log that hold `words`, in any case."""
    in_json = json.dumps(words)[1:-1]
    return LogEntry.objects.filter(
        Q(object_repr__icontains=words)
        | Q(change_message__icontains=words)
        | Q(change_message__icontains=in_json)
    )


def forget_deleted_words() -> Iterator[None]:
    """SQLite’s index keeps the words of deleted rows until it is merged: do it in short transactions.

    Yields after each. A merge is over when it changes nothing but its own notes.
    """
    if connection.vendor != "sqlite":
        return
    pages, changes = -PAGES_MERGED, 2
    while changes >= 2:
        with connection.cursor() as cursor:
            before = connection.connection.total_changes
            cursor.execute(
                "INSERT INTO community_search(community_search, rank) VALUES ('merge', %s)", [pages]
            )
            changes, pages = connection.connection.total_changes - before, PAGES_MERGED
        yield
