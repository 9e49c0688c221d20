"""The editors' desk in a browser: with scripts and without, by mouse and by keyboard."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from careers.models import Career, RelatedCareer, Step
from tests.builders import make_answer, make_career, make_occupation, make_question, make_user

SignedIn = Callable[..., Page]


@pytest.fixture
def sign_in(
    client: Client, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> SignedIn:
    """Opens a page for someone who may do everything; options are Playwright's."""

    def make(**options: object) -> Page:
        client.force_login(make_user(is_staff=True, is_superuser=True))
        context = new_context(**options)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return context.new_page()

    return make


def make_full_career() -> Career:
    career = make_career("Nurse", occupation=make_occupation(), state="draft")
    for position, title in enumerate(["One", "Two", "Three"], 1):
        Step.objects.create(career=career, position=position, title=title, text="Do it.")
    RelatedCareer.objects.create(career=career, related=make_career("Paramedic"))
    return career


def form_of(career: Career) -> str:
    return f"/admin/careers/career/{career.pk}/change/"


def steps_of(career: Career) -> list[str]:
    return list(career.steps.values_list("title", flat=True))


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").first.click()


def test_no_page_of_the_desk_breaks_the_content_policy(sign_in: SignedIn) -> None:
    career = make_full_career()
    answer = make_answer(make_question(career=career))
    page = sign_in()
    for path in [
        "",
        "careers/",
        "careers/career/",
        "careers/career/add/",
        f"careers/career/{career.pk}/change/",
        f"careers/career/{career.pk}/delete/",
        f"careers/career/{career.pk}/history/",
        "careers/field/",
        f"careers/occupation/{career.occupation_id}/change/",
        "careers/datarelease/add/",
        "community/question/",
        f"community/post/{answer.pk}/change/",
        "accounts/user/",
        "accounts/user/add/",
        f"accounts/user/{answer.author_id}/change/",
        f"accounts/user/{answer.author_id}/password/",
        "password_change/",
    ]:
        answered = page.goto(f"/admin/{path}", wait_until="networkidle")
        assert answered is not None
        assert answered.status == 200, path


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_the_desk_is_accessible_and_fits(sign_in: SignedIn, scheme: str, width: int) -> None:
    career = make_full_career()
    answer = make_answer(make_question(career=career))
    page = sign_in(
        bypass_csp=True,  # axe adds styles of its own
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    for path in [
        "/admin/",
        "/admin/careers/career/",
        form_of(career),
        f"/admin/careers/occupation/{career.occupation_id}/change/",
        f"/admin/community/post/{answer.pk}/change/",
        f"/admin/accounts/user/{answer.author_id}/change/",
    ]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        results = Axe().run(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"


def test_errors_of_a_form_are_accessible_and_lead_to_their_fields(sign_in: SignedIn) -> None:
    page = sign_in(bypass_csp=True)
    page.goto(form_of(make_full_career()))
    page.fill("#id_steps-1-title", "")
    save(page)
    page.get_by_role("button", name="Preview").nth(1).click()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("link", name="How to become: steps, row 2: Title").click()
    expect(page.locator("#id_steps-1-title")).to_be_focused()


def test_a_row_is_added_and_dragged_to_its_place(sign_in: SignedIn) -> None:
    career = make_full_career()
    page = sign_in(viewport={"width": 1440, "height": 2000})
    page.goto(form_of(career), wait_until="networkidle")
    page.locator("#steps-0 h3").scroll_into_view_if_needed()
    page.locator("#steps-2 h3").drag_to(
        page.locator("#steps-0 h3"), target_position={"x": 200, "y": 2}
    )
    expect(page.locator("#id_steps-2-position")).to_have_value("1")
    page.get_by_role("button", name="Add another step").click()
    expect(page.locator("#id_steps-3-title")).to_be_focused()
    page.fill("#id_steps-3-title", "Four")
    page.fill("#id_steps-3-text", "Do it too.")
    save(page)
    assert steps_of(career) == ["Three", "One", "Two", "Four"]


def test_rows_are_moved_removed_and_put_back_by_keyboard(sign_in: SignedIn) -> None:
    career = make_full_career()
    page = sign_in(viewport={"width": 390, "height": 900})
    page.goto(form_of(career))
    up = page.locator("#steps-2").get_by_role("button", name="Move up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("“Three” is now 2 of 3.")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("It is the first already.")
    for _ in range(2):  # Off and on again.
        page.locator("#steps-1").get_by_label("Remove").press(" ")
    page.locator("#steps-0").get_by_label("Remove").press(" ")
    expect(page.locator("#steps-0").get_by_text("This row goes when you save.")).to_be_visible()
    page.get_by_role("button", name="Add another step").press("Enter")
    save(page)
    assert steps_of(career) == ["Three", "Two"]


def test_a_link_to_a_career_is_put_into_a_text_and_shown_in_its_preview(sign_in: SignedIn) -> None:
    career = make_full_career()
    page = sign_in()
    page.goto(form_of(career))
    tools = page.get_by_role("group", name="Overview")
    page.fill("#id_overview", "See ")
    tools.get_by_role("button", name="Link to a career").press("Enter")
    page.locator("#id_overview_picker").press_sequentially("param")
    page.get_by_role("button", name="Paramedic").press("Enter")
    expect(page.locator("#id_overview")).to_have_value("See [Paramedic](/careers/paramedic/)")
    expect(page.locator("#id_overview")).to_be_focused()
    tools.get_by_role("button", name="Preview").press("Enter")
    link = page.locator("#id_overview_preview").get_by_role("link", name="Paramedic")
    expect(link).to_have_attribute("href", "/careers/paramedic/")


def test_leaving_words_that_were_not_saved_asks_first(sign_in: SignedIn) -> None:
    career = make_full_career()
    page = sign_in()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(form_of(career))
    page.get_by_role("textbox", name="Summary").press_sequentially("Cares.")
    save(page)
    assert asked == []
    page.get_by_role("textbox", name="Summary").press_sequentially("More.")
    page.get_by_role("link", name="History").click()
    page.wait_for_url("**/history/")
    assert asked == ["beforeunload"]


def test_without_scripts_rows_are_added_ordered_and_related(sign_in: SignedIn) -> None:
    career = make_full_career()
    make_career("Dietitian")
    page = sign_in(java_script_enabled=False)
    page.goto(form_of(career))
    page.fill("#id_steps-0-position", "9")
    page.fill("#id_steps-3-title", "Four")
    page.fill("#id_steps-3-text", "Do it too.")
    page.fill("#id_related_careers-1-related", "Dietitian")
    save(page)
    assert steps_of(career) == ["Two", "Three", "One", "Four"]
    related = career.related_careers.values_list("related__title", flat=True)
    assert sorted(related) == ["Dietitian", "Paramedic"]


def test_the_readers_choice_of_appearance_holds_at_the_desk(sign_in: SignedIn) -> None:
    page = sign_in(color_scheme="light")
    page.goto("/admin/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.reload()
    assert page.evaluate(background) != light
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
