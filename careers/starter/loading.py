"""Loads a starter folder into the database, all or nothing, around what editors have changed."""

import tomllib
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from careers import document
from careers.models import Career, DataRelease, Field, FormerSlug, Occupation, StarterRecord
from careers.problems import Problem, Report, StarterError
from careers.reading import page_grade
from careers.title_search import write_titles

from . import figures

FOLDER = Path(__file__).parent


@dataclass
class Outcome:
    """What a load did: how many entries were added, updated, unchanged; which were left to editors."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """One kind of entry: how to find it, read it from a table and write it as one."""

    name: str
    find: Callable[[str], models.Model | None]
    new: Callable[[str], models.Model]
    read: Callable[[dict[str, Any], Any, Report], None]
    write: Callable[[Any], dict[str, Any]]


def _find_career(slug: str) -> Career | None:
    former = FormerSlug.objects.filter(slug=slug).select_related("career").first()
    return Career.objects.filter(slug=slug).first() or (former.career if former else None)


KINDS = {
    "field": Kind(
        "field",
        lambda key: Field.objects.filter(slug=key).first(),
        lambda key: Field(),
        figures.read_plain,
        figures.write_plain,
    ),
    "release": Kind(
        "release",
        lambda key: DataRelease.objects.filter(key=key, state=DataRelease.State.CURRENT).first(),
        lambda key: DataRelease(),
        figures.read_plain,
        figures.write_plain,
    ),
    "occupation": Kind(
        "occupation",
        lambda key: Occupation.objects.filter(soc_code=key).first(),
        lambda key: Occupation(),
        figures.read_occupation,
        figures.write_occupation,
    ),
    "career": Kind(
        "career", _find_career, lambda key: Career(slug=key), document.read, document.write
    ),
}


@dataclass(frozen=True)
class Entry:
    kind: Kind
    name: str
    """Slug, key or SOC code."""
    label: str
    file: str
    data: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.kind.name}:{self.name}"


def _parse(path: Path, folder: Path) -> dict[str, Any]:
    name = str(path.relative_to(folder))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        raise StarterError([Problem(name, "", "", "This file is missing.")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StarterError([Problem(name, "", "", f"This is not TOML: {error}")]) from None


def read_folder(folder: Path) -> list[Entry]:
    """Every entry of the folder, in the order they must be saved. Raises StarterError."""
    entries: list[Entry] = []
    for file, kind, identity, label in (
        ("fields.toml", "field", "slug", "name"),
        ("occupations.toml", "release", "key", "key"),
        ("occupations.toml", "occupation", "soc_code", "soc_code"),
    ):
        for number, data in enumerate(_parse(folder / file, folder).get(kind, []), start=1):
            if not isinstance(data.get(identity), str):
                raise StarterError(
                    [Problem(file, f"{kind} {number}", identity, "This text is missing.")]
                )
            position = {"position": number} if kind == "field" else {}
            entries.append(
                Entry(
                    KINDS[kind],
                    data[identity],
                    str(data.get(label, data[identity])),
                    file,
                    data | position,
                )
            )
    for path in sorted((folder / "careers").glob("*.toml")):
        data = _parse(path, folder)
        label = str(data.get("title", path.stem))
        entries.append(Entry(KINDS["career"], path.stem, label, f"careers/{path.name}", data))
    return entries


@transaction.atomic
def load(
    folder: Path = FOLDER, overwrite: bool = False, only: Container[str] | None = None
) -> Outcome:
    """Bring the database up to the files of `folder`, or to the entries whose keys are in `only`.

    An entry that an editor changed or deleted since the last load is left alone, unless `overwrite`.
    Raises StarterError, and keeps nothing, when any entry is wrong.
    """
    outcome, problems = Outcome(), []
    records = {record.key: record for record in StarterRecord.objects.all()}
    written: list[tuple[Entry, Any, Report]] = []
    for entry in read_folder(folder):
        if only is not None and entry.key not in only:
            continue
        row = entry.kind.find(entry.name)
        verdict = _verdict(entry, row, records.get(entry.key), overwrite)
        outcome.counts[verdict] += 1
        if verdict == "kept":
            outcome.kept.append(entry.label)
        if verdict in ("added", "updated"):
            report = Report(entry.file, entry.label)
            row = row or entry.kind.new(entry.name)
            entry.kind.read(entry.data, row, report)
            written.append((entry, row, report))
            problems += report.problems
    if not problems:
        for entry, row, report in written:
            if entry.kind.name == "career":
                document.read_related(entry.data, row, report)
                problems += report.problems
    if problems:
        raise StarterError(problems)
    for entry, row, _ in written:
        row.refresh_from_db()
        StarterRecord.objects.update_or_create(
            key=entry.key,
            defaults={
                "file_digest": document.digest(entry.data),
                "digest": document.digest(entry.kind.write(row)),
            },
        )
    # Of every career: what another version of this code loaded may have none.
    write_titles(Career.objects.all())
    for career in Career.objects.filter(reading_grade=None).exclude(overview=""):
        found = page_grade(document.write(career))
        Career.objects.filter(pk=career.pk).update(reading_grade=found)
    return outcome


def _is_bare(row: models.Model) -> bool:
    """Whether it is an occupation without figures: an import made it for its title."""
    return isinstance(row, Occupation) and not (
        row.wages_id or row.projection_id or row.attainment_id
    )


def _verdict(
    entry: Entry, row: models.Model | None, record: StarterRecord | None, overwrite: bool
) -> str:
    """What to do with an entry: "added", "updated", "unchanged", or "kept" as an editor left it."""
    if row is None:
        return "added" if overwrite or record is None else "kept"
    if record is None and _is_bare(row):
        return "added"
    edited = record is None or document.digest(entry.kind.write(row)) != record.digest
    if edited:
        return "updated" if overwrite else "kept"
    return (
        "unchanged" if record and record.file_digest == document.digest(entry.data) else "updated"
    )
