import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from careerportal.accounts.models import AuditEntry, User
from community import leaving, moderation, posting
from community.leaving import finish_departures, leave
from community.models import (
    AnonymousAuthor,
    Departure,
    HelpfulVote,
    Notification,
    Post,
    Question,
    Report,
    Review,
    State,
)
from tests.builders import (
    make_answer,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.leavers import (
    HANDLE,
    MAIL,
    NAME,
    PASSWORD,
    WORD,
    confirm,
    make_traces,
    sign_in,
    traces_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_attempts():
    """The limits on attempts live in the cache, which outlives a test."""
    cache.clear()


ADDRESS = "/community/your-data/leave/"
REMOVE, ANONYMISE = Departure.Mode.REMOVE, Departure.Mode.ANONYMISE


@pytest.fixture
def member():
    return make_user("ana", password=PASSWORD)


@pytest.fixture
def home(member):
    client = Client()
    sign_in(client, member)
    return client


def ask_to_leave(client, mode="remove", handle="ana"):
    return client.post(ADDRESS, {"mode": mode, "handle": handle})


def report(post, **fields):
    review = Review.objects.of_post(post, Review.Kind.REPORT, [])
    return Report.objects.create(review=review, reason="spam", **fields)


# Asking for it


def test_who_leaves_confirms_it_and_is_signed_out_everywhere_at_once(member, home):
    elsewhere = Client()
    sign_in(elsewhere, member)
    response = confirm(home, ask_to_leave(home))
    assert response.url == "/community/your-data/left/"
    assert response.cookies["sessionid"].value == ""
    assert "You have left" in home.get(response.url).content.decode()
    for client in (home, elsewhere):
        assert client.get("/community/drafts/").status_code == 302
    assert sign_in(Client(), member).url == "/accounts/inactive/"
    assert finish_departures() == 1
    assert not User.objects.filter(pk=member.pk).exists()
    assert not any("_auth_user_id" in session.get_decoded() for session in Session.objects.all())
    actions = AuditEntry.objects.filter(subject_id=member.pk).values_list("action", "detail")
    assert {("member.leave", "remove"), ("member.left", "remove")} <= {*actions}


def test_nobody_leaves_without_giving_the_password(member, home):
    response = ask_to_leave(home)
    assert home.post(response.url, {"password": "a wrong one"}).status_code in (200, 422)
    assert not Departure.objects.exists()
    assert home.get("/community/drafts/").status_code == 200


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"mode": "remove", "handle": "anna"}, "This is not your handle, which is ana."),
        ({"mode": "remove", "handle": ""}, "Type your handle, so that we know you mean it."),
        ({"handle": "ana"}, "Choose what happens to your posts."),
        ({"mode": "vanish", "handle": "ana"}, "vanish"),
    ],
)
def test_a_form_that_is_not_filled_in_right_changes_nothing(home, data, said):
    response = home.post(ADDRESS, data)
    assert response.status_code == 422
    assert said in response.content.decode().replace("&#x27;", "’")
    assert not Departure.objects.exists()
    assert home.get(ADDRESS).status_code == 200


def test_the_handle_may_be_typed_in_any_case_and_with_an_at_sign(home):
    confirm(home, ask_to_leave(home, handle=" @ANA "))
    assert Departure.objects.get().mode == REMOVE


def test_visitors_are_led_to_sign_in(client):
    assert client.get(ADDRESS).url.startswith("/accounts/login/")
    assert client.post(ADDRESS, {"mode": "remove"}).url.startswith("/accounts/login/")


def test_the_last_page_is_the_same_bytes_for_every_visitor(client):
    pages = [Client().get("/community/your-data/left/") for _ in range(2)]
    assert pages[0].content == pages[1].content
    assert not pages[0].cookies
    assert client.post("/community/your-data/left/").status_code == 405


def test_asking_twice_is_asking_once(member):
    leave(member, ANONYMISE)
    leave(member, REMOVE)
    assert Departure.objects.get().mode == ANONYMISE


def test_the_only_one_who_runs_the_site_stays(client):
    root = User.objects.create_superuser("root@example.org", "rootling", PASSWORD)
    sign_in(client, root)
    assert "Let someone else run it too first." in client.get(ADDRESS).content.decode()
    assert confirm(client, ask_to_leave(client, handle="rootling")).status_code == 403
    assert not Departure.objects.exists()
    User.objects.create_superuser("second@example.org", "second", PASSWORD)
    assert ask_to_leave(client, handle="rootling").url == "/community/your-data/left/"
    finish_departures()
    assert User.objects.get(is_superuser=True).handle == "second"


# What is left


