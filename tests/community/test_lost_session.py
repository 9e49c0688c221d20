"""What a member wrote survives the loss of their session, all the way through signing in again."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from community.models import Post, Question
from tests.builders import make_answer, make_question, make_user

PASSWORD = "correct horse battery"
TITLE = "How do new nurses get day shifts?"

pytestmark = pytest.mark.django_db


def sign_in(client, member, address):
    return client.post(address, {"login": member.email, "password": PASSWORD}, follow=True)


@pytest.mark.parametrize("place", ["ask", "answer", "edit"])
def test_text_sent_after_the_session_was_lost_waits_in_the_form(client, place):
    member = make_user()
    question = make_question("What does the first week look like?")
    mine = make_answer(question, author=member)
    address = {
        "ask": "/community/ask/?career=nurse",
        "answer": f"/community/questions/{question.pk}/answer/",
        "edit": f"/community/posts/{mine.pk}/edit/",
    }[place]
    response = client.post(address, {"title": TITLE, "body": "Words I care for."}, follow=True)
    assertContains(response, "Sign in or create an account, and your text will be here.")
    login_address = response.redirect_chain[-1][0]
    response = sign_in(client, member, login_address)
    assert response.redirect_chain[-1][0] == address
    assertContains(response, "Words I care for.</textarea>")
    if place == "ask":
        assertContains(response, f'value="{TITLE}"')
    response = client.get(address)
    assert "Words I care for." not in response.content.decode()


def test_what_waits_in_one_form_does_not_turn_up_in_another(client):
    member = make_user()
    client.post("/community/ask/", {"title": TITLE, "body": "Words I care for."})
    client.force_login(member)
    answer_page = client.get(f"/community/questions/{make_question().pk}/answer/")
    assert "Words I care for." not in answer_page.content.decode()
    assertContains(client.get("/community/ask/"), "Words I care for.")


def test_the_token_of_the_lost_form_is_kept_so_that_it_still_makes_one_post(client):
    member = make_user()
    data = {"title": TITLE, "body": "Words.", "token": "5f0c2f7e-3c75-4c0e-9d8b-0d4f9f0f7a11"}
    client.post("/community/ask/", data)
    client.force_login(member)
    form = client.get("/community/ask/").context["form"]
    assert str(form["token"].value()) == data["token"]
    client.post("/community/ask/", data)
    client.post("/community/ask/", data)
    assert Question.objects.count() == 1


@pytest.mark.parametrize("place", ["ask", "answer", "edit"])
def test_a_form_out_of_date_comes_back_with_its_text(place):
    member = make_user()
    question = make_question("What does the first week look like?")
    mine = make_answer(question, author=member)
    address = {
        "ask": "/community/ask/",
        "answer": f"/community/questions/{question.pk}/answer/",
        "edit": f"/community/posts/{mine.pk}/edit/",
    }[place]
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    posts = Post.objects.count()
    data = {"title": TITLE, "body": "Words I care for.", "csrfmiddlewaretoken": "x" * 64}
    response = client.post(address, data, follow=True)
    assertContains(response, "Your text is still here")
    assertContains(response, "Words I care for.</textarea>")
    assert Post.objects.count() == posts
    data["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    assert client.post(address, data).status_code == 302


def test_a_form_out_of_date_and_a_lost_session_together_still_lose_nothing():
    member = make_user()
    client = Client(enforce_csrf_checks=True)
    response = client.post("/community/ask/", {"title": TITLE, "body": "Words."}, follow=True)
    login_address = response.redirect_chain[-1][0]
    assert login_address.startswith("/accounts/login/")
    token = client.cookies["csrftoken"].value
    response = client.post(
        login_address,
        {"login": member.email, "password": PASSWORD, "csrfmiddlewaretoken": token},
        follow=True,
    )
    assertContains(response, "Words.</textarea>")
