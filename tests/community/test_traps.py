"""Programs that fill in every field, or send in no time: their posts wait for a moderator."""

import re
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from community.models import Level, Post, Review
from tests.builders import make_answer, make_question, make_user

pytestmark = pytest.mark.django_db

ASK = "/community/ask/"
TRAP = {"website": "https://example.com/pills"}


def member_client(level=Level.REGULAR):
    client = Client()
    client.force_login(make_user(level=level))
    return client


def addresses():
    """Of the forms that make a post."""
    answer = make_answer()
    pk = answer.question_id
    return [ASK, f"/community/questions/{pk}/answer/", f"/community/posts/{answer.pk}/comment/"]


def form(**fields):
    return {"title": "What do welders wear in winter?", "body": "It is cold."} | fields


def shown(client, address, ago=0):
    """The time in the form at `address`, opened so many seconds ago."""
    then = time.time() - ago
    with patch("django.core.signing.time.time", lambda: then):
        html = client.get(address).text
    return re.search('name="shown" value="([^"]*)"', html)[1]


def signs():
    """Of the newest post; None when readers see it at once."""
    post = Post.objects.latest("pk")
    review = Review.objects.filter(post=post).first()
    assert (post.state == "pending") == bool(review)
    return review and set(review.signs)


@pytest.mark.parametrize("number", range(3))
def test_what_fills_in_the_trap_is_posted_but_held(number):
    client, address = member_client(), addresses()[number]
    assert client.post(address, form(**TRAP)).status_code == 302
    assert signs() == {"trap"}


@pytest.mark.parametrize("number", range(3))
def test_people_leave_the_trap_empty_and_are_not_held(number):
    client, address = member_client(), addresses()[number]
    client.post(address, form(website="", shown=shown(client, address)))
    assert signs() is None


@pytest.mark.parametrize("number", range(3))
def test_a_newcomers_form_that_comes_back_at_once_is_noted(number):
    client, address = member_client(Level.NEW), addresses()[number]
    client.post(address, form(shown=shown(client, address)))
    assert signs() == {"first", "fast"}


def test_a_newcomer_who_takes_their_time_is_not_taken_for_a_program():
    client = member_client(Level.NEW)
    client.post(ASK, form(shown=shown(client, ASK, ago=5)))
    assert signs() == {"first"}


@pytest.mark.parametrize("broken", ["", "now", "\0", "shown:1abcde:forged", "é:1:2", "x" * 9999])
def test_a_missing_or_broken_time_is_no_sign(broken):
    client = member_client(Level.NEW)
    assert client.post(ASK, form(shown=broken)).status_code == 302
    assert signs() == {"first"}


def test_a_form_without_these_fields_posts():
    member_client().post(ASK, form())
    assert signs() is None


@pytest.mark.parametrize("content", ["\0", "x" * 100_000])
def test_whatever_is_in_the_trap_it_is_no_mistake(content):
    assert member_client().post(ASK, form(website=content)).status_code == 302
    assert signs() == {"trap"}


def test_a_preview_keeps_the_time_the_form_was_first_shown():
    client = member_client(Level.NEW)
    first = shown(client, ASK, ago=60)
    page = client.post(ASK, form(shown=first, preview="1"))
    assertContains(page, f'name="shown" value="{first}"')


def test_words_that_come_back_from_a_draft_may_be_sent_at_once():
    client = member_client(Level.NEW)
    client.post(ASK, form(draft="1", draft_version="0"))
    assert "It is cold." in client.get(ASK).text
    assert 'name="shown" value' not in client.get(ASK).text


def test_words_that_come_back_over_the_sign_in_may_be_sent_at_once(client):
    member = make_user(level=Level.NEW)
    client.post(ASK, form(similar_seen="1"))
    sign_in = {"login": member.email, "password": "correct horse battery"}
    page = client.post(f"/accounts/login/?next={ASK}", sign_in, follow=True)
    assertContains(page, "It is cold.</textarea>")
    assertContains(page, 'name="shown"')
    assertNotContains(page, 'name="shown" value')


def test_members_forms_hold_trap_and_time_and_visitors_forms_do_not():
    question = make_question()
    pages = [*addresses(), question.get_absolute_url()]
    member = member_client()
    for page in pages:
        html = member.get(page).text
        assert html.count('name="website"') == html.count('name="shown"') == 1, page
    for page in pages[:2] + pages[3:]:
        assertNotContains(Client().get(page), 'name="website"')
        assertNotContains(Client().get(page), 'name="shown"')


def test_nobody_sees_hears_or_reaches_the_trap():
    html = member_client().get(ASK).text
    box, label, field = re.search(
        '(<div class="unseen"[^>]*>)(<label[^>]*>[^<]*</label>)(<input[^>]*>)</div>', html
    ).groups()
    assert 'aria-hidden="true"' in box
    assert 'for="id_website">Leave this empty' in label
    for part in ('id="id_website"', 'tabindex="-1"', 'autocomplete="off"', "data-1p-ignore"):
        assert part in field
    assert "required" not in field
    css = (Path(settings.BASE_DIR) / "static/css/forms.css").read_text()
    assert ".unseen { display: none; }" in css