def test_who_removes_everything_is_nowhere():
    traces = make_traces()
    for word in (HANDLE, NAME, MAIL, WORD):
        assert traces_of(word), word
    leave(traces.member, REMOVE)
    assert finish_departures() == 1
    left = {word: traces_of(word) for word in (NAME, MAIL, WORD)}
    assert left == {NAME: [], MAIL: [], WORD: []}
    only_others(traces)


def test_who_leaves_posts_behind_leaves_nothing_else():
    traces = make_traces()
    leave(traces.member, ANONYMISE)
    assert finish_departures() == 1
    assert {word: traces_of(word) for word in (NAME, MAIL)} == {NAME: [], MAIL: []}
    only_others(traces)
    question = Question.objects.get(pk=traces.question.pk)
    assert WORD in question.title
    assert question.author is None
    page = Client().get(question.get_absolute_url()).content.decode()
    assert "Former member" in page
    assert WORD in page
    anonymous = Question.objects.get(pk=traces.anonymous.pk)
    assert anonymous.pseudonym in Client().get(anonymous.get_absolute_url()).content.decode()
    assert not AnonymousAuthor.objects.exists()


def only_others(traces):
    """The handle is only in that of someone else, which begins alike."""
    mention = Post.objects.get(pk=traces.mention.pk)
    said = "As @former-member says, and _@former-member_ knows @Zqhandlex."
    assert mention.text == said
    assert "Zqhandlex" in mention.html
    Post.objects.filter(pk=mention.pk).update(text="", html="")
    others = [place for place in traces_of(HANDLE) if place != "community_draft"]
    assert others == []


def test_others_answers_stay_under_a_question_without_words():
    traces = make_traces()
    leave(traces.member, REMOVE)
    finish_departures()
    question = Question.objects.get(pk=traces.question.pk)
    page = Client().get(question.get_absolute_url()).content.decode()
    assert "A question its author removed" in page
    assert "Removed by its author." in page
    assert "As @former-member says" in page
    assert question.answer_count == 1
    for other in (traces.lonely, traces.anonymous):
        gone = Question.objects.get(pk=other.pk)
        assert (gone.state, gone.title) == (State.REMOVED, "A question its author removed")
        assert Client().get(gone.get_absolute_url()).status_code == 404
    call_command("recount", "--check")


def test_the_counts_stay_right_when_the_posts_stay():
    leave(make_traces().member, ANONYMISE)
    finish_departures()
    call_command("recount", "--check")


def test_a_vote_outlives_its_voter(member):
    answer = make_answer()
    answer.set_helpful(member, True)
    leave(member, REMOVE)
    finish_departures()
    assert HelpfulVote.objects.get().voter is None
    answer.refresh_from_db()
    assert answer.helpful_count == 1


def test_others_are_not_told_who_it_was(member):
    question = make_question()
    make_answer(question, author=member)
    leave(member, ANONYMISE)
    finish_departures()
    assert Notification.objects.get().words == "A former member answered"


def test_the_handle_is_not_given_out_for_a_while(member, client):
    leave(member, REMOVE)
    finish_departures()
    data = {"username": "Ana", "email": "new@example.org", "password1": "another good long one"}
    data |= {"birth_month": "1", "birth_day": "1", "birth_year": "1990"}
    page = client.post("/accounts/signup/", data)
    assert "This handle is taken. Choose another." in page.content.decode()


def test_a_mention_in_a_full_title_does_not_break_its_column(member):
    question = make_question(f"@ana {'x' * 135}")
    leave(member, REMOVE)
    assert finish_departures() == 1
    question.refresh_from_db()
    assert question.title.startswith("@former-member xxx")


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("@ana!", "@former-member!"),
        ("(@ANA)", "(@former-member)"),
        ("**@ana**", "**@former-member**"),
        ("_hello @ana_", "_hello @former-member_"),
        ("`@ana`", "`@former-member`"),
        ("@ana, @ana.", "@former-member, @former-member."),
        ("@ana-maria @ana_b @anab @ana.example me@ana.example", None),
        ("banana ana", None),
    ],
)
def test_a_whole_handle_becomes_a_former_members(said, then):
    assert leaving.without_mentions(said, "Ana") == (then or said)


# What readers reported


def test_what_is_reported_stays_for_moderators_until_they_decide(member, client):
    answer = make_answer(text="Something bad.", author=member)
    other = make_answer(author=member)
    review = report(answer).review
    leave(member, REMOVE)
    assert finish_departures() == 0
    answer.refresh_from_db()
    assert (answer.state, answer.text) == (State.REMOVED, "Something bad.")
    assert Client().get(answer.get_absolute_url()).status_code == 404
    other.refresh_from_db()
    assert (other.author, other.text) == (None, "")
    emptied = User.objects.get(pk=member.pk)
    assert emptied.handle == emptied.email == f"_former-{member.pk}"
    assert not emptied.name
    assert not emptied.has_usable_password()
    assert finish_departures() == 0

    moderation.decide(review, Review.Decision.KEPT, make_moderator())
    answer.refresh_from_db()
    assert answer.state == State.REMOVED
    assert finish_departures() == 1
    answer.refresh_from_db()
    assert (answer.author, answer.text) == (None, "")
    assert not User.objects.filter(pk=member.pk).exists()


