"""A long thread is read forth and back, and a vote leaves the reader where they were."""

import pytest
from django.db import transaction
from pytest_django.asserts import assertContains, assertNotContains

from community.models import Question
from tests.builders import make_answer, make_question, make_user

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """45 answers with tied votes. Each test undoes what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        author, question = make_user(), make_question()
        for n in range(1, 46):
            make_answer(question, text=f"Answer {n}.", author=author)
            question.posts.filter(number=n).update(helpful_count=n % 3)
        yield question
        transaction.set_rollback(True)


@pytest.fixture
def thread(made_once):
    return Question.objects.get(pk=made_once.pk)


def numbers(response):
    return [post.number for post in response.context["answers"]]


def page(client, question, **query):
    return client.get(question.get_absolute_url(), query)


@pytest.mark.parametrize("sort", ["helpful", "newest", "oldest"])
@pytest.mark.parametrize("accepted", [None, 7, 44])
def test_the_way_back_shows_the_pages_of_the_way_forth(client, thread, sort, accepted):
    if accepted:
        thread.accept(thread.posts.get(number=accepted))
    forth = []
    response = page(client, thread, sort=sort)
    while True:
        forth.append(numbers(response))
        if not response.context["more"]:
            break
        response = page(client, thread, sort=sort, after=response.context["more"])
    assert sorted(n for answers in forth for n in answers) == list(range(1, 46))
    back = [numbers(response)]
    while response.context["less"]:
        query = {"sort": sort, "before": response.context["less"]}
        response = client.get(thread.get_absolute_url(), query, follow=True)
        assert response.redirect_chain[0][1] == 302
        back.append(numbers(response))
    assert back == forth[::-1]


def test_a_page_in_the_middle_leads_both_ways_and_to_the_first(client, thread):
    response = page(client, thread, sort="oldest", after=20)
    address = thread.get_absolute_url()
    assertContains(response, f'rel="prev" href="{address}?sort=oldest&amp;before=21#answers"')
    assertContains(response, f'rel="next" href="{address}?sort=oldest&amp;after=40#answers"')
    assertContains(response, "Back to the first answers")
    first = page(client, thread, sort="oldest")
    assertNotContains(first, 'rel="prev"')


def test_before_a_place_near_the_beginning_comes_the_first_page(client, thread):
    response = client.get(thread.get_absolute_url(), {"sort": "oldest", "before": 12})
    assert response.url == f"{thread.get_absolute_url()}?sort=oldest#answers"


@pytest.mark.parametrize("sort", ["helpful", "newest", "oldest", "\0"])
@pytest.mark.parametrize("before", ["", "x", "1.2.3", "-4", "9" * 400, "\0", "1.1e4"])
def test_a_bad_cursor_leads_to_the_first_page(client, thread, sort, before):
    query = {"sort": sort, "before": before}
    response = client.get(thread.get_absolute_url(), query, follow=True)
    assert response.status_code == 200
    assert len(numbers(response)) == 20


@pytest.mark.parametrize("sort", ["helpful", "newest", "oldest"])
def test_a_cursor_beyond_every_answer_is_no_error(client, thread, sort):
    far = f"{10**17}.{10**17}" if sort == "helpful" else str(10**17)
    query = {"sort": sort, "before": far}
    assert client.get(thread.get_absolute_url(), query, follow=True).status_code == 200


def vote(client, post, page, wanted="1"):
    return client.post(
        f"/community/posts/{post.pk}/helpful/",
        {"wanted": wanted},
        headers={"referer": f"{HOST}{page}"},
    ).url


@pytest.mark.parametrize("query", ["sort=newest", "sort=oldest&after=20", "sort=oldest"])
def test_a_vote_leads_back_to_the_post_on_the_page_it_was_pressed_on(client, thread, query):
    client.force_login(make_user())
    answers = client.get(f"{thread.get_absolute_url()}?{query}").context["answers"]
    address = vote(client, answers[5], f"{thread.get_absolute_url()}?{query}")
    assert address == f"{thread.get_absolute_url()}?{query}#{answers[5].anchor}"


@pytest.mark.parametrize("wanted", ["1", "0"])
def test_a_vote_that_may_move_the_post_leads_to_a_page_that_holds_it(client, thread, wanted):
    client.force_login(make_user())
    first = page(client, thread)
    cursor = first.context["more"]
    second = page(client, thread, after=cursor)
    for answers, query in ((first, ""), (second, f"?after={cursor}")):
        answer = answers.context["answers"][-1]
        url = vote(client, answer, f"{thread.get_absolute_url()}{query}", wanted)
        assertContains(client.get(url), f'id="{answer.anchor}"')


@pytest.mark.parametrize(
    "page", ["", "/", "//evil.example/", "/community/questions/1/x/?sort=newest", "\0", "[::1"]
)
def test_a_vote_from_an_unknown_page_leads_to_the_post(client, thread, page):
    client.force_login(make_user())
    answer = thread.posts.get(number=30)
    url = vote(client, answer, page)
    assert url == f"{thread.get_absolute_url()}?sort=oldest&after=29#answer-30"


def test_accepting_far_down_leads_to_the_accepted_answer(client, thread):
    client.force_login(thread.author)
    answer = thread.posts.get(number=30)
    for wish in ("1", "0"):
        url = client.post(f"/community/posts/{answer.pk}/accept/", {"wanted": wish}).url
        assertContains(client.get(url), 'id="answer-30"')
