import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community.models import CareerBoard, State
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.test_races import post_all_at_once

pytestmark = pytest.mark.django_db


def address(post):
    return f"/community/posts/{post.pk}/delete/"


def state(post):
    post.refresh_from_db()
    return post.state


def test_the_author_deletes_an_answer_and_puts_it_back(client):
    answer = make_answer(text="Buy a uniform.")
    question = answer.question
    client.force_login(answer.author)
    assertContains(client.get(question.get_absolute_url()), f'href="{address(answer)}"')
    assertContains(client.get(address(answer)), "Delete your answer?")
    response = client.post(address(answer), {"wanted": "1"})
    assertRedirects(response, f"{question.get_absolute_url()}#answer-1")
    page = client.get(question.get_absolute_url())
    assertContains(page, "This answer was deleted by its author")
    assertContains(page, "Put it back")
    question.refresh_from_db()
    assert (state(answer), question.answer_count) == (State.REMOVED, 0)
    assertContains(client.get(address(answer)), "Put your answer back?")
    client.post(address(answer), {"wanted": "0"})
    question.refresh_from_db()
    assert (state(answer), question.answer_count) == (State.PUBLISHED, 1)


def test_others_no_longer_see_a_deleted_answer(client):
    answer = make_answer(text="Buy a uniform.")
    question = answer.question
    make_comment(answer, text="Which one?")
    answer.set_removed(True)
    for viewer in (None, make_user(), question.author):
        if viewer:
            client.force_login(viewer)
        page = client.get(question.get_absolute_url())
        assertNotContains(page, "Buy a uniform")
        assertNotContains(page, "Which one?")
        for part in ("", "history/"):
            assert client.get(f"/community/posts/{answer.pk}/{part}").status_code == 404
    client.force_login(make_moderator())
    assertContains(client.get(question.get_absolute_url()), "deleted by its author")


def test_deleting_twice_is_the_same_as_once(client):
    answer = make_answer()
    make_answer(answer.question)
    client.force_login(answer.author)
    for wanted, count in [("1", 1), ("1", 1), ("0", 2), ("0", 2)]:
        assert client.post(address(answer), {"wanted": wanted}).status_code == 302
        answer.question.refresh_from_db()
        assert answer.question.answer_count == count


def test_deleting_the_accepted_answer_takes_the_mark_away():
    answer = make_answer()
    answer.question.accept(answer)
    answer.set_removed(True)
    answer.question.refresh_from_db()
    assert answer.question.accepted is None


def test_a_question_without_answers_is_deleted_and_its_board_counts_one_less(client):
    question = make_question("Where did the zeppelins go?", career=make_career("Nurse"))
    text = question.posts.get()
    client.force_login(question.author)
    client.post(address(text), {"wanted": "1"})
    assert (state(question), state(text)) == (State.REMOVED, State.REMOVED)
    assert CareerBoard.objects.get().question_count == 0
    assertContains(client.get(question.get_absolute_url()), "This question was deleted by its auth")
    client.logout()
    assert client.get(question.get_absolute_url()).status_code == 404
    assertNotContains(client.get("/search/?q=zeppelins"), question.get_absolute_url())
    client.force_login(question.author)
    client.post(address(text), {"wanted": "0"})
    assert (state(question), state(text)) == (State.PUBLISHED, State.PUBLISHED)
    assert CareerBoard.objects.get().question_count == 1
    client.logout()
    assertContains(client.get("/search/?q=zeppelins"), question.get_absolute_url())


def test_a_question_that_others_have_answered_stays(client):
    question = make_question()
    answer = make_answer(question)
    text = question.posts.get(number=0)
    client.force_login(question.author)
    page = client.get(address(text))
    assertContains(page, "Others have answered this question")
    assertContains(page, 'href="/contact/"')
    assertNotContains(page, 'name="wanted"')
    refused = client.post(address(text), {"wanted": "1"})
    assertContains(refused, "Others have answered this question", status_code=403)
    assert state(question) == State.PUBLISHED
    for gone in (State.HIDDEN, State.REMOVED):
        answer.set_state(gone)
        assert client.post(address(text), {"wanted": "1"}).status_code == 302
        assert client.post(address(text), {"wanted": "0"}).status_code == 302


@pytest.mark.parametrize("answered_by", ["asker", "former member"])
def test_whose_answers_keep_a_question(answered_by):
    question = make_question()
    asker = question.author if answered_by == "asker" else None
    answer = make_answer(question, author=asker)
    if answered_by == "former member":
        answer.author.delete()
    assert bool(question.posts.get(number=0).reason_to_stay()) == (answered_by != "asker")


def test_a_comment_is_deleted_and_put_back(client):
    answer = make_answer()
    comment = make_comment(answer, text="Which shift was that?")
    client.force_login(comment.author)
    client.post(address(comment), {"wanted": "1"})
    assert state(comment) == State.REMOVED
    assertContains(client.get(answer.question.get_absolute_url()), f'href="{address(comment)}"')
    client.logout()
    assertNotContains(client.get(answer.question.get_absolute_url()), "Which shift")
    client.force_login(comment.author)
    client.post(address(comment), {"wanted": "0"})
    assert state(comment) == State.PUBLISHED


@pytest.mark.parametrize("wanted", ["0", "1"])
def test_what_a_moderator_hid_is_not_its_authors_to_show(client, wanted):
    answer = make_answer()
    answer.set_state(State.HIDDEN)
    client.force_login(answer.author)
    assertContains(client.get(address(answer)), "A moderator has hidden this")
    response = client.post(address(answer), {"wanted": wanted})
    assertContains(response, "Only a moderator can show it again", status_code=403)
    assert state(answer) == State.HIDDEN
    page = client.get(answer.question.get_absolute_url())
    assertContains(page, "A moderator has hidden this answer")
    assertNotContains(page, f'"{address(answer)}"')


def test_nobody_else_deletes_a_post(client):
    answer = make_answer()
    for viewer in (make_user(), make_moderator(), answer.question.author):
        client.force_login(viewer)
        assert client.get(address(answer)).status_code == 403
        assert client.post(address(answer), {"wanted": "1"}).status_code == 403
        page = client.get(answer.question.get_absolute_url())
        assertNotContains(page, f'"{address(answer)}"')
    assert state(answer) == State.PUBLISHED


def test_visitors_sign_in_first(client):
    answer = make_answer()
    for send in (client.get, client.post):
        assertRedirects(send(address(answer)), f"/accounts/login/?next={address(answer)}")


def test_reading_the_address_changes_nothing_and_an_unclear_wish_is_refused(client):
    answer = make_answer()
    client.force_login(answer.author)
    client.get(f"{address(answer)}?wanted=1")
    assert client.post(address(answer), {"wanted": "maybe"}).status_code == 400
    assert client.delete(address(answer)).status_code == 405
    assert client.post("/community/posts/999999/delete/", {"wanted": "1"}).status_code == 404
    assert state(answer) == State.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_a_question_deleted_while_others_answer_ends_with_right_counts():
    question = make_question(career=make_career("Nurse"))
    text = question.posts.get()
    requests = [(question.author, address(text), {"wanted": str((n + 1) % 2)}) for n in range(4)]
    answer = f"/community/questions/{question.pk}/answer/"
    requests += [(make_user(), answer, {"body": "Answer."}) for _ in range(4)]
    statuses = {response.status_code for response in post_all_at_once(requests)}
    assert statuses <= {302, 403, 404}
    question.refresh_from_db()
    assert question.answer_count == question.posts.answers().count()
    shown = int(question.state == State.PUBLISHED)
    assert CareerBoard.objects.get().question_count == shown
    assert state(text) == question.state
