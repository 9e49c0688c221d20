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
ROUND = 15
"""Pages in one test: all of them in one would be the last that a run of the suite waits for."""
ROUNDS = [(who, start) for who, pages in PAGES.items() for start in range(0, len(pages), ROUND)]

OPTIONS = {
    # axe would fetch the style sheets again, from addresses that do not exist.
    "preload": False,
    # Describing all that is well costs twice as much as finding what is not.
    "resultTypes": ["violations"],
    "selectors": False,
}


@pytest.fixture
def addresses(live_server) -> dict[str, int]:
    return make_site()


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is shown now."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(all => all.violations)", OPTIONS)
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:150]} ({v['nodes'][0]['failureSummary'][:200]})"
        for v in found
    ]


def barriers(page: Page) -> list[str]:
    """What axe finds in any of the looks, and in which the page is too wide.

    The page is loaded once: its looks differ by style sheets alone. It stays in the last of them.
    """
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme}: {violation}" for violation in violations(page)]
        if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            found.append(f"{width} {scheme}: {over} px too wide")
    return found


@pytest.mark.parametrize(("who", "start"), ROUNDS)
def test_no_page_has_a_barrier_that_axe_can_find(
    who: str,
    start: int,
    addresses: dict[str, int],
    new_context: Callable[..., BrowserContext],
):
    page = new_context().new_page()
    if handle := SIGNED_IN.get(who):
        sign_in(page, handle)
    found = {}
    for address in PAGES[who][start : start + ROUND]:
        page.goto(address.format(**addresses))
        page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
        found[address] = barriers(page)
    assert {address: list_ for address, list_ in found.items() if list_} == {}
