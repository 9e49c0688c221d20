"""The salary part over the official wage files, where they are at hand: each case that bites."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from careers.importers.oews import import_oews
from careers.models import Career, Occupation
from careers.starter.loading import load
from tests.builders import make_career
from tests.careers.importers.workbooks import reference
from tests.careers.test_pay_on_pages import html_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def official(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Both years of the nation, then the states: first their means, then the extract."""
    paths = [
        reference("bls_oews_national"),
        reference("bls_oews_state_2023_means"),
        reference("bls_oews_state_2023_subset", "state_M2023_dl.csv"),
    ]
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        for path in paths:
            list(import_oews([path]))
        yield
        transaction.set_rollback(True)


def career_of(code: str) -> Career:
    return make_career("Sample Keeper", occupation=Occupation.objects.get(soc_code=code))


def test_a_rich_occupation_in_the_nation_and_over_the_years():
    said = text_of(career_of("15-2051"))
    assert "These figures are for Data Scientists , which includes this career." in said
    assert (
        "From May 2023 to May 2024, the median went from $108,020 to $112,590 a year. "
        "The amounts are not adjusted for inflation." in said
    )
    assert "50th (median) $112,590 $108,020" in said
    assert "About 233,440 people are employed as Data Scientists in the United States." in said


def test_a_rich_occupation_in_a_state_against_the_nation_of_the_same_month():
    said = text_of(career_of("15-2051"), "california")
    assert "In California, half earn between $94,240 and $173,250 a year." in said
    assert (
        "The local median of $133,690 is 24% above the national median of $108,020 a year." in said
    )
    assert "33,220 people are employed as Data Scientists in California" in said
    assert "1.5 times the national share of jobs" in said


def test_all_states_are_on_the_map_by_their_median():
    career = career_of("15-2051")
    html = html_of(career)
    assert html.count("<g><title>") == 51
    assert "<title>Delaware: $138,780</title>" in html
    said = text_of(career)
    assert "Median pay a year by state, May 2023" in said
    assert "Highest-paying states State Pay Delaware $138,780 Virginia $136,490" in said
    assert "Outside the map: Puerto Rico, $75,880" in said


def test_states_with_means_only_are_compared_by_the_mean():
    said = text_of(career_of("29-1141"))
    assert "Mean (average) pay a year by state, May 2023" in said
    assert "State Pay California $137,690" in said


def test_a_top_coded_occupation_is_at_least_in_the_nation_and_not_ranked_in_the_states():
    said = text_of(career_of("29-1242"))
    assert "and half or more at least $239,200." in said
    assert "7 states pay is published only as at least $239,200" in said
    assert said.count("$239,200") == said.count("at least $239,200")


def test_actors_have_hourly_pay_only():
    said = text_of(career_of("27-2011"))
    assert "publishes no yearly pay for Actors; the median is $23.33 an hour." in said
    assert "Mean (average) pay an hour by state" in said


def test_teachers_have_yearly_pay_only():
    said = text_of(career_of("25-2021"))
    assert "publishes no hourly pay for this occupation" in said
    assert "Half earn between" in said


def test_a_member_of_a_wider_occupation_takes_its_figure_and_says_so():
    wider = Occupation.objects.get(soc_code="13-1020")
    for code in ("13-1021", "13-1022", "13-1023"):
        Occupation.objects.create(soc_code=code, title=f"Buyers {code}", reported_as=wider)
    Occupation.objects.filter(reported_as=wider).point_at_newest_figures()
    said = text_of(career_of("13-1022"), "texas")
    assert "One figure for 3 occupations: the statistics count" in said
    assert "under Buyers and Purchasing Agents" in said
    assert "In Texas, the mean (average) is $75,570 a year." in said


def test_a_territory_without_the_occupation_falls_back_to_the_nation():
    said = text_of(career_of("29-1242"), "guam")
    assert "in Guam, so these figures are for the whole United States" in said


@pytest.mark.parametrize("place", ["", "california", "puerto-rico"])
def test_no_occupation_shows_a_number_that_nobody_published(place):
    """Every hundredth occupation, whatever its gaps are: `text_of` looks for None, NaN and $0."""
    for number, occupation in enumerate(Occupation.objects.order_by("soc_code")[::100]):
        said = text_of(make_career(f"Keeper {number}", occupation=occupation), place)
        assert "not published" in said or "Half earn" in said or "publishes no" in said
