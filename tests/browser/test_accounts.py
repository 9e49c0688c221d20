"""Accounts in a real browser: any policy violation or script error on the way fails the test."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from careerportal.accounts.models import User
from tests.browser.test_accessibility import LOOKS, barriers
from tests.builders import make_user

PASSWORD = "correct horse battery"
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()


def fill_in_birth(page: Page, month: str = "March", day: str = "14", year: str = "1987") -> None:
    page.get_by_label("Month").select_option(month)
    page.get_by_label("Day").fill(day)
    page.get_by_label("Year").fill(year)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/?next=/accounts/profile/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    press(page, "Sign out")
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def confirm_it_is_you(page: Page) -> None:
    heading(page, "Confirm it’s you")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Continue")


def link_in(mail) -> str:
    return re.search(r"http://\S+", mail.body)[0]


def test_from_sign_up_to_signing_in_with_a_code(page: Page, mailoutbox):
    page.goto("/accounts/signup/?next=/accounts/profile/")
    page.get_by_label("E-mail").fill("mara@example.org")
    page.get_by_label("Handle").fill("no spaces")
    fill_in_birth(page)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Create account")
    expect(page.locator(".alert-danger")).to_be_focused()
    page.get_by_role("link", name="Use 3 to 30 letters").click()
    expect(page.get_by_label("Handle")).to_have_value("no spaces")
    page.get_by_label("Handle").fill("mara")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Create account")
    heading(page, "Check your mail")

    page.goto(link_in(mailoutbox[0]))
    press(page, "Confirm address")
    heading(page, "Your profile")
    sign_out(page)

    sign_in(page, "mara@example.org")
    heading(page, "Your profile")
    page.get_by_role("link", name="Two-factor", exact=True).click()
    page.get_by_role("link", name="Set up an app").click()
    confirm_it_is_you(page)
    secret = page.locator("main p code").inner_text()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    press(page, "Turn on the app")
    heading(page, "Recovery codes")
    sign_out(page)
    # A code works once; forget that this one was used instead of waiting for the next.
    cache.clear()

    sign_in(page, "mara@example.org")
    heading(page, "Second step")
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    press(page, "Sign in")
    heading(page, "Your profile")


def test_a_passkey_replaces_the_password(page: Page):
    make_user("mara")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
    sign_in(page, "mara@example.org")
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_it_is_you(page)
    page.get_by_label("Name of this passkey").fill("Laptop")
    page.get_by_label("Sign in with it instead of a password").check()
    press(page, "Add passkey")
    heading(page, "Recovery codes")
    sign_out(page)

    page.goto("/accounts/login/?next=/accounts/profile/")
    press(page, "Use a passkey")
    heading(page, "Your profile")
    sign_out(page)

    sign_in(page, "mara@example.org")
    heading(page, "Second step")
    press(page, "Use a passkey")
    heading(page, "Your profile")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("heading", name="Laptop")).to_be_visible()


def test_a_device_that_gives_no_passkey_is_not_left_silent(page: Page):
    page.add_init_script(
        "navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    page.goto("/accounts/login/")
    press(page, "Use a passkey")
    expect(page.get_by_role("alert")).to_contain_text("Your browser gave us no passkey")


def test_signing_up_in_and_resetting_work_without_javascript(
    new_context: Callable[..., BrowserContext], mailoutbox
):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill("mara@example.org")
    page.get_by_label("Handle").fill("mara")
    fill_in_birth(page)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Create account")
    page.goto(link_in(mailoutbox[0]))
    press(page, "Confirm address")
    sign_out(page)

    sign_in(page, "mara@example.org")
    heading(page, "Your profile")
    sign_out(page)

    page.goto("/accounts/login/")
    press(page, "Use a passkey")
    expect(page.get_by_role("status")).to_contain_text("Your browser gave us no passkey")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill("mara@example.org")
    press(page, "Send the link")
    heading(page, "Check your mail")
    page.goto(link_in(mailoutbox[1]))
    for label in ("New password", "New password again"):
        page.get_by_label(re.compile(rf"^\s*{label}\*?\s*$")).fill("violet ladder market")
    press(page, "Save new password")
    heading(page, "Your password is changed")
    sign_in(page, "mara@example.org", "violet ladder market")
    heading(page, "Your profile")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_child_is_turned_away_kindly_and_stays_so(
    new_context: Callable[..., BrowserContext], width: int, scheme: str
):
    page = new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=False
    ).new_page()
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill("robin@example.org")
    page.get_by_label("Handle").fill("robin")
    page.get_by_label("Password").fill(PASSWORD)
    fill_in_birth(page, year=str(timezone.localdate().year - 9))
    press(page, "Create account")
    heading(page, "You can’t have an account yet")
    page.go_back()
    page.goto("/accounts/signup/")
    heading(page, "You can’t have an account yet")
    page.get_by_role("link", name="Career Community").first.click()
    heading(page, "Career Community")
    assert not User.objects.exists()


def test_the_question_and_its_errors_have_no_barrier_that_axe_can_find(page: Page):
    page.goto("/accounts/signup/")
    fill_in_birth(page, month="February", day="30")
    press(page, "Create account")
    page.get_by_role("link", name="February 1987 has no day 30.").click()
    expect(page.get_by_label("Day")).to_be_focused()
    expect(page.get_by_label("Month")).to_have_value("2")
    assert barriers(page) == []

    fill_in_birth(page, year=str(timezone.localdate().year - 9))
    press(page, "Create account")
    heading(page, "You can’t have an account yet")
    assert barriers(page) == []
