"""What is read from an O*NET® release, and which files are refused."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careers.importers import onet_files
from careers.importers.onet_files import Contents
from careers.importers.onet_source import Source
from careers.importers.reading import File, FileError

from .onet_releases import (
    ANALYST,
    NURSE,
    OFFICER,
    RATING,
    SCIENTIST,
    TABLES,
    changed,
    make_release,
    with_rows,
    write_text,
    zipped,
)
from .workbooks import make_workbook


def read(path: Path) -> Contents:
    return onet_files.read(Source.at(path))


def as_text(folder: Path) -> Path:
    return make_release(folder)


def as_excel(folder: Path) -> Path:
    return make_release(folder, kind="excel")


def as_zip(folder: Path) -> Path:
    return zipped(make_release(folder), inside="db_29_3_text")


def as_zip_of_workbooks(folder: Path) -> Path:
    return zipped(make_release(folder, kind="excel"))


@pytest.fixture(params=[as_text, as_excel, as_zip, as_zip_of_workbooks])
def contents(request: pytest.FixtureRequest, tmp_path: Path) -> Contents:
    """The same release in each of the ways in which it is published."""
    return read(request.param(tmp_path / "release"))


def test_the_release_is_told_by_its_read_me(tmp_path: Path) -> None:
    release = Source.at(make_release(tmp_path / "anything")).release()
    assert (release.key, release.version, release.name) == (
        "onet-29-3", "29.3", "O*NET® 29.3 Database",
    )  # fmt: skip
    assert release.period.isoformat() == "2025-05-01"
    assert release.license == "CC BY 4.0"


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("db_27_0_text", "2022-08-01"),
        ("db_27_1_text", "2022-11-01"),
        ("db_29_2_excel", "2025-02-01"),
        ("db_29_3_excel", "2025-05-01"),
    ],
)
def test_without_read_me_the_folder_tells_it(tmp_path: Path, name: str, month: str) -> None:
    source = Source.at(make_release(tmp_path / name, read_me=""))
    assert f"{source.version[0]}_{source.version[1]}" == name[3:7]
    assert source.period.isoformat() == month


def test_without_read_me_the_zip_or_the_folder_in_it_tells_it(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release", read_me="")
    assert Source.at(zipped(folder, "db_29_2_text.zip")).version == (29, 2)
    assert Source.at(zipped(folder, "x.zip", inside="db_29_3_text")).version == (29, 3)


def test_a_release_that_nothing_tells_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="name the folder db_29_3_text"):
        Source.at(make_release(tmp_path / "release", read_me=""))
    with pytest.raises(FileError, match="name the folder db_29_3_text"):
        Source.at(make_release(tmp_path / "other", read_me="Hello"))


def test_a_release_with_the_codes_of_an_older_classification_is_refused(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release", read_me="O*NET 25.0 Database\nAugust 2020 Release")
    with pytest.raises(FileError, match=r"25\.0, whose occupations have the codes of an older"):
        Source.at(folder)


def test_one_profile_comes_of_each_occupation(contents: Contents) -> None:
    assert {code: profile.title for code, profile in contents.profiles.items()} == {
        SCIENTIST: "Data Scientists", ANALYST: "Business Intelligence Analysts",
        NURSE: "Registered Nurses", OFFICER: "Air Crew Officers",
    }  # fmt: skip
    assert contents.profiles[NURSE].description == "Look after people who are ill or hurt."
    assert {code for code, profile in contents.profiles.items() if profile.thin} == {OFFICER}
    assert not contents.warnings
    assert contents.counts["Task Statements"] == 5
    assert contents.counts.keys() == TABLES.keys()


def test_a_blank_task_type_is_not_rated_and_quotation_marks_stay(contents: Contents) -> None:
    assert contents.profiles[SCIENTIST].tasks == [
        {"id": 11, "text": "Clean data.", "core": None},
        {"id": 12, "text": 'Draw “charts” for "others".', "core": None},
    ]
    assert [task["core"] for task in contents.profiles[NURSE].tasks] == [True, True]
    assert [task["core"] for task in contents.profiles[ANALYST].tasks] == [False]


def test_suppressed_ratings_are_dropped_and_levels_not_relevant_are_empty(
    contents: Contents,
) -> None:
    assert contents.profiles[NURSE].skills == [
        {"id": "2.A.1.b", "name": "Listening", "importance": 4.12, "level": None},
        {"id": "2.A.1.a", "name": "Reading", "importance": 3.75, "level": 4.12},
    ]
    assert contents.profiles[ANALYST].skills == [
        {"id": "2.A.1.a", "name": "Reading", "importance": 3.25, "level": None}
    ]
    assert contents.profiles[SCIENTIST].skills == []
    assert contents.profiles[NURSE].knowledge == [
        {"id": "2.C.5.a", "name": "Medicine", "importance": 4.5, "level": 5.25}
    ]


def test_work_styles_come_with_the_most_important_first(contents: Contents) -> None:
    assert contents.profiles[NURSE].work_styles == [
        {"id": "1.C.5.b", "name": "Attention", "importance": 4.7},
        {"id": "1.C.5.a", "name": "Dependability", "importance": 4.63},
    ]


def test_interests_are_scores_and_high_points_of_which_0_is_none(contents: Contents) -> None:
    scientists, nurses = contents.profiles[SCIENTIST], contents.profiles[NURSE]
    assert scientists.interests["I"] == Decimal("6.99")
    assert scientists.interests["C"] == Decimal("5.4")
    assert scientists.high_points == "IC"
    assert (nurses.interests, nurses.high_points) == ({}, "")


def test_education_is_what_the_survey_says_is_required(contents: Contents) -> None:
    assert contents.profiles[NURSE].education == [
        {"category": 2, "name": "High school", "percent": 29.5},
        {"category": 6, "name": "Bachelor's degree", "percent": 70.5},
    ]


def test_technologies_come_by_category_and_name(contents: Contents) -> None:
    assert contents.profiles[SCIENTIST].technologies == [
        {"name": "C#", "category": "Analytical software", "hot": False, "in_demand": False},
        {"name": "R", "category": "Analytical software", "hot": True, "in_demand": False},
        {"name": "Python", "category": "Web platform software", "hot": True, "in_demand": True},
    ]


def test_related_occupations_come_with_the_closest_first(contents: Contents) -> None:
    assert contents.profiles[SCIENTIST].related == [
        {"code": ANALYST, "tier": "Primary-Short", "index": 1},
        {"code": NURSE, "tier": "Supplemental", "index": 11},
    ]


def test_the_zones_are_those_of_the_reference_however_many(contents: Contents) -> None:
    assert list(contents.zones) == [1, 3, 5]
    assert contents.profiles[NURSE].job_zone is contents.zones[3]
    assert contents.zones[3].svp_range == "(6.0 to < 7.0)"
    assert contents.profiles[OFFICER].job_zone is None


def test_other_titles_are_kept_once_whatever_their_capitals(contents: Contents) -> None:
    assert contents.titles == {
        SCIENTIST: ["Data Mining Specialist"],
        ANALYST: [],
        NURSE: ["Staff Nurse", "rn", "Registered Nurse (RN)", "Emergency Room Nurse", "ER Nurse"],
        OFFICER: ["Pilot, Military"],
    }


def as_30_3(kind: str) -> dict[str, Any]:
    """TABLES under the names and with the columns that release 30.3 gave them."""
    renamed = {
        "Skills": None, "Technology Skills": None, "Interests": None, "Alternate Titles": None,
        "Education, Training, and Experience": None,
        "Education, Training, and Experience Categories": None,
        "Career Interest Types": TABLES["Interests"],
        "Education": TABLES["Education, Training, and Experience"][:-1],
        "Education Categories": TABLES["Education, Training, and Experience Categories"][:-1],
        "Essential Skills": [row for row in TABLES["Skills"] if not row[1].startswith("2.B")],
        "Transferable Skills": [
            TABLES["Skills"][0],
            [NURSE, "2.B.1.a", "Caring", "IM", 4.5, "N", "n/a"],
            [NURSE, "2.B.1.a", "Caring", "LV", 4, "N", "N"],
        ],
        "Software Skills": [
            ["O*NET-SOC Code", "Workplace Example", "Element ID", "Element Name", "Hot Technology", "In Demand"],
            [SCIENTIST, "Python", "5.A.1", "Web platform software", "Y", "N"],
        ],
        "Job Titles": [
            ["O*NET-SOC Code", "Job Title", "Short Title", "Source(s)"],
            [NURSE, "Night Nurse", "n/a", "10"],
        ],
        "Work Styles": [RATING, [NURSE, "1.D.1", "Caution", "WI", -1.5], [NURSE, "1.D.1", "Caution", "DR", 0]],
        "Job Zone Reference": [
            row for row in TABLES["Job Zone Reference"] if row[0] != 1
        ],
    }  # fmt: skip
    return {"version": "30.3", "kind": kind, "tables": renamed}


@pytest.mark.parametrize("kind", ["text", "excel"])
def test_releases_from_30_3_on_are_read_by_their_new_names(tmp_path: Path, kind: str) -> None:
    contents = read(make_release(tmp_path / "release", **as_30_3(kind)))
    nurses = contents.profiles[NURSE]
    assert [skill["name"] for skill in nurses.skills] == ["Caring", "Listening", "Reading"]
    assert contents.profiles[SCIENTIST].technologies == [
        {"name": "Python", "category": "Web platform software", "hot": True, "in_demand": False}
    ]
    assert contents.profiles[SCIENTIST].high_points == "IC"
    assert contents.titles[NURSE] == ["Staff Nurse", "rn", "Night Nurse"]
    assert [level["percent"] for level in nurses.education] == [29.5, 70.5]
    assert list(contents.zones) == [3, 5]
    assert nurses.work_styles == []
    assert contents.warnings == [
        "“Work Styles” holds impact and rank in this release, which are not importance: "
        "they were left out."
    ]


@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"Occupation Data"}))
def test_a_table_that_is_missing_is_named_and_its_part_stays_empty(
    tmp_path: Path, name: str
) -> None:
    contents = read(make_release(tmp_path / "release", tables={name: None}))
    assert contents.warnings == [f"“{name}” is not among these files: what it holds stays empty."]
    assert len(contents.profiles) == 4


def test_without_occupation_data_nothing_is_read(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release", tables={"Occupation Data": None})
    with pytest.raises(FileError, match="“Occupation Data” is missing"):
        Source.at(folder)


def test_in_demand_is_not_known_before_release_27_1(tmp_path: Path) -> None:
    older = [row[:5] for row in TABLES["Technology Skills"]]
    contents = read(make_release(tmp_path / "release", "27.0", tables={"Technology Skills": older}))
    assert not any(tool["in_demand"] for tool in contents.profiles[SCIENTIST].technologies)


SKILL = [NURSE, "2.A.1.a", "Reading", "IM"]
BAD_TABLES: list[tuple[dict[str, Any], str]] = [
    (changed("Skills", (SKILL, [*SKILL, 5.01, "N", "n/a"])), "Skills.txt, row 2, column “Data Value”: 5.01 is not between 1 and 5."),
    (changed("Skills", (SKILL, [*SKILL, 0, "N", "n/a"])), "Skills.txt, row 2, column “Data Value”: 0 is not between 1 and 5."),
    (changed("Skills", (SKILL, [*SKILL, "n/a", "N", "n/a"])), "Skills.txt, row 2, column “Data Value”: There must be a number here."),
    (changed("Skills", (SKILL, [*SKILL, "NaN", "N", "n/a"])), "Skills.txt, row 2, column “Data Value”: NaN is not between"),
    (changed("Skills", (SKILL, [*SKILL, "*", "N", "n/a"])), "Skills.txt, row 2, column “Data Value”: “*” is not a number"),
    (changed("Skills", (SKILL, [*SKILL, 3, "maybe", "n/a"])), "Skills.txt, row 2, column “Recommend Suppress”: “maybe” is neither Y nor N."),
    (changed("Skills", (SKILL, [NURSE, "2.A.1.a", "Reading", "IX", 3, "N", "N"])), "Skills.txt, row 2, column “Scale ID”: “IX” is none of IM, LV."),
    (with_rows("Skills", [*SKILL, 3, "N", "n/a"]), f"Skills.txt, row 10, column “Element ID”: {NURSE}, 2.A.1.a, IM stands in row 2 already."),
    (with_rows("Skills", [NURSE, "2.A.9", "Flying", "LV", 7.5, "N", "N"]), "Skills.txt, row 10, column “Data Value”: 7.5 is not between 0 and 7."),
    (with_rows("Skills", ["15-2051", "2.A.1.a", "Reading", "IM", 3, "N", "N"]), "Skills.txt, row 10, column “O*NET-SOC Code”: “15-2051” is not of the form 15-2051.00."),
    (with_rows("Skills", ["99-9999.00", "2.A.1.a", "Reading", "IM", 3, "N", "N"]), "Skills.txt, row 10, column “O*NET-SOC Code”: There is no 99-9999.00 in “Occupation Data”."),
    (with_rows("Skills", [*SKILL]), "Skills.txt, row 10: This row has 4 cells, the header 7: the file is cut short or damaged."),
    ({"Skills": [row[:4] for row in TABLES["Skills"]]}, "Skills.txt, row 1: The column “Data Value” is missing."),
    (with_rows("Occupation Data", [NURSE, "Nurses", "Nurse."]), f"Occupation Data.txt, row 6, column “O*NET-SOC Code”: {NURSE} is there twice."),
    (with_rows("Occupation Data", ["29-1141.01", "N" * 151, "Nurse."]), "Occupation Data.txt, row 6, column “Title”: This is longer than 150 letters"),
    (with_rows("Occupation Data", ["29-1141.01", "", "Nurse."]), "Occupation Data.txt, row 6, column “Title”: This cell is empty"),
    (with_rows("Occupation Data", ["29-1141.01", "Nurses\0", "Nurse."]), "Occupation Data.txt, row 6, column “Title”: This holds a character that is no text."),
    ({"Occupation Data": TABLES["Occupation Data"][:1]}, "Occupation Data.txt: There is no occupation here."),
    (changed("Job Zones", ([NURSE], [NURSE, 2, "08/2023", "Analyst"])), "Job Zones.txt, row 3, column “Job Zone”: There is no 2 in “Job Zone Reference”."),
    (changed("Job Zones", ([NURSE], [NURSE, 2.5, "08/2023", "Analyst"])), "Job Zones.txt, row 3, column “Job Zone”: 2.5 is not a whole number."),
    (with_rows("Job Zones", [NURSE, 3, "08/2023", "Analyst"]), f"Job Zones.txt, row 4, column “Job Zone”: {NURSE} stands in row 3 already."),
    (with_rows("Job Zone Reference", [3, *["x"] * 6]), "Job Zone Reference.txt, row 5, column “Job Zone”: Job Zone 3 is there twice."),
    (with_rows("Task Statements", [NURSE, 33, "Rest.", "Optional", 1, "x", "x"]), "Task Statements.txt, row 7, column “Task Type”: “Optional” is neither Core nor Supplemental."),
    (with_rows("Task Statements", [NURSE, 32, "Rest.", "Core", 1, "x", "x"]), f"Task Statements.txt, row 7, column “Task ID”: {NURSE}, 32 stands in row 6 already."),
    (with_rows("Interests", [NURSE, "1.B.1.a", "Realistic", "OI", 7.1]), "Interests.txt, row 11, column “Data Value”: 7.1 is not between 1 and 7."),
    (with_rows("Interests", [NURSE, "1.B.1.g", "First", "IH", 7]), "Interests.txt, row 11, column “Data Value”: 7 is not between 0 and 6."),
    (with_rows("Interests", [NURSE, "1.B.1.g", "First", "OI", 3]), "Interests.txt, row 11, column “Element ID”: 1.B.1.g is not an interest on the scale OI."),
    (with_rows("Education, Training, and Experience", [NURSE, "2.D.1", "x", "RL", 7, 5, "N"]), "row 6, column “Category”: Education level 7 has no name."),
    (with_rows("Education, Training, and Experience", [NURSE, "2.D.1", "x", "RL", 2, 5, "N"]), f"row 6, column “Category”: {NURSE}, 2 stands in row 3 already."),
    (with_rows("Education, Training, and Experience", [SCIENTIST, "2.D.1", "x", "RL", 2, 100.1, "N"]), "row 6, column “Data Value”: 100.1 is not between 0 and 100."),
    (with_rows("Education, Training, and Experience", [SCIENTIST, "2.D.1", "x", "RW", 2, 1, "N"]), "row 6, column “Scale ID”: “RW” is not RL."),
    (with_rows("Related Occupations", [NURSE, "99-9999.00", "x", 1]), "row 4, column “Related O*NET-SOC Code”: There is no 99-9999.00 in “Occupation Data”."),
    (with_rows("Related Occupations", [SCIENTIST, NURSE, "x", 12]), f"row 4, column “Related O*NET-SOC Code”: {SCIENTIST}, {NURSE} stands in row 2 already."),
    (with_rows("Technology Skills", [SCIENTIST, "R", 1, "Analytical software", "Y", "N"]), f"row 5, column “Example”: {SCIENTIST}, R, Analytical software stands in row 3 already."),
    (with_rows("Technology Skills", [SCIENTIST, "S", 1, "Analytical software", "?", "N"]), "row 5, column “Hot Technology”: “?” is neither Y nor N."),
    (with_rows("Alternate Titles", [NURSE, "N" * 151, "n/a", "08"]), "Alternate Titles.txt, row 7, column “Alternate Title”: This is longer than 150 letters"),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "complaint"), BAD_TABLES)
def test_what_is_wrong_in_a_table_is_named_with_its_place(
    tmp_path: Path, tables: dict[str, Any], complaint: str
) -> None:
    folder = make_release(tmp_path / "release", tables=tables)
    with pytest.raises(FileError) as error:
        read(folder)
    assert complaint in str(error.value)


def test_of_a_workbook_the_sheet_is_named_too(tmp_path: Path) -> None:
    folder = make_release(
        tmp_path / "release",
        kind="excel",
        tables=with_rows("Skills", [NURSE, "2.A.9", "Flying", "IM", 9.5, "N", ""]),
    )
    with pytest.raises(FileError) as error:
        read(folder)
    assert str(error.value) == (
        "Skills.xlsx, sheet “Skills”, row 10, column “Data Value”: 9.5 is not between 1 and 5."
    )


def no_workbook(folder: Path) -> str:
    (folder / "Skills.xlsx").write_bytes(b"This is no workbook at all.")
    return "Skills.xlsx: This is not a whole workbook"


def a_workbook_cut_in_half(folder: Path) -> str:
    path = folder / "Skills.xlsx"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return "Skills.xlsx: This is not a whole workbook: it may have been cut short on its way."


def the_wrong_sheet(folder: Path) -> str:
    make_workbook(folder / "Skills.xlsx", {"Notes": [["About", "This"], ["a", "b"]]})
    return "Skills.xlsx, sheet “Notes”, row 1: The column “O*NET-SOC Code” and “Element ID” and"


def an_empty_sheet(folder: Path) -> str:
    make_workbook(folder / "Skills.xlsx", {"Skills": []})
    return "Skills.xlsx, sheet “Skills”, row 1: There is no header row here."


def the_same_table_twice(folder: Path) -> str:
    write_text(folder / "Skills.txt", TABLES["Skills"])
    return "Skills.xlsx: “Skills” is there twice, also as Skills.txt. Keep one of them."


def a_workbook_that_unpacks_to_a_lot(folder: Path) -> str:
    with zipfile.ZipFile(folder / "Skills.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return "Skills.xlsx: This would unpack to 48 MB"


SPOILT: list[Callable[[Path], str]] = [
    no_workbook, a_workbook_cut_in_half, the_wrong_sheet, an_empty_sheet, the_same_table_twice,
    a_workbook_that_unpacks_to_a_lot,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_file_that_is_no_table_is_named(tmp_path: Path, spoil: Callable[[Path], str]) -> None:
    folder = make_release(tmp_path / "release", kind="excel")
    complaint = spoil(folder)
    with pytest.raises(FileError) as error:
        read(folder)
    assert str(error.value).startswith(complaint)


def test_a_text_in_another_encoding_is_named_with_its_row(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release")
    path = folder / "Task Statements.txt"
    path.write_bytes(path.read_text("utf-8").encode("cp1252"))
    with pytest.raises(FileError, match=r"Task Statements\.txt, row 3: This file is not in UTF-8"):
        read(folder)


def test_a_text_cut_in_half_is_named_with_its_row(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release")
    path = folder / "Skills.txt"
    path.write_text(path.read_text().rpartition("Y")[0].rpartition("LV")[0])
    with pytest.raises(FileError, match=r"Skills\.txt, row 9: This row has 4 cells, the header 7"):
        read(folder)


def test_a_zip_cut_in_half_or_of_too_much_is_refused(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "release")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Occupation Data.txt", b"0" * 50_000_000)
    whole = path.read_bytes()
    for data, complaint in (
        (whole[: len(whole) // 2], "This is not a whole ZIP"),
        (bomb.getvalue(), "times its size. No official release does, so it was not opened"),
    ):
        path.write_bytes(data)
        with pytest.raises(FileError, match=complaint):
            read(path)


def test_nothing_at_a_path_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="There is no such file or folder"):
        Source.at(tmp_path / "nowhere")
    with pytest.raises(FileError, match="There is no text file or workbook here"):
        Source.at(tmp_path)


cells = st.text(
    st.characters(exclude_characters="\0\t\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", exclude_categories=["Cs"]),
    max_size=20,
)  # fmt: skip


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=10))
def test_whatever_stands_between_tabs_is_read_as_it_stands(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("text") / "Some.txt"
    write_text(path, [["One", "Two", "Three"], *rows])
    table = File(path.name, path).table()
    read = [[row.text(name) for name in table.columns] for row in table.rows()]
    assert read == [[cell.strip() for cell in row] for row in rows]


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("text") / "Some.txt"
    path.write_bytes(b"One\tTwo\n" + data)
    with suppress(FileError):
        assert all(len(row.cells) == 2 for row in File(path.name, path).table().rows())
