"""Who is told of what, on the site and by mail."""

from careerportal.accounts.models import User

from .models import Post, Quotation, Verification


def tell_of(post: Post) -> None:
    """Tell followers, mentioned members and those who follow the career of a new post."""


def tell_of_mentions(post: Post, members: list[User]) -> None:
    """Tell members whom an edit of `post` mentions for the first time."""


def tell_of_acceptance(answer: Post, actor: User) -> None: ...


def tell_of_helpfulness(post: Post) -> None: ...


def tell_of_decision(verification: Verification) -> None: ...


def tell_of_quotation(quotation: Quotation) -> None: ...
