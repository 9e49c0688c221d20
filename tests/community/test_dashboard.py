"""Figures of the last weeks, and the log of what moderators did."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careerportal.accounts import audit
from careerportal.accounts.audit import AuditEntry
from community import moderation
from community.dashboard import WEEK, Week, columns, last_weeks
from community.models import Level, Post, Question, Review
from tests.builders import make_answer, make_moderator, make_question, make_user
from tests.community.desk import make_held, make_report

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
"""A Wednesday."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator(handle="mo"))
    return client


def asked(at: datetime, *waits: timedelta) -> Question:
    """A question of that time with answers after so long."""
    question = make_question()
    Question.objects.filter(pk=question.pk).update(created_at=at)
    question.posts.update(created_at=at)
    for wait in waits:
        Post.objects.filter(pk=make_answer(question).pk).update(created_at=at + wait)
    return question


def of_week(back: int) -> Week:
    """The figures of so many weeks ago; 0 is the running one."""
    return last_weeks(NOW)[-1 - back]


def test_weeks_begin_on_monday_and_the_last_one_ends_now() -> None:
    weeks = last_weeks(NOW)
    assert len(weeks) == 12
    assert {timezone.localtime(week.start).weekday() for week in weeks} == {0}
    assert {timezone.localtime(week.start).hour for week in weeks} == {0}
    assert weeks[-1].end == NOW
    assert [week.end for week in weeks[:-1]] == [week.start for week in weeks[1:]]


def test_the_median_is_of_the_first_answers_of_the_weeks_questions() -> None:
    day = NOW - WEEK
    asked(day, 2 * HOUR, 1 * HOUR)
    asked(day, 5 * HOUR)
    asked(day, 30 * HOUR)
    asked(day)
    week = of_week(1)
    assert (week.asked, week.answered, week.hours_to_answer) == (4, 3, 5.0)
    assert of_week(0).hours_to_answer is None


def test_what_readers_cannot_see_is_neither_a_question_nor_an_answer_of_it() -> None:
    question = asked(NOW - HOUR, 1 * HOUR)
    Post.objects.filter(question=question, kind="answer").update(state="hidden")
    asked(NOW - HOUR).posts.get().set_state("hidden")  # type: ignore[arg-type]
    week = of_week(0)
    assert (week.asked, week.answered) == (1, 0)


def test_an_answer_older_than_its_question_counts_as_at_once() -> None:
    asked(NOW - HOUR, -3 * DAY)
    assert of_week(0).hours_to_answer == 0


def test_held_posts_are_a_share_of_all() -> None:
    day = NOW - 2 * WEEK
    for _ in range(3):
        asked(day)
    held = make_held()
    Post.objects.filter(pk=held.post_id).update(created_at=day)
    reported = asked(day)
    make_report(reported.posts.get())
    week = of_week(2)
    assert (week.posts, week.held, week.held_share) == (5, 1, 20.0)
    assert of_week(0).held_share is None


def make_review(kind: str, created: datetime, decision: str = "", decided: Any = None) -> Review:
    return Review.objects.create(
        post=make_answer(), kind=kind, decision=decision, created_at=created, decided_at=decided
    )


def test_decisions_taken_back_are_a_share_of_the_appeals_decided() -> None:
    since, day = NOW - 5 * WEEK, NOW - WEEK
    for decision in ("restored", "kept", "kept", "kept", "withdrawn"):
        make_review("appeal", since, decision, day)
    make_review("report", since, "kept", day)
    week = of_week(1)
    assert (week.appeals, week.restored, week.restored_share) == (4, 1, 25.0)


def test_the_backlog_is_what_waited_when_the_week_ended() -> None:
    make_review("post", NOW - 3 * WEEK, "approved", NOW - WEEK - 4 * DAY)
    make_review("post", NOW - 2 * WEEK, "approved", NOW - HOUR)
    make_review("post", NOW - 4 * DAY)
    make_review("post", NOW - 40 * WEEK, "approved", NOW - 30 * WEEK)
    assert [of_week(back).backlog for back in (3, 2, 1, 0)] == [1, 1, 2, 1]
    assert of_week(0).days_of_oldest == 4.0
    assert of_week(11).backlog == 0
    assert of_week(11).days_of_oldest is None


