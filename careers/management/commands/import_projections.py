from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from careers.importers import projections
from careers.importers.endings import plainly
from careers.importers.whole import put_all_to_use


class Command(BaseCommand):
    help = (
        "Import Employment Projections as downloaded: occupation.xlsx (Table 1.2, outlook), "
        "education.xlsx (Table 5.3, schooling) and skills.xlsx (Table 6.2), any of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, help="Workbooks, a folder or a ZIP.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change.")
        parser.add_argument(
            "--allow-removals", action="store_true",
            help="Import also when more than a tenth of the occupations in use would go.",
        )  # fmt: skip

    def handle(
        self, *args: Any, paths: list[Path], dry_run: bool, allow_removals: bool, **options: Any
    ) -> None:
        with plainly():
            for sentence in put_all_to_use(projections.read(paths), dry_run, allow_removals):
                self.stdout.write(sentence)
