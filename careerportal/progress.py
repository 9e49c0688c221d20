"""How far a long command has come."""

from collections.abc import Callable
from typing import Any


def bar(stream: Any) -> Callable[[float], None]:
    """A function that draws a share, from 0 to 1, on a terminal; it draws nothing in a pipe."""

    def show(share: float) -> None:
        if stream.isatty():
            full = "#" * round(40 * share)
            stream.write(f"\r[{full:<40}] {share:4.0%}", ending="\n" if share >= 1 else "")
            stream.flush()

    return show
