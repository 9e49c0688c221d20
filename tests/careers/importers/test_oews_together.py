"""Several files of one year: whole releases beside each other, and extracts that add to them."""

from decimal import Decimal

import pytest
from django.core.management import CommandError

from careers.models import Area, DataRelease, Occupation, WageEstimate
from tests.builders import make_release

from .oews_workbooks import AKRON, GUAM, OHIO, UTAH, row, text, workbook
from .test_oews import keys, run, wages

pytestmark = pytest.mark.django_db

MEANS = ["AREA_TITLE", "OCC_CODE", "OCC_TITLE", "H_MEAN", "A_MEAN"]
TITLES = ["AREA_TITLE", "PRIM_STATE", "OCC_TITLE", "TOT_EMP", "A_MEAN", "A_MEDIAN", "A_PCT90"]
CHIEFS = ("11-1011", "Chief Executives")


def means(folder, *rows, **options):
    return text(folder, *rows, name="state_M2023_dl_means.csv", columns=MEANS, mark=";")


def titles(folder, *rows):
    return text(folder, *rows, name="state_M2023_dl.csv", columns=TITLES)


def test_states_stand_beside_the_nation(tmp_path):
    run(workbook(tmp_path, row()))
    run(workbook(tmp_path, row(area=OHIO), row(area=GUAM), kind="state"))
    assert keys() == {"oews-2023-05-nation", "oews-2023-05-state"}
    assert Occupation.objects.get().wages == wages()
    assert wages(area="ohio").release == Area.objects.get(slug="ohio").release


def test_files_of_one_year_in_one_run_make_one_release(tmp_path):
    files = [
        workbook(tmp_path, row()),
        workbook(tmp_path, row(area=OHIO), kind="state"),
        workbook(tmp_path, row(area=AKRON), kind="MSA"),
    ]
    run(*files)
    release = DataRelease.objects.get()
    assert release.key == "oews-2023-05-nation-state-metro"
    assert release.files == ["MSA_M2023_dl.xlsx", "national_M2023_dl.xlsx", "state_M2023_dl.xlsx"]


def test_a_row_that_two_downloads_hold_is_one_row(tmp_path):
    run(workbook(tmp_path, row(), row(area=OHIO), kind="all_data"), workbook(tmp_path, row()))
    assert WageEstimate.objects.count() == 2


def test_a_file_of_everything_takes_the_place_of_the_parts(tmp_path):
    run(workbook(tmp_path, row()))
    run(workbook(tmp_path, row(area=OHIO), kind="state"))
    run(workbook(tmp_path, row(), row(area=OHIO), row(area=AKRON), kind="all_data"))
    assert keys() == {"oews-2023-05-nation-state-metro"}
    assert WageEstimate.in_any_state.count() == 3


def test_a_part_that_comes_after_everything_changes_its_own_part_only(tmp_path):
    run(workbook(tmp_path, row(), row(area=OHIO), row(area=AKRON), kind="all_data"))
    run(workbook(tmp_path, row(area=OHIO, A_MEDIAN=101_000.0), row(area=UTAH), kind="state"))
    assert keys() == {"oews-2023-05-nation-state-metro"}
    assert wages(area="ohio").annual_median == 101_000
    assert wages(area="akron-oh").annual_median == wages().annual_median == 100_560
    assert WageEstimate.in_any_state.count() == 4
    assert set(Area.objects.values_list("release__key", flat=True)) == keys()


def test_an_area_that_the_new_file_lacks_points_at_an_older_release_or_none(tmp_path):
    run(workbook(tmp_path, row(area=OHIO), kind="state", year=2022))
    run(workbook(tmp_path, row(area=OHIO), row(area=UTAH), row(area=GUAM), kind="state"))
    run(workbook(tmp_path, row(area=GUAM), kind="state_again"))  # territories only: states are kept
    assert Area.objects.get(slug="utah").release.period.year == 2023
    run(workbook(tmp_path, row(*CHIEFS, area=GUAM), row(area=OHIO | UTAH), kind="state"))
    assert Area.objects.get(slug="ohio").release.period.year == 2022
    assert Area.objects.get(slug="utah").release.period.year == 2023


def test_means_alone_make_a_release_without_percentiles(tmp_path):
    run(means(tmp_path, row(area=OHIO), row("11-0000", "Management Occupations", OHIO)))
    assert wages(area="ohio").annual_mean == 99_040
    assert wages(area="ohio").hourly_mean == Decimal("47.61")
    assert wages(area="ohio").annual_median is None
    assert not WageEstimate.objects.filter(occupation__soc_code="11-0000").exists()


