"""Official releases as they are downloaded: a folder, a ZIP, workbooks, delimited text.

Everything that is wrong with a file is a `FileError`, which says file, sheet, row and column.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from careers.zips import BROKEN

from .far_cells import far_cell

MOST_UNPACKED = 2 * 1024**3
MOST_RATIO = 100
"""Of unpacked to packed bytes. An honest workbook reaches about 15."""


class FileError(Exception):
    """A file that cannot be imported, in a sentence for the person who has it."""

    def __init__(
        self, message: str, file: str = "", sheet: str = "", row: int = 0, column: str = ""
    ) -> None:
        place = [file]
        if sheet:
            place.append(f"sheet “{sheet}”")
        if row:
            place.append(f"row {row}")
        if column:
            place.append(f"column “{column}”")
        super().__init__(f"{', '.join(part for part in place if part)}: {message}")


@dataclass(frozen=True)
class Row:
    """One row under the header. Cells are read by column name; every complaint names the place."""

    table: "Table"
    number: int
    """As a spreadsheet counts, the header included."""
    cells: Sequence[Any]

    def bad(self, column: str, message: str) -> FileError:
        return FileError(message, self.table.file, self.table.sheet, self.number, column)

    def text(self, column: str) -> str:
        """Without the spaces around it; a whole number from a workbook without its ".0"."""
        cell = self.cells[self.table.index[column]]
        if isinstance(cell, str):
            if "\0" in cell:
                raise self.bad(column, "This holds a character that is no text.")
            return cell.strip()
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return str(cell)

    def needed(self, column: str, pattern: re.Pattern[str] | None = None, example: str = "") -> str:
        text = self.text(column)
        if not text:
            raise self.bad(column, "This cell is empty, and it must not be.")
        if pattern and not pattern.fullmatch(text):
            raise self.bad(column, f"“{text[:60]}” is not of the form {example}.")
        return text

    def number_in(
        self, column: str, low: float, high: float, empty: Iterable[str] = ("",)
    ) -> Decimal | None:
        """The number of a cell, with or without thousands commas; None where it holds one of `empty`.

        Raises FileError on anything else, and on a number outside `low` to `high`.
        """
        cell = self.cells[self.table.index[column]]
        text = (cell if isinstance(cell, str) else str(cell)).strip()
        if text in empty:
            return None
        try:
            # Python's own numbers may be grouped by underscores.
            number = Decimal("?" if "_" in text else text.replace(",", ""))
        except InvalidOperation:
            raise self.bad(column, f"“{text[:60]}” is not a number or a known marker.") from None
        if number.is_nan() or not low <= number <= high:
            raise self.bad(column, f"{text[:60]} is not between {low:,} and {high:,}.")
        return number


@dataclass
class Table:
    """A sheet or a delimited file: its header, then its rows."""

    file: str
    sheet: str
    columns: list[str]
    header_row: int
    lines: Iterable[Sequence[Any]] = field(repr=False)
    height: int = 0
    """Rows of a sheet, the header among them. Unknown, 0, of text."""

    @cached_property
    def index(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.columns)}

    def need(self, *columns: str) -> None:
        """Raise FileError unless every one of `columns` is there."""
        missing = [name for name in columns if name not in self.index]
        if missing:
            words = " and ".join(f"“{name}”" for name in missing)
            raise FileError(
                f"The column {words} is missing. Found: {', '.join(self.columns)[:300]}.",
                self.file, self.sheet, self.header_row,
            )  # fmt: skip

    def rows(self) -> Iterator[Row]:
        """Rows that hold anything. Raises FileError at a row with too few or too many cells."""
        width = len(self.columns)
        number = self.header_row
        try:
            for number, cells in enumerate(self.lines, start=self.header_row + 1):
                if len(cells) != width:
                    if not any(str(cell).strip() for cell in cells):
                        continue
                    raise FileError(
                        f"This row has {len(cells)} cells, the header {width}: the file is cut short or damaged.",
                        self.file, self.sheet, number,
                    )  # fmt: skip
                yield Row(self, number, cells)
        except csv.Error as error:
            raise FileError(
                f"This row cannot be read: {error}.", self.file, row=number + 1
            ) from None


@dataclass(frozen=True)
class File:
    """One file of a release, from a folder, from inside a ZIP, or by itself."""

    name: str
    path: Path
    member: str = ""
    """Its name inside the ZIP at `path`."""

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    @property
    def is_workbook(self) -> bool:
        return self.name.lower().endswith((".xlsx", ".xlsm"))

    def read(self) -> bytes:
        try:
            if not self.member:
                return self.path.read_bytes()
            with zipfile.ZipFile(self.path) as archive:
                return archive.read(self.member)
        except OSError as error:
            raise _unreadable(error, self.name) from None
        except BROKEN as error:
            raise FileError(
                f"This file cannot be taken out of the ZIP: {error}.", self.name
            ) from None

    @cached_property
    def _source(self) -> io.BytesIO | Path:
        """By path where there is one: a large workbook need not be in memory twice."""
        return io.BytesIO(self.read()) if self.member else self.path

    @cached_property
    def _workbook(self) -> CalamineWorkbook:
        source = self._source
        _check_size(source, self.name)
        try:
            if isinstance(source, Path):
                return CalamineWorkbook.from_path(source)
            source.seek(0)
            return CalamineWorkbook.from_filelike(source)
        except (CalamineError, OSError, ValueError) as error:
            raise FileError(f"This is not a whole workbook: {error}.", self.name) from None

    def sheets(self) -> list[str]:
        """Names of the sheets of a workbook; none for text."""
        return list(self._workbook.sheet_names) if self.is_workbook else []

    def cells(self, sheet: str) -> list[list[Any]]:
        """A whole small sheet, such as the notes of a workbook."""
        return self._sheet(sheet).to_python(skip_empty_area=False)

    def _sheet(self, name: str) -> CalamineSheet:
        workbook = self._workbook
        try:
            if cell := far_cell(self._source, name):
                raise FileError(
                    f"Cell {cell} lies far outside any table. Delete what is there, save and import again.",
                    self.name, name,
                )  # fmt: skip
            return workbook.get_sheet_by_name(name)
        except (CalamineError, *BROKEN) as error:
            raise FileError(f"This sheet cannot be read: {error}.", self.name, name) from None

    def table(self, sheet: str = "", header_row: int = 1) -> Table:
        """The table under row `header_row` of `sheet` (the first one if not named), or of the text."""
        if self.is_workbook:
            if not self.sheets():
                raise FileError("There is no sheet in this workbook.", self.name)
            sheet = sheet or self.sheets()[0]
            if sheet not in self.sheets():
                raise FileError(
                    f"There is no sheet “{sheet}” in this workbook. It has: {', '.join(self.sheets())}.",
                    self.name,
                )
            found = self._sheet(sheet)
            lines: Iterator[Sequence[Any]] = found.iter_rows()
            height = found.total_height
        else:
            height, lines = 0, self._delimited()
        header: Sequence[Any] = []
        try:
            for _ in range(header_row):
                header = next(lines, [])
        except csv.Error as error:
            raise FileError(f"This is not delimited text: {error}.", self.name) from None
        columns = [str(cell).strip() for cell in header]
        if not any(columns):
            raise FileError("There is no header row here.", self.name, sheet, header_row)
        twice = {name for name in columns if name and columns.count(name) > 1}
        if twice:
            raise FileError(
                f"The column “{min(twice)}” is there twice.", self.name, sheet, header_row
            )
        return Table(self.name, sheet, columns, header_row, lines, height)

    def _delimited(self) -> Iterator[Sequence[Any]]:
        try:
            stream = io.BytesIO(self.read()) if self.member else self.path.open("rb")
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            start = text.readline()
            text.seek(0)
            mark = max("\t,;", key=start.count)
            if mark == "\t":
                # O*NET text is never quoted: a quotation mark there is only a quotation mark.
                yield from csv.reader(text, delimiter=mark, quoting=csv.QUOTE_NONE)
            else:
                yield from csv.reader(text, delimiter=mark, strict=True)
        except UnicodeDecodeError:
            # Text is decoded some thousand letters ahead, so where it ends is not where it is wrong.
            raise FileError(
                "This file is not in UTF-8. Save it as UTF-8 text and import it again.",
                self.name,
                row=_first_undecodable(self.read()),
            ) from None
        except OSError as error:
            raise _unreadable(error, self.name) from None


def _unreadable(error: OSError, name: str) -> FileError:
    return FileError(f"This cannot be read: {error.strerror or error}.", name)


def _first_undecodable(data: bytes) -> int:
    """The number of the first line that is not UTF-8."""
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    return 0


def _check_size(data: Any, name: str) -> list[zipfile.ZipInfo]:
    """The directory of a ZIP or workbook. Raises FileError when it would unpack to too much."""
    try:
        with zipfile.ZipFile(data) as archive:
            entries = archive.infolist()
    except OSError as error:
        raise _unreadable(error, name) from None
    except BROKEN:
        kind = "workbook" if name.lower().endswith((".xlsx", ".xlsm")) else "ZIP"
        raise FileError(
            f"This is not a whole {kind}: it may have been cut short on its way.", name
        ) from None
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise FileError(
            f"This would unpack to {unpacked / 1024**2:,.0f} MB, {unpacked / packed:,.0f} times its size. "
            "No official release does, so it was not opened.",
            name,
        )
    return entries


WANTED = (".txt", ".csv", ".xlsx", ".xlsm")


def open_files(paths: Iterable[Path]) -> list[File]:
    """Every text and workbook at `paths`, by name. Raises FileError when there is none."""
    files: list[File] = []
    for path in paths:
        try:
            files += _files_at(path)
        except OSError as error:
            raise _unreadable(error, str(path)) from None
    if not files:
        raise FileError(
            "There is no text file or workbook here.", ", ".join(str(path) for path in paths)
        )
    return files


def _files_at(path: Path) -> list[File]:
    if path.is_dir():
        next(path.iterdir(), None)  # a folder that may not be read would look empty below
        return [
            File(inner.name, inner)
            for inner in sorted(path.rglob("*"))
            if inner.suffix.lower() in WANTED and inner.is_file()
        ]
    if path.suffix.lower() == ".zip":
        return [
            File(Path(entry.filename).name, path, entry.filename)
            for entry in _check_size(path, path.name)
            if not entry.is_dir()
            and Path(entry.filename).suffix.lower() in WANTED
            and "__MACOSX" not in entry.filename
        ]
    if path.is_file():
        return [File(path.name, path)]
    raise FileError("There is no such file or folder.", str(path))


def fingerprint(files: Iterable[File]) -> str:
    """SHA-256 over names and contents, in an order that does not depend on where they lie."""
    whole = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        whole.update(file.name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return whole.hexdigest()
