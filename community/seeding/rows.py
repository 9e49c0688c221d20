"""Rows in bulk, past the ORM: COPY on PostgreSQL, one prepared statement on SQLite."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models


def take_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Primary keys that nobody else gets. Call in the transaction that inserts the rows."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = (
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            )
            cursor.execute(sequence, [table, count])
            return [row[0] for row in cursor.fetchall()]
        # The transaction is IMMEDIATE: there is no other writer until it ends.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
        return range(last + 1, last + 1 + count)


def insert(model: type[models.Model], columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values as the database keeps them; `columns` are separated by spaces."""
    names = [connection.ops.quote_name(name) for name in columns.split()]
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(names)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            # The driver takes any iterable, whatever the stubs say.
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # type: ignore[arg-type]  # noqa: S608


def stored_time(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def stored_token(bits: int) -> Any:
    token = uuid.UUID(int=bits, version=4)
    return token if connection.vendor == "postgresql" else token.hex
