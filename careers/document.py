"""A career page as one document: what starter files, drafts, versions and previews all hold.

`read` and `write` are each other's inverse, so that a document can be compared with the database.
"""

import hashlib
import json
from collections.abc import Container, Iterable, Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from careers.models import (
    AlternateTitle,
    Career,
    EducationRoute,
    Field,
    FormerSlug,
    InterviewQuestion,
    Moment,
    Occupation,
    RelatedCareer,
    Responsibility,
    Skill,
    Source,
    Step,
)
from careers.title_search import write_titles

from .problems import Report
from .reading import page_grade

Document = dict[str, Any]

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
"""Key in the document → field of Career. A key that is missing empties its field."""

LEFT_ALONE = {"slug": "slug", "onet_code": "onet_code"}
"""As COLUMNS, but a key that is missing leaves the field as it is."""

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
"""Key in the document → model, its name on Career, and key → field. The key "" is a plain list of texts."""

RELATED = "related"


def flatten(data: Document) -> Document:
    """Tables one level deep become dotted keys; texts lose the white space around them."""
    flat: Document = {}
    for key, value in data.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": _strip(item) for inner, item in value.items()}
        else:
            flat[key] = _strip(value)
    return flat


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def read(data: Document, career: Career, report: Report) -> None:
    """Save `data` as `career` with its parts; what is wrong goes to `report`, and then part of it
    may be saved: roll back. Related careers come later."""
    rows = _fill(data, career, report)
    for name in ("summary", "overview"):
        if career.state == Career.State.PUBLISHED and not getattr(career, name):
            report.add(name, "A published page needs this. Write it, or make the page a draft.")
    names = {column: key for key, column in (COLUMNS | LEFT_ALONE).items()}
    if report.problems or not _valid(career, "", names, report):
        return
    career.reading_grade = page_grade(data)
    career.save()
    for key, (model, name, columns) in PARTS.items():
        if not _all_valid(rows[name], key, columns, report):
            continue
        if _replace(career, model, name, rows[name]) and model is AlternateTitle:
            write_titles([career])


def read_related(
    data: Document, career: Career, report: Report, coming: Container[str] = ()
) -> None:
    """Link `career` to the related careers it names; they must exist by now, or be `coming`."""
    slugs = data.get(RELATED, [])
    if not isinstance(slugs, list) or not all(map(_is_address, slugs)):
        report.add(RELATED, "Write this as a list of texts, each the address of a career.")
        return
    links = _links(slugs, career)
    for number, (slug, link) in enumerate(zip(slugs, links, strict=True), start=1):
        if link is None and slug not in coming:
            report.add(f"{RELATED}, row {number}", f"There is no career “{slug}”.")
        elif link and link.related_id == career.pk:
            report.add(f"{RELATED}, row {number}", "A career cannot be related to itself.")
    if _all_different(links, RELATED, report) and not report.problems:
        _replace(career, RelatedCareer, "related_careers", [link for link in links if link])


def check_kinds(data: Document, report: Report) -> None:
    """Report what is of another kind than the page holds, before `plain` makes texts of it."""
    _fill(data, Career(), report)


def _is_address(slug: Any) -> bool:
    """PostgreSQL can't even be asked for a text with the character 0."""
    return isinstance(slug, str) and "\0" not in slug


def lay_over(data: Document, career: Career) -> None:
    """Put `data` on `career` and its parts without saving: a page can be shown as it would be.

    The key of an unsaved career must be set, to anything. What can't be read is left out.
    """
    data = {"state": career.state} | data
    rows: dict[str, Sequence[models.Model]] = {**_fill(data, career, Report(""))}
    rows["related_careers"] = [link for link in _links(data.get(RELATED, []), career) if link]
    cache = career.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, unsaved in rows.items():
        queryset = getattr(career, name).get_queryset().all()
        queryset._result_cache, queryset._prefetch_done = list(unsaved), True
        cache[name] = queryset


def _fill(data: Document, career: Career, report: Report) -> dict[str, list[Any]]:
    """Set the columns of `career` and return its rows by their name on Career; nothing is saved."""
    flat = flatten(data)
    for key in flat.keys() - COLUMNS.keys() - LEFT_ALONE.keys() - PARTS.keys() - {RELATED}:
        report.add(key, "There is no such key in this format.")
    empty = Career(state=Career.State.PUBLISHED)
    for key, column in COLUMNS.items():
        if column in ("field", "occupation"):
            value = _reference(column, flat.get(key), report)
            if value is None and column == "field":
                continue
        else:
            value = flat.get(key, getattr(empty, column))
            _check_kind(career, column, value, key, report)
        setattr(career, column, _typed(career, column, value))
    for key, column in LEFT_ALONE.items():
        if key in flat:
            _check_kind(career, column, flat[key], key, report)
            setattr(career, column, flat[key])
    return {
        name: _rows(flat.get(key) or [], model, columns, career, key, report)
        for key, (model, name, columns) in PARTS.items()
    }


def _reference(column: str, value: Any, report: Report) -> models.Model | None:
    try:
        if "\0" in str(value):
            raise ObjectDoesNotExist
        if column == "field":
            return Field.objects.get(slug=value)
        return Occupation.objects.get(soc_code=value) if value else None
    except ObjectDoesNotExist:
        report.add(column, f"There is no {column} “{value}”.")
        return None


def _check_kind(row: models.Model, column: str, value: Any, place: str, report: Report) -> None:
    """Validation turns anything into a text, a list too."""
    field = row._meta.get_field(column)
    if isinstance(field, models.BooleanField):
        if not isinstance(value, bool):
            report.add(place, "Write true or false here.")
    elif isinstance(field, models.DateField | models.TimeField):
        kind = time if isinstance(field, models.TimeField) else date
        if value is not None and not isinstance(value, (kind, str)):
            report.add(place, f"Write a {'time' if kind is time else 'day'} here.")
    elif isinstance(field, models.CharField | models.TextField):
        if not isinstance(value, str):
            report.add(place, "Write a text here.")
        elif "\0" in value:
            report.add(place, "There is a character in it that can’t be kept.")


