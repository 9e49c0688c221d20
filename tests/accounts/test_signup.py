import re

import pytest

from careerportal.accounts.forms import SignupForm
from careerportal.accounts.models import User
from tests.accounts.births import ADULT
from tests.builders import make_user

pytestmark = pytest.mark.django_db

FORM = {
    "email": "mara@example.org",
    "username": "Mara",
    "password1": "plum tractor window",
} | ADULT


def link_in(mail) -> str:
    return re.search(r"http://testserver(/accounts/\S+)", mail.body)[1]


def test_a_newcomer_confirms_the_address_and_goes_on_where_they_were(client, mailoutbox):
    response = client.post("/accounts/signup/", FORM | {"next": "/community/ask/"})
    assert response.url == "/accounts/confirm-email/"
    page = client.get(link_in(mailoutbox[0]))
    assert "mara@example.org" in page.content.decode()
    assert client.post(link_in(mailoutbox[0])).url == "/community/ask/"
    assert client.session["_auth_user_id"] == str(User.objects.get(handle="Mara").pk)


def test_the_mailed_link_works_in_another_browser(client, mailoutbox):
    client.post("/accounts/signup/", FORM)
    client.cookies.clear()
    assert client.post(link_in(mailoutbox[0])).url == "/accounts/login/"
    client.post("/accounts/login/", {"login": FORM["email"], "password": FORM["password1"]})
    assert "_auth_user_id" in client.session


def test_nobody_signs_in_before_the_address_is_confirmed(client, mailoutbox):
    client.post("/accounts/signup/", FORM)
    client.cookies.clear()
    response = client.post(
        "/accounts/login/", {"login": FORM["email"], "password": FORM["password1"]}
    )
    assert response.url == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session


def test_an_outside_next_is_refused(client, mailoutbox):
    client.post("/accounts/signup/", FORM | {"next": "https://evil.example/"})
    client.get(link_in(mailoutbox[0]))
    assert client.post(link_in(mailoutbox[0])).url == "/"


def test_a_known_address_looks_like_success_and_tells_its_owner(client, mailoutbox):
    owner = make_user(email="mara@example.org")
    response = client.post("/accounts/signup/", FORM)
    assert (response.status_code, response.url) == (302, "/accounts/confirm-email/")
    assert client.get(response.url).status_code == 200
    assert User.objects.get() == owner
    assert [mail.to for mail in mailoutbox] == [["mara@example.org"]]
    assert "You have one already" in mailoutbox[0].body
    assert "http://testserver/accounts/password/reset/" in mailoutbox[0].body


def test_the_address_is_matched_in_any_case(client, mailoutbox):
    make_user(email="mara@example.org")
    client.post("/accounts/signup/", FORM | {"email": "MARA@example.org"})
    assert User.objects.count() == 1


def test_the_page_says_what_is_public_and_what_is_kept(client):
    page = client.get("/accounts/signup/?next=/community/ask/").content.decode()
    assert "Your handle and what you post are public" in page
    assert "At least 12 characters" in page
    assert 'href="/privacy/"' in page
    assert 'name="next" value="/community/ask/"' in page
    assert "/accounts/login/?next=" in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"email": ""}, "Enter your e-mail address."),
        ({"email": "mara"}, "Enter an address like name@example.com."),
        ({"email": "m" * 300 + "@example.org"}, "at most"),
        ({"username": ""}, "Choose a handle."),
        ({"username": "ma\0ra"}, "Null characters"),
        ({"password1": ""}, "Choose a password."),
        ({"password1": "elevenchars"}, "at least 12 characters"),
        ({"password1": "mara@example.org"}, "too similar"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, wrong, message):
    response = client.post("/accounts/signup/", FORM | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(message, page)
    kept = {"email": FORM["email"], "username": FORM["username"]}
    for name in kept.keys() - wrong.keys():
        assert f'value="{kept[name]}"' in page
    assert not User.objects.exists()


def rival_takes(monkeypatch, **rival):
    """Between the check of the form and the saving of it, someone else is faster."""
    save = SignupForm.save

    def late(form, request):
        monkeypatch.setattr(SignupForm, "save", save)
        make_user(**rival)
        return save(form, request)

    monkeypatch.setattr(SignupForm, "save", late)


def test_of_two_who_want_a_handle_at_once_one_is_told_to_choose_another(client, monkeypatch):
    rival_takes(monkeypatch, handle="mara", email="rival@example.org")
    response = client.post("/accounts/signup/", FORM)
    assert response.status_code == 422
    assert "This handle is taken. Choose another." in response.content.decode()
    assert User.objects.get().email == "rival@example.org"


def test_of_two_who_send_one_address_at_once_one_is_told_by_mail(client, monkeypatch, mailoutbox):
    rival_takes(monkeypatch, handle="rival", email="mara@example.org")
    assert client.post("/accounts/signup/", FORM).url == "/accounts/confirm-email/"
    assert User.objects.get().handle == "rival"
    assert "You have one already" in mailoutbox[0].body


def test_too_many_sign_ups_from_one_place_get_a_page_in_the_sites_look(client):
    for _ in range(20):
        client.post("/accounts/signup/", {})
    response = client.post("/accounts/signup/", {})
    assert response.status_code == 429
    assert "site-head" in response.content.decode()
