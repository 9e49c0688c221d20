"""The read-only JSON API: what it answers, to whom, and how it says that something was not published."""

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers.models import Career, FormerSlug, WageEstimate
from tests.builders import (
    add_parts,
    make_area,
    make_attainment,
    make_career,
    make_data_page,
    make_editor,
    make_field,
    make_local_wages,
    make_occupation,
    make_onet_release,
    make_profile,
    make_projection,
    make_release,
)
from tests.careers.profiles import add_outlook, add_scores, make_rich_profile

pytestmark = pytest.mark.django_db

API = "/api/v1/"


def get(path: str, **asked: Any) -> Any:
    response = Client().get(API + path, asked)
    assert response.status_code == 200, response.content
    return response.json()


def problem(path: str, status: int, **asked: Any) -> Any:
    response = Client().get(API + path, asked)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def slugs(answer: Any) -> list[str]:
    return [row["slug"] for row in answer["results"]]


def make_rich() -> Career:
    occupation = make_occupation("15-2051", median=80_000)
    add_outlook(occupation)
    make_attainment(occupation)
    occupation.refresh_from_db()
    return make_data_page(make_rich_profile(occupation), title="Keepers", slug="keepers")


# Careers.


def test_the_list_says_what_each_career_is_and_where_its_figures_are_from():
    make_rich()
    answer = get("careers")
    (row,) = answer["results"]
    assert row["url"] == "http://testserver/careers/keepers/"
    assert (row["kind"], row["soc_code"], row["onet_code"]) == ("data", "15-2051", "15-2051.00")
    assert row["field"] == {"slug": "health-care", "title": "Health care"}
    assert row["education"] == {"level": "bachelors", "label": "Bachelor’s degree"}
    assert row["change_percent"] == 5.0
    assert row["median_pay"] == {
        "annual": {"value": 80_000, "status": "published"},
        "hourly": {"value": None, "status": "not_published"},
        "release": "oews-2024-05",
    }
    known = {source["key"]: source for source in answer["sources"]}
    assert known.keys() == {"oews-2024-05", "projections-2024-34", "onet-29-3"}
    onet = known["onet-29-3"]
    assert onet["license"] == "CC BY 4.0"
    assert onet["credit"].endswith(
        "USDOL/ETA has not approved, endorsed, or tested these modifications."
    )
    assert "<" not in onet["credit"]
    assert "U.S. Bureau of Labor Statistics" in known["oews-2024-05"]["credit"]


def test_the_list_is_narrowed_by_words_field_and_schooling():
    make_career("Night Nurse", education_minimum="associates")
    make_career("Day Nurse")
    make_career("Welder", field=make_field("Trades"), education_minimum="certificate")
    outlook = make_occupation()
    add_outlook(outlook)
    make_career("Analyst", field=make_field("Business"), education_minimum="", occupation=outlook)
    assert slugs(get("careers", q="nurse")) == ["day-nurse", "night-nurse"]
    assert slugs(get("careers", q="\0 ")) == slugs(get("careers"))
    assert slugs(get("careers", field="trades")) == ["welder"]
    assert slugs(get("careers", field=["trades", "business"])) == ["analyst", "welder"]
    assert slugs(get("careers", education="bachelors")) == ["analyst", "day-nurse"]
    assert slugs(get("careers", q="nurse", education=["associates", "certificate"])) == ["night-nurse"]  # fmt: skip


def test_pages_hold_every_career_once_and_link_to_each_other():
    for letter in "EDCBA":
        make_career(f"Job {letter}")
    found, path = [], f"{API}careers?limit=2&q=job"
    while path:
        response = Client().get(path)
        found += slugs(response.json())
        links = {
            rel.split('"')[1]: address.strip(" <>")
            for address, rel in (link.split(";") for link in response["Link"].split(","))
        }
        assert links["first"].endswith("page=1")
        assert links["last"].endswith("page=3")
        path = links.get("next", "")
    assert found == ["job-a", "job-b", "job-c", "job-d", "job-e"]
    assert response.json()["page"] == {"number": 3, "limit": 2, "total": 5}
    assert "page=2" in links["prev"]
    beyond = get("careers", page=900, limit=2)
    assert beyond["results"] == []
    assert beyond["page"]["total"] == 5


