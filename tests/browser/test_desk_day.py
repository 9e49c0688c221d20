"""A day at the editors' desk: one person writes, another puts it live, readers see it then."""

import importlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from careerportal.accounts.models import User
from careers.models import Career, Plan, Version
from tests.builders import make_editor, make_publisher
from tests.careers.whole import make_whole

OLD, NEW = "Does the work that this test needs someone to do.", "Looks after people who are ill."


@pytest.fixture
def groups(transactional_db: None) -> None:
    """Made by migrations, and emptied with all tables by the test before."""
    editor = connection.schema_editor()
    for module in ("0002_editors_group", "0006_publishers_group"):
        importlib.import_module(f"careers.migrations.{module}").make_group(apps, editor)


@pytest.fixture
def page_of(
    groups: None, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    def make(person: User | None = None, **options: object) -> Page:
        context = new_context(**options)
        if person:
            client = Client()
            client.force_login(person)
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return context.new_page()

    return make


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_write_preview_share_schedule_publish_compare_and_restore(
    page_of: Callable[..., Page], scripts: bool
) -> None:
    career = make_whole("Nurse")
    form, public = f"/admin/careers/career/{career.pk}/change/", "/careers/nurse/"
    editor = page_of(make_editor(handle="Ana"), java_script_enabled=scripts)
    publisher = page_of(make_publisher(handle="Bo"), java_script_enabled=scripts)
    reader = page_of(java_script_enabled=scripts)

    # Ana changes one sentence. Readers don't see it.
    editor.goto(form)
    editor.fill("#id_summary", NEW)
    editor.fill("#id_why", "The old sentence said nothing.")
    press(editor, "Save draft")
    expect(editor.get_by_text("this draft is newer")).to_be_visible()
    reader.goto(public)
    expect(reader.get_by_text(OLD).first).to_be_visible()

    # What is typed and not saved is in her preview.
    editor.fill("#id_become_introduction", "There are three ways in.")
    with editor.context.expect_page() as opened:
        editor.get_by_role("button", name="Preview (opens in a new tab)").first.click()
    preview = opened.value
    frame = preview.frame_locator("iframe")
    expect(frame.get_by_text("There are three ways in.")).to_be_visible()
    expect(frame.get_by_text(NEW).first).to_be_visible()
    preview.close()
    press(editor, "Save draft")

    # A friend without an account looks at it.
    editor.get_by_role("link", name="Share").click()
    editor.get_by_label("1 day").check()
    press(editor, "Make a link")
    shared = editor.get_by_role("link", name="/careers/preview/").get_attribute("href")
    assert shared is not None
    friend = page_of(java_script_enabled=scripts)
    friend.goto(shared)
    expect(friend.get_by_text("There are three ways in.")).to_be_visible()
    press(editor, "Withdraw")
    gone = friend.goto(shared)
    assert gone is not None
    assert gone.status == 410

    # Bo reads what changes and plans it; when the time has come, the worker does it.
    publisher.goto(form.replace("change", "publish"))
    expect(publisher.get_by_text("The old sentence said nothing.")).to_be_visible()
    publisher.get_by_label("At a day and time").check()
    publisher.fill("#id_date", f"{timezone.now() + timedelta(days=2):%Y-%m-%d}")
    publisher.fill("#id_time", "09:30")
    publisher.select_option("#id_zone", "America/Chicago")
    press(publisher, "Publish")
    plan = Plan.objects.get(career=career)
    call_command("publish_due")
    reader.goto(public)
    expect(reader.get_by_text(OLD).first).to_be_visible()
    Plan.objects.filter(pk=plan.pk).update(at=timezone.now())
    call_command("publish_due")
    reader.goto(public)
    expect(reader.get_by_text(NEW).first).to_be_visible()

    # Readers may see what changed; Ana compares and brings the first version back.
    reader.get_by_role("link", name="Changes to this page").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Nurse")
    assert "Ana" not in reader.content()
    editor.goto(form)
    editor.get_by_role("link", name="History").click()
    editor.get_by_role("link", name="Bring back… version 1").click()
    press(editor, "Bring back")
    reader.goto(public)
    expect(reader.get_by_text(NEW).first).to_be_visible()
    publisher.goto(form.replace("change", "publish"))
    press(publisher, "Publish")
    reader.goto(public)
    expect(reader.get_by_text(OLD).first).to_be_visible()
    events = Version.objects.filter(career=career).order_by("number")
    assert list(events.values_list("event", flat=True)) == [
        "found", "saved", "saved", "saved", "published", "restored", "published",
    ]  # fmt: skip
    assert Career.objects.get(pk=career.pk).draft is None


def test_two_editors_on_one_page_lose_nothing(page_of: Callable[..., Page]) -> None:
    career = make_whole("Nurse")
    form = f"/admin/careers/career/{career.pk}/change/"
    ana, cy = page_of(make_editor(handle="Ana")), page_of(make_editor(handle="Cy"))
    ana.goto(form)
    cy.goto(form)
    expect(cy.get_by_text("Ana has this page open, too")).to_be_visible()
    ana.fill("#id_summary", NEW)
    press(ana, "Save draft")
    cy.fill("#id_become_introduction", "Cy wrote this.")
    press(cy, "Save draft")
    expect(cy.get_by_text("Nothing you typed was saved yet")).to_be_visible()
    expect(cy.get_by_text(NEW).first).to_be_visible()
    expect(cy.locator("#id_become_introduction")).to_have_value("Cy wrote this.")
    cy.fill("#id_summary", NEW)
    press(cy, "Save draft")
    document = Career.objects.get(pk=career.pk).draft.document
    assert document["summary"] == NEW
    assert document["become"]["introduction"] == "Cy wrote this."


def test_a_reader_says_what_was_not_useful(page_of: Callable[..., Page]) -> None:
    career = make_whole("Nurse")
    reader = page_of()
    reader.goto("/careers/nurse/")
    part = reader.locator("#become .useful")
    part.get_by_role("button", name="No").press("Enter")
    expect(part).to_be_focused()
    reader.keyboard.press("Tab")
    expect(reader.locator("#become-words")).to_be_focused()
    reader.keyboard.type("How long does it take?")
    part.get_by_role("button", name="Send to the editors").click()
    expect(part.get_by_text("Thank you for your words.")).to_be_visible()
    vote = career.part_votes.get()
    assert (vote.part, vote.useful, vote.words) == ("become", False, "How long does it take?")
