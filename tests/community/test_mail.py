"""Mail about the board. Time is given, never waited for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from community import mail, posting
from community.models import (
    Delivery,
    MailChoice,
    MemberMute,
    Notification,
    QuestionFollow,
    QuestionMute,
    State,
)
from tests.builders import make_answer, make_question, make_user

pytestmark = pytest.mark.django_db
Frequency = MailChoice.Frequency


def send(minutes=3):
    """Send what is due that many minutes from now; what left."""
    outbox.outbox.clear()
    mail.send_due(clock=lambda: timezone.now() + timedelta(minutes=minutes))
    return list(outbox.outbox)


def asker_with_an_answer(text="Ask on the first day.", frequency=None):
    question = make_question(author=make_user("ana"))
    if frequency:
        MailChoice.objects.choose(question.author, frequency)
    return question, make_answer(question, text, make_user("sunita"))


class BrokenBackend(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("The mail server is away.")


# What is sent.


def test_news_wait_two_minutes_and_are_sent_once():
    asker_with_an_answer()
    assert send(minutes=1) == []
    (message,) = send()
    assert message.to == ["ana@example.org"]
    assert message.subject == ("[CareerPortal] sunita answered “How do new nurses get day shifts?”")
    assert send() == []
    assert Delivery.objects.get().state == Delivery.State.SENT
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_a_burst_is_one_mail():
    question, _ = asker_with_an_answer()
    for n in range(4):
        make_answer(question, f"Answer number {n}.")
    to_asker = [message for message in send() if message.to == ["ana@example.org"]]
    assert len(to_asker) == 1
    assert to_asker[0].subject.endswith("“How do new nurses get day shifts?”, and 4 more")
    for n in range(4):
        assert f"Answer number {n}." in to_asker[0].body


def test_news_after_a_mail_make_the_next_one():
    question, _ = asker_with_an_answer()
    assert len(send()) == 1
    make_answer(question, "A second thought.")
    bodies = [message.body for message in send() if message.to == ["ana@example.org"]]
    assert len(bodies) == 1
    assert "A second thought." in bodies[0]
    assert "Ask on the first day." not in bodies[0]


def test_a_mail_is_text_and_html_with_full_addresses():
    _, answer = asker_with_an_answer("Ask <b>boldly</b> & early.")
    (message,) = send()
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert "Ask <b>boldly</b> & early." in message.body
    assert "Ask &lt;b&gt;boldly&lt;/b&gt; &amp; early." in html
    for text in (message.body, html):
        assert f"http://testserver/community/posts/{answer.pk}/" in text
        assert "http://testserver/community/mail/" in text


def test_headers_name_nobody_else_and_offer_one_click():
    _, answer = asker_with_an_answer()
    raw = send()[0].message()
    assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert raw["List-Unsubscribe"].startswith("<http://testserver/community/mail/stop/")
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["To"] == "ana@example.org"
    assert answer.author.email not in raw.as_string()


def test_a_long_list_is_cut_and_says_so():
    question, _ = asker_with_an_answer()
    for n in range(35):
        make_answer(question, f"Answer number {n}.")
    message = next(message for message in send() if message.to == ["ana@example.org"])
    assert message.subject.endswith(", and more")
    assert "http://testserver/community/notifications/" in message.body
    assert not Notification.objects.filter(recipient=question.author, mailed_at=None).exists()


def test_writing_a_mail_takes_as_many_queries_for_30_news_as_for_2(django_assert_num_queries):
    for number in (2, 30):
        question = make_question()
        for _ in range(number):
            make_answer(question)
        delivery = Delivery.objects.select_related("recipient").get(recipient=question.author)
        news = list(
            Notification.objects.filter(recipient=question.author).values_list("pk", flat=True)
        )
        with django_assert_num_queries(2):
            assert mail.write(delivery, news)


# What is left out.


def hide_answer(question, answer):
    answer.set_state(State.HIDDEN)


def remove_answer(question, answer):
    answer.set_state(State.REMOVED)


def hide_question(question, answer):
    question.posts.get(number=0).set_state(State.HIDDEN)


def mute_author(question, answer):
    MemberMute.objects.create(member=question.author, muted=answer.author)


def mute_question(question, answer):
    QuestionMute.objects.create(member=question.author, question=question)


def read_it(question, answer):
    Notification.objects.update(read_at=timezone.now())


def leave(question, answer):
    question.author.is_active = False
    question.author.save()


def want_none(question, answer):
    MailChoice.objects.choose(question.author, Frequency.NEVER)


MEANWHILE = [
    hide_answer, remove_answer, hide_question, mute_author, mute_question, read_it, leave, want_none,
]  # fmt: skip


@pytest.mark.parametrize("happens", MEANWHILE)
def test_when_nothing_is_left_to_say_no_mail_is_sent(happens):
    question, answer = asker_with_an_answer()
    happens(question, answer)
    assert send() == []
    assert Delivery.objects.get().state == Delivery.State.EMPTY
    assert send(minutes=9999) == []


@pytest.mark.parametrize("happens", [hide_answer, remove_answer, mute_author])
def test_what_was_hidden_or_muted_meanwhile_is_not_in_the_mail(happens):
    question, answer = asker_with_an_answer("MARKER of what is gone.")
    make_answer(question, "This one stays.")
    happens(question, answer)
    message = next(message for message in send() if message.to == ["ana@example.org"])
    assert "This one stays." in message.body
    assert "MARKER" not in message.message().as_string()
    assert "sunita" not in message.message().as_string()


def test_a_moderator_gets_no_hidden_text_by_mail_either():
    question, answer = asker_with_an_answer()
    question.author.is_staff = question.author.is_superuser = True
    question.author.save()
    hide_answer(question, answer)
    assert send() == []


# When it is sent.


def at(day, hour, minute=0):
    """A moment of November 2026; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "now", "due"),
    [
        (Frequency.AT_ONCE, at(18, 6), at(18, 6, 2)),
        (Frequency.DAILY, at(18, 6, 59), at(18, 7)),
        (Frequency.DAILY, at(18, 7), at(19, 7)),
        (Frequency.WEEKLY, at(18, 12), at(23, 7)),
        (Frequency.WEEKLY, at(16, 6), at(16, 7)),
        (Frequency.WEEKLY, at(16, 7), at(23, 7)),
    ],
)
def test_mail_is_due_in_two_minutes_in_the_morning_or_on_monday(frequency, now, due):
    assert frequency.next_time(now) == due


