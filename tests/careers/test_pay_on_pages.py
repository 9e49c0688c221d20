"""The salary part of the career page: every case in words, and never a number that nobody published."""

import html as entities
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers.models import Area, Career, Occupation, RelatedCareer, WageEstimate
from careers.pay import share_in_words
from careers.pay_places import by_area, pay_by_place
from tests.builders import (
    make_area,
    make_career,
    make_data_page,
    make_local_wages,
    make_occupation,
    make_profile,
    make_projection,
    make_release,
)

pytestmark = pytest.mark.django_db

NO_YEARLY = dict.fromkeys(
    ("annual_p10", "annual_p25", "annual_median", "annual_p75", "annual_p90", "annual_mean")
)
HOURLY = {
    "hourly_p10": "15.00", "hourly_p25": "20.00", "hourly_median": "29.50",
    "hourly_p75": "40.00", "hourly_p90": "60.10", "hourly_mean": "31.00",
}  # fmt: skip
NO_PAY = re.compile(r"\bNone\b|\bnan\b|\bNaN\b|\$0\b|\$None")


def text_of(career: Career, place: str = "", part: str = "salary") -> str:
    """The words of one part of the page, tags left out."""
    response = Client().get(career.get_absolute_url(), {"place": place} if place else {})
    assert response.status_code == 200
    html = response.content.decode()
    assert not NO_PAY.search(html)
    found = re.search(rf'<section id="{part}".*?</section>', html, re.DOTALL)
    assert found, f"no part called {part}"
    return entities.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", found[0])))


def html_of(career: Career, place: str = "") -> str:
    return Client().get(career.get_absolute_url(), {"place": place}).content.decode()


def make_states(occupation: Occupation, medians: dict[str, int | None], **fields) -> list[Area]:
    areas = []
    for code, median in medians.items():
        area = Area.objects.filter(state=code).first() or make_area(f"State {code}", state=code)
        make_local_wages(occupation, area, median, **fields)
        areas.append(area)
    return areas


# In the nation.


def test_the_spread_is_said_in_words_with_what_all_occupations_earn_on_the_same_scale():
    make_occupation("00-0000", median=49_500)
    career = make_career("Nurse", occupation=make_occupation(median=80_000))
    said = text_of(career)
    assert "Half earn between $60,000 and $100,000 a year." in said
    assert "All occupations in the United States, May 2024" in said
    assert "Median of all occupations, $49,500" in said
    assert html_of(career).count('class="range bigrange"') == 1


def test_a_top_coded_figure_is_at_least_wherever_it_stands():
    career = make_career(
        "Surgeon", occupation=make_occupation(median=239_200, annual_p75=239_200, annual_p90=239_200)
    )  # fmt: skip
    said = text_of(career)
    assert "A quarter earn less than $179,400 a year, and half or more at least $239,200." in said
    assert said.count("$239,200") == said.count("at least $239,200")


def test_of_those_above_the_upper_quarter_no_more_is_said_than_is_published():
    occupation = make_occupation(median=200_000, annual_p75=239_200, annual_p90=239_200)
    said = text_of(make_career("Surgeon", occupation=occupation))
    assert "A quarter earn less than $150,000 a year, and a quarter earn at least $239,200." in said


def test_hourly_pay_alone_is_said_by_the_hour_with_its_spread():
    career = make_career("Actor", occupation=make_occupation(**NO_YEARLY, **HOURLY))
    said = text_of(career)
    title = career.occupation.title
    assert f"publishes no yearly pay for {title}; the median is $29.50 an hour." in said
    assert "Half earn between $20.00 and $40.00 an hour." in said
    assert "An hour" in said
    assert "A year" not in said
    assert "$29.50 an hour" in html_of(career)


def test_hourly_pay_alone_is_drawn_by_the_hour_against_all_occupations():
    usual = make_occupation(Occupation.ALL, **HOURLY | {"hourly_median": "23.80"})
    html = html_of(make_career("Actor", occupation=make_occupation(**NO_YEARLY, **HOURLY)))
    assert "Pay by the hour" in html
    label = "Lowest tenth $15.00, median $29.50, highest tenth $60.10 an hour"
    assert f'<svg class="range bigrange" role="img" aria-label="{label}">' in html
    assert ">$29.50 an hour, median</text>" in html
    assert ">$60</text>" in html
    assert "Median of all occupations, $23.80" in html
    assert f"All occupations in the United States, {usual.wages.release.when}" in html
    assert "$0k" not in html


