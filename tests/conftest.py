"""What keeps the suite quick."""

import os
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from xdist.scheduler import LoadScopeScheduling

LONGEST = (
    "test_a_fresh_copy_becomes_a_portal_and_the_next_start_is_quick",
    "test_five_thousand_random_acts_leave_every_count_right",
    "test_the_worst_texts_are_searched_in_under_50_milliseconds",
)


def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are processors: someone always waits for a browser or a process."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    return (os.cpu_count() or 1) + 1


class Turns(LoadScopeScheduling):
    """One test at a time goes to a worker that is free: all that opens a browser comes in a row, and
    handed out in pieces it would be the work of one. Only modules on real releases stay whole: each
    imports its files once.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module.endswith("_real.py") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Turns:
    return Turns(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest start first, so that no worker is left alone with one of them at the end."""
    items.sort(
        key=lambda item: (not item.name.startswith(LONGEST), not item.path.stem.endswith("_real"))
    )


def delete_all(style: object, tables: Sequence[str], **options: object) -> list[str]:
    """SQL to empty `tables`, whatever points from one to another."""
    if not tables:
        return []
    quoted = (connection.ops.quote_name(table) for table in tables)
    deletions = "; ".join(f"DELETE FROM {table}" for table in quoted)
    return [f"SET CONSTRAINTS ALL DEFERRED; {deletions};"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """PostgreSQL takes a second or more to truncate all tables, and no time to delete few rows."""
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = delete_all  # type: ignore[method-assign]
