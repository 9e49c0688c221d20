"""Similar questions on the ask page: while typing, and as a step of their own without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from community.models import Question
from tests.browser.conftest import sign_in
from tests.builders import make_question, make_user

TITLE = "How do zymurgists get day shifts?"


@pytest.fixture
def earlier(live_server) -> Question:
    make_user("asker")
    return make_question(TITLE)


def test_similar_questions_appear_while_typing_and_do_not_ask_twice(earlier: Question, page: Page):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, "asker")
    page.goto("/community/ask/")
    page.get_by_label("Your question").press_sequentially("Zymurgists and day shifts")
    offered = page.get_by_role("main").get_by_role("link", name=TITLE)
    expect(offered).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 similar question")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with page.expect_popup() as popup:
        offered.click()
    expect(popup.value.get_by_role("heading", level=1)).to_have_text(TITLE)

    page.get_by_label("Your question").fill("What does a paramedic do?")
    expect(offered).to_have_count(0)
    page.get_by_label("Your question").fill("Zymurgists and day shifts")
    expect(offered).to_be_visible()
    page.get_by_label("Details").fill("I start in May.")
    page.get_by_role("main").get_by_role("button", name="Post question").click()
    page.wait_for_url("**/questions/**")


def test_without_scripts_they_are_a_step_before_posting(
    earlier: Question, new_context: Callable[..., BrowserContext]
):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, "asker")
    page.goto("/community/ask/")
    page.get_by_label("Your question").fill("Zymurgists and day shifts")
    page.get_by_label("Details").fill("I start in May.")
    page.get_by_role("main").get_by_role("button", name="Post question").click()
    expect(page.get_by_role("main").get_by_role("link", name=TITLE)).to_be_visible()
    expect(page.get_by_label("Details")).to_have_value("I start in May.")
    page.get_by_role("main").get_by_role("button", name="Post it anyway").click()
    page.wait_for_url("**/questions/**")
