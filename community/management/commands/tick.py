import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from careers import publishing
from community import leaving, mail, retention


class Command(BaseCommand):
    help = (
        "Do what is due: publish career pages and take them off as planned, send mail about the board, "
        "let go of members who left, and of what has been kept for long enough. Safe to run twice, in "
        "parallel, and late."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="Go on until the process that started this has ended.",
        )
        parser.add_argument(
            "--parent",
            type=int,
            metavar="PID",
            help="Its number, should it end before this begins.",
        )

    def handle(
        self, *args: Any, every: int | None = None, parent: int | None = None, **options: Any
    ) -> None:
        parent = parent or os.getppid()

        def go_on() -> bool:
            return os.getppid() == parent

        sent = self.work(go_on)
        while every and go_on():
            close_old_connections()
            # Short sleeps, so that the end of the site is noticed soon.
            for _ in range(every):
                if go_on():
                    time.sleep(1)
            self.work(go_on)
        if sent and not every:
            self.stdout.write(f"Mails sent: {sent}")

    def work(self, go_on: Callable[[], bool]) -> int:
        """Plans first, which are few and have their minute; then mail, which is waited for. How many
        mails left."""
        publishing.carry_out_plans(go_on)
        sent = mail.send_due(go_on)
        leaving.finish_departures(go_on)
        retention.carry_out_daily(go_on)
        return sent
