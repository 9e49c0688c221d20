from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.seeding import is_trial, samples


class Command(BaseCommand):
    help = "Put a few sample questions on the board of a local trial. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_trial():
            raise CommandError("Samples are for a local trial; a real board starts empty.")
        self.stdout.write(f"Sample questions: {samples.load()} added.")
