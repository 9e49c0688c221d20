"""The chosen place: where it is read from, what is remembered, and what it changes in lists."""

from http.cookies import SimpleCookie

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from careers.models import Area, Career, Occupation, RelatedCareer
from careers.places import A_YEAR, local_wages, with_place
from tests.builders import make_area, make_career, make_local_wages, make_occupation

pytestmark = pytest.mark.django_db

READERS = ["/", "/careers/", "/careers/nurse/", "/careers/compare/?career=nurse", "/careers/place/"]


@pytest.fixture
def california() -> Area:
    occupation = make_occupation(median=60_000)
    make_career("Nurse", occupation=occupation)
    area = make_area("California", state="CA")
    make_local_wages(occupation, area, 88_000)
    return area


def read(address: str, cookie: str = "", **query: str):
    client = Client(HTTP_COOKIE=f"place={cookie}") if cookie else Client()
    return client.get(address, query)


def shows_local_pay(response) -> bool:
    place = response.context["place"]
    html = response.content.decode()
    assert ("Place: <b>California</b>" in html) == bool(place)
    return bool(place)


def test_without_a_choice_pay_is_national_and_nothing_is_remembered(california):
    response = read("/careers/nurse/")
    assert not shows_local_pay(response)
    assert not response.cookies


def test_a_place_in_the_address_is_shown_and_remembered_in_one_closed_cookie(california):
    response = read("/careers/nurse/", place="california")
    assert shows_local_pay(response)
    assert list(response.cookies) == ["place"]
    cookie = response.cookies["place"]
    assert cookie.value == "california"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == A_YEAR
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_the_cookie_is_for_https_only_where_the_others_are(california, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert read("/careers/nurse/", place="california").cookies["place"]["secure"]


@pytest.mark.parametrize("address", READERS)
def test_the_choice_follows_through_the_site_and_is_said(california, address):
    response = read(address, cookie="california")
    assert "California" in response.content.decode()
    assert not response.cookies
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("address", READERS[:-1])
def test_the_address_wins_over_the_cookie(california, address):
    path, _, query = address.partition("?")
    response = Client(HTTP_COOKIE="place=california").get(f"{path}?{query}&place=us")
    assert not shows_local_pay(response)


def test_choosing_the_nation_takes_the_cookie_away(california):
    cookie = read("/careers/nurse/", cookie="california", place="us").cookies["place"]
    assert cookie.value == ""
    assert cookie["max-age"] == 0


@pytest.mark.parametrize(
    "value",
    ["nowhere", "", "1", "\0", "California ", "ca'--", "🙂", "x" * 9000, "../us", "us\r\nSet-Cookie: a"],
)  # fmt: skip
def test_what_is_not_in_the_list_counts_as_the_nation_and_is_not_remembered(california, value):
    response = read("/careers/nurse/", place=value)
    assert response.status_code == 200
    assert not shows_local_pay(response)
    assert not response.cookies
    assert ("We have no pay for a place called" in response.text) == bool(value)


@pytest.mark.parametrize("value", ["nowhere", "x" * 4000, "%00", "ca;lifornia", '"california', "é"])
def test_a_cookie_that_is_not_in_the_list_counts_as_the_nation(california, value):
    client = Client()
    client.cookies = SimpleCookie({"place": value})
    response = client.get("/careers/nurse/")
    assert response.status_code == 200
    assert not shows_local_pay(response)


def test_an_area_without_wages_in_use_is_not_in_the_list(california):
    Area.objects.filter(pk=california.pk).update(release=None)
    response = read("/careers/nurse/", place="california")
    assert not shows_local_pay(response)
    assert not response.cookies


def test_one_address_and_one_cookie_make_the_same_bytes(california):
    for cookie in ("", "california"):
        one, other = (read("/careers/nurse/", cookie).content for _ in range(2))
        assert one == other


def test_caches_are_told_of_the_cookie_even_where_nothing_else_reads_one(california):
    answer = with_place(lambda request, place: HttpResponse(str(place)))
    response = answer(RequestFactory(HTTP_COOKIE="place=california").get("/"))
    assert response.content == b"California"
    assert response["Vary"] == "Cookie"


# Lists.


def test_a_list_shows_the_pay_of_the_place_and_says_where_there_is_none(california):
    make_career("Baker", occupation=make_occupation(median=31_000))
    html = read("/careers/", cookie="california").content.decode()
    assert "$88,000" in html
    assert "$31,000" not in html
    assert "not published" in html


def test_related_careers_follow_the_place_too(california):
    occupation = make_occupation(median=31_000)
    make_local_wages(occupation, california, 47_000)
    nurse = Career.objects.get(slug="nurse")
    RelatedCareer.objects.create(career=nurse, related=make_career(occupation=occupation))
    html = read("/careers/nurse/", cookie="california").content.decode()
    related = html.partition('id="related-h"')[2]
    assert "$47,000" in related
    assert "$31,000" not in related


def test_a_mean_stands_in_for_a_median_and_is_called_so(california):
    occupation = make_occupation(median=31_000)
    make_career("Baker", occupation=occupation)
    make_local_wages(occupation, california, None, annual_mean=44_000)
    for address in ("/careers/", "/careers/compare/?career=baker"):
        assert "$44,000 mean" in read(address, cookie="california").content.decode()
    html = read("/careers/baker/", cookie="california").content.decode()
    assert "In California, the mean (average) is $44,000 a year." in html


def test_only_the_newest_year_of_a_place_counts(california):
    occupation = Occupation.objects.get()
    make_local_wages(occupation, california, 70_000, year=2022)
    assert local_wages([occupation], california)[occupation.pk].annual_median == 88_000


def test_an_occupation_without_a_row_takes_that_of_the_wider_one_in_one_query(california):
    wider = make_occupation(median=50_000)
    member, lonely = make_occupation(median=None), make_occupation(median=None)
    Occupation.objects.filter(pk=member.pk).update(reported_as=wider)
    member.refresh_from_db()
    make_local_wages(wider, california, 52_000)
    with CaptureQueriesContext(connection) as queries:
        found = local_wages([member, wider, lonely, None], california)
        assert found[member.pk].in_words("annual_median") == "$52,000"
    assert len(queries) == 1
    assert lonely.pk not in found


def test_a_list_costs_two_queries_more_in_a_place_whatever_its_length(california):
    def cost(cookie: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            read("/", cookie=cookie)
        return len(queries)

    assert cost("california") == cost("") + 2
    assert cost("california") <= 6
    for _ in range(5):
        occupation = make_occupation()
        make_career(occupation=occupation)
        make_local_wages(occupation, california)
    assert cost("california") == cost("") + 2


# Choosing.


def choices(**query: str) -> str:
    response = read("/careers/place/", **query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def places(california) -> None:
    occupation = Occupation.objects.get()
    for title, kind, state in (
        ("Nevada", "state", "NV"), ("Guam", "territory", "GU"),
        ("San Jose-Santa Clara, CA", "metro", "CA"), ("Kansas City, MO-KS", "metro", "MO"),
        ("North Coast Region of California nonmetropolitan area", "nonmetro", "CA"),
        ("Kansas", "state", "KS"), ("Missouri", "state", "MO"),
    ):  # fmt: skip
        make_local_wages(occupation, make_area(title, kind=kind, state=state))


def test_the_page_offers_the_nation_states_and_territories_and_leads_back(places):
    html = choices(next="/careers/nurse/?x=1&place=nevada#salary")
    for slug in ("us", "california", "nevada", "guam"):
        assert f'href="/careers/nurse/?x=1&amp;place={slug}#salary"' in html
    assert "San Jose" not in html


def test_a_state_opens_to_its_areas_and_an_area_in_two_states_is_in_both(places):
    assert "San Jose-Santa Clara, CA" in choices(state="CA")
    assert "North Coast Region" in choices(state="CA")
    assert "Kansas City, MO-KS" in choices(state="KS")
    assert "Kansas City, MO-KS" in choices(state="MO")
    assert "Areas in" not in choices(state="ZZ").partition("All places")[2].partition("<h3")[0]


def test_places_are_found_by_words_of_their_title_or_state(places):
    html = choices(q=" JOSE  california ")
    found = html.partition("Places that match")[2].partition("All places")[0]
    assert "San Jose-Santa Clara, CA" in found
    assert "Nevada" not in found


def test_a_state_is_found_by_its_postal_code(places):
    found = choices(q="ks").partition("Places that match")[2].partition("All places")[0]
    assert ">Kansas<" in found


def test_what_matches_no_place_is_said_beside_the_field_and_kept(places):
    html = choices(q="<b>atlantis")
    assert "No place matches “&lt;b&gt;atlantis”" in html
    assert 'value="&lt;b&gt;atlantis"' in html


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "careers"],
)  # fmt: skip
def test_the_way_back_stays_on_this_site(places, target):
    html = choices(next=target)
    assert "evil.example" not in html
    assert 'href="/careers/?place=california"' in html


def test_a_choice_is_a_link_that_works(places):
    response = Client().get("/careers/nurse/?place=california")
    assert shows_local_pay(response)


def test_the_page_costs_the_same_with_many_areas(places):
    with CaptureQueriesContext(connection) as before:
        choices(q="area")
    for number in range(40):
        make_local_wages(Occupation.objects.get(), make_area(f"Area {number}", kind="metro"))
    with CaptureQueriesContext(connection) as after:
        choices(q="area")
    assert len(before) == len(after) <= 2


def test_only_reading_is_possible(places):
    assert Client().post("/careers/place/").status_code == 405
