"""What search engines read has what schema.org and they require."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from community.models import Question, State
from tests.builders import make_answer, make_moderator, make_question, make_user

pytestmark = pytest.mark.django_db


def read(client: Client, question: Question, query: str = "") -> list[dict[str, Any]]:
    page = client.get(question.get_absolute_url() + query).text
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(text) for text in found]


def check_written(thing: dict[str, Any]) -> None:
    assert thing["text"]
    assert thing["url"].startswith("http://testserver/community/")
    assert datetime.fromisoformat(thing["datePublished"]).tzinfo
    assert thing["author"]["@type"] == "Person"
    assert thing["author"]["name"]


def test_an_answered_question_is_a_qapage(client: Client) -> None:
    question = make_question(author=make_user("jonah_p"))
    first = make_answer(question, text="Ask on **day one**.", author=make_user("sunita"))
    second = make_answer(question)
    first.set_helpful(make_user(), True)
    question.accept(second)
    (data,) = read(client, question)
    assert (data["@context"], data["@type"]) == ("https://schema.org", "QAPage")
    asked = data["mainEntity"]
    assert (asked["@type"], asked["name"], asked["answerCount"]) == (
        "Question",
        question.title,
        2,
    )
    assert asked["author"] == {
        "@type": "Person",
        "name": "jonah_p",
        "url": "http://testserver/community/members/jonah_p/",
    }
    (suggested,) = asked["suggestedAnswer"]
    accepted = asked["acceptedAnswer"]
    assert suggested["text"] == "Ask on day one."
    assert suggested["upvoteCount"] == 1
    assert suggested["url"] == f"http://testserver/community/posts/{first.pk}/"
    for thing in (asked, suggested, accepted):
        check_written(thing)
        assert thing["upvoteCount"] >= 0
    for answer in (suggested, accepted):
        assert answer["@type"] == "Answer"


def test_the_only_answer_accepted_leaves_no_empty_list(client: Client) -> None:
    answer = make_answer()
    answer.question.accept(answer)
    (data,) = read(client, answer.question)
    assert "suggestedAnswer" not in data["mainEntity"]
    assert data["mainEntity"]["acceptedAnswer"]["@type"] == "Answer"


def test_an_unanswered_question_is_a_forum_posting_that_is_not_indexed(client: Client) -> None:
    question = make_question(text="I start in May.")
    (data,) = read(client, question)
    assert data["@type"] == "DiscussionForumPosting"
    assert data["headline"] == question.title
    assert data["url"] == f"http://testserver{question.get_absolute_url()}"
    check_written(data)
    assertContains(client.get(question.get_absolute_url()), 'content="noindex"')
    make_answer(question)
    assertNotContains(client.get(question.get_absolute_url()), 'content="noindex"')


def test_what_is_hidden_is_not_in_it_for_anyone(client: Client) -> None:
    answer = make_answer(text="Buy my course.")
    answer.set_state(State.HIDDEN)
    for viewer in (None, answer.author, make_moderator()):
        if viewer:
            client.force_login(viewer)
        (data,) = read(client, answer.question)
        assert data["@type"] == "DiscussionForumPosting"
        assert "Buy" not in json.dumps(data)


def test_a_former_member_has_no_page(client: Client) -> None:
    answer = make_answer()
    answer.author.delete()
    (data,) = read(client, answer.question)
    (suggested,) = data["mainEntity"]["suggestedAnswer"]
    assert suggested["author"] == {"@type": "Person", "name": "Former member"}


def test_an_edit_is_dated(client: Client) -> None:
    answer = make_answer()
    client.force_login(answer.author)
    edit = f"/community/posts/{answer.pk}/edit/"
    version = client.get(edit).context["form"]["version"].value()
    client.post(edit, {"body": "Ask later.", "version": version})
    (data,) = read(client, answer.question)
    (suggested,) = data["mainEntity"]["suggestedAnswer"]
    assert datetime.fromisoformat(suggested["dateModified"])


def test_a_later_page_of_a_thread_says_nothing(client: Client) -> None:
    assert read(client, make_answer().question, "?sort=oldest&after=1") == []


def test_words_cannot_close_the_script(client: Client) -> None:
    question = make_question(text="`</script><script>alert(1)</script>`")
    (data,) = read(client, question)
    assert data["text"] == "</script><script>alert(1)</script>"
