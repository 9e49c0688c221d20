"""What the files of an O*NET® release are called and hold, from release 27 to 31.

Release 30.3 renamed most files that are read here, and split the skills into two.
"""

import re
from datetime import date

Version = tuple[int, int]

OLDEST: Version = (25, 1)
"""The first release with the codes of SOC 2018."""
RENAMED: Version = (30, 3)

TABLES = {
    "occupations": ["Occupation Data"],
    "zone_reference": ["Job Zone Reference"],
    "zones": ["Job Zones"],
    "tasks": ["Task Statements"],
    "skills": ["Skills"],
    "knowledge": ["Knowledge"],
    "work_styles": ["Work Styles"],
    "technologies": ["Technology Skills"],
    "levels": ["Education, Training, and Experience Categories"],
    "education": ["Education, Training, and Experience"],
    "interests": ["Interests"],
    "related": ["Related Occupations"],
    "titles": ["Alternate Titles"],
    "reported": ["Sample of Reported Titles"],
}
"""Part of what is known of an occupation → the files it is read from."""

NEW_NAMES = {
    "skills": ["Essential Skills", "Transferable Skills"],
    "technologies": ["Software Skills"],
    "levels": ["Education Categories"],
    "education": ["Education"],
    "interests": ["Career Interest Types"],
    "titles": ["Job Titles"],
}

NEW_COLUMNS = {
    "Alternate Title": "Job Title",
    "Example": "Workplace Example",
    "Commodity Title": "Element Name",
}
"""Column of older releases → of those from 30.3 on."""


def tables_of(version: Version) -> dict[str, list[str]]:
    return TABLES | NEW_NAMES if version >= RENAMED else TABLES


INTEREST_SCORES = {
    "1.B.1.a": "R", "1.B.1.b": "I", "1.B.1.c": "A", "1.B.1.d": "S", "1.B.1.e": "E", "1.B.1.f": "C",
}  # fmt: skip
HIGH_POINTS = ("1.B.1.g", "1.B.1.h", "1.B.1.i")
"""Elements that hold the first, second and third interest that stands out, as a number."""
REQUIRED_EDUCATION = "2.D.1"

READ_ME = re.compile(
    r"O\*NET\W{0,3}\s+(\d{2})\.(\d)\s+Database\s+(?:([A-Z][a-z]+)\s+(\d{4})\s+Release)?"
)
FOLDER = re.compile(r"db_(\d{2})_(\d)(?!\d)")
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"]  # fmt: skip


def usual_month(version: Version) -> date:
    """When a release came out, by the rule: a major one in August, then one every three months."""
    major, minor = version
    year = 1995 + major
    return [date(year, 8, 1), date(year, 11, 1), date(year + 1, 2, 1), date(year + 1, 5, 1)][
        min(minor, 3)
    ]
