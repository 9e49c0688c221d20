"""A board of any size, for measuring and for trying things at scale: the same rows for one seed."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.text import slugify

from careerportal import markdown
from careers.models import Career

from .. import search
from ..models import (
    CareerBoard,
    HelpfulVote,
    PagePart,
    Post,
    Question,
    QuestionFollow,
    State,
)
from . import texts
from .members import make_members, make_professionals
from .rows import insert, stored_time, stored_token, take_ids

START = datetime(2022, 1, 1, tzinfo=UTC)
END = datetime(2026, 1, 1, tzinfo=UTC)
MOST_ANSWERS = 5_000
"""To one question, so that a very long thread can be looked at."""
ROWS_AT_ONCE = 10_000
"""Posts in one transaction: a fraction of a second, in which members who post wait."""

POST = (
    "id question_id number parent_id kind author_id state text html html_version created_at version"
    " role years still_in_role is_verified helpful_count token"
    " pseudonym was_published"
)
QUESTION = (
    "id accepted_id title slug author_id career_id part is_sample state created_at"
    " last_activity_at answer_count verified_answer_count next_number"
    " pseudonym is_pinned closed_because"
)


@dataclass
class Batch:
    """Rows that wait to be inserted. They name each other by their places in these lists."""

    questions: list[tuple[int | None, tuple[Any, ...]]] = field(default_factory=list)
    posts: list[tuple[int, int, int | None, tuple[Any, ...]]] = field(default_factory=list)
    votes: list[tuple[int, int]] = field(default_factory=list)
    follows: set[tuple[int, int]] = field(default_factory=set)
    boards: Counter[int] = field(default_factory=Counter)

    @transaction.atomic
    def insert(self) -> None:
        threads = take_ids(Question, len(self.questions))
        posts = take_ids(Post, len(self.posts))
        accepted = (None if best is None else posts[best] for best, _ in self.questions)
        insert(
            Question,
            QUESTION,
            zip_rows(threads, accepted, ((*row, "", False, "") for _, row in self.questions)),
        )
        insert(
            Post,
            POST,
            (
                (
                    posts[n],
                    threads[q],
                    number,
                    None if parent is None else posts[parent],
                    *row,
                    "",
                    True,
                )
                for n, (q, number, parent, row) in enumerate(self.posts)
            ),
        )
        now = stored_time(END)
        votes = ((posts[post], voter, now) for post, voter in self.votes)
        insert(HelpfulVote, "post_id voter_id created_at", votes)
        follows = ((threads[q], member, now) for q, member in sorted(self.follows))
        insert(QuestionFollow, "question_id member_id created_at", follows)
        for career, count in sorted(self.boards.items()):
            CareerBoard.objects.get_or_create(career_id=career)
            CareerBoard.objects.filter(career=career).update(
                question_count=F("question_count") + count
            )


def zip_rows(*columns: Any) -> Iterator[tuple[Any, ...]]:
    return ((first, second, *rest) for first, second, rest in zip(*columns, strict=True))


@dataclass(frozen=True)
class Writer:
    """Makes threads: who asks, what about, who answers and what others make of it."""

    random: Random
    members: list[int]
    careers: list[Career | None]
    professionals: dict[int, list[int]]
    """Verified members by the career they are verified in."""

    def text(self, career: Career | None, *pieces: list[str]) -> tuple[str, str]:
        parts = [rendered(self.random.choice(piece), career) for piece in pieces]
        return "\n\n".join(text for text, _ in parts), "".join(html for _, html in parts)

    def votes(self, batch: Batch, author: int) -> int:
        """Votes for the post that comes next in the batch."""
        if self.random.random() >= 0.2:
            return 0
        first, count = self.random.randrange(len(self.members)), self.random.expovariate(0.5) + 1
        places = range(first, first + int(count))
        voters = {self.members[place % len(self.members)] for place in places} - {author}
        batch.votes += [(len(batch.posts), voter) for voter in sorted(voters)]
        return len(voters)

    def post(
        self, batch: Batch, kind: str, at: datetime, body: tuple[str, str], **more: Any
    ) -> int:
        """Put a post of the newest question into the batch; its place there."""
        author = more["author"]
        votes = 0 if kind == Post.Kind.COMMENT else self.votes(batch, author)
        text, html = body
        row = (
            kind,
            author,
            State.PUBLISHED.value,
            text,
            html,
            markdown.RENDERER_VERSION,
            stored_time(at),
            1,
            *more.get("role", ("", None, None)),
            more.get("verified", False),
            votes,
            stored_token(self.random.getrandbits(128)),
        )
        place = (len(batch.questions), more["number"], more.get("parent"))
        batch.posts.append((*place, row))
        return len(batch.posts) - 1

    def answer_row(self, career: Career | None) -> dict[str, Any]:
        """Who answers, and what they say of themselves."""
        experts = self.professionals.get(career.pk, []) if career else []
        verified = bool(experts) and self.random.random() < 0.1
        author = self.random.choice(experts if verified else self.members)
        role: tuple[Any, ...] = ("", None, None)
        if career and (verified or self.random.random() < 0.4):
            role = (career.title[:80], self.random.randrange(1, 30), self.random.random() < 0.7)
        return {"author": author, "role": role, "verified": verified}

    def thread(self, batch: Batch, asked: datetime, answers: int) -> None:
        """A question with its text, answers and comments."""
        career = self.random.choice(self.careers)
        asker = self.random.choice(self.members)
        titles = texts.TITLES if career else texts.GENERAL_TITLES
        title = fill(self.random.choice(titles), career)
        body = self.text(career, texts.DETAILS, texts.WISHES)
        parent = self.post(batch, "question", asked, body, author=asker, number=0)
        batch.follows.add((len(batch.questions), asker))
        number, verified, at, given = 1, 0, asked, []
        pause = min(timedelta(days=2), (END - asked) / (answers + 1)).total_seconds()
        for _ in range(answers):
            at = min(END, at + timedelta(seconds=self.random.uniform(0, 2 * pause)))
            body = self.text(career, texts.OPENINGS, texts.MIDDLES, texts.CLOSINGS)
            row = self.answer_row(career)
            given.append(self.post(batch, "answer", at, body, number=number, **row))
            verified += row["verified"]
            number += 1
            if self.random.random() < 0.12:
                author = self.random.choice(self.members)
                under = parent if self.random.random() < 0.2 else given[-1]
                body = self.text(career, texts.COMMENTS)
                self.post(batch, "comment", at, body, author=author, number=number, parent=under)
                number += 1
        best = self.random.choice(given) if given and self.random.random() < 0.4 else None
        if best is not None:
            batch.follows.add((len(batch.questions), batch.posts[best][3][1]))
        part = self.random.choice(PagePart.values) if career and self.random.random() < 0.3 else ""
        row_of_question = (
            title,
            slugify(title)[:150].strip("-"),
            asker,
            career and career.pk,
            part,
            True,
            State.PUBLISHED.value,
            stored_time(asked),
            stored_time(at),
            answers,
            verified,
            number,
        )
        batch.questions.append((best, row_of_question))
        if career:
            batch.boards[career.pk] += 1


def fill(template: str, career: Career | None) -> str:
    if career is None:
        return template.format(job="someone in this line of work", title="this work")
    return template.format(job=career.titled, title=career.title)


@cache
def rendered(template: str, career: Career | None) -> tuple[str, str]:
    """A paragraph and its HTML, which are rendered once for each career and not for each post."""
    text = fill(template, career)
    return text, str(markdown.render(text))


def answer_counts(random: Random, questions: int, answers: int) -> list[int]:
    """How many answers each question gets: many a few, some none, one in the middle thousands."""
    long_one = questions // 2
    counts = [0] * questions
    weights = [0.0 if random.random() < 0.12 else random.paretovariate(2) for _ in range(questions)]
    weights[long_one] = 0.01
    counts[long_one] = min(MOST_ANSWERS, answers // 4)
    for question in random.choices(range(questions), weights, k=answers - counts[long_one]):
        counts[question] += 1
    return counts


def seed(
    questions: int,
    answers: int,
    members: int,
    seed: int,
    report: Callable[[float], None] = lambda share: None,
) -> None:
    """Fill the board. `report` hears how much is done, from 0 to 1. Memory does not grow with size."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA cache_size = -128000")  # KiB: indexes stay in memory
    random = Random(seed)  # noqa: S311  must be the same every time
    careers = list(Career.objects.public().order_by("slug"))
    keys = make_members(members, START)
    experts = make_professionals(keys, careers, START) if careers else {}
    about = [*careers, *careers, *careers, *[None] * max(1, len(careers) // 4)]
    writer = Writer(random, keys, about, experts)
    batch = Batch()
    step = (END - START) / (questions + 1)
    for n, count in enumerate(answer_counts(random, questions, answers), start=1):
        writer.thread(batch, START + n * step, count)
        if len(batch.posts) >= ROWS_AT_ONCE:
            batch.insert()
            batch = Batch()
            report(0.9 * n / questions)
    batch.insert()
    rendered.cache_clear()
    for done in search.rebuild():
        report(0.9 + 0.1 * min(1, done / questions))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    report(1)
