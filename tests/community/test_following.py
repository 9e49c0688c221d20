import pytest
from pytest_django.asserts import assertRedirects

from careers.models import Career
from community.models import CareerFollow, QuestionFollow, State
from tests.builders import make_answer, make_career, make_question, make_user

pytestmark = pytest.mark.django_db


def follow_question(client, question, wanted="1", **fields):
    return client.post(f"/community/questions/{question.pk}/follow/", {"wanted": wanted} | fields)


def follow_career(client, career, wanted="1", **fields):
    return client.post(f"/community/careers/{career.slug}/follow/", {"wanted": wanted} | fields)


def follows(member, question):
    return QuestionFollow.objects.filter(member=member, question=question).count()


def test_a_member_follows_a_question_and_stops(client):
    question, member = make_question(), make_user()
    client.force_login(member)
    assertRedirects(follow_question(client, question), question.get_absolute_url())
    assert follows(member, question) == 1
    assertRedirects(follow_question(client, question, "0"), question.get_absolute_url())
    assert follows(member, question) == 0


def test_the_same_wish_twice_changes_nothing(client):
    question, member, career = make_question(), make_user(), make_career("Nurse")
    client.force_login(member)
    for _ in range(2):
        follow_question(client, question)
        follow_career(client, career)
    assert follows(member, question) == CareerFollow.objects.count() == 1
    for _ in range(2):
        assert follow_question(client, question, "0").status_code == 302
        assert follow_career(client, career, "0").status_code == 302
    assert follows(member, question) == CareerFollow.objects.count() == 0


def test_asking_and_answering_follow():
    answer = make_answer()
    assert follows(answer.question.author, answer.question) == 1
    assert follows(answer.author, answer.question) == 1


def test_a_stop_is_remembered_until_ones_own_next_answer(client):
    question = make_question()
    client.force_login(question.author)
    follow_question(client, question, "0")
    make_answer(question)
    assert follows(question.author, question) == 0
    make_answer(question, author=question.author)
    assert follows(question.author, question) == 1


def test_the_questions_page_shows_the_state_to_members_and_no_form_to_visitors(client):
    question = make_question()
    address = question.get_absolute_url()
    assert "/follow/" not in client.get(address).content.decode()
    client.force_login(question.author)
    html = client.get(address).content.decode()
    assert 'name="wanted" value="0"' in html
    assert "Following<span" in html
    client.force_login(make_user())
    assert "Follow<span" in client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/careers/nurse/", "/community/?career=nurse"])
def test_a_career_is_followed_from_its_page_and_from_its_questions(client, address):
    career, member = make_career("Nurse"), make_user()
    assert "/follow/" not in client.get(address).content.decode()
    client.force_login(member)
    html = client.get(address).content.decode()
    assert 'action="/community/careers/nurse/follow/"' in html
    assert "Follow<span" in html
    follow_career(client, career)
    assert CareerFollow.objects.get().member == member
    assert "Following<span" in client.get(address).content.decode()


def test_one_comes_back_to_where_one_was_and_not_to_another_site(client):
    career = make_career("Nurse")
    client.force_login(make_user())
    there = follow_career(client, career, next="/community/?career=nurse")
    assertRedirects(there, "/community/?career=nurse")
    elsewhere = follow_career(client, career, next="//evil.example/")
    assertRedirects(elsewhere, "/careers/nurse/#questions")


def test_visitors_sign_in_first(client):
    question, career = make_question(), make_career("Nurse")
    login = "/accounts/login/?next="
    response = follow_question(client, question)
    assertRedirects(response, f"{login}/community/questions/{question.pk}/")
    assertRedirects(follow_career(client, career), f"{login}/careers/nurse/")
    assert CareerFollow.objects.count() == 0


def test_reading_the_address_changes_nothing(client):
    question, career = make_question(), make_career("Nurse")
    client.force_login(make_user())
    assert client.get(f"/community/questions/{question.pk}/follow/").status_code == 405
    assert client.get(f"/community/careers/{career.slug}/follow/").status_code == 405


@pytest.mark.parametrize("wanted", ["", "2", "toggle", "\0"])
def test_an_unclear_wish_is_refused(client, wanted):
    client.force_login(make_user())
    assert follow_question(client, make_question(), wanted).status_code == 400
    assert follow_career(client, make_career("Nurse"), wanted).status_code == 400


def test_what_is_hidden_can_not_be_followed(client):
    question = make_question()
    question.posts.get().set_state(State.HIDDEN)
    draft = make_career("Nurse", state=Career.State.DRAFT)
    client.force_login(make_user())
    assert follow_question(client, question).status_code == 404
    assert follow_career(client, draft).status_code == 404
