from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from careerportal.progress import bar
from careers.importers.endings import plainly
from careers.importers.oews import Report, import_oews


class Command(BaseCommand):
    help = "Import wages from files of the Occupational Employment and Wage Statistics (OEWS)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, help="Workbooks, CSV files, ZIPs or folders of them."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change, and change nothing."
        )
        parser.add_argument(
            "--allow-removals", action="store_true",
            help="Import also when more than a tenth of the occupations in use would go.",
        )  # fmt: skip

    def handle(
        self,
        *args: Any,
        paths: list[Path],
        dry_run: bool,
        allow_removals: bool,
        **options: Any,
    ) -> None:
        with plainly():
            for report in import_oews(paths, dry_run, bar(self.stdout), allow_removals):
                self.tell(report, dry_run)

    def tell(self, report: Report, dry_run: bool) -> None:
        release = report.release
        if report.nothing_new:
            self.stdout.write(f"{release}: these figures are in use already. Nothing to do.")
            return
        self.stdout.write(f"{release}, from {', '.join(release.files)}:")
        counts = report.counts
        left_out = [
            f"{number:,} {reason}" for reason, number in counts.items() if reason.startswith("for ")
        ]
        words = f"; left out {', '.join(left_out)}" if left_out else ""
        self.stdout.write(f"  {counts['read']:,} rows read, {counts['taken']:,} taken{words}.")
        for sentence in report.changes:
            self.stdout.write(f"  {sentence}")
        if dry_run:
            self.stdout.write("  This was a dry run: nothing was changed.")
