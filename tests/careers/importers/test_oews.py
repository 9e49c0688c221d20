"""Wages of OEWS from small files of our own: every format, every marker, one release per year."""

import zipfile
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from careers.models import Area, DataRelease, Occupation, WageEstimate
from tests.builders import make_occupation

from .oews_workbooks import (
    AKRON,
    COLUMNS,
    GUAM,
    NATION,
    OHIO,
    RURAL,
    UTAH,
    WAGES,
    notes,
    row,
    text,
    workbook,
)

pytestmark = pytest.mark.django_db

TOTAL = row("00-0000", "All Occupations", O_GROUP="total")


def run(*paths, **options):
    out = StringIO()
    call_command("import_oews", *map(str, paths), stdout=out, **options)
    return out.getvalue()


def wages(code="15-2051", area=None, year=2023):
    return WageEstimate.objects.get(
        occupation__soc_code=code, area__slug=area, release__period__year=year
    )


def keys():
    current = DataRelease.objects.filter(state=DataRelease.State.CURRENT)
    return set(current.values_list("key", flat=True))


def test_every_figure_of_a_row_arrives(tmp_path):
    run(workbook(tmp_path, row(area=OHIO, JOBS_1000=0.547, LOC_QUOTIENT=0.43), kind="state"))
    found = wages(area="ohio")
    assert found.employment == 1120
    assert (found.jobs_per_1000, found.location_quotient) == (Decimal("0.547"), Decimal("0.43"))
    assert [getattr(found, f"annual_{name}") for name in ("mean", "p10", "p25", "median", "p75", "p90")] == [99_040, 54_690, 74_450, 100_560, 118_130, 145_250]  # fmt: skip
    assert [getattr(found, f"hourly_{name}") for name in ("mean", "p10", "p25", "median", "p75", "p90")] == [Decimal(v) for v in ("47.61", "26.29", "35.79", "48.35", "56.79", "69.83")]  # fmt: skip


def test_a_release_says_what_it_holds_and_from_which_files(tmp_path):
    book = workbook(tmp_path, TOTAL, row(), year=2024)
    run(book)
    release = DataRelease.objects.get()
    assert (release.key, release.coverage) == ("oews-2024-05-nation", ["nation"])
    assert (release.when, release.files) == ("May 2024", [book.name])
    assert (release.annual_top_code, release.hourly_top_code) == (239_200, Decimal("115.00"))
    assert release.imported_at
    assert release.changes == ["Wages in the United States: 1 occupation, 2 rows."]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_conversions_say_the_same_as_the_workbook(tmp_path, mark):
    run(text(tmp_path, row(area=OHIO), mark=mark))
    assert wages(area="ohio").annual_median == 100_560
    assert wages(area="ohio").hourly_p90 == Decimal("69.83")


