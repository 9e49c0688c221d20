import re
import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from careerportal.accounts import audit
from careerportal.accounts.models import AuditEntry, Bucket, RetiredHandle, User
from community import moderation, posting, retention
from community.models import (
    AnonymousAuthor,
    Delivery,
    Draft,
    MemberNote,
    Notification,
    Post,
    Question,
    Report,
    Review,
    Revision,
    Sanction,
    State,
    Verification,
)
from community.notifications import tell_of_sanction
from tests.builders import make_answer, make_moderator, make_question, make_user
from tests.community.leavers import WORD, traces_of
from tests.community.professionals import make_verification

pytestmark = pytest.mark.django_db


def retain(days):
    """Carry out what is due so many days from now."""
    return {
        period.what: rows
        for period, rows in retention.carry_out(timezone.now() + timedelta(days=days))
    }


def lasts(days, is_there):
    """Whether something is there for that long and no longer."""
    retain(days - 1)
    kept = is_there()
    retain(days + 1)
    return kept and not is_there()


# Posts


def remove(post):
    posting.set_removed(post, True)
    audit.record(None, "post.remove", post)


def test_a_deleted_post_loses_its_words_and_its_author_after_thirty_days():
    author = make_user()
    post = make_answer(text=f"One {WORD}.", author=author)
    post.rewrite(f"Two {WORD}.", 1)
    remove(post)
    assert lasts(30, lambda: traces_of(WORD))
    post.refresh_from_db()
    assert (post.text, post.html, post.author, post.state) == ("", "", None, State.REMOVED)
    assert not post.revisions.exists()
    client = Client()
    client.force_login(author)
    assert client.post(f"/community/posts/{post.pk}/delete/", {"wanted": "0"}).status_code == 404


def test_a_deleted_question_loses_its_title_and_whoever_asked_it_anonymously():
    question = Question(title=f"Who pays {WORD} nurses for a course?", author=make_user())
    post = posting.ask(question, f"{WORD}?", uuid.uuid4(), anonymous=True)
    remove(post)
    retain(31)
    assert traces_of(WORD) == []
    assert not AnonymousAuthor.objects.exists()


def test_what_was_put_back_keeps_its_words():
    post = make_answer(text="I am back.")
    remove(post)
    posting.set_removed(post, False)
    retain(31)
    post.refresh_from_db()
    assert post.text == "I am back."


def test_the_time_runs_from_the_last_time_it_was_deleted():
    post = make_answer(text="Still here.")
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=400))
    remove(post)
    retain(1)
    post.refresh_from_db()
    assert post.text == "Still here."


def test_what_is_under_report_keeps_its_words():
    post = make_answer(text="Something bad.")
    remove(post)
    Review.objects.of_post(post, Review.Kind.REPORT, [])
    retain(31)
    post.refresh_from_db()
    assert post.text == "Something bad."


def test_a_post_that_was_sent_back_loses_its_words_after_ninety_days():
    author = make_user()
    question = make_question(f"What do {WORD} nurses do all day?", WORD, author=author)
    post = question.posts.get(number=0)
    post.set_state("pending")
    review = Review.objects.of_post(post, Review.Kind.POST, ["first"])
    moderation.decide(review, Review.Decision.REJECTED, make_moderator(), "Not here.")
    assert lasts(90, lambda: traces_of(WORD))
    question.refresh_from_db()
    assert question.title == "A question that was sent back"
    assert question.author == author
    assert traces_of(WORD) == []


def test_published_and_hidden_posts_stay():
    for state in ("published", "hidden", "pending"):
        make_answer(text="Here I stay.").set_state(state)
    retain(5000)
    assert Post.objects.filter(text="Here I stay.").count() == 3


def test_words_that_readers_could_not_see_go_after_ninety_days():
    post = make_answer()
    post.rewrite("Seen by all.", 1)
    Revision.objects.create(
        post=post, version=9, text="Unseen.", created_at=timezone.now(), is_withheld=True
    )
    assert lasts(90, Revision.objects.filter(is_withheld=True).exists)
    assert Revision.objects.exists()


# Moderation


def make_decided(**columns):
    review = Review.objects.of_post(make_answer(), Review.Kind.REPORT, [])
    Report.objects.create(review=review, reason="spam", text="Look.")
    Review.objects.filter(pk=review.pk).update(**columns)
    review.close(Review.Decision.KEPT, make_moderator(), "It is fine.")
    return review


def test_reports_go_a_year_after_the_decision_and_not_before_one():
    make_decided()
    assert lasts(365, Report.objects.exists)
    waiting = Review.objects.of_post(make_answer(), Review.Kind.REPORT, [])
    Report.objects.create(review=waiting, reason="spam")
    retain(5000)
    assert Report.objects.exists()


@pytest.mark.parametrize("column", ["title", "text", "plea"])
def test_what_authors_put_forward_goes_ninety_days_after_the_decision(column):
    review = make_decided(**{column: "Please."}, role={"role": "Nurse"})
    assert lasts(90, Review.objects.exclude(**{column: ""}).exists)
    review.refresh_from_db()
    assert review.reason == "It is fine."
    assert review.role == {}


def test_the_reason_of_a_measure_goes_a_year_after_its_end():
    until = timezone.now() + timedelta(days=30)
    measure = Sanction.objects.create(
        member=make_user(), kind="silence", reason="Unkind.", until=until
    )
    assert lasts(395, Sanction.objects.exclude(reason="").exists)
    measure.refresh_from_db()
    assert measure.kind == "silence"
    Sanction.objects.update(reason="Unkind.", ended_at=timezone.now())
    assert lasts(365, Sanction.objects.exclude(reason="").exists)


