import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from careerportal.accounts.models import RESERVED_HANDLES, User
from tests.accounts.births import ADULT
from tests.builders import make_user

pytestmark = pytest.mark.django_db


def sign_up(client, handle):
    form = {"email": "a@example.org", "username": handle, "password1": "plum tractor window"}
    return client.post("/accounts/signup/", form | ADULT)


@pytest.mark.parametrize("handle", ["abc", "Mara", "m-2", "Late_Shift", "a" * 30])
def test_a_handle_is_kept_as_it_was_typed(client, handle):
    assert sign_up(client, handle).status_code == 302
    assert User.objects.get().handle == handle


@pytest.mark.parametrize(
    "handle",
    [
        "ab",
        "a" * 31,
        "2fast",
        "-dash",
        "_line",
        "two words",
        "dot.ted",
        "me@home",
        "Müller",
        "аdmin",
        "abc\n",
    ],
)
def test_a_handle_outside_the_pattern_is_refused(handle):
    with pytest.raises(ValidationError):
        User(email="a@example.org", handle=handle).clean_fields(exclude=["password"])


@pytest.mark.parametrize("handle", ["ab", "2fast", "two words", "Müller"])
def test_sign_up_says_what_a_handle_looks_like(client, handle):
    response = sign_up(client, handle)
    assert response.status_code == 422
    assert "begin with a letter" in response.content.decode()


@pytest.mark.parametrize("handle", ["admin", "Moderator", "CareerPortal"])
def test_a_handle_that_sounds_official_is_refused(client, handle):
    assert handle.lower() in RESERVED_HANDLES
    response = sign_up(client, handle)
    assert response.status_code == 422
    assert "kept for the site" in response.content.decode()


def test_an_existing_handle_in_another_case_is_refused(client):
    make_user("Mara")
    response = sign_up(client, "mARA")
    assert response.status_code == 422
    page = response.content.decode()
    assert "This handle is taken. Choose another." in page
    assert 'value="mARA"' in page


def test_the_database_refuses_it_too():
    make_user("Mara")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("mara", email="other@example.org")


def test_one_address_in_two_cases_is_one_address():
    make_user("Mara", email="mara@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User(email="MARA@example.org", handle="other").save()
