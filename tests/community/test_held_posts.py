"""What waits for a moderator: its author is told why and what to do, and nobody else sees it."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from community import moderation, posting
from community.models import BoardSettings, Level, Post, Question, Review, Sign, State, WatchWord
from tests.builders import (
    make_answer,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)

pytestmark = pytest.mark.django_db

WAITS = "Waiting for a moderator."
CHANGE_WAITS = "Your change waits for a moderator."
FIRST = "It is one of your first posts here: a moderator looks at those first."
CONTACT = "Contact details are not shown here, so that nobody can be reached outside the board."
UNEXPLAINED = "A moderator looks at it first."
PHONE = "Text me at 555-123-4567."
Decision = Review.Decision


def signed_in(member):
    client = Client()
    client.force_login(member)
    return client


def ask(client, text="I start in May.", title="How do new nurses get day shifts?", **data):
    data = {"title": title, "body": text, "similar_seen": "1"} | data
    return client.post("/community/ask/", data, follow=True)


def edit(client, post, text, **data):
    data = {"body": text, "version": post.version, "title": post.question.title} | data
    return client.post(f"/community/posts/{post.pk}/edit/", data, follow=True)


def page_of(post, viewer=None):
    client = signed_in(viewer) if viewer else Client()
    return client.get(post.question.get_absolute_url())


# A post that waits.


def test_a_held_question_leads_its_author_to_it_and_says_why_it_waits():
    page = ask(signed_in(make_user(level=Level.NEW)))
    question = Question.objects.get()
    assert page.redirect_chain[-1][0] == f"{question.get_absolute_url()}#question"
    for words in (WAITS, FIRST, "Nothing is lost"):
        assertContains(page, words, 1)
    assertContains(
        page, f'<a href="/community/posts/{question.posts.get().pk}/edit/">change it</a>'
    )


def test_a_held_answer_and_a_held_comment_say_so_where_they_stand():
    member, question = make_user(level=Level.NEW), make_question()
    text = question.posts.get()
    client = signed_in(member)
    for address in (f"questions/{question.pk}/answer", f"posts/{text.pk}/comment"):
        page = client.post(f"/community/{address}/", {"body": "Ask on the first day."}, follow=True)
        assert page.status_code == 200
    assertContains(page, WAITS, 2)
    assertContains(page, FIRST, 2)
    assertContains(client.get(f"/community/posts/{text.pk}/comments/"), WAITS, 1)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (PHONE, "It seems to hold a phone number."),
        ("Write to jo@example.org.", "It seems to hold an e-mail address."),
        (f"jo@example.org. {PHONE}", "It seems to hold an e-mail address and a phone number."),
    ],
)
def test_contact_details_are_named_by_their_kind(text, kinds):
    page = ask(signed_in(make_user()), text)
    assertContains(page, f"{kinds} {CONTACT}", 1)


def test_young_members_are_not_told_of_their_age():
    member = make_user(level=Level.NEW, turns_18_in="2100-01-01")
    page = ask(signed_in(member))
    assert Review.objects.get().signs == [Sign.MINOR]
    assertContains(page, FIRST, 1)
    assertNotContains(page, "young")


@pytest.mark.parametrize("sign", [Sign.TRAP, Sign.FAST, Sign.WATCH_WORD])
def test_what_would_teach_a_way_around_is_not_explained(sign):
    WatchWord.objects.create(words="crypto")
    member = make_user()
    question = Question(author=member, title="How do new nurses get day shifts?")
    signs = [sign] if sign != Sign.WATCH_WORD else []
    post = posting.ask(question, "I trade crypto.", uuid.uuid4(), signs=signs)
    page = page_of(post, member)
    assertContains(page, f"<li>{UNEXPLAINED}</li>", 1)
    for hint in ("watch", "second", "field"):
        assertNotContains(page, f"{hint} list")
        assertNotContains(page, Sign(sign).label)


def test_links_anonymity_and_a_board_that_reviews_everything_are_explained():
    member = make_user(level=Level.MEMBER)
    BoardSettings.objects.create(pk=1, review_everything=True)
    question = Question(author=member, title="How do new nurses get day shifts?")
    post = posting.ask(question, "See https://example.org/", uuid.uuid4(), anonymous=True)
    page = page_of(post, member)
    for words in ("It holds a link:", "It is anonymous:", "looks at every post at present"):
        assertContains(page, words, 1)


def test_nobody_else_sees_a_held_question_and_moderators_see_only_that_it_waits():
    member = make_user(level=Level.NEW)
    ask(signed_in(member))
    post = Post.objects.get()
    assert page_of(post).status_code == page_of(post, make_user()).status_code == 404
    page = page_of(post, make_moderator())
    assertContains(
        page, "This question waits for a moderator. Only its author and moderators see it"
    )
    assertNotContains(page, FIRST)


def test_a_held_answer_is_absent_for_others_and_not_counted():
    question = make_question()
    held = make_answer(question, "Held words.", make_user(level=Level.NEW))
    make_comment(question.posts.get(number=0), "Held comment.", make_user(level=Level.NEW))
    for viewer in (None, make_user(), question.author):
        page = page_of(held, viewer)
        assertContains(page, "No answers yet")
        for words in ("Held words.", "Held comment.", WAITS):
            assertNotContains(page, words)
    question.refresh_from_db()
    assert question.answer_count == 0
    assertNotContains(Client().get("/community/"), "1 answer")


def test_a_held_post_can_be_changed_and_deleted_while_it_waits():
    member = make_user()
    client = signed_in(member)
    ask(client, PHONE)
    post = Post.objects.get()
    page = edit(client, post, "I start in May.")
    assertContains(page, WAITS)
    assertNotContains(page, CONTACT)
    post.refresh_from_db()
    assert (post.text, post.state) == ("I start in May.", State.PENDING)
    page = client.post(f"/community/posts/{post.pk}/delete/", {"wanted": "1"}, follow=True)
    assertContains(page, "This question was deleted by its author")
    assertNotContains(page, WAITS)
    assert not Review.objects.open().exists()


def test_when_it_is_approved_nothing_is_said_any_more():
    member = make_user(level=Level.NEW)
    ask(signed_in(member))
    post = Post.objects.get()
    moderation.decide(Review.objects.get(), Decision.APPROVED, make_moderator())
    for viewer in (None, member):
        page = page_of(post, viewer)
        assert page.status_code == 200
        assertNotContains(page, "alert-warning")


def test_reasons_of_reports_on_a_waiting_post_are_not_told():
    member = make_user(level=Level.NEW)
    ask(signed_in(member))
    post = Post.objects.get()
    signs = ["contact", "bullying", "spam"]  # as Report.Reason has them
    Review.objects.of_post(post, Review.Kind.REPORT, signs, 2)
    page = page_of(post, member)
    assertContains(page, f"<li>{FIRST}</li>", 1)
    for words in (CONTACT, "advert", "unkind", "eported"):
        assertNotContains(page, words)


# A change that waits.


def held_change(text=f"Ask the charge nurse. {PHONE}"):
    """An answer readers see, of which a change waits."""
    answer = make_answer()
    edit(signed_in(answer.author), answer, text)
    return answer


def test_a_held_change_says_so_to_its_author_who_finds_it_in_the_form():
    answer = held_change()
    page = page_of(answer, answer.author)
    for words in (CHANGE_WAITS, "Readers see the earlier words until then.", CONTACT):
        assertContains(page, words, 1)
    form = signed_in(answer.author).get(f"/community/posts/{answer.pk}/edit/").context["form"]
    assert form["body"].value() == f"Ask the charge nurse. {PHONE}"
    for viewer in (None, make_user(), make_moderator()):
        page = page_of(answer, viewer)
        assertContains(page, "Ask on the first day.")
        for words in (CHANGE_WAITS, "charge nurse", "alert-warning"):
            assertNotContains(page, words)


def test_a_held_change_of_a_question_brings_its_title_back_too():
    question = make_question()
    post, client = question.posts.get(), signed_in(question.author)
    edit(client, post, PHONE, title="How do new nurses get night shifts?")
    form = client.get(f"/community/posts/{post.pk}/edit/").context["form"]
    assert form["title"].value() == "How do new nurses get night shifts?"
    assert form["body"].value() == PHONE
    assertContains(client.get(question.get_absolute_url()), CHANGE_WAITS, 1)


def test_an_anonymous_author_sees_the_change_that_waits_and_others_do_not():
    member = make_user()
    question = Question(author=member, title="How do new nurses get day shifts?")
    post = posting.ask(question, "I start in May.", uuid.uuid4(), anonymous=True)
    edit(signed_in(member), post, PHONE)
    assertContains(page_of(post, member), CHANGE_WAITS, 1)
    assertNotContains(page_of(post, make_user()), CHANGE_WAITS)


def test_a_change_of_a_change_replaces_it_and_a_harmless_one_is_seen_at_once():
    answer = held_change()
    client = signed_in(answer.author)
    edit(client, answer, f"Ask the manager. {PHONE}")
    assert Review.objects.open().get().text == f"Ask the manager. {PHONE}"
    page = edit(client, answer, "Ask the manager.")
    assertContains(page, "<p>Ask the manager.</p>")
    assertNotContains(page, CHANGE_WAITS)
    review = Review.objects.get()
    assert review.decision == Decision.WITHDRAWN
    page = client.get(f"/community/posts/{answer.pk}/edit/")
    assert page.context["form"]["body"].value() == "Ask the manager."


def test_a_change_that_is_not_taken_is_told_with_the_reason_and_can_be_sent_again():
    answer = held_change()
    reason = "Leave out the number.\n\nThe rest is good."
    moderation.decide(Review.objects.get(), Decision.REJECTED, make_moderator(), reason)
    page = page_of(answer, answer.author)
    for words in ("A moderator did not take your change.", "<p>Leave out the number.</p>"):
        assertContains(page, words, 1)
    assertNotContains(page, "appeal/")
    client = signed_in(answer.author)
    form = client.get(f"/community/posts/{answer.pk}/edit/").context["form"]
    assert form["body"].value() == f"Ask the charge nurse. {PHONE}"
    page = edit(client, answer, "Ask the charge nurse.")
    assertNotContains(page, "did not take")
    assertContains(page, CHANGE_WAITS, 1)
    moderation.decide(Review.objects.open().get(), Decision.APPROVED, make_moderator())
    page = page_of(answer, answer.author)
    assertContains(page, "<p>Ask the charge nurse.</p>")
    assertNotContains(page, "alert-warning")


def test_an_approved_change_is_there_and_the_form_holds_it():
    answer = held_change()
    moderation.decide(Review.objects.get(), Decision.APPROVED, make_moderator())
    page = page_of(answer, answer.author)
    assertContains(page, "Ask the charge nurse.")
    assertNotContains(page, "alert-warning")


def test_a_report_on_a_post_with_a_waiting_change_is_not_told():
    answer = held_change()
    Review.objects.of_post(answer, Review.Kind.REPORT, ["bullying"], 1)
    page = page_of(answer, answer.author)
    assertContains(page, CHANGE_WAITS, 1)
    assertNotContains(page, "eported this")


# A hidden post that its author has mended.


@pytest.mark.parametrize(
    ("decision", "state", "kind"),
    [(Decision.RESTORED, State.PUBLISHED, "restored"), (Decision.KEPT, State.HIDDEN, "upheld")],
)
def test_a_hidden_post_that_was_changed_is_looked_at_again(decision, state, kind):
    answer, moderator = make_answer(), make_moderator()
    hiding = moderation.open_review(answer, moderator)
    moderation.decide(hiding, Decision.HIDDEN, moderator, "It names a school.")
    for text in ("Ask on the second day.", "Ask on the third day."):
        answer.refresh_from_db()
        page = edit(signed_in(answer.author), answer, text)
        assertContains(page, "A moderator looks at it again.", 1)
        assertContains(page, "You have changed it, and a moderator looks at it again.", 1)
    review = Review.objects.open().get()
    assert review.kind == Review.Kind.POST
    assert Sign.AGAIN in review.signs
    moderation.decide(review, decision, moderator)
    answer.refresh_from_db()
    assert (answer.state, answer.text) == (state, "Ask on the third day.")
    assert answer.author.notifications.filter(kind=kind).exists()
    assertNotContains(page_of(answer, answer.author), "looks at it again")


# What it costs.


def test_telling_costs_one_query_however_many_wait():
    member, question = make_user(level=Level.NEW), make_question()
    client = signed_in(member)
    address = question.get_absolute_url()
    client.get(address)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    before = queries()
    counts = []
    for _ in range(2):
        for _ in range(3):
            answer = make_answer(question, PHONE, member)
        make_comment(question.posts.get(number=0), PHONE, member)
        counts.append(queries())
    assert answer.state == State.PENDING
    assert counts[0] == counts[1] <= before + 1