def test_yearly_pay_alone_says_that_the_hour_is_not_published():
    said = text_of(make_career("Teacher", occupation=make_occupation()))
    assert "publishes no hourly pay for this occupation" in said
    assert "An hour" not in said


def test_both_periods_stand_side_by_side_in_one_table():
    career = make_career(occupation=make_occupation(median=80_000, **HOURLY))
    said = text_of(career)
    assert "Percentile A year An hour 10th $40,000 $15.00" in said
    assert "Mean (average) $81,000 $31.00" in said


def test_a_row_without_any_pay_says_that_none_is_published():
    occupation = make_occupation(**NO_YEARLY)
    said = text_of(make_career(occupation.title, occupation=occupation))
    assert f"publishes no pay for {occupation.title}." in said
    assert "About 10,000 people are employed in this work in the United States." in said


def test_employment_that_is_not_published_is_said_in_words():
    career = make_career(occupation=make_occupation())
    WageEstimate.objects.update(employment=None)
    said = text_of(career)
    assert "The data has no number of jobs in the United States." in said


def test_an_occupation_without_wages_has_a_page_and_an_editors_note_stands():
    career = make_career(occupation=make_occupation(median=None), pay_note="Paid by the piece.")
    assert "Paid by the piece." in text_of(career)
    assert "publishes no pay for" in text_of(career)


def test_figures_of_a_wider_occupation_are_named():
    occupation = make_occupation()
    Occupation.objects.filter(pk=occupation.pk).update(title="Data Scientists")
    career = make_career("Machine Learning Engineer", occupation=occupation)
    assert "These figures are for Data Scientists , which includes this career" in text_of(career)
    Occupation.objects.filter(pk=occupation.pk).update(title="Statisticians")
    profile = make_profile(occupation, "01", title="Biostatisticians")
    page = make_data_page(profile)
    assert "These figures are for Statisticians , which includes Biostatisticians" in text_of(page)


def test_what_only_counts_more_than_the_page_is_called_is_not_this_work():
    occupation = make_occupation()
    make_projection(occupation)
    Occupation.objects.filter(pk=occupation.pk).update(title="Chief Executives")
    career = make_career("Chief Sustainability Officer", occupation=occupation)
    said = text_of(career)
    assert "About 10,000 people are employed as Chief Executives in the United States." in said
    glance = Client().get(career.get_absolute_url()).text.partition("At a glance")[2]
    assert glance.partition("</section>")[0].count("for Chief Executives") == 3


def test_one_figure_for_several_occupations_is_said_with_their_number():
    wider = make_occupation(median=50_000)
    Occupation.objects.filter(pk=wider.pk).update(title="Property Appraisers and Assessors")
    members = [make_occupation(median=None) for _ in range(12)]
    Occupation.objects.filter(pk__in=[m.pk for m in members]).update(reported_as=wider)
    Occupation.objects.point_at_newest_figures()
    members[0].refresh_from_db()
    career = make_career("Appraiser", occupation=members[0])
    said = text_of(career)
    assert "One figure for 12 occupations" in said
    assert f"count {members[0].title} under Property Appraisers and Assessors" in said
    assert "Half earn between $37,500 and $62,500 a year." in said
    make_states(wider, {"CA": 61_000, "TX": 52_000})
    assert "Highest-paying states State Pay State CA $61,000" in text_of(career)


# Over the years.


def test_the_years_stand_newest_first_with_a_table_and_without_adjusting():
    occupation = make_occupation(median=80_000)
    career = make_career(occupation=occupation)
    assert "Pay over the years" not in text_of(career)
    WageEstimate.objects.create(
        occupation=occupation, release=make_release(2021), annual_median=70_000
    )
    said = text_of(career)
    assert (
        "From May 2021 to May 2024, the median went from $70,000 to $80,000 a year. "
        "The amounts are not adjusted for inflation." in said
    )
    assert "Percentile May 2024, a year May 2021, a year" in said
    assert "50th (median) $80,000 $70,000" in said


def test_years_that_cannot_be_compared_are_listed_without_a_sentence():
    occupation = make_occupation(**NO_YEARLY, **HOURLY)
    WageEstimate.objects.create(
        occupation=occupation, release=make_release(2021), annual_median=70_000
    )
    said = text_of(make_career(occupation=occupation))
    assert "went from" not in said
    assert "Percentile May 2024, an hour May 2021, an hour" in said


