"""The index of job titles in the database: an FTS5 table on SQLite, a tsvector on PostgreSQL.

Its row for a JobTitle holds what searches need of it, so that they read no other table of that size:
its owner (a profile, or a career as a negative number) and tokens, the same on both databases:
  `nurse`               a word of the title
  `!nurse`              a word of a main title, so that those few are found without the many
  `=registered_nurse`   a whole form of the title: to be found as it is, or by how it begins
Rows are written by code, beside the rows they are of. A row whose owner is gone leads nowhere.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction

from .title_words import FILLERS, LONGEST_WORD, WORDS_READ, fold, forms, joined_words

if TYPE_CHECKING:
    from .models import JobTitle
    from .models.career import CareerQuerySet

EXACT, MAIN, BEGUN, OTHER = 200, 300, 100, 300
"""Titles taken of each kind to be ranked: many more begin with "ma" than anybody reads."""
ENOUGH = 100
"""So many titles of the better kinds, and the last kind is not looked for."""


class Candidate(NamedTuple):
    career: int
    written: bool
    """Whether editors wrote the page."""
    employment: int
    title: str
    folded: str
    main: bool


def tokens_of(row: "JobTitle") -> list[str]:
    words = {*row.folded.split(), *joined_words(row.title)} - FILLERS
    whole = {f"={form.replace(' ', '_')}" for form in forms(row.title)}
    main = {f"!{word}" for word in words} if row.main else set()
    return sorted({token[:LONGEST_WORD] for token in words | main} | whole)


def wanted_words(text: str) -> list[str]:
    """The words that a title must have, each at least begun."""
    words = list(dict.fromkeys(fold(text).split()))[:WORDS_READ]
    return [word[:LONGEST_WORD] for word in words if word not in FILLERS] or words


@transaction.atomic
def put(rows: Sequence["JobTitle"]) -> None:
    take_out([row.pk for row in rows])
    values = [
        (row.pk, " ".join(tokens_of(row)), _owner(row), row.title, row.folded, row.main)
        for row in rows
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                "INSERT INTO careers_title_search (rowid, tokens, owner, title, folded, main)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                values,
            )
        elif values:
            cursor.execute(
                """
                INSERT INTO careers_title_search (title_id, tokens, owner, title, folded, main)
                SELECT title_id, array_to_tsvector(string_to_array(tokens, ' ')), owner, title, folded, main
                FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::boolean[])
                    AS row (title_id, tokens, owner, title, folded, main)
                """,
                [list(column) for column in zip(*values, strict=True)],
            )


def _owner(row: "JobTitle") -> int:
    """The key of the row's profile, or that of its career as a negative number."""
    return -row.career_id if row.career_id else row.profile_id  # type: ignore[return-value]  # one of both is there


@transaction.atomic
def take_out(pks: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM careers_title_search WHERE title_id = ANY(%s)", [[*pks]])
        else:
            cursor.executemany(
                "DELETE FROM careers_title_search WHERE rowid = %s", [(pk,) for pk in pks]
            )


def _begin_with(words: Iterable[str]) -> str:
    """A match for rows that have a token beginning with each of `words`."""
    if connection.vendor == "postgresql":
        return " & ".join(f"'{word}':*" for word in words)
    return " AND ".join(f'"{word}"*' for word in words)


def _is(token: str) -> str:
    return f"'{token}'" if connection.vendor == "postgresql" else f'"{token}"'


def _shown(careers: "CareerQuerySet") -> tuple[str, Any]:
    """SQL for the owners of titles that lead to `careers`, each with the career; its parameters."""
    visible = careers.order_by().values("pk", "profile_id")
    statement, values = visible.query.sql_with_params()
    return (
        f"""
        WITH visible (career_id, profile_id) AS MATERIALIZED ({statement}),
        shown AS MATERIALIZED (
            SELECT -career_id AS owner, career_id FROM visible
            UNION ALL
            SELECT profile_id, career_id FROM visible WHERE profile_id IS NOT NULL
        )
        """,  # noqa: S608  the ORM's own SQL
        values,
    )


def _matching() -> str:
    """SQL for titles with the careers they lead to, where the index matches a parameter."""
    key, match = ("rowid", "careers_title_search MATCH %s")
    if connection.vendor == "postgresql":
        key, match = ("title_id", "tokens @@ %s::tsquery")
    return f"""
        SELECT {key} AS key, career_id, title, folded, main
        FROM careers_title_search JOIN shown ON shown.owner = careers_title_search.owner
        WHERE {match}
        """  # noqa: S608  put together of fixed parts


def candidates(text: str, careers: "CareerQuerySet") -> list[Candidate]:
    """Titles that may be what `text` asks for, of these careers only; not ranked."""
    words = wanted_words(text)
    if not words:
        return []
    shown, values = _shown(careers)
    one = _matching()
    whole = f"={'_'.join(fold(text).split())}"
    statement = f"""
        {shown},
        better AS MATERIALIZED (
            SELECT * FROM ({one} LIMIT {EXACT}) AS exact
            UNION SELECT * FROM ({one} LIMIT {MAIN}) AS main
            UNION SELECT * FROM ({one} LIMIT {BEGUN}) AS begun
        ), found AS MATERIALIZED (
            SELECT * FROM better
            UNION SELECT * FROM (
                {one} AND (SELECT count(*) FROM better) < {ENOUGH} LIMIT {OTHER}
            ) AS other
        )
        SELECT career.id, career.state = 'published', wages.employment, found.title, folded, main
        FROM found
        JOIN careers_career AS career ON career.id = found.career_id
        LEFT JOIN careers_occupation AS occupation ON occupation.id = career.occupation_id
        LEFT JOIN careers_wageestimate AS wages ON wages.id = occupation.wages_id
        """  # noqa: S608  put together of fixed parts and the ORM's own SQL
    matches = [
        _is(whole),
        _begin_with(f"!{word}" for word in words),
        _begin_with([whole]),
        _begin_with(words),
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *matches])
        return [
            Candidate(career, bool(written), employment or 0, title, folded, bool(main))
            for career, written, employment, title, folded, main in cursor.fetchall()
        ]


def owners(text: str, careers: "CareerQuerySet") -> list[int]:
    """Keys of those careers with a title that has every word of `text`, each at least begun."""
    words = wanted_words(text)
    if not words:
        return []
    shown, values = _shown(careers)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{shown} SELECT DISTINCT career_id FROM ({_matching()}) AS found",  # noqa: S608
            [*values, _begin_with(words)],
        )
        return [key for (key,) in cursor.fetchall()]
