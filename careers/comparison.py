"""What differs between two documents of a page: word by word, and row by row.

Rows have no key in a document, so they are matched: those that say the same, then those with the
same title, then those that share most of their words.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any, Literal, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import pluralize
from django.utils.formats import date_format
from django.utils.text import get_text_list

from careerportal.differences import Piece, diff
from careers.document import COLUMNS, LEFT_ALONE, PARTS, RELATED, Document, flatten
from careers.models import Career, RelatedCareer

MOST_PAIRS = 100_000
"""Where more pairs of rows are left, nobody looks at their likeness: they were removed and added."""
ALIKE = 0.5
"""The share of their words that two rows must have in common to be one row that was changed."""


class Shape(NamedTuple):
    """A part of the page: its name at the desk, its keys in the document, what one row is called."""

    label: str
    keys: list[str]
    rows: str = ""
    noun: str = ""


SHAPES = [
    Shape(
        "The page",
        ["state", "title", "article", "slug", "field", "summary", "overview", "reviewed_on"],
        "alternate_titles",
        "other title",
    ),
    Shape(
        "Typical education", ["education.text", "education.minimum"], "education.levels", "level"
    ),
    Shape(
        "Salary",
        [
            "occupation",
            "onet_code",
            "figures.related_occupation",
            "figures.occupation_note",
            "figures.pay_note",
        ],
    ),
    Shape(
        "Day in the life",
        ["day.introduction", "day.person", "day.video", "day.video_length", "day.transcript"],
        "day.moments",
        "moment",
    ),
    Shape(
        "How to become", ["become.introduction", "become.time_to_qualify"], "become.steps", "step"
    ),
    Shape("Essential skills", [], "skills", "skill"),
    Shape("Key responsibilities", [], "responsibilities", "responsibility"),
    Shape("Common interview questions", [], "interview", "question"),
    Shape("Related careers", [], RELATED, "career"),
    Shape("Sources", [], "sources", "source"),
]
"""In reading order."""


@dataclass(frozen=True)
class FieldChange:
    label: str
    """As on the form, before its first letter is made a capital; empty for rows of one field."""
    old: str
    new: str
    in_words: bool
    """Else it is one figure, date or choice for another: 2 → 999."""

    @property
    def pieces(self) -> list[Piece]:
        return diff(self.old, self.new)


@dataclass(frozen=True)
class RowChange:
    kind: Literal["added", "removed", "changed", "moved"]
    name: str
    """What the row is known by; empty where `fields` hold it."""
    old_place: int | None
    new_place: int | None
    moved: bool
    """A changed row may have moved, too. Rows that only made room for others have not."""
    fields: list[FieldChange]

    @property
    def what(self) -> str:
        """What happened to the row, in words."""
        way = f"moved from {self.old_place} to {self.new_place}"
        if self.kind == "changed":
            return f"changed and {way}" if self.moved else "changed"
        return way if self.kind == "moved" else self.kind

    @property
    def place(self) -> int | None:
        return self.new_place or self.old_place


@dataclass(frozen=True)
class PartChange:
    shape: Shape
    fields: list[FieldChange]
    rows: list[RowChange]

    def __str__(self) -> str:
        """ "Salary: pay note changed", "Sources: 2 added, 1 moved"."""
        labels = [field.label for field in self.fields]
        said = [f"{get_text_list(labels, 'and')} changed"] if labels else []
        for kind in ("added", "removed", "changed", "moved"):
            if number := sum(row.kind == kind for row in self.rows):
                noun = f"{self.shape.noun}{pluralize(number)} " if self.shape.keys else ""
                said.append(f"{number} {noun}{kind}")
        return f"{self.shape.label}: {', '.join(said)}"


def compare(old: Document, new: Document) -> list[PartChange]:
    """The parts that differ, in reading order. Keys that the format doesn't know come last."""
    before, after = flatten(old), flatten(new)
    known = {key for shape in SHAPES for key in (*shape.keys, shape.rows)}
    strange = sorted((before.keys() | after.keys()) - known)
    changes = []
    for shape in (*SHAPES, Shape("Other", strange)):
        fields = _fields({key: _field(key) for key in shape.keys}, before, after)
        rows = _rows(shape.rows, before.get(shape.rows) or [], after.get(shape.rows) or [])
        if fields or rows:
            changes.append(PartChange(shape, fields, rows))
    return changes


Fields = dict[str, Any]
"""Key in a document → the field of a model that holds it; None when no field does."""


@cache
def _field(key: str) -> Any:
    column = (COLUMNS | LEFT_ALONE).get(key)
    return Career._meta.get_field(column) if column else None


@cache
def _columns(key: str) -> Fields:
    if key not in PARTS:
        return {"": RelatedCareer._meta.get_field("related")}
    model, _, columns = PARTS[key]
    return {name: model._meta.get_field(column) for name, column in columns.items()}


def _fields(known: Fields, old: Document, new: Document) -> list[FieldChange]:
    changes = []
    for key, field in known.items():
        was, now = _said(field, old.get(key)), _said(field, new.get(key))
        if was != now:
            label = str(field.verbose_name) if field and key else key
            changes.append(FieldChange(label, was, now, _in_words(field, was, now)))
    return changes