def test_notes_about_members_go_after_two_years():
    MemberNote.objects.create(member=make_user(), author=make_moderator(), text="Hm.")
    assert lasts(730, MemberNote.objects.exists)


def test_the_logs_go_after_two_years():
    member = make_user()
    audit.record(member, "member.note", member)
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(user=member, content_type=kind, object_id=1, action_flag=CHANGE)
    assert lasts(730, lambda: AuditEntry.objects.exists() and LogEntry.objects.exists())
    assert not AuditEntry.objects.exists()
    assert not LogEntry.objects.exists()


def test_evidence_goes_ninety_days_after_the_decision():
    make_verification(state="declined", decided_at=timezone.now(), reason="No.")
    waiting = make_verification()
    assert lasts(90, Verification.objects.filter(state="declined").exclude(evidence="").exists)
    assert Verification.objects.get(state="declined").reason == "No."
    waiting.refresh_from_db()
    assert waiting.evidence


# What members have


def test_drafts_go_when_nobody_touched_them_for_half_a_year():
    Draft.objects.keep(make_user(), "ask", 0, title="", body="So")
    assert lasts(180, Draft.objects.exists)


def test_notifications_go_a_year_after_they_were_read_or_two_unread():
    member = make_user()
    for _ in range(2):
        tell_of_sanction(member)
    Notification.objects.filter(pk=Notification.objects.latest("pk").pk).update(
        read_at=timezone.now()
    )
    assert lasts(365, Notification.objects.exclude(read_at=None).exists)
    assert lasts(730, Notification.objects.exists)


@pytest.mark.parametrize("state", ["sent", "empty", "failed"])
def test_what_became_of_a_mail_is_forgotten_after_thirty_days(state):
    at = {"next_at": timezone.now(), "sent_at": timezone.now() if state == "sent" else None}
    Delivery.objects.create(recipient=make_user(), key="mail:1:1", state=state, **at)
    assert lasts(30, Delivery.objects.exists)


def test_a_mail_that_waits_is_not_forgotten():
    Delivery.objects.create(recipient=make_user(), key="mail:1", next_at=timezone.now())
    retain(5000)
    assert Delivery.objects.exists()


def test_an_account_that_nobody_confirmed_goes_after_thirty_days():
    make_user("kept")
    begun = User.objects.create_user("new@example.org", "begun")
    EmailAddress.objects.create(user=begun, email="new@example.org", primary=True)
    User.objects.create_user("made@example.org", "made-by-hand")
    assert lasts(30, User.objects.filter(handle="begun").exists)
    assert {*User.objects.values_list("handle", flat=True)} == {"kept", "made-by-hand"}


def test_the_month_of_coming_of_age_goes_when_it_is_over():
    today = timezone.localdate()
    over, now = today.replace(day=1) - timedelta(days=1), today.replace(day=1)
    members = [make_user(turns_18_in=day) for day in (over.replace(day=1), now)]
    retain(0)
    for member in members:
        member.refresh_from_db()
    assert [member.turns_18_in for member in members] == [None, now]


def test_what_has_run_out_goes_at_once():
    client = Client()
    client.force_login(make_user())
    Bucket.objects.create(key="ask:hour:member:1", count=1, until=timezone.now())
    RetiredHandle.objects.retire("ana")
    retain(1)
    assert (Session.objects.count(), Bucket.objects.count()) == (1, 0)
    retain(89)
    assert RetiredHandle.objects.exists()
    retain(91)
    assert not RetiredHandle.objects.exists()
    assert not Session.objects.exists()


# How it is carried out and shown


def test_a_dry_run_counts_and_changes_nothing(capsys):
    Draft.objects.keep(make_user(), "ask", 0, title="", body="So")
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=181))
    call_command("retain", "--dry-run")
    assert "Drafts you have not touched: 1\n" in capsys.readouterr().out
    assert Draft.objects.exists()
    call_command("retain")
    assert "Drafts you have not touched: 1\n" in capsys.readouterr().out
    assert not Draft.objects.exists()
    call_command("retain")
    assert "Drafts you have not touched: 0\n" in capsys.readouterr().out


def test_many_rows_are_ended_in_short_transactions():
    member = make_user()
    later = timezone.now() + timedelta(days=1)
    Notification.objects.bulk_create(
        Notification(recipient=member, kind="sanction", created_at=later) for _ in range(120)
    )
    period = next(p for p in retention.PERIODS if "not read" in p.what)
    assert [*period.carry_out(later + timedelta(days=731))] == [50, 50, 20]


def test_the_worker_does_it_once_a_day():
    def old_draft():
        Draft.objects.keep(make_user(), "ask", 0, title="", body="So")
        Draft.objects.update(updated_at=timezone.now() - timedelta(days=181))

    old_draft()
    call_command("tick")
    assert not Draft.objects.exists()
    old_draft()
    call_command("tick")
    assert Draft.objects.exists()
    Bucket.objects.update(until=timezone.now())
    call_command("tick")
    assert not Draft.objects.exists()


def test_the_privacy_page_says_how_long_each_thing_is_kept():
    page = Client().get("/privacy/").content.decode()
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)<p.*?<td>(.*?)</td>", page)
    assert len(rows) == len(retention.PERIODS)
    assert dict(rows)["Drafts you have not touched"] == "180 days"
    assert dict(rows)["Moderators’ notes about members"] == "Two years"
