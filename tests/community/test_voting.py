import pytest
from pytest_django.asserts import assertRedirects

from community.models import HelpfulVote
from community.models.question import State
from tests.builders import make_answer, make_question, make_user

pytestmark = pytest.mark.django_db


def vote(client, post, wanted="1"):
    return client.post(f"/community/posts/{post.pk}/helpful/", {"wanted": wanted})


def count(post):
    post.refresh_from_db()
    return post.helpful_count


def test_a_member_finds_an_answer_helpful_and_changes_their_mind(client):
    answer = make_answer()
    client.force_login(make_user())
    response = vote(client, answer)
    assertRedirects(response, f"{answer.question.get_absolute_url()}#answer-1")
    assert count(answer) == 1
    vote(client, answer, "0")
    assert count(answer) == 0


def test_a_question_can_be_helpful_too(client):
    question = make_question()
    client.force_login(make_user())
    response = vote(client, question.posts.get())
    assertRedirects(response, f"{question.get_absolute_url()}#question")
    assert count(question.posts.get()) == 1


def test_the_same_wish_twice_counts_once(client):
    answer = make_answer()
    client.force_login(make_user())
    vote(client, answer)
    vote(client, answer)
    assert count(answer) == 1
    vote(client, answer, "0")
    vote(client, answer, "0")
    assert count(answer) == 0


def test_votes_of_several_members_add_up(client):
    answer = make_answer()
    for _ in range(3):
        client.force_login(make_user())
        vote(client, answer)
    assert count(answer) == 3


def test_ones_own_post_is_not_voted_for(client):
    answer = make_answer()
    client.force_login(answer.author)
    response = vote(client, answer)
    assert response.status_code == 403
    assert "You can’t mark your own post as helpful." in response.content.decode()
    assert count(answer) == 0


def test_visitors_sign_in_and_come_back_to_the_post(client):
    answer = make_answer()
    assertRedirects(vote(client, answer), f"/accounts/login/?next=/community/posts/{answer.pk}/")
    assert count(answer) == 0


def test_reading_the_address_changes_nothing(client):
    answer = make_answer()
    client.force_login(make_user())
    assert client.get(f"/community/posts/{answer.pk}/helpful/").status_code == 405


@pytest.mark.parametrize("wanted", ["", "2", "toggle", "\0"])
def test_an_unclear_wish_is_refused(client, wanted):
    answer = make_answer()
    client.force_login(make_user())
    assert vote(client, answer, wanted).status_code == 400
    assert count(answer) == 0


def test_a_hidden_post_is_not_found(client):
    answer = make_answer()
    answer.set_state(State.HIDDEN)
    client.force_login(make_user())
    assert vote(client, answer).status_code == 404


def test_a_vote_outlives_its_voters_account(client):
    answer, voter = make_answer(), make_user()
    answer.set_helpful(voter, True)
    voter.delete()
    assert count(answer) == HelpfulVote.objects.count() == 1
