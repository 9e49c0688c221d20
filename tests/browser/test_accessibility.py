"""axe-core finds nothing on any kind of page, in light and dark, on a phone and a wide screen."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from careers.models import Career
from tests.browser.conftest import sign_in
from tests.builders import (
    add_parts,
    make_answer,
    make_attainment,
    make_career,
    make_occupation,
    make_projection,
    make_question,
    make_user,
)

LOOKS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]

READER = [
    "/", "/careers/", "/careers/?q=nothing", "/careers/?pay_from=100000&pay_to=50000", "/careers/fields/health-care/",
    "/careers/sample-keeper/", "/careers/compare/", "/careers/compare/?career=sample-keeper&career=airline-pilot",
    "/search/", "/search/?q=sample", "/search/?q=zzzz", "/about/data/", "/privacy/", "/accessibility/", "/contact/",
    "/community/", "/community/?show=unanswered", "/community/rules/", "/community/questions/{question}/x/",
    "/community/?career=airline-pilot", "/nowhere/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
]  # fmt: skip
MEMBER = [
    "/community/ask/?career=sample-keeper", "/community/questions/{question}/x/", "/community/posts/{post}/edit/",
    "/accounts/profile/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/",
]  # fmt: skip


@pytest.fixture
def addresses(live_server) -> dict[str, int]:
    occupation = make_occupation("15-2051")
    make_projection(occupation)
    make_attainment(occupation)
    career = add_parts(
        make_career("Sample Keeper", occupation=occupation, reviewed_on="2026-11-20"), 3
    )
    Career.objects.filter(pk=career.pk).update(
        video_url="https://vimeo.com/12345", video_transcript="Hello."
    )
    make_career(
        "Airline Pilot",
        occupation=make_occupation(median=226_600, annual_p75=239_200, annual_p90=239_200),
    )
    member = make_user("reader")
    question = make_question(
        career=career, author=member, text="## A heading\n\n- a list\n\n`code` and **bold**"
    )
    answer = make_answer(question)
    question.accept(answer)
    make_answer(question, author=member)
    return {"question": question.pk, "post": question.posts.get(number=0).pk}


def violations(page: Page) -> list[str]:
    # Without preload: axe would fetch the style sheets again, from addresses that do not exist.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:150]} ({v['nodes'][0]['failureSummary'][:200]})"
        for v in found
    ]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("who", ["reader", "member"])
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
    if who == "member":
        sign_in(page, "reader")
    found = {}
    for address in READER if who == "reader" else MEMBER:
        page.goto(address.format(**addresses))
        page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] = violations(page) + ([f"{wide} px too wide"] if wide > 0 else [])
    assert {address: list_ for address, list_ in found.items() if list_} == {}
