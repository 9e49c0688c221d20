"""Careers as files: one TOML file each, in the format of the starter catalogue, or many as a ZIP.

What comes in is kept as drafts, all files or none. A file's name is the address of its page.
"""

import io
import tomllib
import zipfile
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import PurePosixPath

import tomli_w
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from careerportal.accounts.models import User
from careerportal.gently import gently
from careers import publishing
from careers.comparison import PartChange, compare
from careers.document import (
    NEEDED,
    RELATED,
    Document,
    check_kinds,
    content,
    digest,
    lay_over,
    plain,
    read,
    read_related,
)
from careers.models import Career, FormerSlug, Version
from careers.problems import Problem, Report, StarterError
from careers.zips import BROKEN

LARGEST = 30_000_000
"""Bytes of a file, or of all in a ZIP."""
MOST_FILES = 3_000
INSTEAD = (
    "Bring in fewer careers at once, or a folder of .toml files with manage.py import_careers."
)


Tables = Mapping[str, tuple[str, Document]]
"""Slug → (file, document)."""


class ChangedMeanwhileError(Exception):
    """Somebody changed a page after the differences were shown; str() says so."""

    def __init__(self) -> None:
        super().__init__("Somebody changed one of these pages in the meantime.")


@dataclass(frozen=True)
class Arrival:
    """What a file would do to a page, or did."""

    slug: str
    title: str
    document: Document
    before: str
    """Digest of what the page says now; empty for a new one."""
    differences: list[PartChange]
    """From what the page says now; empty for a new page."""

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def is_unchanged(self) -> bool:
        return not self.is_new and not self.differences


def to_file(document: Document) -> str:
    """The text of the file `<slug>.toml`."""
    table = {key: value for key, value in document.items() if key != "slug" and value != ""}
    if "reviewed_on" in table:
        table["reviewed_on"] = date.fromisoformat(table["reviewed_on"])
    if "moments" in table.get("day", {}):
        moments = [
            moment | {"time": time.fromisoformat(moment["time"])}
            for moment in table["day"]["moments"]
        ]
        table["day"] = table["day"] | {"moments": moments}
    return tomli_w.dumps(table, multiline_strings=True)


def export(careers: QuerySet[Career]) -> dict[str, str]:
    """File name → text, of each page as editors last left it; of none where nobody wrote."""
    written = careers.exclude(state=Career.State.DATA, draft=None)
    pages = written.select_related("draft", "field", "occupation").prefetch_related(*NEEDED)
    return {f"{page.slug}.toml": to_file(publishing.current(page)) for page in pages}


