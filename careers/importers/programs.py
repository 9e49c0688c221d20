"""The CIP–SOC crosswalk: which programs of study lead to which occupations."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from careers.models import DataRelease, StudyProgram

from .reading import File, FileError, Row, Table, open_files
from .whole import Columns, Key, Whole, count

SOC = re.compile(r"\d\d-\d{4}")
CIP = re.compile(r"\d\d\.\d{4}")
NO_OCCUPATION, NO_PROGRAM = "99-9999", "99.9999"
"""What stands, with the title “NO MATCH”, where one side has nothing to match."""


def read(paths: Iterable[Path]) -> Whole:
    """The crosswalk at `paths`: the workbook with its sheets “CIP-SOC” and “SOC-CIP”, or text.

    Raises FileError; a file that is no crosswalk is passed over.
    """
    files = open_files(paths)
    found = [(file, table) for file in files if (table := _crosswalk(file)) is not None]
    if not found:
        raise FileError(
            "There is no table here with the columns CIP2020Code, CIP2020Title, SOC2018Code and SOC2018Title.",
            ", ".join(file.name for file in files)[:200],
        )
    if len(found) > 1:
        raise FileError(
            f"The crosswalk is in {found[0][0].name} already. Import one at a time.",
            found[1][0].name,
        )
    return _read(*found[0])


def _crosswalk(file: File) -> Table | None:
    for sheet in file.sheets() or [""]:
        if not sheet or "SOC" in sheet.upper():
            table = file.table(sheet)
            table = replace(table, columns=[column.replace(" ", "") for column in table.columns])
            if any(re.fullmatch(r"CIP\d{4}Code", column) for column in table.columns):
                return table
    return None


def _read(file: File, table: Table) -> Whole:
    cip = next(c for c in table.columns if re.fullmatch(r"CIP\d{4}Code", c)).removesuffix("Code")
    table.need("SOC2018Code", "SOC2018Title", f"{cip}Title")
    year = int(cip.removeprefix("CIP"))
    rows: dict[Key, Columns] = {}
    titles: dict[str, str] = {}
    places: dict[Key, int] = {}
    unmatched = 0
    for row in table.rows():
        if not any(str(cell).strip() for cell in row.cells):
            continue
        key = row.needed("SOC2018Code", SOC, "15-2051"), _cip(row, f"{cip}Code")
        if NO_OCCUPATION in key or NO_PROGRAM in key:
            unmatched += 1
            continue
        if key in places:
            raise row.bad(
                f"{cip}Code", f"{key[0]} with {key[1]} stands in row {places[key]} already."
            )
        places[key] = row.number
        title, program = (_title(row, column) for column in ("SOC2018Title", f"{cip}Title"))
        rows[key], titles[key[0]] = {"title": program}, title
    if not rows:
        raise FileError("There are no rows under the header.", file.name, table.sheet)
    read = (
        f"{len(rows) + unmatched:,} rows read: {count(len(rows), 'line')} for "
        f"{count(len(titles), 'occupation')} taken, {unmatched:,} without a match left out."
    )
    release = DataRelease(
        key=f"programs-{year}",
        dataset=DataRelease.Dataset.PROGRAMS,
        publisher="National Center for Education Statistics and U.S. Bureau of Labor Statistics",
        name=f"CIP {year} to SOC 2018 Crosswalk",
        period=date(year, 1, 1),
        first_year=year,
        url="https://nces.ed.gov/ipeds/cipcode/",
    )
    return Whole(
        release, file, StudyProgram, rows, titles, read, told_apart_by=("cip_code",)
    )  # fmt: skip


def _cip(row: Row, column: str) -> str:
    """A program's code; a workbook may hold it as a number, without the zeros at its ends."""
    cell = row.cells[row.table.index[column]]
    if isinstance(cell, float):
        return f"{cell:07.4f}"
    return row.needed(column, CIP, "11.0701").strip()


def _title(row: Row, column: str) -> str:
    title = " ".join(row.needed(column).split()).removesuffix(".")
    if len(title) > 150:
        raise row.bad(column, "This title is longer than the 150 letters there is room for.")
    return title
