"""Many at once, on either database: one mail that waits for each member, and the true number."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from careerportal.accounts.models import User
from community import mail, posting
from community.models import Delivery, Notification, QuestionFollow
from tests.builders import make_answer, make_question, make_user

from .test_races import all_at_once, post_all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_answers_at_once_to_shared_followers_tell_each_of_each_and_open_one_mail():
    questions = [make_question(title=f"Question number {n} of four?") for n in range(4)]
    followers = [make_user() for _ in range(6)]
    for question in questions:
        for member in followers:
            QuestionFollow.objects.start(member, question)
    requests = [
        (make_user(), f"/community/questions/{question.pk}/answer/", {"body": "Text."})
        for question in questions * 2
    ]
    responses = post_all_at_once(requests)
    assert {response.status_code for response in responses} == {302}
    for member in followers:
        assert Notification.objects.filter(recipient=member).count() == 8
        assert Delivery.objects.filter(recipient=member).count() == 1


def test_votes_at_once_are_one_notification():
    answer = make_answer()
    address = f"/community/posts/{answer.pk}/helpful/"
    post_all_at_once([(make_user(), address, {"wanted": "1"}) for _ in range(8)])
    client = Client()
    client.force_login(answer.author)
    assert client.get("/community/rules/").context["unread"] == 1
    assert Notification.objects.filter(kind="helpful").count() == 1


def test_a_mail_does_not_leave_without_news_that_are_being_written():
    question = make_question()
    make_answer(question)
    mail.open_deliveries(User.objects.filter(pk=question.author_id), timezone.now())
    Delivery.objects.update(next_at=timezone.now())
    author = make_user()

    def answer():
        posting.answer(question, author, "Second.", uuid.uuid4())

    all_at_once([answer, mail.send_due])
    mail.send_due(clock=lambda: timezone.now() + timedelta(hours=1))
    assert not Notification.objects.filter(recipient=question.author, mailed_at=None).exists()
    open_now = Delivery.objects.filter(recipient=question.author, state="waiting")
    assert not open_now.exists()


def test_following_and_stopping_at_once_is_no_error():
    question, member = make_question(), make_user()
    address = f"/community/questions/{question.pk}/follow/"
    wishes = [{"wanted": wish} for wish in "10101010"]
    responses = post_all_at_once([(member, address, wish) for wish in wishes])
    assert {response.status_code for response in responses} == {302}
    assert QuestionFollow.objects.filter(member=member).count() <= 1
