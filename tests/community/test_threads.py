"""What moderators do with a thread: close, lock, pin, move; and what others find there then."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careerportal.accounts.audit import AuditEntry
from community import threads
from community.counters import drift
from community.models import CareerBoard, Draft, Post, Question
from community.views.reading import QUESTIONS_PER_PAGE
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_editor,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.test_races import all_at_once

LIST = reverse("community:list")
TOOLS = ["merge", "close", "lock", "pin", "move"]
REASON = "The school year it was about is over."

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    member = make_moderator()
    client.force_login(member)
    return member


def tools(question):
    return reverse("community:desk-question", args=[question.pk])


def send(client, tool, question, **data):
    return client.post(reverse(f"community:{tool}", args=[question.pk]), data)


def acts(question):
    rows = AuditEntry.objects.filter(subject="question", subject_id=question.pk).order_by("pk")
    return list(rows.values_list("action", "detail"))


def shut(question, how):
    moderator = make_moderator()
    if how == "closed":
        threads.close(question, moderator, REASON)
    else:
        threads.set_locked(question, moderator, True)


def said(how):
    return REASON if how == "closed" else "A moderator has locked this"


# Who may


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_answers_to_post_only(client, moderator, tool):
    address = reverse(f"community:{tool}", args=[make_question().pk])
    assert client.get(address).status_code == 405


def test_the_page_of_tools_answers_to_get_only(client, moderator):
    assert client.post(tools(make_question())).status_code == 405


@pytest.mark.parametrize("make", [make_user, make_editor])
def test_the_tools_are_for_moderators(client, make):
    question = make_question()
    client.force_login(make())
    wishes = {"wanted": "1", "because": "x", "into": "1"}
    assert client.get(tools(question)).status_code == 403
    assert [send(client, tool, question, **wishes).status_code for tool in TOOLS] == [403] * 5
    assert not AuditEntry.objects.filter(subject="question").exists()
    assertNotContains(client.get(question.get_absolute_url()), tools(question))


def test_visitors_sign_in_first(client):
    question = make_question()
    login = f"{reverse('account_login')}?next={tools(question)}"
    assertRedirects(client.get(tools(question)), login)
    for tool in TOOLS:
        assertRedirects(send(client, tool, question, wanted="1"), login)


def test_moderators_find_the_tools_from_the_question(client, moderator):
    question = make_question(career=make_career())
    assertContains(client.get(question.get_absolute_url()), tools(question))
    assertContains(client.get(tools(question)), question.title)


def test_there_are_no_tools_for_a_question_that_is_not_there(client, moderator):
    assert client.get(reverse("community:desk-question", args=[99])).status_code == 404


# Close


def test_a_closed_question_tells_readers_why_and_has_no_answer_form(client):
    question = make_question()
    for _ in range(2):  # a visitor, then a member
        assertContains(client.get(question.get_absolute_url()), 'id="reply"')
        client.force_login(make_user())
    shut(question, "closed")
    for reader in (client, Client()):
        page = reader.get(question.get_absolute_url())
        assertContains(page, REASON)
        assertNotContains(page, 'id="reply"')


def test_closing_and_reopening_is_audited_once_each_and_without_words(client, moderator):
    question = make_question()
    for _ in range(2):
        response = send(client, "close", question, wanted="1", because=REASON)
        assertRedirects(response, tools(question))
    assertContains(client.get(tools(question)), REASON)
    for _ in range(2):
        send(client, "close", question, wanted="0")
    question.refresh_from_db()
    assert (question.closed_at, question.closed_because) == (None, "")
    assert acts(question) == [("question.close", ""), ("question.reopen", "")]
    assert AuditEntry.objects.get(action="question.close").actor_id == moderator.pk


@pytest.mark.parametrize("because", ["", "  ", "x" * 201, "a\0b"])
def test_closing_needs_a_reason_that_readers_can_be_told(client, moderator, because):
    question = make_question()
    response = send(client, "close", question, wanted="1", because=because)
    assert response.status_code == 422
    assertContains(response, "invalid-feedback", status_code=422)
    if len(because) > 200:
        assertContains(response, because, status_code=422)
    question.refresh_from_db()
    assert question.closed_at is None


@pytest.mark.parametrize("tool", ["close", "lock", "pin"])
@pytest.mark.parametrize("wish", [None, "", "2"])
def test_a_button_without_a_wish_is_a_bad_request(client, moderator, tool, wish):
    data = {} if wish is None else {"wanted": wish}
    assert send(client, tool, make_question(), **data).status_code == 400


def test_comments_go_on_under_a_closed_question(client):
    answer = make_answer()
    shut(answer.question, "closed")
    client.force_login(make_user())
    address = reverse("community:comment", args=[answer.pk])
    assertContains(client.get(answer.question.get_absolute_url()), address)
    assert client.post(address, {"body": "Which year was that?"}).status_code == 302
    assert Post.objects.filter(parent=answer).count() == 1


def test_its_posts_can_be_edited_while_it_is_closed(client):
    answer = make_answer()
    shut(answer.question, "closed")
    client.force_login(answer.author)
    address = reverse("community:edit", args=[answer.pk])
    assert client.post(address, {"body": "Changed.", "version": "1"}).status_code == 302


# Closed and locked, for who comes too late


@pytest.mark.parametrize("how", ["closed", "locked"])
def test_an_answer_that_comes_too_late_is_refused_and_kept(client, how):
    question, member = make_question(), make_user()
    shut(question, how)
    client.force_login(member)
    address = reverse("community:answer", args=[question.pk])
    response = client.post(address, {"body": "What I wrote for an hour."})
    assertContains(response, said(how), status_code=403)
    assertContains(response, "What I wrote for an hour.", status_code=403)
    assert question.posts.answers().count() == 0


@pytest.mark.parametrize("how", ["closed", "locked"])
def test_a_draft_of_an_answer_outlives_the_end_of_the_thread(client, how):
    question, member = make_question(), make_user()
    place = f"answer:{question.pk}"
    Draft.objects.keep(member, place, 0, body="Begun last week.")
    shut(question, how)
    client.force_login(member)
    page = client.get(reverse("community:answer", args=[question.pk]))
    assertContains(page, "Begun last week.", status_code=403)
    assertContains(page, said(how), status_code=403)
    assertNotContains(page, "Post answer</button>", status_code=403)


def test_an_answer_that_closing_overtakes_is_refused(monkeypatch, client):
    """The view has read the question as open when a moderator closes it."""
    question = make_question()
    open_still = threads.hold_open

    def overtaken(asked, kind):
        threads.close(Question.objects.get(pk=asked.pk), make_moderator(), REASON)
        return open_still(asked, kind)

    monkeypatch.setattr(threads, "hold_open", overtaken)
    client.force_login(make_user())
    response = client.post(reverse("community:answer", args=[question.pk]), {"body": "Late."})
    assertContains(response, "Late.", status_code=403)
    assert question.posts.answers().count() == 0


def test_a_refused_answer_costs_nothing_of_its_author_s_limits(client):
    question, member = make_question(), make_user()
    shut(question, "closed")
    client.force_login(member)
    for _ in range(35):
        client.post(reverse("community:answer", args=[question.pk]), {"body": "Late."})
    other = reverse("community:answer", args=[make_question().pk])
    assert client.post(other, {"body": "In time."}).status_code == 302


def test_under_a_locked_question_nobody_can_write_or_edit(client):
    answer = make_answer()
    comment, author = make_comment(answer, author=answer.author), answer.author
    shut(answer.question, "locked")
    client.force_login(author)
    page = client.get(answer.question.get_absolute_url())
    assertContains(page, "A moderator has locked this question.")
    for post in (answer, comment):
        edit = reverse("community:edit", args=[post.pk])
        assertNotContains(page, edit)
        refused = client.post(edit, {"body": "My new words.", "version": "1"})
        assertContains(refused, "My new words.", status_code=403)
        assertContains(refused, "A moderator has locked this", status_code=403)
        post.refresh_from_db()
        assert post.version == 1
    add = reverse("community:comment", args=[answer.pk])
    assertNotContains(page, add)
    assertNotContains(client.get(reverse("community:comments", args=[answer.pk])), add)
    assertContains(client.post(add, {"body": "One more."}), "One more.", status_code=403)
    assert answer.question.posts.count() == 3


def test_the_author_can_t_edit_the_question_either_while_it_is_locked(client):
    question, career = make_question(), make_career("Nurse")
    shut(question, "locked")
    client.force_login(question.author)
    text = question.posts.get(number=0)
    sent = {"title": "A title of enough letters?", "body": "New.", "career": career.title}
    address = reverse("community:edit", args=[text.pk])
    assertContains(client.post(address, sent), "New.", status_code=403)
    question.refresh_from_db()
    assert (question.title, question.career) == ("How do new nurses get day shifts?", None)


def test_under_a_locked_question_nothing_is_accepted_or_found_helpful(client):
    answer = make_answer()
    shut(answer.question, "locked")
    client.force_login(answer.question.author)
    page = client.get(answer.question.get_absolute_url())
    for name in ("accept", "helpful"):
        address = reverse(f"community:{name}", args=[answer.pk])
        assertNotContains(page, address)
        refused = client.post(address, {"wanted": "1"})
        assertContains(refused, "A moderator has locked this", status_code=403)
    answer = Post.objects.select_related("question").get(pk=answer.pk)
    assert (answer.helpful_count, answer.question.accepted) == (0, None)


def test_what_is_unlocked_goes_on(client, moderator):
    question = make_question()
    send(client, "lock", question, wanted="1")
    send(client, "lock", question, wanted="1")
    send(client, "lock", question, wanted="0")
    assert acts(question) == [("question.lock", ""), ("question.unlock", "")]
    client.force_login(make_user())
    address = reverse("community:answer", args=[question.pk])
    assert client.post(address, {"body": "At last."}).status_code == 302


def test_a_visitor_reads_the_same_bytes_of_a_closed_question_as_every_other(client):
    question = make_question()
    shut(question, "closed")
    one, other = Client(), Client(headers={"accept-language": "de", "user-agent": "Other"})
    first = one.get(question.get_absolute_url())
    assert first.content == other.get(question.get_absolute_url()).content
    assert not first.cookies


# Pin


def listed(response):
    return [
        question.pk for question in [*response.context["on_top"], *response.context["questions"]]
    ]


def pin(*questions):
    for question in questions:
        threads.set_pinned(question, make_moderator(), True)


def test_pinned_questions_stand_on_top_once_and_marked(client):
    old, middle, new = (make_question() for _ in range(3))
    pin(old)
    page = client.get(LIST)
    assert listed(page) == [old.pk, new.pk, middle.pk]
    assertContains(page, '<span class="badge">Pinned</span>', count=1)
    assertContains(page, f'href="{old.get_absolute_url()}"', count=1)


def test_at_most_three_are_pinned_and_the_others_keep_their_place(client):
    made = [make_question() for _ in range(6)]
    pin(*made[:4])
    page = client.get(LIST)
    newest = [question.pk for question in reversed(made)]
    assert listed(page) == [*(made[n].pk for n in (3, 2, 1)), newest[0], newest[1], made[0].pk]
    assertContains(page, '<span class="badge">Pinned</span>', count=3)


def test_a_pinned_question_is_on_top_of_its_career_s_list_and_of_no_other(client):
    nurse, welder = make_career("Nurse"), make_career("Welder")
    old, new, other = (make_question(career=career) for career in (nurse, nurse, welder))
    pin(old)
    assert listed(client.get(LIST, {"career": "nurse"})) == [old.pk, new.pk]
    assert listed(client.get(LIST, {"career": "welder"})) == [other.pk]


@pytest.mark.parametrize("show", ["active", "unanswered"])
def test_other_lists_keep_their_order(client, show):
    old, new = make_question(), make_question()
    pin(old)
    assert listed(client.get(LIST, {"show": show})) == [new.pk, old.pk]


def test_a_page_of_the_list_goes_on_where_the_one_with_the_pinned_ones_ended(client):
    author = make_user()
    made = [make_question(author=author) for _ in range(QUESTIONS_PER_PAGE + 3)]
    pin(made[5])
    first = client.get(LIST)
    assert len(first.context["questions"]) == QUESTIONS_PER_PAGE
    second = client.get(LIST, {"after": first.context["more"]})
    assert listed(second) == [made[1].pk, made[0].pk]
    assert sorted([*listed(first), *listed(second)]) == [question.pk for question in made]


def test_a_board_of_pinned_questions_only_is_not_empty(client):
    question = make_question()
    pin(question)
    assertNotContains(client.get(LIST), "Nobody has asked anything yet")


def test_what_is_hidden_is_not_pinned_to_the_top(client):
    question = make_question()
    pin(question)
    question.posts.get(number=0).set_state("hidden")
    assertNotContains(client.get(LIST), question.title)


def test_a_muted_question_is_not_pinned_to_the_top_for_who_muted_it(client):
    question, member = make_question(), make_user()
    pin(question)
    client.force_login(member)
    client.post(reverse("community:mute-question", args=[question.pk]), {"wanted": "1"})
    assertNotContains(client.get(LIST), question.get_absolute_url())


def test_pinning_is_audited_once_and_taken_back(client, moderator):
    question = make_question()
    for wish in "1100":
        send(client, "pin", question, wanted=wish)
    assert acts(question) == [("question.pin", ""), ("question.unpin", "")]


def test_pinned_questions_are_read_by_their_index():
    author, career = make_user(), make_career()
    Question.objects.bulk_create(
        Question(title=f"Question {n}?", slug="q", author=author, career=career)
        for n in range(3_000)
    )
    Question.objects.filter(pk__in=Question.objects.values("pk")[:5]).update(is_pinned=True)
    questions = Question.objects.visible_to(AnonymousUser()).listed_for(AnonymousUser())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for rows in (questions, questions.filter(career=career)):
        with CaptureQueriesContext(connection) as sent:
            assert len(threads.pinned(rows)) == 3
        assert len(sent) == 1
        assert "question_pinned" in plan(sent[0]["sql"])


def plan(sql):
    explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(explain + sql)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


# Move


def test_a_question_moves_with_the_counts_of_the_boards(client, moderator):
    nurse, welder = make_career("Nurse"), make_career("Welder")
    question = make_question(career=nurse, part="salary")
    send(client, "move", question, career="Welder")
    send(client, "move", question, career="Welder")
    question.refresh_from_db()
    assert (question.career, question.part) == (welder, "salary")
    boards = dict(CareerBoard.objects.values_list("career__title", "question_count"))
    assert boards == {"Nurse": 0, "Welder": 1}
    assert acts(question) == [("question.move", f"to {welder.pk}")]
    send(client, "move", question, career="")
    question.refresh_from_db()
    assert (question.career, question.part) == (None, "")
    assert acts(question)[1:] == [("question.move", "to none")]
    assert list(drift()) == []


@pytest.mark.parametrize("career", ["zq", "-"])
def test_a_question_moves_to_a_career_that_is_there(client, moderator, career):
    question = make_question(career=make_career())
    response = send(client, "move", question, career=career)
    assertContains(response, f"No career matches “{career}”", status_code=422)
    assert acts(question) == []


def test_a_question_does_not_move_to_a_draft_of_a_career(client, moderator):
    draft = make_career(state="draft")
    assert send(client, "move", make_question(), career=draft.title).status_code == 422


# At once


def make_superuser():
    """Tests with real transactions empty the tables, the groups of the migrations included."""
    return make_user(is_staff=True, is_superuser=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("tool", "data"), [("close", {"because": "x"}), ("lock", {}), ("pin", {})])
def test_eight_moderators_at_once_do_it_once(tool, data):
    question = make_question()
    clients = []
    for _ in range(8):
        client = Client()
        client.force_login(make_superuser())
        clients.append(client)
    wish = data | {"wanted": "1"}
    jobs = [lambda c=client: send(c, tool, question, **wish) for client in clients]
    assert {response.status_code for response in all_at_once(jobs)} == {302}
    assert len(acts(question)) == 1


@pytest.mark.django_db(transaction=True)
def test_answers_posted_while_a_thread_is_closed_are_all_there_or_all_told(client):
    question, moderator = make_question(), make_superuser()
    address = reverse("community:answer", args=[question.pk])

    def answerer():
        client = Client()
        client.force_login(make_user())
        body = {"body": "Text.", "token": str(uuid.uuid4())}
        return lambda: client.post(address, body).status_code

    jobs = [answerer() for _ in range(6)]
    statuses = all_at_once([*jobs, lambda: threads.close(question, moderator, REASON)])[:-1]
    assert set(statuses) <= {302, 403}
    assert question.posts.answers().count() == statuses.count(302)
    closed = Question.objects.get(pk=question.pk)
    late = question.posts.answers().filter(created_at__gt=closed.closed_at)
    assert closed.answer_count == statuses.count(302)
    assert late.count() <= len(statuses)
