"""Writes the search indexes anew, for repairs; while people search and post."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from careers import title_search
from community import search


class Command(BaseCommand):
    help = "Write the search indexes of the board and of job titles anew. Safe to run at any time, and twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.write("Questions", search.rebuild())
        self.write("Job titles", title_search.rebuild())

    def write(self, what: str, progress: Iterator[int]) -> None:
        done = 0
        for done in progress:
            if self.stdout.isatty():
                self.stdout.write(f"\r{done:,}", ending="")
        self.stdout.write(f"\r{what} indexed: {done:,}")
