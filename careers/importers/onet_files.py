"""An O*NET® release as it is downloaded, read table by table into profiles that are not saved yet.

What comes from a file is checked here, so that nothing is written when anything is wrong with it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from careers.models import JobZone, Profile
from careers.models.profile import INTERESTS

from .onet_source import Source
from .onet_tables import (
    HIGH_POINTS,
    INTEREST_SCORES,
    NEW_COLUMNS,
    RENAMED,
    REQUIRED_EDUCATION,
    tables_of,
)
from .reading import FileError, Row

CODE = re.compile(r"\d\d-\d{4}\.\d\d")
ELEMENT = re.compile(r"\d(\.\w{1,3}){0,9}")
EMPTY = ("", "n/a")
"""What stands where nothing is known: blank in workbooks, "n/a" in text."""
FLAGS = {"Y": True, "N": False, "": False, "n/a": False}
CORE = {"Core": True, "Supplemental": False, "": None, "n/a": None}
NEW_STYLE_SCALES = ("WI", "DR")
"""Of the work styles since release 30: impact from -3 to 3 and rank, not importance from 1 to 5."""
LONGEST_TEXT = 5_000


@dataclass
class Contents:
    """What a release says, by O*NET-SOC code."""

    profiles: dict[str, Profile] = field(default_factory=dict)
    zones: dict[int, JobZone] = field(default_factory=dict)
    titles: dict[str, list[str]] = field(default_factory=dict)
    """Other titles, each once whatever its capitals, without the occupation's own."""
    counts: dict[str, int] = field(default_factory=dict)
    """Rows read, by table."""
    warnings: list[str] = field(default_factory=list)


def read(source: Source, show: Callable[[float], None] = lambda share: None) -> Contents:
    """Everything in the files of `source`. Raises FileError at the first thing that is wrong."""
    return _Reader(source, show).read()


