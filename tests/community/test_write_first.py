"""Visitors write first and sign in later: nothing is lost, and nobody can post in a member's name."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community.models import Post, Question, State
from tests.accounts.births import ADULT
from tests.builders import make_career, make_question, make_user

ASK = reverse("community:ask")
TITLE = "How do new nurses get day shifts?"
PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


def answer_address(question):
    return f"/community/questions/{question.pk}/answer/"


@pytest.mark.parametrize("page", ["ask", "question", "answer"])
def test_the_form_is_the_same_bytes_for_all_visitors_without_cookie_or_token(page):
    question = make_question(career=make_career("Nurse"))
    address = {
        "ask": f"{ASK}?career=nurse&part=salary",
        "question": question.get_absolute_url(),
        "answer": answer_address(question),
    }[page]
    first, second = (Client().get(address) for _ in range(2))
    assertContains(first, "<textarea")
    assert first.content == second.content
    for trace in ("csrfmiddlewaretoken", 'name="token"', "Save draft", "draft.js"):
        assertNotContains(first, trace)
    assert not first.cookies
    assert "Set-Cookie" not in first.headers


def test_the_same_visitor_sees_the_same_page_after_writing(client):
    before = client.get(ASK).content
    client.post(ASK, {"title": TITLE, "body": "Words."})
    login = client.get("/accounts/login/?next=/community/ask/")  # shows the message
    assertContains(login, "your text will be here")
    assert client.get(ASK).content == before


@pytest.mark.parametrize("csrf", [True, False])
def test_a_question_written_first_waits_behind_the_sign_in(csrf):
    member = make_user()
    make_career("Nurse")
    client = Client(enforce_csrf_checks=csrf)
    data = {"title": TITLE, "body": "I *start*.", "career": "Nurse", "part": "salary"}
    response = client.post(f"{ASK}?career=nurse", data, follow=True)
    login, status = response.redirect_chain[-1]
    assert (login, status) == ("/accounts/login/?next=/community/ask/%3Fcareer%3Dnurse", 302)
    assertContains(response, "Sign in or create an account, and your text will be here.")
    assert not Question.objects.exists()
    token = client.cookies["csrftoken"].value
    form = {"login": member.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    response = client.post(login, form, follow=True)
    fields = response.context["form"]
    assert [str(fields[name].value()) for name in data] == [str(value) for value in data.values()]
    uuid.UUID(str(fields["token"].value()))


def test_a_question_written_first_waits_until_a_new_account_is_confirmed(client, mailoutbox):
    response = client.post(ASK, {"title": TITLE, "body": "Words I care for."})
    assertContains(client.get(response.url), "/accounts/signup/?next=")
    data = {"email": "mara@example.org", "username": "mara", "password1": PASSWORD, "next": ASK}
    data |= ADULT
    client.post(f"/accounts/signup/?next={ASK}", data)
    link = re.search(r"/accounts/confirm-email/[^\s/]+/", mailoutbox[0].body)[0]
    response = client.post(link, follow=True)
    assert response.redirect_chain[-1][0] == ASK
    assertContains(response, "Words I care for.</textarea>")


def test_an_answer_written_first_waits_behind_the_sign_in(client):
    question, member = make_question(), make_user()
    address = answer_address(question)
    response = client.post(address, {"body": "Ask on **day one**."})
    assertRedirects(response, f"/accounts/login/?next={address}", fetch_redirect_response=False)
    assert not Post.objects.answers().exists()
    login = {"login": member.email, "password": PASSWORD}
    assertContains(client.post(response.url, login, follow=True), "Ask on **day one**.</textarea>")


@pytest.mark.parametrize("place", ["ask", "answer"])
def test_mistakes_and_previews_are_shown_before_the_sign_in(client, place):
    address = ASK if place == "ask" else answer_address(make_question())
    response = client.post(address, {"title": "Long enough a title?", "body": ""})
    assert response.status_code == 422
    assertNotContains(response, 'name="token"', status_code=422)
    response = client.post(address, {"title": TITLE * 2, "body": "I *start*.", "preview": "1"})
    assertContains(response, "<em>start</em>")
    assert not response.cookies


def test_a_members_form_without_a_token_of_their_own_posts_nothing():
    client, question = Client(enforce_csrf_checks=True), make_question()
    client.force_login(make_user())
    data = {"title": TITLE, "body": "Forged.", "similar_seen": "1"}
    for address in (ASK, answer_address(question)):
        response = client.post(address, data)
        assertRedirects(response, address, fetch_redirect_response=False)
        assertContains(client.get(address), "This page was out of date")
    assert Post.objects.count() == 1


def test_a_members_form_with_their_token_posts():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    html = client.get(ASK).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    data = {"title": TITLE, "body": "Mine.", "csrfmiddlewaretoken": token}
    assert client.post(ASK, data).status_code == 302
    assert Question.objects.count() == 1


def test_another_site_can_neither_plant_words_nor_end_a_session():
    client = Client(headers={"Sec-Fetch-Site": "cross-site"})
    response = client.post(ASK, {"title": TITLE, "body": "Planted."})
    assert "sessionid" not in response.cookies
    client.force_login(make_user())
    assertNotContains(client.get(ASK), "Planted.")


def test_a_hidden_question_takes_no_answers_from_visitors(client):
    question = make_question()
    question.posts.get().set_state(State.HIDDEN)
    assert client.get(answer_address(question)).status_code == 404
    assert client.post(answer_address(question), {"body": "Hello."}).status_code == 404


def test_a_visit_writes_nothing(client, django_assert_max_num_queries):
    question = make_question(career=make_career("Nurse"))
    for address in (ASK, answer_address(question)):
        with django_assert_max_num_queries(7) as queries:
            client.get(address)
        writes = re.compile("INSERT|UPDATE|DELETE")
        assert not [query for query in queries if writes.match(query["sql"])]
