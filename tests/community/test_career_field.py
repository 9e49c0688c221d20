"""Naming a career in a form of the board: by any title, with choices where there are several."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from careers.models import AlternateTitle, Career
from careers.title_search import write_titles
from community.models import Draft, Question, Verification
from tests.builders import make_career, make_editor, make_moderator, make_question, make_user

pytestmark = pytest.mark.django_db

ASK = "/community/ask/"
SEVERAL = "Several careers match “nurse”. Choose one below, or write more of its title."


@pytest.fixture(autouse=True)
def nurses():
    registered = make_career("Registered Nurse")
    AlternateTitle.objects.create(career=registered, title="RN")
    write_titles([registered])
    return [registered, make_career("Nurse Midwife")]


@pytest.fixture
def member(client):
    member = make_user()
    client.force_login(member)
    return member


def sent(*careers, **fields):
    """A filled-in form; with several `careers`, as the fields of that name are sent in their order."""
    words = {
        "title": "How do you get day shifts?",
        "body": "I start in May.",
        "token": uuid.uuid4(),
    }
    return words | {"career": list(careers)} | fields


@pytest.mark.parametrize("words", ["RN", "registered nurses", " Registered  Nurse ", "midw"])
def test_a_title_with_one_meaning_is_taken(client, member, nurses, words):
    assert client.post(ASK, sent(words)).status_code == 302
    assert Question.objects.get().career == nurses[words == "midw"]


def test_a_title_with_several_meanings_comes_back_with_them_and_all_that_was_typed(client, member):
    page = client.post(ASK, sent("nurse", part="salary", anonymous="on"))
    assertContains(page, SEVERAL, count=2, status_code=422)
    for choice in ("Registered Nurse", "Nurse Midwife"):
        radio = f'<input class="form-check-input" type="radio" name="career" value="{choice}">'
        assertContains(page, radio, html=True, status_code=422)
    form = page.context["form"]
    kept = [form[name].value() for name in ("career", "title", "body", "part", "anonymous")]
    assert kept == ["nurse", "How do you get day shifts?", "I start in May.", "salary", True]
    assert not Question.objects.exists()


def test_a_choice_is_taken_and_stands_in_the_field_when_something_else_is_wrong(
    client, member, nurses
):
    page = client.post(ASK, sent("nurse", "nurse", "Nurse Midwife", body=""))
    assertContains(page, 'value="Nurse Midwife"', status_code=422)
    assertNotContains(page, "Which one do you mean?", status_code=422)
    client.post(ASK, sent("nurse", "nurse", "Nurse Midwife"))
    assert Question.objects.get().career == nurses[1]


def test_words_that_were_changed_go_before_a_choice_among_the_old_ones(client, member, nurses):
    client.post(ASK, sent("nurse", "RN", "Nurse Midwife"))
    assert Question.objects.get().career == nurses[0]


def test_words_that_were_changed_go_before_those_that_were_asked_about(client, member):
    welder = make_career("Welder")
    client.post(ASK, sent("nurse", "Welder"))
    assert Question.objects.get().career == welder


def test_a_misspelled_title_is_asked_about(client, member):
    page = client.post(ASK, sent("regitsered nusre"))
    assertContains(
        page, "No career matches “regitsered nusre”. Did you mean one of these?", status_code=422
    )
    assertContains(page, 'name="career" value="Registered Nurse"', status_code=422)


def test_a_title_of_its_own_goes_before_others_that_have_it_too(client, member):
    one, other = make_career("Nurse"), make_career("Nurses")
    for career in (one, other):
        client.post(ASK, sent(career.title, similar_seen="1"))
        assert Question.objects.newest_first()[0].career == career


def test_what_was_typed_is_text_and_nothing_more(client, member):
    page = client.post(ASK, sent("<b>nurse</b>' OR 1=1 --"))
    assert page.status_code == 422
    assertNotContains(page, "<b>nurse", status_code=422)


@pytest.mark.parametrize("editor", [False, True])
def test_a_draft_of_a_career_is_neither_taken_nor_offered(client, editor):
    client.force_login(make_editor() if editor else make_user())
    make_career("Secret Nurse", state=Career.State.DRAFT)
    assertNotContains(client.post(ASK, sent("nurse")), "Secret Nurse", status_code=422)
    assert client.post(ASK, sent("Secret Nurse")).status_code == 422


def test_a_visitor_is_asked_before_the_sign_in_and_the_choice_waits_behind_it(client):
    assertContains(client.post(ASK, sent("nurse")), SEVERAL, count=2, status_code=422)
    client.post(ASK, sent("nurse", "nurse", "Nurse Midwife"))
    client.force_login(make_user())
    assert client.get(ASK).context["form"]["career"].value() == "Nurse Midwife"


def test_a_draft_saves_itself_while_the_career_is_being_typed(client, member, nurses):
    words = {"place": "ask", "body": "Half a thought", "career": "nurs"}
    saved = client.post("/community/drafts/", words)
    assert saved.status_code == 200
    assert (Draft.objects.get().body, Draft.objects.get().career) == ("Half a thought", None)
    version = saved.headers["Draft-Version"]
    client.post("/community/drafts/", words | {"career": "RN", "draft_version": version})
    assert Draft.objects.get().career == nurses[0]
    assert client.get(ASK).context["form"]["career"].value() == "Registered Nurse"


def test_the_button_that_keeps_a_draft_asks_first_which_career_is_meant(client, member):
    page = client.post(ASK, sent("nurse", draft="1"))
    assertContains(page, SEVERAL, count=2, status_code=422)
    assert not Draft.objects.exists()


def test_the_form_costs_the_same_with_many_careers(client, member, django_assert_max_num_queries):
    for number in range(30):
        make_career(f"Nurse {number}")
    with django_assert_max_num_queries(14):
        page = client.post(ASK, sent("nurse"))
    assert len(page.context["form"].fields["career"].widget.choices) == 8


def test_each_field_of_an_application_has_choices_of_its_own(client, member, nurses):
    welder = make_career("Welder")
    words = {"role": "Nurse", "years": 3, "evidence": "I run a ward.", "career_1": "Welder"}
    page = client.post("/community/verify/", words | {"career_2": "nurse"})
    radio = '<input class="form-check-input" type="radio" name="career_2" value="Nurse Midwife">'
    assertContains(page, radio, html=True, status_code=422)
    assertNotContains(page, 'type="radio" name="career_1"', status_code=422)
    client.post("/community/verify/", words | {"career_2": ["nurse", "nurse", "Nurse Midwife"]})
    assert set(Verification.objects.get().careers.all()) == {welder, nurses[1]}


def test_a_moderator_is_asked_too_where_a_question_goes(client, nurses):
    client.force_login(make_moderator())
    question = make_question()
    move = reverse("community:move", args=[question.pk])
    assertContains(client.post(move, {"career": "nurse"}), SEVERAL, count=2, status_code=422)
    client.post(move, {"career": ["nurse", "nurse", "Nurse Midwife"]})
    question.refresh_from_db()
    assert question.career == nurses[1]
