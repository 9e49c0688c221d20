"""Career pages that have every required part, and drafts of them."""

from typing import Any

from careerportal.accounts.models import User
from careers import publishing
from careers.models import (
    Career,
    InterviewQuestion,
    Responsibility,
    Skill,
    Source,
    Version,
)
from tests.builders import make_career


def make_whole(title: str = "", **fields: Any) -> Career:
    """A published page that could go live as it is."""
    fields = {
        "education_text": "A degree.",
        "pay_note": "Nobody counts it.",
        "day_introduction": "A Tuesday.",
        "become_introduction": "One way in.",
    } | fields
    career = make_career(title, **fields)
    Skill.objects.create(career=career, name="Calm", text="It shows.")
    Responsibility.objects.create(career=career, text="Do the work")
    InterviewQuestion.objects.create(
        career=career, question="Why?", kind="Motivation", looking_for="Honesty."
    )
    Source.objects.create(
        career=career, title="Handbook", publisher="Bureau", url="https://www.bls.gov/ooh/"
    )
    return career


def write(career: Career, by: User | None = None, why: str = "", **changes: Any) -> Version:
    """What an editor saves in the form."""
    career = Career.objects.select_related("draft").get(pk=career.pk)
    return publishing.save(career.pk, publishing.current(career) | changes, by, why)