def test_a_career_has_all_that_its_page_says_with_the_release_of_each_part():
    make_rich()
    answer = get("careers/keepers")
    career = answer["career"]
    profile = career["profile"]
    assert profile["release"] == "onet-29-3"
    assert profile["description"].startswith("Keep samples in order.")
    assert profile["job_zone"]["number"] == 4
    assert profile["interests"]["realistic"] == 6.99
    assert profile["high_points"] == ["realistic", "conventional"]
    for part in ("tasks", "skills", "knowledge", "work_styles", "technologies"):
        assert len(profile[part]) == 20
    assert profile["skills"][-1]["level"] is None
    assert profile["required_education"][1] == {"name": "Bachelor's Degree", "percent": 79.2}
    assert career["outlook"]["openings"] == 900
    assert career["outlook"]["entry_education"] == "Bachelor's degree"
    assert career["attainment"]["levels"][0]["percent"] == 10
    assert len(career["study_programs"]["programs"]) == 20
    assert career["skill_scores"] is None
    assert career["other_titles"][0] == "Keeper 0"
    keys = {source["key"] for source in answer["sources"]}
    named = {career[part]["release"] for part in ("profile", "outlook", "attainment", "study_programs", "median_pay")}  # fmt: skip
    assert keys == named


def test_a_written_page_has_the_editors_words_and_related_careers_that_everybody_sees():
    career = add_parts(make_career("Curator", occupation=make_occupation()))
    hidden = Career.objects.exclude(pk=career.pk).order_by("pk").first()
    assert hidden
    Career.objects.filter(pk=hidden.pk).update(state="draft")
    said = get("careers/curator")["career"]
    assert said["kind"] == "written"
    assert said["skills"][0] == {"name": "Skill 0", "text": "It looks like this."}
    assert said["responsibilities"] == ["Do task 0", "Do task 1"]
    assert said["other_titles"] == ["Other title 0 of Curator", "Other title 1 of Curator"]
    assert said["profile"] is None
    assert len(said["related"]) == 1
    assert said["related"][0]["slug"] != hidden.slug


def test_skill_scores_stand_in_where_nothing_is_rated():
    occupation = make_occupation()
    add_scores(occupation)
    make_data_page(make_profile(occupation), slug="thin")
    answer = get("careers/thin")
    assert answer["career"]["skill_scores"]["scores"]["Ability 0"] == 4.9
    assert "skills-2023" in {source["key"] for source in answer["sources"]}


def test_a_career_with_nothing_but_words_says_what_is_missing_with_null():
    make_career("Poet")
    career = get("careers/poet")["career"]
    for part in ("occupation", "profile", "outlook", "attainment", "study_programs", "median_pay"):
        assert career[part] is None


def test_drafts_are_nowhere_even_for_the_editors_who_write_them():
    career = make_career("Secret Keeper", state="draft", occupation=make_occupation())
    FormerSlug.objects.create(slug="old-secret", career=career)
    editor = Client()
    editor.force_login(make_editor())
    assert editor.get(career.get_absolute_url()).status_code == 200
    for path in ("careers", "titles?q=secret", "careers?q=secret"):
        assert editor.get(API + path).json()["results"] == []
    for path in ("careers/secret-keeper", "careers/secret-keeper/pay", "careers/old-secret"):
        assert editor.get(API + path).status_code == 404


def test_a_former_address_leads_to_the_new_one():
    career = make_career("Nurse")
    career.slug = "registered-nurse"
    career.save()
    for end in ("", "/pay"):
        response = Client().get(f"{API}careers/nurse{end}")
        assert response.status_code == 301
        assert response["Location"] == f"{API}careers/registered-nurse{end}"
        assert response["Access-Control-Allow-Origin"] == "*"


# Pay.


