"""The moderators’ desk: who gets there, and the queue."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careerportal.accounts.models import User
from community import posting
from community.models import Level, Post, Question, Report, Review
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.desk import (
    make_appeal,
    make_change,
    make_held,
    make_held_answer,
    make_report,
)

pytestmark = pytest.mark.django_db

DESK = "/community/moderation/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator(handle="mo"))
    return client


ADDRESSES = {
    DESK: ["GET"],
    f"{DESK}decide/": ["POST"],
    f"{DESK}reviews/{{review}}/": ["GET", "POST"],
    f"{DESK}reviews/{{review}}/claim/": ["POST"],
    f"{DESK}figures/": ["GET"],
    f"{DESK}log/": ["GET"],
    "/community/posts/{post}/moderate/": ["GET", "POST"],
}


def each_address() -> list[tuple[str, list[str]]]:
    review = make_held()
    return [
        (address.format(review=review.pk, post=review.post_id), methods)
        for address, methods in ADDRESSES.items()
    ]


def test_visitors_are_led_to_sign_in_and_members_are_kept_out(client: Client) -> None:
    for address, methods in each_address():
        for method in methods:
            answer = client.generic(method, address)
            assert answer.status_code == 302, address
            assert answer.headers["Location"].startswith(reverse("account_login"))
    client.force_login(make_user())
    for address, methods in each_address():
        for method in methods:
            answer = client.generic(method, address)
            assert answer.status_code == 403, address
            assert "Only moderators work at this desk." in answer.text
    assert not Review.objects.exclude(decided_at=None).exists()


@pytest.mark.parametrize(
    "make",
    [
        make_moderator,
        lambda: make_user(is_staff=True, is_superuser=True),
    ],
)
def test_moderators_and_superusers_get_everywhere(client: Client, make: Any) -> None:
    client.force_login(make())
    for address, methods in each_address():
        if "GET" in methods:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_user(is_staff=True, groups=("Editors",)),
        lambda: make_user(groups=("Moderators",)),
    ],
)
def test_neither_editors_nor_the_group_without_staff_status_is_enough(
    client: Client, make: Any
) -> None:
    client.force_login(make())
    for address, methods in each_address():
        assert client.generic(methods[0], address).status_code == 403


def test_other_methods_are_refused(desk: Client) -> None:
    for address, methods in each_address():
        for method in {"GET", "POST", "PUT", "DELETE"} - set(methods):
            assert desk.generic(method, address).status_code == 405, (method, address)


def test_without_a_second_factor_moderators_are_led_to_set_one_up(
    desk: Client, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    for address, methods in each_address():
        for method in methods:
            answer = desk.generic(method, address)
            assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")
    assert not Review.objects.exclude(decided_at=None).exists()


def test_what_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get(f"{DESK}reviews/999/").status_code == 404
    assert desk.post(f"{DESK}reviews/999/claim/", {"wanted": "1"}).status_code == 404
    assert desk.post("/community/posts/999/moderate/").status_code == 404


def test_the_link_to_the_desk_is_for_moderators(client: Client) -> None:
    link = f'href="{DESK}"'
    assert link not in client.get("/community/").text
    for person, there in [(make_user(), False), (make_moderator(), True)]:
        client.force_login(person)
        assert (link in client.get("/community/").text) == there


# ---- The queue ----------------------------------------------------------------------------------


def order(page: str, *reviews: Review) -> list[Review]:
    """The reviews by where their links stand in the page; those that have none left out."""
    places = {page.find(reverse("community:desk-review", args=[r.pk])): r for r in reviews}
    return [places[place] for place in sorted(places) if place >= 0]


def test_a_row_says_what_it_is_about(desk: Client) -> None:
    career = make_career("Welder")
    review = make_held(
        "Write to jo@example.org if you weld.", career=career, author=make_user("jo")
    )
    Review.objects.filter(pk=review.pk).update(created_at=timezone.now() - timedelta(hours=3))
    make_report(review.post)
    page = " ".join(desk.get(DESK).text.split())
    for words in (
        "1 item waits, the oldest for",
        "New post",
        "Contact details",
        "How do new nurses get day shifts?",
        "Write to jo@example.org if you weld.",
        "Question by jo · Welder · waits 3 hours · 1 report",
    ):
        assert words in page, words


def test_an_anonymous_post_is_listed_by_its_pseudonym_only(desk: Client) -> None:
    author = make_user("secret-me", level=Level.NEW)
    question = Question(title="May I ask this without my name?", author=author)
    post = posting.ask(question, "It is about pay.", uuid.uuid4(), anonymous=True)
    review = Review.objects.get(post=post)
    for address in (DESK, reverse("community:desk-review", args=[review.pk])):
        page = desk.get(address).text
        assert post.pseudonym in page
        assert "secret-me" not in page


def test_the_most_urgent_comes_first_and_then_the_oldest(desk: Client) -> None:
    first, second = make_held(), make_held_answer()
    soon = make_held("Write to jo@example.org.")
    now = make_held("I want to kill myself.")
    assert order(desk.get(DESK).text, first, second, soon, now) == [now, soon, first, second]


def test_tabs_show_one_kind_or_what_one_has_taken(desk: Client) -> None:
    held, report = make_held(), make_report(make_answer())
    change, appeal = make_change(make_answer()), make_appeal(make_answer())
    everything = (held, report, change, appeal)
    for show, there in [
        ("post", [held]),
        ("edit", [change]),
        ("report", [report]),
        ("appeal", [appeal]),
        ("mine", []),
        ("nonsense", [change, held, report, appeal]),
    ]:
        assert set(order(desk.get(DESK, {"show": show}).text, *everything)) == set(there), show
    desk.post(reverse("community:desk-claim", args=[report.pk]), {"wanted": "1"})
    assert order(desk.get(DESK, {"show": "mine"}).text, *everything) == [report]
    Review.objects.update(claimed_until=timezone.now())
    assert order(desk.get(DESK, {"show": "mine"}).text, *everything) == []


def test_decided_items_leave_the_queue(desk: Client) -> None:
    review = make_held()
    review.close(Review.Decision.APPROVED, None)
    page = desk.get(DESK).text
    assert "Nothing waits." in page
    assert order(page, review) == []


def test_pages_go_on_from_a_cursor_and_show_each_item_once(desk: Client) -> None:
    author = make_user(level=Level.NEW)
    question = make_question()
    reviews = [Review.objects.get(post=make_answer(question, author=author)) for _ in range(60)]
    Review.objects.filter(pk__in=[r.pk for r in reviews[50:]]).update(urgency=1)
    seen, address = [], DESK
    while address:
        context = desk.get(address).context
        seen += [row["review"].pk for row in context["rows"]]
        address = context["more"] and f"{DESK}?after={context['more']}"
    expected = [r.pk for r in [*reviews[50:], *reviews[:50]]]
    assert seen == expected


@pytest.mark.parametrize("items", [10, 1000])
def test_the_queue_costs_the_same_at_any_length(
    desk: Client, django_assert_max_num_queries: Any, items: int
) -> None:
    author, question = make_user(level=Level.NEW), make_question()
    posts = Post.objects.bulk_create(
        Post(question=question, number=n, kind="answer", author=author, state="pending", text="x")
        for n in range(1, items + 1)
    )
    reviews = Review.objects.bulk_create(Review(post=post, kind="post") for post in posts)
    Report.objects.create(review=reviews[0], reason="spam", reporter=author)
    with django_assert_max_num_queries(12):
        page = desk.get(DESK).text
    assert ("100+ items wait" if items > 100 else "10 items wait") in page


def test_the_queue_names_no_reporter(desk: Client) -> None:
    review = make_report(make_answer())
    reporter = review.reports.get().reporter
    assert reporter
    for address in (DESK, reverse("community:desk-review", args=[review.pk])):
        assert reporter.handle not in desk.get(address).text


# ---- Taking an item -----------------------------------------------------------------------------


def test_opening_an_item_writes_nothing_and_a_button_takes_it(desk: Client) -> None:
    review = make_held()
    address = reverse("community:desk-review", args=[review.pk])
    before = Review.objects.values().get(pk=review.pk)
    assert "Take it" in desk.get(address).text
    assert Review.objects.values().get(pk=review.pk) == before
    claim = reverse("community:desk-claim", args=[review.pk])
    assert "You, until" in desk.post(claim, {"wanted": "1"}, follow=True).text

    other = Client()
    other.force_login(make_moderator(handle="other"))
    assert "mo is on it" in other.get(DESK).text
    page = other.post(claim, {"wanted": "1"}, follow=True).text
    assert "Someone else has taken it already." in page
    assert "You can still decide." in page
    desk.post(claim, {"wanted": "0"})
    assert "You, until" in other.post(claim, {"wanted": "1"}, follow=True).text


def test_a_claim_ends_after_a_quarter_of_an_hour(desk: Client) -> None:
    review, mo = make_held(), User.objects.get(handle="mo")
    assert Review.objects.claim(review.pk, mo)
    review.refresh_from_db()
    assert review.claimed_until is not None
    assert timedelta(minutes=14) < review.claimed_until - timezone.now() <= timedelta(minutes=15)
    Review.objects.update(claimed_until=timezone.now())
    assert "mo is on it" not in desk.get(DESK).text


def test_a_claim_without_a_wish_is_refused(desk: Client) -> None:
    review = make_held()
    assert desk.post(reverse("community:desk-claim", args=[review.pk])).status_code == 400


def test_a_comment_is_shown_with_what_it_stands_under(desk: Client) -> None:
    answer = make_answer(text="Nights pay more.")
    comment = make_comment(answer, "Is that so?", author=make_user(level=Level.NEW))
    review = Review.objects.get(post=comment)
    page = desk.get(reverse("community:desk-review", args=[review.pk])).text
    for words in ("Is that so?", "Nights pay more.", answer.question.title):
        assert words in page
