"""The search index of the board: an FTS5 table on SQLite, tsvector and trigrams on PostgreSQL.

One row per question that everyone may read: its title, its text, and a token for its career. What
is hidden, deleted or merged has no row, so that no search can show it. Rows are written by code, in
the transaction of the change: Django loses triggers when it rebuilds a table on SQLite.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations, islice
from typing import NamedTuple

from django.db import connection, transaction

from careers.models import Career
from careers.models.career import Viewer

from .models import Post, Question, State

FOUND = 25
# A word like "job" is in every other question: of what it finds, only the newest are ranked.
RANKED = 1000
WORDS_SEARCHED = 10
WORDS_COMPARED = 5
COMPARED = 40
"""Titles looked at for each combination of words."""
ALIKE = 0.3
"""The share of trigrams in common from which titles count as similar; what pg_trgm's % takes too."""
LETTERS_READ = 1000
LONGEST_WORD = 40
BATCH = 2000

WORD = re.compile(r"[^\W_]+")
# PostgreSQL's own list for English, so that both databases leave out the same words.
SAID_EVERYWHERE = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she
    her hers herself it its itself they them their theirs themselves what which who whom this that
    these those am is are was were be been being have has had having do does did doing a an the and
    but if or because as until while of at by for with about against between into through during
    before after above below to from up down in out on off over under again further then once here
    there when where why how all any both each few more most other some such no nor not only own
    same so than too very s t can will just don should now
"""
IGNORED = frozenset(SAID_EVERYWHERE.split())


class Row(NamedTuple):
    """What the index says of one question: searchable words, joined by spaces."""

    question: int
    title: str
    text: str
    filters: str


def words(text: str) -> Iterator[str]:
    """The words that count in `text`, without capitals and accents."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return (word[:LONGEST_WORD] for word in WORD.findall(plain) if word not in IGNORED)


def questions(text: str, viewer: Viewer, career: Career | None = None) -> list[Question]:
    """Questions with all the words of `text`, best first; the last word may be only begun."""
    wanted = _first(text, WORDS_SEARCHED)
    token = _token(career.pk) if career else ""
    return _read(_index().matching(wanted, token) if wanted else [], viewer)


def similar(title: str, viewer: Viewer, limit: int = 5) -> list[Question]:
    """Questions whose titles are most like `title`, the likest first; the newest of equals."""
    wanted = _first(title, WORDS_SEARCHED)
    if not wanted:
        return []
    titles = _index().like(_combined(wanted), " ".join(wanted))
    ranked = sorted(((_alike(wanted, other.split()), key) for key, other in titles), reverse=True)
    return _read([key for alike, key in ranked[:limit] if alike >= ALIKE], viewer)


def index(question: Question) -> None:
    """Bring the index up to what `question` says now. Call in the transaction that changes it."""
    _write([question.pk])


def rebuild() -> Iterator[int]:
    """Index every question anew, in short transactions; yields how many are done so far."""
    done, last = 0, 0
    while keys := list(
        Question.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        _write(keys)
        done, last = done + len(keys), keys[-1]
        yield done
    _index().tidy()


def _first(text: str, number: int) -> list[str]:
    return list(islice(dict.fromkeys(words(text[:LETTERS_READ])), number))


def _combined(wanted: list[str]) -> list[tuple[str, ...]]:
    """What similar titles may share: all the words, all but one, or two. Longer words say more."""
    longest = sorted(wanted, key=len, reverse=True)[:WORDS_COMPARED]
    number = len(longest)
    sizes = sorted({number, max(number - 1, 1), min(number, 2)}, reverse=True)
    return [some for size in sizes for some in combinations(longest, size)]


def _alike(one: list[str], other: list[str]) -> float:
    """The share of trigrams that both have, 0 to 1, as pg_trgm's similarity() counts them."""
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs)


def _trigrams(some: list[str]) -> set[str]:
    return {f"  {word} "[n : n + 3] for word in some for n in range(len(word) + 1)}


def _token(career: int) -> str:
    return f"career:{career}"


def _read(keys: list[int], viewer: Viewer) -> list[Question]:
    """The questions with these keys, in this order. Who sees what is decided here, not by the index."""
    found = Question.objects.visible_to(viewer).with_row().in_bulk(keys)
    return [found[key] for key in keys if key in found]


@transaction.atomic
def _write(keys: list[int]) -> None:
    """Write the rows of these questions, or take them out."""
    # Locked before it is read: of two changes at once, the later one sees what both have written.
    locked = Question.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    now = list(locked.only("title", "career", "state", "merged_into"))
    posts = Post.objects.filter(question__in=keys, kind=Post.Kind.QUESTION)
    texts = dict(posts.values_list("question_id", "text"))
    rows = [
        Row(
            question.pk,
            " ".join(words(question.title)),
            " ".join(words(texts.get(question.pk, ""))),
            _token(question.career_id) if question.career_id else "",
        )
        for question in now
        if question.state == State.PUBLISHED and not question.merged_into_id
    ]
    _index().replace(keys, rows)