@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY])
def test_a_digest_waits_for_its_day_and_has_everything_in_one(frequency):
    question, _ = asker_with_an_answer(frequency=frequency)
    make_answer(question, "Another one.", make_user("jonah"))
    assert not any(message.to == ["ana@example.org"] for message in send())
    delivery = Delivery.objects.get(recipient=question.author)
    assert delivery.next_at == frequency.next_time(delivery.created_at)
    (digest,) = send(minutes=8 * 24 * 60)
    assert "Ask on the first day." in digest.body
    assert "Another one." in digest.body


def test_whoever_wants_no_mail_has_none_waiting_and_gets_none_of_it_later():
    question, _ = asker_with_an_answer(frequency=Frequency.NEVER)
    assert not Delivery.objects.exists()
    MailChoice.objects.choose(question.author, Frequency.AT_ONCE)
    make_answer(question, "After the change of mind.")
    message = next(message for message in send() if message.to == ["ana@example.org"])
    assert "Ask on the first day." not in message.body


def test_another_choice_moves_the_mail_that_waits():
    question, _ = asker_with_an_answer(frequency=Frequency.WEEKLY)
    MailChoice.objects.choose(question.author, Frequency.AT_ONCE)
    assert len(send()) == 1


def test_after_an_outage_everything_due_is_sent_once():
    asker_with_an_answer()
    assert len(send(minutes=60 * 24 * 30)) == 1
    assert send(minutes=60 * 24 * 31) == []


