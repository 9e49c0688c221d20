"""Addresses of rows. A page holds hundreds of them, and `reverse` searches the site's map for each."""

from functools import cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString

PLACE = 9_000_000_000
"""Stands for an id, a slug or a handle: every converter takes digits."""


@cache
def shape(name: str, places: int) -> str:
    """The address called `name`, with "%s" for what is put into it; looked up once a process."""
    marks = [PLACE + n for n in range(places)]
    found = reverse(name, args=marks)
    for mark in marks:
        found = found.replace(str(mark), "%s")
    return found


def address(name: str, *parts: int | str) -> SafeString:
    """As `reverse` has it, for parts that are ids, slugs or handles; quoted, and so safe in HTML."""
    quoted = tuple(quote(part, safe="") if isinstance(part, str) else part for part in parts)
    return SafeString(shape(name, len(parts)) % quoted)
