"""A professional's way: applying, being approved, claiming, answering, being quoted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from careers.models import Career
from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import barriers
from tests.builders import (
    make_answer,
    make_career,
    make_question,
    make_user,
)
from tests.community.professionals import make_professional, make_quotation


@pytest.fixture
def nurse(live_server) -> Career:
    return make_career("Registered Nurse")


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_the_application_to_the_quotation(
    scripts: bool, nurse: Career, new_context: Callable[..., BrowserContext]
):
    question = make_question(career=nurse)
    make_user("sunita")
    make_user("mod", is_staff=True, is_superuser=True)
    make_user("ed", is_staff=True, is_superuser=True)
    size = {"width": 390, "height": 800}

    member = new_context(java_script_enabled=scripts, viewport=size).new_page()
    sign_in(member, "sunita")
    member.goto("/community/verify/")
    press(member, "Send application")
    member.get_by_role("link", name="Name at least one career.").press("Enter")
    expect(member.get_by_label("A career you can speak for")).to_be_focused()
    member.keyboard.type("registered nurse")
    member.get_by_label("Your job").fill("Charge nurse")
    member.get_by_label("Years in it").fill("9")
    member.get_by_label("How can a moderator tell?").fill("I run a ward of 24 beds.")
    press(member, "Send application")
    expect(member.get_by_text("Waiting for a decision")).to_be_visible()

    moderator = new_context(java_script_enabled=scripts).new_page()
    sign_in(moderator, "mod")
    moderator.goto("/admin/community/verification/")
    moderator.get_by_role("link", name="sunita").click()
    expect(moderator.get_by_text("I run a ward of 24 beds.")).to_be_visible()
    moderator.get_by_label("Approve").check()
    moderator.get_by_role("button", name="Save", exact=True).click()
    expect(moderator.get_by_text("was changed successfully")).to_be_visible()

    member.goto("/community/verify/")
    member.get_by_role("link", name="Questions that wait for you").click()
    press(member, "Claim for 30 minutes")
    expect(member.get_by_role("button", name="Give up the claim")).to_be_visible()
    expect(member.get_by_label("Your job")).to_have_value("Charge nurse")
    member.get_by_label("What would you tell them?").fill("Ask on the first day.")
    member.get_by_label("Years in it").fill("9")
    press(member, "Post answer")
    expect(member.locator("#answer-1 .badge")).to_have_text("Verified professional")
    expect(member.locator("#answer-1 .byline")).to_contain_text("Charge nurse, 9 years")

    editor = new_context(java_script_enabled=scripts).new_page()
    sign_in(editor, "ed")
    editor.goto(question.get_absolute_url())
    editor.locator("#answer-1 summary").click()
    editor.get_by_role("link", name="Quote on the career page").click()
    press(editor, "Quote on the career page")
    editor.goto(nurse.get_absolute_url())
    expect(editor.locator("blockquote")).to_contain_text("“Ask on the first day.”")
    expect(editor.locator("blockquote")).to_contain_text("sunita, Charge nurse, 9 years")


def test_axe_finds_no_barrier_on_these_pages(nurse: Career, page: Page):
    make_professional(nurse, handle="sunita", is_staff=True, is_superuser=True)
    answer = make_answer(make_question(career=nurse), "Ask " + "x" * 100 + " early.")
    make_question("What does a nurse do on a quiet night?", career=nurse)
    make_quotation(answer, answer.text)
    sign_in(page, "sunita")
    for address in (
        "/community/verify/",
        "/community/verify/questions/",
        "/community/verify/questions/?show=few",
        f"/community/posts/{answer.pk}/quote/",
        answer.question.get_absolute_url(),
        nurse.get_absolute_url(),
    ):
        page.goto(address)
        assert barriers(page) == [], address
    page.goto("/community/verify/")
    press(page, "Send application")
    expect(page.get_by_text("Name at least one career.").first).to_be_visible()
    assert barriers(page) == []
