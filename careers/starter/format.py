"""The starter format of a career: how a TOML table maps to a Career and its parts, both ways.

`read` and `write` are each other's inverse, so that a file can be compared with the database.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

from careers.models import (
    AlternateTitle,
    Career,
    EducationRoute,
    Field,
    InterviewQuestion,
    Moment,
    Occupation,
    RelatedCareer,
    Responsibility,
    Skill,
    Source,
    Step,
)

from .problems import Report

COLUMNS = {
    "title": "title",
    "article": "article",
    "state": "state",
    "field": "field",
    "occupation": "occupation",
    "summary": "summary",
    "overview": "overview",
    "reviewed_on": "reviewed_on",
    "figures.related_occupation": "related_occupation",
    "figures.occupation_note": "occupation_note",
    "figures.pay_note": "pay_note",
    "education.text": "education_text",
    "education.minimum": "education_minimum",
    "day.introduction": "day_introduction",
    "day.person": "day_person",
    "day.video": "video_url",
    "day.video_length": "video_length",
    "day.transcript": "video_transcript",
    "become.introduction": "become_introduction",
    "become.time_to_qualify": "time_to_qualify",
}
"""Key in the file → field of Career."""

PARTS: dict[str, tuple[type[models.Model], str, dict[str, str]]] = {
    "alternate_titles": (AlternateTitle, "alternate_titles", {"": "title"}),
    "education.levels": (
        EducationRoute,
        "education_routes",
        {"level": "level", "standing": "standing", "text": "text"},
    ),
    "day.moments": (Moment, "moments", {"time": "time", "title": "title", "text": "text"}),
    "become.steps": (Step, "steps", {"title": "title", "text": "text", "optional": "optional"}),
    "skills": (Skill, "skills", {"name": "name", "text": "text"}),
    "responsibilities": (Responsibility, "responsibilities", {"": "text"}),
    "interview": (
        InterviewQuestion,
        "interview_questions",
        {"question": "question", "kind": "kind", "looking_for": "looking_for"},
    ),
    "sources": (Source, "sources", {"title": "title", "publisher": "publisher", "url": "url"}),
}
"""Key in the file → model, its name on Career, and key → field. The key "" is a plain list of texts."""

RELATED = "related"


def flatten(data: dict[str, Any]) -> dict[str, Any]:
    """Tables one level deep become dotted keys; texts lose the white space around them."""
    flat: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": _strip(item) for inner, item in value.items()}
        else:
            flat[key] = _strip(value)
    return flat


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def read(data: dict[str, Any], career: Career, report: Report) -> None:
    """Save `data` as `career` with its parts; what is wrong goes to `report`. Related careers come later."""
    flat = flatten(data)
    for key in flat.keys() - COLUMNS.keys() - PARTS.keys() - {RELATED}:
        report.add(key, "There is no such key in this format.")
    empty = Career(state=Career.State.PUBLISHED)
    for key, column in COLUMNS.items():
        if column in ("field", "occupation"):
            value = _reference(column, flat.get(key), report)
        else:
            value = flat.get(key, getattr(empty, column))
        setattr(career, column, value)
    names = {column: key for key, column in COLUMNS.items()}
    if report.problems or not _valid(career, "", names, report):
        return
    career.save()
    for key, (model, related_name, columns) in PARTS.items():
        getattr(career, related_name).all().delete()
        _read_rows(flat.get(key) or [], model, columns, career, key, report)


def _reference(column: str, value: Any, report: Report) -> models.Model | None:
    try:
        if column == "field":
            return Field.objects.get(slug=value)
        return Occupation.objects.get(soc_code=value) if value else None
    except ObjectDoesNotExist:
        report.add(column, f"There is no {column} “{value}” in {column}s.toml.")
        return None


def _valid(row: models.Model, place: str, names: dict[str, str], report: Report) -> bool:
    try:
        row.full_clean()
    except ValidationError as error:
        report.add_error(error, place, names)
        return False
    return True


def _read_rows(
    rows: Any,
    model: type[models.Model],
    columns: dict[str, str],
    career: Career,
    key: str,
    report: Report,
) -> None:
    names = {column: name for name, column in columns.items()}
    if not isinstance(rows, list):
        report.add(key, "Write this as a list.")
        return
    for position, row in enumerate(rows):
        place = f"{key}, row {position + 1}"
        values = {"": row} if "" in columns else row
        if not isinstance(values, dict) or ("" in columns and not isinstance(row, str)):
            report.add(place, "Write a text here." if "" in columns else "Write a table here.")
            continue
        for unknown in values.keys() - columns.keys():
            report.add(f"{place}, {unknown}", "There is no such key in this format.")
        fields = {columns[name]: _strip(value) for name, value in values.items() if name in columns}
        part = model(career=career, position=position, **fields)
        if _valid(part, place, names, report):
            part.save()


def read_related(data: dict[str, Any], career: Career, report: Report) -> None:
    """Link `career` to the related careers it names; they must exist by now."""
    slugs = data.get(RELATED, [])
    found = {c.slug: c for c in Career.objects.filter(slug__in=slugs)}
    career.related_careers.all().delete()
    for position, slug in enumerate(slugs):
        if slug not in found:
            report.add(f"{RELATED}, row {position + 1}", f"There is no career “{slug}”.")
            continue
        link = RelatedCareer(career=career, related=found[slug], position=position)
        if _valid(link, f"{RELATED}, row {position + 1}", {}, report):
            link.save()


def write(career: Career) -> dict[str, Any]:
    """The career as `read` takes it; empty keys are left out."""
    data: dict[str, Any] = {}
    for key, column in COLUMNS.items():
        value = getattr(career, column)
        if column == "field":
            value = career.field.slug
        elif column == "occupation":
            value = career.occupation.soc_code if career.occupation else None
        _put(data, key, value)
    for key, (_, related_name, columns) in PARTS.items():
        rows = getattr(career, related_name).all()
        _put(data, key, [_row(row, columns) for row in rows])
    links = career.related_careers.select_related("related")
    _put(data, RELATED, [link.related.slug for link in links])
    return data


def _row(row: models.Model, columns: dict[str, str]) -> Any:
    if "" in columns:
        return getattr(row, columns[""])
    values = {name: getattr(row, column) for name, column in columns.items()}
    return {name: value for name, value in values.items() if value not in ("", None, False)}


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    if value in ("", None, False, []):
        return
    *table, name = key.split(".")
    (data.setdefault(table[0], {}) if table else data)[name] = value
