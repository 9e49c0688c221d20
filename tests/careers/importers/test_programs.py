"""The CIP–SOC crosswalk, as text and as the official workbook."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from careers.models import DataRelease, Occupation, StudyProgram
from tests.builders import make_occupation

from .workbooks import make_workbook

pytestmark = pytest.mark.django_db

HEADER = "SOC2018Code,SOC2018Title,CIP2020Code,CIP2020Title"
LINES = [
    '11-1011,Chief Executives,52.0101,"Business/Commerce, General."',
    "15-2051,Data Scientists,11.0701,Computer Science.",
    "15-2051,Data Scientists,27.0501,  Statistics  and Chance.",
    "13-1074,Farm Labor Contractors,99.9999,NO MATCH",
    "99-9999,NO MATCH,01.0000,No Occupation.",
]


def crosswalk(folder: Path, *lines: str, header: str = HEADER, name: str = "cw.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8-sig")
    return path


def bring_in(path: Path, dry_run: bool = False) -> None:
    call_command("import_programs", path, dry_run=dry_run)


def test_programs_are_read_without_the_period_and_the_lines_without_a_match(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(crosswalk(tmp_path, *LINES))
    rows = StudyProgram.objects.values_list("occupation__soc_code", "cip_code", "title")
    assert list(rows.order_by("cip_code")) == [
        ("15-2051", "11.0701", "Computer Science"),
        ("15-2051", "27.0501", "Statistics and Chance"),
        ("11-1011", "52.0101", "Business/Commerce, General"),
    ]
    assert not Occupation.objects.filter(soc_code__in=["99-9999", "13-1074"]).exists()
    assert "5 rows read: 3 lines for 2 occupations taken, 2 without a match left out." in capsys.readouterr().out  # fmt: skip


def test_the_release_names_its_publishers_and_its_year(tmp_path: Path) -> None:
    bring_in(crosswalk(tmp_path, *LINES))
    release = DataRelease.objects.get()
    assert release.key == "programs-2020"
    assert release.citation == (
        "National Center for Education Statistics and U.S. Bureau of Labor Statistics, "
        "CIP 2020 to SOC 2018 Crosswalk (2020)"
    )


def test_the_official_workbook_is_read_from_one_of_its_two_sheets(tmp_path: Path) -> None:
    pairs: list[list[Any]] = [
        ["01.0000", "Agriculture, General.", "11-9013", "Farmers"],
        # A code that a spreadsheet took for a number, without its zeros.
        [1.1, "Agricultural Science.", "11-9013", "Farmers"],
        ["01.0199", "Nothing.", "99-9999", "NO MATCH"],
    ]
    header = ["CIP2020Code", "CIP2020Title", "SOC2018Code", "SOC2018Title"]
    path = make_workbook(
        tmp_path / "CIP2020_SOC2018_Crosswalk.xlsx",
        {
            "Read me": [["About this file"]],
            "CIP-SOC": [header, *pairs],
            "SOC-CIP": [header[2:] + header[:2], *[pair[2:] + pair[:2] for pair in pairs]],
        },
    )
    bring_in(path)
    assert list(StudyProgram.objects.values_list("cip_code", flat=True)) == ["01.0000", "01.1000"]


def test_an_occupation_that_is_there_keeps_its_title(tmp_path: Path) -> None:
    known = make_occupation("15-2051")
    bring_in(crosswalk(tmp_path, *LINES))
    known.refresh_from_db()
    assert known.title != "Data Scientists"
    assert known.study_programs.count() == 2


def test_importing_again_changes_nothing_and_a_new_file_replaces_the_old(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = crosswalk(tmp_path, *LINES)
    bring_in(path)
    bring_in(path)
    assert "Nothing to do" in capsys.readouterr().out
    bring_in(crosswalk(tmp_path, LINES[0], LINES[1].replace("Computer", "Computing")))
    changes = DataRelease.objects.get(state="current").changes
    assert changes == ["2 lines: 0 added, 1 changed, 1 removed, 1 as before."]
    assert StudyProgram._base_manager.count() == 2


def test_a_dry_run_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bring_in(crosswalk(tmp_path, *LINES), dry_run=True)
    assert "3 lines: 3 added" in capsys.readouterr().out
    assert not StudyProgram._base_manager.exists()
    assert not DataRelease.objects.exists()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("15-2051,Data Scientists,11.701,X.", "row 3, column “CIP2020Code”: “11.701” is not"),
        ("152051,Data Scientists,11.0701,X.", "row 3, column “SOC2018Code”"),
        ("15-2051,,11.0701,X.", "row 3, column “SOC2018Title”: This cell is empty"),
        ("15-2051,Data Scientists,11.0701,", "row 3, column “CIP2020Title”: This cell is empty"),
        (LINES[0], "row 3, column “CIP2020Code”: 11-1011 with 52.0101 stands in row 2"),
        (f"15-2051,Data Scientists,11.0701,{'x' * 151}", "longer than the 150 letters"),
        ("15-2051,Data Scientists,11.0701", "row 3: This row has 3 cells, the header 4"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_kept(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(CommandError) as refusal:
        bring_in(crosswalk(tmp_path, LINES[0], line))
    assert complaint in str(refusal.value)
    assert str(refusal.value).startswith("Nothing was imported. cw.csv, ")
    assert not DataRelease.objects.exists()


def test_other_files_are_refused_in_words(tmp_path: Path) -> None:
    path = crosswalk(tmp_path, "a,b", header="Name,Value")
    with pytest.raises(CommandError, match="no table here with the columns CIP2020Code"):
        bring_in(path)
    with pytest.raises(CommandError, match="“SOC2018Code” and “SOC2018Title” is missing"):
        bring_in(crosswalk(tmp_path, LINES[0], header=HEADER.replace("2018", "2010")))
    path.write_bytes(f"{HEADER}\n11-1011,Chief\xe9,52.0101,X.".encode("latin-1"))
    with pytest.raises(CommandError, match="not in UTF-8"):
        bring_in(path)


def test_two_crosswalks_in_one_folder_are_refused(tmp_path: Path) -> None:
    crosswalk(tmp_path, *LINES)
    crosswalk(tmp_path, *LINES, name="other.csv")
    with pytest.raises(CommandError, match="Import one at a time"):
        bring_in(tmp_path)


def test_an_older_crosswalk_is_refused(tmp_path: Path) -> None:
    bring_in(crosswalk(tmp_path, *LINES, header=HEADER.replace("2020", "2030")))
    with pytest.raises(CommandError, match="which is newer"):
        bring_in(crosswalk(tmp_path, *LINES))
