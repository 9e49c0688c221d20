"""How often, and the address in each mail that ends it without signing in."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client
from pytest_django.asserts import assertRedirects

from community import mail
from community.models import Delivery, MailChoice, QuestionFollow, State
from tests.builders import make_answer, make_question, make_user

from .test_mail import send

pytestmark = pytest.mark.django_db
PAGE = "/community/mail/"
Frequency = MailChoice.Frequency


def frequency(member):
    return MailChoice.objects.get(member=member).frequency


def path(address):
    return address.removeprefix("http://testserver")


def test_at_once_is_chosen_until_the_member_chooses(client):
    member = make_user()
    client.force_login(member)
    html = client.get(PAGE).content.decode()
    assert re.search(r'value="at_once"[^>]*checked', html)
    for choice in Frequency.values:
        assertRedirects(client.post(PAGE, {"frequency": choice}), PAGE)
        assert frequency(member) == choice
        assert re.search(rf'value="{choice}"[^>]*checked', client.get(PAGE).content.decode())


@pytest.mark.parametrize("value", ["", "hourly", "\0"])
def test_another_value_is_explained(client, value):
    client.force_login(make_user())
    response = client.post(PAGE, {"frequency": value})
    assert response.status_code == 422
    assert "Choose" in response.context["form"].errors["frequency"][0]
    assert not MailChoice.objects.exists()


def test_the_address_in_the_header_ends_all_mail_in_one_click():
    question = make_answer().question
    (message,) = send()
    address = path(message.extra_headers["List-Unsubscribe"].strip("<>"))
    # As a mail program sends it: without a session, and with no token of ours.
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert not response.cookies
    assert frequency(question.author) == Frequency.NEVER
    make_answer(question)
    assert not Delivery.objects.filter(recipient=question.author, state="waiting").exists()


def test_reading_the_address_changes_nothing(client):
    question = make_answer().question
    (message,) = send()
    for address in re.findall(r"http://testserver(/community/mail/stop/\S+)", message.body):
        response = client.get(address)
        assert response.status_code == client.head(address).status_code == 200
        assert 'method="post"' in response.content.decode()
        assert "noindex" in response.content.decode()
        assert not response.cookies
    assert not MailChoice.objects.exists()
    assert QuestionFollow.objects.filter(member=question.author).exists()


def test_the_page_has_a_button_that_works_without_signing_in():
    member = make_user()
    browser = Client(enforce_csrf_checks=True)
    html = browser.post(path(mail.stop_url(member))).content.decode()
    assert "No more mail about the board" in html
    assert frequency(member) == Frequency.NEVER


def test_a_mail_about_one_question_can_end_just_that(client):
    question = make_answer().question
    send()
    (address,) = re.findall(
        r"Stop following this question:\s+http://testserver(\S+)", outbox.outbox[0].body
    )
    assert question.title in client.get(address).content.decode()
    client.post(address)
    assert not QuestionFollow.objects.filter(member=question.author).exists()
    assert not MailChoice.objects.exists()


def test_a_mail_about_two_questions_offers_no_such_address():
    member = make_user()
    for _ in range(2):
        make_answer(make_question(author=member))
    assert "Stop following" not in send()[0].body


@pytest.mark.parametrize("token", ["x", "WzEsbnVsbF0:x", "%00", "..%2F", "é"])
def test_an_address_that_is_not_ours_is_not_found(client, token):
    assert client.get(f"/community/mail/stop/{token}/").status_code == 404
    assert client.post(f"/community/mail/stop/{token}/").status_code == 404


def test_a_changed_address_is_not_found_and_a_members_goes_with_them(client):
    member, other = make_user(), make_user()
    address = path(mail.stop_url(member))
    signature = address.rstrip("/").rpartition(":")[2]
    theirs = path(mail.stop_url(other)).rstrip("/").rpartition(":")[0]
    assert client.post(f"{theirs}:{signature}/").status_code == 404
    member.delete()
    assert client.post(address).status_code == 404


def test_a_question_hidden_since_shows_nothing(client):
    question, member = make_question(), make_user()
    address = path(mail.stop_url(member, question.pk))
    question.posts.get().set_state(State.HIDDEN)
    assert client.get(address).status_code == 404