def to_zip(files: Mapping[str, bytes]) -> bytes:
    """The same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(name: str, data: bytes) -> dict[str, bytes]:
    """The files of a ZIP, or the one file. Raises StarterError, before anything large is unpacked."""
    if len(data) > LARGEST:
        raise _refused(name, f"This is larger than {LARGEST:,} bytes. {INSTEAD}")
    if not name.lower().endswith(".zip"):
        return {name: data}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if is_career(entry.filename)]
            if sum(entry.file_size for entry in entries) > LARGEST or len(entries) > MOST_FILES:
                most = f"{LARGEST:,} bytes or {MOST_FILES:,} files"
                raise _refused(name, f"Unpacked, this is larger than {most}. {INSTEAD}")
            files = {entry.filename: archive.read(entry) for entry in entries}
    except BROKEN:
        raise _refused(name, "This is not a whole ZIP: it may have been cut short.") from None
    if not files:
        raise _refused(name, "There is no career in this ZIP: their files end in .toml.")
    return files


def is_career(name: str) -> bool:
    """Macs put a second file, “._actuary.toml”, beside each."""
    return name.lower().endswith(".toml") and not PurePosixPath(name).name.startswith(".")


def _refused(file: str, message: str) -> StarterError:
    return StarterError([Problem(file, "", "", message)])


def parse(files: Mapping[str, bytes]) -> dict[str, tuple[str, Document]]:
    """Slug → (file, document). Raises StarterError with what is wrong in all files."""
    found: dict[str, tuple[str, Document]] = {}
    problems = []
    for name, data in files.items():
        slug = PurePosixPath(name).stem
        try:
            # Some editors on Windows begin a file with a mark.
            table = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            problems.append(Problem(name, "", "", f"This is not TOML: {error}"))
            continue
        if "slug" in table:
            message = "The file’s name is the page’s address. Take this key out."
            problems.append(Problem(name, "", "slug", message))
        if slugify(slug) != slug or not slug:
            message = "The file’s name is the page’s address: small letters, digits and hyphens."
            problems.append(Problem(name, "", "", message))
        elif slug in found:
            problems.append(Problem(name, "", "", f"This page is in {found[slug][0]} already."))
        found[slug] = name, table
    if problems:
        raise StarterError(problems)
    return found


def bring_in(
    files: Mapping[str, bytes],
    by: User | None,
    why: str = "",
    publish: bool = False,
    dry_run: bool = False,
    seen: str = "",
) -> list[Arrival]:
    """Keep each file as the newest version of its page. Raises StarterError and keeps nothing when
    any file is wrong, ChangedMeanwhileError when a page changed since it was compared: a moment ago,
    or when `seen`, the digest of what the pages said when the differences were shown, was right.

    Only the keeping is one transaction, for on SQLite those who post wait for the end of it.
    """
    tables = parse(files)
    problems: list[Problem] = []
    arrivals = []
    for arrival, wrong in gently(_compared(tables), lambda: True):
        problems += wrong
        arrivals.append(arrival)
    if problems:
        raise StarterError(problems)
    if seen and seen != digest({arrival.slug: arrival.before for arrival in arrivals}):
        raise ChangedMeanwhileError
    if not dry_run:
        _keep(tables, arrivals, by, why, publish)
    return arrivals


def _compared(tables: Tables) -> Iterator[tuple[Arrival, list[Problem]]]:
    """What each file would do to its page, and what is wrong in it."""
    known = _known(tables)
    for slug, (name, table) in tables.items():
        career = known.get(slug) or Career(slug=slug, state=Career.State.DRAFT)
        now = publishing.current(career) if career.pk else {}
        # A draft may give the page another address, which no file says.
        own = {"slug": now.get("slug", slug), "onet_code": career.onet_code}
        document = plain(own | table)
        document.pop("state", None)
        report = Report(name, str(document.get("title", "")))
        check_kinds(table, report)
        if not report.problems:
            document = _tried(report, document, career, tables.keys())
        title, before = str(document.get("title", slug)), _before(career)
        differences = compare(now, document) if career.pk else []
        yield Arrival(slug, title, document, before, differences), report.problems


def _before(career: Career | None) -> str:
    return digest(publishing.current(career)) if career and career.pk else ""


def _known(tables: Tables) -> dict[str, Career]:
    """Slug → the page it is the address of, or was, as an older export says. Raises StarterError."""
    names = ("draft", "field", "occupation")
    careers = Career.objects.filter(slug__in=tables).select_related(*names)
    known = {career.slug: career for career in careers}
    files = {career.pk: tables[slug][0] for slug, career in known.items()}
    problems = []
    former = FormerSlug.objects.filter(slug__in=tables.keys() - known.keys()).order_by("slug")
    for old in former.select_related(*(f"career__{name}" for name in names)):
        known[old.slug] = old.career
        file = tables[old.slug][0]
        if file != (other := files.setdefault(old.career_id, file)):
            message = f"{old.slug} is a former address of “{old.career}”, which is in {other} too."
            problems.append(Problem(file, "", "", message))
    if problems:
        raise StarterError(problems)
    return known


def _tried(report: Report, document: Document, career: Career, coming: Container[str]) -> Document:
    """`document` as the desk writes it; what keeps it from becoming the page's rows goes to `report`:
    found out by trying, then undone."""
    # Another copy of the row, for what is tried stays on it.
    trial = Career.objects.filter(pk=career.pk).first() or Career(slug=career.slug)
    with transaction.atomic():
        read(document | {"state": Career.State.DRAFT}, trial, report)
        if not report.problems:
            read_related(document, trial, report, coming)
        transaction.set_rollback(True)
    if report.problems:
        return document
    # “9:30” is a time, too; but what is kept is read by others, who expect 09:30:00.
    lay_over(document, trial)
    related = {RELATED: document[RELATED]} if document.get(RELATED) else {}
    return content(trial) | related


@transaction.atomic
def _keep(
    tables: Tables, arrivals: list[Arrival], by: User | None, why: str, publish: bool
) -> None:
    # All pages first: one at a time, two who do this could wait for each other.
    former = FormerSlug.objects.filter(slug__in=tables).values("career")
    pages = Career.objects.locked().filter(Q(slug__in=tables) | Q(pk__in=former))
    list(pages.order_by("pk"))
    known = _known(tables)
    if any(_before(known.get(arrival.slug)) != arrival.before for arrival in arrivals):
        raise ChangedMeanwhileError
    # Every new page first, without what links to others.
    for arrival in arrivals:
        if arrival.is_new:
            bare = {key: arrival.document.get(key) for key in ("title", "field", "slug")}
            page = Career(slug=arrival.slug, state=Career.State.DRAFT)
            report = Report(f"{arrival.slug}.toml", arrival.title)
            read(bare | {"state": Career.State.DRAFT}, page, report)
            if report.problems:
                # Two files with one title: each by itself was right.
                raise StarterError(report.problems)
            known[arrival.slug] = page
    for arrival in arrivals:
        page = known[arrival.slug]
        if not arrival.is_unchanged:
            publishing.save(page.pk, arrival.document, by, why, Version.Event.IMPORTED)
        if publish:
            publishing.publish(page.pk, by, why=why)
