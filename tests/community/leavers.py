"""A member of whom there is something in every table, and a search for what is left of them."""

import uuid
from datetime import timedelta
from typing import NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from careerportal.accounts.models import User
from community import appeals, posting, professionals
from community.models import (
    CareerFollow,
    Claim,
    Delivery,
    Draft,
    MailChoice,
    MemberMute,
    MemberNote,
    Post,
    Question,
    QuestionFollow,
    QuestionMute,
    ReadMark,
    Report,
    Review,
    Sanction,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.professionals import make_quotation, make_verification

PASSWORD = "correct horse battery"
HANDLE, NAME, MAIL = "Zqhandle", "Zqname", "zqmail"
WORD = "zqword"
"""In every text the member wrote; no word of it is in any text of others."""


class Traces(NamedTuple):
    member: User
    question: Question
    """Asked by the member, and answered by someone else."""
    lonely: Question
    """Asked by the member, and answered by nobody."""
    anonymous: Question
    answer: Post
    mention: Post
    """By someone else, with the member's handle."""


def make_traces() -> Traces:
    member = make_user(HANDLE, name=NAME, email=f"{MAIL}@example.org", password=PASSWORD)
    career, moderator = make_career("Nurse"), make_moderator()
    title = f"How do {WORD} nurses get day shifts?"
    question = make_question(title, f"I start in {WORD}.", author=member, career=career)
    lonely = make_question(f"Where do {WORD} nurses eat at night?", f"{WORD}!", author=member)
    anonymous = Question(title=f"Who pays {WORD} nurses for a course?", author=member)
    posting.ask(anonymous, f"Under a pseudonym: {WORD}.", uuid.uuid4(), anonymous=True)
    answer = make_answer(make_question(career=career), f"One {WORD} said so.", member)
    make_answer(question, f"My own answer, {WORD}.", member)
    make_comment(answer, f"A comment, {WORD}.", member)
    make_quotation(answer, f"One {WORD} said so.")
    answer.rewrite(f"Two {WORD} said so.", 1)
    mention = make_answer(question, f"As @{HANDLE.lower()} says, and _@{HANDLE}_ knows @{HANDLE}x.")
    make_mentions_elsewhere(moderator)
    make_rows(member, question, career, moderator)
    make_decisions(member, answer, moderator)
    make_marks(member, mention)
    return Traces(member, question, lonely, anonymous, answer, mention)


def make_mentions_elsewhere(moderator):
    """In a title, an earlier version, a draft, a report, a note and a plea of other people."""
    other = make_question(f"Does @{HANDLE} know what nurses earn?", "I wonder.")
    first = other.posts.get(number=0)
    first.rewrite(f"Ask @{HANDLE}.", 1)
    first.rewrite("I wonder no more.", 2)
    Draft.objects.keep(make_user(), "ask", 0, title=f"@{HANDLE}, how", body=f"do @{HANDLE}s do?")
    review = Review.objects.of_post(make_answer(), Review.Kind.REPORT, [])
    Report.objects.create(
        review=review, reason="spam", text=f"Like @{HANDLE}", reporter=make_user()
    )
    MemberNote.objects.create(member=make_user(), author=moderator, text=f"A friend of @{HANDLE}")


def make_rows(member, question, career, moderator):
    other, theirs = make_user(), make_question()
    Draft.objects.keep(member, f"answer:{theirs.pk}", 0, title="", body=f"Draft {WORD}")
    for post in (make_answer(), make_answer()):
        post.set_helpful(member, True)
    QuestionFollow.objects.start(member, theirs)
    CareerFollow.objects.set_followed(member, career, True)
    MemberMute.objects.set_muted(member, other, True)
    MemberMute.objects.set_muted(other, member, True)
    QuestionMute.objects.set_muted(member, make_question(), True)
    ReadMark.objects.look(member, theirs)
    MailChoice.objects.choose(member, MailChoice.Frequency.DAILY)
    Claim.objects.create(question=theirs, member=member, until=timezone.now())
    later = timezone.now() + timedelta(days=3)
    Delivery.objects.create(
        recipient=member, key=f"mail:{member.pk}:1", state="failed", next_at=later, error=MAIL
    )
    evidence = make_verification(member, career, evidence=f"I run a {WORD} ward.", role=WORD)
    professionals.decide(evidence, True, moderator, f"Hello {HANDLE}", None)
    Sanction.objects.create(member=member, kind="silence", reason=f"{NAME}!", until=later)
    MemberNote.objects.create(member=member, author=moderator, text=f"{NAME} is {WORD}")
    EmailAddress.objects.create(user=member, email=f"{MAIL}2@example.org")
    Authenticator.objects.create(user=member, type="totp", data={"secret": WORD})


def make_decisions(member, answer, moderator):
    """A report they sent, a change that waits, an appeal, and what the admin's log calls them."""
    closed = Review.objects.of_post(make_answer(), Review.Kind.REPORT, [])
    Report.objects.create(review=closed, reason="spam", text=f"I saw {WORD}", reporter=member)
    closed.close(Review.Decision.KEPT, moderator)
    hidden = make_answer(make_question(), f"A hidden {WORD}", member)
    review = Review.objects.of_post(hidden, Review.Kind.REPORT, [])
    review.close(Review.Decision.HIDDEN, moderator, "Not so.")
    hidden.set_state("hidden")
    appeals.appeal(hidden, f"But {WORD} is true")
    change = Review.objects.of_post(answer, Review.Kind.EDIT, ["link"])
    change.propose("", f"Three {WORD} said so.", answer.version, {"role": f"{WORD} nurse"})
    for row in (member, answer.question, closed):
        LogEntry.objects.create(
            user=moderator,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            object_repr=f"Post 1 of {member.handle} under “How do {WORD} nurses get day shifts?”",
            action_flag=CHANGE,
        )


def make_marks(member, mention):
    """Sessions with what was typed, signed in and half-way, and what limits remember in the cache."""
    client = Client()
    address = f"/community/questions/{mention.question_id}/answer/"
    client.post(address, {"body": f"Typed {WORD}"})
    sign_in(client, member)
    client.get("/community/notifications/")
    half_way = Client()
    session = half_way.session
    session["account_login"] = {"user_pk": str(member.pk), "email": member.email}
    session.save()
    half_way.cookies["sessionid"] = session.session_key


def sign_in(client, member):
    return client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})


def confirm(client, response):
    """Give the password on the page that `response` leads to; the answer to what was asked for."""
    assert response.url.startswith("/accounts/reauthenticate/")
    return client.post(response.url, {"password": PASSWORD})


def traces_of(word):
    """The tables, and “the cache”, in which the word is anywhere, in any case."""
    places = [table for table in tables() if word.lower() in said_in(table)]
    if word.lower() in repr([*getattr(cache, "_cache", {}).items()]).lower():
        places.append("the cache")
    return places


def tables():
    """Also those of the search index that Django does not know."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        else:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in cursor.fetchall()]


def said_in(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = cursor.fetchall()
    values = (bytes(v) if isinstance(v, memoryview) else v for row in rows for v in row)
    return repr(list(values)).lower()
