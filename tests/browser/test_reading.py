"""A reader's visit: with and without scripts, by keyboard, in either look, on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from careers.models import Career
from tests.builders import add_parts, make_career, make_occupation, make_question


@pytest.fixture
def career(live_server) -> Career:
    career = make_career("Sample Keeper", occupation=make_occupation("15-2051"))
    make_career("Airline Pilot", occupation=make_occupation(median=150_000))
    make_question("How do sample keepers get day shifts?", career=career)
    return add_parts(career, 3)


def test_without_scripts_a_reader_gets_from_the_home_page_to_asking(
    career: Career, new_context: Callable[..., BrowserContext]
):
    page = new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto("/")
    page.get_by_label("Find a career").fill("other title 1 of sample")
    page.get_by_role("button", name="Find a career").click()
    page.get_by_role("link", name="Sample Keeper").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sample Keeper")
    page.get_by_role("navigation", name="On this page").get_by_role(
        "link", name="Interview questions"
    ).click()
    note = page.get_by_text("Calm.").first
    expect(note).to_be_hidden()
    page.get_by_text("What the interviewer is looking for").first.click()
    expect(note).to_be_visible()
    expect(page.get_by_role("button", name="Practice one at a time")).to_be_hidden()
    page.get_by_text("Show as a table").click()
    expect(page.get_by_role("cell", name="$60,000")).to_be_visible()
    page.get_by_role("link", name="Post in our Career Community").click()
    expect(page).to_have_url(re.compile(r"/community/ask/\?career=sample-keeper"))


def test_without_scripts_careers_are_filtered_and_compared(
    career: Career, new_context: Callable[..., BrowserContext]
):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/careers/")
    page.get_by_label("To", exact=True).select_option("100000")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("link", name="Airline Pilot")).to_have_count(0)
    page.get_by_role("link", name="Clear").first.click()
    page.get_by_label("Compare Sample Keeper").check()
    page.get_by_label("Compare Airline Pilot").check()
    page.get_by_role("button", name="Compare careers").click()
    expect(page.get_by_role("columnheader")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Careers")


def test_a_fifth_career_cannot_be_ticked(career: Career, page: Page):
    for n in range(4):
        make_career(f"More {n}")
    page.goto("/careers/")
    boxes = page.locator('input[name="career"]')
    for n in range(4):
        boxes.nth(n).check()
    expect(page.get_by_text("4 of 4 picked")).to_be_visible()
    expect(boxes.nth(4)).to_be_disabled()
    boxes.nth(0).uncheck()
    expect(boxes.nth(4)).to_be_enabled()


def test_the_first_stop_of_the_tab_key_leads_to_the_content(career: Career, page: Page):
    page.goto(career.get_absolute_url())
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_interview_questions_are_practiced_one_at_a_time_by_keyboard(career: Career, page: Page):
    page.goto(career.get_absolute_url())
    start = page.get_by_role("button", name="Practice one at a time")
    start.focus()
    page.keyboard.press("Enter")
    questions = page.locator("#qa > li:visible")
    expect(questions).to_have_count(1)
    expect(page.get_by_text("Question 1 of 3")).to_be_visible()
    expect(page.locator("#qa h3").first).to_be_focused()
    page.get_by_role("button", name="Next question").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Question 2 of 3")).to_be_visible()
    page.get_by_role("button", name="Previous").press("Enter")
    page.get_by_role("button", name="Previous").press("Enter")
    expect(page.get_by_text("Question 3 of 3")).to_be_visible()
    page.get_by_role("button", name="Show all questions").press("Enter")
    expect(questions).to_have_count(3)


def test_all_notes_open_and_close_together(career: Career, page: Page):
    page.goto(career.get_absolute_url())
    page.get_by_role("button", name="Show all notes").click()
    expect(page.locator("#qa details[open]")).to_have_count(3)
    page.get_by_role("button", name="Hide all notes").click()
    expect(page.locator("#qa details[open]")).to_have_count(0)


def test_the_chosen_look_holds_on_the_next_page_before_anything_is_painted(
    career: Career, new_context: Callable[..., BrowserContext]
):
    page = new_context(color_scheme="light").new_page()
    page.goto("/")
    page.get_by_label("Dark").check()
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.goto(career.get_absolute_url(), wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark
    expect(page.get_by_label("Dark")).to_be_checked()
    page.get_by_label("System").check()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != dark


def test_a_video_asks_its_host_for_nothing_before_the_click(career: Career, page: Page):
    """The page fixture fails on any request to another host; the frame itself is stopped here."""
    Career.objects.filter(pk=career.pk).update(
        video_url="https://vimeo.com/12345", video_transcript="Hello."
    )
    page.goto(career.get_absolute_url())
    expect(page.locator("iframe")).to_have_count(0)
    link = page.get_by_role("link", name="Watch")
    expect(link).to_have_attribute("href", "https://vimeo.com/12345")
    expect(link).to_have_attribute(
        "data-embed", "https://player.vimeo.com/video/12345?autoplay=1&dnt=1"
    )


def test_printing_opens_the_notes_and_leaves_out_what_paper_cannot_do(career: Career, page: Page):
    page.goto(career.get_absolute_url())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.get_by_text("Calm.").first).to_be_visible()
    expect(page.get_by_role("cell", name="$60,000")).to_be_visible()
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".toc")).to_be_hidden()


def test_text_at_twice_the_size_and_320_pixels_still_fit(
    career: Career, new_context: Callable[..., BrowserContext]
):
    page = new_context(viewport={"width": 320, "height": 700}).new_page()
    for address in ("/", "/careers/", career.get_absolute_url(), "/community/", "/accounts/login/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    page.set_viewport_size({"width": 720, "height": 900})  # 1440 px at 200 %
    page.goto(career.get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
