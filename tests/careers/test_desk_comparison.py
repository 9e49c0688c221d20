"""What differs between two versions of a page is told whole: no row and no word is left out."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careers.comparison import (
    SHAPES,
    FieldChange,
    PartChange,
    RowChange,
    compare,
)
from careers.document import COLUMNS, LEFT_ALONE, PARTS, RELATED, flatten
from tests.stopwatch import is_within

text = st.text(alphabet="ab c\n", max_size=12)
steps = st.fixed_dictionaries({}, optional={"title": text, "text": text, "optional": st.just(True)})
documents = st.fixed_dictionaries(
    {},
    optional={
        "title": text,
        "reviewed_on": st.dates(min_value=date(1990, 1, 1)).map(str),
        "figures": st.fixed_dictionaries({}, optional={"pay_note": text}),
        "become": st.fixed_dictionaries({}, optional={"steps": st.lists(steps, max_size=6)}),
        "responsibilities": st.lists(text, max_size=6),
        "related": st.lists(st.sampled_from("abcdef"), unique=True),
        "from_another_time": text,
    },
)


def part(changes: list[PartChange], label: str) -> PartChange:
    return next(change for change in changes if change.shape.label == label)


def told(changes: list[PartChange], label: str) -> list[str]:
    return [f"{row.what}: {row.name}" for row in part(changes, label).rows]


def marked(field: FieldChange) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[kind].format(words) for kind, words in field.pieces)


def applied(rows: list[Any], changes: list[RowChange]) -> list[Any]:
    """The new rows, made of the old ones and of what `changes` tell, as labels and texts."""
    old = [shown(row) for row in rows]
    gone = {change.old_place for change in changes}
    stayed = [row for place, row in enumerate(old, start=1) if place not in gone]
    placed = {}
    for change in changes:
        row = dict(old[change.old_place - 1]) if change.old_place else {}
        for field in change.fields:
            assert row.get(field.label, "no" if field.label == "optional" else "") == field.old
            assert "".join(words for kind, words in field.pieces if kind != "added") == field.old
            row[field.label] = "".join(w for kind, w in field.pieces if kind != "removed")
        if change.new_place:
            placed[change.new_place] = {
                key: said for key, said in row.items() if said not in ("", "no")
            }
        else:
            assert not {key for key, said in row.items() if said not in ("", "no")}
    number = len(stayed) + len(placed)
    unplaced = iter(stayed)
    return [placed[place] if place in placed else next(unplaced) for place in range(1, number + 1)]


def shown(row: Any) -> dict[str, str]:
    values = row if isinstance(row, dict) else {"": row}
    said = {key: "yes" if value is True else value.strip() for key, value in values.items()}
    return {key: words for key, words in said.items() if words}


@given(documents)
@settings(deadline=None)
def test_a_document_does_not_differ_from_itself(document: Any) -> None:
    assert compare(document, document) == []


@given(documents, documents)
@settings(deadline=None, max_examples=300)
def test_what_is_told_makes_the_new_document_of_the_old_one(old: Any, new: Any) -> None:
    changes = {change.shape.label: change for change in compare(old, new)}
    before, after = flatten(old), flatten(new)
    for key, label in (
        ("become.steps", "How to become"),
        ("responsibilities", "Key responsibilities"),
        (RELATED, "Related careers"),
    ):
        rows = changes[label].rows if label in changes else []
        result = applied(before.get(key, []), rows)
        assert result == [shown(row) for row in after.get(key, [])]
        places = [row.old_place for row in rows if row.old_place]
        assert len(places) == len(set(places))
    fields = {field.label: field for change in changes.values() for field in change.fields}
    for key, label in (("title", "title"), ("figures.pay_note", "pay note"),
                       ("from_another_time", "from_another_time")):  # fmt: skip
        assert (label in fields) == (before.get(key, "") != after.get(key, ""))
        if label in fields:
            assert (fields[label].old, fields[label].new) == (
                before.get(key, ""),
                after.get(key, ""),
            )
    assert ("last reviewed" in fields) == (old.get("reviewed_on") != new.get("reviewed_on"))


def test_every_key_of_the_format_has_its_part() -> None:
    keys = [key for shape in SHAPES for key in (*shape.keys, shape.rows) if key]
    assert sorted(keys) == sorted([*COLUMNS, *LEFT_ALONE, *PARTS, RELATED])


def test_a_figure_a_choice_and_a_date_show_as_one_for_another() -> None:
    old = {"figures": {"pay_note": "2"}, "education": {"minimum": "bachelors"}, "reviewed_on": "2026-01-02"}  # fmt: skip
    new = {"figures": {"pay_note": "999", "related_occupation": True}, "education": {"minimum": "masters"}}  # fmt: skip
    changes = compare(old, new)
    fields = {field.label: field for change in changes for field in change.fields}
    assert not any(field.in_words for field in fields.values())
    assert {label: (field.old, field.new) for label, field in fields.items()} == {
        "pay note": ("2", "999"),
        "figures of a related occupation": ("no", "yes"),
        "usual minimum": ("Bachelor’s degree", "Master’s degree"),
        "last reviewed": ("Jan. 2, 2026", ""),
    }


def test_a_figure_within_a_sentence_is_the_word_that_changed() -> None:
    changes = compare(
        {"figures": {"pay_note": "Many earn 2 dollars."}},
        {"figures": {"pay_note": "Many earn 999 dollars."}},
    )
    assert marked(changes[0].fields[0]) == "Many earn [-2-]{+999+} dollars."


NAMES = [{"title": f"Step {n}", "text": f"Do the work of the {n}th day."} for n in range(1, 7)]


def test_a_row_that_moves_is_told_alone() -> None:
    moved = [NAMES[0], *NAMES[2:5], NAMES[1], NAMES[5]]
    changes = compare({"become": {"steps": NAMES}}, {"become": {"steps": moved}})
    assert told(changes, "How to become") == ["moved from 2 to 5: Step 2"]


def test_the_row_between_two_that_trade_places_has_not_moved() -> None:
    traded = [NAMES[2], NAMES[1], NAMES[0]]
    changes = compare({"become": {"steps": NAMES[:3]}}, {"become": {"steps": traded}})
    assert told(changes, "How to become") == [
        "moved from 3 to 1: Step 3",
        "moved from 1 to 3: Step 1",
    ]


def test_rows_that_only_make_room_have_not_moved() -> None:
    rows = [{"title": "First of all", "text": "Wait."}, *NAMES]
    changes = compare({"become": {"steps": NAMES}}, {"become": {"steps": rows}})
    assert told(changes, "How to become") == ["added: "]
    changes = compare({"become": {"steps": rows}}, {"become": {"steps": NAMES}})
    assert told(changes, "How to become") == ["removed: "]


def test_a_row_is_known_again_by_its_title_and_by_most_of_its_words() -> None:
    retitled = {"title": "Another name", "text": NAMES[0]["text"], "optional": True}
    rewritten = {"title": "Step 3", "text": "All of it is new."}
    rows = [rewritten, NAMES[1], retitled]
    changes = compare({"become": {"steps": NAMES[:3]}}, {"become": {"steps": rows}})
    (rewrite, retitle) = sorted(
        (row for row in part(changes, "How to become").rows if row.fields),
        key=lambda r: r.place or 0,
    )
    assert (rewrite.kind, rewrite.old_place, rewrite.new_place) == ("changed", 3, 1)
    assert (retitle.kind, retitle.old_place, retitle.new_place) == ("changed", 1, 3)
    assert [field.label for field in retitle.fields] == ["title", "optional"]
    assert (rewrite.name, retitle.name) == ("Step 3", "")


def test_one_career_for_another_is_no_change_of_a_link() -> None:
    changes = compare({"related": ["nurse-aide"]}, {"related": ["nurse-practitioner"]})
    assert sorted(told(changes, "Related careers")) == ["added: ", "removed: "]


def test_a_part_is_summed_up_in_words() -> None:
    old = {
        "title": "Nurse",
        "education": {"text": "x"},
        "sources": [{"title": "A"}, {"title": "B"}],
    }
    new = {"title": "Nurses", "alternate_titles": ["RN", "LPN"], "sources": [{"title": "B"}, {"title": "A"}]}  # fmt: skip
    assert [str(change) for change in compare(old, new)] == [
        "The page: title changed, 2 other titles added",
        "Typical education: typical education changed",
        "Sources: 1 moved",
    ]


def rows_of(seed: int, number: int = 300) -> list[dict[str, str]]:
    """Rows of 500 characters out of few words, so that all are somewhat alike."""
    some = random.Random(seed)
    words = ["of", "the", "work", "that", "people", "here", "do", "on", "most", "days"]
    return [
        {"title": f"{seed} {n}", "text": " ".join(some.choices(words, k=120))[:500]}
        for n in range(number)
    ]


WORST = {
    "all rewritten": (rows_of(1), rows_of(2)),
    "turned around": (rows_of(1), rows_of(1)[::-1]),
    "all the same words": ([{"text": "a " * 250}] * 300, [{"text": "a " * 249 + "b"}] * 300),
    "too many to look at their likeness": (rows_of(1, 400), rows_of(2, 400)),
    "nothing in common": (
        [{"text": " ".join(f"x{n}y{k}" for k in range(90))} for n in range(300)],
        [{"text": " ".join(f"z{n}y{k}" for k in range(90))} for n in range(300)],
    ),
}


@pytest.mark.parametrize("case", WORST)
def test_long_parts_are_compared_in_less_than_half_a_second(case: str) -> None:
    old, new = ({"become": {"steps": rows}} for rows in WORST[case])

    def work() -> None:
        for change in compare(old, new):
            assert change.rows
            for row in change.rows:
                assert all(field.pieces for field in row.fields)

    assert is_within(0.5, work)