def _typed(row: models.Model, column: str, value: Any) -> Any:
    """As the field holds it: a document from JSON has its times as texts. What is wrong stays as it
    is, for validation to tell."""
    field = row._meta.get_field(column)
    if not isinstance(value, str) or not isinstance(field, models.DateField | models.TimeField):
        return value
    try:
        return field.to_python(value)
    except ValidationError:
        return value


def _rows(
    rows: Any,
    model: type[models.Model],
    columns: dict[str, str],
    career: Career,
    key: str,
    report: Report,
) -> list[Any]:
    if not isinstance(rows, list):
        report.add(key, "Write this as a list.")
        return []
    made = []
    for position, row in enumerate(rows):
        place = f"{key}, row {position + 1}"
        values = {"": row} if "" in columns else row
        if not isinstance(values, dict) or ("" in columns and not isinstance(row, str)):
            report.add(place, "Write a text here." if "" in columns else "Write a table here.")
            continue
        for unknown in values.keys() - columns.keys():
            report.add(f"{place}, {unknown}", "There is no such key in this format.")
        part = model(career=career, position=position)
        for name in values.keys() & columns.keys():
            _check_kind(part, columns[name], values[name], f"{place}, {name}".rstrip(", "), report)
            setattr(part, columns[name], _typed(part, columns[name], _strip(values[name])))
        made.append(part)
    return made


def _links(slugs: Iterable[str], career: Career) -> list[RelatedCareer | None]:
    """A link for each address, also a former one; None where no career has it."""
    slugs = list(slugs)
    found = {
        former.slug: former.career
        for former in FormerSlug.objects.filter(slug__in=slugs).select_related("career")
    }
    found |= {other.slug: other for other in Career.objects.filter(slug__in=slugs)}
    return [
        RelatedCareer(career=career, related=found[slug], position=position)
        if slug in found
        else None
        for position, slug in enumerate(slugs)
    ]


def _valid(row: models.Model, place: str, names: dict[str, str], report: Report) -> bool:
    # Rows are checked against each other by `_all_different`: the database still holds the old ones.
    alone = isinstance(row, Career)
    try:
        row.full_clean(
            exclude=None if alone else ["career"],
            validate_unique=alone,
            validate_constraints=alone,
        )
    except ValidationError as error:
        report.add_error(error, place, names)
        return False
    return True


def _all_valid(
    rows: Sequence[models.Model], key: str, columns: dict[str, str], report: Report
) -> bool:
    names = {column: name for name, column in columns.items()}
    valid = [
        _valid(row, f"{key}, row {number}", names, report)
        for number, row in enumerate(rows, start=1)
    ]
    return all(valid) and _all_different(rows, key, report)


def _all_different(rows: Sequence[models.Model | None], key: str, report: Report) -> bool:
    """Whether no two rows of a part break one of its unique constraints."""
    problems = 0
    for constraint in rows[0]._meta.constraints if rows and rows[0] else []:
        seen = set()
        if not isinstance(constraint, models.UniqueConstraint):
            continue
        for number, row in enumerate(rows, start=1):
            values = tuple(getattr(row, name, None) for name in constraint.fields)
            if row and values in seen:
                problems += 1
                report.add(f"{key}, row {number}", str(constraint.violation_error_message))
            seen.add(values)
    return not problems


def _replace(
    career: Career, model: type[models.Model], name: str, rows: Sequence[models.Model]
) -> bool:
    """Make `rows` the saved ones, and say whether they were not; rows as they should be stay."""
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    saved = list(model._default_manager.filter(career=career))
    now, wanted = (
        [[f.value_from_object(row) for f in fields] for row in some] for some in (saved, rows)
    )
    if now == wanted:
        return False
    with transaction.atomic(savepoint=False):
        model._default_manager.filter(career=career).delete()
        model._default_manager.bulk_create(rows)
    return True


NEEDED = [*(name for _, name, _ in PARTS.values()), "related_careers__related"]
"""What `write` prefetches of a career that doesn't have it yet."""


def write(career: Career) -> Document:
    """The career as `read` takes it; empty keys are left out. Reads what is prefetched or laid over."""
    models.prefetch_related_objects([career], *NEEDED)
    data: Document = {}
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
    _put(data, RELATED, [link.related.slug for link in career.related_careers.all()])
    return data


def content(career: Career) -> Document:
    """What editors write, address included, as it comes back from JSON; not whether it is public."""
    data = write(career) | {key: getattr(career, column) for key, column in LEFT_ALONE.items()}
    data.pop("state", None)
    return plain(data)


def plain(data: Document) -> Document:
    """As it comes back from JSON, and with the line ends of one system: browsers send those of
    another, and a file may have either."""
    document: Document = json.loads(json.dumps(data, cls=DjangoJSONEncoder))
    return {key: _tidy(value) for key, value in document.items()}


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    return (
        value.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(value, str) else value
    )


def digest(data: Document) -> str:
    """The same for documents that say the same."""
    text = json.dumps(data, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _row(row: models.Model, columns: dict[str, str]) -> Any:
    if "" in columns:
        return getattr(row, columns[""])
    values = {name: getattr(row, column) for name, column in columns.items()}
    return {name: value for name, value in values.items() if value not in ("", None, False)}


def _put(data: Document, key: str, value: Any) -> None:
    if value in ("", None, False, []):
        return
    *table, name = key.split(".")
    (data.setdefault(table[0], {}) if table else data)[name] = value
