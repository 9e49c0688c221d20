import uuid

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from community.models import Post, Question
from community.models.question import State
from tests.builders import make_answer, make_question, make_user

pytestmark = pytest.mark.django_db


def address(question):
    return f"/community/questions/{question.pk}/answer/"


def test_a_member_answers(client):
    question, member = make_question(), make_user()
    client.force_login(member)
    response = client.post(address(question), {"body": "Ask on **day one**."})
    answer = question.posts.answers().get()
    assertRedirects(response, f"{question.get_absolute_url()}#answer-1")
    assert (answer.author, answer.number) == (member, 1)
    assert answer.html == "<p>Ask on <strong>day one</strong>.</p>\n"
    question.refresh_from_db()
    assert question.answer_count == 1


def test_the_twenty_first_answer_lands_on_the_page_that_holds_it(client):
    question = make_question()
    for _ in range(20):
        make_answer(question)
    client.force_login(make_user())
    response = client.post(address(question), {"body": "Late, but here."}, follow=True)
    assert response.redirect_chain[0][0].endswith("?sort=oldest&after=20#answer-21")
    assertContains(response, 'id="answer-21"')


def test_answering_has_a_page_of_its_own_with_the_question_on_it(client):
    question = make_question(text="I start in *May*.")
    client.force_login(make_user())
    response = client.get(address(question))
    assertContains(response, question.title)
    assertContains(response, "<em>May</em>")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "Write your answer."),
        (" \n", "Write your answer."),
        ("x" * 20_001, "Keep it to 20000 characters; it has 20001 now."),
        ("\0", "a character in it that can’t be shown"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(client, body, message):
    question = make_question()
    client.force_login(make_user())
    response = client.post(address(question), {"body": body})
    assertContains(response, message, status_code=422)
    assert response.context["form"]["body"].value() == body
    assert not Post.objects.answers().exists()


def test_a_post_without_any_field_is_a_mistake_too(client):
    client.force_login(make_user())
    assert client.post(address(make_question()), {}).status_code == 422


def test_a_preview_posts_nothing(client):
    question = make_question()
    client.force_login(make_user())
    response = client.post(address(question), {"body": "Ask *early*.", "preview": "1"})
    assertContains(response, "<em>early</em>")
    assertContains(response, "Ask *early*.</textarea>")
    assert not Post.objects.answers().exists()


def test_a_form_sent_twice_makes_one_answer(client):
    question = make_question()
    client.force_login(make_user())
    data = {"body": "Ask early.", "token": str(uuid.uuid4())}
    assert client.post(address(question), data).url == client.post(address(question), data).url
    question.refresh_from_db()
    assert (question.answer_count, question.posts.answers().count()) == (1, 1)


def test_a_hidden_question_takes_no_answers_from_others(client):
    question = make_question()
    question.posts.get().set_state(State.HIDDEN)
    client.force_login(make_user())
    assert client.get(address(question)).status_code == 404
    assert client.post(address(question), {"body": "Hello."}).status_code == 404


def test_numbers_are_never_given_twice(client):
    question = make_question()
    make_answer(question)
    make_answer(question).delete()
    assert make_answer(question).number == 3


def test_answering_costs_the_same_at_any_size(client, django_assert_max_num_queries):
    question = make_question()
    client.force_login(make_user())
    for _ in range(2):
        with django_assert_max_num_queries(28):
            client.post(address(question), {"body": "Ask early."})
        for _ in range(30):
            make_answer(question)
    assert Question.objects.get().answer_count == 62
