"""How an import reaches readers: staged in short batches, then switched over in one transaction.

Until the switch nobody sees a staged row, and a process that is killed leaves only staged rows,
which the next import clears away. Posting to the board goes on all the while.
"""

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from careerportal.gently import REST, gently
from careers.models import (
    Area,
    DataRelease,
    EducationalAttainment,
    JobTitle,
    JobZone,
    Occupation,
    Profile,
    Projection,
    SkillScores,
    StudyProgram,
    WageEstimate,
)
from careers.title_search import forget_titles

from .aggregates import point_members

BATCH = 500
"""Rows a transaction: about 50 ms, which is what somebody who posts meanwhile may have to wait."""

VALUES_BATCH = 2_000
"""As many plain rows take the same time."""

State = DataRelease.State
M = TypeVar("M", bound=models.Model)


class RefusedError(Exception):
    """The files are sound but must not be imported, in a sentence that says why and what to do."""


MOST_REMOVED = 0.1
FEW = 10
"""So many may go in any case: a release in use may be small itself."""


def refuse_removals(removed: int, before: int) -> None:
    """Raise RefusedError when so many occupations in use would go that the files are hardly whole."""
    if removed > max(before * MOST_REMOVED, FEW):
        raise RefusedError(
            f"{removed:,} of the {before:,} occupations in use would go, so these files are hardly "
            "whole. If they are, import them with --allow-removals."
        )


@contextmanager
def importing() -> Iterator[None]:
    """One import at a time; begins by clearing away what a killed one left.

    The lock ends with its process. Raises RefusedError while another import runs.
    """
    refusal = RefusedError("Another import is running. Wait until it has ended, then start again.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise refusal
        try:
            _clear_up()
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    name = hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()[:16]
    settings.VAR_DIR.mkdir(exist_ok=True)
    with (settings.VAR_DIR / f"import-{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusal from None
        with connection.cursor() as cursor:
            # Rows of wages come by place and are indexed by occupation: with the 2 MB that SQLite
            # keeps in memory by itself it would read most of that index again for every batch.
            cursor.execute("PRAGMA cache_size = -65536")
        _clear_up()
        yield


def _clear_up() -> None:
    """Of an import that was killed, before its switch-over or after it."""
    clear_away(State.STAGED)
    clear_away(State.SUPERSEDED)


LOCK = 15_2051
"""A number of our own among PostgreSQL's advisory locks."""


def add(
    rows: Iterable[M],
    model: type[M],
    size: int = BATCH,
    then: Callable[[list[M]], Any] = lambda batch: None,
) -> int:
    """Insert staged `rows` in short transactions, with rests between. Returns how many.

    `then` gets each batch of `size`, its keys set, in the transaction that inserted it.
    """
    total = 0
    left = iter(rows)

    def batches() -> Iterator[int]:
        while batch := list(islice(left, size)):
            with transaction.atomic():
                then(model._base_manager.bulk_create(batch))
            yield len(batch)

    for number in gently(batches(), lambda: True):
        total += number
    return total


def add_values(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """As `add` in a quarter of the time: `rows` are plain values in the order of `columns`.

    While the next rows are made the database is free, which counts as rest.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    holders = ", ".join(["%s"] * len(columns))
    copies = connection.vendor == "postgresql"
    left = iter(rows)
    took, free_since = 0.0, time.monotonic()
    while batch := list(islice(left, VALUES_BATCH)):
        time.sleep(max(REST, took - (time.monotonic() - free_since)))
        began = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            if copies:  # a third of what INSERT costs there
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holders})", batch)  # noqa: S608
        free_since = time.monotonic()
        took = free_since - began
    if copies:
        # Its planner knows nothing yet of so many new rows, and takes the longest way to them.
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")


def switch(release: DataRelease, replaced: Iterable[DataRelease], point: Callable[[], Any]) -> None:
    """Make `release` current and `replaced` superseded; `point` sets what points at newest rows.

    One short transaction: readers see the old or the new. Rows of what was replaced go afterwards.
    """
    with transaction.atomic():
        DataRelease.objects.filter(pk__in=[old.pk for old in replaced]).update(
            state=State.SUPERSEDED
        )
        release.state, release.imported_at = State.CURRENT, timezone.now()
        release.save()
        point()
        point_members()
        Occupation.objects.all().point_at_newest_figures()
    clear_away(State.SUPERSEDED)


ROWS: list[tuple[Any, str]] = [
    (WageEstimate, "release"),
    (Projection, "release"),
    (EducationalAttainment, "release"),
    (SkillScores, "release"),
    (StudyProgram, "release"),
    (JobTitle, "profile__release"),
    (Profile, "release"),
    (JobZone, "release"),
]
"""Every model whose rows come and go with a release, those that lean on others first."""


def clear_away(state: DataRelease.State) -> None:
    """Delete, in short transactions, the rows of releases in `state`, and staged releases whole."""

    def batches() -> Iterator[int]:
        for model, release in ROWS:
            rows = model._base_manager.filter(**{f"{release}__state": state})
            while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
                with transaction.atomic():
                    if model is JobTitle:
                        forget_titles(keys)
                    old = model._base_manager.filter(pk__in=keys)
                    if model is WageEstimate:
                        # By the thousand, and nothing points at those that are not in use.
                        old._raw_delete(connection.alias)
                    else:
                        old.delete()
                yield len(keys)

    for _ in gently(batches(), lambda: True):
        pass
    if state == State.STAGED:
        Area.objects.filter(release__state=state).update(release=None)
        DataRelease.objects.filter(state=state).delete()
