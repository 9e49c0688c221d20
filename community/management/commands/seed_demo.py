from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careerportal.progress import bar
from community.seeding import demo, is_trial
from community.seeding.members import is_seeded


class Command(BaseCommand):
    help = "Fill the board with made-up questions and answers, to try and to measure it at scale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--questions", type=int, default=1_000)
        parser.add_argument("--answers", type=int, default=10_000)
        parser.add_argument("--members", type=int, default=500)
        parser.add_argument(
            "--seed", type=int, default=1, help="The same seed makes the same rows."
        )
        parser.add_argument(
            "--yes", action="store_true", help="Also on a site that is not a trial."
        )

    def handle(
        self, *args: Any, questions: int, answers: int, members: int, seed: int, yes: bool, **_: Any
    ) -> None:
        if questions < 1 or answers < 0 or members < 2:
            raise CommandError("Ask for at least 1 question, 0 answers and 2 members.")
        if not (is_trial() or yes):
            raise CommandError(
                "This would put made-up posts on a real site. Add --yes if that is what you want."
            )
        if is_seeded():
            self.stdout.write("The board has been seeded already; nothing was added.")
            return
        demo.seed(questions, answers, members, seed, bar(self.stdout))
        self.stdout.write(
            f"Added {questions:,} questions, {answers:,} answers and {members:,} members."
        )
