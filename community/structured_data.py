"""What search engines read about a question, in the words of schema.org."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from careerportal.addresses import address

from .models import Post, Question, State


def question_page(question: Question, text: Post, answers: Sequence[Post]) -> dict[str, Any]:
    """A QAPage with the answers that are on the page; without any, a DiscussionForumPosting."""
    published = [answer for answer in answers if answer.state == State.PUBLISHED]
    context: dict[str, Any] = {"@context": "https://schema.org"}
    if not published:
        posting = {"@type": "DiscussionForumPosting", "headline": question.title}
        return context | posting | _written(text, _address(question))
    described: dict[str, Any] = {
        "@type": "Question",
        "name": question.title,
        "answerCount": question.answer_count,
        "upvoteCount": text.helpful_count,
    } | _written(text, _address(question))
    accepted = [_answer(a) for a in published if a.pk == question.accepted_id]
    suggested = [_answer(a) for a in published if a.pk != question.accepted_id]
    if accepted:
        described["acceptedAnswer"] = accepted[0]
    if suggested:
        described["suggestedAnswer"] = suggested
    return context | {"@type": "QAPage", "mainEntity": described}


def _address(thing: Post | Question) -> str:
    return settings.SITE_URL + thing.get_absolute_url()


def _answer(post: Post) -> dict[str, Any]:
    votes = {"@type": "Answer", "upvoteCount": post.helpful_count}
    return votes | _written(post, _address(post))


def _written(post: Post, address: str) -> dict[str, Any]:
    written = {
        "url": address,
        "text": post.plain_text,
        "datePublished": post.created_at.isoformat(),
        "author": _author(post),
    }
    if post.edited_at:
        written["dateModified"] = post.edited_at.isoformat()
    return written


def _author(post: Post) -> dict[str, str]:
    person = {"@type": "Person", "name": post.author_name}
    if post.author and post.author.is_active:
        page = address("community:member", post.author.handle)
        person["url"] = settings.SITE_URL + page
    return person
