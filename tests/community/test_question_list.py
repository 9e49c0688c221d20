import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from careers.models import Career
from community.models import Question
from community.models.question import State
from tests.builders import make_answer, make_career, make_moderator, make_question, make_user

LIST = reverse("community:list")

pytestmark = pytest.mark.django_db


def titles(response):
    return [question.title for question in response.context["questions"]]


def make_questions(number, **fields):
    author = fields.pop("author", None) or make_user()
    return [
        make_question(title=f"What is question number {n} about?", author=author, **fields)
        for n in range(number)
    ]


def test_an_empty_board_says_why_and_offers_to_ask(client):
    response = client.get(LIST)
    assertContains(response, "Nobody has asked anything yet")
    assertContains(response, reverse("community:ask"))


def test_the_newest_question_comes_first(client):
    make_questions(3)
    assert [t[24] for t in titles(client.get(LIST))] == ["2", "1", "0"]


def test_a_row_tells_answers_career_and_author(client):
    question = make_question(career=make_career("Nurse"), author=make_user("jonah_p"))
    question.accept(make_answer(question))
    response = client.get(LIST)
    assertContains(response, "one accepted")
    assertContains(response, '<a href="/community/members/jonah_p/">jonah_p</a>')
    assertContains(response, '<a href="/careers/nurse/">Nurse</a>')
    assertContains(response, ">today</time>")


def test_a_row_without_an_author_says_former_member(client):
    make_question().author.delete()
    assertContains(client.get(LIST), "Asked by Former member")


def test_the_career_of_a_withdrawn_page_is_not_named(client):
    make_question(career=make_career("Secret Plan", state=Career.State.DRAFT))
    response = client.get(LIST)
    assert len(titles(response)) == 1
    assertNotContains(response, "Secret Plan")


def test_unanswered_lists_questions_without_answers_only(client):
    answered, open_ = make_questions(2)
    make_answer(answered)
    assert titles(client.get(LIST, {"show": "unanswered"})) == [open_.title]


def test_the_list_of_a_career_names_it_and_leads_back_to_its_page(client):
    career = make_career("Welder")
    about = make_question(career=career)
    make_question()
    response = client.get(LIST, {"career": "welder"})
    assert titles(response) == [about.title]
    assertContains(response, "<h1>Questions about Welder</h1>")
    assertContains(response, 'href="/careers/welder/"')
    assertContains(response, "/community/ask/?career=welder")
    assertContains(
        response, '<link rel="canonical" href="http://testserver/community/?career=welder">'
    )


def test_a_former_address_of_a_career_still_finds_its_questions(client):
    career = make_career("Welder")
    make_question(career=career)
    career.slug = "welder-and-cutter"
    career.save()
    assert len(titles(client.get(LIST, {"career": "welder"}))) == 1


@pytest.mark.parametrize("slug", ["nobody", "a\0b", "x" * 5000, "' OR 1=1"])
def test_an_unknown_career_is_not_found(client, slug):
    assert client.get(LIST, {"career": slug}).status_code == 404


def test_a_draft_career_is_not_found(client):
    make_career("Secret Plan", state=Career.State.DRAFT)
    assert client.get(LIST, {"career": "secret-plan"}).status_code == 404


def test_older_questions_follow_page_by_page_without_gap_or_repeat(client):
    made = make_questions(45)
    seen, after = [], None
    while True:
        response = client.get(LIST, {"after": after} if after else {})
        seen += titles(response)
        after = response.context["more"]
        if not after:
            break
        assertContains(response, f'href="/community/?after={after}"')
    assert seen == [question.title for question in reversed(made)]
    assertContains(response, "Back to the newest")


def test_each_page_is_its_own_canonical_address(client):
    make_questions(1)
    for query in ("", "?show=unanswered", "?after=77.7", "?show=active&amp;after=77.8"):
        response = client.get(
            f"{LIST}{query}".replace("&amp;", "&"), {} if query else {"utm_source": "x"}
        )
        assertContains(response, f'<link rel="canonical" href="http://testserver{LIST}{query}">')


def test_the_pager_keeps_the_filters(client):
    make_questions(21, career=make_career("Welder"))
    response = client.get(LIST, {"career": "welder", "show": "unanswered"})
    after = response.context["more"]
    assertContains(response, f"?career=welder&amp;show=unanswered&amp;after={after}")


@pytest.mark.parametrize(
    "after", ["", "x", "-1", "5", "9" * 400, "٣", "\0", "1' OR 1=1", "999999999999999999"]
)
def test_a_bad_cursor_or_filter_shows_the_first_page(client, after):
    make_questions(2)
    response = client.get(LIST, {"after": after, "show": "everything"})
    assert response.status_code == 200
    assert len(titles(response)) == 2


def test_past_the_last_question_there_is_a_way_back(client):
    make_questions(1)
    assertContains(client.get(LIST, {"after": "0.0"}), "Back to the newest")


def test_chips_count_the_questions_of_each_career_busiest_first(client):
    make_questions(1, career=make_career("Welder"))
    make_questions(2, career=make_career("Nurse"))
    make_questions(3, career=make_career("Secret Plan", state=Career.State.DRAFT))
    make_career("Never Asked About")
    boards = client.get(LIST).context["boards"]
    assert [(b.career.title, b.question_count) for b in boards] == [("Nurse", 2), ("Welder", 1)]


@pytest.mark.parametrize("show", ["", "active", "unanswered", "verified", "following"])
def test_no_list_names_a_hidden_question(client, show):
    question = make_question(career=make_career("Nurse"))
    Question.objects.update(verified_answer_count=1)
    question.posts.get().set_state(State.HIDDEN)
    for viewer in (None, make_user(), question.author, make_moderator()):
        if viewer:
            client.force_login(viewer)
        assert titles(client.get(LIST, {"show": show})) == []
        assert titles(client.get(LIST, {"show": show, "career": "nurse"})) == []


def test_the_list_answers_to_reading_only(client):
    assert client.post(LIST).status_code == 405


def test_a_signed_out_reader_gets_no_cookie_and_writes_nothing(client):
    question = make_question(career=make_career("Welder"))
    make_answer(question)
    post = question.posts.first()
    addresses = [
        LIST,
        f"{LIST}?career=welder&show=unanswered",
        question.get_absolute_url(),
        f"/community/questions/{question.pk}/",
        f"/community/questions/{question.pk}/answer/",
        post.get_absolute_url(),
        reverse("community:ask"),
        reverse("community:rules"),
        "/careers/welder/",
    ]
    with CaptureQueriesContext(connection) as queries:
        for address in addresses:
            response = client.get(address)
            assert response.status_code < 400, address
            assert not response.cookies, address
            assert b"csrfmiddlewaretoken" not in response.content, address
    reading = ("SELECT", "DECLARE")  # a cursor that reads
    assert [q["sql"] for q in queries if not q["sql"].startswith(reading)] == []


def test_the_rules_are_there_to_read(client, settings):
    settings.CONTACT_EMAIL = "hello@example.org"
    response = client.get(reverse("community:rules"))
    for words in ("988", "911", "hello@example.org", reverse("contact")):
        assertContains(response, words)
