from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from community import posting, search
from community.models import State
from tests.builders import (
    make_answer,
    make_career,
    make_moderator,
    make_question,
    make_user,
)

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def found(words, viewer=VISITOR, career=None):
    return search.questions(words, viewer, career)


def first_post(question):
    return question.posts.get(number=0)


def test_a_question_is_found_by_every_word_of_its_title_and_text():
    question = make_question("How do new nurses get day shifts?", "I start in May.")
    make_question("How do new welders get day shifts?", "I start in June.")
    assert found("NURSES shift") == [question]
    assert found("nurse may") == [question]
    assert found("nurses welders") == []


@pytest.mark.parametrize(
    "words",
    [
        "How do I become a nurse?",
        "nursing",
        "nur",
        "become nur",
        "“nurse”",
        "Zürich",
        "zurich",
        "ZÜR",
    ],
)
def test_words_are_found_in_other_forms_and_when_only_begun(words):
    question = make_question("Is becoming a nurse worth it?", "The hospital is in Zürich.")
    assert found(words) == [question]


def test_a_title_counts_for_more_than_a_text_and_the_newest_comes_first_of_equals():
    in_text = make_question("What is it like at night?", "I want to be a nurse.")
    older = make_question("What does a nurse do at night?")
    newer = make_question("What does a nurse do at night?")
    make_question("What does a welder do at night?")
    assert found("nurse") == [newer, older, in_text]


def test_a_search_can_stay_with_one_career():
    nurse, welder = make_career("Nurse"), make_career("Welder")
    ours = make_question("How do I find a mentor there?", career=nurse)
    theirs = make_question("How do I find a mentor there?", career=welder)
    general = make_question("How do I find a mentor there?")
    assert found("mentor") == [general, theirs, ours]
    assert found("mentor", career=nurse) == [ours]
    ours.move_to(welder)
    assert found("mentor", career=nurse) == []
    assert found("mentor", career=welder) == [theirs, ours]
    ours.move_to(None)
    assert found("mentor", career=welder) == [theirs]


def test_words_that_look_like_a_filter_are_only_words():
    career = make_career("Nurse")
    make_question("How do I find a mentor there?", career=career)
    wrong = make_question("How do I find a mentor there?", f"See career:{career.pk}.")
    assert found(f"career:{career.pk}") == [wrong]
    assert wrong not in found("mentor", career=career)


@pytest.mark.parametrize("state", [State.HIDDEN, State.REMOVED])
def test_what_is_not_published_is_found_again_once_it_is_shown(state):
    question = make_question("How do new nurses get day shifts?")
    text = first_post(question)
    text.set_state(state)
    for viewer in (VISITOR, make_user(), question.author, make_moderator()):
        assert found("nurses", viewer) == search.similar(question.title, viewer) == []
    text.set_state(State.PUBLISHED)
    assert found("nurses") == search.similar(question.title, VISITOR) == [question]


def test_hiding_an_answer_leaves_its_question_to_be_found():
    question = make_question("How do new nurses get day shifts?")
    make_answer(question).set_state(State.HIDDEN)
    assert found("nurses") == [question]


def test_a_question_merged_into_another_is_found_no_longer():
    question, other = make_question("How do new nurses get day shifts?"), make_question()
    question.merged_into = other
    question.save()
    question.index()
    assert question not in found("nurses")


def test_a_hidden_question_still_in_the_index_is_not_shown():
    question = make_question("How do new nurses get day shifts?")
    type(question).objects.filter(pk=question.pk).update(state=State.HIDDEN)
    assert found("nurses") == search.similar(question.title, VISITOR) == []


def test_an_edited_question_is_found_by_its_new_words_only():
    question = make_question("How do new nurses get day shifts?", "I start in May.")
    text = first_post(question)
    posting.rewrite(
        text, text.author, "I start in June.", text.version, "How do new welders get day shifts?"
    )
    assert found("welders june") == [question]
    assert found("nurses") == found("may start") == []


