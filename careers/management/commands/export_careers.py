import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers import exchange
from careers.models import Career


class Command(BaseCommand):
    help = (
        "Write careers as files in the format of the starter catalogue, each as its editors last "
        "left it: the named ones, or all that somebody wrote."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="ADDRESS", help="Such as registered-nurse.")
        parser.add_argument(
            "--to",
            type=Path,
            help="A folder, or a file that ends in .zip. Without it, one career is printed.",
        )

    def handle(self, *args: Any, slugs: list[str], to: Path | None, **options: Any) -> None:
        careers = Career.objects.filter(slug__in=slugs) if slugs else Career.objects.all()
        files = exchange.export(careers)
        if missing := [slug for slug in slugs if f"{slug}.toml" not in files]:
            raise CommandError(f"Nobody wrote a career with this address: {', '.join(missing)}.")
        if to is None:
            if len(files) != 1:
                raise CommandError("Say where to: --to FOLDER or --to FILE.zip.")
            sys.stdout.write(next(iter(files.values())))
            return
        try:
            if to.suffix.lower() == ".zip":
                to.write_bytes(
                    exchange.to_zip({name: text.encode() for name, text in files.items()})
                )
            else:
                to.mkdir(parents=True, exist_ok=True)
                for name, text in files.items():
                    (to / name).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"This can’t be written: {error}") from None
        self.stdout.write(f"Careers written to {to}: {len(files)}.")
