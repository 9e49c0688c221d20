from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community import counters


class Command(BaseCommand):
    help = "Set the board's counts right by counting what is there. Safe while people post."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Only say what is wrong; exit with 1 if anything."
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            self.stdout.write(f"Counts set right: {counters.recount():,}.")
            return
        wrong = 0
        for wrong, sentence in enumerate(counters.drift(), start=1):  # noqa: B007
            self.stdout.write(sentence)
        if wrong:
            raise CommandError(f"{wrong:,} counts are wrong. Set them right: manage.py recount")
        self.stdout.write("Every count is right.")
