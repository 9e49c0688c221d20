"""Words for which a search found no career: what people call a job, or a career we lack."""

import re
from contextlib import suppress

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from .models import MissedSearch
from .title_words import fold

MOST = 5_000
LONGEST = 60
MOST_WORDS = 6
LETTERS = re.compile(r"[^\W\d_]+(?:[ '’-]+[^\W\d_]+)*")

TABLE = MissedSearch._meta.db_table
# One statement counts, so that of many at once none is lost. Both databases know it.
NOTE = f"""
    INSERT INTO {TABLE} (words, times, last_at)
    SELECT %s, 1, %s
    WHERE (SELECT count(*) FROM {TABLE}) < %s OR EXISTS (SELECT 1 FROM {TABLE} WHERE words = %s)
    ON CONFLICT (words) DO UPDATE SET times = {TABLE}.times + 1, last_at = excluded.last_at
"""  # noqa: S608  the table's name is ours


def note(typed: str, request: HttpRequest) -> None:
    """Count one search for `typed`, without who asked.

    This is the one thing that a visitor's GET writes (since 2026-11-21): a search is a plain link
    that people share and go back to, and a POST would take that from them. It is one statement of a
    single row, for searches without a result only, at most MOST rows; when the database can't take
    it, the search goes on without.
    """
    words = countable(typed)
    if not words or request.method != "GET" or not _asked_for_page(request):
        return
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NOTE, [words, at, MOST, words])


def countable(typed: str) -> str:
    """`typed` as titles are compared; "" for what may be more than a job: addresses, numbers, sentences."""
    words = typed.strip()
    if not LETTERS.fullmatch(words) or len(words.split()) > MOST_WORDS:
        return ""
    folded = fold(words)
    return folded if 2 <= len(folded) <= LONGEST else ""


def _asked_for_page(request: HttpRequest) -> bool:
    """Whether a person opened it, as far as the browser says."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode == "navigate" and "Sec-Purpose" not in request.headers
