from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from community import retention


class Command(BaseCommand):
    help = (
        "End what has been kept for as long as the privacy page says. Safe at any time, and twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Only count what is due, and change nothing."
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        # Counted, not carried out and rolled back: that would keep everyone from posting meanwhile.
        due = ((period, period.is_due(now).count()) for period in retention.PERIODS)
        for period, rows in due if dry_run else retention.carry_out(now):
            self.stdout.write(f"{period.what}: {rows:,}")
