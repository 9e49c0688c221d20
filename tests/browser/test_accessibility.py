"""axe-core finds nothing on any kind of page, in light and dark, on a phone and a wide screen."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import sign_in
from tests.pages import MEMBER, MODERATOR, READER, make_site

LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]
PAGES = {"reader": READER, "member": MEMBER, "moderator": MODERATOR}
SIGNED_IN = {"member": "reader", "moderator": "warden"}


@pytest.fixture
def addresses(live_server) -> dict[str, int]:
    return make_site()


def violations(page: Page) -> list[str]:
    # Without preload: axe would fetch the style sheets again, from addresses that do not exist.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:150]} ({v['nodes'][0]['failureSummary'][:200]})"
        for v in found
    ]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("who", list(PAGES))
def test_no_page_has_a_barrier_that_axe_can_find(
    who: str,
    width: int,
    scheme: str,
    addresses: dict[str, int],
    new_context: Callable[..., BrowserContext],
):
    page = new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()
    if handle := SIGNED_IN.get(who):
        sign_in(page, handle)
    found = {}
    for address in PAGES[who]:
        page.goto(address.format(**addresses))
        page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] = violations(page) + ([f"{wide} px too wide"] if wide > 0 else [])
    assert {address: list_ for address, list_ in found.items() if list_} == {}
