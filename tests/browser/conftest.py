"""A real browser for the journeys. Whatever a page does wrong on the way fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

# Playwright's loop lives in this thread, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
ARGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]
PATIENCE = 20_000
"""Milliseconds: other tests work beside these on the same processors."""
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.fail("Chromium was not found. Install it, or leave these out with -m 'not browser'.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """Policy violations, script errors, and requests that left the site. Must stay empty."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(
    browser: Browser, live_server: LiveServer, problems: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser context on the live server; options are Playwright's."""
    contexts = []
    host = urlsplit(live_server.url).netloc

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                problems.append(f"{page.url}: {message.text}")
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                problems.append(f"{page.url} asked another host: {request.url}")
                if urlsplit(request.url).netloc not in (host, "")
                else None
            ),
        )

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.on("page", watch)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()


def sign_in(page: Page, handle: str, password: str = "correct horse battery") -> None:
    """As tests.builders.make_user made them, through the form a person uses."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").first.fill(f"{handle}@example.org")
    page.get_by_label("Password").first.fill(password)
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