def test_an_extract_adds_to_what_is_in_use_and_takes_nothing_away(tmp_path):
    run(means(tmp_path, row(area=OHIO), row(area=UTAH), row(*CHIEFS, area=OHIO)))
    run(titles(tmp_path, row(area=OHIO, TOT_EMP="**", A_MEAN="*")))
    found = wages(area="ohio")
    assert (found.annual_mean, found.annual_median, found.employment) == (99_040, 100_560, None)
    assert wages(area="utah").annual_mean == 99_040
    assert WageEstimate.in_any_state.count() == 3
    release = DataRelease.objects.get(state="current")
    assert release.files == ["state_M2023_dl.csv", "state_M2023_dl_means.csv"]


def test_of_two_figures_the_newer_extract_counts(tmp_path):
    run(means(tmp_path, row(area=OHIO)))
    run(titles(tmp_path, row(area=OHIO, A_MEAN=99_100.0)))
    assert wages(area="ohio").annual_mean == 99_100


def test_the_first_extract_again_changes_nothing(tmp_path):
    first = means(tmp_path, row(area=OHIO))
    run(first)
    run(titles(tmp_path, row(area=OHIO)))
    assert "Nothing to do" in run(first)
    assert wages(area="ohio").annual_median == 100_560


def test_extracts_fill_the_gaps_of_a_whole_file_in_one_run(tmp_path):
    run(
        workbook(tmp_path, row(), row(area=OHIO, A_MEAN="*"), kind="all_data"),
        titles(tmp_path, row(area=OHIO), row(area=UTAH)),
    )
    assert wages(area="ohio").annual_mean == wages(area="utah").annual_mean == 99_040
    assert keys() == {"oews-2023-05-nation-state"}


def test_extracts_do_not_touch_other_kinds_of_areas(tmp_path):
    run(workbook(tmp_path, row()))
    before = DataRelease.objects.get()
    run(means(tmp_path, row(area=OHIO)))
    assert DataRelease.objects.get(key=before.key) == before


def test_an_extract_may_name_an_area_of_an_earlier_file(tmp_path):
    run(workbook(tmp_path, row(area=AKRON), kind="MSA"))
    run(titles(tmp_path, row(area=AKRON, A_MEAN=99_100.0)))
    assert wages(area="akron-oh").annual_mean == 99_100


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        (
            {"OCC_TITLE": "Wizards"},
            "row 2, column “OCC_TITLE”.*Wizards.*no occupation known so far",
        ),
        ({"AREA_TITLE": "Ruritania"}, "row 2, column “AREA_TITLE”.*Ruritania.*no state or area"),
    ],
)
def test_a_name_that_nobody_knows_is_refused_with_its_row(tmp_path, cells, complaint):
    run(workbook(tmp_path, row()))
    with pytest.raises(CommandError, match=complaint):
        run(titles(tmp_path, row(area=OHIO) | cells))
    assert WageEstimate.in_any_state.count() == 1
    assert DataRelease.objects.count() == 1


def test_a_title_of_two_occupations_is_refused_with_both_codes(tmp_path):
    Occupation.objects.create(soc_code="15-2051", title="Data Scientists")
    Occupation.objects.create(soc_code="15-2052", title="Data Scientists")
    with pytest.raises(CommandError, match="stands for 15-2051 and 15-2052"):
        run(titles(tmp_path, row(area=OHIO)))


def test_figures_of_two_files_that_cannot_both_be_true_are_refused(tmp_path):
    run(workbook(tmp_path, row(area=OHIO), kind="state"))
    with pytest.raises(CommandError, match="does not fit what is known from other files"):
        run(titles(tmp_path, row(area=OHIO, A_MEDIAN="*", A_PCT90=90_000.0)))
    assert wages(area="ohio").annual_p90 == 145_250


def test_an_extract_adds_to_imported_rows_before_those_written_by_hand(tmp_path):
    run(workbook(tmp_path, row()))
    by_hand = make_release(2023)
    WageEstimate.objects.create(
        occupation=Occupation.objects.get(), release=by_hand, annual_median=70_000
    )
    run(titles(tmp_path, row(A_MEDIAN="*", TOT_EMP=1_130.0)))
    assert (wages().annual_median, wages().employment) == (100_560, 1_130)
    assert WageEstimate.in_any_state.count() == 1
