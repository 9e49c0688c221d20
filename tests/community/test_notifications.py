import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from community import moderation, notifications, posting
from community.models import (
    CareerFollow,
    Delivery,
    MemberMute,
    Notification,
    Question,
    QuestionFollow,
    QuestionMute,
    Quotation,
    Review,
    State,
    Verification,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)

pytestmark = pytest.mark.django_db
Kind = Notification.Kind
PAGE = "/community/notifications/"


def told(member):
    """What a member sees they were told, the latest first."""
    seen = Notification.objects.visible_to(member).newest_first()
    return list(seen.values_list("kind", flat=True))


def badge(client, address="/"):
    """The number at the bell."""
    return client.get(address).context["unread"]


# Who is told.


def test_an_answer_is_told_to_followers_and_not_to_its_author():
    question, follower = make_question(), make_user()
    QuestionFollow.objects.start(follower, question)
    answer = make_answer(question)
    assert told(question.author) == told(follower) == [Kind.ANSWER]
    assert told(answer.author) == told(make_user()) == []
    note = Notification.objects.filter(recipient=follower).get()
    assert (note.post, note.question, note.actor) == (answer, question, answer.author)


def test_a_question_is_told_to_followers_of_its_career():
    nurse, follower, other = make_career("Nurse"), make_user(), make_user()
    CareerFollow.objects.set_followed(follower, nurse, True)
    CareerFollow.objects.set_followed(other, make_career("Welder"), True)
    make_question(career=nurse)
    make_question("About no career, so to say?")
    make_question("A question of the follower’s own", career=nurse, author=follower)
    assert told(follower) == [Kind.QUESTION]
    assert told(other) == []


def test_a_comment_is_told_to_the_author_above_it_and_to_those_who_commented_there():
    question = make_question()
    answer, other = make_answer(question), make_answer(question)
    first = make_comment(answer)
    make_comment(other)
    Notification.objects.all().delete()
    make_comment(answer)
    assert told(answer.author) == told(first.author) == [Kind.COMMENT]
    assert told(other.author) == told(question.author) == []


def test_a_mention_wins_over_everything_else_that_would_tell_of_the_post():
    question, named = make_question(), make_user("ana_b")
    QuestionFollow.objects.start(named, question)
    make_answer(question, text="Ask @ana_b, or `@nobody`.")
    assert told(named) == [Kind.MENTION]
    assert told(question.author) == [Kind.ANSWER]


def test_a_mention_added_by_an_edit_is_told_once_and_not_to_who_was_told_of_the_post():
    question, named = make_question(), make_user()
    answer = make_answer(question)
    for _ in range(2):
        notifications.tell_of_mentions(answer, [named, question.author, answer.author])
    assert told(named) == [Kind.MENTION]
    assert told(question.author) == [Kind.ANSWER]
    assert told(answer.author) == []


def test_nobody_hears_of_muted_members_and_questions_or_after_they_left():
    question = make_question()
    by_member, by_question, gone = make_user(), make_user(), make_user(is_active=False)
    author = make_user()
    MemberMute.objects.create(member=by_member, muted=author)
    QuestionMute.objects.create(member=by_question, question=question)
    for member in (by_member, by_question, gone):
        QuestionFollow.objects.start(member, question)
    make_answer(question, author=author)
    assert Notification.objects.get().recipient == question.author


def test_what_moderators_decide_is_told_under_a_muted_question_too():
    answer, moderator = make_answer(), make_moderator()
    review = moderation.open_review(answer, moderator)
    QuestionMute.objects.create(member=answer.author, question=answer.question)
    moderation.decide(review, Review.Decision.HIDDEN, moderator, "It names a school.")
    assert told(answer.author) == [Kind.HIDDEN]
    assert Delivery.objects.filter(recipient=answer.author).exists()


def test_an_accepted_answer_is_told_once_however_often_it_is_accepted():
    answer = make_answer()
    for wanted in (True, False, True):
        posting.accept(answer, wanted, answer.question.author)
    assert told(answer.author) == [Kind.ACCEPTED]


