"""Posting, voting and following too often: refused kindly, and nothing typed is lost."""

import uuid
from collections import Counter

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from careerportal.accounts.limits import LIMITS, Bucket
from community.models import (
    CareerFollow,
    HelpfulVote,
    Level,
    MemberMute,
    Post,
    Question,
    QuestionFollow,
    QuestionMute,
    Verification,
)
from tests.builders import make_answer, make_career, make_question, make_user

from .test_races import post_all_at_once

pytestmark = pytest.mark.django_db

ASK = "/community/ask/"
TITLES = (
    "How are shifts shared out?",
    "What do welders wear?",
    "Do doctors need Latin?",
    "Who drives the big trucks?",
)


@pytest.fixture
def newcomer(client):
    """Signed in with `client`."""
    member = make_user(level=Level.NEW)
    client.force_login(member)
    return member


@pytest.fixture
def twice(monkeypatch):
    """Newcomers may do everything twice in an hour."""
    for action, table in LIMITS.items():
        monkeypatch.setitem(LIMITS, action, table._replace(newcomer=(2, 9)))


def question_form(title="How do new nurses get day shifts?", **fields):
    return {"title": title, "body": "I start in May.", "token": str(uuid.uuid4())} | fields


def answer_address(question=None):
    return f"/community/questions/{(question or make_question()).pk}/answer/"


def assert_refused(response, words):
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert response.headers["Cache-Control"] == "private, no-store"
    assertContains(response, words, status_code=429)


def test_a_newcomers_fourth_question_in_an_hour_has_to_wait_and_is_kept(client, newcomer):
    for title in TITLES[:3]:
        assert client.post(ASK, question_form(title)).status_code == 302
    career = make_career("Nurse")
    sent = question_form(TITLES[3], body="I am *curious*.", career=career.title, part="salary")
    response = client.post(ASK, sent)
    assert_refused(response, "You have asked 3 questions in the last hour.")
    assertContains(response, "You can ask the next one in 60 minutes.", status_code=429)
    assertContains(response, "Your text is kept below.", status_code=429)
    assertNotContains(response, "is-invalid", status_code=429)
    form = response.context["form"]
    assert {name: str(form[name].value()) for name in sent} == {k: str(v) for k, v in sent.items()}
    assertContains(response, "I am *curious*.</textarea>", status_code=429)
    assert Question.objects.count() == 3


def test_an_answer_that_has_to_wait_keeps_what_its_author_says_of_their_job(
    client, newcomer, twice
):
    for _ in range(2):
        assert client.post(answer_address(), {"body": "Ask early."}).status_code == 302
    sent = {"body": "Ask late.", "role": "Charge nurse", "years": "9", "still_in_role": "True"}
    response = client.post(answer_address(), sent)
    assert_refused(response, "You have posted 2 answers in the last hour.")
    form = response.context["form"]
    assert {name: form[name].value() for name in sent} == sent
    assert Post.objects.answers().filter(author=newcomer).count() == 2


def test_a_comment_has_to_wait(client, newcomer, twice):
    address = f"/community/posts/{make_answer().pk}/comment/"
    for _ in range(2):
        assert client.post(address, {"body": "Which shift?"}).status_code == 302
    response = client.post(address, {"body": "Which ward?"})
    assert_refused(response, "You have posted 2 comments in the last hour.")
    assertContains(response, "Which ward?</textarea>", status_code=429)
    assert Post.objects.comments().count() == 2


def test_an_edit_has_to_wait(client, newcomer, twice):
    answer = make_answer(author=newcomer)
    address = f"/community/posts/{answer.pk}/edit/"
    for body in ("One.", "Two."):
        assert client.post(address, {"body": body}).status_code == 302
    response = client.post(address, {"body": "Three."})
    assert_refused(response, "You have changed posts 2 times in the last hour.")
    assertContains(response, "Three.</textarea>", status_code=429)
    answer.refresh_from_db()
    assert answer.text != "Three."


def test_an_application_has_to_wait(client, newcomer, twice):
    sent = {
        "role": "Charge nurse",
        "years": "9",
        "career_1": make_career("Nurse").title,
        "evidence": "I run a ward of 24 beds.",
    }
    for _ in range(2):
        assert client.post("/community/verify/", sent).status_code == 302
        client.post(f"/community/verify/{Verification.objects.latest('pk').pk}/withdraw/")
    response = client.post("/community/verify/", sent)
    assert_refused(response, "You have applied 2 times in the last hour.")
    assertContains(response, "I run a ward of 24 beds.</textarea>", status_code=429)
    assert Verification.objects.count() == 2