# In a place.


@pytest.fixture
def nurse() -> Career:
    return make_career("Nurse", occupation=make_occupation(median=80_000, **HOURLY))


def test_a_chosen_place_comes_first_with_the_nation_beside_it(nurse):
    make_local_wages(
        nurse.occupation, make_area(), 100_000, jobs_per_1000="19.480", location_quotient="1.36",
        employment=325_620,
    )  # fmt: skip
    said = text_of(nurse, "california")
    assert "In California, half earn between $75,000 and $125,000 a year." in said
    assert (
        "The local median of $100,000 is 25% above the national median of $80,000 a year." in said
    )
    assert (
        f"About 325,620 people are employed as {nurse.occupation.title} in California, "
        "19 of every 1,000 jobs: 1.4 times the national share of jobs." in said
    )
    assert "United States, May 2024: $80,000 median" in said
    assert "California, a year United States, a year United States, an hour" in said
    assert "Jobs among 1,000 jobs of all kinds 19.48 not published" in said
    glance = html_of(nurse, "california").partition("glance")[2].partition("</section>")[0]
    assert "$100,000" in glance
    assert "in California" in glance


def test_a_place_without_this_occupation_falls_back_to_the_nation_and_says_so(nurse):
    make_local_wages(make_occupation(), make_area("District of Columbia", state="DC"))
    said = text_of(nurse, "district-of-columbia")
    assert f"gives no pay for {nurse.occupation.title} in the District of Columbia" in said
    assert "so these figures are for the whole United States" in said
    assert "Half earn between $60,000 and $100,000 a year." in said


def test_a_place_with_jobs_but_no_pay_falls_back_too(nurse):
    make_local_wages(nurse.occupation, make_area(), None)
    assert "so these figures are for the whole United States" in text_of(nurse, "california")


def test_a_place_with_a_mean_only_says_mean_and_draws_the_nation(nurse):
    make_local_wages(nurse.occupation, make_area(), None, annual_mean=90_000)
    said = text_of(nurse, "california")
    assert "In California, the mean (average) is $90,000 a year. Only the mean is given" in said
    assert "9" in said
    assert "United States, May 2024: $80,000 median" in said
    assert "Mean (average) pay a year by state" in said
    html = html_of(nurse, "california")
    assert "bigrange" not in html
    assert "<dt>Mean pay</dt>" in html


def test_a_place_is_held_against_the_nation_of_the_same_month_only(nurse):
    make_local_wages(nurse.occupation, make_area(), 100_000, year=2022)
    said = text_of(nurse, "california")
    assert "above the national median" not in said
    WageEstimate.objects.create(
        occupation=nurse.occupation, release=make_release(2022), annual_median=50_000
    )
    assert "is 100% above the national median of $50,000" in text_of(nurse, "california")


@pytest.mark.parametrize("local", [239_200, 80_000])
def test_top_coded_medians_are_never_compared_in_percent(local):
    national = 239_200 if local == 80_000 else 80_000
    wages = {"annual_p75": 239_200, "annual_p90": 239_200} if national == 239_200 else {}
    occupation = make_occupation(median=national, **wages)
    capped = {"annual_p75": 239_200, "annual_p90": 239_200} if local == 239_200 else {}
    make_local_wages(occupation, make_area(), local, **capped)
    said = text_of(make_career(occupation=occupation), "california")
    assert "% above" not in said
    assert "% below" not in said


@pytest.mark.parametrize(
    ("quotient", "words"),
    [
        ("1.36", "1.4 times the national share of jobs"), ("0.60", "0.6 times the national share of jobs"),
        ("0.04", "0.04 times the national share of jobs"), ("1.03", "about the national share of jobs"),
        ("12.40", "12 times the national share of jobs"), ("123.00", "123 times the national share of jobs"),
        ("10.00", "10 times the national share of jobs"), ("2.00", "2 times the national share of jobs"),
    ],
)  # fmt: skip
def test_a_location_quotient_is_said_in_words(quotient, words):
    assert share_in_words(Decimal(quotient)) == words


# All places.


