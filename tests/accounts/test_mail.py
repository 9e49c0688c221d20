"""Every mail about an account: who it is from, where its links go, what it asks of the reader."""

import re

import pytest
from django.core.cache import cache

from tests.builders import make_user

pytestmark = pytest.mark.django_db

NEW = "violet ladder market"


@pytest.fixture
def member(client):
    user = make_user("mara")
    client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})
    return user


def change_password(client):
    client.post(
        "/accounts/password/change/",
        {"oldpassword": "correct horse battery", "password1": NEW, "password2": NEW},
    )


def change_address(client):
    """What was typed waits while the password is asked for once more."""
    response = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert response.url.startswith("/accounts/reauthenticate/")
    client.post(response.url, {"password": "correct horse battery", "next": "/accounts/email/"})


def ask_for_a_reset(client):
    client.post("/accounts/password/reset/", {"email": "mara@example.org"})


def ask_for_an_unknown_account(client):
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    ("act", "to", "subject"),
    [
        (change_password, "mara@example.org", "Your password was changed"),
        (change_address, "new@example.org", "Confirm your e-mail address"),
        (ask_for_a_reset, "mara@example.org", "Choose a new password"),
        (ask_for_an_unknown_account, "nobody@example.org", "No account with this address"),
    ],
)
def test_a_mail_names_the_site_and_leads_back_to_it(client, settings, mailoutbox, act, to, subject):
    settings.SITE_NAME, settings.SITE_URL = "Paths", "http://testserver"
    act(client)
    mail = mailoutbox[0]
    assert mail.to == [to]
    assert mail.subject == f"[CareerPortal] {subject}", "the prefix is read once, at the start"
    assert mail.body.endswith("\n\nPaths\nhttp://testserver")
    links = re.findall(r"\w+://\S+", mail.body)
    assert all(link.startswith("http://testserver") for link in links)
    assert not re.search(r"example\.com|lease|!|&#|<", mail.body)


@pytest.mark.usefixtures("member")
def test_a_mail_about_a_change_says_from_where_and_what_to_do(client, mailoutbox):
    change_password(client)
    body = mailoutbox[0].body
    assert "127.0.0.1" in body
    assert "If not, choose a new password now:\nhttp://testserver/accounts/password/reset/" in body


def test_a_new_address_counts_only_once_it_is_confirmed(client, member, mailoutbox):
    change_address(client)
    member.refresh_from_db()
    assert member.email == "mara@example.org"
    page = client.get("/accounts/email/").content.decode()
    assert "<strong>new@example.org</strong> is not confirmed yet" in page
    client.post(re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1])
    member.refresh_from_db()
    assert member.email == "new@example.org"
    assert mailoutbox[1].to == ["mara@example.org"]
    assert "from mara@example.org to new@example.org" in mailoutbox[1].body


@pytest.mark.usefixtures("member")
def test_a_pending_address_can_be_sent_a_link_again_or_given_up(client, mailoutbox):
    change_address(client)
    cache.clear()
    client.post("/accounts/email/", {"email": "new@example.org", "action_send": ""})
    assert len(mailoutbox) == 2
    client.post("/accounts/email/", {"email": "new@example.org", "action_remove": ""})
    assert (
        "new@example.org</strong> is not confirmed"
        not in client.get("/accounts/email/").content.decode()
    )


def test_an_address_too_long_to_keep_is_refused(client, member):
    response = client.post(
        "/accounts/email/", {"email": "m" * 250 + "@example.org", "action_add": ""}
    )
    assert "at most 254 characters" in response.content.decode()
    assert member.emailaddress_set.count() == 1
