import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q

from careerportal.accounts.audit import record, record_difference
from careerportal.accounts.models import User

EMAIL = "editor@example.org"
HANDLE = "local-editor"
GROUPS = ("Editors", "Publishers", "Moderators")
# Without what is easily mistaken when typed off a screen: i, l, o, 0 and 1.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def random_password() -> str:
    """About 79 bits, as four groups of four."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


class Command(BaseCommand):
    help = "Make the editor's account of a local trial, once, and show its password."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SETTINGS_MODULE != "careerportal.settings.local":
            raise CommandError(
                "This is for a local trial only. On a public site use: manage.py createsuperuser"
            )
        password = random_password()
        with transaction.atomic():
            known = Q(is_staff=True) | Q(email=EMAIL) | Q(handle__iexact=HANDLE)
            if User.objects.filter(known).exists():
                return
            editor = User.objects.create_user(EMAIL, HANDLE, password, is_staff=True)
            groups = Group.objects.filter(name__in=GROUPS)
            editor.groups.set(groups)
            editor.confirm_email()
            record(None, "member.add", editor)
            record(None, "member.staff", editor, "on")
            record_difference(None, "member.groups", editor, set(), {group.pk for group in groups})
        self.stdout.write(f"E-mail: {EMAIL}\nPassword: {password}")
