import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from community.models.question import State
from tests.builders import make_answer, make_career, make_question, make_user

pytestmark = pytest.mark.django_db

TEMPLATE = Template(
    "{% load community %}{% board_of career as board %}{% career_questions board %}"
)


def rendered(career, viewer=None):
    request = RequestFactory().get(career.get_absolute_url())
    request.user = viewer or AnonymousUser()
    context = Context({"career": career, "user": request.user, "request": request})
    return TEMPLATE.render(context)


def test_a_career_without_questions_invites_the_first(django_assert_num_queries):
    career = make_career("Nurse")
    with django_assert_num_queries(2):
        html = rendered(career)
    assert "Questions?" in html
    assert "Post in our Career Community" in html
    assert 'href="/community/ask/?career=nurse"' in html
    assert "so far" not in html
    assert "All questions about this career" not in html


@pytest.mark.parametrize("number", [1, 12])
def test_the_latest_three_questions_and_their_number_cost_two_queries(
    django_assert_num_queries, number
):
    career = make_career("Nurse")
    for n in range(number):
        make_answer(make_question(title=f"What is question number {n} about?", career=career))
    make_question(title="About another career altogether", career=make_career("Welder"))
    with django_assert_num_queries(2):
        html = rendered(career)
    assert html.count("<li") == min(number, 3)
    assert f"question number {number - 1} about" in html
    assert f"{number} question{'s' if number > 1 else ''} about this career so far." in html
    assert 'href="/community/?career=nurse"' in html
    assert "another career" not in html


def test_a_hidden_question_is_not_there():
    career = make_career("Nurse")
    question = make_question(career=career)
    question.posts.get().set_state(State.HIDDEN)
    for viewer in (None, make_user(), question.author):
        assert question.title not in rendered(career, viewer)


def test_the_career_page_carries_them(client):
    question = make_question(career=make_career("Nurse"))
    assert question.title in client.get("/careers/nurse/").content.decode()
