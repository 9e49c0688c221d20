"""Employment Projections as downloaded: Table 1.2 (outlook), 5.3 (schooling), 6.2 (skill scores)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from careers.models import (
    DataRelease,
    EducationalAttainment,
    EducationLevel,
    Occupation,
    Projection,
    SkillScores,
)

from .reading import File, FileError, Row, Table, open_files
from .whole import Columns, Key, Whole, count

Dataset = DataRelease.Dataset

SOC = re.compile(r"\d\d-\d{4}")
FOOTNOTE = re.compile(r"\[\d+\]")
YEARS = re.compile(r"\b((?:19|20)\d\d)[–-](?:(?:19|20))?(\d\d)\b")
MATRIX = re.compile(r"\d{4} National Employment Matrix code")
NOT_AVAILABLE = ("—", "–", "-")
MOST_JOBS = 1_000_000  # thousands

ENTRY_LEVELS = {
    "No formal educational credential": EducationLevel.NONE,
    "High school diploma or equivalent": EducationLevel.HIGH_SCHOOL,
    "Some college, no degree": EducationLevel.SOME_COLLEGE,
    "Postsecondary nondegree award": EducationLevel.CERTIFICATE,
    "Associate's degree": EducationLevel.ASSOCIATES,
    "Bachelor's degree": EducationLevel.BACHELORS,
    "Master's degree": EducationLevel.MASTERS,
    "Doctoral or professional degree": EducationLevel.DOCTORAL,
}
SHARES = {
    "less_than_high_school": "Less than high school diploma",
    "high_school": "High school diploma or equivalent",
    "some_college": "Some college, no degree",
    "associates": "Associate's degree",
    "bachelors": "Bachelor's degree",
    "masters": "Master's degree",
    "doctoral": "Doctoral or professional degree",
}
SKILLS = (
    "Adaptability", "Computers and information technology", "Creativity and innovation",
    "Critical and analytical thinking", "Customer service", "Detail oriented", "Fine motor",
    "Interpersonal", "Leadership", "Mathematics", "Mechanical", "Physical strength and stamina",
    "Problem solving and decision making", "Project management", "Science",
    "Speaking and listening", "Writing and reading",
)  # fmt: skip

PUBLISHED = {2020: 9, 2021: 9, 2022: 9, 2023: 8, 2024: 8}
"""Month, in the year after the base year, in which the projections from that year came out."""


def plain(text: str) -> str:
    """Without footnote marks, doubled spaces and dashes that differ from release to release."""
    return " ".join(FOOTNOTE.sub("", text).replace("–", "-").replace("’", "'").split())


@dataclass
class Sheet:
    """One of the three tables in its workbook."""

    file: File
    table: Table
    first: int
    last: int
    """The years its title names."""
    base: int
    """The year of the matrix, which its columns are named after."""

    @classmethod
    def of(cls, file: File, name: str) -> "Sheet":
        top = next(iter(file.cells(name)), [""])
        title = plain(str(top[0])) if top else ""
        years = YEARS.search(title)
        if not title.startswith(name) or years is None:
            raise FileError(
                f"The title row must begin with “{name}” and name the years, such as 2024–34. It reads: “{title[:100]}”.",
                file.name, name, 1,
            )  # fmt: skip
        first = int(years[1])
        # The century turns within no ten years that are published.
        last = first - first % 100 + int(years[2])
        if last <= first:
            raise FileError(f"{years[0]} is not a span of years.", file.name, name, 1)
        table = file.table(name, header_row=2)
        table = replace(table, columns=[plain(column) for column in table.columns])
        base = next((c[:4] for c in table.columns if MATRIX.fullmatch(c)), f"{first}")
        table.need(
            f"{base} National Employment Matrix code", f"{base} National Employment Matrix title"
        )
        return cls(file, table, first, last, int(base))

    @property
    def span(self) -> str:
        return f"{self.first}-{self.last % 100:02d}"

    def release(self, dataset: Dataset, name: str, url: str) -> DataRelease:
        return DataRelease(
            key=f"{dataset}-{self.span}",
            dataset=dataset,
            name=name,
            period=date(self.base + 1, PUBLISHED.get(self.base, 9), 1),
            first_year=self.first,
            last_year=self.last,
            url=url,
        )

    def rows(self) -> Iterator[tuple[str, str, Row]]:
        """(SOC code, title, row) of each line. Raises FileError where a code comes twice.

        Under the table stand footnotes: rows with words in the first cell only.
        """
        seen: dict[str, int] = {}
        column = f"{self.base} National Employment Matrix code"
        for row in self.table.rows():
            if not any(str(cell).strip() for cell in row.cells[1:]):
                continue
            code = row.needed(column, SOC, "15-2051")
            if code in seen:
                raise row.bad(column, f"{code} stands in row {seen[code]} already.")
            seen[code] = row.number
            title = plain(row.needed(f"{self.base} National Employment Matrix title"))
            if len(title) > 150:
                raise row.bad(column, f"The title of {code} is longer than 150 letters.")
            yield code, title, row
        if not seen:
            raise FileError("There are no rows under the header.", self.file.name, self.table.sheet)


def figures(row: Row, ranges: Mapping[str, tuple[str, float, float]]) -> Columns | None:
    """The figures of a row to one decimal, as published; None when one of them is not available."""
    values = {
        name: row.number_in(column, low, high, NOT_AVAILABLE)
        for name, (column, low, high) in ranges.items()
    }
    if None in values.values():
        return None
    return {
        name: value.quantize(Decimal("0.1"), ROUND_HALF_UP)
        for name, value in values.items()
        if value is not None
    }


def words(row: Row, column: str) -> str:
    """Text that is kept as printed, “None” too; empty where there is none."""
    text = plain(row.text(column))
    if len(text) > 60:
        raise row.bad(column, f"“{text[:60]}…” is longer than the 60 letters there is room for.")
    return "" if text in NOT_AVAILABLE else text


def outlook(file: File, name: str) -> Whole:
    """Table 1.2: line items and the total of all occupations. Employment is in thousands."""
    sheet = Sheet.of(file, name)
    ranges = {
        "employment_first": (f"Employment, {sheet.first}", 0, MOST_JOBS),
        "employment_last": (f"Employment, {sheet.last}", 0, MOST_JOBS),
        "change_percent": (f"Employment change, percent, {sheet.span}", -100, 9999),
        "openings": (f"Occupational openings, {sheet.span} annual average", 0, MOST_JOBS),
    }
    entry = "Typical education needed for entry"
    experience = "Work experience in a related occupation"
    training = "Typical on-the-job training needed to attain competency in the occupation"
    columns = [column for column, *_ in ranges.values()]
    sheet.table.need("Occupation type", *columns, entry, experience, training)

    rows: dict[Key, Columns] = {}
    titles: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    for code, title, row in sheet.rows():
        kind = row.text("Occupation type")
        if kind not in ("Line item", "Summary"):
            raise row.bad("Occupation type", f"“{kind[:60]}” is neither “Line item” nor “Summary”.")
        kinds[kind] += 1
        if kind == "Summary" and code != Occupation.ALL:
            continue
        education = words(row, entry)
        if education and education not in ENTRY_LEVELS:
            raise row.bad(entry, f"“{education}” is not a level of education this importer knows.")
        known = figures(row, ranges)
        if known is None:
            kinds["incomplete"] += 1
            continue
        titles[code] = title
        rows[code,] = {
            name: value if name == "change_percent" else int(value * 1000)
            for name, value in known.items()
        } | {
            "entry_education": education,
            "entry_level": ENTRY_LEVELS.get(education, ""),
            "work_experience": words(row, experience),
            "training": words(row, training),
        }
    if not rows.keys() - {(Occupation.ALL,)}:
        raise FileError("There is no line item with figures here.", file.name, name)
    total = (Occupation.ALL,) in rows
    read = (
        f"{kinds['Line item'] + kinds['Summary']:,} rows read: {count(len(rows) - total, 'line item')} "
        f"and {'the' if total else 'no'} total taken; left out: {count(kinds['Summary'] - total, 'summary row')}, "
        f"{count(kinds['incomplete'], 'row')} without figures."
    )
    release = sheet.release(
        Dataset.PROJECTIONS, "Employment Projections",
        "https://www.bls.gov/emp/",
    )  # fmt: skip
    return Whole(release, file, Projection, rows, titles, read, _growth)


def _growth(old: Columns, new: Columns) -> tuple[Decimal, str]:
    before, after = old["change_percent"], new["change_percent"]
    return after - before, f"projected change {before:+} % before, {after:+} % now"


def attainment(file: File, name: str) -> Whole:
    """Table 5.3: shares of workers aged 25 and over, from two years of the American Community Survey."""
    sheet = Sheet.of(file, name)
    sheet.table.need(*SHARES.values())
    rows: dict[Key, Columns] = {}
    titles: dict[str, str] = {}
    missing = 0
    for code, title, row in sheet.rows():
        shares = figures(row, {key: (column, 0, 100) for key, column in SHARES.items()})
        if shares is None:
            missing += 1
            continue
        whole = sum(shares.values())
        if not 98 <= whole <= 102:
            raise row.bad(SHARES["doctoral"], f"The shares of {code} add up to {whole}, not 100.")
        titles[code], rows[code,] = title, shares
    if not rows:
        raise FileError("There are no shares here.", file.name, name)
    release = sheet.release(
        Dataset.ATTAINMENT, "American Community Survey, Employment Projections Table 5.3",
        "https://www.bls.gov/emp/tables/educational-attainment.htm",
    )  # fmt: skip
    read = f"{count(len(rows), 'row')} taken; left out: {count(missing, 'row')} without shares."
    return Whole(release, file, EducationalAttainment, rows, titles, read, _schooling)


def _schooling(old: Columns, new: Columns) -> tuple[Decimal, str]:
    before, after = (
        row["bachelors"] + row["masters"] + row["doctoral"] for row in (old, new)
    )  # fmt: skip
    return after - before, f"{before} % with a bachelor’s degree or more before, {after} % now"


def skills(file: File, name: str) -> Whole:
    """Table 6.2: scores from 1.0 (not important) to 5.0 (extremely important)."""
    sheet = Sheet.of(file, name)
    sheet.table.need(*SKILLS)
    rows: dict[Key, Columns] = {}
    titles: dict[str, str] = {}
    missing = 0
    for code, title, row in sheet.rows():
        scores = [(skill, row.number_in(skill, 1, 5, NOT_AVAILABLE)) for skill in SKILLS]
        known = [(skill, float(score)) for skill, score in scores if score is not None]
        if not known:
            missing += 1
            continue
        known.sort(key=lambda pair: -pair[1])
        titles[code] = title
        rows[code,] = {"scores": [{"name": skill, "score": score} for skill, score in known]}
    if not rows:
        raise FileError("There are no scores here.", file.name, name)
    release = sheet.release(
        Dataset.SKILLS, "Skill scores, Employment Projections Table 6.2",
        "https://www.bls.gov/emp/data/skills-data.htm",
    )  # fmt: skip
    read = f"{count(len(rows), 'row')} taken; left out: {count(missing, 'row')} without scores."
    return Whole(release, file, SkillScores, rows, titles, read, _largest_step)


def _largest_step(old: Columns, new: Columns) -> tuple[Decimal, str] | None:
    before: dict[str, Any] = {skill["name"]: skill["score"] for skill in old["scores"]}
    steps = [
        (Decimal(str(skill["score"])) - Decimal(str(before[skill["name"]])), skill["name"])
        for skill in new["scores"]
        if skill["name"] in before
    ]
    if not steps:
        return None
    step, skill = max(steps, key=lambda pair: abs(pair[0]))
    return step, f"{skill} {step:+}"


TABLES = {"Table 1.2": outlook, "Table 5.3": attainment, "Table 6.2": skills}


def read(paths: Iterable[Path]) -> list[Whole]:
    """Every one of the three tables at `paths`, checked whole. Raises FileError."""
    found: dict[str, File] = {}
    files = open_files(paths)
    for file in files:
        for name in TABLES.keys() & set(file.sheets()):
            if name in found:
                raise FileError(
                    f"{name} is in {found[name].name} already. Import one release at a time.",
                    file.name, name,
                )  # fmt: skip
            found[name] = file
    if not found:
        raise FileError(
            "None of these workbooks has a sheet “Table 1.2”, “Table 5.3” or “Table 6.2”.",
            ", ".join(file.name for file in files)[:200],
        )
    return [TABLES[name](found[name], name) for name in sorted(found)]
