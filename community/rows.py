"""What lists and threads show of questions and posts, worked out once so that templates only print.

Templates look a name up in a dict several times as fast as on a model, and reach through relations
and properties slower still; a page asks for some thousand names.
"""

import re
from calendar import month_name
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from careerportal.addresses import address
from careers.models.career import Viewer

from .models import Post, Question, State

Row = dict[str, Any]

OLD = 2
"""Years after which an answer says how old it is."""
# Safe as they stand, so that templates needn't escape them at every post.
HELPFUL = SafeString("Helpful")
SAME_QUESTION = SafeString("I have this question too")
THIS = SafeString("this question")
NOTICES = {
    State.PENDING: "This {} waits for a moderator.",
    State.REJECTED: "A moderator has sent this {} back.",
    State.HIDDEN: "A moderator has hidden this {}.",
    State.REMOVED: "This {} was deleted by its author.",
}


def when(moment: datetime) -> SafeString:
    """A <time> element: how many days ago within a week, the date in full before that."""
    day = timezone.localtime(moment)
    days = (timezone.localdate() - day.date()).days
    if 0 <= days < 7:
        words = ("today", "yesterday")[days] if days < 2 else f"{days} days ago"
    else:
        words = f"{month_name[day.month]} {day.day}, {day.year}"
    return SafeString(f'<time datetime="{day.isoformat(timespec="seconds")}">{words}</time>')


def author_of(written: Post | Question, bold: bool = False) -> SafeString:
    """What its author is called, which leads to the member's page while there is one."""
    author, name = written.author, escape(written.author_name)
    if bold:
        name = SafeString(f"<b>{name}</b>")
    if author is None or not author.is_active:
        return name
    return SafeString(f'<a href="{address("community:member", author.handle)}">{name}</a>')


def questions(found: Iterable[Question]) -> list[Row]:
    """The rows of a list (with_row)."""
    return [question(row) for row in found]


def question(asked: Question) -> Row:
    answers, career = asked.answer_count, asked.career
    row: Row = {
        "url": asked.get_absolute_url(),
        "title": asked.title,
        "answers": SafeString(answers),
        "noun": "answer" if answers == 1 else "answers",
        "accepted": asked.accepted_id is not None,
        "none": not answers,
        "is_sample": asked.is_sample,
        "author": author_of(asked),
        "when": when(asked.created_at),
        "new": asked.new_answers,
    }
    if career and career.is_public:
        row["career"] = career.title
        row["career_url"] = career.get_absolute_url()
        row["part"] = asked.get_part_display()
    return row


@dataclass(frozen=True)
class Reading:
    """A page of a thread, and who reads it."""

    viewer: Viewer
    asked: Question
    may_quote: bool

    def rows(self, posts: Iterable[Post]) -> list[Row]:
        """Of posts with `first_comments` (comments.attach_first), read by `for_reader`."""
        may_accept = self.asked.may_accept(self.viewer)
        return [self._row(post, may_accept) for post in posts]

    def _row(self, post: Post, may_accept: bool) -> Row:
        published, own = post.is_published, _is_own(post, self.viewer)
        answer = post.kind == Post.Kind.ANSWER
        row = byline(post) | {
            "anchor": SafeString(post.anchor),
            "html": SafeString(post.html),
            "is_question": not answer,
            "wish": HELPFUL if answer else SAME_QUESTION,
            "kind": post.kind,
            "notice": _notice(post),
            "published": published,
            "removed": post.state == State.REMOVED,
            "accepted": answer and post.pk == self.asked.accepted_id,
            "helpful": SafeString(post.helpful_count),
            "one": post.helpful_count == 1,
            "own": own,
            "muted": post.is_muted,
            "mute": _mute(post) if self.viewer.is_authenticated and not own else "",
            "was_helpful": post.was_helpful,
            "may_accept": may_accept and answer and published,
            "may_quote": self.may_quote and answer and published,
        }
        row["about"] = SafeString(f"the {post.kind} by {row['name']}") if answer else THIS
        row["may_report"] = published and not own
        row["may_comment"] = published and not self.asked.locked_at
        first: list[Post] = post.first_comments  # type: ignore[attr-defined]
        total: int = post.comment_count  # type: ignore[attr-defined]
        row["comments"] = comments(first, self.viewer)
        row["more_comments"] = total if total > len(first) else 0
        return row


def with_comments(posts: Iterable[Post]) -> Iterator[Post]:
    """Posts and their `first_comments`."""
    for post in posts:
        yield post
        yield from post.first_comments  # type: ignore[attr-defined]


def _is_own(post: Post, viewer: Viewer) -> bool:
    return viewer.is_authenticated and (post.is_own or post.author_id == viewer.pk)


def _mute(post: Post) -> str:
    """The address that mutes its author; empty for who has left."""
    if post.author is None or not post.author.is_active:
        return ""
    return address("community:mute-member", post.author.handle)


def _notice(post: Post) -> str:
    """Why not everyone sees it, in more words for its author (notices.attach); else empty."""
    if told := getattr(post, "told", ""):
        return str(told)
    if post.state == State.PUBLISHED:
        return ""
    return f"{NOTICES[State(post.state)].format(post.kind)} Only its author and moderators see it."


def byline(post: Post) -> Row:
    """Who wrote it and when, and what that makes of it."""
    known, edited = bool(post.author or post.pseudonym), post.edited_at
    name = escape(post.author_name)
    row: Row = {
        "url": post.get_absolute_url(),
        "name": name if known else SafeString("a former member"),
        "signed": name,
        "author": author_of(post, bold=True),
        "initials": initials(post.author_name) if known else "–",
        "marked": post.is_marked,
        "said": speaks_as(post),
        "when": when(post.created_at),
    }
    if edited:
        row["edited"] = when(edited)
    years = (timezone.now() - (edited or post.created_at)).days // 365
    if years >= OLD and post.kind == Post.Kind.ANSWER:
        row["age"] = f"{'Last edited' if edited else 'Written'} {years} years ago"
    return row


def comments(found: Iterable[Post], viewer: Viewer) -> list[Row]:
    """As they stand under a post (`comments`, read by `for_reader`)."""
    return [comment(row, viewer) for row in found]


def comment(post: Post, viewer: Viewer) -> Row:
    row: Row = {
        "anchor": SafeString(post.anchor),
        "url": post.get_absolute_url(),
        "html": SafeString(post.html),
        "author": author_of(post),
        "when": when(post.created_at),
        "notice": _notice(post),
        "hidden": post.state == State.HIDDEN,
        "removed": post.state == State.REMOVED,
        "muted": post.is_muted,
        "own": _is_own(post, viewer),
    }
    if post.edited_at:
        row["edited"] = when(post.edited_at)
    return row


def initials(handle: str) -> str:
    """ "JP" of jonah_p, "ME" of member7: what stands in the circle beside a post."""
    parts = [part for part in re.split(r"[\s_-]+", handle) if part]
    letters = parts[0][0] + parts[1][0] if len(parts) > 1 else handle[:2]
    return letters.upper()


def speaks_as(post: Post) -> str:
    """ "Charge nurse, 9 years" or "In the job 9 years": what an answer says of its author's work."""
    left = post.still_in_role is False
    if post.years is None:
        return f"{post.role} until leaving" if post.role and left else post.role
    years = f"{post.years} year{pluralize(post.years)}" if post.years else "less than a year"
    said = f"{post.role}, {years}" if post.role else f"In the job {years}"
    return f"{said} until leaving" if left else said