def test_a_reported_question_comes_back_without_words_for_those_who_answered(member):
    question = make_question(author=member)
    make_answer(question)
    review = report(question.posts.get(number=0)).review
    leave(member, REMOVE)
    finish_departures()
    assert Client().get(question.get_absolute_url()).status_code == 404
    moderation.decide(review, Review.Decision.KEPT, make_moderator())
    finish_departures()
    question.refresh_from_db()
    assert question.title == "A question its author removed"
    assert Client().get(question.get_absolute_url()).status_code == 200
    call_command("recount", "--check")


def test_reported_posts_that_stay_keep_their_nameless_author_until_then(member):
    answer = make_answer(author=member)
    review = report(answer).review
    leave(member, ANONYMISE)
    assert finish_departures() == 0
    answer.refresh_from_db()
    assert answer.is_published
    assert answer.author.handle == f"_former-{member.pk}"
    moderation.decide(review, Review.Decision.KEPT, make_moderator())
    assert finish_departures() == 1


@pytest.mark.parametrize("mode", [REMOVE, ANONYMISE])
def test_a_report_about_the_member_is_decided_first(member, mode):
    review = Review.objects.create(kind=Review.Kind.REPORT, member=member)
    Report.objects.create(review=review, reason="child", text="They asked for photos.")
    leave(member, mode)
    assert finish_departures() == 0
    assert Report.objects.get().text == "They asked for photos."
    moderation.decide(review, Review.Decision.KEPT, make_moderator())
    assert finish_departures() == 1
    assert not Report.objects.exists()


def test_the_words_of_a_report_stay_until_it_is_decided(member):
    sent = report(make_answer(), text="He asked me for photos.", reporter=member)
    leave(member, REMOVE)
    assert finish_departures() == 0
    sent.refresh_from_db()
    assert sent.text == "He asked me for photos."
    moderation.decide(sent.review, Review.Decision.KEPT, make_moderator())
    assert finish_departures() == 1
    sent.refresh_from_db()
    assert (sent.text, sent.reporter) == ("", None)


# The worker


def test_a_worker_that_dies_after_any_of_its_transactions_is_followed_by_one_that_goes_on():
    traces = make_traces()
    leave(traces.member, REMOVE)
    runs = 0
    while not finish_departures(dies_after(runs)):
        runs += 1
    assert runs > 5
    assert {word: traces_of(word) for word in (NAME, MAIL, WORD)} == {NAME: [], MAIL: [], WORD: []}
    only_others(traces)
    call_command("recount", "--check")


def dies_after(transactions):
    left = iter(range(transactions))

    def go_on():
        if next(left, None) is None:
            raise RuntimeError("The machine is gone.")
        return True

    return go_on


def test_one_departure_that_fails_holds_back_no_other(member, monkeypatch):
    unlucky = make_user()
    leave(unlucky, REMOVE)
    leave(member, REMOVE)

    def broken(departure):
        if departure.member == unlucky:
            raise RuntimeError("never")
        return iter(())

    monkeypatch.setattr(leaving, "STEPS", [broken, *leaving.STEPS])
    assert finish_departures() == 1
    assert Departure.objects.get().member == unlucky


def test_what_was_posted_while_they_left_goes_too(member, monkeypatch):
    question = make_question()
    leave(member, REMOVE)

    def late(departure):
        posting.answer(question, member, "I was on my way.", uuid.uuid4())
        yield

    monkeypatch.setattr(leaving, "STEPS", [*leaving.STEPS, late])
    assert finish_departures() == 0
    monkeypatch.undo()
    assert finish_departures() == 1
    assert Post.objects.get(kind="answer").text == ""


def test_a_moderator_who_leaves_leaves_their_decisions():
    moderator, comment = make_moderator(), make_comment(make_answer())
    review = report(comment).review
    moderation.decide(review, Review.Decision.HIDDEN, moderator, "Unkind.")
    leave(moderator, REMOVE)
    assert finish_departures() == 1
    review.refresh_from_db()
    assert (review.reason, review.decided_by) == ("Unkind.", None)


def test_the_worker_of_the_site_does_it(member):
    leave(member, REMOVE)
    call_command("tick")
    assert not User.objects.filter(pk=member.pk).exists()