def test_every_figure_of_pay_says_whether_it_was_published():
    occupation = make_occupation(
        median=200_000, annual_p75=239_200, annual_p90=239_200, annual_mean=250_000
    )
    WageEstimate.objects.update(employment=None)
    make_career("Surgeon", occupation=occupation)
    (nation,) = get("careers/surgeon/pay")["nation"]
    annual = nation["annual"]
    assert annual["median"] == {"value": 200_000, "status": "published"}
    assert annual["p75"] == {"value": 239_200, "status": "at_least"}
    assert annual["mean"] == {"value": 250_000, "status": "published"}
    nothing = {"value": None, "status": "not_published"}
    assert nation["hourly"] == dict.fromkeys(annual, nothing)
    assert nation["employment"] == nothing


def test_pay_has_all_years_of_the_nation_and_the_newest_of_each_place():
    occupation = make_occupation(median=80_000, year=2024)
    WageEstimate.objects.create(
        occupation=occupation, release=make_release(2023), annual_median=70_000, hourly_median="33.65"
    )  # fmt: skip
    make_career("Nurse", occupation=occupation)
    texas = make_area("Texas", state="TX")
    make_local_wages(occupation, texas, 65_000, year=2023)
    make_local_wages(occupation, texas, 75_000)
    make_local_wages(occupation, make_area("Austin, TX", kind="metro", state="TX"), None)
    answer = get("careers/nurse/pay")
    assert [row["release"] for row in answer["nation"]] == ["oews-2024-05", "oews-2023-05"]
    assert answer["nation"][1]["hourly"]["median"] == {"value": 33.65, "status": "published"}
    austin, state = answer["results"]
    assert austin["place"]["slug"] == "austin-tx"
    assert austin["annual"]["median"]["status"] == "not_published"
    assert state["annual"]["median"]["value"] == 75_000
    assert state["employment"]["value"] == 500
    assert {source["key"] for source in answer["sources"]} == {
        "oews-2023-05", "oews-2024-05", "oews-2024-05-state",
    }  # fmt: skip
    beyond = get("careers/nurse/pay", page=9)
    assert (beyond["results"], beyond["status"], beyond["reason"]) == ([], "published", "")
    WageEstimate.objects.filter(area=None).delete()
    for empty in ({"page": 9}, {"place": "austin-tx"}, {"kind": "metro"}):
        answer = get("careers/nurse/pay", **empty)
        assert (answer["nation"], answer["status"]) == ([], "published")
    assert len(get("careers/nurse/pay", kind="state")["results"]) == 1
    assert len(get("careers/nurse/pay", kind=["state", "metro"])["results"]) == 2
    assert get("careers/nurse/pay", place="texas")["results"][0]["place"]["title"] == "Texas"
    assert "There is no place “zz” with pay." in str(problem("careers/nurse/pay", 422, place="zz"))


def test_every_answer_states_the_license_of_the_editors_words():
    make_career("Nurse")
    for path in ("careers", "careers/nurse", "careers/nurse/pay", "places", "releases"):
        assert get(path)["words_license"] == "MIT"
    assert get("titles", q="nurse")["words_license"] == "MIT"


def test_pay_that_nobody_publishes_is_explained():
    make_career("Poet")
    make_career("Farmer", occupation=make_occupation(median=None))
    poet, farmer = get("careers/poet/pay"), get("careers/farmer/pay")
    for answer in (poet, farmer):
        assert answer["status"] == "not_published"
        assert answer["nation"] == answer["results"] == answer["sources"] == []
    assert poet["reason"] == "The statistics have no line for this career."
    assert "publishes no pay for" in farmer["reason"]


def test_pay_of_a_wider_occupation_says_so():
    wider = make_occupation("13-1020", median=70_000)
    narrow = make_occupation("13-1021", median=None)
    type(narrow).objects.filter(pk=narrow.pk).update(reported_as=wider)
    type(narrow).objects.point_at_newest_figures()
    narrow.refresh_from_db()
    make_career("Buyer", occupation=narrow)
    make_local_wages(wider, make_area("Texas"), 66_000)
    answer = get("careers/buyer/pay")
    assert answer["occupation"]["reported_as"] == "13-1020"
    assert answer["nation"][0]["annual"]["median"]["value"] == 70_000
    assert answer["results"][0]["annual"]["median"]["value"] == 66_000


