"""Small releases of O*NET® data in the official formats, in words of our own, and the real ones."""

import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from careers.importers.onet import Report, import_onet

from .workbooks import make_workbook, reference

Rows = Sequence[Sequence[Any]]

SCIENTIST, ANALYST, NURSE, OFFICER = "15-2051.00", "15-2051.01", "29-1141.00", "55-1011.00"
TITLES = {
    SCIENTIST: "Data Scientists",
    ANALYST: "Business Intelligence Analysts",
    NURSE: "Registered Nurses",
    OFFICER: "Air Crew Officers",
}
RATING = ["O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value"]
CODE = "O*NET-SOC Code"
N = "n/a"

TABLES: dict[str, Rows] = {
    "Occupation Data": [
        [CODE, "Title", "Description"],
        [SCIENTIST, TITLES[SCIENTIST], "Find in data what a company wants to know. Explain it."],
        [ANALYST, TITLES[ANALYST], "Report what the figures of a company say."],
        [NURSE, TITLES[NURSE], "Look after people who are ill or hurt."],
        [OFFICER, TITLES[OFFICER], "Fly for the armed forces."],
    ],
    "Job Zone Reference": [
        ["Job Zone", "Name", "Experience", "Education", "Job Training", "Examples", "SVP Range"],
        [1, "Zone One", "None.", "None.", "Days.", "Waiters.", "(Below 4.0)"],
        [3, "Zone Three", "Some.", "Some.", "A year.", "Nurses.", "(6.0 to < 7.0)"],
        [5, "Zone Five", "Much.", "Much.", "None.", "Scientists.", "(8.0 and above)"],
    ],
    "Job Zones": [
        [CODE, "Job Zone", "Date", "Domain Source"],
        [SCIENTIST, 5, "08/2023", "Analyst"],
        [NURSE, 3, "08/2023", "Analyst"],
    ],
    "Task Statements": [
        [CODE, "Task ID", "Task", "Task Type", "Incumbents Responding", "Date", "Domain Source"],
        [SCIENTIST, 11, "Clean data.", N, N, "08/2023", "Analyst"],
        [SCIENTIST, 12, "Draw “charts” for \"others\".", N, N, "08/2023", "Analyst"],
        [ANALYST, 21, "Write reports.", "Supplemental", 20, "08/2023", "Analyst"],
        [NURSE, 31, "Give medicine.", "Core", 90, "08/2023", "Incumbent"],
        [NURSE, 32, "Keep records.", "Core", 90, "08/2023", "Incumbent"],
    ],
    "Skills": [
        [*RATING, "Recommend Suppress", "Not Relevant"],
        [NURSE, "2.A.1.a", "Reading", "IM", 3.75, "N", N],
        [NURSE, "2.A.1.a", "Reading", "LV", 4.12, "N", "N"],
        [NURSE, "2.A.1.b", "Listening", "IM", 4.12, "N", N],
        [NURSE, "2.A.1.b", "Listening", "LV", 0, "N", "Y"],
        [NURSE, "2.B.3.a", "Repairing", "IM", 1.5, "Y", N],
        [NURSE, "2.B.3.a", "Repairing", "LV", 1.1, "N", "N"],
        [ANALYST, "2.A.1.a", "Reading", "IM", 3.25, "N", N],
        [ANALYST, "2.A.1.a", "Reading", "LV", 3.5, "Y", "N"],
    ],
    "Knowledge": [
        [*RATING, "Recommend Suppress", "Not Relevant"],
        [NURSE, "2.C.5.a", "Medicine", "IM", 4.5, N, N],
        [NURSE, "2.C.5.a", "Medicine", "LV", 5.25, N, "N"],
    ],
    "Work Styles": [
        [*RATING, "Recommend Suppress"],
        [NURSE, "1.C.5.a", "Dependability", "IM", 4.63, "N"],
        [NURSE, "1.C.5.b", "Attention", "IM", 4.7, "N"],
    ],
    "Technology Skills": [
        [CODE, "Example", "Commodity Code", "Commodity Title", "Hot Technology", "In Demand"],
        [SCIENTIST, "Python", 43232408, "Web platform software", "Y", "Y"],
        [SCIENTIST, "R", 43232605, "Analytical software", "Y", "N"],
        [SCIENTIST, "C#", 43232402, "Analytical software", "N", "N"],
    ],
    "Education, Training, and Experience Categories": [
        ["Element ID", "Element Name", "Scale ID", "Category", "Category Description"],
        ["2.D.1", "Required Level of Education", "RL", 1, "Less than high school"],
        ["2.D.1", "Required Level of Education", "RL", 2, "High school"],
        ["2.D.1", "Required Level of Education", "RL", 6, "Bachelor's degree"],
        ["3.A.1", "Related Work Experience", "RW", 1, "None"],
    ],
    "Education, Training, and Experience": [
        [CODE, "Element ID", "Element Name", "Scale ID", "Category", "Data Value", "Recommend Suppress"],
        [NURSE, "2.D.1", "Required Level of Education", "RL", 6, 70.5, "N"],
        [NURSE, "2.D.1", "Required Level of Education", "RL", 2, 29.5, "N"],
        [NURSE, "2.D.1", "Required Level of Education", "RL", 1, 0, "Y"],
        [NURSE, "3.A.1", "Related Work Experience", "RW", 1, 12.5, "N"],
    ],
    "Interests": [
        RATING,
        *([SCIENTIST, f"1.B.1.{letter}", "Type", "OI", score]
          for letter, score in zip("abcdef", [2.16, 6.99, 2.59, 1.66, 1.71, 5.4], strict=True)),
        [SCIENTIST, "1.B.1.g", "First Interest High-Point", "IH", 2],
        [SCIENTIST, "1.B.1.h", "Second Interest High-Point", "IH", 6],
        [SCIENTIST, "1.B.1.i", "Third Interest High-Point", "IH", 0],
    ],
    "Related Occupations": [
        [CODE, "Related O*NET-SOC Code", "Relatedness Tier", "Index"],
        [SCIENTIST, NURSE, "Supplemental", 11],
        [SCIENTIST, ANALYST, "Primary-Short", 1],
    ],
    "Alternate Titles": [
        [CODE, "Alternate Title", "Short Title", "Source(s)"],
        [SCIENTIST, "Data Mining Specialist", N, "08"],
        [SCIENTIST, "data scientists", N, "08"],
        [NURSE, "Registered Nurse (RN)", "RN", "08"],
        [NURSE, "Emergency Room Nurse", "ER Nurse", "10"],
        [OFFICER, "Pilot, Military", N, "08"],
    ],
    "Sample of Reported Titles": [
        [CODE, "Reported Job Title", "Shown in My Next Move"],
        [NURSE, "Staff Nurse", "Y"],
        [NURSE, "rn", "N"],
    ],
}  # fmt: skip
"""What 29.3 holds, cut down to four occupations and to the columns that tell something."""

