"""Files that must not be imported: the place is named, and nothing is kept."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from careers.importers import staging
from careers.models import Area, DataRelease, Occupation, WageEstimate

from .oews_workbooks import COLUMNS, NATION, OHIO, row, text, workbook
from .test_oews import run
from .workbooks import make_workbook

pytestmark = pytest.mark.django_db


def refused(path, complaint):
    with pytest.raises(CommandError, match=complaint):
        run(path)
    for model in (DataRelease, Area, Occupation, WageEstimate):
        assert not model._base_manager.exists()


def change_sheet(book, change):
    """Write the first sheet of `book` anew."""
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | {sheet: change(parts[sheet])}).items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"A_MEAN": "n/a"}, "column “A_MEAN”: “n/a” is not a number or a known marker"),
        ({"TOT_EMP": "#"}, "column “TOT_EMP”: “#” is not a number or a known marker"),
        ({"TOT_EMP": -10.0}, "column “TOT_EMP”: -10.0 is not between"),
        ({"A_MEAN": 0.0}, "column “A_MEAN”: 0.0 is not between"),
        ({"A_MEAN": "99_040"}, "column “A_MEAN”: “99_040” is not a number or a known marker"),
        ({"A_MEAN": -99_040.0}, "column “A_MEAN”: -99040.0 is not between"),
        ({"A_PCT90": 99e9}, "column “A_PCT90”: .* is not between"),
        ({"H_MEAN": "NaN"}, "column “H_MEAN”: NaN is not between"),
        ({"H_MEAN": "inf"}, "column “H_MEAN”: inf is not between"),
        ({"A_PCT25": 54_000.0}, "column “A_PCT25”: This percentile is below the one before it"),
        ({"H_PCT90": 50.0}, "column “H_PCT90”: This percentile is below the one before it"),
        ({"A_MEDIAN": "*", "A_PCT75": 60_000.0}, "column “A_PCT75”: This percentile is below"),
        ({"OCC_CODE": "15-205"}, "column “OCC_CODE”: “15-205” is not of the form 15-2051"),
        ({"OCC_CODE": ""}, "column “OCC_CODE”: This cell is empty"),
        ({"OCC_TITLE": ""}, "column “OCC_TITLE”: This cell is empty"),
        ({"OCC_TITLE": "x" * 151}, "column “OCC_TITLE”: This title has more than 150"),
        ({"OCC_TITLE": "Data\0"}, "column “OCC_TITLE”: This holds a character that is no text"),
        ({"O_GROUP": "narrow"}, "column “O_GROUP”: “narrow” is no group"),
        ({"AREA_TYPE": "5"}, "column “AREA_TYPE”: “5” is no type of area"),
        (OHIO | {"AREA": "OH"}, "column “AREA”: “OH” is not of the form 41860"),
        (OHIO | {"PRIM_STATE": "XX"}, "column “PRIM_STATE”: “XX” is no postal code"),
        (OHIO | {"AREA_TITLE": "x" * 121}, "column “AREA_TITLE”: This name has more than 120"),
        ({"ANNUAL": "maybe"}, "column “ANNUAL”: “maybe” is neither TRUE nor empty"),
    ],
)
def test_a_bad_cell_is_refused_by_file_sheet_row_and_column(tmp_path, cells, complaint):
    place = "national_M2023_dl.xlsx, sheet “national_M2023_dl”, row 3, "
    refused(workbook(tmp_path, row("11-1011", "Chiefs"), row(**cells)), place + complaint)


@pytest.mark.parametrize(("area", "where"), [(NATION, "the United States"), (OHIO, "Ohio")])
def test_the_same_occupation_twice_in_one_place_is_refused(tmp_path, area, where):
    book = workbook(tmp_path, row(area=area), row(area=area, A_MEAN=98_000.0))
    refused(book, f"row 3, column “OCC_CODE”: 15-2051 is there twice for {where}")


@pytest.mark.parametrize("column", ["OCC_TITLE", "A_MEDIAN", "AREA_TYPE", "TOT_EMP"])
def test_a_missing_column_is_named(tmp_path, column):
    columns = [name for name in COLUMNS if name != column]
    refused(workbook(tmp_path, row(), columns=columns), f"The column “{column}” is missing")


def test_a_sheet_that_is_something_else_is_refused(tmp_path):
    book = make_workbook(tmp_path / "OES_Report_M2023.xlsx", {"OES Sheet": [["One occupation for multiple geographical areas", ""]]})  # fmt: skip
    refused(book, "sheet “OES Sheet”, row 1: The column “AREA_TITLE” and “OCC_TITLE” is missing")


def test_a_table_of_industries_is_refused(tmp_path):
    refused(workbook(tmp_path, row(I_GROUP="sector", NAICS="11")), "No row of this file is for all")


def test_a_marker_without_a_known_top_code_says_what_to_do(tmp_path):
    book = workbook(tmp_path, row(A_PCT90="#"), year=2031, notes=[["May 2031 OEWS Estimates"]])
    refused(book, "“#” means “at least”.* in May 2031. Import the workbook as it was downloaded")


def test_a_file_of_no_year_is_to_be_renamed(tmp_path):
    refused(
        text(tmp_path, row(), name="wages.csv"),
        "which year it is for. If it is a table of OEWS, rename it",
    )


def test_a_file_under_the_name_of_another_year_is_refused(tmp_path):
    book = workbook(tmp_path, row()).rename(tmp_path / "national_M2024_dl.xlsx")
    refused(book, "it is for May 2023 and May 2024")


def test_wages_by_an_older_classification_are_refused(tmp_path):
    refused(workbook(tmp_path, row(), year=2017), "an older classification of occupations")


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "national_M2023_dl.xlsx"
    path.write_text("<html>The page you asked for has moved.</html>")
    refused(path, "national_M2023_dl.xlsx: This is not a whole workbook")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_a_workbook_cut_short_is_refused(tmp_path, kept):
    path = workbook(tmp_path, *(row(f"11-{n:04}", f"Job {n}") for n in range(200)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    refused(path, "This is not a whole workbook")


def test_a_csv_cut_short_is_refused_at_its_last_row(tmp_path):
    path = text(tmp_path, row("11-1011", "Chiefs"), row())
    whole = path.read_bytes()
    path.write_bytes(whole[:-60])
    refused(path, "state_M2023_dl.csv, row 3: This row has .* cells, the header 32")


def test_a_csv_in_another_encoding_is_refused(tmp_path):
    path = text(tmp_path, row(area=OHIO | {"AREA_TITLE": "Cañon"}))
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("latin-1"))
    refused(path, "state_M2023_dl.csv.*not in UTF-8")


def test_a_workbook_that_would_unpack_to_far_too_much_is_not_opened(tmp_path):
    path = tmp_path / "national_M2023_dl.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    refused(path, "times its size")


@pytest.mark.parametrize(
    ("right", "low", "named"), [("XFD", 1048576, "XFD1048576"), ("AF", 900_000, "AF900000")]
)
def test_a_cell_far_outside_any_table_is_named_before_it_takes_all_memory(
    tmp_path, right, low, named
):
    book = workbook(tmp_path, row())
    far = f'<row r="{low}"><c r="A{low}"><v>1</v></c><c r="{right}{low}"><v>1</v></c></row>'
    change_sheet(book, lambda xml: xml.replace(b"</sheetData>", far.encode() + b"</sheetData>"))
    refused(book, f"sheet “national_M2023_dl”: Cell {named} lies far outside any table. Delete")


def test_an_empty_cell_far_down_that_only_has_a_style_is_no_harm(tmp_path):
    book = workbook(tmp_path, row())
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    change_sheet(book, lambda xml: xml.replace(b"</sheetData>", far))
    assert "1 taken" in run(book)


def test_a_workbook_without_sheets_is_refused(tmp_path):
    refused(
        make_workbook(tmp_path / "national_M2023_dl.xlsx", {}),
        "There is no sheet in this workbook",
    )


def test_a_damaged_file_inside_a_zip_is_refused(tmp_path):
    path = tmp_path / "oesm23nat.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(text(tmp_path, row(), name="national_M2023_dl.csv"), "national_M2023_dl.csv")
    packed = bytearray(path.read_bytes())
    packed[60:90] = b"\xff" * 30
    path.write_bytes(packed)
    refused(path, "national_M2023_dl.csv: This file cannot be taken out of the ZIP")


def test_a_damaged_sheet_inside_a_workbook_is_refused(tmp_path):
    book = workbook(tmp_path, *(row(f"11-{n:04}", f"Job {n}") for n in range(200)))
    with zipfile.ZipFile(book) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    packed = bytearray(book.read_bytes())
    packed[start + 80 : start + 110] = b"\xff" * 30
    book.write_bytes(packed)
    refused(book, "sheet “national_M2023_dl”: This sheet cannot be read")


@pytest.mark.parametrize("name", ["state_M2023_dl.csv", "state_M2023_dl.xlsx", "oesm23st.zip"])
def test_a_file_that_may_not_be_read_is_told_so(tmp_path, monkeypatch, name):
    path = tmp_path / name
    path.write_text("a,b")
    opened = io.open

    def forbidden(file, *args, **options):
        if Path(file) == path:
            raise PermissionError(13, "Permission denied")
        return opened(file, *args, **options)

    # Who runs tests as root may read every file.
    monkeypatch.setattr("io.open", forbidden)
    refused(path, f"{name}: This cannot be read: Permission denied")


def test_a_folder_that_may_not_be_entered_is_told_so(tmp_path, monkeypatch):
    def forbidden(*args, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.is_dir", forbidden)
    refused(tmp_path / "oews", "oews: This cannot be read: Permission denied")


@pytest.mark.parametrize(
    ("problem", "sentence", "code"),
    [
        (OperationalError("database is locked"), "The database says: database is locked.", 1),
        (OSError(28, "No space left on device"), "No space left on device.", 1),
        (KeyboardInterrupt(), "It was stopped.", 130),
    ],
)
def test_what_ends_an_import_early_is_told_with_what_is_in_use(
    tmp_path, monkeypatch, problem, sentence, code
):
    def fail(*args):
        raise problem

    book = workbook(tmp_path, row())
    with monkeypatch.context() as patch:
        patch.setattr("careers.importers.oews.switch", fail)
        refused(book, f"^Nothing was imported. {sentence} Start it again")

    def fail_late(*args):
        staging.switch(*args)
        raise problem

    monkeypatch.setattr("careers.importers.oews.switch", fail_late)
    with pytest.raises(
        CommandError, match=r"^Nothing more was imported: .*2023.* in use"
    ) as raised:
        run(book)
    assert raised.value.returncode == code
    assert DataRelease.objects.get().state == DataRelease.State.CURRENT


def test_a_year_that_was_sound_stays_when_the_next_is_not(tmp_path):
    workbook(tmp_path, row())
    workbook(tmp_path, row(A_MEAN="?"), year=2024)
    with pytest.raises(CommandError, match="Nothing more was imported"):
        run(tmp_path)
    assert DataRelease.objects.get().period.year == 2023
    assert WageEstimate.in_any_state.count() == 1
