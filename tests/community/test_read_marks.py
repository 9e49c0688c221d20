import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from community.models import ReadMark
from community.models.question import State
from tests.builders import make_answer, make_question, make_user

pytestmark = pytest.mark.django_db

SINCE = "since you were here"


@pytest.fixture
def member(client):
    member = make_user()
    client.force_login(member)
    return member


def writes(client, address, method="get"):
    with CaptureQueriesContext(connection) as queries:
        getattr(client, method)(address)
    reading = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [q["sql"] for q in queries if not q["sql"].startswith(reading)]


def test_a_member_is_told_how_many_answers_came_since(client, member):
    question = make_question()
    address = question.get_absolute_url()
    make_answer(question)
    assertNotContains(client.get("/community/"), SINCE)
    assertNotContains(client.get(address), SINCE)
    make_answer(question)
    assertContains(client.get("/community/"), f"1 new answer {SINCE}")
    make_answer(question)
    assertContains(client.get("/community/"), f"2 new answers {SINCE}")
    assertContains(client.get(address), f"2 new answers {SINCE}")
    assertNotContains(client.get(address), SINCE)
    assertNotContains(client.get("/community/"), SINCE)


def test_one_page_view_writes_at_most_one_mark_and_only_when_it_changes(client, member):
    question = make_question()
    address = question.get_absolute_url()
    assert len(writes(client, address)) == 1
    assert writes(client, address) == []
    make_answer(question)
    assert writes(client, address, "head") == []
    assert len(writes(client, address)) == 1
    assert ReadMark.objects.get().answer_count == 1


def test_a_list_writes_nothing(client, member):
    make_question()
    for query in ("", "?show=active", "?show=following", "?show=unanswered"):
        assert writes(client, f"/community/{query}") == []


def test_visitors_leave_no_mark(client):
    question = make_question()
    assert writes(client, question.get_absolute_url()) == []
    assert not ReadMark.objects.exists()


def test_everyone_has_a_mark_of_their_own(client, member):
    question = make_question()
    client.get(question.get_absolute_url())
    make_answer(question)
    client.force_login(make_user())
    assertNotContains(client.get("/community/"), SINCE)
    client.force_login(member)
    assertContains(client.get("/community/"), SINCE)


def test_an_answer_that_was_hidden_is_not_news_and_the_next_one_is(client, member):
    question = make_question()
    first, _ = make_answer(question), make_answer(question)
    client.get(question.get_absolute_url())
    first.set_state(State.HIDDEN)
    assertNotContains(client.get("/community/"), SINCE)
    client.get(question.get_absolute_url())
    make_answer(question)
    assertContains(client.get("/community/"), f"1 new answer {SINCE}")


def test_ones_own_answer_is_no_news(client, member):
    question = make_question()
    client.get(question.get_absolute_url())
    client.post(f"/community/questions/{question.pk}/answer/", {"body": "Mine."}, follow=True)
    assertNotContains(client.get("/community/"), SINCE)


def test_looking_twice_at_once_is_one_mark(member):
    question = make_question()
    ReadMark.objects.look(member, question)
    question.answer_count = 7
    ReadMark.objects.look(member, question)
    assert ReadMark.objects.get().answer_count == 7