def _said(field: Any, value: Any) -> str:
    """The value as editors read it."""
    if isinstance(field, models.BooleanField):
        return "yes" if value else "no"
    text = "" if value is None else str(value).strip()
    if isinstance(field, models.ForeignKey):
        # Codes have digits; the address of a field or a career is read as words.
        return text if re.search(r"\d", text) else text.replace("-", " ")
    if isinstance(field, models.DateField | models.TimeField) and text:
        try:
            moment = field.to_python(value)
        except (TypeError, ValidationError):
            return text
        return f"{moment:%H:%M}" if isinstance(moment, time) else date_format(moment)
    if field and field.choices:
        return str(dict(field.flatchoices).get(text, text))
    return text


def _in_words(field: Any, old: str, new: str) -> bool:
    if field and (field.choices or not isinstance(field, models.CharField | models.TextField)):
        return False
    return len(old.split()) > 1 or len(new.split()) > 1


@dataclass(frozen=True)
class Row:
    values: Document
    said: tuple[str, ...]
    title: str

    @property
    def words(self) -> set[str]:
        return set(re.findall(r"\w+", " ".join(self.said).lower()))


Pair = tuple[int | None, int | None]
"""Where a row stands in the old and in the new rows, from 0; None where it isn't."""


def _rows(key: str, old: Any, new: Any) -> list[RowChange]:
    """Without rows that neither changed nor moved."""
    if not key or old == new:
        return []
    columns = _columns(key)
    before, after = (
        [row if isinstance(row, dict) else {"": row} for row in _listed(some)]
        for some in (old, new)
    )
    strange = {name for row in before + after for name in row} - columns.keys()
    known = columns | dict.fromkeys(sorted(strange))
    was, now = ([_row(known, row) for row in some] for some in (before, after))
    pairs = match(was, now, by_likeness=key != RELATED)
    moved = _moved(pairs)
    changes = [_change(known, was, now, pair, pair in moved) for pair in pairs]
    return [change for change in changes if change.moved or change.kind != "moved"]


def _listed(rows: Any) -> list[Any]:
    return rows if isinstance(rows, list) else [rows] if rows else []


def _row(known: Fields, values: Document) -> Row:
    said = {name: _said(field, values.get(name)) for name, field in known.items()}
    title = next(
        (name for name in ("title", "name", "question") if name in known), next(iter(known))
    )
    return Row(values, tuple(said.values()), said[title])


def _change(known: Fields, old: list[Row], new: list[Row], pair: Pair, moved: bool) -> RowChange:
    x, y = pair
    was, now = old[x] if x is not None else None, new[y] if y is not None else None
    fields = _fields(known, was.values if was else {}, now.values if now else {})
    kind: Literal["added", "removed", "changed", "moved"] = (
        "added" if was is None else "removed" if now is None else "changed" if fields else "moved"
    )
    same_title = was and now and was.title == now.title
    return RowChange(
        kind,
        now.title if now and same_title else "",
        None if x is None else x + 1,
        None if y is None else y + 1,
        moved,
        fields,
    )


def match(old: Sequence[Row], new: Sequence[Row], by_likeness: bool = True) -> list[Pair]:
    """Each row of both once, in the order of the new rows, with removed ones where they stood."""
    left, free = dict(enumerate(old)), dict(enumerate(new))
    found: dict[int, int] = {}

    def take(x: int, y: int) -> None:
        found[y] = x
        del left[x], free[y]

    keys: list[Callable[[Row], Hashable]] = [lambda row: row.said, lambda row: row.title]
    for key in keys:
        waiting = defaultdict(list)
        for x in reversed(left):
            waiting[key(left[x])].append(x)
        for y, row in list(free.items()):
            if key(row) and waiting[key(row)]:
                take(waiting[key(row)].pop(), y)
    if by_likeness:
        for _, x, y in sorted(_alike(left, free)):
            if x in left and y in free:
                take(x, y)
    pairs: list[Pair] = [(found.get(y), y) for y in range(len(new))]
    pairs += [(x, None) for x in left]
    return sorted(pairs, key=lambda pair: (pair[0], 0) if pair[1] is None else (pair[1], 1))


def _alike(old: dict[int, Row], new: dict[int, Row]) -> list[tuple[float, int, int]]:
    """(less for more words in common, places) of rows that may be the same row, changed."""
    if len(old) * len(new) > MOST_PAIRS:
        return []
    before, after = ({place: row.words for place, row in rows.items()} for rows in (old, new))
    found = []
    for x, was in before.items():
        for y, now in after.items():
            share = 2 * len(was & now) / (len(was) + len(now) or 1)
            if share >= ALIKE:
                found.append((-share, x, y))
    return found


def _moved(pairs: list[Pair]) -> set[Pair]:
    """The fewest rows that, taken out, leave the others in their old order; of several such sets one
    with the most rows whose number changed."""
    kept = [(x, y) for x, y in pairs if x is not None and y is not None]
    ranks = {x: rank for rank, (x, _) in enumerate(sorted(kept), start=1)}
    # By old place, in a Fenwick tree: the worth of the best rising run so far, and where it ends.
    tree = [(0, -1)] * (len(kept) + 1)
    before = []
    for index, (x, y) in enumerate(kept):
        best = (0, -1)
        place = ranks[x] - 1
        while place:
            best = max(best, tree[place])
            place &= place - 1
        worth, last = best
        before.append(last)
        run, place = (worth + len(kept) + 1 + (x == y), index), ranks[x]
        while place < len(tree):
            tree[place] = max(tree[place], run)
            place += place & -place
    stayed = set[Pair]()
    _, last = max(tree)
    while last >= 0:
        stayed.add(kept[last])
        last = before[last]
    return {pair for pair in pairs if None not in pair} - stayed
