"""A held question's way to readers and out again: with scripts off, and by keyboard alone."""

import zipfile
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from community import leaving
from community.models import Level, Post, Question, Review
from tests.browser.conftest import sign_in
from tests.builders import make_user

TITLE = "How do I see a ward before I choose nursing?"


def go_to(target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    page = target.page
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never came to {target}")


def follow(page: Page, name: str) -> None:
    go_to(page.get_by_role("link", name=name).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    go_to(page.get_by_role("button", name=name, exact=True))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, label: str, words: str) -> None:
    go_to(page.get_by_label(label).first)
    page.keyboard.type(words)


def choose(page: Page, label: str) -> None:
    """The arrows go from one radio button of a group to the next."""
    wanted = page.get_by_role("radio", name=label)
    go_to(wanted.locator("xpath=ancestor::fieldset").get_by_role("radio").first)
    page.keyboard.press("Space")
    for _ in range(10):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrows never came to {label}")


def test_hold_moderate_appeal_report_export_and_leave(
    live_server, new_context: Callable[..., BrowserContext]
):
    make_user("ana", level=Level.NEW)
    # Not by the group: its row is gone after the first test that empties the tables.
    make_user("mara", is_staff=True, is_superuser=True)
    pages = [new_context(java_script_enabled=False).new_page() for _ in range(3)]
    ana, mara, reader = pages
    sign_in(ana, "ana")
    sign_in(mara, "mara")

    ana.goto("/community/ask/")
    write(ana, "Your question", TITLE)
    write(ana, "Details", "I am in my first year.")
    press(ana, "Post question")
    expect(ana.get_by_text("Waiting for a moderator.")).to_be_visible()
    address = ana.url.partition("#")[0]
    assert reader.goto(address).status == 404

    mara.goto("/community/moderation/")
    follow(mara, TITLE)
    choose(mara, "Send it back to its author")
    write(mara, "Words to the author", "Say which country you are in.")
    press(mara, "Decide")

    ana.goto(address)
    expect(ana.get_by_text("Say which country you are in.")).to_be_visible()
    follow(ana, "ask for a second look")
    go_to(ana.get_by_role("textbox"))
    ana.keyboard.type("It is the same in every country.")
    press(ana, "Send appeal")
    expect(ana.get_by_text("Your appeal waits").first).to_be_visible()

    mara.goto("/community/moderation/")
    follow(mara, TITLE)
    expect(mara.get_by_text("It is the same in every country.")).to_be_visible()
    choose(mara, "Show it again")
    press(mara, "Decide")

    reader.goto(address)
    expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()
    follow(reader, "Report")
    choose(reader, "It is advertising")
    press(reader, "Send report")
    expect(reader.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Review.objects.open().get().kind == "report"

    ana.goto("/community/your-data/")
    press(ana, "Download a copy")
    write(ana, "Password", "correct horse battery")
    with ana.expect_download() as download:
        ana.keyboard.press("Enter")
    with zipfile.ZipFile(download.value.path()) as copy:
        assert any(TITLE.encode() in copy.read(name) for name in copy.namelist())

    mara.goto("/community/moderation/")
    follow(mara, TITLE)
    choose(mara, "Leave it")
    press(mara, "Decide")

    ana.goto("/community/your-data/")
    follow(ana, "Close your account")
    choose(ana, "Remove my posts too")
    write(ana, "Your handle", "ana")
    press(ana, "Close my account")
    expect(ana.get_by_role("link", name="Sign in")).to_be_visible()
    leaving.finish_departures()
    assert not Question.objects.filter(title=TITLE).exists()
    assert not Post.objects.filter(text__contains="first year").exists()
    assert reader.goto(address).status == 404