def test_who_asked_anonymously_is_heard_of_once_however_often_they_accept():
    asker = make_user()
    question = Question(title="May I ask this without my name?", author=asker)
    posting.ask(question, "It is about pay.", uuid.uuid4(), anonymous=True)
    answer = make_answer(question)
    for wanted in (True, False, True):
        posting.accept(answer, wanted, asker)
    assert told(answer.author) == [Kind.ACCEPTED]


def test_accepting_ones_own_answer_is_no_news():
    question = make_question()
    posting.accept(make_answer(question, author=question.author), True, question.author)
    assert told(question.author) == []


def test_votes_are_one_notification_until_it_is_read_and_no_mail():
    answer = make_answer()
    for _ in range(3):
        posting.find_helpful(answer, make_user(), True)
    assert told(answer.author) == [Kind.HELPFUL]
    first = Notification.objects.get(kind=Kind.HELPFUL)
    assert first.words == "3 members found your answer helpful:"
    assert not Delivery.objects.filter(recipient=answer.author).exists()
    Notification.objects.update(read_at=timezone.now())
    posting.find_helpful(answer, make_user(), True)
    assert told(answer.author) == [Kind.HELPFUL] * 2


def test_a_decision_and_a_quotation_are_told():
    answer, editor = make_answer(), make_moderator()
    quotation = Quotation(career=make_career("Nurse"), post=answer, excerpt="Ask", quoted_by=editor)
    notifications.tell_of_quotation(quotation)
    application = Verification.objects.create(member=answer.author, role="Nurse", years=3)
    notifications.tell_of_decision(application)
    assert told(answer.author) == [Kind.VERIFICATION, Kind.QUOTED]
    assert not Notification.objects.filter(kind=Kind.VERIFICATION, actor=editor).exists()


def count_answering(followers, django_assert_max_num_queries):
    question, author = make_question(), make_user()
    members = [make_user(password=None) for _ in range(followers)]
    for member in members:
        QuestionFollow.objects.start(member, question)
    with django_assert_max_num_queries(100) as queries:
        make_answer(question, author=author)
    assert Notification.objects.count() == Delivery.objects.count() == followers + 1
    return len(queries)


def test_telling_300_followers_takes_as_many_queries_as_telling_3(django_assert_max_num_queries):
    few = count_answering(3, django_assert_max_num_queries)
    Notification.objects.all().delete()
    Delivery.objects.all().delete()
    assert count_answering(300, django_assert_max_num_queries) == few


# The bell.


def test_the_bell_counts_what_is_unread_and_visible(client):
    question = make_question()
    answers = [make_answer(question, text=f"Answer {n}.") for n in range(4)]
    make_comment(answers[0], author=answers[1].author)
    client.force_login(question.author)
    assert badge(client) == 4
    assert '<span class="count">4<' in client.get("/").content.decode()
    answers[0].set_state(State.HIDDEN)
    MemberMute.objects.create(member=question.author, muted=answers[1].author)
    assert badge(client) == 2
    QuestionMute.objects.create(member=question.author, question=question)
    assert badge(client) == 0
    client.force_login(answers[0].author)
    assert badge(client) == 3  # Not the comment, which stands under what is hidden.


def test_a_hidden_question_takes_its_news_with_it(client):
    answer = make_answer()
    question = answer.question
    question.posts.get(number=0).set_state(State.HIDDEN)
    client.force_login(question.author)
    assert badge(client) == 0
    assert client.get(PAGE).context["notes"] == []


@pytest.mark.parametrize(("number", "shown"), [(99, "99"), (101, "99+")])
def test_many_are_shown_as_more_than_99(client, number, shown):
    member, answer = make_user(), make_answer()
    note = {"kind": Kind.ANSWER, "question": answer.question, "post": answer}
    Notification.objects.bulk_create(Notification(recipient=member, **note) for _ in range(number))
    client.force_login(member)
    assert f'<span class="count">{shown}<' in client.get("/").content.decode()


def test_the_bell_costs_one_query_and_visitors_none(client, django_assert_num_queries):
    member = make_user()
    with django_assert_num_queries(0):
        assert "Notifications" not in client.get("/community/rules/").content.decode()
    client.force_login(member)
    for number in (1, 30):
        for _ in range(number):
            make_answer(make_question(author=member))
        with django_assert_num_queries(3):  # the session, the member, the bell
            assert badge(client, "/community/rules/") > 0


# The page.


