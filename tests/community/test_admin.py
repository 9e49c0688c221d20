"""A moderator's day at the desk."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from community.models import CareerBoard, Post, Question
from tests.builders import make_answer, make_career, make_moderator, make_question, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator())
    return client


def act(desk: Client, model: str, action: str, *rows: Any) -> str:
    url = reverse(f"admin:community_{model}_changelist")
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return desk.post(url, data, follow=True).text


def test_hiding_and_showing_answers_keeps_the_count_right(desk: Client) -> None:
    question = make_question()
    answers = [make_answer(question) for _ in range(3)]
    assert "2 posts hidden." in act(desk, "post", "hide", *answers[:2])
    assert "1 post hidden." in act(desk, "post", "hide", *answers)
    question.refresh_from_db()
    assert question.answer_count == 0
    assert "1 post shown." in act(desk, "post", "show", answers[0])
    assert "0 posts shown." in act(desk, "post", "show", answers[0])
    question.refresh_from_db()
    assert question.answer_count == 1
    assert LogEntry.objects.count() == 4


def test_hiding_a_question_hides_its_thread_and_takes_it_off_the_count(desk: Client) -> None:
    career = make_career()
    question = make_question(career=career)
    assert "1 question hidden." in act(desk, "question", "hide", question)
    assert CareerBoard.objects.get(career=career).question_count == 0
    assert not Question.objects.visible_to(make_user()).exists()
    assert Post.objects.get(question=question).state == "hidden"
    act(desk, "question", "show", question)
    assert CareerBoard.objects.get(career=career).question_count == 1


def test_the_state_is_changed_on_the_page_of_a_post_and_of_a_question(desk: Client) -> None:
    question = make_question(career=make_career())
    answer = make_answer(question)
    url = reverse("admin:community_post_change", args=[answer.pk])
    assert desk.post(url, {"state": "hidden", "text": "Rewritten"}).status_code == 302
    answer.refresh_from_db()
    question.refresh_from_db()
    assert (answer.state, question.answer_count) == ("hidden", 0)
    assert answer.text == "Ask on the first day."

    url = reverse("admin:community_question_change", args=[question.pk])
    assert desk.post(url, {"state": "hidden", "title": "Rewritten by me"}).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.title) == ("hidden", "How do new nurses get day shifts?")
    assert CareerBoard.objects.get().question_count == 0


def test_a_state_that_does_not_exist_is_refused(desk: Client) -> None:
    answer = make_answer()
    url = reverse("admin:community_post_change", args=[answer.pk])
    assert desk.post(url, {"state": "burned"}).status_code == 422
    answer.refresh_from_db()
    assert answer.state == "published"


def test_posts_are_found_by_text_and_filtered_by_state(desk: Client) -> None:
    question = make_question()
    make_answer(question, "About penguins")
    hidden = make_answer(question, "About walruses")
    act(desk, "post", "hide", hidden)
    url = reverse("admin:community_post_changelist")
    found = desk.get(url, {"q": "penguins"}).context["cl"].result_list
    assert [post.text for post in found] == ["About penguins"]
    found = desk.get(url, {"state__exact": "hidden"}).context["cl"].result_list
    assert [post.text for post in found] == ["About walruses"]


@pytest.mark.parametrize("model", ["question", "post"])
@pytest.mark.parametrize("rows", [3, 30])
def test_the_lists_cost_the_same_at_any_length(
    desk: Client, django_assert_max_num_queries: Any, model: str, rows: int
) -> None:
    for _ in range(rows):
        make_answer(make_question(career=make_career()))
    with django_assert_max_num_queries(8):
        desk.get(reverse(f"admin:community_{model}_changelist"))
