"""Employment Projections from small workbooks of our own in the official layout."""

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from careers.importers import projections, staging
from careers.models import (
    DataRelease,
    EducationalAttainment,
    Occupation,
    Projection,
    SkillScores,
)
from tests.builders import make_occupation, make_projection

from .workbooks import make_workbook

pytestmark = pytest.mark.django_db

OUTLOOK = [
    "{0} National Employment Matrix title", "{0} National Employment Matrix code", "Occupation type",
    "Employment, {0}", "Employment, {1}", "Employment change, numeric, {0}–{2}",
    "Employment change, percent, {0}–{2}", "Occupational openings, {0}–{2} annual average",
    "Median annual wage, dollars, {0}[1]", "Typical education needed for entry",
    "Work experience in a related occupation",
    "Typical on-the-job training needed to attain competency in the occupation",
]  # fmt: skip
TOTAL = ["Total, all occupations", "00-0000", "Summary", 1000.0, 1031.0, 31.0, 3.1, 110.3, 49500.0, "—", "—", "—"]  # fmt: skip
MAJOR = ["  Computer occupations", "15-0000", "Summary", 500.0, 520.0, 20.0, 4.0, 30.0, 99000.0, "—", "—", "—"]  # fmt: skip
SCIENTISTS = ["    Data scientists", "15-2051", "Line item", 245.9, 328.3, 82.5, 33.5, 23.4, 112590.0, "Bachelor's degree", "None", "None"]  # fmt: skip
TYPISTS = ["      Word processors and typists[2]", "43-9022", "Line item", 40.0, 25.6, -14.5, -36.1, 2.2, "—", "High school diploma or equivalent", "None", "Short-term on-the-job training"]  # fmt: skip
SURGEONS = ["Surgeons, all other", "29-1249", "Line item", 0.2, 0.2, 0.0, 0.0, 0.0, ">=$239,200", "Doctoral or professional degree", "—", "Internship/residency"]  # fmt: skip
SHARES = [
    "2023 National Employment Matrix title", "2023 National Employment Matrix code",
    "Less than high school diploma", "High school diploma or equivalent", "Some college, no degree",
    "Associate's degree", "Bachelor's degree", "Master's degree", "Doctoral or professional degree",
]  # fmt: skip


def outlook(*rows: list[Any], first: int = 2024, header: list[str] = OUTLOOK) -> list[list[Any]]:
    """Table 1.2 of the projections that begin in `first`, with `rows` after the total."""
    last = first + 10
    title = f"Table 1.2 Occupational projections, {first}–{last}, and worker characteristics, {first} (Employment in thousands)"
    columns = [name.format(first, last, last % 100) for name in header]
    return [
        [title], columns, TOTAL, *rows, ["Footnotes:"],
        ["[1] Data are from a survey."], ['Note: Data is unavailable for values denoted with a "—".'],
    ]  # fmt: skip


def schooling(*rows: list[Any]) -> list[list[Any]]:
    title = "Table 5.3 Educational attainment for workers 25 years and older by detailed occupation, 2021-22"
    return [[title], SHARES, *rows, ["Footnotes:"], ["[1] This occupation is not an exact match."]]


def scores(*rows: list[Any]) -> list[list[Any]]:
    title = "Table 6.2 Skills data by detailed occupation  and 2023–33 employment projections[1] (Employment in thousands)"
    header = [
        "2023 National Employment Matrix title", "2023 National Employment Matrix code",
        "Typical education needed for entry", *projections.SKILLS,
    ]  # fmt: skip
    return [[title], header, *rows, ["Source: Employment Projections program"]]


def bring_in(*paths: Path, dry_run: bool = False) -> None:
    call_command("import_projections", *paths, dry_run=dry_run)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return make_workbook(
        tmp_path / "occupation.xlsx",
        {"Index": [["Contents"]], "Table 1.2": outlook(MAJOR, SCIENTISTS, TYPISTS, SURGEONS)},
    )


