"""What waits for a moderator, made as people make it."""

from typing import Any

from django.db import transaction

from community import posting
from community.models import Level, Post, Report, Review
from tests.builders import make_answer, make_question, make_user


def make_held(text: str = "I start in May.", **fields: Any) -> Review:
    """The review of a newcomer’s question that waits."""
    fields.setdefault("author", make_user(level=Level.NEW))
    return Review.objects.get(post__question=make_question(text=text, **fields))


def make_held_answer(text: str = "Ask on the first day.") -> Review:
    return Review.objects.get(post=make_answer(text=text, author=make_user(level=Level.NEW)))


def make_change(post: Post, text: str = "Mail me at jo@example.org") -> Review:
    assert post.author
    assert not posting.rewrite(post, post.author, text, post.version)
    return Review.objects.open().get(post=post)


@transaction.atomic
def make_report(post: Post, reason: str = "bullying", text: str = "This is unkind.") -> Review:
    review = Review.objects.of_post(post, Review.Kind.REPORT, [reason])
    Report.objects.create(review=review, reason=reason, text=text, reporter=make_user())
    return review


@transaction.atomic
def make_appeal(post: Post, plea: str = "It was a joke.") -> Review:
    review = Review.objects.of_post(post, Review.Kind.APPEAL, [])
    review.plea = plea
    review.save()
    return review
