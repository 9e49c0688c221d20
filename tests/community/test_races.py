"""Many at once: real threads with connections of their own, started together, on either database."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from community.models import CareerBoard, HelpfulVote, Post, Question
from tests.builders import make_answer, make_career, make_question, make_user

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "How do new nurses get day shifts?"


def all_at_once(jobs):
    """Run the jobs in as many threads, none before all are ready; their results."""
    start = Barrier(len(jobs))

    def run(job):
        try:
            start.wait(timeout=30)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def post_all_at_once(requests):
    """Send (member, address, data) in parallel; their responses."""

    def sender(member, address, data):
        client = Client(raise_request_exception=False)
        client.force_login(member)
        return lambda: client.post(address, data)

    return all_at_once([sender(*request) for request in requests])


def test_one_question_form_sent_eight_times_makes_one_question():
    member, career = make_user(), make_career("Nurse")
    data = {"title": TITLE, "body": "Text.", "career": career.title, "token": str(uuid.uuid4())}
    responses = post_all_at_once([(member, "/community/ask/", data)] * 8)
    question = Question.objects.get()
    assert {r.status_code for r in responses} == {302}
    assert {r.url for r in responses} == {f"{question.get_absolute_url()}#question"}
    assert CareerBoard.objects.get().question_count == 1


def test_one_answer_form_sent_eight_times_makes_one_answer():
    question, member = make_question(), make_user()
    data = {"body": "Text.", "token": str(uuid.uuid4())}
    address = f"/community/questions/{question.pk}/answer/"
    responses = post_all_at_once([(member, address, data)] * 8)
    assert {r.status_code for r in responses} == {302}
    assert len({r.url for r in responses}) == 1
    question.refresh_from_db()
    assert question.answer_count == question.posts.answers().count() == 1


def test_twenty_answers_at_once_get_twenty_numbers():
    question = make_question()
    address = f"/community/questions/{question.pk}/answer/"
    responses = post_all_at_once([(make_user(), address, {"body": "Text."}) for _ in range(20)])
    assert {r.status_code for r in responses} == {302}
    numbers = question.posts.answers().order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 21))
    question.refresh_from_db()
    assert question.answer_count == 20


def test_the_first_questions_about_a_career_are_all_counted():
    career = make_career("Nurse")
    data = {"title": TITLE, "body": "Text.", "career": career.title, "similar_seen": "1"}
    responses = post_all_at_once([(make_user(), "/community/ask/", data) for _ in range(8)])
    assert {r.status_code for r in responses} == {302}
    assert CareerBoard.objects.get().question_count == Question.objects.count() == 8


def test_helpful_votes_of_eight_members_at_once_all_count():
    answer = make_answer()
    address = f"/community/posts/{answer.pk}/helpful/"
    responses = post_all_at_once([(make_user(), address, {"wanted": "1"}) for _ in range(8)])
    assert {r.status_code for r in responses} == {302}
    answer.refresh_from_db()
    assert answer.helpful_count == HelpfulVote.objects.count() == 8


@pytest.mark.parametrize("before", [False, True])
def test_one_member_pressing_helpful_eight_times_counts_once(before):
    answer, member = make_answer(), make_user()
    answer.set_helpful(member, before)
    address = f"/community/posts/{answer.pk}/helpful/"
    wanted = "0" if before else "1"
    responses = post_all_at_once([(member, address, {"wanted": wanted})] * 8)
    assert {r.status_code for r in responses} == {302}
    answer.refresh_from_db()
    assert answer.helpful_count == HelpfulVote.objects.count() == int(wanted)


def test_of_answers_accepted_at_once_one_is_accepted():
    question = make_question()
    answers = [make_answer(question) for _ in range(8)]
    responses = post_all_at_once(
        [(question.author, f"/community/posts/{a.pk}/accept/", {"wanted": "1"}) for a in answers]
    )
    assert {r.status_code for r in responses} == {302}
    question.refresh_from_db()
    assert question.accepted in answers
    assert Question.objects.filter(accepted__isnull=False).count() == 1


def test_edits_votes_and_answers_at_once_lose_nothing():
    question = make_question()
    answer = make_answer(question)
    edit = {"body": "Changed."}
    requests = [(answer.author, f"/community/posts/{answer.pk}/edit/", edit)] * 4
    for _ in range(4):
        member = make_user()
        requests += [
            (member, f"/community/posts/{answer.pk}/helpful/", {"wanted": "1"}),
            (member, f"/community/questions/{question.pk}/answer/", {"body": "Another."}),
        ]
    responses = post_all_at_once(requests)
    assert {r.status_code for r in responses} == {302}
    answer.refresh_from_db()
    question.refresh_from_db()
    assert (answer.text, answer.helpful_count, question.answer_count) == ("Changed.", 4, 5)


def test_questions_moving_in_opposite_directions_do_not_block_each_other():
    nurse, welder = make_career("Nurse"), make_career("Welder")
    questions = [make_question(career=career) for career in (nurse, welder) * 4]
    moves = [
        lambda q=question: q.move_to(welder if q.career == nurse else nurse)
        for question in questions
    ]
    all_at_once(moves)
    assert {b.question_count for b in CareerBoard.objects.all()} == {4}
    assert Post.objects.count() == 8


def test_hiding_at_once_counts_once():
    question = make_question()
    answer = make_answer(question)
    all_at_once([lambda: Post.objects.get(pk=answer.pk).set_state("hidden") for _ in range(8)])
    question.refresh_from_db()
    assert question.answer_count == 0
