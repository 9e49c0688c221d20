import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from community import search
from community.models import Question
from tests.builders import make_answer, make_career, make_question, make_user

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
TITLE = "How do new nurses get day shifts?"


def similar(title, limit=5):
    return search.similar(title, VISITOR, limit)


@pytest.mark.parametrize(
    "title",
    [
        TITLE,
        "how can a new nurse get a day shift",
        "Day shifts for nurses: how do I get them?",
        "How do new nurces get day shfits?",
        "nurses day shi",
    ],
)
def test_a_question_much_like_it_is_found(title):
    question = make_question(TITLE)
    make_question("What does a welder earn at sea?")
    assert similar(title) == [question]


@pytest.mark.parametrize(
    "title",
    ["What does a pilot learn?", "How do new welders choose their first employer?", "nurse"],
)
def test_questions_with_little_in_common_are_not_offered(title):
    make_question(TITLE)
    assert similar(title) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="FTS5 knows no trigrams")
def test_a_question_is_found_when_every_word_is_misspelled():
    question = make_question("Where do paramedics train?")
    assert similar("paramedcs trian") == [question]


def test_the_likest_come_first():
    less = make_question("How do new nurses get day shifts at a rural hospital?")
    same = make_question(TITLE)
    assert similar(TITLE) == [same, less]
    assert similar(TITLE, limit=1) == [same]


def test_an_old_question_with_the_same_title_is_found_among_many_like_it():
    old = make_question("How do nurses find work at night?")
    author = make_user()
    Question.objects.bulk_create(
        Question(title=f"How do nurses find pay number {n} at work?", slug="q", author=author)
        for n in range(search.COMPARED * 3)
    )
    list(search.rebuild())
    assert similar("How do nurses find work at night?")[0] == old


def test_the_piece_of_a_page_shows_what_to_read_first(client, django_assert_num_queries):
    question = make_question(TITLE, career=make_career("Nurse"))
    make_answer(question)
    with django_assert_num_queries(2):
        response = client.get(reverse("community:similar"), {"title": "Day shifts for new nurses"})
    assertContains(response, question.get_absolute_url())
    assertContains(response, "1 answer · Nurse")
    assertContains(response, 'name="similar_seen" value="1"')
    assertNotContains(response, "<html")
    assert response["Cache-Control"] == "private, max-age=60"
    assert not response.cookies


def test_a_members_piece_of_a_page_is_not_stored(client):
    client.force_login(make_user())
    make_question(TITLE)
    response = client.get(reverse("community:similar"), {"title": TITLE})
    assertContains(response, "day shifts")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("title", ["", "?", "zymurgy", "\0", '"', "e" * 10_000])
def test_nothing_similar_is_an_empty_answer(client, title):
    make_question(TITLE)
    response = client.get(reverse("community:similar"), {"title": title})
    assert response.status_code == 200
    assert not response.content.strip()


def test_similar_questions_are_read_only(client):
    assert client.post(reverse("community:similar"), {"title": TITLE}).status_code == 405


def test_without_scripts_similar_questions_are_shown_before_posting(client):
    member, earlier = make_user(), make_question(TITLE)
    client.force_login(member)
    sent = {"title": "How do new nurses get a day shift?", "body": "I start in *May*."}
    response = client.post(reverse("community:ask"), sent)
    assertContains(response, earlier.get_absolute_url())
    assertContains(response, "Post it anyway")
    assertContains(response, "I start in *May*.")
    assert not member.questions.exists()
    response = client.post(reverse("community:ask"), sent | {"similar_seen": "1"})
    assert response.status_code == 302
    assert member.questions.count() == 1


def test_a_question_like_no_other_is_posted_at_once(client):
    member = make_user()
    make_question("What does a welder earn at sea?")
    client.force_login(member)
    client.post(reverse("community:ask"), {"title": TITLE, "body": "I start in May."})
    assert member.questions.count() == 1


def test_both_databases_agree_on_how_alike_two_titles_are():
    if connection.vendor != "postgresql":
        pytest.skip("pg_trgm is PostgreSQL's")
    for one, other in [("new nurse day", "nurses day shift"), ("a", "b"), ("a a", "a")]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT similarity(%s, %s)", [one, other])
            (expected,) = cursor.fetchone()
        assert search._alike(one.split(), other.split()) == pytest.approx(expected)
