import html
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers.models import AlternateTitle, Career, JobZone, Occupation
from careers.title_search import write_titles
from tests.builders import (
    make_area,
    make_career,
    make_data_page,
    make_editor,
    make_field,
    make_local_wages,
    make_occupation,
    make_onet_release,
    make_profile,
    make_projection,
)

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
    write_titles(Career.objects.all())


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
        ("?education=wizard", "Usual minimum of schooling"),
        ("?zone=9", "Preparation"),
        ("?interest=X", "Interests"),
        ("?interest=R&interest=I&interest=A", "Two interests fit at once"),
        ("?growth=up", "Job growth"),
        ("?kind=draft", "Kind of page"),
        ("?pay_from=lots", "Lowest median pay"),
        ("?sort=luck", "Sort by"),
        ("?pay_from=100000&pay_to=50000", "The highest pay is below the lowest"),
    ],
)
def test_a_value_that_makes_no_sense_is_named_and_left_out(query, words):
    response = get(query)
    assert words in response.content.decode()
    assert 'role="alert"' in response.content.decode()
    assert titles(response)


@pytest.mark.parametrize(
    ("page", "shown"), [("2", 2), ("0", 1), ("-1", 1), ("99", 2), ("x", 1), ("", 1)]
)
def test_a_page_out_of_range_shows_one_that_exists(page, shown):
    for _ in range(25):
        make_career()
    assert get(f"?page={page}").context["page"].number == shown


@pytest.mark.parametrize("words", ["x" * 300, "nurse\0" + "s" * 9_000])
def test_too_many_words_are_cut_and_asked_for(words):
    make_career("Nurse")
    response = get("?" + urlencode({"q": words}))
    assert titles(response) == []
    assert response.context["form"]["q"].value() == words.replace("\0", "")[:100]


def test_the_whole_list_as_csv_is_the_list_that_is_shown():
    make_career("Nurse")
    html = Client().get("/careers/fields/health-care/?field=trades&sort=-title").text
    assert 'careers.csv?field=health-care&amp;sort=-title"' in html


def test_the_list_says_of_when_pay_is_and_that_at_least_may_belong_higher():
    make_career("Nurse", occupation=make_occupation())
    html = get("?sort=-pay").text
    assert "Wage Statistics</a>, May 2024." in html
    assert "is listed by that amount and may belong higher" in html


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


@pytest.fixture
def data_pages():
    """An editors' page and two data pages with different interests, zones, growth and openings."""
    nurse = make_occupation(median=90_000)
    make_projection(nurse, "5.0", openings=9_000)
    make_career("Nurse", occupation=nurse, education_minimum="associates")
    make_projection(make_occupation(Occupation.ALL), "3.1")
    for title, zone, scores, letters, growth, openings in [
        ("Welders", 2, {"realistic": "6.9", "social": "1.5"}, "RC", "2.0", 40_000),
        ("Surgeons", 5, {"realistic": "5.1", "social": "5.0"}, "IS", "-1.0", 900),
    ]:
        occupation = make_occupation(median=40_000)
        make_projection(occupation, growth, openings=openings, entry_level="high_school")
        profile = make_profile(
            occupation, title=title, tasks=["x"], high_points=letters,
            job_zone=make_zone(zone), **scores,
        )  # fmt: skip
        make_data_page(profile)


def make_zone(number: int) -> JobZone:
    return JobZone.objects.get_or_create(
        release=make_onet_release(), number=number, defaults={"name": f"Zone of {number}"}
    )[0]


@pytest.mark.usefixtures("data_pages")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sort=-openings", ["Welders", "Nurse", "Surgeons"]),
        ("?education=high_school", ["Surgeons", "Welders"]),
        ("?education=associates", ["Nurse"]),
        ("?zone=5", ["Surgeons"]),
        ("?zone=5&zone=2", ["Surgeons", "Welders"]),
        ("?interest=R", ["Surgeons", "Welders"]),
        ("?interest=S", ["Surgeons"]),
        ("?interest=R&interest=C", ["Welders"]),
        ("?growth=faster", ["Nurse"]),
        ("?growth=growing", ["Nurse", "Welders"]),
        ("?growth=shrinking", ["Surgeons"]),
        ("?kind=published", ["Nurse"]),
        ("?kind=data", ["Surgeons", "Welders"]),
        ("?kind=data&kind=published", ["Nurse", "Surgeons", "Welders"]),
        ("?kind=data&growth=growing&interest=R&pay_to=50000&zone=2", ["Welders"]),
    ],
)
def test_filters_by_what_imported_data_says(query, expected):
    assert titles(get(query)) == expected