def test_a_zip_as_downloaded_is_opened(tmp_path):
    book = workbook(tmp_path, row())
    with zipfile.ZipFile(tmp_path / "oesm23nat.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(book, "oesm23nat/national_M2023_dl.xlsx")
    run(tmp_path / "oesm23nat.zip")
    assert wages().annual_median == 100_560


def test_every_kind_of_area_gets_its_row_and_points_at_the_release(tmp_path):
    book = workbook(tmp_path, *(row(area=area) for area in (NATION, OHIO, GUAM, AKRON, RURAL)), kind="all_data")  # fmt: skip
    run(book)
    release = DataRelease.objects.get()
    assert release.key == "oews-2023-05-nation-state-metro-nonmetro"
    assert release.coverage == ["nation", "state", "territory", "metro", "nonmetro"]
    found = Area.objects.order_by("pk").values_list("code", "slug", "kind", "state", "release")
    assert list(found) == [
        ("39", "ohio", "state", "OH", release.pk),
        ("66", "guam", "territory", "GU", release.pk),
        ("10420", "akron-oh", "metro", "OH", release.pk),
        ("3900001", "eastern-ohio-nonmetropolitan-area", "nonmetro", "OH", release.pk),
    ]


def test_the_code_of_a_state_has_no_zero_in_front(tmp_path):
    run(workbook(tmp_path, row(area=OHIO | {"AREA": "06", "AREA_TITLE": "California", "PRIM_STATE": "CA"}), kind="state"))  # fmt: skip
    assert Area.objects.get().code == "6"


def test_areas_of_the_same_name_have_addresses_of_their_own(tmp_path):
    run(workbook(tmp_path, row(area=AKRON), row(area=AKRON | {"AREA": "10421"}), kind="MSA"))
    assert {area.slug for area in Area.objects.all()} == {"akron-oh", "akron-oh-10421"}


@pytest.mark.parametrize(
    "other",
    [
        {"O_GROUP": "broad", "OCC_CODE": "15-2050"},
        {"O_GROUP": "major", "OCC_CODE": "15-0000"},
        {"I_GROUP": "3-digit", "NAICS": "541000"},
        {"OWN_CODE": "5"},
    ],
)
def test_rows_for_groups_industries_and_single_owners_are_left_out(tmp_path, other):
    told = run(workbook(tmp_path, row(), row(**other)))
    assert WageEstimate.objects.count() == 1
    assert "2 rows read, 1 taken; left out 1 for" in told


def test_an_aggregate_that_appears_twice_is_taken_once(tmp_path):
    book = workbook(
        tmp_path,
        row("29-2010", "Clinical Laboratory Technologists", O_GROUP="broad"),
        row("29-2010", "Clinical Laboratory Technologists", O_GROUP="detailed"),
    )
    run(book)
    assert wages("29-2010").annual_median == 100_560


def test_markers_mean_at_least_or_not_published_and_never_0(tmp_path):
    cells = {"TOT_EMP": "**", "A_PCT90": "#", "H_PCT90": "#", "A_MEAN": "*", "JOBS_1000": "~"}
    run(workbook(tmp_path, row(**cells)))
    found = wages()
    assert found.employment is None
    assert found.annual_mean is None
    assert found.jobs_per_1000 is None
    assert found.in_words("annual_p90") == "at least $239,200"
    assert found.in_words("hourly_p90") == "at least $115.00"
    assert found.in_words("annual_mean") == "not published"


def test_an_occupation_paid_by_the_year_only_has_no_hourly_wages(tmp_path):
    run(workbook(tmp_path, row(ANNUAL="TRUE")))
    assert wages().hourly_median is None
    assert wages().annual_median == 100_560


def test_an_occupation_paid_by_the_hour_only_has_no_yearly_wages(tmp_path):
    run(workbook(tmp_path, row(HOURLY=True)))
    assert wages().annual_median is None
    assert wages().hourly_median == Decimal("48.35")


def test_an_occupation_that_is_suppressed_whole_keeps_its_place(tmp_path):
    run(workbook(tmp_path, row(TOT_EMP="**", **dict.fromkeys(WAGES, "*"))))
    assert wages().annual_median is None
    assert wages().employment is None


def test_the_notes_say_the_top_codes_before_our_own_table_does(tmp_path):
    said = notes(2021, "90.00", "187,200")
    run(workbook(tmp_path, row(H_PCT90="#", A_PCT90="#"), year=2021, notes=said))
    assert wages(year=2021).in_words("annual_p90") == "at least $187,200"


def test_without_notes_the_top_codes_of_the_year_count(tmp_path):
    run(text(tmp_path, row(H_PCT90="#", A_PCT90="#"), name="national_M2021_dl.csv"))
    assert wages(year=2021).in_words("hourly_p90") == "at least $100.00"


@pytest.mark.parametrize("name", ["state_M2023_dl.csv", "all_data_M_2023.csv", "All May 2023 data.csv"])  # fmt: skip
def test_the_year_is_read_from_the_name(tmp_path, name):
    run(text(tmp_path, row(), name=name))
    assert DataRelease.objects.get().period.year == 2023


def test_the_year_is_read_from_the_notes_of_a_renamed_workbook(tmp_path):
    book = workbook(tmp_path, row())
    renamed = book.rename(tmp_path / "wages.xlsx")
    run(renamed)
    assert DataRelease.objects.get().period.year == 2023


def test_new_occupations_get_the_printed_title_without_its_footnote_mark(tmp_path):
    Occupation.objects.create(soc_code="15-2051", title="Data Scientists, as an editor wrote it")
    run(workbook(tmp_path, row(), row("11-1011", "Chief Executives[1]")))
    assert Occupation.objects.get(soc_code="11-1011").title == "Chief Executives"
    assert "as an editor wrote it" in Occupation.objects.get(soc_code="15-2051").title


def test_members_of_an_aggregate_show_its_figures(tmp_path):
    member = make_occupation("29-2011", median=None)
    alone = make_occupation("29-1141", median=None)
    run(workbook(tmp_path, row("29-2010", "Laboratory Technologists"), row("29-1141", "Nurses")))
    member.refresh_from_db()
    alone.refresh_from_db()
    assert member.reported_as.soc_code == "29-2010"
    assert member.wages == wages("29-2010")
    assert alone.reported_as is None
    assert alone.wages == wages("29-1141")


def test_a_member_with_wages_of_its_own_keeps_its_own(tmp_path):
    member = make_occupation("29-2011", median=None)
    run(workbook(tmp_path, row("29-2010", "Laboratory Technologists"), row("29-2011", "Medical")))
    member.refresh_from_db()
    assert member.reported_as is None
    assert member.wages == wages("29-2011")


def test_the_same_files_again_change_nothing(tmp_path):
    book = workbook(tmp_path, row())
    run(book)
    before = list(DataRelease.objects.values())
    assert "Nothing to do" in run(book)
    assert list(DataRelease.objects.values()) == before


def test_the_same_figures_in_another_format_change_nothing(tmp_path):
    run(workbook(tmp_path, row(), row("11-1011", "Chief Executives")))
    before = list(DataRelease.objects.values())
    rows = [row("11-1011", "Chief Executives"), row()]
    assert "Nothing to do" in run(text(tmp_path, *rows, name="national_M2023_dl.csv"))
    assert list(DataRelease.objects.values()) == before


def test_a_dry_run_says_the_same_and_keeps_nothing(tmp_path):
    book = workbook(tmp_path, row(), row("11-1011", "Chief Executives", OHIO))
    tried = run(book, dry_run=True)
    for model in (DataRelease, Occupation, Area, WageEstimate):
        assert not model._base_manager.exists()
    done = run(book)
    assert tried.replace("  This was a dry run: nothing was changed.\n", "") == done


def test_a_newer_year_leads_and_the_older_one_stays_as_history(tmp_path):
    run(workbook(tmp_path, row(area=OHIO), row()))
    run(workbook(tmp_path, row(area=OHIO, A_MEDIAN=104_000.0), row(A_MEDIAN=110_000.0), year=2024))
    assert keys() == {"oews-2023-05-nation-state", "oews-2024-05-nation-state"}
    assert Occupation.objects.get().wages == wages(year=2024)
    assert Area.objects.get().release.period.year == 2024
    assert wages(year=2023).annual_median == 100_560


def test_an_older_year_that_comes_later_is_history_only(tmp_path):
    run(workbook(tmp_path, row(area=OHIO), row(), year=2024))
    run(workbook(tmp_path, row(area=OHIO), row(), row(area=UTAH)))
    assert Occupation.objects.get().wages == wages(year=2024)
    assert Area.objects.get(slug="ohio").release.period.year == 2024
    assert Area.objects.get(slug="utah").release.period.year == 2023


def test_files_of_two_years_in_one_run_make_two_releases(tmp_path):
    workbook(tmp_path, row())
    workbook(tmp_path, row(), year=2024)
    run(tmp_path)
    assert keys() == {"oews-2023-05-nation", "oews-2024-05-nation"}


def test_what_changed_is_told_in_sentences_with_figures(tmp_path):
    chiefs, nurses = ("11-1011", "Chief Executives"), ("29-1141", "Registered Nurses")
    run(workbook(tmp_path, row(), row(*chiefs), row("53-7199", "Movers")))
    told = run(
        workbook(
            tmp_path,
            row(A_MEDIAN=110_616.0),
            row(*chiefs, A_MEDIAN=90_504.0),
            row(*nurses),
            year=2024,
        )
    )
    assert "New against May 2023, 1: Registered Nurses." in told
    assert "Missing against May 2023, 1: Movers." in told
    assert (
        "rose most against May 2023 for Data Scientists, from $100,560 to $110,616 (+10.0%)."
        in told
    )
    assert (
        "fell most against May 2023 for Chief Executives, from $100,560 to $90,504 (-10.0%)."
        in told
    )
    release = DataRelease.objects.get(period__year=2024)
    assert all(f"  {sentence}\n" in told for sentence in release.changes)


def test_a_top_coded_median_is_no_figure_to_compare(tmp_path):
    run(workbook(tmp_path, row(A_MEDIAN="#", A_PCT75="#", A_PCT90="#")))
    told = run(workbook(tmp_path, row(), year=2024))
    assert "most against" not in told


def test_the_starter_figures_of_that_year_give_way_to_the_real_ones(tmp_path):
    starter = make_occupation("15-2051", year=2023).wage_estimates.get().release
    assert starter.coverage == []
    run(workbook(tmp_path, row()))
    assert keys() == {"oews-2023-05-nation"}
    assert WageEstimate.in_any_state.count() == 1
    assert DataRelease.objects.get(pk=starter.pk).state == DataRelease.State.SUPERSEDED


def test_another_import_that_runs_is_said_in_words(tmp_path, monkeypatch):
    from careers.importers import oews, staging

    def running():
        raise staging.RefusedError("Another import is running.")

    monkeypatch.setattr(oews, "importing", running)
    with pytest.raises(CommandError, match=r"Nothing was imported\. Another import is running"):
        run(workbook(tmp_path, row()))


def test_columns_of_older_files_are_known_in_small_letters(tmp_path):
    names = [column.lower().replace("loc_q", "loc q") for column in COLUMNS]
    cells = {name: row()[column] for name, column in zip(names, COLUMNS, strict=True)}
    run(workbook(tmp_path, cells, columns=names))
    assert wages().annual_median == 100_560


def test_an_area_takes_the_title_of_the_newest_year_and_keeps_its_address(tmp_path):
    run(workbook(tmp_path, row(area=AKRON), kind="MSA"))
    run(
        workbook(
            tmp_path, row(area=AKRON | {"AREA_TITLE": "Akron-Kent, OH"}), kind="MSA", year=2024
        )
    )
    run(workbook(tmp_path, row(area=AKRON), kind="MSA", year=2022))
    area = Area.objects.get()
    assert (area.title, area.slug) == ("Akron-Kent, OH", "akron-oh")


@pytest.mark.parametrize("area", [NATION, OHIO])
def test_a_file_that_lacks_many_occupations_in_use_is_refused_unless_that_is_meant(tmp_path, area):
    jobs = [row(f"11-10{n}", f"Chiefs {n}", area) for n in range(11, 31)]
    run(workbook(tmp_path, *jobs))
    before = WageEstimate.in_any_state.count()
    few = workbook(tmp_path, *jobs[:5])
    for options in ({}, {"dry_run": True}):
        with pytest.raises(
            CommandError, match=r"15 of the 20 occupations in use .*--allow-removals"
        ):
            run(few, **options)
        assert WageEstimate.in_any_state.count() == before == 20
        assert DataRelease.objects.count() == 1
    run(few, allow_removals=True)
    assert WageEstimate.objects.count() == 5


def test_a_newer_year_with_few_occupations_leaves_the_others_as_they_are(tmp_path):
    jobs = [row(f"11-10{n}", f"Chiefs {n}") for n in range(11, 31)]
    run(workbook(tmp_path, *jobs))
    run(workbook(tmp_path, *jobs[:5], year=2024))
    assert Occupation.objects.exclude(wages=None).count() == 20
