"""Comments: one level, under a question's text or an answer; no answers themselves."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community.models import COMMENTS_PER_PAGE, COMMENTS_SHOWN, Post, Question
from community.models.question import State
from tests.builders import make_answer, make_comment, make_moderator, make_question, make_user
from tests.community.test_races import post_all_at_once

pytestmark = pytest.mark.django_db


def address(parent):
    return f"/community/posts/{parent.pk}/comment/"


def all_comments(parent):
    return f"/community/posts/{parent.pk}/comments/"


def text_of(question):
    return question.posts.get(number=0)


def landed(client, post):
    """Follow a permanent address; the place it leads to, and the page there."""
    response = client.get(post.get_absolute_url(), follow=True)
    page, anchor = response.redirect_chain[-1][0].split("#")
    assertContains(response, f'id="{anchor}"', count=1)
    return page, anchor


def test_a_member_comments_on_an_answer(client):
    answer, member = make_answer(), make_user()
    client.force_login(member)
    response = client.post(address(answer), {"body": "Which *shift*?"})
    comment = Post.objects.comments().get()
    assertRedirects(response, f"{answer.question.get_absolute_url()}#comment-2")
    assert (comment.author, comment.parent, comment.number) == (member, answer, 2)
    assert comment.html == "<p>Which <em>shift</em>?</p>\n"
    page = client.get(answer.question.get_absolute_url())
    assertContains(page, comment.html, count=1)
    assertContains(page, f'href="/community/posts/{comment.pk}/"')
    assertContains(page, f'href="/community/posts/{comment.pk}/edit/"')


def test_a_member_comments_on_a_question(client):
    text = text_of(make_question())
    client.force_login(make_user())
    response = client.post(address(text), {"body": "Which state?"})
    assertRedirects(response, f"{text.question.get_absolute_url()}#comment-1")


def test_a_comment_is_activity_and_no_answer(client):
    question = make_question()
    before = timezone.now()
    Question.objects.update(last_activity_at=question.created_at)
    comment = make_comment(text_of(question))
    question.refresh_from_db()
    assert question.last_activity_at > before
    assert (question.answer_count, question.posts.answers().count()) == (0, 0)
    response = client.get(question.get_absolute_url())
    assertContains(response, "No answers yet")
    assert response.context["answers"] == []
    comment.set_state(State.HIDDEN)
    comment.set_state(State.PUBLISHED)
    question.refresh_from_db()
    assert question.answer_count == 0


def test_a_comment_has_no_comments(client):
    comment = make_comment(make_answer())
    client.force_login(make_user())
    assert client.get(address(comment)).status_code == 404
    assert client.post(address(comment), {"body": "And so on."}).status_code == 404
    assert client.get(all_comments(comment)).status_code == 404


def test_commenting_has_a_page_of_its_own_with_what_it_is_about(client):
    answer = make_answer(text="Ask on *day one*.")
    client.force_login(make_user())
    response = client.get(address(answer))
    assertContains(response, "<em>day one</em>")
    assertContains(response, "<h1>Your comment</h1>")


def test_visitors_sign_in_first(client):
    answer = make_answer()
    page = client.get(answer.question.get_absolute_url())
    assertContains(page, f'href="{address(answer)}"')
    assertRedirects(client.get(address(answer)), f"/accounts/login/?next={address(answer)}")
    client.post(address(answer), {"body": "Hello."})
    assert not Post.objects.comments().exists()


def test_a_text_sent_after_the_session_was_lost_waits_in_the_form(client):
    answer, member = make_answer(), make_user()
    client.post(address(answer), {"body": "Words I care for."})
    client.force_login(member)
    assertContains(client.get(address(answer)), "Words I care for.</textarea>")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "Write your comment."),
        (" \n", "Write your comment."),
        ("x" * 2_001, "Keep it to 2000 characters; it has 2001 now."),
        ("\0", "a character in it that can’t be shown"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(client, body, message):
    answer = make_answer()
    client.force_login(make_user())
    response = client.post(address(answer), {"body": body})
    assertContains(response, message, status_code=422)
    assert response.context["form"]["body"].value() == body
    assert not Post.objects.comments().exists()


def test_a_comment_may_have_2000_characters(client):
    answer = make_answer()
    client.force_login(make_user())
    assertContains(client.get(address(answer)), 'data-limit="2000"')
    assert client.post(address(answer), {"body": "x" * 2_000}).status_code == 302


def test_a_preview_posts_nothing(client):
    answer = make_answer()
    client.force_login(make_user())
    response = client.post(address(answer), {"body": "Ask *early*.", "preview": "1"})
    assertContains(response, "<em>early</em>")
    assertContains(response, "Ask *early*.</textarea>")
    assert not Post.objects.comments().exists()


def test_a_form_sent_twice_makes_one_comment(client):
    answer = make_answer()
    client.force_login(make_user())
    data = {"body": "Which shift?", "token": str(uuid.uuid4())}
    first, second = client.post(address(answer), data), client.post(address(answer), data)
    assert first.url == second.url
    assert Post.objects.comments().count() == 1


def test_a_form_changed_and_sent_again_leads_to_editing(client):
    answer = make_answer()
    client.force_login(make_user())
    data = {"body": "Which shift?", "token": str(uuid.uuid4())}
    client.post(address(answer), data)
    response = client.post(address(answer), data | {"body": "Which day shift?"}, follow=True)
    assertContains(response, "Which day shift?</textarea>")
    assert Post.objects.comments().get().text == "Which shift?"


@pytest.mark.parametrize("state", [State.HIDDEN, State.REMOVED])
def test_a_post_others_cannot_see_takes_no_comments(client, state):
    answer = make_answer()
    answer.set_state(state)
    for member in (make_user(), answer.author):
        client.force_login(member)
        assert client.get(address(answer)).status_code == 404
        assert client.post(address(answer), {"body": "Hello."}).status_code == 404
    page = client.get(answer.question.get_absolute_url())
    assertNotContains(page, f'href="{address(answer)}"')


@pytest.mark.parametrize("state", [State.HIDDEN, State.REMOVED])
def test_a_comment_that_is_not_published_is_for_its_author_and_moderators(client, state):
    comment = make_comment(make_answer(), "Words of no use.")
    comment.set_state(state)
    pages = [comment.question.get_absolute_url(), all_comments(comment.parent)]
    for viewer, sees in ((None, False), (make_user(), False), (comment.author, True),
                         (make_moderator(), True)):  # fmt: skip
        client.logout()
        if viewer:
            client.force_login(viewer)
        for page in pages:
            assert (b"Words of no use." in client.get(page).content) == sees
        status = client.get(comment.get_absolute_url()).status_code
        assert status == (302 if sees else 404)


@pytest.mark.parametrize("state", [State.HIDDEN, State.REMOVED])
def test_with_an_answer_its_comments_disappear(client, state):
    comment = make_comment(make_answer(), "Words below it.")
    comment.parent.set_state(state)
    client.force_login(comment.author)
    assertNotContains(client.get(comment.question.get_absolute_url()), "Words below it.")
    assert client.get(comment.get_absolute_url()).status_code == 404
    assert client.get(all_comments(comment.parent)).status_code == 404
    client.force_login(comment.parent.author)
    assert client.get(comment.get_absolute_url()).status_code == 302
    comment.parent.set_state(State.PUBLISHED)
    client.logout()
    assertContains(client.get(comment.question.get_absolute_url()), "Words below it.")


def test_comments_stand_oldest_first_under_their_own_post(client):
    question = make_question()
    answer, other = make_answer(question), make_answer(question)
    for n, parent in enumerate([other, answer, text_of(question), answer, other]):
        make_comment(parent, f"Comment number {n}.")
    html = client.get(question.get_absolute_url()).content.decode()
    order = sorted(range(5), key=lambda n: html.index(f"Comment number {n}."))
    assert order == [2, 1, 3, 0, 4]


def test_the_first_five_are_shown_and_the_rest_are_a_page_away(client):
    answer = make_answer()
    comments = [make_comment(answer, f"Comment number {n}.") for n in range(COMMENTS_SHOWN)]
    page = client.get(answer.question.get_absolute_url())
    assertNotContains(page, "Show all")
    comments.append(make_comment(answer, "One more."))
    page = client.get(answer.question.get_absolute_url())
    assertContains(page, f'href="{all_comments(answer)}">Show all 6 comments</a>')
    assertNotContains(page, "One more.")
    response = client.get(all_comments(answer))
    assert list(response.context["comments"]) == comments
    assertContains(response, "One more.")


def test_a_hidden_comment_counts_for_those_who_see_it(client):
    answer = make_answer()
    comments = [make_comment(answer) for _ in range(COMMENTS_SHOWN + 1)]
    comments[0].set_state(State.HIDDEN)
    page = answer.question.get_absolute_url()
    assertNotContains(client.get(page), "Show all")
    client.force_login(make_moderator())
    assertContains(client.get(page), "Show all 6 comments")


def test_the_page_of_comments_pages_by_their_numbers(client):
    answer = make_answer()
    make_comment(text_of(answer.question))
    comments = [make_comment(answer) for _ in range(COMMENTS_PER_PAGE + 2)]
    first = client.get(all_comments(answer))
    assert list(first.context["comments"]) == comments[:COMMENTS_PER_PAGE]
    assertContains(first, f'href="{all_comments(answer)}?after={first.context["more"]}"')
    second = client.get(all_comments(answer), {"after": first.context["more"]})
    assert list(second.context["comments"]) == comments[COMMENTS_PER_PAGE:]
    assertContains(second, "Back to the first comments")
    beyond = client.get(all_comments(answer), {"after": 9 * 10**17})
    assertContains(beyond, "There are no comments after this point.")


@pytest.mark.parametrize("after", ["", "x", "-1", "1.2", "\0", "9" * 30, "١"])
def test_a_cursor_that_is_none_gives_the_first_page(client, after):
    comment = make_comment(make_answer())
    response = client.get(all_comments(comment.parent), {"after": after})
    assert list(response.context["comments"]) == [comment]


def test_the_pages_of_comments_say_when_there_are_none(client):
    assertContains(client.get(all_comments(make_answer())), "Nobody has commented yet.")
    assert not client.cookies


def test_every_comment_has_a_permanent_address(client):
    answer = make_answer()
    comments = [make_comment(answer) for _ in range(COMMENTS_PER_PAGE + 2)]
    question_page = answer.question.get_absolute_url()
    for place, page in (
        (0, question_page),
        (COMMENTS_SHOWN - 1, question_page),
        (COMMENTS_SHOWN, all_comments(answer)),
        (COMMENTS_PER_PAGE - 1, all_comments(answer)),
        (COMMENTS_PER_PAGE, f"{all_comments(answer)}?after={comments[-3].number}"),
    ):
        assert landed(client, comments[place]) == (page, comments[place].anchor)


def test_the_permanent_address_finds_an_answer_far_down(client):
    question = make_question()
    answers = [make_answer(question) for _ in range(22)]
    comment = make_comment(answers[-1])
    page = f"{question.get_absolute_url()}?sort=oldest&after=21"
    assert landed(client, comment) == (page, "comment-23")


def test_many_comments_do_not_move_a_few_answers_to_another_page(client):
    answer = make_answer()
    for _ in range(25):
        make_comment(answer)
    later = make_answer(answer.question)
    assert landed(client, later) == (answer.question.get_absolute_url(), later.anchor)


def test_the_author_edits_a_comment_within_its_limit(client):
    comment = make_comment(make_answer())
    page = f"/community/posts/{comment.pk}/edit/"
    client.force_login(comment.author)
    form = client.get(page).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"body": "x" * 2_001}
    assertContains(client.post(page, data), "Keep it to 2000 characters", status_code=422)
    response = client.post(page, data | {"body": "Better words."}, follow=True)
    assertContains(response, "Better words.")
    assertContains(response, "edited")
    client.force_login(make_user())
    assert client.get(page).status_code == 403


def test_a_comment_outlives_its_author(client):
    comment = make_comment(make_answer(), "Still here.")
    comment.author.delete()
    assertContains(client.get(comment.question.get_absolute_url()), "Still here.")
    assertContains(client.get(all_comments(comment.parent)), "Former member")


def test_wrong_methods_are_refused(client):
    answer = make_answer()
    client.force_login(make_user())
    assert client.put(address(answer)).status_code == 405
    assert client.post(all_comments(answer)).status_code == 405


def test_comments_of_a_question_page_take_one_query(client, django_assert_num_queries):
    question = make_question()
    client.get(question.get_absolute_url())
    with CaptureQueriesContext(connection) as bare:
        client.get(question.get_absolute_url())
    for size in (1, 6):
        for _ in range(size):
            answer = make_answer(question)
            for _ in range(size):
                make_comment(answer)
        with django_assert_num_queries(len(bare)):
            client.get(question.get_absolute_url())


def test_the_page_of_comments_costs_the_same_at_any_size(client, django_assert_max_num_queries):
    answer = make_answer()
    member = make_user()
    for _ in range(2):
        for _ in range(30):
            make_comment(answer)
        client.logout()
        with django_assert_max_num_queries(3):
            client.get(all_comments(answer))
        client.force_login(member)
        with django_assert_max_num_queries(6):
            client.get(all_comments(answer))


def test_commenting_costs_the_same_at_any_size(client, django_assert_max_num_queries):
    answer = make_answer()
    client.force_login(make_user())
    for _ in range(2):
        with django_assert_max_num_queries(30):
            client.post(address(answer), {"body": "Which shift?"})
        for _ in range(30):
            make_comment(answer)


@pytest.mark.django_db(transaction=True)
def test_twenty_comments_at_once_get_twenty_numbers():
    answer = make_answer()
    text = text_of(answer.question)
    responses = post_all_at_once(
        [(make_user(), address([answer, text][n % 2]), {"body": "Text."}) for n in range(20)]
    )
    assert {r.status_code for r in responses} == {302}
    numbers = answer.question.posts.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(22))
    answer.question.refresh_from_db()
    assert answer.question.answer_count == 1


@pytest.mark.django_db(transaction=True)
def test_one_comment_form_sent_twenty_times_makes_one_comment():
    answer, member = make_answer(), make_user()
    data = {"body": "Text.", "token": str(uuid.uuid4())}
    responses = post_all_at_once([(member, address(answer), data)] * 20)
    assert {r.status_code for r in responses} == {302}
    assert len({r.url for r in responses}) == 1
    assert Post.objects.comments().count() == 1
