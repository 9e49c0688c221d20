"""Behind a pseudonym: moderators look with a reason that is written down, or act without looking."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careerportal.accounts.audit import AuditEntry
from community import measures, posting
from community.models import AnonymousAuthor, Notification, Post, Question, Sanction
from tests.builders import (
    make_answer,
    make_comment,
    make_editor,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.test_measures import REASON, form, page_of, stop

pytestmark = pytest.mark.django_db

STANDING = reverse("community:sanction")


@pytest.fixture
def moderator(client):
    member = make_moderator()
    client.force_login(member)
    return member


@pytest.fixture
def shy():
    return make_user("shy-one")


@pytest.fixture
def post(shy):
    """The text of a question that was asked anonymously."""
    return ask(shy)


def ask(member):
    question = Question(title="Is it normal to cry after a shift?", author=member)
    return posting.ask(question, "I can’t say who I am.", uuid.uuid4(), anonymous=True)


def page(post):
    return reverse("community:desk-author", args=[post.pk])


def send(client, post, **changes):
    return client.post(reverse("community:sanction-author", args=[post.pk]), form(**changes))


def acts(post):
    rows = AuditEntry.objects.filter(subject="post", subject_id=post.pk).order_by("pk")
    return list(rows.values_list("actor_id", "action", "detail"))


# Looking


def test_the_page_shows_the_pseudonym_and_no_name_and_writes_nothing(client, moderator, shy, post):
    response = client.get(page(post))
    assertContains(response, post.pseudonym)
    assertNotContains(response, shy.handle)
    assert acts(post) == []


@pytest.mark.parametrize("why", ["safety", "law", "abuse"])
def test_a_look_shows_the_name_once_and_is_written_down_with_its_reason(
    client, moderator, shy, post, why
):
    response = client.post(page(post), {"why": why})
    assertContains(response, shy.handle)
    assertContains(response, page_of(shy))
    assert "no-store" in response.headers["Cache-Control"]
    assert acts(post) == [(moderator.pk, "anonymity.look", why)]
    assertNotContains(client.get(page(post)), shy.handle)
    client.post(page(post), {"why": why})
    assert len(acts(post)) == 2


@pytest.mark.parametrize("why", ["", "curious", None])
def test_a_look_needs_one_of_the_reasons(client, moderator, shy, post, why):
    response = client.post(page(post), {} if why is None else {"why": why})
    assertContains(response, "invalid-feedback", status_code=422)
    assertNotContains(response, shy.handle, status_code=422)
    assert acts(post) == []


@pytest.mark.parametrize("make", [make_user, make_editor])
def test_only_moderators_look(client, shy, post, make):
    for reader in (make(), shy):
        client.force_login(reader)
        assert client.get(page(post)).status_code == 403
        assert client.post(page(post), {"why": "safety"}).status_code == 403
        assert send(client, post).status_code == 403
    assert (acts(post), Sanction.objects.count()) == ([], 0)


def test_visitors_sign_in_first(client, post):
    login = f"{reverse('account_login')}?next={page(post)}"
    assertRedirects(client.get(page(post)), login)
    assertRedirects(client.post(page(post), {"why": "law"}), login)
    assertRedirects(send(client, post), login)


def test_there_is_nothing_to_look_at_behind_a_handle(client, moderator):
    named = make_question().posts.get(number=0)
    assert client.get(page(named)).status_code == 404
    assert client.post(page(named), {"why": "law"}).status_code == 404
    assert send(client, named).status_code == 404
    assert client.get(reverse("community:desk-author", args=[999])).status_code == 404


def test_a_look_at_who_has_left_finds_nobody(client, moderator, shy, post):
    AnonymousAuthor.objects.all().delete()
    assertContains(client.post(page(post), {"why": "law"}), "Whoever wrote this has left.")
    assertContains(send(client, post), "has left", status_code=403)


def test_the_tools_of_an_anonymous_question_name_nobody(client, moderator, shy, post):
    response = client.get(reverse("community:desk-question", args=[post.question_id]))
    assertContains(response, post.pseudonym)
    assertContains(response, page(post))
    assertNotContains(response, shy.handle)


# Acting without looking


@pytest.mark.parametrize("kind", ["silence", "suspend"])
def test_the_author_is_stopped_and_told_and_the_moderator_sees_no_name(
    client, moderator, shy, post, kind
):
    response = client.post(reverse("community:sanction-author", args=[post.pk]), form(kind=kind))
    assertRedirects(response, page(post))
    shy.refresh_from_db()
    assert (shy.is_silenced, shy.is_suspended) == (True, kind == "suspend")
    assert Notification.objects.get(recipient=shy).kind == "sanction"
    after = client.get(page(post))
    assertContains(after, REASON)
    assertNotContains(after, shy.handle)
    reader = Client()
    reader.force_login(shy)
    assertContains(reader.get(STANDING), REASON)
    answer = reverse("community:answer", args=[make_question().pk])
    assertContains(reader.post(answer, {"body": "Let me."}), "Let me.", status_code=403)


def test_the_audit_log_names_the_post_and_never_the_member(client, moderator, shy, post):
    send(client, post)
    taken = Sanction.objects.get()
    client.post(reverse("community:end-author-sanction", args=[post.pk, taken.pk]))
    assert acts(post) == [
        (moderator.pk, "post.sanction", f"{taken.pk}"),
        (moderator.pk, "post.sanction-end", f"{taken.pk}"),
    ]
    assert not AuditEntry.objects.filter(subject="member", subject_id=shy.pk).exists()


def test_the_member_s_page_at_the_desk_is_the_same_before_and_after(client, moderator, shy, post):
    shown = ["sanctions", "posts", "reviews", "notes_count", "standing"]

    def seen():
        context = client.get(page_of(shy)).context
        return [repr(context[name]) for name in shown]

    before = seen()
    send(client, post)
    assert seen() == before
    response = client.get(page_of(shy))
    assertNotContains(response, REASON)
    assertNotContains(response, post.question.title)
    taken = Sanction.objects.get()
    assert client.post(reverse("community:end-sanction", args=[taken.pk])).status_code == 404


def test_one_pseudonym_does_not_tell_of_what_was_done_about_another(client, moderator, shy, post):
    other = ask(shy)
    send(client, post)
    assertNotContains(client.get(page(other)), REASON)
    taken = Sanction.objects.get()
    address = reverse("community:end-author-sanction", args=[other.pk, taken.pk])
    assert client.post(address).status_code == 404
    shy.refresh_from_db()
    assert shy.is_silenced


def test_ending_it_leaves_what_was_taken_openly(client, moderator, shy, post):
    openly = stop(shy, days=2)
    send(client, post)
    taken = Sanction.objects.exclude(pk=openly.pk).get()
    assertRedirects(
        client.post(reverse("community:end-author-sanction", args=[post.pk, taken.pk])), page(post)
    )
    shy.refresh_from_db()
    assert shy.silenced_until == openly.until
    assert (
        client.get(reverse("community:end-author-sanction", args=[post.pk, taken.pk])).status_code
        == 405
    )


def test_a_measure_taken_openly_does_not_show_beside_the_post(client, moderator, shy, post):
    stop(shy)
    assertNotContains(client.get(page(post)), REASON)


def test_pressing_twice_does_it_once(client, moderator, post):
    assert send(client, post).status_code == 302
    assertContains(send(client, post), "Another measure was taken", status_code=409)
    assert Sanction.objects.count() == 1


@pytest.mark.parametrize("changes", [{"reason": ""}, {"kind": ""}, {"days": "", "until": ""}])
def test_it_needs_what_every_measure_needs(client, moderator, shy, post, changes):
    response = send(client, post, **changes)
    assertContains(response, "invalid-feedback", status_code=422)
    assertNotContains(response, shy.handle, status_code=422)
    assert Sanction.objects.count() == 0


def test_moderators_are_safe_from_each_other_behind_pseudonyms_too(client, moderator):
    assert send(client, ask(make_moderator())).status_code == 403
    assert send(client, ask(moderator)).status_code == 403
    assert Sanction.objects.count() == 0


def test_a_reply_of_who_asked_can_be_acted_on_too(client, moderator, shy, post):
    reply = make_comment(make_answer(post.question), "Thank you.", shy)
    assert reply.pseudonym
    assertContains(client.get(page(reply)), reply.pseudonym)
    assert send(client, reply).status_code == 302
    shy.refresh_from_db()
    assert shy.is_silenced


def test_what_someone_wrote_under_a_pseudonym_is_not_on_their_page_at_the_desk(
    client, moderator, shy, post
):
    assertNotContains(client.get(page_of(shy)), post.question.title)
    assert Post.objects.filter(author=shy).count() == 0
    until = timezone.now() + timedelta(days=1)
    measures.sanction_author(post, moderator, 0, kind="silence", until=until, reason="Why.")
    assert measures.latest_of(shy) == 0