@pytest.mark.usefixtures("data_pages")
def test_options_come_from_the_data_with_their_counts():
    page = text(get())
    for words in ("Zone of 2", "Zone of 5", "High school diploma 2", "Data pages 2", "Written by editors 1"):  # fmt: skip
        assert words in page
    assert "Zone of 1" not in page


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.usefixtures("catalogue")
def test_without_data_pages_nothing_is_offered_that_only_data_could_answer():
    page = text(get())
    assert "Data page" not in page
    assert "Preparation" not in page
    assert "Realistic" not in page


@pytest.mark.usefixtures("data_pages")
def test_a_data_page_is_marked_and_says_what_the_work_is():
    row = re.search(r"<h3><a[^>]+>Welders</a>.*?</li>", get().content.decode(), re.DOTALL)[0]
    assert "Health care · High school diploma · Data page" in row
    assert re.search(r"Do what Occupation \d+ do, with care and on time", row)


def test_a_thin_data_page_has_no_empty_words_about_it():
    make_data_page(make_profile(make_occupation(median=None), title="Workers, All Other"))
    row = re.search(r"<h3><a[^>]+>Workers, All Other.*?</li>", get().content.decode(), re.DOTALL)[0]
    assert "Health care · Data page" in row
    assert "not published" in row
    assert "None" not in row


@pytest.mark.usefixtures("data_pages")
def test_every_filter_in_use_is_named_and_can_be_taken_away_by_itself():
    response = get("?q=weld&kind=data&zone=2&zone=5&interest=R&pay_from=30000&growth=growing&sort=-pay&page=1")  # fmt: skip
    page = response.content.decode()
    chips = {
        words.strip(): html.unescape(query)
        for query, words in re.findall(r'<a class="chip"[^>]+href="\?([^"]*)">.*?</span>([^<]+)', page)
    }  # fmt: skip
    assert set(chips) == {
        "“weld” in the title", "Data pages", "Zone of 2", "Zone of 5", "Realistic interest",
        "Median pay at least $30,000", "Job growth: growing",
    }  # fmt: skip
    left = QueryDict(chips["Zone of 5"])
    assert left.getlist("zone") == ["2"]
    assert "page" not in left
    assert left["sort"] == "-pay"
    assert "q" not in QueryDict(chips["“weld” in the title"])


def test_pay_is_filtered_and_sorted_by_the_chosen_place_and_its_mean_where_it_has_no_median():
    state = make_area("Ohio")
    for title, national, fields in [
        ("Medianed", 50_000, {"median": 90_000}),
        ("Meaned", 60_000, {"median": None, "annual_mean": 85_000}),
        ("Low", 95_000, {"median": 40_000}),
        ("Elsewhere", 99_000, {}),
    ]:
        occupation = make_occupation(median=national)
        make_career(title, occupation=occupation)
        if fields:
            make_local_wages(occupation, state, **fields)
    assert titles(get("?sort=-pay")) == ["Elsewhere", "Low", "Meaned", "Medianed"]
    assert titles(get("?sort=-pay&place=ohio")) == ["Medianed", "Meaned", "Low", "Elsewhere"]
    response = get("?pay_from=80000&place=ohio")
    assert titles(response) == ["Meaned", "Medianed"]
    page = text(response)
    assert "$85,000 mean" in page
    assert "Careers without a published yearly figure in Ohio are left out" in page
    assert titles(get("?pay_to=50000&place=ohio")) == ["Low"]


def test_pay_of_a_member_is_that_of_the_wider_occupation_in_the_place():
    wider, member = make_occupation(median=70_000), make_occupation(median=None)
    Occupation.objects.filter(pk=member.pk).update(reported_as=wider)
    Occupation.objects.all().point_at_newest_figures()
    make_local_wages(wider, make_area("Ohio"), 88_000)
    make_career("Buyer", occupation=member)
    assert titles(get("?pay_from=80000&place=ohio")) == ["Buyer"]
    assert titles(get("?pay_from=60000&pay_to=80000")) == ["Buyer"]


def test_a_filtered_list_in_a_place_costs_the_same_at_any_size():
    state = make_area("Ohio")
    query = "?kind=data&interest=R&zone=2&growth=growing&pay_from=30000&education=high_school&field=health-care&sort=-pay&place=ohio"  # fmt: skip
    counts = []
    for rows in (3, 30):
        for _ in range(rows):
            occupation = make_occupation()
            make_local_wages(occupation, state, 50_000)
            make_projection(occupation, entry_level="high_school")
            make_data_page(
                make_profile(occupation, tasks=["x"], high_points="R", job_zone=make_zone(2))
            )
        with CaptureQueriesContext(connection) as queries:
            response = get(query)
        counts.append(len(queries))
    assert len(response.context["page"]) == 24
    assert counts[0] == counts[1]
    assert counts[0] <= 8


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
