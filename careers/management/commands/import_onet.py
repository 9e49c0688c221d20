import resource
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from careerportal.progress import bar
from careers.importers.endings import plainly
from careers.importers.onet import Report, import_onet
from careers.models import Career

STATES = {"data": Career.State.DATA, "none": Career.State.DRAFT}


class Command(BaseCommand):
    help = "Import a release of O*NET® data, and make a page for every occupation that has none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", type=Path, help="The folder or ZIP as downloaded, text or Excel."
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change, and change nothing."
        )
        parser.add_argument(
            "--publish", choices=STATES, default="data",
            help="Whether new pages are public, marked as data only, or drafts for editors.",
        )  # fmt: skip
        parser.add_argument(
            "--allow-removals", action="store_true",
            help="Import also when more than a tenth of the occupations in use would go.",
        )  # fmt: skip

    def handle(
        self,
        *args: Any,
        path: Path,
        dry_run: bool,
        publish: str,
        allow_removals: bool,
        **options: Any,
    ) -> None:
        began = time.monotonic()
        with plainly():
            show = bar(self.stdout)
            report = import_onet(path, dry_run, STATES[publish], show, allow_removals)
        self.tell(report, dry_run)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"  {time.monotonic() - began:.1f} seconds, {peak:,.0f} MB at most.")

    def tell(self, report: Report, dry_run: bool) -> None:
        self.stdout.write(f"{report.release}:")
        if report.nothing_new:
            self.stdout.write("  This data is in use already. Nothing to do.")
        for table, rows in report.counts.items():
            self.stdout.write(f"  {rows:>7,} rows of {table}")
        for sentence in [*report.warnings, *report.changes, *report.pages]:
            self.stdout.write(f"  {sentence}")
        if dry_run:
            self.stdout.write("  This was a dry run: nothing was changed.")
