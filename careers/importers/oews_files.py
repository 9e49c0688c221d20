"""What an OEWS file says, row by row. Everything that is wrong with it is a FileError.

Workbooks of the nation, the states, metropolitan areas or everything have the same columns; what
people made of them may have fewer. A file with AREA codes is a whole release of the kinds of areas
in it; one without is an *extract*, which only adds to what is known.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from careers.models import Occupation
from careers.models.wages import PERCENTILES

from .aggregates import MEMBERS
from .areas import KINDS, NATION, POSTAL_CODES, Place, place_called
from .reading import File, FileError, Row, Table


class Figure(NamedTuple):
    """A figure of a row: its column in the file and its field in the model, and what it may be."""

    column: str
    field: str
    low: float
    high: float
    places: int = 0


def _wages(letter: str, period: str, low: float, high: float, places: int) -> list[Figure]:
    suffixes = {"MEAN": "mean", "PCT10": "p10", "PCT25": "p25", "MEDIAN": "median"}
    suffixes |= {"PCT75": "p75", "PCT90": "p90"}
    return [
        Figure(f"{letter}_{there}", f"{period}_{here}", low, high, places)
        for there, here in suffixes.items()
    ]


COUNTS = [
    Figure("TOT_EMP", "employment", 1, 400_000_000),
    Figure("JOBS_1000", "jobs_per_1000", 0, 1000, 3),
    Figure("LOC_QUOTIENT", "location_quotient", 0, 10_000, 2),
]
FIGURES = [
    *COUNTS,
    *_wages("A", "annual", 1_000, 2_000_000, 0),
    *_wages("H", "hourly", 1, 1_000, 2),
]
FIELDS = [figure.field for figure in FIGURES]
ANNUAL, HOURLY = (
    [place for place, field in enumerate(FIELDS) if field.startswith(period)]
    for period in ("annual", "hourly")
)
RISING = [
    [FIELDS.index(f"{period}_{suffix}") for suffix in PERCENTILES]
    for period in ("annual", "hourly")
]

NOT_PUBLISHED = {"", "*", "**", "~"}
TOP = "#"
TOP_CODES = {
    **dict.fromkeys((2020, 2021), (Decimal("100.00"), 208_000)),
    **dict.fromkeys((2022, 2023, 2024), (Decimal("115.00"), 239_200)),
}
"""Year → the hourly and the yearly wage from which on BLS prints "#", for files without notes."""

FIRST_YEAR = 2019
"""Before that, OEWS used the classification of 2010, in which the same code may be another job."""

CODE = re.compile(r"\d\d-\d{4}")
GROUPS = {"total", "major", "minor", "broad", "detailed"}
FOOTNOTE = re.compile(r"\s*(\[\d+\]|\(\d\)|\*+)$")

Key = tuple[int, int | None]
"""Ids of an occupation and an area (None for the nation): what a row of wages is about."""
Codes = dict[str, list[str]]
"""The codes of occupations that have a title."""
Values = list[float | Decimal | None]
"""In the order of FIELDS."""


class Line(NamedTuple):
    """A row that is taken, before its occupation and area have ids."""

    row: Row
    code: str
    title: str
    place: Place
    values: Values


def falling(values: Values) -> str:
    """The field of a percentile that is below the one before it; empty when all rise."""
    for places in RISING:
        known = [place for place in places if values[place] is not None]
        for low, high in pairwise(known):
            if values[low] > values[high]:  # type: ignore[operator]
                return FIELDS[high]
    return ""


@dataclass
class Source:
    """A file of one year, and what it says about itself."""

    file: File
    year: int
    top_codes: tuple[Decimal, int] | None
    """By the hour, by the year; None where neither the file nor we know."""

    @classmethod
    def of(cls, file: File) -> "Source":
        """Raises FileError when nothing in the file says which year it is for, or not one year."""
        file = replace(file)  # a copy, so that the opened workbook goes when this is done
        sheets = file.sheets()
        notes = " ".join(
            str(cell) for sheet in sheets[1:] for cells in file.cells(sheet)[:200] for cell in cells
        )
        name = f"{file.stem} {sheets[0] if sheets else ''}"
        years = {int(year) for year in re.findall(r"(?:\bM|_M|May)[ _]?(20\d\d)(?!\d)", name)}
        years |= {int(year) for year in re.findall(r"May (20\d\d) OEWS", notes)}
        if not years:
            raise FileError(
                "Nothing in this file says which year it is for. If it is a table of OEWS, rename it so "
                "that its name has the year, as in state_M2023_dl.csv; otherwise leave it out.",
                file.name,
            )
        if len(years) > 1:
            raise FileError(
                f"This file says that it is for May {' and May '.join(map(str, sorted(years)))}. "
                "Import it as it was downloaded, under the name it had.",
                file.name,
            )
        [year] = years
        if year < FIRST_YEAR:
            raise FileError(
                f"Wages before May {FIRST_YEAR} are for an older classification of occupations, "
                "in which a code may mean another occupation.",
                file.name,
            )
        said = re.search(r"\$([\d,.]+\d) per hour or \$([\d,]+\d) per year", notes)
        tops = TOP_CODES.get(year)
        if said:
            tops = Decimal(said[1].replace(",", "")), int(said[2].replace(",", ""))
        return cls(file, year, tops)

    def open(self) -> Table:
        """The table, its columns by their names of today. A large workbook takes seconds."""
        table = replace(self.file).table()
        columns = [column.upper().replace(" ", "_") for column in table.columns]
        return replace(table, columns=columns)


def is_whole(table: Table) -> bool:
    """Whether it is a whole release of the kinds of areas in it, and no extract."""
    return "AREA" in table.index


class Reader:
    """Reads one file. `counts` says how many rows were read, taken, and left out for which reason."""

    def __init__(self, source: Source, table: Table, counts: Counter[str], codes: Codes) -> None:
        """`codes` are those of each title, for a file that has titles only."""
        self.source, self.table, self.counts, self.codes = source, table, counts, codes
        self.whole = is_whole(table)
        if self.whole:
            table.need("AREA_TITLE", "AREA_TYPE", "OCC_CODE", "OCC_TITLE", "TOT_EMP")
            table.need(*(figure.column for figure in FIGURES if figure not in COUNTS))
        else:
            table.need("AREA_TITLE", "OCC_TITLE")
        self.columns = [(table.index.get(figure.column), figure) for figure in FIGURES]
        if not any(position is not None for position, _ in self.columns):
            table.need("A_MEDIAN")
        self.places: dict[str, Place] = {}

    def lines(self) -> Iterator[Line]:
        """The rows for all industries and owners together, of single occupations and of all."""
        took = False
        for row in self.table.rows():
            self.counts["read"] += 1
            title = FOOTNOTE.sub("", row.needed("OCC_TITLE"))
            code = self._code(row, title)
            reason = self._left_out(row, code)
            if reason:
                self.counts[reason] += 1
                continue
            if len(title) > 150:
                raise row.bad("OCC_TITLE", "This title has more than 150 letters.")
            took = True
            self.counts["taken"] += 1
            yield Line(row, code, title, self._place(row), self._values(row))
        if not took:
            raise FileError(
                "No row of this file is for all industries together: it is another table of OEWS.",
                self.table.file, self.table.sheet,
            )  # fmt: skip

    def _code(self, row: Row, title: str) -> str:
        if "OCC_CODE" in self.table.index:
            return row.needed("OCC_CODE", CODE, "15-2051")
        codes = self.codes.get(title, [])
        if len(codes) == 1:
            return codes[0]
        problem = (
            f"stands for {' and '.join(codes)}" if codes
            else "is no occupation known so far: import the national file of this year first"
        )  # fmt: skip
        raise row.bad("OCC_TITLE", f"This file has no OCC_CODE, and “{title}” {problem}.")

    def _left_out(self, row: Row, code: str) -> str:
        """Why this row is not for us; empty when it is."""
        index = self.table.index
        if "I_GROUP" in index and row.text("I_GROUP").lower() != "cross-industry":
            return "for one industry"
        if "NAICS" in index and row.text("NAICS").strip("0"):
            return "for one industry"
        if "OWN_CODE" in index and row.text("OWN_CODE") != "1235":
            return "for some owners only"
        if "O_GROUP" in index:
            group = row.text("O_GROUP").lower()
            if group not in GROUPS:
                raise row.bad("O_GROUP", f"“{group[:60]}” is no group of occupations.")
            return "" if group in ("detailed", "total") else "for a group of occupations"
        if code.endswith("0") and code not in MEMBERS and code != Occupation.ALL:
            return "for a group of occupations"
        return ""

    def _place(self, row: Row) -> Place:
        key = row.text("AREA_TITLE")
        if self.whole:
            key = f"{row.text('AREA')} {row.text('AREA_TYPE')}"
        if key not in self.places:
            self.places[key] = self._read_place(row)
        return self.places[key]

    def _read_place(self, row: Row) -> Place:
        title = FOOTNOTE.sub("", row.needed("AREA_TITLE"))
        if not self.whole:
            place = place_called(title)
            if place is None:
                raise row.bad("AREA_TITLE", f"“{title[:60]}” is no state or area known so far.")
            return place
        kind = KINDS.get(row.text("AREA_TYPE"))
        if kind is None:
            raise row.bad(
                "AREA_TYPE", f"“{row.text('AREA_TYPE')[:60]}” is no type of area: 1, 2, 3, 4 or 6."
            )
        if kind == NATION:
            return Place(NATION)
        code = row.needed("AREA", re.compile(r"\d{1,7}"), "41860").lstrip("0")
        if len(title) > 120:
            raise row.bad("AREA_TITLE", "This name has more than 120 letters.")
        return Place(kind, code, title, self._state(row, title))

    def _state(self, row: Row, title: str) -> str:
        """The postal code of the (first) state of an area, from its own column or from its name."""
        if "PRIM_STATE" in self.table.index:
            state = row.needed("PRIM_STATE")
        elif (known := place_called(title)) and known.state:
            state = known.state
        else:
            state = title.rpartition(", ")[2][:2]
        if state not in POSTAL_CODES:
            column = "PRIM_STATE" if "PRIM_STATE" in self.table.index else "AREA_TITLE"
            raise row.bad(column, f"“{state[:60]}” is no postal code of a state.")
        return state

    def _values(self, row: Row) -> Values:
        values: Values = []
        for position, figure in self.columns:
            cell = None if position is None else row.cells[position]
            if type(cell) is float and figure.low <= cell <= figure.high:
                values.append(round(cell, figure.places) if figure.places else round(cell))
            elif position is None or cell == "":
                values.append(None)
            else:
                values.append(self._odd(row, figure))
        for flag, unpublished in (("ANNUAL", HOURLY), ("HOURLY", ANNUAL)):
            if self._is_true(row, flag):
                for place in unpublished:
                    values[place] = None
        field = falling(values)
        if field:
            column = next(figure.column for figure in FIGURES if figure.field == field)
            raise row.bad(column, "This percentile is below the one before it.")
        return values

    def _odd(self, row: Row, figure: Figure) -> float | Decimal | None:
        """The figure of a cell that holds a marker or a number as text."""
        text = row.text(figure.column)
        if text == TOP and figure not in COUNTS:
            if self.source.top_codes is None:
                raise row.bad(
                    figure.column,
                    f"“#” means “at least”, and nothing says from which wage on in May {self.source.year}. "
                    "Import the workbook as it was downloaded, with its sheet “Field Descriptions”.",
                )
            return self.source.top_codes[figure.field.startswith("annual")]
        number = row.number_in(figure.column, figure.low, figure.high, NOT_PUBLISHED)
        if number is None:
            return None
        return round(float(number), figure.places) if figure.places else round(number)

    def _is_true(self, row: Row, column: str) -> bool:
        if column not in self.table.index:
            return False
        text = row.text(column)
        if text.upper() not in ("", "TRUE", "FALSE"):
            raise row.bad(column, f"“{text[:60]}” is neither TRUE nor empty.")
        return text.upper() == "TRUE"


def codes_by_title(sources: Iterable[Source]) -> Codes:
    """Codes of occupations that we have, and of those that whole files among `sources` name."""
    titles: dict[str, set[str]] = {}
    for title, code in Occupation.objects.values_list("title", "soc_code"):
        titles.setdefault(title, set()).add(code)
    for source in sources:
        table = source.open()
        if is_whole(table):
            for line in Reader(source, table, Counter(), {}).lines():
                titles.setdefault(line.title, set()).add(line.code)
    return {title: sorted(codes) for title, codes in titles.items()}
