"""Changing, deleting and reading the history of a post in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from community.models import Post
from tests.browser.conftest import sign_in
from tests.browser.test_accessibility import barriers
from tests.builders import make_answer, make_question, make_user

LABEL = "What would you tell them?"


@pytest.fixture
def answer(live_server) -> Post:
    return make_answer(make_question(), "Ask on the *first* day.", make_user("worker"))


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_two_windows_change_one_answer_and_nothing_is_lost(
    scripts: bool, answer: Post, new_context: Callable[..., BrowserContext]
):
    context = new_context(java_script_enabled=scripts, viewport={"width": 390, "height": 800})
    first, second = context.new_page(), context.new_page()
    sign_in(first, "worker")
    for page in (first, second):
        page.goto(answer.get_absolute_url())
        page.locator("#answer-1").get_by_role("link", name="Edit").click()
    first.get_by_role("textbox", name=LABEL).fill("Ask on the *second* day.")
    press(first, "Save changes")
    second.get_by_role("textbox", name=LABEL).fill("Ask on the *third* day.")
    press(second, "Save changes")
    expect(second.get_by_role("group", name="What you wrote is not saved yet")).to_be_focused()
    expect(second.locator("ins", has_text="*third*")).to_be_visible()
    expect(second.locator("em", has_text="second")).to_be_visible()
    expect(second.get_by_role("textbox", name=LABEL)).to_have_value("Ask on the *third* day.")
    press(second, "Preview")
    press(second, "Save changes")
    expect(second.locator("#answer-1 em")).to_have_text("third")
    second.locator("#answer-1").get_by_role("link", name="edited").click()
    expect(second.get_by_role("main").get_by_role("heading", level=2)).to_have_text(
        ["Version 3, the current one", "Version 2", "Version 1"]
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_answer_is_deleted_and_put_back(
    scripts: bool, answer: Post, new_context: Callable[..., BrowserContext]
):
    worker = new_context(java_script_enabled=scripts).new_page()
    sign_in(worker, "worker")
    worker.goto(answer.get_absolute_url())
    worker.locator("#answer-1").get_by_role("link", name="Delete").click()
    press(worker, "Delete answer")
    expect(worker.get_by_text("This answer was deleted by its author")).to_be_visible()
    reader = new_context(java_script_enabled=scripts).new_page()
    reader.goto(answer.question.get_absolute_url())
    expect(reader.get_by_role("heading", name="No answers yet")).to_be_visible()
    press(worker, "Put it back")
    reader.reload()
    expect(reader.locator("#answer-1")).to_contain_text("Ask on the first day.")


def test_axe_finds_no_barrier_on_these_pages(answer: Post, page: Page):
    answer.rewrite("Ask on the *second* day.\n\nOr later.", 1)
    sign_in(page, "worker")
    address = answer.get_absolute_url()
    for part in ("history/", "delete/", "edit/"):
        page.goto(f"{address}{part}")
        assert barriers(page) == []
    answer.rewrite("Ask " + "x" * 100, 2)
    page.get_by_role("textbox", name=LABEL).fill("Ask on the *third* day. " + "y" * 100)
    press(page, "Save changes")
    expect(page.get_by_text("is not saved yet")).to_be_visible()
    assert barriers(page) == []