def test_the_charts_have_their_numbers_in_words_and_in_a_table(desk: Client) -> None:
    make_held()
    page = desk.get(reverse("community:desk-figures")).text
    assert page.count('class="columns" role="img" aria-label="') == 5
    assert page.count("<table") == 5
    assert "Waiting at the week’s end by week, oldest first, items: 0, " in page
    assert " style=" not in page


def test_columns_leave_a_gap_where_there_is_no_figure() -> None:
    chart = columns([None, 5, 0, 10], "Four weeks")
    assert chart.count("<rect") == 3
    assert 'x="77.5%" width="20.0%" y="0.0%" height="100.0%"' in chart
    assert columns([], "Nothing").count("<rect") == 0


@pytest.mark.parametrize("rows", [2, 40])
def test_the_figures_cost_the_same_whatever_happened(
    desk: Client, django_assert_max_num_queries: Any, rows: int
) -> None:
    question, author = make_question(), make_user(level=Level.NEW)
    for _ in range(rows):
        make_answer(question, author=author)
        make_answer(question)
    with django_assert_max_num_queries(12):
        assert desk.get(reverse("community:desk-figures")).status_code == 200


# ---- The log ------------------------------------------------------------------------------------


def test_the_log_says_who_did_what_to_which_post(desk: Client) -> None:
    other = make_moderator(handle="other")
    review = make_report(make_answer())
    moderation.decide(review, Review.Decision.HIDDEN, other, "A very special reason.")
    page = " ".join(desk.get(reverse("community:desk-log")).text.split())
    for words in (
        "Hidden",
        f"(review {review.pk})",
        "by other",
        "How do new nurses get day shifts?",
    ):
        assert words in page, words
    assert f'href="/community/posts/{review.post_id}/moderate/"' in page
    assert "A very special reason." not in page


def test_the_log_tells_of_people_and_things_that_are_gone_by_number(desk: Client) -> None:
    other, member = make_moderator(), make_user()
    answer = make_answer()
    audit.record(other, "post.hidden", answer)
    audit.record(None, "post.hidden", answer, "by reports")
    audit.record(other, "member.silence", member, "sanction 1")
    numbers = other.pk, answer.pk, member.pk
    answer.delete()
    other.delete()
    member.delete()
    page = desk.get(reverse("community:desk-log")).text
    for words in (
        f"by member {numbers[0]}, who has left",
        f"Post {numbers[1]}, which is gone",
        f"Member {numbers[2]}, who has left",
        "by the site itself",
    ):
        assert words in page, words


def test_what_authors_do_and_what_is_done_with_accounts_in_the_admin_is_not_in_it(
    desk: Client,
) -> None:
    member = make_user("someone")
    for action in ("post.remove", "post.put-back"):
        audit.record(None, action, make_answer(author=member))
    for action in ("member.staff", "member.email", "member.groups", "member.delete"):
        audit.record(None, action, member, "on")
    page = desk.get(reverse("community:desk-log")).text
    assert "Nothing was done yet" in page
    assert "someone" not in page


def test_the_log_goes_on_from_the_last_entry(desk: Client) -> None:
    answer = make_answer()
    for number in range(120):
        audit.record(None, "post.kept", answer, f"review {number}")
    seen, address = [], reverse("community:desk-log")
    while address:
        context = desk.get(address).context
        seen += [row["entry"].pk for row in context["rows"]]
        address = context["more"] and f"{reverse('community:desk-log')}?after={context['more']}"
    expected = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)
    assert seen == list(expected)


@pytest.mark.parametrize("rows", [3, 50])
def test_the_log_costs_the_same_at_any_length(
    desk: Client, django_assert_max_num_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        audit.record(make_moderator(), "post.kept", make_answer())
    with django_assert_max_num_queries(10):
        assert desk.get(reverse("community:desk-log")).status_code == 200
