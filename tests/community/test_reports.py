"""Anyone may report a post or a member. What that does depends on who says it, and of whom."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careerportal.accounts.audit import AuditEntry
from community import mail, moderation, posting
from community.models import (
    Level,
    Notification,
    Post,
    Question,
    Report,
    Review,
    Standing,
    State,
)
from community.standing import level_of
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.professionals import make_professional

pytestmark = pytest.mark.django_db

CHILD, HARM, SPAM = Report.Reason.CHILD_SAFETY, Report.Reason.SELF_HARM, Report.Reason.SPAM
KEPT, HIDDEN = Review.Decision.KEPT, Review.Decision.HIDDEN


def address(about):
    if isinstance(about, Post):
        return f"/community/posts/{about.pk}/report/"
    return f"/community/members/{about.handle}/report/"


def send(about, reporter=None, reason=SPAM, **data):
    client = Client()
    if reporter:
        client.force_login(reporter)
    return client.post(address(about), {"reason": reason, "body": ""} | data)


def state_of(post):
    return Post.objects.values_list("state", flat=True).get(pk=post.pk)


def answer_by(level):
    """A published answer whose author is at that level now."""
    answer = make_answer()
    Standing.objects.filter(member=answer.author).update(level=level)
    return answer


def anonymous_question_by(level):
    """The text of a published question, and who asked it, who is at that level now."""
    author = make_user()
    question = Question(author=author, title="How do new nurses get day shifts?")
    text = posting.ask(question, "I start in May.", uuid.uuid4(), anonymous=True)
    Standing.objects.filter(member=author).update(level=level)
    return text, author


# Where it is, and who may.


def test_everyone_finds_report_beside_every_post_and_on_a_members_page(client):
    answer = make_answer()
    comment, question = make_comment(answer), answer.question
    text = question.posts.get(number=0)
    for reader in (None, make_user()):
        if reader:
            client.force_login(reader)
        page = client.get(question.get_absolute_url())
        for post in (text, answer, comment):
            assertContains(page, f'href="{address(post)}"', 1)
        page = client.get(f"/community/members/{answer.author.handle}/")
        assertContains(page, f'href="{address(answer.author)}"', 1)
    client.force_login(answer.author)
    assertNotContains(client.get(question.get_absolute_url()), f'href="{address(answer)}"')
    page = client.get(f"/community/members/{answer.author.handle}/")
    assertNotContains(page, f'href="{address(answer.author)}"')


def test_the_form_is_the_same_bytes_for_all_visitors_and_writes_nothing(
    django_assert_max_num_queries,
):
    answer = make_answer()
    for about in (answer, answer.author):
        with django_assert_max_num_queries(4) as queries:
            first, second = (Client().get(address(about)) for _ in range(2))
        assertContains(first, "Send report")
        assert first.content == second.content
        assertNotContains(first, "csrfmiddlewaretoken")
        assert not first.cookies
        writes = re.compile("INSERT|UPDATE|DELETE")
        assert not [query for query in queries if writes.match(query["sql"])]


def test_a_visitors_report_needs_no_cookie_and_waits_in_the_queue():
    answer = make_answer()
    client = Client(enforce_csrf_checks=True)
    response = client.post(address(answer), {"reason": SPAM, "body": "They sell a course."})
    assertRedirects(response, "/community/reported/")
    assert not response.cookies
    assertContains(client.get(response.url), "What happens next")
    report = Report.objects.get()
    assert (report.text, report.reporter, report.weight) == ("They sell a course.", None, 1)
    assert (report.review.post, report.review.kind) == (answer, Review.Kind.REPORT)
    assert report.review.is_open
    assert state_of(answer) == State.PUBLISHED


def test_a_members_report_without_their_token_is_kept_for_them_and_not_sent():
    answer, client = make_answer(), Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    response = client.post(address(answer), {"reason": SPAM, "body": "Words I care for."})
    assertRedirects(response, address(answer), fetch_redirect_response=False)
    page = client.get(address(answer))
    assertContains(page, "Words I care for.</textarea>")
    assert not Report.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    client.post(address(answer), {"reason": SPAM, "body": "", "csrfmiddlewaretoken": token})
    assert Report.objects.count() == 1


def test_reporting_twice_is_one_report_in_the_latest_words_and_says_so():
    answer, member = make_answer(), make_user(level=Level.NEW)
    send(answer, member, SPAM, body="First.")
    response = send(answer, member, Report.Reason.BULLYING, body="Second.")
    assertContains(Client().get(response.url), "You had reported this before, so it counts once.")
    report = Report.objects.get()
    assert (report.reason, report.text) == ("bullying", "Second.")


def test_a_member_is_reported_once_by_each_and_the_gravest_word_counts():
    member, reporter = make_user(), make_user()
    send(member, reporter, SPAM)
    send(member, reporter, CHILD)
    send(member, make_user(), SPAM)
    review = Review.objects.get()
    assert (review.member, review.post, review.kind) == (member, None, Review.Kind.REPORT)
    assert review.urgency == Review.Urgency.NOW
    assert review.signs == [SPAM, CHILD]
    assert review.reports.count() == 2


def test_after_a_decision_on_a_member_a_report_opens_the_next_review():
    member = make_user()
    send(member)
    moderation.decide(Review.objects.get(), KEPT, make_moderator())
    send(member)
    assert Review.objects.open().get().member == member
    assert Review.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"reason": ""}, "Choose what comes closest."),
        ({"reason": "boring"}, "Choose one of these."),
        ({"body": "x" * 2001}, "Keep it to 2000 characters; it has 2001 now."),
        ({"body": "Kept\0words"}, "that can’t be shown"),
    ],
)
def test_mistakes_are_told_beside_the_field_and_what_was_typed_stays(data, says):
    answer = make_answer()
    for reporter in (None, make_user()):
        response = send(answer, reporter, **({"body": "Kept words."} | data))
        assertContains(response, says, status_code=422)
        assertContains(response, data.get("body", "Kept words.")[:4], status_code=422)
    assert not Report.objects.exists()


def test_other_methods_are_refused(client):
    answer = make_answer()
    for about in (answer, answer.author):
        assert client.put(address(about)).status_code == 405
        assert client.delete(address(about)).status_code == 405
    assert client.post("/community/reported/").status_code == 405


def test_what_one_cannot_see_one_cannot_report():
    hidden, pending, gone = make_answer(), make_answer(), make_user(is_active=False)
    hidden.set_state(State.HIDDEN)
    pending.set_state(State.PENDING)
    below = make_comment(answer := make_answer())
    answer.question.posts.get(number=0).set_state(State.REMOVED)
    for reporter in (None, make_user()):
        for about in (hidden, pending, below, answer, gone):
            assert send(about, reporter).status_code == 404
        client = Client()
        assert client.get("/community/posts/999999/report/").status_code == 404
        assert client.get("/community/members/nobody-here/report/").status_code == 404
    assert not Report.objects.exists()


def test_nobody_reports_themselves():
    answer, anonymous, asker = make_answer(), *anonymous_question_by(Level.REGULAR)
    assert send(answer, answer.author).status_code == 403
    assert send(answer.author, answer.author).status_code == 403
    assert send(anonymous, asker).status_code == 403
    assert not Report.objects.exists()


def test_a_report_on_a_waiting_post_joins_what_waits_there():
    pending = make_answer(author=make_user(level=Level.NEW))
    assert pending.state == State.PENDING
    send(pending, make_moderator(), CHILD)
    review = Review.objects.get()
    assert (review.kind, review.urgency) == (Review.Kind.POST, Review.Urgency.NOW)
    assert state_of(pending) == State.PENDING
    assert not review.was_hidden_at_once


@pytest.mark.parametrize("then", ["edit", "delete"])
def test_a_report_on_a_post_with_a_waiting_change_outlives_what_its_author_does_to_it(client, then):
    answer = make_answer()
    posting.rewrite(answer, answer.author, "Call 555-123-4567.", 1)
    send(answer, make_user(level=Level.NEW), CHILD)
    client.force_login(answer.author)
    data = {"body": "Ask a nurse.", "version": "1", "wanted": "1"}
    assert client.post(f"/community/posts/{answer.pk}/{then}/", data).status_code == 302
    review = Review.objects.get()
    assert (review.kind, review.is_open) == (Review.Kind.REPORT, True)
    answer.refresh_from_db()
    if then == "edit":
        assert (answer.text, review.text) == ("Ask a nurse.", "")


def test_limits_hold_newcomers_up_and_keep_their_words(client):
    client.force_login(make_user(level=Level.NEW))
    answers = [make_answer() for _ in range(6)]
    for answer in answers[:5]:
        assert client.post(address(answer), {"reason": SPAM}).status_code == 302
    response = client.post(address(answers[5]), {"reason": HARM, "body": "Look at this."})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assertContains(response, "You have sent 5 reports in the last hour.", status_code=429)
    assertContains(response, "Look at this.</textarea>", status_code=429)
    assertContains(response, "988", status_code=429)
    assert Report.objects.count() == 5


def test_what_a_program_sends_is_kept_and_weighs_nothing():
    answer = answer_by(Level.NEW)
    for reason in (CHILD, SPAM):
        send(answer, make_user(), reason, website="https://spam.example/")
    assert [report.weight for report in Report.objects.all()] == [0, 0]
    assert state_of(answer) == State.PUBLISHED


# How much a word weighs.

REPORTERS = {
    "a visitor": lambda: None,
    "someone new": lambda: make_user(level=Level.NEW),
    "a member": lambda: make_user(level=Level.MEMBER),
    "a regular": make_user,
    "a professional": lambda: make_professional(make_career(), level=Level.NEW),
    "someone silenced": lambda: make_user(silenced_until=timezone.now() + timedelta(days=1)),
    "a moderator": make_moderator,
}


@pytest.mark.parametrize("reason", [CHILD, HARM])
@pytest.mark.parametrize(
    ("who", "of_new", "of_known"),
    [
        ("a visitor", True, False),
        ("someone new", True, False),
        ("someone silenced", True, False),
        ("a member", True, True),
        ("a regular", True, True),
        ("a moderator", True, True),
    ],
)
def test_danger_is_on_top_and_hides_at_once_unless_strangers_say_it_of_someone_known(
    who, of_new, of_known, reason
):
    for level, hides in [(Level.NEW, of_new), (Level.MEMBER, of_known), (Level.REGULAR, of_known)]:
        answer = answer_by(level)
        assertRedirects(send(answer, REPORTERS[who](), reason), "/community/reported/?help=1")
        review = Review.objects.get(post=answer)
        assert review.urgency == Review.Urgency.NOW
        assert Review.objects.open().in_order()[0].urgency == Review.Urgency.NOW
        assert review.was_hidden_at_once == hides
        assert state_of(answer) == (State.HIDDEN if hides else State.PUBLISHED)


@pytest.mark.parametrize(
    ("author", "enough", "too_little"),
    [
        (Level.NEW, ["a member"], ["someone new", "a visitor", "someone new", "a visitor"]),
        (Level.NEW, ["a regular"], ["someone silenced"] * 3),
        (Level.MEMBER, ["a member"] * 3, ["a member"] * 2 + ["a visitor"]),
        (Level.MEMBER, ["a regular", "a member"], ["a regular"] + ["someone new"] * 5),
        (Level.MEMBER, ["a professional", "a member"], ["a professional", "a visitor"]),
        (Level.MEMBER, ["a member", "a member", "someone new", "a visitor"], ["a member"]),
        (Level.REGULAR, ["a regular", "a regular", "a visitor", "a visitor"], ["a regular"] * 2),
        (Level.REGULAR, ["a member"] * 4, ["a member"] * 3 + ["someone new"] * 2),
    ],
)
def test_other_reasons_hide_when_the_words_against_a_post_add_up(author, enough, too_little):
    answer = answer_by(author)
    for who in enough:
        assert state_of(answer) == State.PUBLISHED
        send(answer, REPORTERS[who]())
    assert state_of(answer) == State.HIDDEN
    assert Review.objects.get(post=answer).was_hidden_at_once
    answer = answer_by(author)
    for who in too_little:
        send(answer, REPORTERS[who]())
    assert state_of(answer) == State.PUBLISHED
    assert Review.objects.get(post=answer).is_open


def test_one_persons_reports_count_once():
    answer, regular = answer_by(Level.MEMBER), make_user()
    for reason in (SPAM, Report.Reason.OTHER, Report.Reason.WRONG):
        send(answer, regular, reason)
    assert state_of(answer) == State.PUBLISHED


@pytest.mark.parametrize("fell", [False, True])
def test_twenty_fresh_accounts_cannot_hide_a_verified_professionals_answer(fell):
    career = make_career()
    professional = make_professional(career, level=Level.NEW)
    answer = make_answer(make_question(career=career), author=professional)
    if fell:  # a moderator sent back something else of theirs: to the board they are new
        other = make_answer(author=professional)
        moderator = make_moderator()
        review = moderation.open_review(other, moderator)
        moderation.decide(review, HIDDEN, moderator, "Too short.")
        assert level_of(professional) == Level.NEW
    else:
        assert answer.is_verified
    for n in range(20):
        fresh = make_user(level=Level.NEW)
        send(answer, fresh, [SPAM, CHILD, HARM][n % 3])
        send(answer, None, CHILD)
    assert state_of(answer) == State.PUBLISHED
    review = Review.objects.open().get(post=answer)
    assert (review.reports.count(), review.urgency) == (40, Review.Urgency.NOW)


@pytest.mark.parametrize(("level", "hidden"), [(Level.NEW, True), (Level.REGULAR, False)])
def test_the_standing_of_an_anonymous_author_counts_as_theirs(level, hidden):
    text, _ = anonymous_question_by(level)
    send(text, make_user(level=Level.NEW), CHILD)
    assert (state_of(text) == State.HIDDEN) == hidden
    assert not AuditEntry.objects.filter(action="anonymity.look").exists()


def test_what_a_former_member_wrote_is_not_hidden_by_strangers():
    answer = make_answer()
    Post.objects.filter(pk=answer.pk).update(author=None)
    send(answer, None, CHILD)
    assert state_of(answer) == State.PUBLISHED
    send(answer, make_user(level=Level.MEMBER), CHILD)
    assert state_of(answer) == State.HIDDEN


# What a moderator makes of it.


def hidden_at_once():
    answer = make_answer()
    send(answer, make_user(), CHILD)
    assert state_of(answer) == State.HIDDEN
    return answer, Review.objects.get(post=answer)


def test_what_reports_hid_is_away_for_readers_and_back_when_a_moderator_leaves_it(client):
    answer, review = hidden_at_once()
    page = answer.question.get_absolute_url()
    assert client.get(answer.get_absolute_url()).status_code == 404
    assertContains(client.get(page), "No answers yet")
    moderation.decide(review, KEPT, make_moderator())
    assertContains(client.get(page), "1 answer")
    told = Notification.objects.filter(recipient=answer.author).values_list("kind", flat=True)
    assert list(told) == [Notification.Kind.RESTORED]


def test_what_a_moderator_hides_stays_hidden(client):
    answer, review = hidden_at_once()
    moderation.decide(review, HIDDEN, make_moderator(), "It names a school.")
    assert client.get(answer.get_absolute_url()).status_code == 404
    assert client.get(address(answer)).status_code == 404


def test_hiding_is_written_down_without_a_word_of_anyones():
    answer = make_answer()
    send(answer, make_user("tattle"), CHILD, body="Secret words.")
    entry = AuditEntry.objects.get(subject="post", action="post.hidden")
    assert (entry.actor_id, entry.subject_id) == (None, answer.pk)
    assert entry.detail == f"review {Review.objects.get().pk}, by reports"


def kept(answer, days=1):
    moderator = make_moderator()
    review = moderation.open_review(answer, moderator)
    moderation.decide(review, KEPT, moderator)
    Review.objects.filter(pk=review.pk).update(decided_at=timezone.now() - timedelta(days=days))


def test_what_a_moderator_left_lately_is_queued_again_and_not_hidden():
    answer = answer_by(Level.NEW)
    kept(answer)
    for who in ("a regular", "a regular", "a regular", "a visitor"):
        send(answer, REPORTERS[who]())
    send(answer, make_user(level=Level.NEW), CHILD)
    assert state_of(answer) == State.PUBLISHED
    assert Review.objects.open().get().reports.count() == 5
    send(answer, make_user(level=Level.MEMBER), CHILD)
    assert state_of(answer) == State.HIDDEN


def test_a_word_that_a_moderator_has_weighed_does_not_hide_the_same_post_again():
    answer, review = hidden_at_once()
    reporter = review.reports.get().reporter
    moderation.decide(review, KEPT, make_moderator())
    send(answer, reporter, CHILD)
    assert state_of(answer) == State.PUBLISHED
    assert Review.objects.open().get().urgency == Review.Urgency.NOW
    send(answer, make_user(), HARM)
    assert state_of(answer) == State.HIDDEN


@pytest.mark.parametrize("changed", ["long ago", "words"])
def test_after_a_month_or_in_new_words_reports_hide_again(changed):
    answer = answer_by(Level.NEW)
    kept(answer, days=31 if changed == "long ago" else 1)
    if changed == "words":
        answer.rewrite("Something else now.", 1)
    send(answer, make_user())
    assert state_of(answer) == State.HIDDEN


# Nobody learns who it was.


def test_whoever_is_reported_never_learns_by_whom(client):
    answer, tattle = make_answer(), make_user("tattle")
    author, question = answer.author, answer.question
    comment = make_comment(answer, author=author)
    posting.find_helpful(answer, make_user(), True)
    for about in (answer, comment, author, question.posts.get(number=0)):
        send(about, tattle, Report.Reason.OTHER, body="So says tattle.")
    send(answer, tattle, CHILD)
    moderator = make_moderator()
    client.force_login(author)
    pages = [
        question.get_absolute_url(),
        f"/community/posts/{answer.pk}/history/",
        f"/community/posts/{answer.pk}/comments/",
        f"/community/posts/{answer.pk}/edit/",
        f"/community/posts/{comment.pk}/edit/",
        f"/community/members/{author.handle}/",
        "/community/notifications/",
        "/community/",
        "/accounts/profile/",
        f"/community/questions/{question.pk}/feed/",
    ]

    def look():
        for page in pages:
            response = client.get(page)
            assert response.status_code == 200
            assertNotContains(response, "tattle")

    look()
    for review in Review.objects.open():
        decision = HIDDEN if review.post == answer else KEPT
        moderation.decide(review, decision, moderator, "It breaks the rules.")
    look()
    mail.send_due(clock=lambda: timezone.now() + timedelta(minutes=3))
    assert outbox.outbox
    assert "tattle" not in "".join(str(letter.message()) for letter in outbox.outbox)
    assert not Notification.objects.filter(actor=tattle).exists()
    assert not AuditEntry.objects.filter(actor_id=tattle.pk).exists()
    assert not Report.objects.visible_to(author).exists()
    assert not Review.objects.visible_to(author).exists()


def test_an_author_does_not_hear_of_reports_that_hid_nothing(client):
    answer = make_answer()
    client.force_login(answer.author)
    before = client.get(answer.question.get_absolute_url(), follow=True)
    send(answer, make_user())
    moderation.decide(Review.objects.get(), KEPT, make_moderator())
    send(answer, None)
    after = client.get(answer.question.get_absolute_url(), follow=True)
    tokens = re.compile(rb'name="(csrfmiddlewaretoken|token|shown)" value="[^"]+"')
    assert tokens.sub(b"", before.content) == tokens.sub(b"", after.content)
    assert not Notification.objects.filter(recipient=answer.author).exists()
