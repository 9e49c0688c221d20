"""Acts on the board that touch more than one owner: post, search, follows, notifications, drafts.

Each is one short transaction. Lock order: question, then post.
"""

import uuid
from typing import Any

from django.db import transaction

from careerportal.accounts.models import User

from . import mentions, notifications, professionals, search
from .models import Draft, Post, Question, QuestionFollow, State


@transaction.atomic
def ask(question: Question, text: str, token: uuid.UUID) -> Post:
    """Post a new question. IntegrityError: this form was sent before."""
    post = Post.objects.ask(question, text, token)
    search.index(question)
    _after(post, "ask")
    return post


@transaction.atomic
def answer(question: Question, author: User, text: str, token: uuid.UUID, **role: Any) -> Post:
    """Post an answer; `role` is what the author says of their job. IntegrityError: sent before."""
    verified = professionals.is_verified(author, question)
    post = Post.objects.answer(question, author, text, token, is_verified=verified, **role)
    professionals.release(question, author)
    _after(post, f"answer:{question.pk}")
    return post


@transaction.atomic
def comment(parent: Post, author: User, text: str, token: uuid.UUID) -> Post:
    """Post a comment under an answer or a question's text. IntegrityError: sent before."""
    post = Post.objects.comment(parent, author, text, token)
    _after(post, f"comment:{parent.pk}")
    return post


def _after(post: Post, place: str) -> None:
    QuestionFollow.objects.start(post.author, post.question)
    notifications.tell_of(post)
    Draft.objects.filter(author=post.author, place=place).delete()


@transaction.atomic
def rewrite(post: Post, text: str, version: int, title: str = "") -> None:
    """Give the post new words, made from its `version`. Raises Conflict: it is at another by now."""
    before = post.rewrite(text, version, title)
    if before and post.state == State.PUBLISHED:
        known = mentions.mentioned(before.text)
        new = [member for member in mentions.mentioned(text) if member not in known]
        notifications.tell_of_mentions(post, new)


@transaction.atomic
def accept(answer: Post, wanted: bool, actor: User) -> None:
    answer.question.accept(answer, wanted)
    if wanted:
        notifications.tell_of_acceptance(answer, actor)


@transaction.atomic
def find_helpful(post: Post, voter: User, wanted: bool) -> None:
    """Raises PermissionError for one's own post."""
    post.set_helpful(voter, wanted)
    if wanted:
        notifications.tell_of_helpfulness(post)
