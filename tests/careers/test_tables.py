"""The tables of the pages as CSV."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from careers.models import Career, WageEstimate
from tests.builders import (
    make_area,
    make_career,
    make_data_page,
    make_editor,
    make_occupation,
    make_release,
)
from tests.careers.profiles import add_outlook, make_rich_profile

pytestmark = pytest.mark.django_db


def read(client, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def table(career: Career, name: str) -> str:
    return reverse("careers:career-csv", args=[career.slug, name])


def test_pay_of_every_place_and_year_is_there_with_its_source(client) -> None:
    occupation = make_occupation(median=230_000, annual_p90=239_200, annual_p75=239_200)
    WageEstimate.objects.create(
        occupation=occupation, release=make_release(2023), annual_median=1_000, employment=7
    )
    area = make_area("California", release=make_release())
    WageEstimate.objects.create(occupation=occupation, area=area, release=make_release())
    rows = read(client, table(make_career("Nurse", occupation=occupation), "pay"))
    assert {(row["place"], row["time"]) for row in rows} == {
        ("California", "May 2024"), ("United States", "May 2024"), ("United States", "May 2023"),
    }  # fmt: skip
    nation = next(row for row in rows if row["kind of place"] == "nation")
    assert (nation["annual_median"], nation["annual_p90"]) == ("230000", ">=239200")
    assert nation["hourly_median"] == "not published"
    assert "U.S. Bureau of Labor Statistics" in nation["source"]
    state = next(row for row in rows if row["place"] == "California")
    assert state["annual_median"] == state["employment"] == "not published"


def test_each_part_of_a_profile_is_a_table(client) -> None:
    career = make_data_page(make_rich_profile(rows=5))
    add_outlook(career.occupation)
    assert len(read(client, table(career, "tasks"))) == 5
    assert {row["kind"] for row in read(client, table(career, "ratings"))} == {
        "skills", "knowledge", "work styles", "interests (1 to 7)",
    }  # fmt: skip
    assert len(read(client, table(career, "technology"))) == 5
    assert len(read(client, table(career, "programs"))) == 5
    schooling = read(client, table(career, "schooling"))
    assert schooling[1]["level"] == "Bachelor's Degree"
    assert schooling[1]["percent"] == "79.2"
    outlook = read(client, table(career, "outlook"))
    assert len({row["year"] for row in outlook}) == 2
    assert all(row["jobs"].isdecimal() and row["source"] for row in outlook)


def test_the_page_links_the_tables_that_hold_something(client) -> None:
    career = make_data_page(make_rich_profile(rows=5))
    html = client.get(career.get_absolute_url()).content.decode()
    for name in ("pay", "ratings", "tasks", "technology", "schooling", "programs"):
        assert f'href="{table(career, name)}"' in html
    bare = client.get(make_career("Nurse").get_absolute_url()).content.decode()
    assert ".csv" not in bare


def test_the_list_is_as_filtered_and_follows_the_place(client) -> None:
    occupation = make_occupation(median=60_000)
    make_career("Nurse", occupation=occupation)
    make_career("Welder", occupation=make_occupation(median=40_000))
    area = make_area("California", release=make_release())
    WageEstimate.objects.create(
        occupation=occupation, area=area, release=make_release(), annual_median=99_000
    )
    path = reverse("careers:list-csv")
    rows = read(client, f"{path}?q=nurse")
    assert [(row["title"], row["annual_median"]) for row in rows] == [("Nurse", "60000")]
    assert rows[0]["pay of"] == occupation.title
    assert rows[0]["SOC code of pay"] == occupation.soc_code
    local = client.get(f"{path}?q=nurse&place=california").content.decode()
    assert "99000" in local
    client.cookies.clear()
    assert len(read(client, path)) == 2
    assert [row["title"] for row in read(client, f"{path}?career=welder")] == ["Welder"]


def test_a_text_that_a_spreadsheet_would_run_is_disarmed_and_numbers_stay(client) -> None:
    make_career('=HYPERLINK("http://x.example")', slug="formula")
    rows = read(client, reverse("careers:list-csv"))
    assert rows[0]["title"].startswith("'=HYPERLINK")


def test_drafts_and_unknown_tables_are_not_there(client) -> None:
    draft = make_career("Secret", state=Career.State.DRAFT)
    assert client.get(table(draft, "tasks")).status_code == 404
    assert "Secret" not in client.get(reverse("careers:list-csv")).content.decode()
    assert client.get(table(make_career("Nurse"), "users")).status_code == 404
    assert client.post(table(draft, "tasks")).status_code == 405
    client.force_login(make_editor())
    assert client.get(table(draft, "tasks")).status_code == 200


@pytest.mark.parametrize("rows", [2, 40])
def test_tables_cost_the_same_at_any_length(client, django_assert_max_num_queries, rows) -> None:
    career = make_data_page(make_rich_profile(rows=rows))
    for n in range(rows):
        area = make_area(f"Place {n}", release=make_release())
        WageEstimate.objects.create(
            occupation=career.occupation, area=area, release=make_release(), annual_median=n + 1
        )
        make_career(occupation=make_occupation())
    for name in ("pay", "ratings", "tasks", "programs"):
        with django_assert_max_num_queries(2):
            client.get(table(career, name))
    with django_assert_max_num_queries(4):
        client.get(reverse("careers:list-csv"))