def test_figures_of_a_staged_release_are_nowhere():
    occupation = make_occupation(median=80_000)
    make_career("Nurse", occupation=occupation)
    make_local_wages(occupation, make_area("Texas"), 66_000)
    local = make_release(2024).__class__.objects.get(key="oews-2024-05-state")
    local.state = "staged"
    local.save()
    make_onet_release(state="staged")
    assert get("careers/nurse/pay")["results"] == []
    assert [row["key"] for row in get("releases")["results"]] == ["oews-2024-05"]


# Titles, places, releases.


def test_titles_lead_to_careers():
    make_rich()
    make_career("Goal Keeper")
    answer = get("titles", q="goal keeper")
    assert answer["results"][0]["title"] == "Goal Keeper"
    assert answer["results"][0]["exact"] is True
    assert answer["results"][0]["career"]["slug"] == "goal-keeper"
    for nothing in ("zq\0", " ", "\0", "'\"*"):
        assert get("titles", q=nothing)["results"] == []


def test_places_are_those_with_pay_of_a_kind_and_a_state():
    occupation = make_occupation()
    make_area("Guam", kind="territory")
    make_local_wages(occupation, make_area("Texas", state="TX"))
    make_local_wages(occupation, make_area("Austin, TX", kind="metro", state="TX"))
    make_local_wages(occupation, make_area("Ohio", state="OH"))
    assert slugs(get("places")) == ["austin-tx", "ohio", "texas"]
    assert slugs(get("places", kind="state")) == ["ohio", "texas"]
    assert slugs(get("places", state="tx")) == ["austin-tx", "texas"]
    assert get("places")["results"][0]["release"] == "oews-2024-05-state"
    assert get("places")["sources"][0]["key"] == "oews-2024-05-state"


def test_releases_tell_which_are_in_use():
    make_onet_release("29.2", state="superseded")
    make_onet_release("29.3", period="2025-08-01", changes=["Two tasks changed."])
    new, old = get("releases")["results"]
    assert (new["state"], new["changes"]) == ("current", ["Two tasks changed."])
    assert old["state"] == "superseded"


# What all answers have in common.

EVERYTHING = (
    "careers", "careers/keepers", "careers/keepers/pay", "titles?q=keeper", "places", "releases",
    "openapi.json",
)  # fmt: skip


