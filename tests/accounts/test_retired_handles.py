"""Handles nobody may choose: those of people who left, and those that carry a phone number."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careerportal.accounts.models import RetiredHandle, User
from tests.accounts.births import ADULT
from tests.builders import make_user

pytestmark = pytest.mark.django_db

TAKEN = "This handle is taken. Choose another."
PASSWORD = "plum tractor window"


def sign_up(client, handle):
    form = {"email": "new@example.org", "username": handle, "password1": PASSWORD}
    return client.post("/accounts/signup/", form | ADULT)


def change_profile(client, handle):
    client.force_login(make_user("before"))
    return client.post("/accounts/profile/", {"handle": handle})


def add_at_the_desk(client, handle):
    client.force_login(make_user("chief", is_staff=True, is_superuser=True))
    form = {"email": "new@example.org", "handle": handle, "usable_password": "true"}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("admin:accounts_user_add"), form | passwords)


def change_at_the_desk(client, handle):
    client.force_login(make_user("chief", is_staff=True, is_superuser=True))
    user = make_user("before")
    form = {"email": user.email, "handle": handle, "is_active": "on"}
    return client.post(reverse("admin:accounts_user_change", args=[user.pk]), form)


EVERYWHERE = pytest.mark.parametrize(
    "choose", [sign_up, change_profile, add_at_the_desk, change_at_the_desk]
)


@EVERYWHERE
@pytest.mark.parametrize("handle", ["Mara-B", "mARA-b"])
def test_the_handle_of_someone_who_left_is_taken_in_any_case(client, choose, handle):
    RetiredHandle.objects.retire("Mara-b")
    response = choose(client, handle)
    assert response.status_code == 422
    assert TAKEN in response.content.decode()
    assert not User.objects.filter(handle__iexact=handle).exists()


@EVERYWHERE
def test_it_is_free_again_when_its_time_is_over(client, choose):
    RetiredHandle.objects.retire("mara-b")
    RetiredHandle.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert choose(client, "mara-b").status_code == 302
    assert User.objects.filter(handle="mara-b").exists()


@EVERYWHERE
@pytest.mark.parametrize("handle", ["mara5551234", "m-555-12-34", "call_555_123_4567"])
def test_a_handle_with_a_phone_number_is_refused(client, choose, handle):
    response = choose(client, handle)
    assert response.status_code == 422
    assert "This looks like a phone number, and handles are public." in response.content.decode()
    assert not User.objects.filter(handle=handle).exists()


@EVERYWHERE
def test_six_digits_are_only_digits(client, choose):
    assert choose(client, "mara-2026-11").status_code == 302


@EVERYWHERE
@pytest.mark.parametrize("handle", ["former-member", "Former_Member"])
def test_nobody_is_called_like_those_who_left(client, choose, handle):
    response = choose(client, handle)
    assert response.status_code == 422
    assert "kept for the site" in response.content.decode()


def test_a_retired_handle_is_kept_for_90_days_and_not_readable():
    RetiredHandle.objects.retire("Mara-B")
    row = RetiredHandle.objects.get()
    left = row.until - timezone.now()
    assert timedelta(days=89, hours=23) < left <= timedelta(days=90)
    assert "mara" not in row.digest.lower()
    assert RetiredHandle.objects.holds("MARA-B")
    assert not RetiredHandle.objects.holds("mara-c")


def test_a_handle_retired_twice_starts_its_time_again():
    RetiredHandle.objects.retire("mara")
    RetiredHandle.objects.update(until=timezone.now())
    RetiredHandle.objects.retire("MARA")
    assert RetiredHandle.objects.get().until > timezone.now() + timedelta(days=89)


def test_the_digest_needs_the_key_of_the_site(settings):
    RetiredHandle.objects.retire("mara")
    settings.SECRET_KEY = "another"
    assert not RetiredHandle.objects.holds("mara")


def test_who_has_such_a_handle_already_keeps_it(client):
    member = make_user("old5551234")
    client.force_login(member)
    answer = client.post("/accounts/profile/", {"handle": "OLD5551234", "name": "Mara"})
    assert answer.status_code == 302
    member.refresh_from_db()
    assert (member.handle, member.name) == ("OLD5551234", "Mara")
