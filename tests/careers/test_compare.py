import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import add_parts, make_career, make_editor, make_occupation, make_projection

pytestmark = pytest.mark.django_db


def get(*slugs: str, client: Client | None = None):
    response = (client or Client()).get("/careers/compare/", {"career": slugs})
    assert response.status_code == 200
    return response


def shown(response) -> list[str]:
    return [career.slug for career in response.context["careers"]]


@pytest.fixture(autouse=True)
def careers():
    for slug in ("alpha", "beta", "gamma", "delta", "epsilon"):
        occupation = make_occupation()
        make_projection(occupation)
        make_career(slug.title(), slug=slug, occupation=occupation)


def test_careers_stand_side_by_side_in_the_order_of_the_address():
    response = get("gamma", "alpha")
    assert shown(response) == ["gamma", "alpha"]
    html = response.content.decode()
    assert html.index(">Gamma</a>") < html.index(">Alpha</a>")


def test_all_ranges_share_one_scale():
    make_career("Rich", slug="rich", occupation=make_occupation(median=150_000))
    scale = get("alpha", "rich").context["scale"]
    assert (scale.low, scale.high) == (30_000, 230_000)


def test_an_unknown_career_is_named_and_left_out():
    response = get("alpha", "<b>nope</b>", "beta")
    assert shown(response) == ["alpha", "beta"]
    assert "We have no career at “&lt;b&gt;nope&lt;/b&gt;”" in response.content.decode()


def test_a_fifth_career_is_left_out_and_said_so():
    response = get("alpha", "beta", "gamma", "delta", "epsilon")
    assert len(shown(response)) == 4
    assert "The first four are shown" in response.content.decode()


def test_one_career_asks_for_another():
    assert "Add at least one more career" in get("alpha").content.decode()


def test_without_careers_the_page_offers_to_choose_two():
    html = get().content.decode()
    assert "First career" in html
    assert "Second career" in html


def test_the_same_career_twice_is_one():
    assert shown(get("alpha", "alpha")) == ["alpha"]


def test_a_draft_is_unknown_to_visitors_and_shown_to_editors():
    make_career("Draft", slug="draft", state="draft")
    editor = Client()
    editor.force_login(make_editor())
    assert shown(get("alpha", "draft")) == ["alpha"]
    assert shown(get("alpha", "draft", client=editor)) == ["alpha", "draft"]


def test_a_career_without_figures_is_shown_in_words():
    make_career("Bare", slug="bare")
    html = get("bare", "alpha").content.decode()
    assert html.count("not published") >= 3
    assert "None" not in html


def test_removing_one_keeps_the_others_in_the_address():
    html = get("alpha", "beta", "gamma").content.decode()
    assert 'href="?career=alpha&amp;career=gamma"' in html


def test_queries_stay_the_same_with_more_rows():
    counts = []
    for rows in (1, 20):
        for slug in ("left", "right"):
            add_parts(
                make_career(f"{slug}{rows}", slug=f"{slug}{rows}", occupation=make_occupation()),
                rows,
            )
        with CaptureQueriesContext(connection) as queries:
            get(f"left{rows}", f"right{rows}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 5