@pytest.mark.parametrize(
    ("button", "kept"),
    [
        ("posts/{answer}/helpful/", HelpfulVote),
        ("questions/{question}/follow/", QuestionFollow),
        ("careers/nurse/follow/", CareerFollow),
        ("questions/{question}/mute/", QuestionMute),
        ("members/rival/mute/", MemberMute),
    ],
)
def test_a_button_pressed_too_often_says_when_and_changes_nothing(
    client, newcomer, twice, button, kept
):
    make_career("Nurse")
    answer = make_answer(author=make_user("rival"))
    address = "/community/" + button.format(answer=answer.pk, question=answer.question_id)
    for wish in "10":
        assert client.post(address, {"wanted": wish}).status_code == 302
    before = Counter(kept.objects.values_list())
    response = client.post(address, {"wanted": "1"})
    assert_refused(response, " 2 times ")
    assertTemplateUsed(response, "429.html")
    assertContains(response, "in 60 minutes.", status_code=429)
    assert Counter(kept.objects.values_list()) == before


def test_accepting_counts_as_a_vote(client, newcomer, twice):
    question = make_question(author=newcomer)
    Post.objects.filter(question=question).update(state="published")
    Question.objects.update(state="published")
    answers = [make_answer(question) for _ in range(3)]
    replies = [
        client.post(f"/community/posts/{answer.pk}/accept/", {"wanted": "1"}) for answer in answers
    ]
    assert [reply.status_code for reply in replies] == [302, 302, 429]
    question.refresh_from_db()
    assert question.accepted == answers[1]


def test_a_preview_a_draft_a_mistake_and_reading_cost_nothing(client, newcomer):
    address = answer_address()
    client.get(address)
    for _ in range(2):
        client.post(address, {"body": "Ask early.", "preview": "1"})
        client.post(address, {"body": "Ask early.", "draft": "1"})
        assert client.post(address, {"body": ""}).status_code == 422
        client.post(ASK, question_form(preview="1"))
        client.post(ASK, question_form(draft="1"))
        assert client.post(ASK, question_form(title="")).status_code == 422
    assert not Bucket.objects.exists()


def test_what_is_refused_for_another_reason_costs_nothing(client, newcomer):
    own = make_answer(author=newcomer)
    assert client.post(f"/community/posts/{own.pk}/helpful/", {"wanted": "1"}).status_code == 403
    assert client.post(f"/community/posts/{own.pk}/helpful/", {"wanted": "2"}).status_code == 400
    assert client.post("/community/posts/999999/helpful/", {"wanted": "1"}).status_code == 404
    assert client.post("/community/members/nobody/mute/", {"wanted": "1"}).status_code == 404
    own.rewrite("By another tab.", own.version)
    edit = {"body": "Mine.", "version": own.version - 1}
    assert client.post(f"/community/posts/{own.pk}/edit/", edit).status_code == 409
    assert not Bucket.objects.exists()


def test_the_same_form_again_leads_to_its_post_and_costs_nothing(client, newcomer, twice):
    address, forms = answer_address(), [{"body": "Ask.", "token": uuid.uuid4()} for _ in range(2)]
    urls = [client.post(address, form).url for form in forms]
    counts = list(Bucket.objects.order_by("pk").values_list("count"))
    assert [client.post(address, form).url for form in forms] == urls
    assert list(Bucket.objects.order_by("pk").values_list("count")) == counts
    Bucket.objects.all().delete()
    client.post(address, forms[0])
    assert not Bucket.objects.exists()
    assert Post.objects.filter(author=newcomer).count() == 2


def test_visitors_are_led_to_sign_in_and_nothing_is_counted(client):
    question = make_question()
    for address in (ASK, answer_address(question)):
        assert client.post(address, question_form(similar_seen="1")).status_code == 302
    client.post(f"/community/questions/{question.pk}/follow/", {"wanted": "1"})
    assert not Bucket.objects.exists()


def test_a_full_network_holds_up_newcomers_and_nobody_else(client, newcomer, monkeypatch):
    monkeypatch.setitem(LIMITS, "answer", LIMITS["answer"]._replace(network=2))
    for _ in range(2):
        other = Client()
        other.force_login(make_user(level=Level.NEW))
        assert other.post(answer_address(), {"body": "Ask."}).status_code == 302
    response = client.post(answer_address(), {"body": "Ask."})
    assert_refused(response, "share your connection to the internet")
    client.force_login(make_user(level=Level.MEMBER))
    assert client.post(answer_address(), {"body": "Ask."}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_a_newcomers_ten_questions_at_once_three_are_posted():
    member = make_user(level=Level.NEW)
    forms = [
        (member, ASK, question_form(f"Is this question {n} of mine?", similar_seen="1"))
        for n in range(10)
    ]
    responses = post_all_at_once(forms)
    assert Counter(r.status_code for r in responses) == {302: 3, 429: 7}
    assert Question.objects.filter(posts__author=member).count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_ten_times_at_once_costs_one():
    member, form = make_user(level=Level.NEW), question_form(similar_seen="1")
    responses = post_all_at_once([(member, ASK, form)] * 10)
    assert {r.status_code for r in responses} == {302}
    assert set(Bucket.objects.values_list("count", flat=True)) == {1}
