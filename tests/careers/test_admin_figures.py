"""Occupations and their figures at the editors' desk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from careers.models import DataRelease, Occupation, WageEstimate
from tests.builders import make_editor, make_occupation, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_editor())
    return client


def occupation_form(occupation: Occupation, wages: list[dict[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {"soc_code": occupation.soc_code, "title": occupation.title}
    saved = sum("id" in row for row in wages)
    for prefix in ("projections", "attainments"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    data |= {"wage_estimates-TOTAL_FORMS": len(wages), "wage_estimates-INITIAL_FORMS": saved}
    for index, row in enumerate(wages):
        row = {"occupation": occupation.pk} | row
        data |= {f"wage_estimates-{index}-{name}": value for name, value in row.items()}
    return data


def change_url(occupation: Occupation) -> str:
    return reverse("admin:careers_occupation_change", args=[occupation.pk])


def test_saving_newer_wages_points_the_occupation_at_them(desk: Client) -> None:
    occupation = make_occupation(median=60_000, year=2023)
    old = occupation.wages
    rows = [
        {"id": old.pk, "release": old.release_id, "annual_median": 60_000},
        {"release": make_release(2024).pk, "annual_median": 65_000},
    ]
    assert desk.post(change_url(occupation), occupation_form(occupation, rows)).status_code == 302
    occupation.refresh_from_db()
    assert occupation.wages.annual_median == 65_000

    rows = [
        {"id": row.pk, "release": row.release_id, "annual_median": row.annual_median}
        for row in occupation.wage_estimates.all()
    ]
    rows[0]["DELETE"] = "on"
    assert desk.post(change_url(occupation), occupation_form(occupation, rows)).status_code == 302
    occupation.refresh_from_db()
    assert occupation.wages == old


def test_percentiles_that_fall_are_refused_once_and_kept_in_the_form(desk: Client) -> None:
    occupation = make_occupation(median=None)
    rows = [{"release": make_release().pk, "annual_p10": 90_000, "annual_p25": 40_000}]
    answer = desk.post(change_url(occupation), occupation_form(occupation, rows))
    assert answer.status_code == 422
    message = "The yearly percentiles must rise from the 10th to the 90th."
    assert answer.text.count(message) == 2, "once in the summary, once at the row"
    assert 'href="#wage_estimates-0">Wage estimates, row 1</a>' in answer.text
    assert 'value="90000"' in answer.text
    assert not WageEstimate.objects.exists()


def test_an_occupation_has_wages_from_a_release_once(desk: Client) -> None:
    occupation = make_occupation()
    row = {"release": make_release().pk, "annual_median": 1}
    answer = desk.post(change_url(occupation), occupation_form(occupation, [row]))
    assert answer.status_code == 422
    assert "This occupation has wages from this release already." in answer.text


def test_wages_are_offered_the_releases_of_their_own_data_set(desk: Client) -> None:
    occupation = make_occupation(median=None)
    other = DataRelease.objects.create(
        key="projections-2024", dataset="projections", name="Projections",
        period="2025-08-01", url="https://www.bls.gov/emp/",
    )  # fmt: skip
    rows = [{"release": other.pk, "annual_median": 1}]
    answer = desk.post(change_url(occupation), occupation_form(occupation, rows))
    assert answer.status_code == 422
    assert 'href="#id_wage_estimates-0-release"' in answer.text


@pytest.mark.parametrize("code", ["15-205", "152051", "15-2051x", ""])
def test_a_wrong_code_is_explained(desk: Client, code: str) -> None:
    occupation = make_occupation(median=None)
    form = occupation_form(occupation, []) | {"soc_code": code}
    answer = desk.post(change_url(occupation), form)
    assert answer.status_code == 422
    assert 'href="#id_soc_code"' in answer.text


def test_a_corrected_release_date_moves_the_newest_figures(desk: Client) -> None:
    occupation = make_occupation(median=60_000, year=2023)
    older = WageEstimate.objects.create(
        occupation=occupation, release=make_release(2022), annual_median=1
    )
    release = older.release
    form = {
        "key": release.key, "dataset": "oews", "publisher": release.publisher, "name": release.name,
        "period": "2025-05-01", "url": release.url,
    }  # fmt: skip
    url = reverse("admin:careers_datarelease_change", args=[release.pk])
    assert desk.post(url, form).status_code == 302
    occupation.refresh_from_db()
    assert occupation.wages == older


@pytest.mark.parametrize("occupations", [3, 30])
def test_the_list_of_occupations_costs_the_same_at_any_length(
    desk: Client, django_assert_max_num_queries: Any, occupations: int
) -> None:
    for _ in range(occupations):
        make_occupation()
    with django_assert_max_num_queries(7):
        desk.get(reverse("admin:careers_occupation_changelist"))