MONTHS = {"27.0": "August 2022", "29.2": "February 2025", "29.3": "May 2025", "30.3": "May 2026"}


def make_release(
    folder: Path,
    version: str = "29.3",
    kind: str = "text",
    read_me: str | None = None,
    tables: Mapping[str, Rows | None] | None = None,
) -> Path:
    """A release in `folder`, as text or as "excel"; `tables` replace those of TABLES, None leaves out.

    Workbooks have the column Title that text lacks, and empty cells where text has "n/a".
    """
    folder.mkdir(parents=True, exist_ok=True)
    if read_me is None:
        read_me = f"O*NET {version} Database\n{MONTHS[version]} Release\n----\n"
    if read_me:
        (folder / "Read Me.txt").write_text(read_me, encoding="utf-8")
    for name, rows in (TABLES | dict(tables or {})).items():
        if rows is None:
            continue
        if kind == "excel":
            make_workbook(folder / f"{name}.xlsx", {name[:31]: map(_excel_row, rows)})
        else:
            write_text(folder / f"{name}.txt", rows)
    return folder


def _excel_row(row: Sequence[Any]) -> list[Any]:
    cells = ["" if cell == N else cell for cell in row]
    if cells[0] == CODE and "Title" not in cells:
        return [CODE, "Title", *cells[1:]]
    if cells[0] in TITLES and cells[1] != TITLES[cells[0]]:
        return [cells[0], TITLES[cells[0]], *cells[1:]]
    return cells


def write_text(path: Path, rows: Rows) -> Path:
    lines = ("\t".join(map(str, row)) for row in rows)
    path.write_text("".join(f"{line}\r\n" for line in lines), encoding="utf-8", newline="")
    return path


def zipped(folder: Path, name: str = "release.zip", inside: str = "") -> Path:
    """`folder` as a ZIP beside it, its files in the folder `inside` of the ZIP."""
    path = folder.with_name(name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{inside}/{file.name}" if inside else file.name)
    return path


def changed(name: str, *changes: tuple[Sequence[Any], Sequence[Any] | None]) -> dict[str, Rows]:
    """Table `name` with rows replaced, or taken out for None; they are named by how they begin."""
    rows = [list(row) for row in TABLES[name]]
    for beginning, new in changes:
        found = [n for n, row in enumerate(rows) if row[: len(beginning)] == list(beginning)]
        assert len(found) == 1, beginning
        rows[found[0] : found[0] + 1] = [] if new is None else [list(new)]
    return {name: rows}


def with_rows(name: str, *rows: Sequence[Any]) -> dict[str, Rows]:
    return {name: [*TABLES[name], *rows]}


def without(*codes: str) -> dict[str, Rows]:
    """Every table without rows that name one of `codes`."""
    return {
        name: [row for row in rows if not set(row) & set(codes)] for name, rows in TABLES.items()
    }


@contextmanager
def without_rests() -> Iterator[None]:
    """Imports rest as long as they work, so that members get their turn; tests have no members."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "careerportal.gently.time",
            SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: None),
        )
        yield


@contextmanager
def real_releases_in_use(*names: str) -> Iterator[list[Report]]:
    """The official releases in these folders of REFERENCE_DATA, imported one after the other.

    For a fixture of the scope of a module, which also asks for `django_db_setup` and unblocks
    `django_db_blocker`: importing takes long. Nothing stays of it.
    """
    paths = [reference(name) for name in names]
    with transaction.atomic():
        with without_rests():
            reports = [import_onet(path) for path in paths]
        yield reports
        transaction.set_rollback(True)
