import io
import json
import re
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careerportal.accounts.limits import Bucket
from community import export, posting
from community.models import (
    Draft,
    MemberMute,
    MemberNote,
    Notification,
    Question,
    QuestionFollow,
    ReadMark,
    Report,
    Review,
)
from tests.builders import make_answer, make_comment, make_moderator, make_question, make_user
from tests.community.leavers import (
    HANDLE,
    MAIL,
    NAME,
    PASSWORD,
    WORD,
    confirm,
    make_traces,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_attempts():
    """The limits on attempts live in the cache, which outlives a test."""
    cache.clear()


ADDRESS = "/community/your-data/"


def get_copy(member):
    client = Client()
    client.force_login(member)
    return confirm(client, client.post(ADDRESS))


def files_of(response):
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        return {
            name.removeprefix("your-data/"): archive.read(name).decode()
            for name in archive.namelist()
        }


def copy_of(member):
    """The rows of each kind, and all pages in one string."""
    files = files_of(get_copy(member))
    rows = {n.removesuffix(".json"): json.loads(f) for n, f in files.items() if n.endswith("json")}
    return rows, "".join(file for name, file in files.items() if name.endswith("html"))


# The page, and who gets what


def test_the_page_explains_and_the_profile_leads_there(client):
    member = make_user("ana", password=PASSWORD)
    sign_in(client, member)
    assert f'href="{ADDRESS}"' in client.get("/accounts/profile/").content.decode()
    response = client.get(ADDRESS)
    assert "Download a copy" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_nobody_gets_a_copy_without_giving_the_password(client):
    sign_in(client, make_user("ana", password=PASSWORD))
    response = client.post(ADDRESS)
    assert response.url.startswith("/accounts/reauthenticate/")
    wrong = client.post(response.url, {"password": "a wrong one"})
    assert wrong["Content-Type"].startswith("text/html")


def test_the_copy_is_a_zip_that_no_cache_keeps():
    response = get_copy(make_user("ana", password=PASSWORD))
    assert response["Content-Type"] == "application/zip"
    assert re.fullmatch(
        r'attachment; filename="your-data-\d{4}-\d\d-\d\d\.zip"', response["Content-Disposition"]
    )
    assert "no-store" in response["Cache-Control"]
    files = files_of(response)
    for name in re.findall(r'href="([^"]+)"', files["index.html"]):
        assert name in files


def test_visitors_are_led_to_sign_in(client):
    for response in (client.get(ADDRESS), client.post(ADDRESS)):
        assert response.url.startswith("/accounts/login/")
    assert client.put(ADDRESS).status_code == 405


def test_who_asks_too_often_is_told_when_to_come_back(client):
    member = make_user("ana", password=PASSWORD)
    sign_in(client, member)
    confirm(client, client.post(ADDRESS))
    answers = [client.post(ADDRESS) for _ in range(10)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "asked for your data" in answers[-1].content.decode()
    Bucket.objects.update(until=Bucket.objects.first().until - timedelta(days=2))
    assert client.post(ADDRESS).status_code == 200


# What is in it


def test_everything_one_wrote_and_did_is_in_the_copy():
    traces = make_traces()
    rows, pages = copy_of(traces.member)
    said = {kind: json.dumps(found) for kind, found in rows.items()}
    full = {kind for kind, found in rows.items() if found}
    assert full == {kind.name for kind in export.KINDS}
    with_word = {"posts", "earlier-versions", "drafts", "applications", "decisions", "reports"}
    assert with_word <= {kind for kind in said if WORD in said[kind]}
    assert {MAIL, NAME} <= {word for word in (MAIL, NAME) if word in said["profile"]}
    assert f"{MAIL}2@example.org" in said["addresses"]
    assert rows["profile"][0]["handle"] == HANDLE
    for found in rows.values():
        for row in found:
            for value in row.values():
                if isinstance(value, str) and WORD in value:
                    assert value in pages


def test_posts_in_every_state_are_in_it_also_anonymous_ones():
    member = make_user("ana", password=PASSWORD)
    for state in ("pending", "rejected", "hidden", "removed"):
        make_answer(text=f"A {state} answer.", author=member).set_state(state)
    question = Question(title="May I ask this without my name?", author=member)
    post = posting.ask(question, "Nobody may know.", uuid.uuid4(), anonymous=True)
    make_comment(post, "Me again.", member)
    rows, _ = copy_of(member)
    states = {row["text"]: row["state"] for row in rows["posts"]}
    assert states["A hidden answer."] == "Hidden by a moderator"
    assert len(states) == 6
    hidden = {row["text"] for row in rows["posts"] if row["posted_anonymously_as"]}
    assert hidden == {"Nobody may know.", "Me again."}


def test_the_month_of_coming_of_age_is_in_it_while_it_is_kept():
    young = make_user("ana", password=PASSWORD, turns_18_in="2099-05-01")
    assert copy_of(young)[0]["profile"][0]["turns_18_in"] == "2099-05"
    grown_up = make_user("bea", password=PASSWORD)
    assert copy_of(grown_up)[0]["profile"][0]["turns_18_in"] is None


def test_what_people_wrote_is_escaped_and_no_page_brings_a_script():
    member = make_user("ana", password=PASSWORD)
    make_answer(text="<script>alert(1)</script> & <b>", author=member)
    rows, pages = copy_of(member)
    assert rows["posts"][0]["text"] == "<script>alert(1)</script> & <b>"
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in pages
    assert "<script" not in pages
    assert "http" not in re.sub(r"http://testserver/community/(posts|questions)/\d+/", "", pages)


# What belongs to others


@pytest.fixture
def member():
    return make_user("ana", password=PASSWORD)


def everything(member):
    rows, pages = copy_of(member)
    return json.dumps(rows) + pages


def test_who_answers_under_a_pseudonym_is_not_named(member):
    asker = make_user("secretive")
    question = Question(title="May I ask this without my name?", author=asker)
    post = posting.ask(question, "Nobody may know.", uuid.uuid4(), anonymous=True)
    answer = posting.answer(question, member, "Of course.", uuid.uuid4())
    make_comment(answer, "Thanks!", asker)
    said = everything(member)
    assert f"{post.pseudonym} commented on" in said
    assert "secretive" not in said


def test_who_reported_decided_or_made_a_note_is_not_named(member):
    moderator = make_moderator(handle="themoderator")
    answer, left_alone = make_answer(author=member), make_answer(author=member)
    for post, decision in ((answer, "hidden"), (left_alone, "kept")):
        review = Review.objects.of_post(post, Review.Kind.REPORT, [])
        Report.objects.create(
            review=review, reason="spam", text="What a liar.", reporter=make_user()
        )
        review.close(Review.Decision(decision), moderator, f"Reason of {decision}.")
    MemberNote.objects.create(member=member, author=moderator, text="Watch them.")
    answer.rewrite("Better.", 1, editor=moderator)
    said = everything(member)
    assert "Reason of hidden." in said
    for word in ("themoderator", "What a liar", "Reason of kept", "Watch them", "Reported"):
        assert word not in said


def test_titles_that_are_hidden_by_now_are_not_in_it(member):
    question = make_question("What is so secret about this?")
    answer = make_answer(question, author=member)
    QuestionFollow.objects.start(member, question)
    ReadMark.objects.look(member, question)
    question.posts.get(number=0).set_helpful(member, True)
    make_answer(question)
    assert Notification.objects.filter(recipient=member).exists()
    question.posts.get(number=0).set_state("hidden")
    rows, pages = copy_of(member)
    assert [note["words"] for note in rows["notifications"]] == [""]
    assert "What is so secret" not in json.dumps(rows) + pages
    assert answer.text in pages


def test_who_muted_them_is_not_in_it(member):
    MemberMute.objects.set_muted(make_user("annoyed"), member, True)
    MemberMute.objects.set_muted(member, make_user("loudmouth"), True)
    said = everything(member)
    assert "loudmouth" in said
    assert "annoyed" not in said


# What it costs


def test_the_number_of_queries_does_not_grow_with_what_there_is(member):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            export.write(member, io.BytesIO())
        return len(captured)

    def add():
        question = make_question(author=member)
        answer = make_answer(question, author=member)
        answer.rewrite("Better.", 1)
        make_answer(question)
        ReadMark.objects.look(member, question)
        make_answer().set_helpful(member, True)
        MemberMute.objects.set_muted(member, make_user(), True)
        Draft.objects.keep(member, f"answer:{question.pk}", 0, title="", body="So")

    add()
    few = queries()
    for _ in range(5):
        add()
    assert queries() == few