def test_thousands_become_jobs_and_the_words_stay_as_printed(workbook: Path) -> None:
    bring_in(workbook)
    row = Projection.objects.get(occupation__soc_code="15-2051")
    assert (row.employment_first, row.employment_last) == (245_900, 328_300)
    assert (row.change_percent, row.openings) == (Decimal("33.5"), 23_400)
    assert (row.entry_education, row.entry_level) == ("Bachelor's degree", "bachelors")
    assert (row.work_experience, row.training) == ("None", "None")
    assert row.occupation.title == "Data scientists"
    assert row.release.when == "2024–34"
    assert row.release.key == "projections-2024-34"


def test_a_decline_a_tiny_occupation_and_a_dash_are_read_as_what_they_are(workbook: Path) -> None:
    bring_in(workbook)
    typists = Projection.objects.get(occupation__soc_code="43-9022")
    assert (typists.change_percent, typists.employment_last) == (Decimal("-36.1"), 25_600)
    assert typists.occupation.title == "Word processors and typists"
    surgeons = Projection.objects.get(occupation__soc_code="29-1249")
    assert (surgeons.employment_first, surgeons.openings, surgeons.work_experience) == (200, 0, "")


def test_summaries_are_left_out_and_counted_and_the_total_is_kept(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(workbook)
    assert Projection.objects.count() == 4
    assert not Occupation.objects.filter(soc_code="15-0000").exists()
    assert Occupation.objects.get(soc_code=Occupation.ALL).projection.change_percent == Decimal("3.1")  # fmt: skip
    assert "5 rows read: 3 line items and the total taken; left out: 1 summary row" in capsys.readouterr().out  # fmt: skip


def test_a_line_without_figures_is_left_out_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dark = [*SCIENTISTS[:3], "—", "—", "—", "—", "—", "—", *SCIENTISTS[9:]]
    bring_in(make_workbook(tmp_path / "o.xlsx", {"Table 1.2": outlook(dark, TYPISTS)}))
    assert not Projection.objects.filter(occupation__soc_code="15-2051").exists()
    assert "1 row without figures" in capsys.readouterr().out


def test_the_occupations_titles_that_are_there_stay(workbook: Path) -> None:
    known = make_occupation("15-2051")
    bring_in(workbook)
    assert Occupation.objects.get(soc_code="15-2051").title == known.title


def test_readers_see_the_new_figures_through_the_occupation(workbook: Path) -> None:
    known = make_occupation("15-2051")
    bring_in(workbook)
    known.refresh_from_db()
    assert known.projection.employment_last == 328_300


def test_a_member_takes_the_figures_of_the_line_that_stands_for_it(tmp_path: Path) -> None:
    member = make_occupation("13-1023", median=None)
    buyers = ["Buyers and purchasing agents", "13-1020", *SCIENTISTS[2:]]
    bring_in(make_workbook(tmp_path / "o.xlsx", {"Table 1.2": outlook(buyers)}))
    member.refresh_from_db()
    assert member.reported_as.soc_code == "13-1020"
    assert member.projection.occupation.title == "Buyers and purchasing agents"


def test_attainment_is_named_after_the_years_of_the_survey(tmp_path: Path) -> None:
    rows = schooling(
        ["Chief executives[1]", "11-1011", 1.6, 7.9, 13.7, 5.2, 40.0, 24.7, 6.9],
        ["Legislators[1]", "11-1031", "—", "—", "—", "—", "—", "—", "—"],
    )
    bring_in(make_workbook(tmp_path / "education.xlsx", {"Table 5.3": rows}))
    row = EducationalAttainment.objects.get()
    assert row.occupation.title == "Chief executives"
    assert (row.bachelors, row.degree_share) == (Decimal("40.0"), Decimal("71.6"))
    assert row.release.key == "attainment-2021-22"
    assert row.release.citation == (
        "U.S. Bureau of Labor Statistics, American Community Survey, "
        "Employment Projections Table 5.3 (2021–22)"
    )
    # The matrix of 2023 came out in 2024.
    assert row.release.period.year == 2024


def test_skill_scores_come_highest_first(tmp_path: Path) -> None:
    known = [round(1 + n / 10, 1) for n in range(17)]
    rows = scores(
        ["  Chief executives[2]", "11-1011", "Bachelor's degree", *known],
        ["  Legislators", "11-1031", "Bachelor's degree", *["—"] * 17],
    )
    bring_in(make_workbook(tmp_path / "skills.xlsx", {"Table 6.2": rows}))
    row = SkillScores.objects.get()
    assert row.scores[0] == {"name": "Writing and reading", "score": 2.6}
    assert [skill["score"] for skill in row.scores] == sorted(known, reverse=True)
    assert row.occupation.skill_scores_id == row.pk
    assert row.release.key == "skills-2023-33"


def test_a_zip_of_all_three_makes_a_release_each(tmp_path: Path, workbook: Path) -> None:
    education = ["Chief executives", "11-1011", 1.6, 7.9, 13.7, 5.2, 40.0, 24.7, 6.9]
    skills = ["Chief executives", "11-1011", "Bachelor's degree", *[3.0] * 17]
    other = make_workbook(
        tmp_path / "two.xlsx", {"Table 5.3": schooling(education), "Table 6.2": scores(skills)}
    )
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(workbook, "down/occupation.xlsx")
        archive.write(other, "down/two.xlsx")
        archive.writestr("down/readme.md", "Nothing.")
    bring_in(tmp_path / "all.zip")
    kept = DataRelease.objects.values_list("key", "state", "files")
    assert sorted(kept) == [
        ("attainment-2021-22", "current", ["two.xlsx"]),
        ("projections-2024-34", "current", ["occupation.xlsx"]),
        ("skills-2023-33", "current", ["two.xlsx"]),
    ]
    assert all(release.imported_at for release in DataRelease.objects.all())


def test_importing_again_changes_nothing_and_says_so(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(workbook)
    before = list(Projection.objects.values_list("pk", flat=True))
    capsys.readouterr()
    bring_in(workbook)
    assert "Nothing to do" in capsys.readouterr().out
    assert list(Projection.objects.values_list("pk", flat=True)) == before
    assert DataRelease.objects.count() == 1


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(workbook, dry_run=True)
    said = capsys.readouterr().out
    assert "4 occupations: 4 added, 0 changed, 0 removed, 0 as before." in said
    assert "nothing was changed" in said
    assert not DataRelease.objects.exists()
    assert not Occupation.objects.exists()
    assert not Projection._base_manager.exists()


def test_a_newer_release_takes_the_place_of_the_older_and_says_what_moved(
    tmp_path: Path, workbook: Path
) -> None:
    older = [*SCIENTISTS]
    older[3:8] = [202.9, 276.0, 73.1, 36.0, 20.8]
    slower = [*TYPISTS]
    slower[6] = -38.6
    gone = ["Telephone operators", "43-2021", "Line item", 4.0, 2.9, -1.1, -27.5, 0.3, "—", "—", "None", "None"]  # fmt: skip
    bring_in(make_workbook(tmp_path / "old.xlsx", {"Table 1.2": outlook(older, slower, gone, first=2023)}))  # fmt: skip
    bring_in(workbook)
    assert sorted(DataRelease.objects.values_list("key", "state")) == [
        ("projections-2023-33", "superseded"),
        ("projections-2024-34", "current"),
    ]
    changes = DataRelease.objects.get(state="current").changes
    assert changes == [
        "4 occupations: 1 added, 2 changed, 1 removed, 1 as before.",
        "No longer there: Telephone operators (43-2021).",
        "Most up: Word processors and typists, projected change -38.6 % before, -36.1 % now.",
        "Most down: Data scientists, projected change +36.0 % before, +33.5 % now.",
    ]
    # An occupation that the new file lacks keeps nothing.
    assert Occupation.objects.get(soc_code="43-2021").projection is None
    assert Projection._base_manager.count() == 4


def test_an_older_release_is_refused_before_anything_is_written(
    tmp_path: Path, workbook: Path
) -> None:
    bring_in(workbook)
    education = ["Chief executives", "11-1011", 1.6, 7.9, 13.7, 5.2, 40.0, 24.7, 6.9]
    older = make_workbook(
        tmp_path / "old.xlsx",
        {"Table 1.2": outlook(TYPISTS, first=2023), "Table 5.3": schooling(education)},
    )
    with pytest.raises(CommandError, match=r"2023–33.*2024–34.*newer"):
        bring_in(older)
    assert Projection.objects.count() == 4
    assert not EducationalAttainment.objects.exists()


def test_a_table_that_lacks_many_occupations_is_refused_unless_that_is_meant(
    workbook: Path, tmp_path: Path
) -> None:
    many = [[f"Chiefs {n}", f"11-10{n}", *SCIENTISTS[2:]] for n in range(11, 31)]
    bring_in(make_workbook(tmp_path / "many.xlsx", {"Table 1.2": outlook(*many, first=2023)}))
    for dry_run in (False, True):
        with pytest.raises(
            CommandError, match=r"20 of the 21 occupations in use .*--allow-removals"
        ):
            bring_in(workbook, dry_run=dry_run)
        assert Projection.objects.count() == 21
        assert DataRelease.objects.count() == 1
    call_command("import_projections", workbook, allow_removals=True)
    assert Projection.objects.count() == 4


def test_a_corrected_file_of_the_same_years_takes_the_place_of_the_first(
    tmp_path: Path, workbook: Path
) -> None:
    bring_in(workbook)
    mended = [*SCIENTISTS]
    mended[4] = 328.4
    again = make_workbook(tmp_path / "occupation.xlsx", {"Table 1.2": outlook(mended, TYPISTS)})
    bring_in(again)
    assert DataRelease.objects.filter(state="current").count() == 1
    assert Projection.objects.get(occupation__soc_code="15-2051").employment_last == 328_400


def test_figures_that_were_loaded_by_hand_for_the_same_years_are_replaced(workbook: Path) -> None:
    occupation, other = make_occupation("15-2051"), make_occupation("99-9001")
    for mine in (occupation, other):
        make_projection(mine)
    other.refresh_from_db()
    assert other.projection is not None
    bring_in(workbook)
    other.refresh_from_db()
    assert other.projection is None
    assert Projection.objects.filter(occupation=occupation).count() == 1


def test_another_import_that_runs_is_waited_for(workbook: Path, monkeypatch: Any) -> None:
    def busy() -> None:
        raise staging.RefusedError("Another import is running.")

    monkeypatch.setattr(staging, "importing", busy)
    with pytest.raises(CommandError, match="Another import is running"):
        bring_in(workbook)


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        (3, "12 or so", "is not a number or a known marker"),
        (3, "", "is not a number or a known marker"),
        (3, -1.0, "is not between 0 and"),
        (4, 9e9, "is not between 0 and"),
        (6, "NaN", "is not between -100 and"),
        (6, -100.5, "is not between -100 and"),
        (1, "15-205", "is not of the form 15-2051"),
        (1, "", "This cell is empty"),
        (1, "43-9022", "43-9022 stands in row 4 already"),
        (0, "", "This cell is empty"),
        (0, "x" * 151, "longer than 150"),
        (2, "Line-item", "neither “Line item” nor “Summary”"),
        (9, "Bachelor's degree or so", "is not a level of education this importer knows"),
        (11, "x" * 61, "longer than the 60 letters"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_kept(
    tmp_path: Path, column: int, value: Any, complaint: str
) -> None:
    bad = [*SCIENTISTS]
    bad[column] = value
    path = make_workbook(tmp_path / "o.xlsx", {"Table 1.2": outlook(TYPISTS, bad)})
    with pytest.raises(CommandError) as refusal:
        bring_in(path)
    assert "o.xlsx, sheet “Table 1.2”, row 5, column “" in str(refusal.value)
    assert complaint in str(refusal.value)
    assert not DataRelease.objects.exists()
    assert not Occupation.objects.exists()


@pytest.mark.parametrize("column", ["Employment, {1}", "Occupation type", OUTLOOK[9], OUTLOOK[1]])
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    header = [name for name in OUTLOOK if name != column]
    place = OUTLOOK.index(column)
    row = [cell for n, cell in enumerate(SCIENTISTS) if n != place]
    title, columns = outlook(header=header)[:2]
    path = make_workbook(tmp_path / "o.xlsx", {"Table 1.2": [title, columns, row]})
    with pytest.raises(CommandError, match="is missing") as refusal:
        bring_in(path)
    assert f"The column “{column.format(2024, 2034, 34)}”" in str(refusal.value)


def test_shares_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    rows = schooling(["Chief executives", "11-1011", 1.6, 7.9, 13.7, 5.2, 40.0, 24.7, 60.0])
    path = make_workbook(tmp_path / "education.xlsx", {"Table 5.3": rows})
    with pytest.raises(CommandError, match=r"row 3.*add up to 153\.1"):
        bring_in(path)


def test_a_score_out_of_range_is_refused(tmp_path: Path) -> None:
    rows = scores(["Chief executives", "11-1011", "—", *[3.0] * 16, 5.1])
    path = make_workbook(tmp_path / "skills.xlsx", {"Table 6.2": rows})
    with pytest.raises(CommandError, match=r"column “Writing and reading”: 5\.1 is not between"):
        bring_in(path)


@pytest.mark.parametrize(
    ("title", "complaint"),
    [
        ("Occupational projections, 2024–34", "must begin with “Table 1.2”"),
        ("Table 1.2 Occupational projections", "name the years"),
        ("Table 1.2 Occupational projections, 2034–24", "not a span of years"),
        ("", "must begin with"),
    ],
)
def test_a_title_row_that_says_no_years_is_refused(
    tmp_path: Path, title: str, complaint: str
) -> None:
    rows = outlook(SCIENTISTS)
    rows[0] = [title, "x"]
    path = make_workbook(tmp_path / "o.xlsx", {"Table 1.2": rows})
    with pytest.raises(CommandError, match=complaint):
        bring_in(path)


def test_a_table_without_line_items_is_refused(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "o.xlsx", {"Table 1.2": outlook(MAJOR)})
    with pytest.raises(CommandError, match="no line item"):
        bring_in(path)


def test_other_workbooks_are_refused_in_words(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "national.xlsx", {"national_M2024_dl": [["AREA"], [99]]})
    with pytest.raises(CommandError, match=r"national\.xlsx: None of these workbooks has a sheet"):
        bring_in(path)


def test_the_same_table_twice_is_refused(tmp_path: Path, workbook: Path) -> None:
    make_workbook(tmp_path / "again.xlsx", {"Table 1.2": outlook(SCIENTISTS)})
    with pytest.raises(CommandError, match="Import one release at a time"):
        bring_in(tmp_path)


def test_half_a_workbook_and_text_that_calls_itself_one_are_refused(
    tmp_path: Path, workbook: Path
) -> None:
    whole = workbook.read_bytes()
    for content in (whole[: len(whole) // 2], b"Table 1.2", b""):
        bad = tmp_path / "half.xlsx"
        bad.write_bytes(content)
        with pytest.raises(CommandError, match=r"half\.xlsx: This is not a whole workbook"):
            bring_in(bad)
    with pytest.raises(CommandError, match="no such file"):
        bring_in(tmp_path / "nowhere.xlsx")
    assert not DataRelease.objects.exists()
