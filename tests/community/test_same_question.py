"""Of a question's own text, the Helpful vote says "I have this question too"."""

import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from community.models import HelpfulVote
from tests.builders import make_answer, make_comment, make_question, make_user

pytestmark = pytest.mark.django_db

LABEL = "I have this question too"


def text_of(question):
    return question.posts.get(number=0)


def address(post):
    return f"/community/posts/{post.pk}/helpful/"


def count(post):
    post.refresh_from_db()
    return post.helpful_count


def test_a_member_says_and_takes_back_that_they_have_it_too(client):
    question = make_question()
    text = text_of(question)
    client.force_login(make_user())
    page = question.get_absolute_url()
    assertContains(client.get(page), f'{LABEL} <span class="figure">0</span>')
    for wanted, pressed in (("1", "true"), ("1", "true"), ("0", "false"), ("0", "false")):
        response = client.post(address(text), {"wanted": wanted}, follow=True)
        assert response.redirect_chain[0][0] == f"{page}#question"
        button = rf'aria-pressed="{pressed}"><svg [^>]*><use [^>]*/></svg>{LABEL} '
        assert re.search(button, response.content.decode())
        assert count(text) == HelpfulVote.objects.count() == int(wanted)


def test_answers_are_helpful_and_not_had_too(client):
    question = make_question()
    make_answer(question)
    client.force_login(make_user())
    response = client.get(question.get_absolute_url())
    assertContains(response, LABEL, count=1)
    assertContains(response, "Helpful <span", count=1)


def test_the_asker_sees_how_many_have_it_too_and_is_not_one_of_them(client):
    question = make_question()
    text = text_of(question)
    text.set_helpful(make_user(), True)
    client.force_login(question.author)
    response = client.get(question.get_absolute_url())
    assertContains(response, '<span class="figure">1</span> member has this question too')
    assertNotContains(response, LABEL)
    assert client.post(address(text), {"wanted": "1"}).status_code == 403
    assert count(text) == 1


def test_a_visitor_is_led_to_sign_in(client):
    question = make_question()
    assertContains(client.get(question.get_absolute_url()), LABEL)
    assert "/accounts/login/" in client.post(address(text_of(question)), {"wanted": "1"}).url
    assert not HelpfulVote.objects.exists()


def test_a_comment_takes_no_votes(client):
    comment = make_comment(make_answer())
    client.force_login(make_user())
    assert client.post(address(comment), {"wanted": "1"}).status_code == 403
    assert count(comment) == 0
