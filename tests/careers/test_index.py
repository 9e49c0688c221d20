import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers.models import AlternateTitle, Career
from tests.builders import make_career, make_editor, make_field, make_occupation, make_projection

pytestmark = pytest.mark.django_db


def get(query: str = "", path: str = "/careers/", client: Client | None = None):
    response = (client or Client()).get(f"{path}{query}")
    assert response.status_code == 200
    return response


def titles(response) -> list[str]:
    return [career.title for career in response.context["page"]]


@pytest.fixture
def catalogue():
    """Four careers in two fields with different pay, schooling and growth; one without pay."""
    trades = make_field("Skilled trades")
    for title, pay, growth, education, field in [
        ("Nurse", 90_000, "5.0", "associates", make_field()),
        ("Surgeon", 239_200, "3.0", "doctoral", make_field()),
        ("Welder", 50_000, "-2.0", "high_school", trades),
    ]:
        occupation = make_occupation(median=pay, annual_p75=239_200, annual_p90=239_200)
        make_projection(occupation, growth)
        make_career(title, occupation=occupation, education_minimum=education, field=field)
    make_career("Artist", field=trades)
    AlternateTitle.objects.create(career=Career.objects.get(title="Nurse"), title="RN")
    AlternateTitle.objects.create(
        career=Career.objects.get(title="Nurse"), title="Registered nurse, night RN"
    )


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Artist", "Nurse", "Surgeon", "Welder"]),
        ("?sort=-title", ["Welder", "Surgeon", "Nurse", "Artist"]),
        ("?sort=-pay", ["Surgeon", "Nurse", "Welder", "Artist"]),
        ("?sort=pay", ["Welder", "Nurse", "Surgeon", "Artist"]),
        ("?sort=-growth", ["Nurse", "Surgeon", "Welder", "Artist"]),
        ("?field=skilled-trades", ["Artist", "Welder"]),
        ("?field=skilled-trades&field=health-care", ["Artist", "Nurse", "Surgeon", "Welder"]),
        ("?education=doctoral&education=associates", ["Nurse", "Surgeon"]),
        ("?pay_from=80000", ["Nurse", "Surgeon"]),
        ("?pay_to=80000", ["Welder"]),
        ("?pay_from=60000&pay_to=100000", ["Nurse"]),
        ("?q=rn", ["Nurse"]),
        ("?q=NIGHT+nurse", ["Nurse"]),
        ("?q=nurse+surgeon", []),
        ("?q=%25", []),
        ("?q=%F0%9F%98%80", []),
        ("?field=health-care&sort=-pay&pay_to=100000", ["Nurse"]),
    ],
)
def test_filters_and_order(query, expected):
    assert titles(get(query)) == expected


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?field=nothing", "Field"),
        ("?education=wizard", "Education"),
        ("?pay_from=lots", "Lowest median pay"),
        ("?sort=luck", "Sort by"),
        ("?pay_from=100000&pay_to=50000", "The highest pay is below the lowest"),
        ("?q=" + "x" * 300, "Words in the title"),
    ],
)
def test_a_value_that_makes_no_sense_is_named_and_left_out(query, words):
    response = get(query)
    assert words in response.content.decode()
    assert 'role="alert"' in response.content.decode()
    assert titles(response)


@pytest.mark.parametrize(
    ("page", "shown"), [("2", 2), ("0", 2), ("-1", 2), ("99", 2), ("x", 1), ("", 1)]
)
def test_a_page_out_of_range_shows_one_that_exists(page, shown):
    for _ in range(25):
        make_career()
    assert get(f"?page={page}").context["page"].number == shown


def test_pages_hold_24_and_keep_the_filters():
    for _ in range(25):
        make_career()
    response = get("?field=health-care&sort=-title")
    assert len(response.context["page"]) == 24
    link = re.search(r'rel="next" href="([^"]+)"', response.content.decode())[1]
    assert link == "?field=health-care&amp;sort=-title&amp;page=2"


def test_no_match_explains_itself():
    assert "No career matches all of these filters" in get("?q=nothing").content.decode()


def test_a_field_has_a_page_of_its_own_with_its_careers_only():
    make_career("Nurse")
    make_career("Welder", field=make_field("Skilled trades"))
    response = get(path="/careers/fields/skilled-trades/")
    assert titles(response) == ["Welder"]
    assert "<h1>Skilled trades</h1>" in response.content.decode()


def test_drafts_are_listed_and_counted_for_editors_only():
    make_career("Draft", state="draft")
    editor = Client()
    editor.force_login(make_editor())
    assert titles(get()) == []
    assert "Health care" not in get().content.decode()
    assert titles(get(client=editor)) == ["Draft"]


def test_the_number_of_queries_does_not_grow_with_the_rows():
    counts = []
    for rows in (3, 40):
        for _ in range(rows):
            make_career(occupation=make_occupation())
        with CaptureQueriesContext(connection) as queries:
            response = get()
        counts.append(len(queries))
    assert not response.cookies
    assert counts[0] == counts[1]
    assert counts[0] <= 7