# When sending fails.


def test_a_failed_sending_is_tried_again_with_growing_pauses_and_then_given_up(settings):
    asker_with_an_answer()
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    now, pauses = timezone.now() + timedelta(minutes=3), []
    for _ in range(5):
        mail.send_due(clock=lambda moment=now: moment)
        delivery = Delivery.objects.get()
        assert delivery.state == Delivery.State.WAITING
        assert "The mail server is away." in delivery.error
        pauses.append((delivery.next_at - now) // timedelta(minutes=1))
        now = delivery.next_at
    assert pauses == [1, 5, 30, 120, 480]
    mail.send_due(clock=lambda: now)
    assert Delivery.objects.get().state == Delivery.State.FAILED
    mail.send_due(clock=lambda: now + timedelta(days=30))
    assert Delivery.objects.get().attempts == 6


def test_it_arrives_when_the_server_is_back_and_news_meanwhile_join_it(settings):
    question, _ = asker_with_an_answer()
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    assert send() == []
    make_answer(question, "While it was away.")
    assert Delivery.objects.filter(recipient=question.author).count() == 1
    settings.EMAIL_BACKEND = works
    to_asker = [message for message in send(minutes=10) if message.to == ["ana@example.org"]]
    assert len(to_asker) == 1
    assert "While it was away." in to_asker[0].body


def test_what_was_given_up_is_in_the_next_mail():
    question, _ = asker_with_an_answer()
    Delivery.objects.update(state=Delivery.State.FAILED, key="mail:given-up")
    make_answer(question, "Later.")
    message = next(message for message in send() if message.to == ["ana@example.org"])
    assert "Ask on the first day." in message.body
    assert "Later." in message.body


def test_one_broken_mail_does_not_hold_back_the_others(monkeypatch):
    question, _ = asker_with_an_answer()
    make_answer(make_question(author=make_user("bo")))
    write = mail.write

    def fail_for_ana(delivery, news):
        if delivery.recipient == question.author:
            raise ValueError("A mail that can’t be written.")
        return write(delivery, news)

    monkeypatch.setattr(mail, "write", fail_for_ana)
    assert [message.to for message in send()] == [["bo@example.org"]]


def test_news_that_come_while_a_mail_is_being_sent_are_in_the_next_one(monkeypatch):
    question, _ = asker_with_an_answer()
    write = mail.write

    def answer_meanwhile(delivery, news):
        message = write(delivery, news)
        monkeypatch.setattr(mail, "write", write)
        make_answer(question, "Just now.", author=Notification.objects.get().actor)
        return message

    monkeypatch.setattr(mail, "write", answer_meanwhile)
    assert ["Just now." in message.body for message in send()] == [False]
    assert ["Just now." in message.body for message in send(minutes=10)] == [True]


def test_a_worker_stops_when_told_to():
    asker_with_an_answer()
    later = timezone.now() + timedelta(minutes=3)
    assert mail.send_due(go_on=lambda: False, clock=lambda: later) == 0


def test_the_command_does_what_is_due_and_is_quiet_otherwise(capsys):
    asker_with_an_answer()
    call_command("tick")
    assert capsys.readouterr().out == ""
    Delivery.objects.update(next_at=timezone.now())
    call_command("tick")
    assert capsys.readouterr().out == "Mails sent: 1\n"


def test_helpful_votes_alone_make_no_mail():
    answer = make_answer(make_question(author=make_user("ana")))
    send()
    posting.find_helpful(answer, make_user(), True)
    assert send(minutes=9999) == []


def test_who_stops_following_hears_of_no_later_answer():
    question, _ = asker_with_an_answer()
    send()
    QuestionFollow.objects.set_followed(question.author, question, False)
    make_answer(question)
    assert not any(message.to == ["ana@example.org"] for message in send())


def test_looking_for_what_is_due_reads_the_index_of_open_mails():
    make_answer()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    due = Delivery.objects.due(timezone.now())[:1]
    assert "delivery_due" in due.explain()
