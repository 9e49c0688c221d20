"""Answers that editors quote on career pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community import notifications, threads
from community.models import Post, Quotation, State
from community.models.quotation import first_words
from tests.builders import (
    make_answer,
    make_career,
    make_editor,
    make_moderator,
    make_question,
    make_user,
)

from .professionals import make_quotation
from .test_races import post_all_at_once

pytestmark = pytest.mark.django_db

TEXT = "Ask on **day one**.\n\nMost wards say yes; mine did."
WORDS = "Most wards say yes; mine did."


def make_quotable(text: str = TEXT, **fields: Any) -> Post:
    return make_answer(make_question(career=make_career()), text, **fields)


def address(answer: Post) -> str:
    return f"/community/posts/{answer.pk}/quote/"


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_editor())
    return client


def test_an_editor_quotes_an_answer_and_takes_it_off_again(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Quotation] = []
    monkeypatch.setattr(notifications, "tell_of_quotation", told.append)
    answer = make_quotable(author=make_user("sunita"))
    Post.objects.filter(pk=answer.pk).update(role="Charge nurse", years=9)
    thread, page = answer.question.get_absolute_url(), answer.question.career.get_absolute_url()
    assertContains(editor.get(thread), "Quote on the career page")
    form = editor.get(address(answer)).context["form"]
    assert form["excerpt"].value() == "Ask on day one. Most wards say yes; mine did."
    response = editor.post(address(answer), {"excerpt": "Most wards\r\nsay yes; mine did."})
    assertRedirects(response, f"{thread}#answer-1")
    quotation = Quotation.objects.get()
    assert (quotation.excerpt, quotation.career) == (WORDS, answer.question.career)
    assert quotation.quoted_by is not None
    assert told == [quotation]
    shown = Client().get(page)
    assertContains(shown, f"“{WORDS}”")
    assertContains(shown, "sunita</a>, Charge nurse, 9 years")
    assertContains(shown, answer.get_absolute_url())
    assertContains(editor.get(address(answer)), "Take it off the career page")
    editor.post(f"/community/posts/{answer.pk}/unquote/")
    assert not Quotation.objects.exists()
    assertNotContains(Client().get(page), "<blockquote")
    assert editor.post(f"/community/posts/{answer.pk}/unquote/").status_code == 302


def test_saving_again_changes_the_words_and_tells_nobody_twice(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Quotation] = []
    monkeypatch.setattr(notifications, "tell_of_quotation", told.append)
    answer = make_quotable()
    for excerpt in (WORDS, WORDS, "Ask on day one."):
        editor.post(address(answer), {"excerpt": excerpt})
    assert Quotation.objects.get().excerpt == "Ask on day one."
    assert len(told) == 1


@pytest.mark.parametrize(
    ("excerpt", "message"),
    [
        ("", "Copy the words from the answer."),
        ("Most wards say no.", "These words are not in the answer in this order."),
        ("mine did. Most wards", "These words are not in the answer in this order."),
        ("Ask on **day one**.", "These words are not in the answer in this order."),
        ("x" * 601, "Keep it to 600 characters; it has 601 now."),
        ("\0", "a character in it that can’t be shown"),
    ],
)
def test_only_words_of_the_answer_are_quoted(editor: Client, excerpt: str, message: str) -> None:
    answer = make_quotable()
    page = editor.post(address(answer), {"excerpt": excerpt})
    assertContains(page, message, status_code=422)
    assert page.context["form"]["excerpt"].value() == excerpt
    assert not Quotation.objects.exists()


@pytest.mark.parametrize(
    "make",
    [
        make_user,
        make_moderator,
        lambda: make_user(groups=("Editors",)),
        lambda: make_user(is_staff=True),
    ],
)
def test_others_quote_nothing_and_take_nothing_off(client: Client, make: Any) -> None:
    answer = make_quotable()
    make_quotation(answer)
    client.force_login(make())
    assertNotContains(client.get(answer.question.get_absolute_url()), "Quote on the career page")
    assert client.get(address(answer)).status_code == 403
    assert client.post(address(answer), {"excerpt": WORDS}).status_code == 403
    assert client.post(f"/community/posts/{answer.pk}/unquote/").status_code == 403
    assert Quotation.objects.count() == 1


def test_visitors_sign_in_first(client: Client) -> None:
    answer = make_quotable()
    response = client.get(address(answer))
    assertRedirects(response, f"/accounts/login/?next={address(answer)}")
    client.post(address(answer), {"excerpt": WORDS})
    assert not Quotation.objects.exists()


def test_only_published_answers_about_a_career_can_be_quoted(editor: Client) -> None:
    hidden, general = make_quotable(), make_answer()
    hidden.set_state(State.HIDDEN)
    text = make_quotable().question.posts.get(number=0)
    for post in (hidden, general, text):
        assert editor.get(address(post)).status_code == 404
        assert editor.post(address(post), {"excerpt": "Ask"}).status_code == 404
    assert editor.get(f"/community/posts/{hidden.pk}/unquote/").status_code == 405


class TestOnTheCareerPage:
    def test_what_is_hidden_on_the_board_is_hidden_there_for_everyone(self, client: Client) -> None:
        answer = make_quotable()
        make_quotation(answer)
        page = answer.question.career.get_absolute_url()
        text = answer.question.posts.get(number=0)
        for post in (answer, text):
            post.set_state(State.HIDDEN)
            for viewer in (None, answer.author, make_moderator()):
                if viewer:
                    client.force_login(viewer)
                assertNotContains(client.get(page), WORDS)
            client.logout()
            post.set_state(State.PUBLISHED)
            assertContains(client.get(page), WORDS)

    def test_words_that_the_author_has_changed_are_no_longer_shown(self, client: Client) -> None:
        answer = make_quotable()
        make_quotation(answer)
        page = answer.question.career.get_absolute_url()
        answer.text = "I was wrong about that."
        answer.save()
        assertNotContains(client.get(page), WORDS)

    def test_a_quotation_outlives_its_author(self, client: Client) -> None:
        answer = make_quotable()
        make_quotation(answer)
        answer.author.delete()
        page = client.get(answer.question.career.get_absolute_url())
        assertContains(page, f"“{WORDS}”")
        assertContains(page, "Former member")

    def test_markup_in_an_answer_stays_words(self, client: Client) -> None:
        answer = make_quotable("Use `<b>` & `</blockquote>`.")
        make_quotation(answer, "Use <b> & </blockquote>.")
        page = client.get(answer.question.career.get_absolute_url())
        assertContains(page, "“Use &lt;b&gt; &amp; &lt;/blockquote&gt;.”")

    @pytest.mark.parametrize("rows", [1, 8])
    def test_quotations_cost_one_query(self, django_assert_num_queries: Any, rows: int) -> None:
        answer = make_quotable()
        for _ in range(rows):
            make_quotation(make_answer(answer.question, TEXT))
        career = answer.question.career
        with django_assert_num_queries(1):
            quotations = Quotation.objects.visible_to(answer.author).filter(career=career)
            for quotation in quotations.with_post():
                assert quotation.is_true
                assert quotation.post.question.title
                assert quotation.post.author.handle


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Short.", "Short."),
        ("word " * 100, ("word " * 60).strip()),
        ("x" * 400, "x" * 300),
    ],
)
def test_the_first_words_end_between_two_words(text: str, start: str) -> None:
    assert first_words(make_quotable(text)) == start


def test_editors_find_quotations_at_the_desk_and_take_them_off(editor: Client) -> None:
    quotation = make_quotation(make_quotable())
    listing = reverse("admin:community_quotation_changelist")
    assertContains(editor.get(listing), WORDS)
    page = reverse("admin:community_quotation_change", args=[quotation.pk])
    assertNotContains(editor.get(page), 'name="excerpt"')
    assert editor.post(page, {"excerpt": "Changed"}).status_code == 403
    gone = reverse("admin:community_quotation_delete", args=[quotation.pk])
    assert editor.post(gone, {"post": "yes"}).status_code == 302
    assert not Quotation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_quoting_at_once_makes_one_quotation(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Quotation] = []
    monkeypatch.setattr(notifications, "tell_of_quotation", told.append)
    answer = make_quotable()
    editors = [make_user(is_staff=True, is_superuser=True) for _ in range(8)]
    data = {"excerpt": WORDS}
    responses = post_all_at_once([(person, address(answer), data) for person in editors])
    assert {r.status_code for r in responses} == {302}
    assert Quotation.objects.count() == len(told) == 1


@pytest.mark.parametrize("how", ["moved", "moved to none", "merged"])
def test_a_quotation_goes_from_the_page_of_a_career_the_answer_is_not_about(how: str) -> None:
    answer, moderator = make_quotable(), make_moderator()
    make_quotation(answer, WORDS)
    question, page = answer.question, answer.question.career.get_absolute_url()
    assertContains(Client().get(page), "<blockquote")
    if how == "merged":
        threads.merge(question, make_question(career=make_career("Welder")), moderator)
    else:
        threads.move(question, moderator, make_career("Welder") if how == "moved" else None)
    assertNotContains(Client().get(page), "<blockquote")
    assert not Quotation.objects.exists()


def test_a_quotation_stays_when_its_question_is_merged_into_one_of_the_same_career() -> None:
    answer = make_quotable()
    make_quotation(answer, WORDS)
    into = make_question(career=answer.question.career)
    threads.merge(answer.question, into, make_moderator())
    assertContains(Client().get(into.career.get_absolute_url()), "<blockquote")
