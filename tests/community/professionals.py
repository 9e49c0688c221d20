"""Makes members who are verified professionals, and quotations of answers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from careerportal.accounts.models import User
from careers.models import Career
from community.models import Post, Quotation, Verification
from tests.builders import make_user


def make_verification(member: User | None = None, *careers: Career, **fields: Any) -> Verification:
    """A pending application, unless `fields` say otherwise."""
    fields = {"role": "Charge nurse", "years": 9, "evidence": "I run a ward."} | fields
    verification = Verification.objects.create(member=member or make_user(), **fields)
    verification.careers.set(careers)
    return verification


def make_professional(*careers: Career, days: int = 100, **fields: Any) -> User:
    """A member whose approval for `careers` lasts `days` more days."""
    member = make_user(**fields)
    ends = timezone.localdate() + timedelta(days=days)
    make_verification(member, *careers, state="approved", expires_on=ends)
    return member


def make_quotation(answer: Post, excerpt: str = "Most wards say yes; mine did.") -> Quotation:
    career = answer.question.career
    return Quotation.objects.create(career=career, post=answer, excerpt=excerpt)
