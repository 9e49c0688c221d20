from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from careerportal.progress import bar
from careers import links
from careers.models import OutsideLink


class Command(BaseCommand):
    help = (
        "Ask whether the addresses on other sites that pages and drafts lead to still answer, those "
        "first that were asked longest ago. Fails when links are dead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limit", type=int, default=links.AT_ONCE, help="How many addresses to ask at most."
        )

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        if limit < 1:
            raise CommandError("At least one address must be asked: give --limit 1 or more.")
        now, show = timezone.now(), bar(self.stdout)
        links.note_addresses()
        due, asked = links.due(now, limit), 0
        try:
            for asked, _ in enumerate(links.check(due, now), start=1):
                show(asked / len(due))
        except links.LinkError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Links asked: {asked}.")
        if dead := list(OutsideLink.objects.filter(failures__gte=links.DEAD_AFTER)):
            told = [f"{link.url}  {link.problem}" for link in dead]
            raise CommandError("\n".join([f"Dead links: {len(dead)}.", *told]))