def test_the_page_tells_the_news_by_day(client):
    question = make_question()
    answer = make_answer(question, author=make_user("sunita"))
    old = make_answer(question, author=make_user("jonah"))
    when = timezone.now() - timedelta(days=40)
    mine = Notification.objects.filter(recipient=question.author)
    mine.filter(post=old).update(created_at=when, id=1_000_000 - 1)
    mine.filter(post=answer).update(id=1_000_000)
    client.force_login(question.author)
    html = client.get(PAGE).content.decode()
    assert "Today</h2>" in html
    assert f"{timezone.localtime(when):%B} {timezone.localtime(when).day}, " in html
    assert html.index("sunita answered") < html.index("jonah answered")
    assert html.count('class="unread"') == 2


@pytest.mark.parametrize("number", [2, 30])
def test_the_page_costs_the_same_at_any_length(client, django_assert_num_queries, number):
    question = make_question(career=make_career("Nurse"))
    for _ in range(number):
        make_answer(question)
    client.force_login(question.author)
    with django_assert_num_queries(4):  # the session, the member, the rows, the bell
        assert len(client.get(PAGE).context["notes"]) == number


def test_older_ones_are_a_page_away_and_none_is_left_out(client):
    question = make_question()
    for _ in range(32):
        make_answer(question)
    client.force_login(question.author)
    first = client.get(PAGE)
    second = client.get(PAGE, {"after": first.context["more"]})
    assert [len(page.context["notes"]) for page in (first, second)] == [30, 2]
    assert second.context["more"] is None
    assert client.get(PAGE, {"after": "1 or 1"}).context["notes"] == first.context["notes"]
    assert client.get(PAGE, {"after": "0"}).status_code == 200


def test_opening_one_marks_what_is_news_there_as_read_and_leads_there(client):
    question = make_question()
    answer, other = make_answer(question), make_answer(make_question(author=question.author))
    make_answer(question)
    client.force_login(question.author)
    mine = Notification.objects.filter(recipient=question.author)
    note = mine.get(post=answer)
    response = client.get(f"{PAGE}{note.pk}/")
    assertRedirects(response, answer.get_page_url())
    assert mine.unread().get().post == other
    assert len(client.get(PAGE, {"show": "unread"}).context["notes"]) == 1
    assert client.head(f"{PAGE}{note.pk}/").status_code == 405


def test_a_decision_leads_to_ones_applications(client):
    member = make_user()
    application = Verification.objects.create(member=member, role="Nurse", years=3)
    notifications.tell_of_decision(application)
    client.force_login(member)
    note = Notification.objects.get()
    assert "A moderator has decided on" in client.get(PAGE).content.decode()
    assertRedirects(client.get(f"{PAGE}{note.pk}/"), "/community/verify/")
    assert badge(client) == 0


def test_the_page_itself_marks_nothing_as_read(client):
    question = make_answer().question
    client.force_login(question.author)
    client.get(PAGE)
    assert badge(client) == 1


def test_all_are_marked_as_read_except_what_came_since(client):
    question = make_question()
    make_answer(question)
    client.force_login(question.author)
    newest = client.get(PAGE).context["notes"][0].pk
    make_answer(question)
    for _ in range(2):
        assertRedirects(client.post(f"{PAGE}read/", {"newest": newest}), PAGE)
    assert badge(client) == 1


def test_only_ones_own_are_marked_and_opened(client):
    answer = make_answer()
    note = Notification.objects.get()
    client.force_login(answer.author)
    assert client.get(f"{PAGE}{note.pk}/").status_code == 404
    client.post(f"{PAGE}read/", {"newest": note.pk})
    assert Notification.objects.unread().count() == 1


@pytest.mark.parametrize("newest", ["", "x", "-1", "\0"])
def test_an_unclear_end_is_refused(client, newest):
    client.force_login(make_user())
    assert client.post(f"{PAGE}read/", {"newest": newest}).status_code == 400


def test_visitors_sign_in_and_come_back(client):
    for address in (PAGE, f"{PAGE}1/", "/community/mail/"):
        assertRedirects(client.get(address), f"/accounts/login/?next={address}")
    assertRedirects(client.post(f"{PAGE}read/"), f"/accounts/login/?next={PAGE}")
    assert client.get(f"{PAGE}read/").status_code == 405