@pytest.mark.parametrize("path", EVERYTHING)
def test_an_answer_is_the_same_for_everybody_sets_no_cookie_and_asks_for_no_session(path):
    make_rich()
    editor = Client()
    editor.force_login(make_editor())
    editor.cookies["place"] = "texas"
    mine = editor.get(API + path)
    anyones = Client().get(API + path)
    assert mine.content == anyones.content
    assert mine.headers == anyones.headers
    assert not mine.cookies
    assert "Cookie" not in anyones.get("Vary", "")
    assert anyones["Cache-Control"] == "public, max-age=300"
    assert anyones["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in anyones
    assert anyones["Access-Control-Expose-Headers"] == "ETag, Link"
    assert anyones["Cross-Origin-Resource-Policy"] == "cross-origin"
    with CaptureQueriesContext(connection) as asked:
        editor.get(API + path)
    assert not [query for query in asked if "session" in query["sql"]]


@pytest.mark.parametrize("path", EVERYTHING)
def test_an_answer_that_has_not_changed_is_not_sent_again(path):
    career = make_rich()
    first = Client().get(API + path)
    again = Client().get(API + path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
    weak = Client().get(API + path, headers={"if-none-match": f'"x", W/{first["ETag"]}'})
    assert weak.status_code == 304
    if "keepers" in path or path == "careers":
        Career.objects.filter(pk=career.pk).update(title="Other Keepers")
        changed = Client().get(API + path, headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("path", [*EVERYTHING, "nowhere", ""])
def test_nothing_but_reading_is_allowed(path):
    client = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(API + path)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert response.json()["detail"] == "This API can only be read: send GET or HEAD."


def test_head_has_the_headers_of_get():
    make_rich()
    head, whole = Client().head(f"{API}careers"), Client().get(f"{API}careers")
    assert head.status_code == 200
    assert head.content == b""
    assert head["ETag"] == whole["ETag"]
    assert head["Link"] == whole["Link"]


def test_browsers_may_ask_whether_they_may_ask():
    response = Client().options(
        f"{API}careers",
        headers={"origin": "https://example.org", "access-control-request-method": "GET"},
    )
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("path", ["", "nowhere", "careers/", "careers/zq", "careers/zq/pay", "careers/%00", "docs"])  # fmt: skip
def test_an_address_with_nothing_says_so_as_json(path):
    said = problem(path, 404)
    assert said == {"detail": "There is nothing at this address. /api/ lists the addresses.", "errors": []}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("careers", "limit", "0"), ("careers", "limit", "201"), ("careers", "limit", "many"),
        ("careers", "page", "0"), ("careers", "page", "9" * 30), ("careers", "q", "x" * 101),
        ("careers", "education", "some"), ("careers", "field", "zq\0"),
        ("careers/nurse/pay", "kind", "county"), ("careers/nurse/pay", "place", "\0"),
        ("places", "state", "Texas"), ("titles", "q", ""), ("titles?q=nurse", "limit", "51"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_named(path, name, value):
    make_career("Nurse")
    path, _, rest = path.partition("?")
    said = problem(path, 422, **dict(QueryDict(rest).items()) | {name: value})
    assert said["detail"] == f"The value of “{name}” can’t be used here."
    assert [error["parameter"] for error in said["errors"]] == [name]
    assert "Input" not in said["errors"][0]["message"]


def test_an_unknown_field_is_told_which_there_are():
    make_field("Trades")
    make_field("Business")
    said = problem("careers", 422, field="zq")
    assert said["errors"][0]["message"] == (
        "There is no field “zq”. The fields are: business, trades."
    )


def test_a_list_with_one_wrong_value_names_the_parameter_once():
    said = problem("careers", 422, education=["bachelors", "some"], limit="x")
    assert said["detail"] == "The value of “education” and “limit” can’t be used here."


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("careers", 2), ("careers?q=keeper&field=health-care&education=bachelors", 8),
        ("careers/keepers", 8), ("careers/keepers/pay", 4), ("titles?q=keeper", 3), ("places", 2),
        ("releases", 2),
    ],
)  # fmt: skip
def test_the_number_of_rows_does_not_change_the_number_of_queries(path, most):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert Client().get(API + path).status_code == 200
        return len(asked)

    first = make_rich()
    assert first.occupation
    make_local_wages(first.occupation, make_area("Texas"))
    before = queries()
    for n in range(4):
        occupation = make_occupation()
        make_projection(occupation)
        make_data_page(make_rich_profile(occupation), title=f"Keeper {n}s", slug=f"keeper-{n}")
        make_local_wages(first.occupation, make_area(f"State {n}"))
    WageEstimate.objects.create(
        occupation=first.occupation, release=make_release(2023), annual_median=1
    )
    assert queries() == before <= most


def test_openapi_describes_every_address_but_no_other_page():
    described = get("openapi.json")
    assert described["openapi"].startswith("3.")
    assert sorted(described["paths"]) == [
        "/api/v1/careers", "/api/v1/careers/{slug}", "/api/v1/careers/{slug}/pay",
        "/api/v1/places", "/api/v1/releases", "/api/v1/titles",
    ]  # fmt: skip
    assert all(list(path) == ["get"] for path in described["paths"].values())
    figure = described["components"]["schemas"]["Figure"]["properties"]["status"]["enum"]
    assert figure == ["published", "at_least", "not_published"]


def test_the_page_about_the_api_names_every_address_and_is_linked(client):
    html = client.get("/api/").content.decode()
    for path in get("openapi.json")["paths"]:
        assert f"<code>{path}" in html
    assert 'href="/api/"' in client.get("/about/data/").content.decode()
