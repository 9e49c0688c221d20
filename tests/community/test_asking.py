import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careers.models import Career
from community.models import CareerBoard, Post, Question
from tests.builders import make_career, make_question, make_user

ASK = reverse("community:ask")
TITLE = "How do new nurses get day shifts?"

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = make_user()
    client.force_login(member)
    return member


def filled(**fields):
    return {"title": TITLE, "body": "I start in May.", "token": str(uuid.uuid4())} | fields


def test_a_member_asks_about_a_career(client, member):
    career = make_career("Nurse")
    response = client.post(f"{ASK}?career=nurse", filled(career="Nurse"))
    question = Question.objects.get()
    assertRedirects(response, f"{question.get_absolute_url()}#question")
    assert (question.title, question.author, question.career) == (TITLE, member, career)
    text = question.posts.get()
    assert (text.number, text.text, text.html) == (0, "I start in May.", "<p>I start in May.</p>\n")
    assert CareerBoard.objects.get(career=career).question_count == 1


def test_only_title_and_body_are_needed(client, member):
    client.post(ASK, {"title": TITLE, "body": "I start in May."})
    assert Question.objects.get().career is None


def test_the_career_of_the_address_is_chosen_already(client, member):
    make_career("Nurse")
    form = client.get(ASK, {"career": "nurse"}).context["form"]
    assert form["career"].value() == "Nurse"
    assert 'value="Nurse"' in str(form["career"])
    assert not client.get(ASK).context["form"]["career"].value()


@pytest.mark.parametrize("slug", ["nobody", "a\0b", "x" * 3000, "secret-plan"])
def test_an_unknown_career_in_the_address_is_explained(client, member, slug):
    make_career("Secret Plan", state=Career.State.DRAFT)
    response = client.get(ASK, {"career": slug})
    assertContains(response, "There is no career at the address you came from")
    assertNotContains(response, "Secret Plan")
    assertContains(response, '<option value="" selected>', html=False)


def test_other_methods_are_refused(client, member):
    assert client.put(ASK).status_code == 405
    assert client.delete(ASK).status_code == 405


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Write your question as one sentence."),
        ("title", "   \n ", "Write your question as one sentence."),
        ("title", "Degree?", "at least 15 characters"),
        ("title", "é" * 141, "Keep it to 140 characters; it has 141 now."),
        ("title", "A title with a \0 in it", "a character in it that can’t be shown"),
        ("body", "", "Add a sentence or two about your situation."),
        ("body", " \r\n\t ", "Add a sentence or two about your situation."),
        ("body", "é" * 20_001, "Keep it to 20000 characters; it has 20001 now."),
        ("body", "nul \0 here", "a character in it that can’t be shown"),
        ("career", "zq", "No career matches “zq”. Use another word for the job."),
        ("career", "9" * 150, f"No career matches “{'9' * 59}…”"),
        ("career", "9" * 151, "Keep it to 150 characters; it has 151 now."),
        ("career", "1\0", "a character in it that can’t be shown"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(client, member, field, value, message):
    response = client.post(
        ASK, filled(body="Kept words.", title="A title that is kept") | {field: value}
    )
    assert response.status_code == 422
    assertContains(response, message, count=2, status_code=422)
    assertContains(response, f'href="#id_{field}"', status_code=422)
    for name, words in {"body": "Kept words.", "title": "A title that is kept"}.items():
        if name != field:
            assertContains(response, words, status_code=422)
    assert response.context["form"][field].value() == value
    assertNotContains(response, "Preview</h2>", status_code=422)
    assert not Question.objects.exists()


def test_line_ends_count_once_and_the_longest_text_fits(client, member):
    client.post(ASK, filled(title="é" * 140, body="a\r\n" * 9_999 + "😀x"))
    assert len(Post.objects.get().text) == 20_000


def test_emoji_and_markup_come_back_as_typed(client, member):
    client.post(ASK, filled(title="Is <b>this</b> fine & well 🦜?", body="<script>🦜</script>"))
    question = Question.objects.get()
    response = client.get(question.get_absolute_url())
    assertContains(response, "Is &lt;b&gt;this&lt;/b&gt; fine &amp; well 🦜?")
    assertContains(response, "<p>&lt;script&gt;🦜&lt;/script&gt;</p>")


def test_a_title_of_signs_only_still_has_an_address(client, member):
    response = client.post(ASK, filled(title="？" * 20), follow=True)
    assert response.status_code == 200
    assert Question.objects.get().slug == "question"


def test_a_title_is_one_line(client, member):
    client.post(ASK, filled(title="How do  new\nnurses get day shifts?"))
    assert Question.objects.get().title == TITLE


def test_a_preview_shows_the_text_rendered_and_posts_nothing(client, member):
    response = client.post(ASK, filled(body="I **start** in May.", preview="1"))
    assertContains(response, "<p>I <strong>start</strong> in May.</p>")
    assertContains(response, "I **start** in May.</textarea>")
    assertContains(response, f'value="{TITLE}"')
    assert not Question.objects.exists()


def test_a_preview_of_an_unfinished_form_shows_both(client, member):
    response = client.post(ASK, {"title": "", "body": "I *start*.", "preview": "1"})
    assertContains(response, "<em>start</em>", status_code=422)
    assertContains(response, "Write your question as one sentence.", status_code=422)


def test_a_form_sent_twice_makes_one_question(client, member):
    data = filled()
    first, second = client.post(ASK, data), client.post(ASK, data)
    assert first.url == second.url
    assert Question.objects.count() == 1


def test_a_form_sent_again_with_other_words_offers_to_change_the_post(client, member):
    data = filled()
    client.post(ASK, data)
    response = client.post(ASK, data | {"body": "I start in June."}, follow=True)
    assertContains(response, "You have posted this already")
    assertContains(response, "I start in June.</textarea>")
    assert Post.objects.get().text == "I start in May."


def test_the_token_of_another_member_is_no_obstacle(client, member):
    token = make_question("What does the first week look like?").posts.get().token
    assert client.post(ASK, filled(token=str(token))).status_code == 302
    assert Question.objects.filter(author=member).count() == 1


@pytest.mark.parametrize("token", ["", "x", "\0", "9" * 99])
def test_a_bad_token_is_replaced(client, member, token):
    assert client.post(ASK, filled(token=token)).status_code == 302
    response = client.post(ASK, filled(token=token, title=""))
    uuid.UUID(str(response.context["form"]["token"].value()))


def test_every_form_has_its_own_token(client, member):
    tokens = {client.get(ASK).context["form"]["token"].value() for _ in range(3)}
    assert len(tokens) == 3
