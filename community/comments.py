"""Comments as they stand under the posts of a page."""

from itertools import groupby

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from careers.models.career import Viewer

from .models import COMMENTS_SHOWN, Post

FEW = 100
"""As many are read whole; more on one page are rare."""


def attach_first(posts: list[Post], viewer: Viewer) -> None:
    """Give each post its `first_comments`, and in `comment_count` how many there are.

    One query as a rule; a second one when there are many, so that not all of them are loaded.
    """
    comments = Post.objects.visible_to(viewer, posts).for_reader(viewer).comments()
    comments = comments.order_by("parent", "number")
    found = list(comments[: FEW + 1])
    if len(found) > FEW:
        place = Window(RowNumber(), partition_by=F("parent"), order_by=F("number").asc())
        total = Window(Count("pk"), partition_by=F("parent"))
        found = list(comments.annotate(place=place, total=total).filter(place__lte=COMMENTS_SHOWN))
    under = {pk: list(rows) for pk, rows in groupby(found, lambda row: row.parent_id)}
    for post in posts:
        rows = under.get(post.pk, [])
        total_here = getattr(rows[0], "total", len(rows)) if rows else 0
        post.first_comments = rows[:COMMENTS_SHOWN]  # type: ignore[attr-defined]
        post.comment_count = total_here  # type: ignore[attr-defined]
