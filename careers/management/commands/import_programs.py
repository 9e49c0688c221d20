from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from careers.importers import programs
from careers.importers.endings import plainly
from careers.importers.whole import put_all_to_use


class Command(BaseCommand):
    help = "Import the CIP–SOC crosswalk as downloaded: programs of study by occupation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="The workbook, or a CSV file of it.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change.")
        parser.add_argument(
            "--allow-removals", action="store_true",
            help="Import also when more than a tenth of the occupations in use would go.",
        )  # fmt: skip

    def handle(
        self, *args: Any, path: Path, dry_run: bool, allow_removals: bool, **options: Any
    ) -> None:
        with plainly():
            for sentence in put_all_to_use([programs.read([path])], dry_run, allow_removals):
                self.stdout.write(sentence)
