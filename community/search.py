"""The search index of the board."""

from .models import Question


def index(question: Question) -> None:
    """Bring the index up to what `question` says now. Call in the transaction that changes it."""
