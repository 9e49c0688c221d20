"""What a member wrote survives the loss of their session, all the way through signing in again."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from community.models import Draft, Post, Question
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
    # Reading the rules and coming back, or a reload, takes nothing away.
    assertContains(client.get(address), "Words I care for.</textarea>")
    preview = {"title": TITLE, "body": "Words I care for.", "preview": "1", "similar_seen": "1"}
    assert client.post(address, preview).status_code == 200
    assertContains(client.get(address), "Words I care for.</textarea>")
    sent = {"title": TITLE, "body": "Words I have sent.", "similar_seen": "1"}
    assert client.post(address, sent).status_code == 302
    assertNotContains(client.get(address), "Words I care for.")


@pytest.mark.parametrize("address", ["/community/ask/", "/community/drafts/"])
def test_words_that_were_saved_as_a_draft_come_back_from_there(client, address):
    client.post("/community/ask/", {"title": TITLE, "body": "Words I care for."})
    client.force_login(make_user())
    data = {"place": "ask", "draft": "1", "draft_version": "0"}
    client.post(address, data | {"title": TITLE, "body": "Words I went on with."})
    assertContains(client.get("/community/ask/"), "Words I went on with.</textarea>")


def test_a_newer_draft_that_was_offered_can_be_loaded(client):
    member = make_user()
    Draft.objects.keep(member, "ask", 0, body="From another device.")
    client.post("/community/ask/", {"title": TITLE, "body": "Words I care for."})
    client.force_login(member)
    data = {"place": "ask", "draft_version": "0", "body": "Words I care for. And more."}
    assert client.post("/community/drafts/", data).status_code == 409
    assertContains(client.get("/community/ask/"), "From another device.</textarea>")


def test_newer_words_replace_those_that_waited(client):
    for words in ("First words.", "Newer words."):
        client.post("/community/ask/", {"title": TITLE, "body": words})
    client.force_login(make_user())
    assertContains(client.get("/community/ask/"), "Newer words.</textarea>")


def test_signing_out_takes_what_waited_along(client):
    client.post("/community/ask/", {"title": TITLE, "body": "Words I care for."})
    client.force_login(make_user())
    client.post("/accounts/logout/")
    client.force_login(make_user())
    assertNotContains(client.get("/community/ask/"), "Words I care for.")


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
