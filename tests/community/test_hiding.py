import pytest

from community.models import CareerBoard
from community.models.question import State
from tests.builders import make_answer, make_career, make_question

pytestmark = pytest.mark.django_db


def test_hiding_an_answer_uncounts_it_once_and_showing_it_counts_it_again():
    question = make_question()
    answer = make_answer(question)
    make_answer(question)
    for state, count in [(State.HIDDEN, 1), (State.HIDDEN, 1), (State.PUBLISHED, 2)]:
        answer.set_state(state)
        question.refresh_from_db()
        assert question.answer_count == count


def test_hiding_a_question_uncounts_it_on_its_careers_board():
    question = make_question(career=make_career("Nurse"))
    text = question.posts.get()
    for state, count in [(State.HIDDEN, 0), (State.HIDDEN, 0), (State.PUBLISHED, 1)]:
        text.set_state(state)
        question.refresh_from_db()
        assert question.state == state
        assert CareerBoard.objects.get().question_count == count


def test_a_deleted_career_takes_its_board_along_and_leaves_the_question():
    question = make_question(career=make_career("Nurse"))
    question.career.delete()
    question.refresh_from_db()
    assert question.career is None
    assert not CareerBoard.objects.exists()
