"""Who is marked as a professional where."""

from careerportal.accounts.models import User

from .models import Question


def is_verified(member: User, question: Question) -> bool:
    """Whether `member` is a verified professional in the career `question` is about, today."""
    return False
