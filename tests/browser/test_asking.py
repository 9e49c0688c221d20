"""Asking about a part of a career page, and drafts that save themselves, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from careers.models import Career
from community.models import Draft
from tests.browser.conftest import sign_in
from tests.builders import add_parts, make_career, make_occupation, make_question, make_user

SAVED = re.compile(r"Draft saved \d\d:\d\d")


@pytest.fixture
def career(live_server) -> Career:
    make_user("asker")
    return add_parts(make_career("Sample Keeper", occupation=make_occupation()))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_part_of_the_page_is_asked_about_and_shows_the_question(
    scripts: bool, career: Career, new_context: Callable[..., BrowserContext]
):
    page = new_context(java_script_enabled=scripts).new_page()
    sign_in(page, "asker")
    page.goto(career.get_absolute_url())
    page.locator("#salary").get_by_role("link", name="Ask about this part: Salary").click()
    expect(page.get_by_label("Part of the career’s page")).to_have_value("salary")
    page.get_by_label("Your question").fill("How far do first offers move?")
    page.get_by_label("Details").fill("I have two of them.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft of ")).to_be_visible()
    expect(page.get_by_label("Part of the career’s page")).to_have_value("salary")
    page.get_by_role("button", name="Post question").click()
    page.wait_for_url("**/community/questions/**")
    page.goto(career.get_absolute_url())
    part = page.locator("#salary")
    expect(part.get_by_role("link", name="How far do first offers move?")).to_be_visible()
    part.get_by_role("link", name="All questions about this part: Salary").click()
    expect(page.get_by_role("link", name="How far do first offers move?")).to_be_visible()


def test_the_page_prints_without_what_can_only_be_pressed(career: Career, page: Page):
    make_question(career=career, part="salary")
    page.goto(career.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.get_by_text("Ask about this").first).to_be_hidden()
    expect(page.get_by_text("Asked about this")).to_be_hidden()


def test_a_draft_saves_itself_and_a_second_tab_overwrites_nothing(
    career: Career, new_context: Callable[..., BrowserContext]
):
    context = new_context()
    first = context.new_page()
    sign_in(first, "asker")
    first.goto("/community/ask/")
    second = context.new_page()
    second.goto("/community/ask/")

    first.get_by_label("Details").fill("From the first tab.")
    expect(first.locator("output[data-drafts]")).to_have_text(SAVED)
    with first.expect_response("**/community/drafts/"):
        first.get_by_label("Details").fill("From the first tab, twice.")
    assert Draft.objects.get().body == "From the first tab, twice."

    second.get_by_label("Details").fill("From the second tab.")
    line = second.locator("output[data-drafts]")
    expect(line).to_contain_text("A newer draft exists")
    assert Draft.objects.get().body == "From the first tab, twice."
    line.get_by_role("link", name="Load the newer draft").click()
    expect(second.get_by_label("Details")).to_have_value("From the first tab, twice.")

    second.get_by_role("button", name="Discard").click()
    expect(second.get_by_text("Draft discarded.")).to_be_visible()
    expect(second.get_by_label("Details")).to_have_value("")


def test_a_failed_save_is_said_and_the_button_still_works(career: Career, page: Page):
    question = make_question("What does the first week look like?", career=career)
    sign_in(page, "asker")
    page.goto(question.get_absolute_url())
    page.route("**/community/drafts/", lambda route: route.abort())
    page.get_by_label("What would you tell them?").fill("Half a thought.")
    expect(page.locator("output[data-drafts]")).to_contain_text("The draft was not saved.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.goto(question.get_absolute_url())
    expect(page.get_by_label("What would you tell them?")).to_have_value("Half a thought.")
