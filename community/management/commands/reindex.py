"""Writes the board's search index anew, for repairs; while people search and post."""

from typing import Any

from django.core.management.base import BaseCommand

from community import search


class Command(BaseCommand):
    help = "Write the search index of the board anew. Safe to run at any time, and twice."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in search.rebuild():
            if self.stdout.isatty():
                self.stdout.write(f"\r{done:,}", ending="")
        self.stdout.write(f"\rQuestions indexed: {done:,}")