def test_the_map_has_text_in_every_tile_and_a_table_beside_it(nurse):
    make_states(nurse.occupation, {"CA": 100_000, "TX": 70_000, "VT": None})
    make_local_wages(nurse.occupation, make_area("Guam", kind="territory", state="GU"), 41_000)
    html = html_of(nurse)
    tiles = html.partition('class="tilemap"')[2].partition("</svg>")[0]
    assert tiles.count("<g>") == 51
    assert tiles.count("<text") == 102
    assert "<title>State CA: $100,000</title>" in tiles
    assert "<title>State VT: not published</title>" in tiles
    assert tiles.count(">n/a</text>") == 49
    said = text_of(nurse)
    assert "Outside the map: Guam, $41,000." in said
    assert (
        "Median pay a year by state, highest first State Pay State CA $100,000 State TX $70,000 Guam $41,000 State VT not published"
        in said
    )


def test_the_tile_of_the_chosen_state_is_marked(nurse):
    make_states(nurse.occupation, {"CA": 100_000, "TX": 70_000})
    assert html_of(nurse).count(" here") == 0
    assert html_of(nurse, "state-tx").count(' here"') == 1


def test_states_are_shaded_by_fifths_and_equal_pay_has_an_equal_shade(nurse):
    codes = ["CA", "TX", "NY", "OH", "WA", "FL", "OR", "NV", "UT", "AZ"]
    make_states(nurse.occupation, {code: 50_000 + 1_000 * n for n, code in enumerate(codes)})
    states, metros = pay_by_place(nurse.occupation.pk)
    assert metros is None
    assert [states.classes()[code] for code in codes] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    WageEstimate.objects.filter(area__isnull=False).update(
        annual_p25=None, annual_p75=None, annual_p10=None, annual_p90=None, annual_median=60_000
    )
    states, _ = pay_by_place(nurse.occupation.pk)
    assert set(states.classes().values()) == {1}


def test_the_top_and_bottom_five_are_named_and_never_overlap(nurse):
    codes = ["CA", "TX", "NY", "OH", "WA", "FL", "OR"]
    make_states(nurse.occupation, {code: 50_000 + 1_000 * n for n, code in enumerate(codes)})
    states, _ = pay_by_place(nurse.occupation.pk)
    assert [area.state for area in states.ends["highest"]] == ["OR", "FL", "WA", "OH", "NY"]
    assert [area.state for area in states.ends["lowest"]] == ["TX", "CA"]


def test_more_places_at_the_top_code_than_fit_are_counted_not_ranked(nurse):
    codes = ["CA", "TX", "NY", "OH", "WA", "FL", "OR"]
    capped = {"annual_p75": None, "annual_p90": None}
    make_states(nurse.occupation, dict.fromkeys(codes, 239_200), **capped)
    make_states(nurse.occupation, {"UT": 90_000})
    said = text_of(nurse)
    assert "In 7 states pay is published only as at least $239,200" in said
    assert "Highest-paying states" not in said
    assert "Lowest-paying states State Pay State UT $90,000" in said
    assert said.count("$239,200") == said.count("at least $239,200")
    assert "$239k+" in html_of(nurse)


def test_a_capped_mean_is_not_ranked_against_means_above_the_cap(nurse):
    for code, mean in {"CA": 410_000, "TX": 239_200, "NY": 190_000}.items():
        area = make_area(f"State {code}", state=code)
        make_local_wages(nurse.occupation, area, None, annual_mean=mean)
    states, _ = pay_by_place(nurse.occupation.pk)
    assert [area.state for area in states.ends["highest"]] == ["CA", "NY"]
    assert "TX" not in states.classes()
    said = text_of(nurse)
    assert "In 1 states" not in said
    assert "In State TX pay is published only as at least $239,200" in said
    assert "not published, or only as “at least”" in said


def test_metropolitan_areas_have_lists_of_their_own_and_others_have_none(nurse):
    make_local_wages(nurse.occupation, make_area("Reno, NV", kind="metro", state="NV"), 66_000)
    make_local_wages(nurse.occupation, make_area("Far North", kind="nonmetro", state="CA"), 44_000)
    said = text_of(nurse)
    assert "Median pay a year by metropolitan area, May 2024" in said
    assert "Highest-paying metropolitan areas Metropolitan area Pay Reno, NV $66,000" in said
    assert "Far North" not in said
    assert "by state" not in said


