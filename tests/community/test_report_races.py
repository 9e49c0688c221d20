"""Reports, decisions and changes at once, in threads with connections of their own."""

import pytest
from django.test import Client

from community import moderation
from community.models import Level, Post, Report, Review, State
from tests.builders import make_answer, make_career, make_question, make_user
from tests.community.professionals import make_professional
from tests.community.test_races import all_at_once, post_all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

SPAM = {"reason": "spam", "body": ""}
CHILD = {"reason": "child", "body": ""}


def address(post):
    return f"/community/posts/{post.pk}/report/"


def counted(question):
    question.refresh_from_db()
    published = question.posts.answers().filter(state=State.PUBLISHED).count()
    assert question.answer_count == published
    return published


def test_one_member_reporting_eight_times_at_once_is_one_report():
    answer, member = make_answer(), make_user()
    responses = post_all_at_once([(member, address(answer), SPAM)] * 8)
    assert {response.status_code for response in responses} == {302}
    assert Report.objects.count() == Review.objects.count() == 1
    assert counted(answer.question) == 1


def test_of_many_reports_at_once_each_counts_and_the_post_is_hidden_once():
    answer = make_answer()
    requests = [(make_user(), address(answer), CHILD if n % 2 else SPAM) for n in range(12)]
    responses = post_all_at_once(requests)
    # Who comes after it was hidden finds nothing there any more.
    assert {response.status_code for response in responses} <= {302, 404}
    review = Review.objects.get()
    assert review.was_hidden_at_once
    assert review.reports.count() == [r.status_code for r in responses].count(302)
    assert counted(answer.question) == 0


def test_twenty_fresh_accounts_at_once_cannot_hide_a_verified_professionals_answer():
    career = make_career()
    answer = make_answer(make_question(career=career), author=make_professional(career))
    reporters = [make_user(level=Level.NEW) for _ in range(20)]
    requests = [
        (reporter, address(answer), [SPAM, CHILD][n % 2]) for n, reporter in enumerate(reporters)
    ]
    visitors = [lambda: Client().post(address(answer), CHILD) for _ in range(4)]
    responses = post_all_at_once(requests) + all_at_once(visitors)
    assert {response.status_code for response in responses} == {302}
    assert Review.objects.get().reports.count() == 24
    assert counted(answer.question) == 1


def test_members_reporting_each_other_at_once_do_not_block_each_other():
    answers = [make_answer() for _ in range(4)]
    members = [answer.author for answer in answers]
    requests = [
        (member, address(answer), SPAM)
        for member in members
        for answer in answers
        if answer.author != member
    ]
    responses = post_all_at_once(requests)
    assert {response.status_code for response in responses} == {302}
    assert Report.objects.count() == 12


def test_reports_while_a_moderator_decides_are_not_lost():
    answer, moderator = make_answer(), make_user(is_staff=True, is_superuser=True)
    review = moderation.open_review(answer, moderator)
    reporters = [make_user() for _ in range(8)]

    def send(member):
        client = Client(raise_request_exception=False)
        client.force_login(member)
        return lambda: client.post(address(answer), SPAM).status_code

    def decide():
        return moderation.decide(
            Review.objects.get(pk=review.pk), Review.Decision.HIDDEN, moderator, "It is an ad."
        )

    *codes, decided = all_at_once([*map(send, reporters), decide])
    assert decided is True
    assert set(codes) <= {302, 404}
    assert Report.objects.count() == codes.count(302)
    assert Post.objects.get(pk=answer.pk).state == State.HIDDEN
    assert counted(answer.question) == 0
    review.refresh_from_db()
    assert not review.reports.filter(created_at__gt=review.decided_at).exists()


def test_an_appeal_sent_eight_times_at_once_is_one():
    answer, moderator = make_answer(), make_user(is_staff=True, is_superuser=True)
    review = moderation.open_review(answer, moderator)
    moderation.decide(review, Review.Decision.HIDDEN, moderator, "It is an ad.")
    requests = [(answer.author, f"/community/posts/{answer.pk}/appeal/", {"body": "No ad."})] * 8
    codes = [response.status_code for response in post_all_at_once(requests)]
    assert sorted(codes) == [302] + [403] * 7
    assert Review.objects.get(kind="appeal").plea == "No ad."
