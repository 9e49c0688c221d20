"""Small workbooks and CSV files of our own in the layout of OEWS."""

import csv
from pathlib import Path
from typing import Any

from .workbooks import make_workbook

COLUMNS = [
    "AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE",
    "OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_QUOTIENT",
    "PCT_TOTAL", "PCT_RPT", "H_MEAN", "A_MEAN", "MEAN_PRSE", "H_PCT10", "H_PCT25", "H_MEDIAN",
    "H_PCT75", "H_PCT90", "A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90", "ANNUAL", "HOURLY",
]  # fmt: skip
NATION = {"AREA": "99", "AREA_TITLE": "U.S.", "AREA_TYPE": "1", "PRIM_STATE": "US"}
OHIO = {"AREA": "39", "AREA_TITLE": "Ohio", "AREA_TYPE": "2", "PRIM_STATE": "OH"}
UTAH = {"AREA": "49", "AREA_TITLE": "Utah", "AREA_TYPE": "2", "PRIM_STATE": "UT"}
GUAM = {"AREA": "66", "AREA_TITLE": "Guam", "AREA_TYPE": "3", "PRIM_STATE": "GU"}
AKRON = {"AREA": "10420", "AREA_TITLE": "Akron, OH", "AREA_TYPE": "4", "PRIM_STATE": "OH"}
RURAL = {
    "AREA": "3900001", "AREA_TITLE": "Eastern Ohio nonmetropolitan area", "AREA_TYPE": "6",
    "PRIM_STATE": "OH",
}  # fmt: skip
SAME = {"NAICS": "000000", "NAICS_TITLE": "Cross-industry", "I_GROUP": "cross-industry", "OWN_CODE": "1235"}  # fmt: skip
FIGURES = {
    "TOT_EMP": 1120.0, "EMP_PRSE": 3.5, "H_MEAN": 47.61, "A_MEAN": 99040.0, "MEAN_PRSE": 1.2,
    "H_PCT10": 26.29, "H_PCT25": 35.79, "H_MEDIAN": 48.35, "H_PCT75": 56.79, "H_PCT90": 69.83,
    "A_PCT10": 54690.0, "A_PCT25": 74450.0, "A_MEDIAN": 100560.0, "A_PCT75": 118130.0,
    "A_PCT90": 145250.0,
}  # fmt: skip
WAGES = [column for column in FIGURES if column[:2] in ("H_", "A_")]

Cells = dict[str, Any]


def row(
    code: str = "15-2051", title: str = "Data Scientists", area: Cells = NATION, **cells: Any
) -> Cells:
    """A row of a single occupation for everybody; `cells` are what it has instead."""
    known = {"OCC_CODE": code, "OCC_TITLE": title, "O_GROUP": "detailed"}
    return dict.fromkeys(COLUMNS, "") | area | SAME | known | FIGURES | cells


def notes(year: int, hourly: str = "115.00", annual: str = "239,200") -> list[list[str]]:
    return [
        [f"May {year} OEWS Estimates"],
        ["*  = indicates that a wage estimate is not available"],
        [
            f"#  = indicates a wage equal to or greater than ${hourly} per hour or ${annual} per year "
        ],
    ]


def workbook(
    folder: Path, *rows: Cells, year: int = 2023, kind: str = "national", **more: Any
) -> Path:
    """`national_M2023_dl.xlsx` and its kind; `more` may hold `columns` and `notes`."""
    columns = more.get("columns", COLUMNS)
    name = f"{kind}_M{year}_dl"
    table = [columns, *([cells[column] for column in columns] for cells in rows)]
    sheets = {name: table, "Field Descriptions": more.get("notes", notes(year))}
    return make_workbook(folder / f"{name}.xlsx", sheets)


def text(
    folder: Path,
    *rows: Cells,
    name: str = "state_M2023_dl.csv",
    columns: list[str] | None = None,
    mark: str = ",",
) -> Path:
    """A conversion to CSV as spreadsheets make it: with thousands commas, and a mark at its start."""
    columns = columns or COLUMNS
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerow(columns)
        for cells in rows:
            writer.writerow(_printed(column, cells[column]) for column in columns)
    return path


def _printed(column: str, value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.2f}" if column.startswith("H_") else f"{value:,.0f}"
