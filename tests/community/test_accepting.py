import pytest
from pytest_django.asserts import assertRedirects

from community.models.question import State
from tests.builders import make_answer, make_moderator, make_question, make_user

pytestmark = pytest.mark.django_db


def accept(client, post, wanted="1"):
    return client.post(f"/community/posts/{post.pk}/accept/", {"wanted": wanted})


def accepted(question):
    question.refresh_from_db()
    return question.accepted


def test_the_asker_accepts_an_answer_and_takes_it_back(client):
    question = make_question()
    answer = make_answer(question)
    client.force_login(question.author)
    assertRedirects(accept(client, answer), f"{question.get_absolute_url()}#answer-1")
    assert accepted(question) == answer
    accept(client, answer, "0")
    assert accepted(question) is None


def test_accepting_another_answer_replaces_the_first(client):
    question = make_question()
    first, second = make_answer(question), make_answer(question)
    client.force_login(question.author)
    accept(client, first)
    accept(client, second)
    assert accepted(question) == second
    accept(client, first, "0")
    assert accepted(question) == second


def test_a_moderator_may_accept(client):
    answer = make_answer()
    client.force_login(make_moderator())
    accept(client, answer)
    assert accepted(answer.question) == answer


def test_a_member_cannot_accept_an_answer_to_someone_elses_question(client):
    answer = make_answer()
    for member in (make_user(), answer.author):
        client.force_login(member)
        assert accept(client, answer).status_code == 403
    assert accepted(answer.question) is None


def test_visitors_sign_in_and_come_back_to_the_post(client):
    answer = make_answer()
    assertRedirects(accept(client, answer), f"/accounts/login/?next=/community/posts/{answer.pk}/")


def test_reading_the_address_changes_nothing(client):
    answer = make_answer()
    client.force_login(answer.question.author)
    assert client.get(f"/community/posts/{answer.pk}/accept/").status_code == 405


def test_an_unclear_wish_is_refused(client):
    answer = make_answer()
    client.force_login(answer.question.author)
    assert accept(client, answer, "maybe").status_code == 400


def test_a_question_is_not_its_own_answer(client):
    question = make_question()
    client.force_login(question.author)
    assert accept(client, question.posts.get()).status_code == 404


@pytest.mark.parametrize("who", ["asker", "moderator"])
def test_a_hidden_answer_cannot_be_accepted(client, who):
    question = make_question()
    answer = make_answer(question, author=question.author)
    answer.set_state(State.HIDDEN)
    client.force_login(question.author if who == "asker" else make_moderator())
    assert accept(client, answer).status_code == 404
    assert accepted(question) is None


def test_hiding_the_accepted_answer_takes_the_mark_away():
    answer = make_answer()
    answer.question.accept(answer)
    answer.set_state(State.HIDDEN)
    assert accepted(answer.question) is None