def test_means_stand_in_where_states_publish_no_median(nurse):
    for code in ("CA", "TX"):
        make_local_wages(
            nurse.occupation, make_area(f"State {code}", state=code), None, annual_mean=64_000
        )
    make_local_wages(nurse.occupation, make_area("Reno, NV", kind="metro", state="NV"), 66_000)
    said = text_of(nurse)
    assert "Mean (average) pay a year by state" in said
    assert "Median pay a year by metropolitan area" in said


def test_states_with_hourly_pay_only_are_compared_by_the_hour():
    occupation = make_occupation(**NO_YEARLY, **HOURLY)
    make_local_wages(occupation, make_area(), None, hourly_median="33.40")
    said = text_of(make_career(occupation=occupation))
    assert "Median pay an hour by state" in said
    assert "State Pay California $33.40" in said


def test_nothing_published_in_any_place_leaves_no_map(nurse):
    make_states(nurse.occupation, {"CA": None, "TX": None})
    said = text_of(nurse)
    assert "by state" not in said
    assert "tilemap" not in html_of(nurse)


def test_only_the_newest_year_of_each_place_is_on_the_map(nurse):
    (area,) = make_states(nurse.occupation, {"CA": 100_000})
    make_local_wages(nurse.occupation, area, 90_000, year=2022)
    assert [row.annual_median for row in by_area(nurse.occupation.pk)] == [100_000]


def test_each_release_that_the_part_shows_is_named_once(nurse):
    make_states(nurse.occupation, {"CA": 100_000}, year=2022)
    said = text_of(nurse)
    assert said.count("Source: BLS wage survey, May 2024") == 1
    assert said.count("Source: BLS wage survey, May 2022") == 1
    assert "Median pay a year by state, May 2022" in said


# Cost.


@pytest.mark.parametrize("place", ["", "area-0"])
def test_the_page_costs_the_same_with_many_areas_and_years(nurse, place):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            html_of(nurse, place)
        return len(queries)

    def add(areas: range, years: range) -> None:
        for number in areas:
            area = make_area(f"Area {number}", kind="metro" if number % 2 else "state", state="CA")
            make_local_wages(nurse.occupation, area)
        for year in years:
            WageEstimate.objects.create(
                occupation=nurse.occupation, release=make_release(year), annual_median=60_000
            )

    add(range(5), range(2023, 2024))
    RelatedCareer.objects.create(career=nurse, related=make_career(occupation=make_occupation()))
    few = cost()
    add(range(5, 50), range(2019, 2023))
    assert cost() == few <= 19


def test_the_places_of_one_occupation_are_found_by_an_index():
    occupations = [make_occupation() for _ in range(40)]
    release = make_release()
    areas = [make_area(f"Place {n}", release=release) for n in range(40)]
    WageEstimate.objects.bulk_create(
        WageEstimate(occupation=occupation, area=area, release=release, annual_median=60_000)
        for occupation in occupations
        for area in areas
    )
    table = WageEstimate._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a planner goes by
    plan = by_area(occupations[0].pk).explain()
    if connection.vendor == "sqlite":
        assert re.search(rf"SEARCH {table} USING INDEX .*occupation_id=\?", plan), plan
    else:
        assert re.search(r"Index Cond: \(+occupation_id =", plan), plan


def test_a_data_page_without_wages_says_that_none_are_published_and_why():
    page = make_data_page(
        make_profile(make_occupation(median=None), tasks=[{"id": 1, "text": "Fish.", "core": None}])
    )
    assert f"publishes no pay for {page.occupation.title}." in text_of(page)
    assert "leaves out the self-employed" in text_of(page)


def test_the_heading_and_the_sentence_name_the_place_and_a_mean_is_called_one(nurse):
    actor = make_career("Actor", occupation=make_occupation(**NO_YEARLY, hourly_mean="50.00"))
    rows = make_local_wages(actor.occupation, make_area(), None, hourly_mean="45.76")
    assert rows.annual_median is None
    html = Client().get(f"{actor.get_absolute_url()}?place=california").text
    assert "Salary Range in California</h2>" in html
    assert "the mean (average) in California is $45.76 an hour." in html
    assert "<dt>Mean pay</dt>" in html


def test_all_occupations_are_of_the_same_month_where_there_is_one(nurse):
    usual = make_occupation("00-0000", median=49_500)
    WageEstimate.objects.create(occupation=usual, release=make_release(2023), annual_median=48_060)
    make_local_wages(nurse.occupation, make_area(), 100_000, year=2023)
    said = text_of(nurse, "california")
    assert "All occupations in the United States, May 2023" in said