@pytest.mark.parametrize("count", [2, 40])
def test_a_search_is_two_queries(count, django_assert_num_queries):
    for n in range(count):
        make_question(f"Question {n} about nurses", career=make_career() if n < 5 else None)
    with django_assert_num_queries(2):
        questions = found("nurses")
    assert len(questions) == min(count, search.FOUND)
    with django_assert_num_queries(0):
        assert all(
            q.title and q.author.handle and (not q.career or q.career.title) for q in questions
        )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60))
@example('"')
@example("nurse AND OR NOT NEAR(")
@example("title:nurse filters : x ^ * -")
@example("nurse\0nurse \ud800 \x1b")
@example("'nurse':* & ! | <-> (\\")
@example("e" * 10_000)
@example("ﷺ" * 1_000)
@example("🧑‍⚕️ ½ ² ٣ नर्स 看護師 ß İ")
@example("!!! ??? ...")
@example("the of and")
@example("%s %(x)s %% {0}")
@example(" ".join(str(n) for n in range(3_000)))
def test_any_input_is_only_words(text):
    career = make_career()
    question = make_question(
        "Where do nurses learn this?",
        text.encode("utf-8", "ignore").decode().replace("\0", ""),
        career=career,
    )
    assert all(q.title for q in found(text) + found(text, career=career))
    assert isinstance(search.similar(text, VISITOR), list)
    question.delete()


def test_a_word_longer_than_the_index_keeps_is_found():
    question = make_question("What is this word for?", "e" * 10_000)
    assert found("e" * 10_000) == [question]


def test_nothing_to_search_for_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        for text in ("", "  ", "?!", "🧑‍⚕️", "how do I"):
            assert found(text) == search.similar(text, VISITOR) == []


def search_page(client, **query):
    return client.get(f"{reverse('search')}?{urlencode(query)}")


def test_the_search_page_shows_careers_and_questions(client):
    make_career("Nurse")
    make_question("How do new nurses get day shifts?")
    response = search_page(client, q="nurse")
    assertContains(response, "/careers/nurse/")
    assertContains(response, "How do new nurses get day shifts?")


def test_the_search_page_can_stay_with_one_career(client):
    nurse, welder = make_career("Nurse"), make_career("Welder")
    make_question("How do I find a mentor in nursing?", career=nurse)
    make_question("How do I find a mentor in welding?", career=welder)
    response = search_page(client, q="mentor", career="nurse")
    assertContains(response, "mentor in nursing")
    assertNotContains(response, "mentor in welding")
    assertContains(response, '<input type="hidden" name="career" value="nurse">')
    assertContains(response, f'href="{reverse("search")}?q=mentor"')
    assert search_page(client, career="nurse").status_code == 200
    for unknown in ("plumber", "nur\0se", "%"):
        assert search_page(client, q="mentor", career=unknown).status_code == 404


def test_the_search_page_offers_a_way_on_when_nothing_is_found(client):
    assertContains(search_page(client, q="zymurgy"), reverse("community:ask"))


@pytest.mark.parametrize("words", ['"', "nurse\0", "e" * 10_000, "🧑‍⚕️", "' OR 1=1 --", "<b>"])
def test_the_search_page_takes_any_words(client, words):
    response = search_page(client, q=words)
    assert response.status_code == 200
    assert b"<b>" not in response.content or words != "<b>" or b"&lt;b&gt;" in response.content


def test_a_signed_out_search_writes_nothing_and_sets_no_cookie(client):
    make_question("How do new nurses get day shifts?", career=make_career("Nurse"))
    with CaptureQueriesContext(connection) as queries:
        responses = [
            search_page(client, q="nurses"),
            client.get(reverse("community:similar"), {"title": "day shifts for nurses"}),
        ]
    assert all(not response.cookies for response in responses)
    assert not any(q["sql"].lstrip().startswith(("INSERT", "UPDATE", "DELETE")) for q in queries)


def test_the_search_box_of_a_careers_board_stays_with_that_career(client):
    make_career("Nurse")
    response = client.get(reverse("community:list"), {"career": "nurse"})
    assertContains(response, '<input type="hidden" name="career" value="nurse">')
    assertNotContains(client.get(reverse("community:list")), 'name="career"')
