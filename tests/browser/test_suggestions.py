"""The search boxes: careers for what has been typed so far."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from careers.models import AlternateTitle
from tests.browser.test_accessibility import barriers
from tests.builders import make_career


@pytest.fixture(autouse=True)
def _careers(live_server) -> None:
    nurse = make_career("Registered Nurse")
    AlternateTitle.objects.create(career=nurse, title="RN")
    make_career("Nurse Midwife")


def test_a_career_is_reached_from_the_header_by_keyboard(page: Page):
    page.goto("/about/data/")
    box = page.get_by_label("Search careers and questions")
    box.press_sequentially("nur")
    offered = page.get_by_role("search").get_by_role("link")
    expect(offered).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="2 careers")).to_have_count(1)
    box.press("ArrowDown")
    expect(offered.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(offered.first).to_be_hidden()
    expect(box).to_have_value("nur")
    box.fill("rn")
    expect(offered).to_have_text(["Registered Nurse RN"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(offered.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/careers/registered-nurse/")


def test_a_career_is_reached_from_the_home_page_by_touch_and_fits_a_phone(
    new_context: Callable[..., BrowserContext],
):
    page = new_context(viewport={"width": 390, "height": 800}, has_touch=True).new_page()
    page.goto("/")
    page.get_by_label("Find a career").first.press_sequentially("midw")
    offered = page.get_by_role("search").get_by_role("link", name="Nurse Midwife")
    expect(offered).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    offered.tap()
    page.wait_for_url("**/careers/nurse-midwife/")


def test_the_list_closes_when_the_focus_leaves_and_when_the_words_are_gone(page: Page):
    page.goto("/search/")
    box = page.get_by_label("Careers and questions")
    offered = page.get_by_role("search").get_by_role("link")
    box.press_sequentially("nurse")
    expect(offered).to_have_count(2)
    page.get_by_role("heading", level=1).click()
    expect(offered.first).to_be_hidden()
    box.fill("nurse m")
    expect(offered).to_have_text(["Nurse Midwife"])
    box.fill("n")
    expect(offered.first).to_be_hidden()


def test_without_scripts_the_box_leads_to_the_same(new_context: Callable[..., BrowserContext]):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/about/data/")
    box = page.get_by_label("Search careers and questions")
    box.fill("nusre")
    box.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Did you mean nurse?")
    page.get_by_role("main").get_by_role("link", name="Registered Nurse").click()
    page.wait_for_url("**/careers/registered-nurse/")


@pytest.mark.parametrize("address", ["/community/ask/", "/careers/change/", "/careers/compare/"])
def test_in_the_field_of_a_form_a_suggestion_fills_in_the_title(page: Page, address: str):
    page.goto(address)
    field = page.get_by_role("main").locator(".suggest input").first
    field.press_sequentially("rn")
    offered = page.get_by_role("main").get_by_role("button", name="Registered Nurse RN")
    expect(offered).to_be_visible()
    field.press("ArrowDown")
    expect(offered).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Registered Nurse")
    expect(field).to_be_focused()
    expect(offered).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_title_of_several_careers_is_answered_with_a_choice_and_nothing_is_lost(
    scripts: bool, new_context: Callable[..., BrowserContext]
):
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto("/community/ask/")
    page.get_by_label("Your question").fill("How do you get day shifts?")
    page.get_by_label("Details").fill("I start in May.")
    page.get_by_label("Career", exact=True).fill("nurse")
    page.get_by_role("button", name="Post question").click()
    page.get_by_role("group", name="Which one do you mean?").get_by_label("Nurse Midwife").check()
    assert not scripts or barriers(page) == []
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_label("Career", exact=True)).to_have_value("Nurse Midwife")
    expect(page.get_by_label("Details")).to_have_value("I start in May.")
