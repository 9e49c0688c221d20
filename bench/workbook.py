"""An OEWS workbook of everything, as large as the real one and in its layout, made up row by row."""

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

COLUMNS = [
    "AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE",
    "OCC_CODE", "OCC_TITLE", "O_GROUP", "TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_QUOTIENT",
    "PCT_TOTAL", "PCT_RPT", "H_MEAN", "A_MEAN", "MEAN_PRSE", "H_PCT10", "H_PCT25", "H_MEDIAN",
    "H_PCT75", "H_PCT90", "A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90", "ANNUAL", "HOURLY",
]  # fmt: skip
LETTERS = [*map(chr, range(65, 91)), *(f"A{chr(n)}" for n in range(65, 91))]
NOTES = [
    "May {year} OEWS Estimates",
    "#  = indicates a wage equal to or greater than $115.00 per hour or $239,200 per year ",
]
TOP = 239_200

Area = tuple[str, str, str, str]
"""Code, title, type, postal code."""


def areas(count: int) -> list[Area]:
    """The nation, the states and territories, then metropolitan and nonmetropolitan areas."""
    from careers.importers.areas import STATES, TERRITORIES

    found = [("99", "U.S.", "1", "US")]
    for kind, names in (("2", STATES), ("3", TERRITORIES)):
        found += [(code.zfill(2), name, kind, postal) for name, (postal, code) in names.items()]
    postals = [postal for postal, _ in STATES.values()]
    for n in range(count - len(found)):
        state = postals[n % len(postals)]
        if n % 4 == 3:
            code, title, kind = f"{n:05}01", f"Region {n} of {state} nonmetropolitan area", "6"
        else:
            code, title, kind = f"{10_180 + n * 20}", f"Town {n}-River {n}, {state}", "4"
        found.append((code, title, kind, state))
    return found[:count]


def occupations(count: int) -> list[tuple[str, str]]:
    """Made-up codes and titles, where the real ones are not at hand."""
    return [
        (f"{11 + n // 40 * 2}-{1011 + n % 40 * 10}", f"Workers of kind {n}") for n in range(count)
    ]


def rows(
    count: int, jobs: list[tuple[str, str]], places: list[Area], seed: int
) -> Iterator[list[str | float]]:
    """`count` rows, every area with all of `jobs`. A tenth hold a marker; a few are above the top."""
    dice = random.Random(seed)
    levels = [dice.uniform(29_000, 150_000) for _ in jobs]
    made = 0
    for code, title, kind, state in places:
        factor = dice.uniform(0.8, 1.25)
        for (soc, job), level in zip(jobs, levels, strict=True):
            if made == count:
                return
            made += 1
            group = "total" if soc == "00-0000" else "detailed"
            median = level * factor * dice.uniform(0.95, 1.05)
            wages = [median * share for share in (1.08, 0.6, 0.78, 1, 1.3, 1.65)]
            annual: list[str | float] = [round(wage, -1) if wage < TOP else "#" for wage in wages]
            hourly: list[str | float] = [
                round(wage / 2080, 2) if wage < TOP else "#" for wage in wages
            ]
            number: list[str | float] = [dice.randrange(30, 90_000, 10), 3.5, 1.234, 0.98]
            luck = dice.random()
            if luck < 0.03:
                annual, hourly = ["*"] * 6, ["*"] * 6
            elif luck < 0.06:
                number = ["**", "**", "**", "**"]
            elif luck < 0.1:
                hourly = ["*"] * 6
            if kind == "1":
                number[2:] = ["", ""]
            yield [
                code, title, kind, state, "000000", "Cross-industry", "cross-industry", "1235",
                soc, job, group, *number, "", "", hourly[0], annual[0], 2.5, *hourly[1:],
                *annual[1:], "TRUE" if 0.06 <= luck < 0.1 else "", "",
            ]  # fmt: skip


def write(
    path: Path, count: int, jobs: list[tuple[str, str]], year: int = 2024, seed: int = 1
) -> Path:
    """The workbook, as spreadsheets write it: text is in one shared list."""
    shared: dict[str, int] = {}

    def cell(place: str, value: str | float) -> str:
        if value == "":
            return ""
        if isinstance(value, str):
            return f'<c r="{place}" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'
        return f'<c r="{place}"><v>{value}</v></c>'

    def line(number: int, values: list[str | float]) -> str:
        cells = "".join(
            cell(f"{letter}{number}", value)
            for letter, value in zip(LETTERS, values, strict=False)
            if value != ""
        )
        return f'<row r="{number}">{cells}</row>'

    places = areas(-(-count // len(jobs)))
    names = [f"All May {year} data", "Field Descriptions"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _write_parts(archive, names)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            sheet.write(line(1, [*COLUMNS]).encode())
            for number, values in enumerate(rows(count, jobs, places, seed), start=2):
                sheet.write(line(number, values).encode())
            sheet.write(b"</sheetData></worksheet>")
        notes = "".join(
            line(number, [note.format(year=year)]) for number, note in enumerate(NOTES, 1)
        )
        archive.writestr(
            "xl/worksheets/sheet2.xml",
            f'<worksheet xmlns="{MAIN}"><sheetData>{notes}</sheetData></worksheet>',
        )
        texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
    return path


def _write_parts(archive: zipfile.ZipFile, names: list[str]) -> None:
    """What says which sheets there are."""
    parts = {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in range(1, len(names) + 1)}
    parts |= {"/xl/workbook.xml": "sheet.main", "/xl/sharedStrings.xml": "sharedStrings"}
    archive.writestr(
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="{part}" ContentType="{TYPE}.{kind}+xml"/>'
            for part, kind in parts.items()
        )
        + "</Types>",
    )
    archive.writestr(
        "_rels/.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    archive.writestr(
        "xl/_rels/workbook.xml.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(names) + 1)
        )
        + f'<Relationship Id="s" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
    )
    archive.writestr(
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>'
            for n, name in enumerate(names, 1)
        )
        + "</sheets></workbook>",
    )