class SQLite:
    """An FTS5 table with the columns title, text and filters; the rowid is the question's key."""

    def replace(self, keys: list[int], rows: list[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM community_search WHERE rowid = %s", [(key,) for key in keys]
            )
            cursor.executemany(
                "INSERT INTO community_search(rowid, title, text, filters) VALUES (%s, %s, %s, %s)",
                rows,
            )

    def matching(self, wanted: list[str], token: str) -> list[int]:
        match = " AND ".join(f'"{word}"' for word in wanted) + "*"
        match = f"{{title text}} : ({match})" + (f' AND filters : "{token}"' if token else "")
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT rowid FROM (
                    SELECT rowid, bm25(community_search, 10, 1, 0) AS score
                    FROM community_search WHERE community_search MATCH %s
                    ORDER BY rowid DESC LIMIT %s
                ) ORDER BY score, rowid DESC LIMIT %s
                """,
                [match, RANKED, FOUND],
            )
            return [key for (key,) in cursor.fetchall()]

    def like(self, combined: list[tuple[str, ...]], title: str) -> list[tuple[int, str]]:
        values: list[str | int] = []
        for some in combined:
            match = " AND ".join(f'"{word}"' for word in some)
            values += [f"title : ({match})", COMPARED]
        one = """
            SELECT * FROM (
                SELECT rowid, title FROM community_search WHERE community_search MATCH %s
                ORDER BY rowid DESC LIMIT %s
            )
            """
        with connection.cursor() as cursor:
            cursor.execute(" UNION ".join([one] * len(combined)), values)
            return list(cursor.fetchall())

    def tidy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM community_search"
                " WHERE rowid NOT IN (SELECT id FROM community_question)"
            )
            cursor.execute("INSERT INTO community_search(community_search) VALUES ('optimize')")


class PostgreSQL:
    """A table with the columns question_id, title and vector (title A, text C, filters)."""

    def replace(self, keys: list[int], rows: list[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM community_search WHERE question_id = ANY(%s)", [keys])
            if rows:
                cursor.execute(
                    """
                    INSERT INTO community_search (question_id, title, vector)
                    SELECT question_id, title,
                        setweight(to_tsvector('english', title), 'A')
                        || setweight(to_tsvector('english', text), 'C')
                        || array_to_tsvector(array_remove(ARRAY[filters], ''))
                    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
                        AS row (question_id, title, text, filters)
                    """,
                    [list(column) for column in zip(*rows, strict=True)],
                )

    def matching(self, wanted: list[str], token: str) -> list[int]:
        match = " & ".join(f"'{word}'" for word in wanted) + ":*"
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH candidate AS MATERIALIZED (
                    SELECT question_id, vector FROM community_search
                    WHERE vector @@ (to_tsquery('english', %s) && %s::tsquery)
                        AND numnode(to_tsquery('english', %s)) > 0
                    ORDER BY question_id DESC LIMIT %s
                )
                SELECT question_id FROM candidate
                ORDER BY ts_rank('{0, 0.1, 0.1, 1}', vector, to_tsquery('english', %s)) DESC,
                    question_id DESC
                LIMIT %s
                """,
                [match, f"'{token}'" if token else "", match, RANKED, match, FOUND],
            )
            return [key for (key,) in cursor.fetchall()]

    def like(self, combined: list[tuple[str, ...]], title: str) -> list[tuple[int, str]]:
        """Trigrams are searched for only where no word is spelled right: common ones cost much."""
        one = """
            (SELECT question_id, title FROM community_search
            WHERE title_vector @@ to_tsquery('english', %s) LIMIT %s)
            """
        values: list[str | int] = []
        for some in combined:
            values += [" & ".join(f"'{word}'" for word in some), COMPARED]
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                WITH shared AS MATERIALIZED ({" UNION ".join([one] * len(combined))}),
                misspelled AS (
                    SELECT question_id, title FROM community_search
                    WHERE title %% %s AND NOT EXISTS (SELECT FROM shared)
                    ORDER BY similarity(title, %s) DESC LIMIT %s
                )
                TABLE shared UNION TABLE misspelled
                """,  # noqa: S608  the statement is put together of fixed parts
                [*values, title, title, COMPARED],
            )
            return list(cursor.fetchall())

    def tidy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM community_search"
                " WHERE NOT EXISTS (SELECT FROM community_question WHERE id = question_id)"
            )
            for name in ("vector", "title", "trigrams"):
                cursor.execute("SELECT gin_clean_pending_list(%s)", [f"community_search_{name}"])
            cursor.execute("ANALYZE community_search")


def _index() -> SQLite | PostgreSQL:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
