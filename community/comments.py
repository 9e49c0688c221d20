"""Comments as they stand under the posts of a page."""

from django.db.models import Count, F, Prefetch, Window, prefetch_related_objects

from careers.models.career import Viewer

from .models import COMMENTS_SHOWN, Post


def attach_first(posts: list[Post], viewer: Viewer) -> None:
    """Give each post its `first_comments`; each of them knows the `total` it is one of.

    One query. It reads all comments of these posts, however many the rest of the thread has.
    """
    comments = Post.objects.visible_to(viewer).for_reader(viewer).comments()
    total = Window(Count("pk"), partition_by=F("parent"))
    shown = comments.annotate(total=total)[:COMMENTS_SHOWN]
    prefetch_related_objects(posts, Prefetch("comments", shown, "first_comments"))
