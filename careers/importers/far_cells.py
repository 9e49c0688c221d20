"""Cells far outside any table: one makes a small workbook need more memory than there is.

Reading a sheet takes memory for all cells from the first one to its last row and last column,
so the places of cells are looked up in the packed file first, a piece at a time.
"""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import IO

MOST_CELLS = 25_000_000
"""Of a sheet, the empty ones too. The largest official one, with all wages of a year, has half of it."""

PIECE = 1024**2
OVERLAP = 300
"""Bytes of a piece that are looked at again before the next one: what is cut in two is whole there."""

COLUMN = re.compile(rb""" r=["']([A-Z]+)""")
ROW = re.compile(rb""" r=["'](?:[A-Z]{3})?(\d+)["']""")
"""Of rows and of cells in far columns: quick, and enough to tell when to look more closely."""
FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*\s)?r=["']([A-Z]+)(\d+)["'](?:[^>]*[^>/])?>""")
"""A cell with something in it. Empty ones are left where a style reaches far down, and do no harm."""


def far_cell(workbook: Path | IO[bytes], sheet: str) -> str:
    """The cell that makes `sheet` larger than any table, such as “XFD1048576”; empty when none does."""
    with zipfile.ZipFile(workbook) as archive:
        part = _part(archive, sheet)
        if part not in archive.namelist():
            return ""  # the reader will say so
        columns: set[bytes] = {b"A"}
        rows = 1
        for piece in _pieces(archive, part):
            columns.update(COLUMN.findall(piece))
            rows = max(rows, *map(int, set(ROW.findall(piece))), 1)
        if max(map(_number, columns)) * rows <= MOST_CELLS:
            return ""
        right, low = (1, "A1"), (1, "A1")
        for piece in _pieces(archive, part):
            for column, row in FILLED.findall(piece):
                cell = f"{column.decode()}{row.decode()}"
                right, low = max(right, (_number(column), cell)), max(low, (int(row), cell))
    if right[0] * low[0] <= MOST_CELLS:
        return ""
    # Rows by the hundred thousand may be a table; columns with three letters are none.
    return right[1] if right[0] > _number(b"ZZ") else low[1]


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name inside the workbook of the file that holds `sheet`; empty when it is not to be found."""
    parts = {}
    links = archive.read("xl/_rels/workbook.xml.rels").decode(errors="replace")
    for link in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", links):
        parts[_attribute(link, "Id")] = _attribute(link, "Target")
    names = archive.read("xl/workbook.xml").decode(errors="replace")
    for name in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", names):
        if _attribute(name, "name") == sheet:
            target = parts.get(_attribute(name, r"\w+:id"), "")
            return target[1:] if target.startswith("/") else f"xl/{target}"
    return ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(["'])(.*?)\1""", tag)
    return unescape(found[2]) if found else ""


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    end = b""
    with archive.open(part) as file:
        while piece := file.read(PIECE):
            yield end + piece
            end = piece[-OVERLAP:]


def _number(column: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
