"""How hard a text is to read, against published values."""

import re

import pytest

from careers import publishing
from careers.document import content
from careers.models import Career
from careers.reading import grade, long_sentences, syllables
from careers.starter.loading import load
from tests.builders import add_parts, make_career, make_editor, make_occupation
from tests.stopwatch import is_within

GETTYSBURG = """
Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived
in Liberty, and dedicated to the proposition that all men are created equal.

Now we are engaged in a great civil war, testing whether that nation, or any nation so conceived and
so dedicated, can long endure. We are met on a great battle-field of that war. We have come to
dedicate a portion of that field, as a final resting place for those who here gave their lives that
that nation might live. It is altogether fitting and proper that we should do this.

But, in a larger sense, we can not dedicate -- we can not consecrate -- we can not hallow -- this
ground. The brave men, living and dead, who struggled here, have consecrated it, far above our poor
power to add or detract. The world will little note, nor long remember what we say here, but it can
never forget what they did here. It is for us the living, rather, to be dedicated here to the
unfinished work which they who fought here have thus far so nobly advanced. It is rather for us to be
here dedicated to the great task remaining before us -- that from these honored dead we take increased
devotion to that cause for which they gave the last full measure of devotion -- that we here highly
resolve that these dead shall not have died in vain -- that this nation, under God, shall have a new
birth of freedom -- and that government of the people, by the people, for the people, shall not perish
from the earth.
"""


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (GETTYSBURG, 10.9),
        (
            "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.",
            11.3,
        ),
        # 16 words and 23 syllables: a reading ease of 69.
        (
            "This sentence, taken as a reading passage unto itself, is being used to prove a point.",
            7.6,
        ),
        ("The cat sat on the mat.", -1.45),
    ],
)
def test_grades_are_within_one_of_published_ones(text, published):
    assert grade(text) == pytest.approx(published, abs=1)


WORDS = re.findall(
    r"(\S+) (\d)",
    """
    the 1 make 1 table 2 makes 1 tables 2 pages 2 watches 2 called 1 handled 2 wanted 2 safely 2
    statement 2 media 3 associate 4 quiet 2 client 2 patient 2 continuity 5 actual 3 video 3 area 3
    create 2 creative 3 employer 3 studying 3 science 2 people 2 nurses 2 electrician 4 engineer 3
    experience 4 education 4 license 2 licenses 3 university 5 apprenticeship 4 technician 3
    business 2 every 2 equipment 3 special 2 official 3 financial 3 union 2 society 4 supplier 3
    easier 3 friend 1 employees 3 employed 2 buying 2 annual 3 evaluate 4 graduate 3 language 2
    technique 2 league 1 build 1 theory 3 reality 4 eyes 1 young 1 schedule 2 vehicles 3 somewhere 2
    element 3 poem 2 coordinate 4 materials 4 association 5 insurance 3 audience 3 ingredient 4
    museum 3 biology 4 period 3 theater 3 twelve-hour 2 on-the-job 3 issues 2 analyzes 4 services 3
    noticed 2 carried 2 applied 2 person’s 2 wires 1
    """,
)


def test_syllables_are_counted_as_they_are_spoken():
    assert [(word, str(syllables(word))) for word, _ in WORDS] == WORDS


def test_markup_counts_for_nothing_and_headings_and_items_are_sentences_of_their_own():
    plain = grade("Lay cable.\n\nTest it.\n\nSign the form.\n\nThe rules are **here**.")
    marked = "## Lay cable\n\n- Test it\n- Sign the form\n\nThe [rules](https://example.com/a) are *here*."
    assert grade(marked) == pytest.approx(plain)
    assert grade("See https://example.com/constitutional/interpretations now.") == grade("See now.")


@pytest.mark.parametrize("text", ["", "   ", "***", "42", "1. 2. 3."])
def test_where_nothing_is_said_there_is_no_grade(text):
    assert grade(text) is None


def test_a_full_stop_in_an_abbreviation_ends_no_sentence():
    text = "Use hand tools, e.g. pliers. Dr. Ames of the U.S. Army agrees at 8 a.m. each day."
    assert grade(text) == pytest.approx(
        grade("Use hand tools, eg pliers. Dr Ames of the US Army agrees at 8 am each day."), abs=1.5
    )
    assert long_sentences(text, words=11) == [
        "Dr. Ames of the U.S. Army agrees at 8 a.m. each day."
    ]


def test_long_sentences_are_those_over_the_limit():
    thirty = " ".join(["Word"] * 30)
    assert long_sentences(f"{thirty}. {thirty} more. Short.\n\n- {thirty} *again*") == [
        f"{thirty} more.",
        f"{thirty} again",
    ]


@pytest.mark.parametrize(
    "piece", [".", "a. ", "!?", "a.a.", "“.” ", "e", "ie", "[", "*a ", "https://a.", ".\n"]
)
def test_the_longest_text_of_any_shape_is_graded_at_once(piece):
    text = piece * (20_000 // len(piece))
    assert is_within(1, lambda: grade(text))


@pytest.mark.django_db
def test_a_page_has_its_grade_from_when_its_words_are_before_readers():
    career = add_parts(make_career("Electrician", occupation=make_occupation()))
    by = make_editor()
    hard = (
        "Interdisciplinary coordination necessitates comprehensive organizational accountability."
    )
    publishing.save(career.pk, content(career) | {"overview": hard * 9}, by)
    career.refresh_from_db()
    assert career.reading_grade is None
    publishing.publish(career.pk, by)
    career.refresh_from_db()
    assert career.reading_grade > 9


@pytest.mark.django_db
def test_a_page_that_was_loaded_before_grades_has_one_after_the_next_load(tmp_path):
    written, bare = make_career("Welder", overview="You join metal."), make_career("Boilermaker")
    Career.objects.filter(pk=bare.pk).update(overview="", summary="")
    (tmp_path / "fields.toml").write_text("")
    (tmp_path / "occupations.toml").write_text("")
    load(tmp_path)
    written.refresh_from_db()
    bare.refresh_from_db()
    assert written.reading_grade is not None
    assert bare.reading_grade is None
