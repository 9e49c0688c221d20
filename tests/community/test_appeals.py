"""Against a decision its author can ask for a second look, once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community import appeals, moderation, reporting
from community.models import Level, Notification, Post, Review, State
from tests.builders import make_answer, make_comment, make_moderator, make_question, make_user

pytestmark = pytest.mark.django_db

Decision = Review.Decision
SECOND_LOOK = "ask for a second look"


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


def address(post):
    return f"/community/posts/{post.pk}/appeal/"


def appeal(post, member=None, body="It is about the job."):
    return signed_in(member or post.author).post(address(post), {"body": body})


def hide(post, reason="It names a school.", by=None):
    by = by or make_moderator()
    moderation.decide(moderation.open_review(post, by), Decision.HIDDEN, by, reason)
    post.refresh_from_db()


def hidden_answer():
    answer = make_answer()
    hide(answer)
    return answer


def rejected_question():
    text = make_question(author=make_user(level=Level.NEW)).posts.get()
    review = Review.objects.get(post=text)
    moderation.decide(review, Decision.REJECTED, make_moderator(), "Leave out the\n\nname.")
    text.refresh_from_db()
    return text


def page_of(post, viewer=None):
    client = signed_in(viewer) if viewer else Client()
    return client.get(post.question.get_absolute_url())


def told(member):
    return list(Notification.objects.filter(recipient=member).values_list("kind", flat=True))


def test_the_author_sees_why_it_was_hidden_and_where_to_appeal():
    answer = hidden_answer()
    page = page_of(answer, answer.author)
    for words in ("A moderator has hidden this answer.", "<p>It names a school.</p>", SECOND_LOOK):
        assertContains(page, words, 1)
    assertContains(page, f'href="{address(answer)}"', 1)
    for viewer in (None, make_user(), make_moderator()):
        for words in ("It names a school", SECOND_LOOK):
            assertNotContains(page_of(answer, viewer), words)


def test_the_author_sees_why_it_was_sent_back_and_can_change_it_and_send_it_again():
    text = rejected_question()
    client = signed_in(text.author)
    page = client.get(text.question.get_absolute_url())
    for words in ("A moderator has sent this question back.", "<p>name.</p>", SECOND_LOOK):
        assertContains(page, words, 1)
    assertContains(page, "Change it and send it again", 1)
    data = {"title": text.question.title, "body": "Nobody is named.", "version": "1"}
    page = client.post(f"/community/posts/{text.pk}/edit/", data, follow=True)
    assertContains(page, "Waiting for a moderator.", 1)
    assertNotContains(page, SECOND_LOOK)
    assert Review.objects.open().get().kind == Review.Kind.POST


def test_a_hidden_comment_tells_its_author_too():
    comment = make_comment(make_answer())
    hide(comment)
    page = page_of(comment, comment.author)
    for words in ("A moderator has hidden this comment.", "It names a school.", SECOND_LOOK):
        assertContains(page, words, 1)


@pytest.mark.parametrize("make", [hidden_answer, rejected_question])
def test_an_appeal_waits_in_the_queue_and_the_post_stays_as_it_is(make):
    post = make()
    before = post.state
    response = appeal(post, body="It is **my** school.")
    assertRedirects(response, post.get_page_url(), fetch_redirect_response=False)
    review = Review.objects.open().get()
    assert (review.kind, review.post, review.plea) == ("appeal", post, "It is **my** school.")
    post.refresh_from_db()
    assert post.state == before
    page = page_of(post, post.author)
    assertContains(page, "Your appeal waits for a moderator.")
    assertNotContains(page, SECOND_LOOK)


def test_an_appeal_that_is_granted_puts_the_post_back_and_says_so():
    answer = hidden_answer()
    appeal(answer)
    moderation.decide(Review.objects.open().get(), Decision.RESTORED, make_moderator())
    assertContains(page_of(answer), "1 answer")
    assertNotContains(page_of(answer, answer.author), "alert-warning")
    assert told(answer.author) == ["hidden", "restored"]
    assert appeal(answer).status_code == 403


def test_a_question_that_was_sent_back_appears_when_its_appeal_is_granted():
    text = rejected_question()
    appeal(text)
    moderation.decide(Review.objects.open().get(), Decision.RESTORED, make_moderator())
    assert page_of(text).status_code == 200
    assertContains(Client().get("/community/"), text.question.title)


def test_an_appeal_that_is_not_granted_is_the_last_one_and_tells_why():
    answer = hidden_answer()
    appeal(answer)
    moderation.decide(
        Review.objects.open().get(), Decision.KEPT, make_moderator(), "It still does."
    )
    page = page_of(answer, answer.author)
    for words in ("it stays as it is", "<p>It still does.</p>", "<p>It names a school.</p>"):
        assertContains(page, words, 1)
    assertNotContains(page, SECOND_LOOK)
    assert told(answer.author) == ["hidden", "upheld"]
    response = appeal(answer)
    assertContains(response, "You have appealed this decision already.", status_code=403)
    assert not Review.objects.open().exists()


def test_each_decision_can_be_appealed():
    answer = hidden_answer()
    appeal(answer)
    moderation.decide(Review.objects.open().get(), Decision.RESTORED, make_moderator())
    hide(Post.objects.get(pk=answer.pk), "It names a person.")
    assertContains(page_of(answer, answer.author), SECOND_LOOK)
    assert appeal(answer).status_code == 302
    assert Review.objects.filter(kind="appeal").count() == 2


def test_sending_it_twice_makes_one_appeal():
    answer = hidden_answer()
    appeal(answer, body="First.")
    assert appeal(answer, body="Second.").status_code == 403
    assert Review.objects.get(kind="appeal").plea == "First."


def test_an_appeal_joins_what_a_moderator_has_opened_on_the_hidden_post():
    answer = hidden_answer()
    opened = moderation.open_review(answer, make_moderator())
    appeal(answer)
    opened.refresh_from_db()
    assert (opened.kind, opened.plea, opened.is_open) == ("appeal", "It is about the job.", True)


def test_who_decides_on_an_appeal_is_told_who_decided_before():
    first = make_moderator()
    answer = make_answer()
    hide(answer, by=first)
    appeal(answer)
    before = appeals.decided_before(Review.objects.open().get())
    assert (before.decided_by, before.decision) == (first, Decision.HIDDEN)
    assert appeals.decided_before(before) is None


def test_an_appeal_without_words_or_with_too_many_is_refused_beside_the_field():
    answer = hidden_answer()
    response = appeal(answer, body=" ")
    assertContains(response, "Say why, in a sentence or two.", status_code=422)
    response = appeal(answer, body="x" * 2001)
    assertContains(response, "Keep it to 2000 characters", status_code=422)
    assertContains(response, "x" * 2001, status_code=422)
    assert not Review.objects.open().exists()


def test_only_the_author_can_appeal():
    answer = hidden_answer()
    assert appeal(answer, make_user()).status_code == 404
    assert appeal(answer, make_moderator()).status_code == 403
    response = Client().post(address(answer), {"body": "Let it be."})
    assertRedirects(
        response, f"/accounts/login/?next={address(answer)}", fetch_redirect_response=False
    )
    assert not Review.objects.open().exists()


def test_who_is_suspended_can_appeal_too():
    answer = hidden_answer()
    answer.author.suspended_until = timezone.now() + timedelta(days=1)
    answer.author.save()
    assert appeal(answer).status_code == 302
    assert Review.objects.open().get().kind == "appeal"


def test_words_written_after_the_session_ended_are_there_after_signing_in(client):
    answer = hidden_answer()
    client.post(address(answer), {"body": "It is about the job."})
    login = {"login": answer.author.email, "password": "correct horse battery"}
    page = client.post(f"/accounts/login/?next={address(answer)}", login, follow=True)
    assertContains(page, "It is about the job.</textarea>")


@pytest.mark.parametrize("state", [State.PUBLISHED, State.PENDING, State.REMOVED])
def test_there_is_nothing_to_appeal_without_a_decision(state):
    answer = make_answer()
    answer.set_state(state)
    response = appeal(answer)
    assertContains(response, "there is nothing to appeal", status_code=403)
    assert signed_in(answer.author).get(address(answer)).status_code == 403


def test_what_reports_hid_is_appealed_after_a_moderator_decided():
    answer = make_answer()
    word = reporting.weigh(answer, make_user(), "child", "")
    reporting.report(answer, word)
    page = page_of(answer, answer.author)
    assertContains(page, "Readers reported this answer", 1)
    assertNotContains(page, SECOND_LOOK)
    assertContains(appeal(answer), "a moderator has not decided yet", status_code=403)
    moderation.decide(Review.objects.get(), Decision.HIDDEN, make_moderator(), "It names a school.")
    assertContains(page_of(answer, answer.author), SECOND_LOOK)
    assert appeal(answer).status_code == 302


def test_other_methods_are_refused():
    answer = hidden_answer()
    assert signed_in(answer.author).delete(address(answer)).status_code == 405
