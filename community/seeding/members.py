"""Those who write on a made-up board."""

from datetime import date, datetime
from itertools import islice

from django.db import transaction

from careerportal.accounts.models import User
from careers.models import Career

from ..models import MailChoice, Verification


def is_seeded() -> bool:
    return User.objects.filter(handle="sample-0001").exists()


def make_members(count: int, joined: datetime) -> list[int]:
    """Members who can't sign in and get no mail; their keys."""
    keys: list[int] = []
    numbers = iter(range(1, count + 1))
    while chunk := list(islice(numbers, 2_000)):
        users = [
            User(
                handle=f"sample-{number:04d}",
                email=f"sample-{number:04d}@example.invalid",
                password="!",  # noqa: S106  no password matches this
                date_joined=joined,
            )
            for number in chunk
        ]
        with transaction.atomic():
            keys += [user.pk for user in User.objects.bulk_create(users)]
            never = MailChoice.Frequency.NEVER
            MailChoice.objects.bulk_create(
                MailChoice(member=user, frequency=never) for user in users
            )
    return keys


@transaction.atomic
def make_professionals(
    members: list[int], careers: list[Career], since: datetime
) -> dict[int, list[int]]:
    """Every twenty-fifth member is verified, each in one career; those members by career."""
    approved = Verification.State.APPROVED
    verifications = Verification.objects.bulk_create(
        Verification(
            member_id=member,
            role=careers[n % len(careers)].title[:80],
            years=n % 30 + 1,
            evidence="Made for a trial.",
            state=approved,
            expires_on=date(2099, 12, 31),
            created_at=since,
            decided_at=since,
        )
        for n, member in enumerate(members[::25])
    )
    found: dict[int, list[int]] = {}
    links = []
    for n, verification in enumerate(verifications):
        career = careers[n % len(careers)].pk
        found.setdefault(career, []).append(verification.member_id)
        links.append(
            Verification.careers.through(verification_id=verification.pk, career_id=career)
        )
    Verification.careers.through.objects.bulk_create(links)
    return found
