"""Asking anonymously: nothing that anyone else can reach says who it was."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from careerportal.accounts.models import AuditEntry
from community import mail, posting
from community.models import (
    AnonymousAuthor,
    CareerFollow,
    Draft,
    Level,
    MemberMute,
    Notification,
    Post,
    Question,
    QuestionFollow,
    ReadMark,
    Review,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)

pytestmark = pytest.mark.django_db
TITLE = "How do I tell my parents about welding?"
HANDLE = "Zqmarker"


@pytest.fixture
def asker():
    return make_user(HANDLE)


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


def ask(asker, career=None, text="I would rather weld.", **fields):
    question = Question(title=TITLE, author=asker, career=career, **fields)
    posting.ask(question, text, uuid.uuid4(), anonymous=True)
    return question


def test_the_row_names_nobody_and_a_pseudonym_stands_on_the_page(client, asker):
    question = ask(asker)
    row = Question.objects.get()
    text = row.posts.get()
    assert row.author is None
    assert text.author is None
    assert re.fullmatch("[A-Z][a-z]+ [A-Z][a-z]+", row.pseudonym)
    assert text.pseudonym == row.pseudonym
    page = client.get(question.get_absolute_url())
    assertContains(page, row.pseudonym)
    assertNotContains(page, HANDLE)


def test_the_form_asks_anonymously_once_however_often_it_is_sent(asker):
    browser, token = signed_in(asker), str(uuid.uuid4())
    sent = {"title": TITLE, "body": "Text.", "anonymous": "on", "token": token, "similar_seen": "1"}
    first = browser.post("/community/ask/", sent)
    again = browser.post("/community/ask/", sent)
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    assert Question.objects.get().pseudonym


def test_the_database_keeps_one_anonymous_post_of_a_form(asker):
    token = uuid.uuid4()
    posting.ask(Question(title=TITLE, author=asker), "Text.", token, anonymous=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        posting.ask(Question(title=TITLE, author=asker), "Text.", token, anonymous=True)


def test_a_draft_remembers_that_it_is_anonymous(asker):
    browser = signed_in(asker)
    words = {"title": TITLE, "body": "Text.", "anonymous": "on", "draft_version": "0"}
    assert browser.post("/community/drafts/", words | {"place": "ask"}).status_code == 200
    assert Draft.objects.get().anonymous
    field = browser.get("/community/ask/").context["form"]["anonymous"]
    assert field.value() is True


def test_who_asks_goes_on_under_the_same_name_and_only_there(client, asker):
    question, other = ask(asker), make_question()
    mine = make_answer(question, author=asker)
    remark = make_comment(question.posts.get(number=0), author=asker)
    elsewhere = make_answer(other, author=asker)
    assert {mine.pseudonym, remark.pseudonym} == {question.pseudonym}
    assert (mine.author, remark.author, elsewhere.author) == (None, None, asker)
    assertNotContains(client.get(question.get_absolute_url()), HANDLE)


def test_two_questions_of_one_asker_have_two_links_and_no_common_name(asker):
    names = {ask(asker).pseudonym for _ in range(12)}
    assert len(names) > 6


def test_who_asked_can_change_delete_and_accept(asker):
    question = ask(asker)
    text, answer, browser = question.posts.get(), make_answer(question), signed_in(asker)
    words = {"title": TITLE, "body": "I weld already.", "version": "1"}
    assert browser.post(f"/community/posts/{text.pk}/edit/", words).status_code == 302
    assert Post.objects.get(pk=text.pk).text == "I weld already."
    assert browser.post(f"/community/posts/{answer.pk}/accept/", {"wanted": "1"}).status_code == 302
    assert Question.objects.get().accepted == answer
    mine = make_answer(question, author=asker)
    assert browser.post(f"/community/posts/{mine.pk}/delete/", {"wanted": "1"}).status_code == 302
    assert Post.objects.get(pk=mine.pk).state == "removed"


def test_who_asked_finds_edit_and_delete_on_the_page_and_others_dont(asker):
    question = ask(asker)
    mine = make_answer(question, author=asker)
    remark = make_comment(mine, author=asker)
    page = signed_in(asker).get(question.get_absolute_url())
    others = signed_in(make_user()).get(question.get_absolute_url())
    for post in (question.posts.get(number=0), mine, remark):
        assertContains(page, f"/community/posts/{post.pk}/edit/")
        assertNotContains(others, f"/community/posts/{post.pk}/edit/")


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_nobody_else_can_change_or_delete_it(asker, act):
    text = ask(asker).posts.get()
    assert signed_in(make_user()).get(f"/community/posts/{text.pk}/{act}/").status_code == 403


def test_one_cannot_find_ones_own_anonymous_post_helpful(asker):
    text = ask(asker).posts.get()
    reply = signed_in(asker).post(f"/community/posts/{text.pk}/helpful/", {"wanted": "1"})
    assert reply.status_code == 403


def test_a_held_one_is_seen_by_who_asked_and_by_moderators_alone(client):
    asker = make_user(HANDLE, level=Level.MEMBER)
    question = ask(asker)
    assert question.state == "pending"
    assert Review.objects.get().signs == ["anonymous"]
    address = question.get_absolute_url()
    assert signed_in(asker).get(address).status_code == 200
    moderated = signed_in(make_moderator()).get(address)
    assertContains(moderated, question.pseudonym)
    assertNotContains(moderated, HANDLE)
    assert client.get(address).status_code == 404
    assert signed_in(make_user()).get(address).status_code == 404


def test_who_asked_is_told_of_answers_and_can_stop_that(asker):
    question = ask(asker)
    make_answer(question)
    assert Notification.objects.get(kind="answer").recipient == asker
    address = f"/community/questions/{question.pk}/follow/"
    signed_in(asker).post(address, {"wanted": "0"})
    make_answer(question)
    assert Notification.objects.filter(recipient=asker).count() == 1
    signed_in(asker).post(address, {"wanted": "1"})
    make_answer(question)
    assert Notification.objects.filter(recipient=asker).count() == 2


def test_who_asked_is_not_told_of_their_own_posts(asker):
    career = make_career()
    CareerFollow.objects.set_followed(asker, career, True)
    question = ask(asker, career, text=f"I am not @{HANDLE}.")
    make_answer(question, author=asker)
    assert not Notification.objects.exists()


def everything_reachable(question, reader):
    """What others can read of it: pages, feeds, history, search, mail with its headers."""
    text = question.posts.get(number=0)
    pages = [
        "/", "/community/", "/community/?show=active", "/community/?show=unanswered",
        question.get_absolute_url(), f"/community/posts/{text.pk}/history/",
        f"/community/posts/{text.pk}/comments/", f"/community/questions/{question.pk}/answer/",
        "/community/feed/", f"/community/questions/{question.pk}/feed/", "/search/?q=welding",
        f"/community/careers/{question.career.slug}/feed/", question.career.get_absolute_url(),
        f"/community/?career={question.career.slug}", "/community/similar/?title=tell+parents+welding",
        "/sitemap.xml", "/community/notifications/", f"/community/posts/{text.pk}/comment/",
    ]  # fmt: skip
    browsers = [Client(), signed_in(reader), signed_in(make_moderator())]
    for browser in browsers:
        for page in pages:
            reply = browser.get(page, follow=True)
            yield page, reply.text + str(reply.headers)
    mail.send_due(clock=lambda: timezone.now() + timedelta(hours=1))
    for message in outbox.outbox:
        if HANDLE.lower() not in message.to[0]:
            yield "mail", message.message().as_string()


def test_nothing_anyone_else_can_reach_says_who_asked(asker):
    reader, career = make_user(), make_career("Welder")
    CareerFollow.objects.set_followed(reader, career, True)
    question = ask(asker, career, text=f"Dear @{reader.handle}, I would rather weld.")
    text = question.posts.get()
    QuestionFollow.objects.start(reader, question)
    answer = make_answer(question, author=reader)
    make_answer(question, author=asker)
    make_comment(answer, author=asker)
    posting.rewrite(text, asker, "I would rather weld, I think.", 1)
    posting.accept(answer, True, asker)
    reached = dict(everything_reachable(question, reader))
    assert "mail" in reached
    for place, said in reached.items():
        assert HANDLE.lower() not in said.lower(), place
        assert f"member-{asker.pk}" not in said, place


def test_no_table_but_one_says_who_asked(asker):
    question = ask(asker, make_career())
    signed_in(asker).get(question.get_absolute_url())
    posting.rewrite(question.posts.get(), asker, "Better words.", 1)
    links = []
    with connection.cursor() as cursor:
        for model in (Question, Post, QuestionFollow, ReadMark, Review, Draft, Notification):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                named = dict(zip(columns, row, strict=True))
                who = ("author_id", "member_id", "recipient_id", "editor_id", "actor_id")
                links += [(model, name) for name in who if named.get(name) == asker.pk]
    assert links == []
    assert AnonymousAuthor.objects.filter(member=asker).count() == 1


def test_every_look_at_the_name_is_written_down_first(asker):
    text, moderator = ask(asker).posts.get(), make_moderator()
    assert AnonymousAuthor.objects.reveal(text, moderator, "safety") == asker
    entry = AuditEntry.objects.get(action="anonymity.look")
    assert (entry.actor_id, entry.subject_id, entry.detail) == (moderator.pk, text.pk, "safety")
    assert HANDLE not in str(entry.__dict__)


def test_ones_own_page_lists_them_for_oneself_alone(client, asker):
    ask(asker)
    address = f"/community/members/{HANDLE}/"
    assertContains(signed_in(asker).get(address), TITLE)
    for browser in (client, signed_in(make_user()), signed_in(make_moderator())):
        assertNotContains(browser.get(address), TITLE)


def test_an_anonymous_answer_is_not_quoted(asker, editor_client):
    question = ask(asker, make_career())
    answer = make_answer(question, author=asker)
    assert editor_client.get(f"/community/posts/{answer.pk}/quote/").status_code == 404


@pytest.fixture
def editor_client():
    return signed_in(make_user(groups=("Editors", "Moderators"), is_staff=True))


def test_votes_before_who_asked_looks_are_one_notification(asker):
    text = ask(asker).posts.get()
    for _ in range(3):
        posting.find_helpful(text, make_user(), True)
    assert Notification.objects.get().recipient == asker


def test_an_acceptance_tells_even_those_who_muted_who_asked(asker):
    question, nurse = ask(asker), make_user()
    answer = make_answer(question, author=nurse)
    MemberMute.objects.set_muted(nurse, asker, True)
    posting.accept(answer, True, asker)
    told = Notification.objects.get(recipient=nurse)
    assert (told.kind, told.actor) == ("accepted", None)


def test_nothing_is_added_to_what_readers_cannot_see(asker):
    question = ask(make_user("newcomer", level=Level.MEMBER))
    with pytest.raises(PermissionError):
        make_answer(question)
