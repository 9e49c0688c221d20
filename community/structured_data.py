"""What search engines read about a question: schema.org's QAPage."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from .models import Post, Question


def question_page(question: Question, text: Post, answers: Sequence[Post]) -> dict[str, Any]:
    """A question with the answers that are on its page."""
    described: dict[str, Any] = {
        "@type": "Question",
        "name": question.title,
        "answerCount": question.answer_count,
        "suggestedAnswer": [_answer(a) for a in answers if a.pk != question.accepted_id],
    } | _written(text)
    for accepted in (a for a in answers if a.pk == question.accepted_id):
        described["acceptedAnswer"] = _answer(accepted)
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": described}


def _answer(post: Post) -> dict[str, Any]:
    return {"@type": "Answer", "url": settings.SITE_URL + post.get_absolute_url()} | _written(post)


def _written(post: Post) -> dict[str, Any]:
    return {
        "text": post.plain_text,
        "upvoteCount": post.helpful_count,
        "datePublished": post.created_at.isoformat(),
        "author": {
            "@type": "Person",
            "name": post.author.handle if post.author else "Former member",
        },
    }
