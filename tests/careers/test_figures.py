import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from careers.charts import Scale, big_pay_range, pay_range
from careers.models import DataRelease, Occupation, WageEstimate
from careers.models.wages import PERCENTILES
from tests.builders import make_attainment, make_occupation, make_projection, make_release


@pytest.mark.django_db
def test_percentiles_that_fall_are_refused_by_the_database():
    occupation = make_occupation(median=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        WageEstimate.objects.create(
            occupation=occupation, release=make_release(), annual_p10=50_000, annual_p25=40_000
        )


@pytest.mark.django_db
def test_percentiles_that_fall_are_explained_to_the_editor():
    wages = WageEstimate(
        occupation=make_occupation(median=None),
        release=make_release(),
        annual_p75=50_000,
        annual_p90=40_000,
    )
    with pytest.raises(ValidationError, match="must rise from the 10th to the 90th"):
        wages.full_clean()


@pytest.mark.django_db
def test_one_release_gives_one_estimate():
    occupation = make_occupation()
    with pytest.raises(IntegrityError), transaction.atomic():
        WageEstimate.objects.create(occupation=occupation, release=make_release())


@pytest.mark.django_db
def test_the_occupation_points_at_the_newest_figures_whatever_came_last():
    occupation = make_occupation(median=70_000, year=2024)
    WageEstimate.objects.create(occupation=occupation, release=make_release(2023), annual_median=1)
    Occupation.objects.all().point_at_newest_figures()
    occupation.refresh_from_db()
    assert occupation.wages.annual_median == 70_000
    occupation.wages.delete()
    Occupation.objects.all().point_at_newest_figures()
    occupation.refresh_from_db()
    assert occupation.wages.annual_median == 1


@pytest.mark.django_db
def test_a_release_with_figures_cannot_be_deleted():
    make_occupation()
    with pytest.raises(IntegrityError):
        DataRelease.objects.get().delete()


@pytest.mark.django_db
def test_openings_are_mostly_replacement_when_few_jobs_are_new():
    assert make_projection(make_occupation()).mostly_replacement
    assert not make_projection(make_occupation(), employment_last=90_000).mostly_replacement


@pytest.mark.django_db
def test_shares_come_highest_level_first():
    attainment = make_attainment(make_occupation())
    assert attainment.shares()[0][0] == "Doctoral or professional degree"
    assert attainment.degree_share == 70
    assert attainment.largest == 40


RELEASE = DataRelease(period="2024-05-01", annual_top_code=239_200, hourly_top_code=115)


AMOUNTS = {
    "annual": st.integers(1, 239_200),
    "hourly": st.decimals(Decimal("0.01"), 115, places=2),
}


@st.composite
def estimates(draw):
    """Any row the database would take: rising percentiles, some unpublished, some top-coded."""
    row = WageEstimate(release=RELEASE)
    for period, amounts in AMOUNTS.items():
        values = sorted(draw(st.lists(amounts, min_size=5, max_size=5)))
        published = draw(st.lists(st.booleans(), min_size=5, max_size=5))
        for suffix, value, on in zip(PERCENTILES, values, published, strict=True):
            setattr(row, f"{period}_{suffix}", value if on else None)
    return row


@given(st.lists(estimates(), min_size=1, max_size=5), st.sampled_from(list(AMOUNTS)))
def test_every_published_figure_stands_inside_its_scale(rows, period):
    scale = Scale.around(rows, period)
    for wages in rows:
        for suffix in ("p10", "median", "p90"):
            value = scale.of(wages, suffix)
            if value is not None:
                assert 0 <= scale.x(value) <= 100
    assert len(scale.ticks) <= 5
    assert scale.drawn == any(pay_range(wages, scale) for wages in rows)


@given(estimates(), estimates(), st.sampled_from(list(AMOUNTS)))
def test_no_chart_and_no_sentence_ever_shows_none_or_a_negative_width(wages, usual, period):
    scale = Scale.around([wages, usual], period)
    text = pay_range(wages, scale) + big_pay_range(wages, scale, usual) + wages.sentence(period)
    assert "None" not in text
    assert "nan" not in text
    assert 'width="-' not in text


def test_of_two_amounts_that_would_overlap_under_a_range_the_outer_one_stands():
    def labels(*amounts: int) -> list[str]:
        columns = (f"annual_{suffix}" for suffix in PERCENTILES)
        row = WageEstimate(release=RELEASE, **dict(zip(columns, amounts, strict=True)))
        return re.findall(r">(\d\dth)<", big_pay_range(row, Scale(0, 100_000), None))

    assert labels(10_000, 30_000, 50_000, 70_000, 90_000) == ["10th", "25th", "75th", "90th"]
    assert labels(10_000, 14_000, 50_000, 70_000, 75_000) == ["10th", "90th"]
    assert labels(10_000, 30_000, 32_000, 34_000, 90_000) == ["10th", "25th", "90th"]


def test_a_range_with_an_open_end_has_room_for_it():
    columns = (f"annual_{suffix}" for suffix in PERCENTILES)
    row = WageEstimate(release=RELEASE, **dict.fromkeys(columns, 239_200))
    assert Scale.around([row]).high == 250_000


@given(estimates())
def test_a_top_coded_figure_is_always_at_least(wages):
    for column in ("annual_median", "annual_p90"):
        words = wages.in_words(column)
        value = getattr(wages, column)
        if value is None:
            assert words == "not published"
        else:
            assert words.startswith("at least ") == (value == 239_200)


def test_a_scale_without_figures_is_still_a_scale():
    assert Scale.around([None]).x(50_000) == 50.0
