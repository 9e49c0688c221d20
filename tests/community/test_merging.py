"""A question that was asked before becomes part of the other one, and nothing is lost on the way."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careerportal.accounts.audit import AuditEntry
from community import mail, posting, search, threads
from community.counters import drift
from community.models import (
    CareerBoard,
    Draft,
    HelpfulVote,
    Notification,
    Post,
    Question,
    QuestionFollow,
    QuestionMute,
    Review,
    State,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.professionals import make_verification
from tests.community.test_races import all_at_once
from tests.community.test_threads import make_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    member = make_moderator()
    client.force_login(member)
    return member


@pytest.fixture
def pair():
    """A duplicate, and the question it is merged into."""
    return make_question("How do nurses get day shifts?"), make_question()


def address_of(question):
    return reverse("community:merge", args=[question.pk])


def merge(question, into, by=None):
    merged = threads.merge(question, into, by or make_moderator())
    question.refresh_from_db()
    into.refresh_from_db()
    return merged


def answers(question):
    return list(question.posts.answers().order_by("number").values_list("number", "text"))


def test_answers_and_their_comments_move_in_their_order(pair):
    question, into = pair
    make_answer(into, "Here first.")
    moved = [make_answer(question, text) for text in ("One.", "Two.", "Three.")]
    comment = make_comment(moved[1], "About two.")
    assert merge(question, into)
    assert answers(into) == [(1, "Here first."), (2, "One."), (3, "Two."), (4, "Three.")]
    comment.refresh_from_db()
    assert (comment.question, comment.parent, comment.number) == (into, moved[1], 5)
    assert answers(question) == []
    assert make_answer(into).number == 6
    assert list(drift()) == []


def test_the_duplicate_leads_on_and_is_listed_nowhere(client, pair):
    question, into = pair
    short = reverse("community:question-short", args=[question.pk])
    career = make_career("Nurse")
    question.move_to(career)
    merge(question, into)
    assert (question.merged_into, question.state) == (into, State.HIDDEN)
    for reader in (make_user(), question.author, make_moderator(), None):
        client.logout()
        if reader:
            client.force_login(reader)
        for address in (short, question.get_absolute_url()):
            response = client.get(address)
            assert (response.status_code, response.url) == (301, into.get_absolute_url())
    assertNotContains(client.get(reverse("community:list")), question.title)
    assert [found.pk for found in search.questions("nurses day shifts", make_user())] == [into.pk]
    assert CareerBoard.objects.get(career=career).question_count == 0
    assertRedirects(
        client.get(reverse("community:question-feed", args=[question.pk])),
        reverse("community:question-feed", args=[into.pk]),
        status_code=301,
    )


def test_addresses_of_posts_go_on_working(client, pair):
    question, into = pair
    answer = make_answer(question)
    comment = make_comment(answer)
    text = question.posts.get(number=0)
    on_text = make_comment(text, "A word on the duplicate.")
    hidden = make_comment(text, "Hidden long ago.")
    hidden.set_state(State.HIDDEN)
    make_answer(into)
    merge(question, into)
    page = into.get_absolute_url()
    places = {answer: f"{page}#answer-2", comment: f"{page}#comment-3", text: page, on_text: page}
    for post, place in places.items():
        assert client.get(post.get_absolute_url()).url == place
    assertContains(client.get(page), 'id="comment-3"')
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_what_was_never_merged_has_no_way_around_being_hidden(client):
    question = make_question()
    text = question.posts.get(number=0)
    text.set_state(State.HIDDEN)
    assert client.get(text.get_absolute_url()).status_code == 404


def test_hidden_pending_and_deleted_answers_move_and_stay_so(pair):
    question, into = pair
    states = [State.HIDDEN, State.REMOVED, State.PUBLISHED]
    for state in states:
        make_answer(question, state).set_state(state)
    held = make_answer(question, "See www.example.org", make_user(level=0))
    merge(question, into)
    assert dict(into.posts.answers().values_list("text", "state")) == {
        State.HIDDEN: State.HIDDEN,
        State.REMOVED: State.REMOVED,
        State.PUBLISHED: State.PUBLISHED,
        "See www.example.org": State.PENDING,
    }
    assert into.answer_count == 1
    held.refresh_from_db()
    posting.appear(held)
    into.refresh_from_db()
    assert (into.answer_count, list(drift())) == (2, [])


def test_votes_and_verified_answers_are_counted_where_they_are_now(pair):
    question, into = pair
    career = make_career("Nurse")
    for asked in pair:
        asked.move_to(career)
    nurse = make_user()
    make_verification(nurse, career, state="approved", expires_on="2099-01-01")
    answer = make_answer(question, author=nurse)
    answer.set_helpful(make_user(), True)
    merge(question, into)
    answer.refresh_from_db()
    assert (answer.helpful_count, HelpfulVote.objects.filter(post=answer).count()) == (1, 1)
    assert (question.answer_count, question.verified_answer_count) == (0, 0)
    assert (into.answer_count, into.verified_answer_count) == (1, 1)
    assert list(drift()) == []


@pytest.mark.parametrize("there_too", [False, True])
def test_the_accepted_answer_stays_so_unless_the_other_question_has_one(pair, there_too):
    question, into = pair
    answer, other = make_answer(question), make_answer(into)
    question.accept(answer)
    if there_too:
        into.accept(other)
    merge(question, into)
    assert question.accepted is None
    assert into.accepted == (other if there_too else answer)


def test_followers_come_along_once_and_not_those_who_muted_it(pair):
    question, into = pair
    one, both, muted = make_user(), make_user(), make_user()
    for member, followed in [(one, question), (both, question), (both, into), (muted, question)]:
        QuestionFollow.objects.start(member, followed)
    QuestionMute.objects.set_muted(muted, question, True)
    merge(question, into)
    followers = QuestionFollow.objects.filter(question=into).values_list("member", flat=True)
    assert sorted(followers) == sorted([question.author_id, into.author_id, one.pk, both.pk])
    assert not QuestionFollow.objects.filter(question=question).exists()
    make_answer(into)
    assert Notification.objects.filter(recipient=one, question=into, kind="answer").exists()


def test_news_of_a_moved_answer_still_lead_to_it(client, pair):
    question, into = pair
    answer = make_answer(question)
    merge(question, into)
    client.force_login(question.author)
    page = client.get(reverse("community:notifications"))
    assertContains(page, into.title)
    note = Notification.objects.get(recipient=question.author, post=answer)
    response = client.get(reverse("community:notification", args=[note.pk]), follow=True)
    assert response.redirect_chain[-1][0] == f"{into.get_absolute_url()}#answer-1"


def test_pseudonyms_stay_on_the_posts(client, pair):
    _, into = pair
    asker = make_user()
    asked = Question(title="How do nurses get to work at night?", author=asker)
    posting.ask(asked, "I would rather not say who I am.", uuid.uuid4(), anonymous=True)
    answer = make_answer(asked)
    reply = make_comment(answer, "Thank you.", asker)
    merge(asked, into)
    reply.refresh_from_db()
    assert (reply.question, reply.author, reply.pseudonym) == (into, None, asked.pseudonym)
    page = client.get(into.get_absolute_url())
    assertContains(page, asked.pseudonym)
    assertNotContains(page, asker.handle)
    assert not QuestionFollow.objects.filter(member=asker, question=into).exists()


def test_a_draft_of_an_answer_goes_along(client, pair):
    question, into = pair
    one, both = make_user(), make_user()
    Draft.objects.keep(one, f"answer:{question.pk}", 0, body="Begun before the merge.")
    for asked in pair:
        Draft.objects.keep(both, f"answer:{asked.pk}", 0, body=f"For {asked.pk}.")
    merge(question, into)
    client.force_login(one)
    page = client.get(reverse("community:answer", args=[question.pk]), follow=True)
    assert page.redirect_chain == [(reverse("community:answer", args=[into.pk]), 302)]
    assertContains(page, "Begun before the merge.")
    assert Draft.objects.filter(author=both).count() == 2


def test_an_answer_that_is_sent_to_the_duplicate_is_kept_for_the_other(client, pair):
    question, into = pair
    client.force_login(make_user())
    merge(question, into)
    sent = {"body": "An hour of work.", "role": "Nurse"}
    page = client.post(reverse("community:answer", args=[question.pk]), sent, follow=True)
    assert page.redirect_chain == [(reverse("community:answer", args=[into.pk]), 302)]
    assertContains(page, "An hour of work.")
    assertContains(page, "This question was merged into another one.")
    assert Post.objects.answers().count() == 0


def test_a_visitor_s_answer_to_the_duplicate_is_kept_over_the_sign_in(client, pair):
    question, into = pair
    merge(question, into)
    member = make_user(email="late@example.org", password="correct horse battery")
    address = reverse("community:answer", args=[into.pk])
    sent = {"body": "An hour of work."}
    response = client.post(reverse("community:answer", args=[question.pk]), sent)
    assertRedirects(response, f"{reverse('account_login')}?next={address}")
    login = {"login": member.email, "password": "correct horse battery"}
    page = client.post(response.url, login, follow=True)
    assertContains(page, "An hour of work.")


def test_a_merged_question_takes_no_more_posts_from_who_read_it_before(pair):
    question, into = pair
    answer = make_answer(question)
    merge(Question.objects.get(pk=question.pk), into)
    for kind, asked in (("answer", question), ("comment", answer.question)):
        with pytest.raises(PermissionError, match="just merged this question"):
            threads.hold_open(asked, kind)


# The form


@pytest.mark.parametrize("given", ["{0}", " #{0} ", "{1}", "https://example.org{1}?sort=oldest"])
def test_a_moderator_gives_a_number_or_an_address(client, moderator, pair, given):
    question, into = pair
    given = given.format(into.pk, into.get_absolute_url())
    for _ in range(2):
        response = client.post(address_of(question), {"into": given}, follow=True)
        assert response.redirect_chain == [
            (reverse("community:desk-question", args=[question.pk]), 302)
        ]
    assertContains(response, f"Merged into question {into.pk}")
    acts = AuditEntry.objects.filter(subject="question", subject_id=question.pk)
    assert list(acts.values_list("actor_id", "action", "detail")) == [
        (moderator.pk, "question.merge", f"into {into.pk}")
    ]


WRONG = {
    "": "Give the number or the address",
    "nurses": "Give a number like 42",
    "٣": "Give a number like 42",
    "99999": "There is no question 99999.",
    "9" * 18: "There is no question",
    "9" * 30: "Give a number like 42",
    "x" * 301: "Ensure this value has at most 300",
    "{question}": "That is this question itself.",
    "{hidden}": "Readers can’t see question",
    "{deleted}": "Readers can’t see question",
    "{merged}": "Give that number instead.",
}


@pytest.mark.parametrize("given", WRONG)
def test_what_can_t_be_merged_into_is_said_beside_the_field(client, moderator, pair, given):
    question, into = pair
    others = {"question": question.pk}
    for state in ("hidden", "removed"):
        other = make_question()
        other.posts.get(number=0).set_state(state)
        others["hidden" if state == "hidden" else "deleted"] = other.pk
    others["merged"] = make_question().pk
    merge(Question.objects.get(pk=others["merged"]), into)
    typed = given.format(**others)
    response = client.post(address_of(question), {"into": typed})
    assertContains(response, WRONG[given], status_code=422)
    assertContains(response, 'id="error_1_id_into"', status_code=422)
    assert response.context["form"]["into"].value() == typed
    question.refresh_from_db()
    assert (question.merged_into, question.state) == (None, State.PUBLISHED)


def test_a_question_that_others_were_merged_into_stays_where_it_is(client, moderator, pair):
    question, into = pair
    merge(make_question(), question)
    response = client.post(address_of(question), {"into": into.pk})
    assertContains(response, f"Merge question {into.pk} into this one instead.", status_code=422)


def test_a_question_is_merged_once(client, moderator, pair):
    question, into = pair
    merge(question, into)
    response = client.post(address_of(question), {"into": make_question().pk})
    # Its page has no form any more; the summary says why.
    assert response.status_code == 422
    assertContains(response, f"was merged into question {into.pk} already", status_code=422)


def test_a_circle_is_refused(client, moderator, pair):
    question, into = pair
    merge(question, into)
    response = client.post(address_of(into), {"into": question.pk})
    assert response.status_code == 422
    into.refresh_from_db()
    assert into.merged_into is None


def test_what_readers_can_t_see_is_not_merged(client, moderator, pair):
    question, into = pair
    question.posts.get(number=0).set_state(State.HIDDEN)
    response = client.post(address_of(question), {"into": into.pk})
    assertContains(response, "there is nothing to merge", status_code=422)


def test_the_other_tools_do_nothing_to_a_merged_question(client, moderator, pair):
    question, into = pair
    merge(question, into)
    before = AuditEntry.objects.count()
    for tool in ("close", "lock", "pin", "move"):
        wish = {"wanted": "1", "because": "x", "career": make_career().title}
        address = reverse(f"community:{tool}", args=[question.pk])
        assertContains(client.post(address, wish, follow=True), "Nothing has changed")
    assert AuditEntry.objects.count() == before


def test_a_pinned_duplicate_is_pinned_no_more(client, pair):
    question, into = pair
    threads.set_pinned(question, make_moderator(), True)
    merge(question, into)
    assert not question.is_pinned


# At once


@pytest.mark.django_db(transaction=True)
def test_of_opposite_merges_at_once_one_happens_and_no_answer_is_lost():
    moderator = make_superuser()
    for _ in range(5):
        one, other = make_question(), make_question()
        for asked in (one, other):
            for text in ("a", "b", "c"):
                make_comment(make_answer(asked, f"{asked.pk}{text}"))
        clients = [Client(), Client(), Client(), Client()]
        for client in clients:
            client.force_login(moderator)
        wishes = [(one, other), (other, one)] * 2
        jobs = [
            lambda c=client, a=a, b=b: c.post(address_of(a), {"into": b.pk}).status_code
            for client, (a, b) in zip(clients, wishes, strict=True)
        ]
        assert sorted(all_at_once(jobs)) == [302, 302, 422, 422]
        one.refresh_from_db()
        other.refresh_from_db()
        lost, kept = (one, other) if one.merged_into_id else (other, one)
        assert (lost.merged_into, kept.merged_into) == (kept, None)
        assert (kept.answer_count, kept.posts.answers().count()) == (6, 6)
        assert kept.posts.filter(kind="comment").count() == 6
        assert AuditEntry.objects.filter(action="question.merge", subject_id=lost.pk).count() == 1
    assert list(drift()) == []


@pytest.mark.django_db(transaction=True)
def test_answers_and_comments_posted_during_a_merge_end_up_before_readers():
    question, into = make_question(), make_question()
    answer, moderator = make_answer(question), make_superuser()

    def sender(address):
        client = Client()
        client.force_login(make_user())
        data = {"body": "Text.", "token": str(uuid.uuid4())}
        return lambda: client.post(address, data).status_code

    jobs = [sender(reverse("community:answer", args=[question.pk])) for _ in range(4)]
    jobs += [sender(reverse("community:comment", args=[answer.pk])) for _ in range(4)]
    jobs += [sender(reverse("community:answer", args=[into.pk])) for _ in range(2)]
    *statuses, _ = all_at_once([*jobs, lambda: threads.merge(question, into, moderator)])
    # Who comes too late is led to the other question's form (302), or told (403) with the text kept.
    assert set(statuses) <= {302, 403}
    left = question.posts.exclude(number=0)
    assert list(left) == []
    assert into.posts.filter(parent=answer).count() == statuses[4:8].count(302)
    assert list(drift()) == []


@pytest.mark.django_db(transaction=True)
def test_a_chain_is_not_made_at_once_either():
    first, second, third = (make_question() for _ in range(3))
    moderator = make_superuser()

    def attempt(question, into):
        def run():
            try:
                return threads.merge(question, into, moderator)
            except Exception as error:  # noqa: BLE001
                return error

        return run

    done = all_at_once([attempt(first, second), attempt(second, third)])
    assert [result is True for result in done].count(True) == 1
    for question in (first, second, third):
        question.refresh_from_db()
        assert not (question.merged_into and question.merged_into.merged_into_id)


def test_the_address_in_an_older_mail_ends_the_following_of_the_other_question(pair):
    duplicate, other = pair
    follower = make_user()
    QuestionFollow.objects.start(follower, duplicate)
    address = mail.stop_url(follower, duplicate.pk).removeprefix("http://testserver")
    merge(duplicate, other)
    assertContains(Client().get(address), other.title)
    assertContains(Client().post(address), other.title)
    assert not QuestionFollow.objects.filter(member=follower).exists()


def test_there_is_no_appeal_against_a_merge(client, pair):
    duplicate, other = pair
    merge(duplicate, other)
    client.force_login(duplicate.author)
    address = reverse("community:appeal", args=[duplicate.posts.get(number=0).pk])
    for refused in (client.get(address), client.post(address, {"body": "It was another one."})):
        assertContains(refused, f"It was merged into question {other.pk}", status_code=403)
    assert not Review.objects.exists()
