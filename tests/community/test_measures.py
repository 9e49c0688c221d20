"""Measures against members: taken with an end, told with a reason, and over by themselves."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careerportal.accounts.audit import AuditEntry
from careerportal.accounts.models import User
from community import mail, measures, moderation
from community.models import (
    Draft,
    HelpfulVote,
    Level,
    MemberNote,
    Notification,
    Post,
    Question,
    QuestionFollow,
    Review,
    Sanction,
    Verification,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_editor,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.test_races import all_at_once
from tests.community.test_threads import make_superuser

STANDING = reverse("community:sanction")
REASON = "You asked two members for their phone numbers."
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    member = make_moderator()
    client.force_login(member)
    return member


@pytest.fixture
def member():
    return make_user("troll")


def page_of(member):
    return reverse("community:desk-member", args=[member.handle])


def form(**changes):
    return {"kind": "silence", "days": "7", "reason": REASON, "known": "0"} | changes


def send(client, member, **changes):
    return client.post(reverse("community:sanction-member", args=[member.handle]), form(**changes))


def stop(member, kind="silence", days=7, by=None):
    until = timezone.now() + days * DAY
    by, known = by or make_moderator(), measures.latest_of(member)
    measures.sanction(member, by, known, kind=kind, until=until, reason=REASON)
    member.refresh_from_db()
    return Sanction.objects.filter(member=member).first()


def acts(member):
    rows = AuditEntry.objects.filter(subject="member", subject_id=member.pk, action__contains=".")
    return list(rows.order_by("pk").values_list("action", flat=True))


# Who may


@pytest.mark.parametrize("make", [make_user, make_editor])
def test_a_member_s_page_at_the_desk_is_for_moderators(client, member, make):
    client.force_login(make())
    assert client.get(page_of(member)).status_code == 403
    for name in ("sanction-member", "member-notes", "add-note"):
        assert client.post(reverse(f"community:{name}", args=["troll"]), form()).status_code == 403
    assert not Sanction.objects.exists()


def test_visitors_sign_in_first(client, member):
    login = f"{reverse('account_login')}?next={page_of(member)}"
    assertRedirects(client.get(page_of(member)), login)
    assertRedirects(send(client, member), login)
    assert client.get(STANDING).url == f"{reverse('account_login')}?next={STANDING}"


@pytest.mark.parametrize("name", ["sanction-member", "member-notes", "add-note"])
def test_what_changes_or_shows_more_answers_to_post_only(client, moderator, member, name):
    assert client.get(reverse(f"community:{name}", args=["troll"])).status_code == 405


def test_nobody_is_found_who_is_not_there(client, moderator):
    assert client.get(reverse("community:desk-member", args=["nobody"])).status_code == 404


# What a moderator sees


def test_a_moderator_sees_posts_in_all_states_decisions_and_standing(client, moderator, member):
    answer, comment = make_answer(author=member, text="Shown."), None
    comment = make_comment(answer, "A comment.", member)
    hidden = make_answer(author=member, text="Call me.")
    review = moderation.open_review(hidden, make_moderator())
    moderation.decide(review, Review.Decision.HIDDEN, make_moderator(), "No phone numbers.")
    page = client.get(page_of(member))
    for word in ("Shown.", comment.plain_text, "Call me.", "Hidden by a moderator"):
        assertContains(page, word)
    assertContains(page, reverse("community:desk-review", args=[review.pk]))
    assertContains(page, Level.NEW.label)


def test_nothing_at_the_desk_tells_how_old_a_member_is(client, moderator, member):
    pages = set()
    for days in (None, 90, 1500):
        member.turns_18_in = days and timezone.localdate().replace(day=1) + days * DAY
        member.save()
        page = client.get(page_of(member)).content.decode()
        pages.add(re.sub('csrfmiddlewaretoken" value="[^"]*"', "", page))
    assert len(pages) == 1


def test_looking_at_a_member_writes_nothing(
    client, moderator, member, django_assert_max_num_queries
):
    measures.add_note(member, make_moderator(), "Be careful.")
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(16) as queries:
        page = client.get(page_of(member))
    assert not [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert AuditEntry.objects.count() == before
    assertContains(page, "Show the notes (1)")
    assertNotContains(page, "Be careful.")


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_what_a_member_did(
    client, moderator, member, django_assert_max_num_queries, number
):
    for n in range(number):
        answer = make_answer(author=member, text=f"Number {n}.")
        Review.objects.create(
            post=answer, kind="report", decision="kept", decided_at=timezone.now()
        )
        Sanction.objects.create(
            member=member, kind="silence", reason="Old.", until=timezone.now() - DAY, by=moderator
        )
    with django_assert_max_num_queries(16):
        page = client.get(page_of(member))
    assertContains(page, "Number 0." if number == 1 else "Number 29.")


# Notes


def test_a_note_is_for_moderators_and_every_look_is_written_down(client, moderator, member):
    add = reverse("community:add-note", args=[member.handle])
    for _ in range(2):
        assertRedirects(client.post(add, {"text": "Was warned by mail."}), page_of(member))
    assert MemberNote.objects.count() == 1
    page = client.post(reverse("community:member-notes", args=[member.handle]))
    assertContains(page, "Was warned by mail.")
    assert "no-store" in page.headers["Cache-Control"]
    looks = AuditEntry.objects.filter(subject="member", subject_id=member.pk)
    assert list(looks.order_by("pk").values_list("actor_id", "action")) == [
        (moderator.pk, "member.note"),
        (moderator.pk, "member.notes.look"),
    ]
    assert not AuditEntry.objects.filter(detail__contains="warned").exists()
    client.force_login(member)
    for address in (STANDING, reverse("community:member", args=[member.handle])):
        assertNotContains(client.get(address), "Was warned by mail.")


def test_a_note_about_a_moderator_is_for_the_others(client, moderator):
    measures.add_note(moderator, make_moderator(), "Decides too fast.")
    page = client.get(page_of(moderator))
    assertNotContains(page, "Show the notes")
    page = client.post(reverse("community:member-notes", args=[moderator.handle]))
    assertNotContains(page, "Decides too fast.", status_code=403)
    assert acts(moderator) == ["member.note"]


@pytest.mark.parametrize("text", ["", " \n", "x" * 2001, "a\0b"])
def test_a_note_has_words_that_fit(client, moderator, member, text):
    response = client.post(reverse("community:add-note", args=[member.handle]), {"text": text})
    assertContains(response, "invalid-feedback", status_code=422)
    assert not MemberNote.objects.exists()


# Measures


@pytest.mark.parametrize(("kind", "days"), [("silence", "1"), ("suspend", "30")])
def test_a_measure_is_taken_told_and_audited_at_once(client, moderator, member, kind, days):
    assertRedirects(send(client, member, kind=kind, days=days), page_of(member))
    taken, now = Sanction.objects.get(), timezone.now()
    assert (taken.member, taken.kind, taken.by, taken.reason) == (member, kind, moderator, REASON)
    assert abs(taken.until - now - int(days) * DAY) < timedelta(minutes=1)
    member.refresh_from_db()
    ends = (member.silenced_until, member.suspended_until)
    assert ends == ((taken.until, None) if kind == "silence" else (None, taken.until))
    assert member.is_silenced
    assert member.is_suspended == (kind == "suspend")
    entry = AuditEntry.objects.get(subject="member", subject_id=member.pk)
    assert (entry.actor_id, entry.action) == (moderator.pk, f"member.{kind}")
    assert entry.detail == f"sanction {taken.pk}"
    note = Notification.objects.get(recipient=member)
    assert (note.kind, note.get_absolute_url()) == ("sanction", STANDING)
    reader = Client()
    reader.force_login(member)
    assertContains(reader.get(STANDING), REASON)
    assertNotContains(reader.get(STANDING), moderator.handle)
    assertContains(client.get(page_of(member)), REASON)


def test_the_member_is_told_by_mail_without_the_moderator_s_name(member):
    moderator = make_moderator()
    stop(member, by=moderator)
    mail.send_due(clock=lambda: timezone.now() + timedelta(hours=1))
    (sent,) = outbox.outbox
    assert sent.to == [member.email]
    assert STANDING in sent.body or "notifications" in sent.body
    assert moderator.handle not in sent.body


def test_a_measure_may_end_at_a_time_of_the_moderator_s_choice(client, moderator, member):
    until = timezone.localtime().replace(second=0, microsecond=0) + 45 * DAY
    send(client, member, days="", until=until.strftime("%Y-%m-%dT%H:%M"))
    assert Sanction.objects.get().until == until


def wrong(**changes):
    return pytest.param(changes, id="-".join(changes))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": ""}, "Choose what to do."),
        ({"kind": "ban"}, "Choose one of the two."),
        ({"reason": " "}, "Tell the member why."),
        ({"reason": "x" * 1001}, "Keep it to 1000 characters; it has 1001 now."),
        ({"reason": "a\0b"}, "There is a character in it"),
        ({"days": "8"}, "Choose one of the times."),
        ({"days": "", "until": ""}, "Say when it ends."),
        ({"days": "", "until": "tomorrow"}, "Write the day and the time like"),
        ({"days": "", "until": "2020-01-01T10:00"}, "This is over already."),
        ({"days": "", "until": "2099-01-01T10:00"}, "Let it end within a year."),
        ({"days": "", "until": "9999-12-31T23:59"}, "Let it end within a year."),
        ({"days": "", "until": "0001-01-01T00:00"}, ""),
    ],
)
def test_a_measure_needs_a_kind_an_end_and_a_reason(client, moderator, member, changes, told):
    response = send(client, member, **changes)
    assertContains(response, told, status_code=422)
    if "reason" not in changes:
        assertContains(response, REASON, status_code=422)
    member.refresh_from_db()
    assert (Sanction.objects.count(), member.is_silenced) == (0, False)


@pytest.mark.parametrize("make", [make_moderator, make_superuser])
def test_moderators_take_no_measures_against_each_other(client, moderator, make):
    other = make(handle="other") if make is make_moderator else make()
    assertContains(send(client, other), "against each other", status_code=403)
    assert not Sanction.objects.exists()


def test_nobody_takes_measures_against_themselves(client, moderator):
    assertContains(send(client, moderator), "against themselves", status_code=403)
    assert not Sanction.objects.exists()


def test_a_second_measure_that_did_not_know_of_the_first_is_shown_it_instead(
    client, moderator, member
):
    stop(member)
    response = send(client, member, kind="suspend", reason="My own words.")
    assertContains(response, "Another measure was taken", status_code=409)
    assertContains(response, "My own words.", status_code=409)
    assert Sanction.objects.count() == 1
    known = response.context["sanction_form"]["known"].value()
    assertRedirects(send(client, member, kind="suspend", known=known), page_of(member))
    assert Sanction.objects.count() == 2


def test_the_later_end_counts_and_ending_it_leaves_the_earlier_one(client, moderator, member):
    short = stop(member, days=3)
    long = stop(member, days=30)
    shorter = stop(member, days=1)
    assert member.silenced_until == long.until
    for taken, until in ((long, short.until), (short, shorter.until), (shorter, None)):
        assertRedirects(
            client.post(reverse("community:end-sanction", args=[taken.pk])), page_of(member)
        )
        member.refresh_from_db()
        assert member.silenced_until == until
    assert not member.is_silenced


def test_ending_a_measure_early_is_told_and_audited_once(client, moderator, member):
    taken = stop(member)
    before = Notification.objects.count()
    for _ in range(2):
        client.post(reverse("community:end-sanction", args=[taken.pk]))
    assert acts(member) == ["member.silence", "member.sanction-end"]
    assert Notification.objects.count() == before + 1
    assertNotContains(client.get(page_of(member)), "End it now")
    client.force_login(member)
    assertContains(client.get(STANDING), "ended early")


def test_only_moderators_end_a_measure(client, member):
    taken = stop(member)
    address = reverse("community:end-sanction", args=[taken.pk])
    client.force_login(member)
    assert client.post(address).status_code == 403
    client.force_login(make_moderator())
    assert client.get(address).status_code == 405
    assert client.post(reverse("community:end-sanction", args=[999])).status_code == 404
    member.refresh_from_db()
    assert member.is_silenced


@pytest.mark.parametrize("kind", ["silence", "suspend"])
def test_a_measure_is_over_when_its_time_has_passed(client, member, kind):
    stop(member, kind)
    past = timezone.now() - timedelta(seconds=1)
    Sanction.objects.update(until=past)
    User.objects.filter(pk=member.pk).update(silenced_until=past, suspended_until=past)
    client.force_login(member)
    question = make_question()
    answer = reverse("community:answer", args=[question.pk])
    assert client.post(answer, {"body": "I am back."}).status_code == 302
    follow = reverse("community:follow-question", args=[question.pk])
    assert client.post(follow, {"wanted": "0"}).status_code == 302
    assertContains(client.get(STANDING), "No moderator has limited that.")


# What silenced members can do, and can't


def writing(member):
    """Every way to write: an address, and what is sent there."""
    question, answer = make_question(), make_answer()
    own = Post.objects.filter(author=member).first()
    title = "How do welders keep their eyes safe?"
    return {
        "ask": (reverse("community:ask"), {"title": title, "similar_seen": "1"}),
        "answer": (reverse("community:answer", args=[question.pk]), {}),
        "comment": (reverse("community:comment", args=[answer.pk]), {}),
        "edit": (reverse("community:edit", args=[own.pk]), {"version": own.version}),
    }


@pytest.mark.parametrize("kind", ["silence", "suspend"])
@pytest.mark.parametrize("what", ["ask", "answer", "comment", "edit"])
def test_who_may_not_write_is_told_why_and_keeps_the_text(client, member, kind, what):
    make_answer(author=member)
    address, data = writing(member)[what]
    stop(member, kind)
    client.force_login(member)
    before = list(Post.objects.values_list("pk", "text"))
    assertContains(client.get(address), REASON, status_code=403)
    response = client.post(address, data | {"body": "All that I wrote."})
    assertContains(response, REASON, status_code=403)
    assertContains(response, "All that I wrote.", status_code=403)
    assertContains(response, STANDING, status_code=403)
    assert list(Post.objects.values_list("pk", "text")) == before


def test_who_is_silenced_finds_the_reason_instead_of_the_answer_form(client, member):
    question = make_question()
    stop(member)
    client.force_login(member)
    page = client.get(question.get_absolute_url())
    assertContains(page, STANDING)
    assertNotContains(page, 'id="reply"')


def test_who_is_silenced_keeps_and_saves_drafts(client, member):
    question = make_question()
    stop(member)
    client.force_login(member)
    address = reverse("community:answer", args=[question.pk])
    response = client.post(address, {"body": "For later.", "draft": "1", "draft_version": "0"})
    assert response.status_code == 302
    assert Draft.objects.get(author=member).body == "For later."
    assertContains(client.get(address), "For later.", status_code=403)


def test_who_is_silenced_still_votes_follows_and_deletes(client, member):
    own, other = make_answer(author=member), make_answer()
    stop(member)
    client.force_login(member)
    for name, post in (("helpful", other), ("delete", own)):
        address = reverse(f"community:{name}", args=[post.pk])
        assert client.post(address, {"wanted": "1"}).status_code == 302
    follow = reverse("community:follow-question", args=[other.question.pk])
    assert client.post(follow, {"wanted": "1"}).status_code == 302
    assert HelpfulVote.objects.filter(voter=member).exists()
    assert QuestionFollow.objects.filter(member=member, question=other.question).exists()
    own.refresh_from_db()
    assert own.state == "removed"


# What suspended members can't


def test_who_is_suspended_can_do_nothing_but_read(client, member):
    career, other = make_career("Nurse"), make_answer()
    own = make_answer(make_question(author=member))
    mine = make_answer(author=member)
    stop(member, "suspend")
    client.force_login(member)
    wishes = [
        ("helpful", other.pk), ("accept", own.pk), ("delete", mine.pk),
        ("follow-question", other.question_id), ("mute-question", other.question_id),
        ("follow-career", career.slug), ("mute-member", other.author.handle),
        ("claim", other.question_id),
    ]  # fmt: skip
    for name, argument in wishes:
        address = reverse(f"community:{name}", args=[argument])
        response = client.post(address, {"wanted": "1"})
        assertContains(response, REASON, status_code=403)
    application = {"role": "Nurse", "years": 3, "career_1": career.title, "evidence": "A letter."}
    assert client.post(reverse("community:verify"), application).status_code == 403
    assert not HelpfulVote.objects.exists()
    assert not Verification.objects.exists()
    assert Question.objects.filter(accepted__isnull=False).count() == 0
    for address in (other.question.get_absolute_url(), reverse("community:list"), STANDING):
        assert client.get(address).status_code == 200


def test_who_is_suspended_can_still_stop_mail_and_mark_news_as_read(client, member):
    stop(member, "suspend")
    client.force_login(member)
    news = reverse("community:read-notifications")
    newest = Notification.objects.get(recipient=member).pk
    assert client.post(news, {"newest": newest}).status_code == 302
    assert client.post(reverse("community:mail"), {"frequency": "never"}).status_code == 302


def test_a_measure_changes_nothing_for_others(client, member):
    answer = make_answer(author=member)
    before = client.get(answer.question.get_absolute_url()).content
    stop(member, "suspend")
    assert client.get(answer.question.get_absolute_url()).content == before
    assertNotContains(client.get(reverse("community:member", args=["troll"])), REASON)


# The page of one's own standing


def test_every_member_reads_what_first_posts_wait_for_and_nothing_counts_points(client):
    client.force_login(make_user(level=Level.NEW))
    page = client.get(STANDING)
    assertContains(page, "Why first posts wait")
    assertContains(page, "No moderator has limited that.")
    assertNotContains(page, "level")
    assert "no-store" in page.headers["Cache-Control"]


def test_nobody_reads_of_other_members_measures_there(client, member):
    stop(member)
    for reader in (make_user(), make_moderator()):
        client.force_login(reader)
        assertNotContains(client.get(STANDING), REASON)


# At once


@pytest.mark.django_db(transaction=True)
def test_of_moderators_who_silence_at_once_one_does():
    member = make_user()
    clients = []
    for _ in range(6):
        client = Client()
        client.force_login(make_superuser())
        clients.append(client)
    jobs = [lambda c=client: send(c, member).status_code for client in clients]
    assert sorted(all_at_once(jobs)) == [302, 409, 409, 409, 409, 409]
    taken = Sanction.objects.get()
    member.refresh_from_db()
    assert member.silenced_until == taken.until
    assert Notification.objects.filter(recipient=member).count() == 1


@pytest.mark.django_db(transaction=True)
def test_ending_one_measure_while_another_is_taken_loses_neither():
    member, moderator = make_user(), make_superuser()
    first = stop(member, by=moderator)
    end = timezone.now() + 2 * DAY

    def take():
        known = measures.latest_of(member)
        measures.sanction(member, moderator, known, kind="silence", until=end, reason=REASON)

    all_at_once([take, lambda: measures.end(first, moderator)])
    member.refresh_from_db()
    assert member.silenced_until == end
