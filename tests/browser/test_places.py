"""Choosing a place once, by keyboard and without scripts, and seeing it follow through the site."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_accessibility import violations
from tests.builders import make_area, make_career, make_local_wages, make_occupation


@pytest.fixture
def careers(live_server) -> None:
    california = make_area("California", state="CA")
    for title, median in (("Nurse", 88_000), ("Baker", 39_000), ("Nurse Midwife", 131_000)):
        occupation = make_occupation(median=median // 2)
        make_career(title, occupation=occupation)
        make_local_wages(occupation, california, median)
        make_local_wages(occupation, make_area(f"{title} Town, CA", kind="metro", state="CA"))


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext], careers: None) -> Page:
    return new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}).new_page()


def press_on(page: Page, name: str) -> None:
    """Follow a link as a keyboard does."""
    page.get_by_role("link", name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def test_a_place_is_chosen_by_keyboard_and_follows_through_the_site(plain: Page):
    plain.goto("/careers/nurse/")
    expect(plain.locator("#glance + dl")).to_contain_text("$44,000")
    press_on(plain, "Change place")
    plain.get_by_label("City or state").fill("califor")
    plain.keyboard.press("Enter")
    press_on(plain, "California")
    plain.wait_for_url("**/careers/nurse/?place=california")
    expect(plain.locator("#glance + dl")).to_contain_text("$88,000")
    expect(plain.locator("#salary")).to_contain_text("In California, half earn between")

    for address in ("/careers/", "/careers/compare/?career=nurse&career=baker", "/"):
        plain.goto(address)
        expect(plain.get_by_text("Place: California")).to_be_visible()
        expect(plain.get_by_text("$39,000").first).to_be_visible()

    press_on(plain, "Change place")
    press_on(plain, "Whole United States")
    expect(plain.get_by_text("Place: the whole United States")).to_be_visible()
    plain.goto("/careers/nurse/")
    expect(plain.locator("#glance + dl")).to_contain_text("$44,000")


def test_careers_are_compared_by_typing_their_names(plain: Page):
    plain.goto("/careers/compare/")
    plain.get_by_label("First career").fill("baker")
    plain.get_by_label("Second career").fill("nurs")
    plain.keyboard.press("Enter")
    expect(plain.locator("table.compare")).to_contain_text("Baker")
    field = plain.get_by_label("Add a career")
    expect(field).to_have_value("nurs")
    expect(field).to_have_accessible_description(re.compile("Several careers match “nurs”"))
    press_on(plain, "Nurse Midwife")
    expect(plain.locator("table.compare thead")).to_contain_text("Nurse Midwife")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_pages_of_places_have_no_barrier_that_axe_can_find(
    width: int, scheme: str, careers: None, new_context: Callable[..., BrowserContext]
):
    page = new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    for address in (
        "/careers/nurse/?place=california", "/careers/place/?state=CA", "/careers/place/?q=zz",
        "/careers/compare/?career=baker&add=nurs",
    ):  # fmt: skip
        page.goto(address)
        page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
