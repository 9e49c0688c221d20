"""Long work in short transactions, with rests in which those who post get their turn."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

REST = 0.01
"""Seconds, at the least. SQLite lets a waiting writer in when it happens to ask, not in a queue."""

T = TypeVar("T")


def gently(work: Iterable[T], go_on: Callable[[], bool]) -> Iterator[T]:
    """Do `work`, which yields after each transaction, and rest as long as that took.

    It stops when `go_on`, asked each time, says no.
    """
    begun = time.monotonic()
    for done in work:
        yield done
        if not go_on():
            return
        time.sleep(max(REST, time.monotonic() - begun))
        begun = time.monotonic()