class _Reader:
    def __init__(self, source: Source, show: Callable[[float], None]) -> None:
        self.source = source
        self.show = show
        self.tables = tables_of(source.version)
        self.contents = Contents()
        self.profiles = self.contents.profiles

    def read(self) -> Contents:
        steps: list[Callable[[], None]] = [
            self.occupations, self.zones, self.tasks, self.skills, self.knowledge, self.work_styles,
            self.technologies, self.education, self.interests, self.related, self.titles,
        ]  # fmt: skip
        for number, step in enumerate(steps, start=1):
            step()
            self.show(number / len(steps))
        for profile in self.profiles.values():
            profile.thin = not (
                profile.job_zone or profile.interests or any(getattr(profile, p) for p in Profile.LONG)
            )  # fmt: skip
        return self.contents

    def rows(self, part: str, *columns: str) -> Iterator[Row]:
        """Rows of the tables of a part; a table that is missing becomes a warning."""
        for name in self.tables[part]:
            file = self.source.files.get(name)
            if file is None:
                self.contents.warnings.append(
                    f"“{name}” is not among these files: what it holds stays empty."
                )
                continue
            # A copy of the File, so that the workbook's memory goes with the table.
            file = replace(file)
            sheet = name[:31] if name[:31] in file.sheets() else ""
            table = file.table(sheet)
            table.need(*(self.column(column) for column in columns))
            count = 0
            for row in table.rows():
                if any(cell != "" for cell in row.cells):
                    count += 1
                    yield row
            self.contents.counts[name] = count

    def column(self, name: str) -> str:
        return NEW_COLUMNS.get(name, name) if self.source.version >= RENAMED else name

    def coded(self, part: str, *columns: str) -> Iterator[tuple[Profile, Row]]:
        """As `rows`, each with the profile of its code, which must be in Occupation Data."""
        for row in self.rows(part, "O*NET-SOC Code", *columns):
            yield self.profile(row, "O*NET-SOC Code"), row

    def profile(self, row: Row, column: str) -> Profile:
        code = row.needed(column, CODE, "15-2051.00")
        profile = self.profiles.get(code)
        if profile is None:
            raise row.bad(column, f"There is no {code} in “Occupation Data”.")
        return profile

    def occupations(self) -> None:
        for row in self.rows("occupations", "O*NET-SOC Code", "Title", "Description"):
            code = row.needed("O*NET-SOC Code", CODE, "15-2051.00")
            if code in self.profiles:
                raise row.bad("O*NET-SOC Code", f"{code} is there twice.")
            self.profiles[code] = Profile(
                code=code,
                title=words(row, "Title", 150),
                description=words(row, "Description"),
            )
        if not self.profiles:
            raise FileError(
                "There is no occupation here.", self.source.files["Occupation Data"].name
            )

    def zones(self) -> None:
        columns = ["Name", "Experience", "Education", "Job Training", "Examples", "SVP Range"]
        for row in self.rows("zone_reference", "Job Zone", *columns):
            number = whole(row, "Job Zone", 1, 9)
            if number in self.contents.zones:
                raise row.bad("Job Zone", f"Job Zone {number} is there twice.")
            self.contents.zones[number] = JobZone(
                number=number,
                name=words(row, "Name", 100),
                experience=words(row, "Experience"),
                education=words(row, "Education"),
                training=words(row, "Job Training"),
                examples=words(row, "Examples"),
                svp_range=words(row, "SVP Range", 40),
            )
        seen = Keys("Job Zone")
        for profile, row in self.coded("zones", "Job Zone"):
            seen.add(row, profile.code)
            number = whole(row, "Job Zone", 1, 9)
            if not self.contents.zones:
                continue
            if number not in self.contents.zones:
                raise row.bad("Job Zone", f"There is no {number} in “Job Zone Reference”.")
            profile.job_zone = self.contents.zones[number]

    def tasks(self) -> None:
        seen = Keys("Task ID")
        for profile, row in self.coded("tasks", "Task ID", "Task", "Task Type"):
            number = whole(row, "Task ID", 1, 10**9)
            seen.add(row, profile.code, number)
            kind = row.text("Task Type")
            if kind not in CORE:
                raise row.bad("Task Type", f"“{kind[:60]}” is neither Core nor Supplemental.")
            profile.tasks.append({"id": number, "text": words(row, "Task"), "core": CORE[kind]})

    def skills(self) -> None:
        self.ratings("skills")

    def knowledge(self) -> None:
        self.ratings("knowledge")

    def ratings(self, part: str) -> None:
        """Importance from 1 to 5 and level from 0 to 7, where the survey is precise enough."""
        found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for profile, row, element, scale in self.elements(part, {"IM", "LV"}):
            value = number_in(row, 1, 5) if scale == "IM" else number_in(row, 0, 7)
            if flag(row, "Recommend Suppress") or (scale == "LV" and flag(row, "Not Relevant")):
                continue
            name = words(row, "Element Name", 150)
            rating = found[profile.code].setdefault(
                element, {"id": element, "name": name, "level": None}
            )
            rating["importance" if scale == "IM" else "level"] = value
        for code, elements in found.items():
            rated = [rating for rating in elements.values() if "importance" in rating]
            rated.sort(key=lambda rating: (-rating["importance"], rating["name"]))
            setattr(self.profiles[code], part, rated)

    def elements(self, part: str, scales: set[str]) -> Iterator[tuple[Profile, Row, str, str]]:
        """Rows of a rating table: (profile, row, element, scale). Each key once, scales as named."""
        seen = Keys("Element ID")
        for profile, row in self.coded(
            part, "Element ID", "Element Name", "Scale ID", "Data Value"
        ):
            element = row.needed("Element ID", ELEMENT, "2.A.1.a")
            scale = row.text("Scale ID")
            if scale not in scales:
                raise row.bad("Scale ID", f"“{scale[:10]}” is none of {', '.join(sorted(scales))}.")
            seen.add(row, profile.code, element, scale)
            yield profile, row, element, scale

    def work_styles(self) -> None:
        left_out = False
        for profile, row, element, scale in self.elements("work_styles", {"IM", *NEW_STYLE_SCALES}):
            if scale in NEW_STYLE_SCALES:
                left_out = True
                continue
            value = number_in(row, 1, 5)
            if not flag(row, "Recommend Suppress"):
                name = words(row, "Element Name", 150)
                profile.work_styles.append({"id": element, "name": name, "importance": value})
        for profile in self.profiles.values():
            profile.work_styles.sort(key=lambda style: (-style["importance"], style["name"]))
        if left_out:
            self.contents.warnings.append(
                "“Work Styles” holds impact and rank in this release, which are not importance: "
                "they were left out."
            )

    def technologies(self) -> None:
        name_column, kind_column = self.column("Example"), self.column("Commodity Title")
        seen = Keys(name_column)
        for profile, row in self.coded(
            "technologies", "Example", "Commodity Title", "Hot Technology"
        ):
            name, kind = words(row, name_column), words(row, kind_column)
            seen.add(row, profile.code, name, kind)
            profile.technologies.append(
                {
                    "name": name,
                    "category": kind,
                    "hot": flag(row, "Hot Technology"),
                    "in_demand": flag(row, "In Demand"),
                }
            )
        for profile in self.profiles.values():
            profile.technologies.sort(key=lambda it: (it["category"].lower(), it["name"].lower()))

    def education(self) -> None:
        names: dict[int, str] = {}
        for row in self.rows(
            "levels", "Element ID", "Scale ID", "Category", "Category Description"
        ):
            if row.text("Element ID") == REQUIRED_EDUCATION:
                names[whole(row, "Category", 1, 99)] = words(row, "Category Description")
        seen = Keys("Category")
        for profile, row in self.coded(
            "education", "Element ID", "Scale ID", "Category", "Data Value"
        ):
            if row.text("Element ID") != REQUIRED_EDUCATION or not names:
                continue
            if row.text("Scale ID") != "RL":
                raise row.bad("Scale ID", f"“{row.text('Scale ID')[:10]}” is not RL.")
            category = whole(row, "Category", 1, 99)
            if category not in names:
                raise row.bad("Category", f"Education level {category} has no name.")
            seen.add(row, profile.code, category)
            percent = number_in(row, 0, 100)
            if not flag(row, "Recommend Suppress"):
                profile.education.append(
                    {"category": category, "name": names[category], "percent": percent}
                )
        for profile in self.profiles.values():
            profile.education.sort(key=lambda level: level["category"])

    def interests(self) -> None:
        points: dict[str, dict[str, str]] = defaultdict(dict)
        letters = list(INTERESTS)
        for profile, row, element, scale in self.elements("interests", {"OI", "IH"}):
            if element not in (INTEREST_SCORES if scale == "OI" else HIGH_POINTS):
                raise row.bad("Element ID", f"{element} is not an interest on the scale {scale}.")
            if scale == "OI":
                score = Decimal(str(number_in(row, 1, 7)))
                setattr(profile, INTERESTS[INTEREST_SCORES[element]], score)
            elif place := whole(row, "Data Value", 0, 6):  # 0 means that there is none
                points[profile.code][element] = letters[place - 1]
        for code, found in points.items():
            self.profiles[code].high_points = "".join(found[e] for e in HIGH_POINTS if e in found)

    def related(self) -> None:
        seen = Keys("Related O*NET-SOC Code")
        for profile, row in self.coded(
            "related", "Related O*NET-SOC Code", "Relatedness Tier", "Index"
        ):
            code = self.profile(row, "Related O*NET-SOC Code").code
            seen.add(row, profile.code, code)
            profile.related.append(
                {
                    "code": code,
                    "tier": words(row, "Relatedness Tier", 60),
                    "index": whole(row, "Index", 1, 999),
                }
            )
        for profile in self.profiles.values():
            profile.related.sort(key=lambda other: other["index"])

    def titles(self) -> None:
        found = {code: {profile.title.lower(): ""} for code, profile in self.profiles.items()}

        def add(profile: Profile, row: Row, column: str) -> None:
            if row.text(column) not in EMPTY:
                title = words(row, column, 150)
                found[profile.code].setdefault(title.lower(), title)

        # Those that people in the work gave come first: pages show the first few of all.
        for profile, row in self.coded("reported", "Reported Job Title"):
            add(profile, row, "Reported Job Title")
        column = self.column("Alternate Title")
        for profile, row in self.coded("titles", "Alternate Title", "Short Title"):
            add(profile, row, column)
            add(profile, row, "Short Title")
        self.contents.titles = {
            code: [title for title in titles.values() if title] for code, titles in found.items()
        }


