"""Asking and answering in a real browser, with and without scripts. Policy violations fail the test."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from careers.models import Career
from tests.browser.conftest import sign_in
from tests.builders import make_answer, make_career, make_question, make_user

TITLE = "How do sample keepers get day shifts?"


@pytest.fixture
def career(live_server) -> Career:
    make_user("asker")
    make_user("worker")
    return make_career("Sample Keeper")


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_question_is_asked_answered_accepted_and_found_helpful(
    scripts: bool, career: Career, new_context: Callable[..., BrowserContext]
):
    asker = new_context(
        java_script_enabled=scripts, viewport={"width": 390, "height": 800}
    ).new_page()
    asker.goto(career.get_absolute_url())
    asker.get_by_role("link", name="Post in our Career Community").click()
    expect(asker.get_by_label("Career", exact=True)).to_have_value(career.title)

    # Badly first: too short a title, no text. What was typed stays.
    asker.get_by_label("Your question").fill("Shifts?")
    press(asker, "Post question")
    expect(asker.get_by_role("group", name="Some things need your attention")).to_be_focused()
    expect(asker.locator(".invalid-feedback").first).to_contain_text("at least 15 characters")
    expect(asker.get_by_label("Your question")).to_have_value("Shifts?")
    asker.get_by_label("Your question").fill(TITLE)
    asker.get_by_label("Details").fill("I start in **May**.")
    press(asker, "Preview")
    expect(asker.locator("strong", has_text="May")).to_be_visible()
    expect(asker.get_by_label("Details")).to_have_value("I start in **May**.")
    press(asker, "Post question")
    # Written first; only now is there a sign-in, and everything stands in the form after it.
    sign_in_here(asker, "asker")
    expect(asker.get_by_label("Your question")).to_have_value(TITLE)
    expect(asker.get_by_label("Details")).to_have_value("I start in **May**.")
    expect(asker.get_by_label("Career", exact=True)).to_have_value(career.title)
    press(asker, "Post question")
    expect(asker.get_by_role("heading", level=1)).to_have_text(TITLE)
    address = asker.url

    worker = new_context(java_script_enabled=scripts).new_page()
    sign_in(worker, "worker")
    worker.goto(address)
    worker.get_by_label("What would you tell them?").fill("Ask on the first day.")
    press(worker, "Post answer")
    expect(worker).to_have_url(re.compile(r"#answer-1$"))

    asker.reload()
    press(asker, "Helpful")
    expect(asker.get_by_role("button", name="Helpful")).to_have_attribute("aria-pressed", "true")
    press(asker, "Accept answer")
    expect(asker.get_by_text("Accepted answer").first).to_be_visible()

    worker.reload()
    worker.locator("#answer-1").get_by_role("link", name="Edit").click()
    worker.get_by_role("textbox", name="What would you tell them?").fill(
        "Ask before the first day."
    )
    press(worker, "Save")
    expect(worker.locator("#answer-1")).to_contain_text("Ask before the first day.")

    reader = new_context(java_script_enabled=scripts).new_page()
    reader.goto(career.get_absolute_url())
    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_text("Ask before the first day.")).to_be_visible()
    expect(reader.get_by_label("What would you tell them?")).to_be_visible()
    assert reader.context.cookies() == []


def test_a_double_click_makes_one_question(career: Career, page: Page):
    sign_in(page, "asker")
    page.goto("/community/ask/")
    page.get_by_label("Your question").fill(TITLE)
    page.get_by_label("Details").fill("I start in May.")
    page.get_by_role("button", name="Post question").dblclick()
    page.wait_for_url("**/community/questions/**")
    page.goto("/community/")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(1)


def test_what_was_typed_waits_behind_the_sign_in_when_the_session_was_lost(
    career: Career, page: Page
):
    question = make_question(TITLE, career=career)
    sign_in(page, "worker")
    page.goto(question.get_absolute_url())
    page.get_by_label("What would you tell them?").fill("A long answer that took an hour.")
    page.context.clear_cookies(name="sessionid")
    press(page, "Post answer")
    expect(
        page.get_by_text("Your text is still here").or_(page.get_by_text("your text will be here"))
    ).to_be_visible()
    sign_in_here(page, "worker")
    expect(page.get_by_label("What would you tell them?")).to_have_value(
        "A long answer that took an hour."
    )
    press(page, "Post answer")
    expect(page.locator("#answer-1")).to_contain_text("A long answer that took an hour.")


def sign_in_here(page: Page, handle: str) -> None:
    page.get_by_label("E-mail").fill(f"{handle}@example.org")
    page.get_by_label("Password").fill("correct horse battery")
    press(page, "Sign in")


def test_the_counter_says_what_is_left_and_never_cuts_a_pasted_text(career: Career, page: Page):
    sign_in(page, "asker")
    page.goto("/community/ask/")
    title = page.get_by_label("Your question")
    title.fill("x" * 100)
    expect(page.locator("#title-left")).to_have_text("40 characters left")
    title.fill("x" * 150)
    expect(title).to_have_value("x" * 150)
    expect(page.locator("#title-left")).to_contain_text("10")


def test_a_long_thread_is_read_to_its_end_and_a_permanent_address_finds_its_post(
    career: Career, page: Page
):
    question = make_question(TITLE, career=career)
    author = make_user("long")
    posts = [make_answer(question, f"Answer number {n}.", author) for n in range(1, 46)]
    page.goto(question.get_absolute_url())
    seen = page.locator(".post .prose").all_inner_texts()
    while (more := page.get_by_role("link", name=re.compile("more answers|next", re.I))).count():
        more.first.click()
        page.wait_for_load_state()
        seen += page.locator(".post .prose").all_inner_texts()
    assert sorted(seen) == sorted(f"Answer number {n}." for n in range(1, 46))
    page.goto(posts[40].get_absolute_url())
    expect(page.locator("#answer-41")).to_be_in_viewport()
