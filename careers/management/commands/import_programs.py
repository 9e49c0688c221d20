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

    def handle(self, *args: Any, path: Path, dry_run: bool, **options: Any) -> None:
        with plainly():
            for sentence in put_all_to_use([programs.read([path])], dry_run):
                self.stdout.write(sentence)
