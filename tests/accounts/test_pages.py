"""Every account page looks and speaks like the rest of the site."""

import re

import pytest
from django.utils.html import strip_tags

from tests.builders import make_user

pytestmark = pytest.mark.django_db

ENTRANCE = [
    "login/",
    "signup/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-bad/",
    "password/reset/key/done/",
    "confirm-email/",
    "confirm-email/bad:key/",
    "inactive/",
]
MANAGE = ["profile/", "email/", "password/change/", "logout/", "2fa/", "2fa/webauthn/"]
CONFIRMED = ["2fa/totp/activate/", "2fa/webauthn/add/"]


def check(page: str):
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    assert page.count("<h1") == 1
    assert not re.search(r'style=|<style|\son\w+="|<script(?![^>]*(src=|application/json))', page)
    assert 'content="noindex"' in page
    for form in re.findall(r'<form[^>]*method="post"[^>]*>', main):
        assert "/logout/" in form or "novalidate" in form or 'id="mfa_login"' in form
    words = strip_tags(main)
    assert not re.search(r"\b[Pp]lease\b|\w!|\b[Ii]nvalid\b|Log ?[Ii]n|Sign Up|Email", words)
    labels = set(re.findall(r'<label[^>]*for="(\w+)"', main))
    fields = re.findall(r'<(?:input(?![^>]*hidden)|select|textarea)[^>]* id="(\w+)"', main)
    assert set(fields) <= labels


@pytest.mark.parametrize("path", ENTRANCE)
def test_a_page_for_visitors(client, path):
    page = client.get(f"/accounts/{path}").content.decode()
    check(page)
    assert '<div class="narrow flow">' in page


@pytest.mark.parametrize("path", MANAGE + CONFIRMED)
def test_a_page_for_members(client, path):
    make_user("mara")
    client.post(
        "/accounts/login/", {"login": "mara@example.org", "password": "correct horse battery"}
    )
    if path in CONFIRMED:
        client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    response = client.get(f"/accounts/{path}")
    check(response.content.decode())
    assert '<nav class="tabs account-nav" aria-label="Account">' in response.content.decode()
    assert response["Cache-Control"].find("no-store") > 0


@pytest.mark.parametrize("path", ["email/", "password/change/", "2fa/"])
def test_a_page_for_members_sends_visitors_to_sign_in(client, path):
    assert client.get(f"/accounts/{path}").url == f"/accounts/login/?next=/accounts/{path}"


def test_a_form_with_errors_lists_them_at_its_top_with_links_to_the_fields(client):
    page = client.post("/accounts/login/", {"login": "", "password": ""}).content.decode()
    assert '<a href="#id_login">Enter your e-mail address.</a>' in page
    assert '<a href="#id_password">Enter your password.</a>' in page
    assert page.count("Enter your password.") == 2
