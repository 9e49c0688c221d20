from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers import publishing
from careers.models import Plan

DONE = {
    Plan.Action.PUBLISH: "Published",
    Plan.Action.UNPUBLISH: "Taken off the site",
}


class Command(BaseCommand):
    help = (
        "Publish career pages and take them off the site as planned. Safe to run twice, in parallel, "
        "and late. Fails when a plan could not be carried out; it then waits for an editor."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        due = publishing.carry_out_plans()
        for plan, problem in due:
            if not problem:
                self.stdout.write(f"{DONE[Plan.Action(plan.action)]}: {plan.career}")
        if failed := [f"{plan.career}: {problem}" for plan, problem in due if problem]:
            raise CommandError("\n".join(["Not carried out:", *failed]))
