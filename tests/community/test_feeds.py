import re
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from careers.models import Career
from community.models import Post, Question
from community.models.question import State
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)

pytestmark = pytest.mark.django_db

FEED = "/community/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(question):
    return f"/community/questions/{question.pk}/feed/"


def read(client, address, **headers):
    """The feed as a tree, after checking what RFC 4287 asks of every feed."""
    response = client.get(address, **headers)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not response.cookies
    feed = ET.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            (only,) = element.findall(f"{ATOM}{name}")
            assert only.text
        assert re.fullmatch(r"tag:[^,]+,\d{4}(-\d\d-\d\d)?:\S+", element.findtext(f"{ATOM}id"))
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
        for link in element.findall(f"{ATOM}link"):
            assert link.get("href").startswith("http://testserver/")
    for entry in feed.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return feed


def texts(feed, name="title"):
    return [entry.findtext(f"{ATOM}{name}") for entry in feed.iter(f"{ATOM}entry")]


def test_the_feed_of_the_board_has_the_newest_questions_with_their_text(client):
    make_question(title="What was asked first of all?")
    question = make_question(title="What was asked after that?", text="I *start* in May.")
    make_answer(question)
    feed = read(client, FEED)
    assert texts(feed) == ["What was asked after that?", "What was asked first of all?"]
    assert texts(feed, "summary")[0] == "<p>I <em>start</em> in May.</p>\n"
    entry = feed.find(f"{ATOM}entry")
    text = question.posts.get(number=0)
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{text.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == question.author.handle
    assert entry.find(f"{ATOM}summary").get("type") == "html"


def test_the_feed_of_a_career_has_its_questions_only(client):
    question = make_question(title="What about welding masks?", career=make_career("Welder"))
    make_question(career=make_career("Nurse"))
    feed = read(client, "/community/careers/welder/feed/")
    assert texts(feed) == [question.title]
    assert "Welder" in feed.findtext(f"{ATOM}title")


def test_the_feed_of_a_question_has_its_answers_the_newest_first_and_no_comments(client):
    question = make_question()
    first, second = make_answer(question, text="First."), make_answer(question, text="Second.")
    make_comment(first, text="MARKER")
    feed = read(client, feed_of(question))
    assert texts(feed, "summary") == ["<p>Second.</p>\n", "<p>First.</p>\n"]
    assert texts(feed)[0] == f"{second.author.handle} answered: {question.title}"
    assert question.title in feed.findtext(f"{ATOM}title")


def test_an_empty_feed_is_a_feed(client):
    make_career("Nurse")
    question = make_question()
    Post.objects.get().set_state(State.HIDDEN)
    assert texts(read(client, FEED)) == []
    assert texts(read(client, "/community/careers/nurse/feed/")) == []
    Post.objects.get().set_state(State.PUBLISHED)
    assert texts(read(client, feed_of(question))) == []


def test_what_is_hidden_is_in_no_feed_whoever_asks(client):
    hidden = make_question(
        title="MARKER is in this title", text="MARKER", career=make_career("Nurse")
    )
    hidden.posts.get().set_state(State.HIDDEN)
    question = make_question()
    for state in (State.HIDDEN, State.REMOVED):
        make_answer(question, text="MARKER", author=hidden.author).set_state(state)
    for viewer in (None, hidden.author, make_moderator()):
        if viewer:
            client.force_login(viewer)
        for address in (FEED, "/community/careers/nurse/feed/", feed_of(question)):
            assert b"MARKER" not in client.get(address).content
        assert client.get(feed_of(hidden)).status_code == 404


def test_a_draft_career_and_an_unknown_question_have_no_feed(client):
    make_career("Secret Plan", state=Career.State.DRAFT)
    for address in (
        "/community/careers/secret-plan/feed/",
        "/community/careers/nobody/feed/",
        "/community/questions/999/feed/",
        f"/community/questions/{10**30}/feed/",
    ):
        assert client.get(address).status_code == 404


def test_a_merged_question_leads_to_the_feed_of_the_other(client):
    old, new = make_question(), make_question()
    Post.objects.get(question=old).set_state(State.REMOVED)
    Question.objects.filter(pk=old.pk).update(merged_into=new)
    response = client.get(feed_of(old))
    assert (response.status_code, response.url) == (301, feed_of(new))


def test_links_are_absolute_and_words_that_look_like_links_are_left_alone(client):
    make_user("Sunita")
    make_question(text='Ask @Sunita. `<a href="/x">` and [this](https://example.org/)')
    (html,) = texts(read(client, FEED), "summary")
    for href in re.findall(r'<a href="([^"]*)"', html):
        assert href.startswith(("http://testserver/", "https://"))
    assert '&lt;a href="/x"&gt;' in html


def test_characters_that_xml_cannot_carry_are_left_out(client):
    question = make_question(
        title="A bell \x07 and a \x0c feed in a title", text="In \x0b text \ufffe."
    )
    make_answer(question, text="And \x1f here.")
    assert "\x07" not in texts(read(client, FEED))[0]
    assert len(texts(read(client, feed_of(question)))) == 1


def test_samples_say_that_they_are(client):
    question = make_question()
    Question.objects.update(is_sample=True)
    assert texts(read(client, FEED)) == [f"Sample: {question.title}"]


def test_ids_stay_when_a_title_changes_and_an_edit_shows(client):
    question = make_question()
    answer = make_answer(question)
    before = read(client, feed_of(question))
    Question.objects.update(title="Another title altogether", slug="another")
    Post.objects.filter(pk=answer.pk).update(edited_at=datetime.fromisoformat("2030-01-01T00:00Z"))
    after = read(client, feed_of(question))
    assert texts(before, "id") == texts(after, "id")
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")
    assert after.findtext(f"{ATOM}updated").startswith("2030")


def test_an_unchanged_feed_is_not_sent_again(client):
    answer = make_answer()
    for address in (FEED, feed_of(answer.question)):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
        packed = client.get(address, headers={"accept-encoding": "gzip"}).headers["ETag"]
        assert client.get(address, headers={"if-none-match": packed}).status_code == 304
    make_answer(answer.question)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_what_is_hidden_later_leaves_the_feeds_of_those_who_had_it(client):
    first, last = make_question(), make_question(title="MARKER is in this title")
    etag = client.get(FEED).headers["ETag"]
    assert "Last-Modified" not in client.get(FEED).headers
    last.posts.get().set_state(State.HIDDEN)
    response = client.get(FEED, headers={"if-none-match": etag})
    assert response.status_code == 200
    assertContains(response, first.title)


def test_feeds_answer_to_reading_only(client):
    question = make_question()
    for address in (FEED, feed_of(question)):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


@pytest.mark.parametrize("number", [2, 35])
def test_a_feed_has_at_most_thirty_entries_and_costs_the_same_at_any_size(
    client, django_assert_max_num_queries, number
):
    career = make_career("Nurse")
    for _ in range(number):
        question = make_question(career=career)
    for _ in range(number):
        make_answer(question)
    for address in (FEED, "/community/careers/nurse/feed/", feed_of(question)):
        with django_assert_max_num_queries(4), CaptureQueriesContext(connection) as queries:
            feed = read(client, address)
        assert len(texts(feed)) == min(number, 30)
        assert all(query["sql"].startswith("SELECT") for query in queries)


def test_pages_name_their_feeds(client):
    question = make_question(career=make_career("Nurse"))
    kind = '<link rel="alternate" type="application/atom+xml"'
    for page, feed in {
        "/community/": FEED,
        "/community/?career=nurse": "/community/careers/nurse/feed/",
        question.get_absolute_url(): feed_of(question),
    }.items():
        response = client.get(page)
        assertContains(response, kind)
        assertContains(response, f'href="{feed}"', count=2)
