"""The official files of May 2023 and May 2024, from the folder of REFERENCE_DATA."""

from decimal import Decimal

import pytest
from django.db import transaction

from careers.importers.aggregates import MEMBERS
from careers.importers.oews import import_oews
from careers.models import Area, DataRelease, Occupation, WageEstimate
from careers.starter.loading import load

from .test_oews import wages
from .workbooks import reference

pytestmark = pytest.mark.django_db
SCIENTISTS, CHIEFS, LEGISLATORS, ACTORS = "15-2051", "11-1011", "11-1031", "27-2011"


@pytest.fixture(scope="module")
def reports(django_db_setup, django_db_blocker):
    """Both years of the nation, then the states: first their means, then the extract."""
    paths = [
        reference("bls_oews_national"),
        reference("bls_oews_state_2023_means"),
        reference("bls_oews_state_2023_subset", "state_M2023_dl.csv"),
    ]
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield [report for path in paths for report in import_oews([path])]
        transaction.set_rollback(True)


def test_every_row_is_read_and_the_831_detailed_ones_are_taken(reports):
    national, _, means, extract = reports
    assert national.counts == {"read": 1403, "taken": 832, "for a group of occupations": 571}
    assert means.counts["read"] == 37_676
    assert extract.counts == {"read": 156, "taken": 156}
    assert WageEstimate.objects.filter(area=None, release__period__year=2023).count() == 832


def test_data_scientists_of_both_years_are_as_published(reports):
    old, new = wages(SCIENTISTS, year=2023), wages(SCIENTISTS, year=2024)
    assert (old.employment, old.annual_mean) == (192_710, 119_040)
    assert [old.annual_p10, old.annual_p25, old.annual_median, old.annual_p75, old.annual_p90] == [
        61_070, 79_810, 108_020, 147_670, 184_090,
    ]  # fmt: skip
    assert new.annual_median == 112_590
    assert Occupation.objects.get(soc_code=SCIENTISTS).wages == new


def test_a_median_in_circulation_that_bls_never_published_is_in_no_row(reports):
    assert not WageEstimate.objects.filter(annual_median=108_120, occupation__soc_code=SCIENTISTS)


def test_the_highest_wages_are_at_least(reports):
    chiefs = wages(CHIEFS, year=2024)
    assert chiefs.in_words("annual_p90") == "at least $239,200"
    assert chiefs.in_words("hourly_p75") == "at least $115.00"
    assert chiefs.in_words("annual_mean") == "$262,930"


def test_who_is_paid_by_the_year_or_by_the_hour_has_only_those_figures(reports):
    legislators, actors = wages(LEGISLATORS, year=2024), wages(ACTORS, year=2024)
    assert legislators.hourly_median is None
    assert legislators.annual_median == 44_810
    assert actors.annual_median is None
    assert actors.hourly_median
    national = WageEstimate.objects.filter(area=None, release__period__year=2024)
    assert national.filter(hourly_mean=None, annual_mean__isnull=False).count() == 59
    assert national.filter(annual_mean=None, hourly_mean__isnull=False).count() == 5


def test_the_twelve_aggregates_stand_for_their_members(reports):
    for code, members in MEMBERS.items():
        aggregate = Occupation.objects.get(soc_code=code)
        assert aggregate.wages.release.period.year == 2024
        assert not WageEstimate.objects.filter(occupation__soc_code__in=members).exists()
        for member in Occupation.objects.filter(soc_code__in=members):
            assert member.reported_as == aggregate
            assert member.wages == aggregate.wages


def test_states_have_means_and_three_occupations_have_everything(reports):
    assert Area.objects.filter(release__isnull=False).count() == 54
    assert wages(SCIENTISTS, "alabama").annual_median == 100_560
    assert wages(SCIENTISTS, "alabama").location_quotient == Decimal("0.43")
    chiefs = wages(CHIEFS, "alabama")
    assert (chiefs.annual_mean, chiefs.annual_median) == (221_030, None)
    assert wages(LEGISLATORS, "alabama").hourly_mean is None


def test_a_release_for_each_year_and_each_part_is_in_use(reports):
    current = DataRelease.objects.filter(dataset="oews", state="current")
    assert set(current.values_list("key", flat=True)) == {
        "oews-2023-05-nation", "oews-2024-05-nation", "oews-2023-05-state",
    }  # fmt: skip


def test_the_starter_figures_were_those_of_the_files(reports):
    assert "Rows that differ from what was in use for May 2024: 806." in reports[1].changes


def test_importing_everything_again_changes_nothing(reports):
    before = list(DataRelease.objects.order_by("pk").values())
    for path in ("bls_oews_national", "bls_oews_state_2023_means"):
        assert all(report.nothing_new for report in import_oews([reference(path)]))
    assert list(DataRelease.objects.order_by("pk").values()) == before
