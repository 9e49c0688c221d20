from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers.importers import pages
from careers.problems import StarterError
from careers.starter.loading import FOLDER, load


class Command(BaseCommand):
    help = "Load the starter catalogue. Safe to run again; leaves alone what editors changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=FOLDER, help="Another folder in the same format."
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="Also replace what editors changed or deleted."
        )

    def handle(self, *args: Any, folder: Path, overwrite: bool, **options: Any) -> None:
        try:
            outcome = load(folder, overwrite)
        except StarterError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from None
        counts = outcome.counts
        self.stdout.write(
            f"Starter catalogue: {counts['added']} added, {counts['updated']} updated, "
            f"{counts['unchanged']} unchanged, {counts['kept']} left as editors made them."
        )
        for label in outcome.kept:
            self.stdout.write(f"  left alone: {label}")
        for sentence in pages.settle_written().sentences():
            self.stdout.write(sentence)
