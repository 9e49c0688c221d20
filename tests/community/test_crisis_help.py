"""Who writes that they may hurt themselves reads where help is, at once and wherever it shows."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from community.models import Post, Report, Review, Sign
from tests.builders import make_answer, make_question, make_user

pytestmark = pytest.mark.django_db

WORDS = "I don’t know how to go on. I want to kill myself."
PROFESSIONAL = "How do crisis counselors talk to suicidal patients?"
TITLE = "How do new nurses get day shifts?"
# In their markup: a random token may hold three digits, too.
NUMBERS = ("<b>988</b>", "<b>741741</b>", "<b>911</b>", "https://findahelpline.com/")


@pytest.fixture
def member(client):
    member = make_user()
    client.force_login(member)
    return member


def assert_helped(page, helped=True):
    for number in NUMBERS:
        (assertContains if helped else assertNotContains)(page, number)


def forms():
    answer = make_answer()
    return [
        "/community/ask/",
        f"/community/questions/{answer.question.pk}/answer/",
        f"/community/posts/{answer.pk}/comment/",
    ]


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize(("text", "helped"), [(WORDS, True), (PROFESSIONAL, False)])
def test_a_preview_shows_where_help_is(client, member, place, text, helped):
    data = {"title": TITLE, "body": text, "preview": "1"}
    page = client.post(forms()[place], data)
    assertContains(page, "Not posted yet.")
    assert_helped(page, helped)


def test_visitors_previews_and_titles_count_too():
    page = Client().post("/community/ask/", {"title": WORDS, "body": "…", "preview": "1"})
    assert_helped(page)


def test_help_comes_before_similar_questions_and_beside_mistakes(client, member):
    make_question(TITLE)
    page = client.post("/community/ask/", {"title": TITLE, "body": WORDS})
    assertContains(page, "Questions like yours")
    assert_helped(page)
    page = client.post("/community/ask/", {"title": "", "body": WORDS})
    assertContains(page, "988", status_code=422)


def test_a_changed_post_shows_it_in_its_preview(client, member):
    answer = make_answer(author=member)
    page = client.post(f"/community/posts/{answer.pk}/edit/", {"body": WORDS, "preview": "1"})
    assert_helped(page)


@pytest.mark.parametrize("place", range(3))
def test_after_sending_help_stands_above_the_held_post_for_its_author_alone(client, member, place):
    data = {"title": TITLE, "body": WORDS, "similar_seen": "1"}
    page = client.post(forms()[place], data, follow=True)
    assert_helped(page)
    assertContains(page, "a moderator reads it as soon as possible", 1)
    review, post = Review.objects.get(), Post.objects.latest("pk")
    assert (review.post, review.urgency, review.signs) == (post, Review.Urgency.NOW, [Sign.CRISIS])
    assert_helped(Client().get(make_question().get_absolute_url()), helped=False)


def test_a_change_that_says_it_shows_help_above_the_post(client, member):
    answer = make_answer(author=member)
    data = {"body": WORDS, "version": "1"}
    page = client.post(f"/community/posts/{answer.pk}/edit/", data, follow=True)
    assert_helped(page)
    assert_helped(Client().get(answer.question.get_absolute_url()), helped=False)


def test_the_author_of_a_post_reported_for_it_reads_where_help_is(client, member):
    answer = make_answer(author=member)
    assert_helped(client.get(answer.question.get_absolute_url()), helped=False)
    reporter = Client()
    reporter.force_login(make_user())
    reporter.post(f"/community/posts/{answer.pk}/report/", {"reason": "harm"})
    assert_helped(client.get(answer.question.get_absolute_url()))


@pytest.mark.parametrize("reason", Report.Reason.values)
@pytest.mark.parametrize("body", ["", WORDS])
def test_thanks_for_a_report_about_danger_say_where_help_is(reason, body):
    data = {"reason": reason, "body": body}
    page = Client().post(f"/community/posts/{make_answer().pk}/report/", data, follow=True)
    assertContains(page, "Thank you")
    assert_helped(page, helped=reason in ("child", "harm") or bool(body))
    assertContains(page, "/community/rules/")


def test_the_rules_say_it_and_nothing_is_loaded_from_elsewhere(client):
    page = client.get("/community/rules/")
    assert_helped(page)
    policy = page.headers["Content-Security-Policy"]
    for host in ("988lifeline", "crisistextline", "findahelpline"):
        assert host not in policy
