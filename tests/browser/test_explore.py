"""From interests to a career and a change of work, by keyboard and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from careers.interests import STATEMENTS
from careers.models import Career
from careers.models.profile import INTERESTS
from careers.title_search import write_titles
from tests.browser.test_accessibility import violations
from tests.builders import make_data_page, make_occupation, make_projection
from tests.careers.profiles import make_rich_profile, rated
from tests.careers.test_interests import make_rated


@pytest.fixture
def fitters(live_server) -> Career:
    """A career for those who like hands-on work and order; bakers beside it need less schooling."""
    for title, scores, level in (("Bakers", "711114", "none"), ("Chemists", "371115", "bachelors")):
        occupation = make_occupation()
        make_projection(occupation, entry_level=level)
        make_rated(title, scores, occupation=occupation)
    occupation = make_occupation(median=75_000)
    make_projection(occupation, entry_level="certificate")
    bakers = Career.objects.get(title="Bakers")
    bakers.profile.skills = [row | {"level": 2.0} for row in rated("Skill", 20)]
    bakers.profile.save()
    scores = dict(zip(INTERESTS.values(), "711116", strict=True))
    career = make_data_page(make_rich_profile(occupation, title="Fitters", **scores))
    write_titles([career])
    return career


def answer_by_keyboard(page: Page) -> None:
    """Tab from statement to statement; the space bar picks Like, the arrow keys go on to the others."""
    page.locator("#s1 input").first.focus()
    for letter, _ in STATEMENTS:
        page.keyboard.press("Space")
        for _ in range({"R": 0, "C": 0}.get(letter, 2)):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")


def test_by_keyboard_and_without_scripts_interests_lead_to_a_career_and_a_change_of_work(
    fitters: Career, new_context: Callable[..., BrowserContext]
):
    page = new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto("/")
    page.get_by_role("link", name="Start from your interests").press("Enter")
    answer_by_keyboard(page)
    expect(page.get_by_role("button", name="See careers")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Careers close to your interests")
    expect(page.get_by_text("You lean to realistic and conventional activities.")).to_be_visible()
    expect(page.get_by_role("heading", name="Fitters")).to_be_visible()
    page.get_by_text("Filters", exact=True).press("Enter")
    page.get_by_label("Certificate, license or apprenticeship").press("Space")
    page.get_by_role("button", name="Apply filters").press("Enter")
    expect(page.get_by_role("heading", name="Bakers")).to_have_count(0)
    page.get_by_role("link", name="Fitters").press("Enter")
    page.get_by_role("link", name="Moving from another job?").press("Enter")
    page.get_by_label("Your work now").press_sequentially("baker")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("From Bakers to Fitters")
    expect(page.get_by_text("Median pay is $15,000 a year higher.")).to_be_visible()
    expect(page.get_by_role("cell", name="much higher").first).to_be_visible()
    page.get_by_role("link", name="The other way round").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("From Fitters to Bakers")


def test_unanswered_statements_are_counted_and_one_key_away(
    fitters: Career, new_context: Callable[..., BrowserContext]
):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/careers/interests/")
    page.locator("#s1").get_by_label("Like", exact=True).check()
    page.get_by_role("button", name="See careers").click()
    expect(page.get_by_role("alert")).to_contain_text("29 of 30 answers are missing")
    expect(page.locator("#s1").get_by_label("Like", exact=True)).to_be_checked()
    page.get_by_role("link", name="Go to the first one missing").press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#s2 input").first).to_be_focused()


def test_a_filter_is_taken_away_by_its_chip(fitters: Career, page: Page):
    page.goto("/careers/?growth=growing&education=certificate")
    chips = page.get_by_role("list", name="Filters in use")
    expect(chips.get_by_role("link")).to_have_count(2)
    chips.get_by_role("link", name="Certificate, license or apprenticeship").click()
    expect(chips.get_by_role("link")).to_have_count(1)
    expect(page.get_by_role("heading", name="3 careers")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_full_of_data_have_no_barrier_that_axe_can_find(
    width: int, scheme: str, fitters: Career, new_context: Callable[..., BrowserContext]
):
    page = new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()
    for address in (
        "/careers/?zone=4&interest=R&kind=data",
        "/careers/interests/results/?a=" + "lddddl" * 5,
        "/careers/change/?from=bakers&to=fitters",
        "/careers/change/?from=bakers&to=zq",
    ):
        page.goto(address)
        page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