class Keys:
    """What must not come twice in a table."""

    def __init__(self, column: str) -> None:
        self.column = column
        self.rows: dict[tuple[Any, ...], int] = {}

    def add(self, row: Row, *key: Any) -> None:
        if self.rows.setdefault(key, row.number) != row.number:
            raise row.bad(
                self.column,
                f"{', '.join(map(str, key))} stands in row {self.rows[key]} already.",
            )


def words(row: Row, column: str, most: int = LONGEST_TEXT) -> str:
    text = row.needed(column)
    if text in EMPTY:
        raise row.bad(column, "There must be words here.")
    if len(text) > most:
        raise row.bad(column, f"This is longer than {most:,} letters: “{text[:60]}…”.")
    return text


def number_in(row: Row, low: int, high: int) -> float:
    """The rating in "Data Value", to two decimals, as it is published."""
    value = row.number_in("Data Value", low, high, EMPTY)
    if value is None:
        raise row.bad("Data Value", "There must be a number here.")
    return round(float(value), 2)


def whole(row: Row, column: str, low: int, high: int) -> int:
    value = row.number_in(column, low, high, ())
    if value is None or value != int(value):
        raise row.bad(column, f"{value} is not a whole number.")
    return int(value)


def flag(row: Row, column: str) -> bool:
    """Whether a column, which not every release has, says yes."""
    if column not in row.table.index:
        return False
    mark = row.text(column)
    if mark not in FLAGS:
        raise row.bad(column, f"“{mark[:60]}” is neither Y nor N.")
    return FLAGS[mark]
