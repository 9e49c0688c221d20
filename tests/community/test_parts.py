"""The parts of a career page: each can be asked about, and shows what was asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from careers.models import Career
from careers.page import sections
from community.models import PagePart, Question, State
from tests.builders import (
    add_parts,
    make_attainment,
    make_career,
    make_data_page,
    make_occupation,
    make_projection,
    make_question,
    make_user,
)
from tests.careers.profiles import make_rich_profile

ASK = reverse("community:ask")
TITLE = "How do new nurses get day shifts?"

pytestmark = pytest.mark.django_db


def full_career(title="Nurse"):
    occupation = make_occupation()
    make_attainment(occupation)
    make_projection(occupation)
    profile = make_rich_profile(occupation, rows=3)
    return add_parts(make_career(title, occupation=occupation, profile=profile))


def page_part(client, career, part):
    """The HTML of one section of the career's page."""
    html = client.get(career.get_absolute_url()).content.decode()
    return html.split(f'<section id="{part}"')[1].split("</section>")[0]


def test_the_parts_are_the_sections_of_the_page():
    shown = [section.id for section in sections(full_career())]
    assert [part for part in shown if part in PagePart.values] == PagePart.values


def test_every_part_has_its_own_ask_about_this(client):
    career = full_career()
    for part in PagePart.values:
        html = page_part(client, career, part)
        assert f'href="{ASK}?career=nurse&amp;part={part}"' in html
        assert html.count("Ask about this") == 1
        assert "Asked about this" not in html
    for part in ("related", "sources", "questions"):
        assert "Ask about this" not in page_part(client, career, part)


def test_a_part_shows_the_latest_two_questions_about_it_and_a_link_to_all(client):
    career = full_career()
    for n in range(3):
        make_question(f"What about pay, number {n}?", career=career, part="salary")
    make_question("How much of the day is paperwork?", career=career, part="day")
    make_question("Is it too late to begin at forty?", career=career)
    html = page_part(client, career, "salary")
    assert "number 2?" in html
    assert "number 1?" in html
    assert "number 0?" not in html
    assert "paperwork" not in html
    assert 'href="/community/?career=nurse&amp;part=salary"' in html
    assert "paperwork" in page_part(client, career, "day")
    assert "at forty" not in page_part(client, career, "what")
    assert "at forty" in page_part(client, career, "questions")


def test_what_is_hidden_on_the_board_is_hidden_on_the_page(client):
    career = full_career()
    question = make_question(career=career, part="salary")
    question.posts.get().set_state(State.HIDDEN)
    assertNotContains(client.get(career.get_absolute_url()), question.title)
    assertNotContains(client.get(career.get_absolute_url()), "Asked about this")


def test_all_parts_and_the_board_share_one_query(client):
    career, counts = full_career(), []
    for number in (1, 50):
        for n in range(number):
            part = PagePart.values[n % len(PagePart.values)]
            make_question(f"What is number {n} about, then?", career=career, part=part)
        with CaptureQueriesContext(connection) as queries:
            client.get(career.get_absolute_url())
        counts.append(len(queries))
        assert sum("LIMIT 40" in query["sql"] for query in queries) == 1
    assert counts[0] == counts[1] <= 20


@pytest.mark.parametrize("part", ["salary", "interview"])
def test_the_part_of_the_address_is_chosen_already(client, part):
    make_career("Nurse")
    form = client.get(ASK, {"career": "nurse", "part": part}).context["form"]
    assert form["part"].value() == part


@pytest.mark.parametrize(
    "address",
    ["?part=salary", "?career=nurse&part=roof", "?career=nurse&part=%00", "?career=x&part=day"],
)
def test_an_unknown_part_or_one_without_its_career_is_ignored(client, address):
    make_career("Nurse")
    response = client.get(f"{ASK}{address}")
    assertContains(response, '<option value="" selected>The career as a whole</option>', html=True)


def ask(client, **fields):
    client.force_login(make_user())
    return client.post(ASK, {"title": TITLE, "body": "I start in May."} | fields)


def test_a_question_is_asked_about_a_part(client):
    career = make_career("Nurse")
    assert ask(client, career=career.title, part="salary").status_code == 302
    assert (Question.objects.get().career, Question.objects.get().part) == (career, "salary")


def test_a_part_without_a_career_is_dropped_without_a_word(client):
    assert ask(client, part="salary").status_code == 302
    assert Question.objects.get().part == ""


def test_a_part_that_is_none_is_explained(client):
    response = ask(client, career=make_career().title, part="roof")
    assertContains(response, "Choose a part from the list", count=2, status_code=422)


def test_an_unpublished_career_is_not_on_offer(client):
    career = make_career("Secret Plan", state=Career.State.DRAFT)
    assert ask(client, career=career.title, part="salary").status_code == 422


def test_an_edit_changes_the_part_and_drops_it_with_the_career(client):
    career = make_career("Nurse")
    question = make_question(career=career, part="salary")
    client.force_login(question.author)
    address = reverse("community:edit", args=[question.posts.get().pk])
    form = client.get(address).context["form"]
    assert form["part"].value() == "salary"
    data = {"title": TITLE, "body": "I start in May.", "version": "1"}
    for fields, part in (({"career": "Nurse", "part": "day"}, "day"), ({"part": "day"}, "")):
        assert client.post(address, data | fields).status_code == 302
        question.refresh_from_db()
        assert question.part == part


def test_a_question_is_asked_about_a_data_page(client):
    career = make_data_page(make_rich_profile(rows=3))
    form = client.get(ASK, {"career": career.slug, "part": "outlook"}).context["form"]
    assert form["career"].value() == career.title
    assert ask(client, career=career.title, part="outlook").status_code == 302
    assert (Question.objects.get().career, Question.objects.get().part) == (career, "outlook")
