from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers import exchange
from careers.exchange import Arrival, ChangedMeanwhileError
from careers.problems import Problem, StarterError
from careers.publishing import NotPublishableError


class Command(BaseCommand):
    help = (
        "Bring in careers from files in the format of the starter catalogue, all or none. What is "
        "new in them becomes drafts for editors to look at."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths",
            nargs="+",
            type=Path,
            metavar="PATH",
            help="A .toml file, a folder of them or a ZIP.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Only say what would change, and keep nothing."
        )
        parser.add_argument(
            "--publish", action="store_true", help="Put them live at once, not as drafts."
        )

    def handle(
        self, *args: Any, paths: list[Path], dry_run: bool, publish: bool, **options: Any
    ) -> None:
        try:
            files = self._read(paths)
            why = "From " + ", ".join(path.name for path in paths)
            arrivals = exchange.bring_in(files, None, why[:300], publish, dry_run)
        except (StarterError, NotPublishableError, ChangedMeanwhileError) as error:
            raise CommandError(f"Nothing was brought in.\n{error}") from None
        for arrival in arrivals:
            self.stdout.write(_said(arrival))
        changed = sum(not arrival.is_unchanged for arrival in arrivals)
        verb = "would change" if dry_run else "brought in"
        self.stdout.write(f"Careers {verb}: {changed}. As they are: {len(arrivals) - changed}.")

    def _read(self, paths: list[Path]) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        for path in paths:
            for file in self._inside(path) if path.is_dir() else [path]:
                try:
                    data = file.read_bytes()
                except OSError:
                    problem = Problem(str(file), "", "", "This file is missing or can’t be read.")
                    raise StarterError([problem]) from None
                unpacked = exchange.unpack(str(file), data)
                for twice in sorted(files.keys() & unpacked.keys()):
                    problem = Problem(str(file), "", "", f"{twice} was in another file already.")
                    raise StarterError([problem])
                files |= unpacked
        return files

    def _inside(self, folder: Path) -> list[Path]:
        files = [file for file in sorted(folder.glob("*")) if exchange.is_career(file.name)]
        if not files:
            message = "There is no career here: their files end in .toml."
            raise StarterError([Problem(str(folder), "", "", message)])
        return files


def _said(arrival: Arrival) -> str:
    if arrival.is_new:
        return f"{arrival.title}: new."
    if arrival.is_unchanged:
        return f"{arrival.title}: as it is."
    return f"{arrival.title}: {'; '.join(map(str, arrival.differences))}."
