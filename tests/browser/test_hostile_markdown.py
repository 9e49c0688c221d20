"""What people could type to attack other readers, as answers on a question's page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from careerportal.markdown import TAGS
from community.models import ANSWERS_PER_PAGE
from tests.builders import make_answer, make_question, make_user
from tests.site.test_markdown import HOSTILE

# Everything a reader could do to the text by accident, and then what stands in it.
TOUCH = """() => {
    const parts = [...document.querySelectorAll(".prose *")];
    for (const part of parts) {
        for (const kind of ["pointerover", "mouseover", "focus", "focusin", "animationstart", "toggle"]) {
            part.dispatchEvent(new Event(kind, {bubbles: true}));
        }
    }
    return {
        tags: [...new Set(parts.map((part) => part.localName))],
        attributes: [...new Set(parts.flatMap((part) => part.getAttributeNames()))],
        schemes: [...new Set([...document.querySelectorAll(".prose a[href]")].map((a) => a.protocol))],
        ran: Boolean(window.ran),
    };
}"""


@pytest.fixture
def question(live_server):
    """A question with every hostile text in an answer."""
    question = make_question(text="\n\n".join(HOSTILE[:5]))
    # Nobody's posts are held less.
    author = make_user("attacker", is_staff=True, is_superuser=True)
    for text in HOSTILE:
        # A form refuses the character that PostgreSQL can't keep.
        make_answer(question, text.replace("\x00", ""), author=author)
    return question


def test_there_are_a_hundred_hostile_texts():
    assert len(set(HOSTILE)) >= 100


def test_hostile_texts_do_nothing_in_a_browser(
    question, new_context: Callable[..., BrowserContext], problems: list[str]
):
    context = new_context()
    context.add_init_script(
        "for (const name of ['alert', 'prompt', 'confirm']) window[name] = () => { window.ran = 1 }"
    )
    page = context.new_page()
    page.on("dialog", lambda dialog: problems.append(f"dialog: {dialog.message}"))
    page.on(
        "request",
        lambda request: (
            problems.append(f"a text asked for {request.url}")
            if request.resource_type in ("image", "media", "font", "ping")
            and "/static/" not in request.url
            else None
        ),
    )
    shown = 0
    for after in range(0, len(HOSTILE), ANSWERS_PER_PAGE):
        address = f"{question.get_absolute_url()}?sort=oldest"
        page.goto(address + (f"&after={after}" if after else ""), wait_until="networkidle")
        found = page.evaluate(TOUCH)
        assert set(found["tags"]) <= TAGS
        assert set(found["attributes"]) <= {"href", "title", "rel", "start"}
        assert set(found["schemes"]) <= {"http:", "https:", "mailto:"}
        assert not found["ran"]
        shown += page.locator("article.post").count()
        assert question.get_absolute_url() in page.url
    assert shown == len(HOSTILE)
