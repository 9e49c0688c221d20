"""The two pages about data: which releases are in use, and how to read pay."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careers.models import DataRelease
from tests.builders import make_editor, make_onet_release, make_release

pytestmark = pytest.mark.django_db


def page(client: Client, name: str = "about-data") -> str:
    return client.get(reverse(name)).content.decode()


def test_a_release_in_use_is_listed_with_all_that_is_known_of_it(client: Client) -> None:
    make_release(
        2024,
        imported_at=timezone.now().replace(2026, 11, 20, 12),
        files=["national_M2024_dl.xlsx", "state_M2024_dl.xlsx"],
        coverage=["nation", "state", "nonmetro"],
        changes=["831 occupations: 805 added.", "Most up: <Pilots>."],
    )
    html = page(client)
    assert '<a href="https://www.bls.gov/oes/" rel="noopener">Occupational Employment' in html
    assert "(May 2024). Public domain." in html
    assert (
        "Imported on November 20, 2026 from national_M2024_dl.xlsx, state_M2024_dl.xlsx, "
        "for the United States, states and nonmetropolitan areas." in html
    )
    assert "<li>831 occupations: 805 added.</li>" in html
    assert "Most up: &lt;Pilots&gt;." in html


def test_figures_that_nobody_imported_say_so(client: Client) -> None:
    make_release(2024)
    assert "Copied by hand for some occupations." in page(client)


def test_onet_data_is_credited_in_full(client: Client) -> None:
    make_onet_release("29.3")
    html = page(client)
    assert "USDOL/ETA has not approved, endorsed, or tested these modifications." in html
    assert "O*NET® is a trademark of USDOL/ETA." in html


def test_what_was_replaced_is_folded_away_and_what_is_being_imported_is_not_there(
    client: Client,
) -> None:
    make_onet_release("29.2", name="O*NET® 29.2 Database", state=DataRelease.State.SUPERSEDED)
    make_onet_release("29.4", state=DataRelease.State.STAGED)
    make_onet_release("29.3")
    html = page(client)
    folded = html[html.index("Releases it replaced") :]
    assert "29.2" in folded[: folded.index("</details>")]
    assert "29.4" not in html
    assert html.count("29.3 Database") == 1


def test_a_site_without_releases_says_so(client: Client) -> None:
    html = page(client)
    assert "No release has been imported yet, so there are no figures on this site." in html
    assert html.count("No release of it is in use on this site.") == 6


def test_every_data_set_has_its_own_words(client: Client) -> None:
    html = page(client)
    for dataset in DataRelease.Dataset.values:
        assert f'<h2 id="{dataset}">' in html


def test_the_number_of_releases_does_not_change_the_number_of_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    for year in (2022, 2023, 2024):
        make_release(year)
    page(client)
    with django_assert_num_queries(1):
        page(client)


def test_both_pages_lead_to_each_other_and_to_whom_to_tell(client: Client) -> None:
    data, pay = page(client), page(client, "about-pay")
    assert f'href="{reverse("about-pay")}"' in data
    assert f'href="{reverse("contact")}"' in data
    assert f'href="{reverse("about-data")}"' in pay


def test_pay_is_explained_with_a_range_that_is_drawn_and_said(client: Client) -> None:
    html = page(client, "about-pay")
    assert "Lowest tenth $46,000, median $66,000, highest tenth $112,000" in html
    assert "highest tenth at least $239,200" in html
    assert html.count('role="img"') == 2
    for words in ("Not published", "2,080", "Location quotient", "not adjusted for inflation"):
        assert words in html


def test_the_mean_of_the_example_is_what_it_says() -> None:
    pay = [40_000, 45_000, 50_000, 55_000, 160_000]
    assert (sum(pay) / 5, sorted(pay)[2]) == (70_000, 50_000)


@pytest.mark.parametrize("name", ["about-data", "about-pay"])
def test_the_pages_are_the_same_for_every_visitor_and_set_no_cookie(
    client: Client, name: str
) -> None:
    response = client.get(reverse(name))
    assert not response.cookies
    assert response.content == Client().get(reverse(name)).content
    assert client.post(reverse(name)).status_code == 405


def test_editors_see_them_too(client: Client) -> None:
    client.force_login(make_editor())
    assert client.get(reverse("about-data")).status_code == 200


def test_search_engines_are_told_of_both(client: Client) -> None:
    sitemap = client.get(reverse("sitemap")).content.decode()
    assert "/about/data/</loc>" in sitemap
    assert "/about/pay/</loc>" in sitemap
