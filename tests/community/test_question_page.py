import json
import re
import uuid
from datetime import timedelta

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import (
    assertContains,
    assertHTMLEqual,
    assertNotContains,
    assertRedirects,
)

from careers.models import Career
from community.forms import AnswerForm
from community.models import COMMENTS_SHOWN, Post, Question
from community.models.question import State
from community.views.writing import for_everyone
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_occupation,
    make_question,
    make_user,
)

pytestmark = pytest.mark.django_db


def make_thread(answers, **fields):
    author = make_user()
    question = make_question(**fields)
    for n in range(1, answers + 1):
        make_answer(question, text=f"Answer {n}.", author=author)
    question.refresh_from_db()
    return question


def numbers(response):
    return [post.number for post in response.context["answers"]]


def read_on(client, question, **params):
    """The numbers of the answers on all pages, in the order they are shown."""
    seen = []
    response = client.get(question.get_absolute_url(), params)
    while True:
        seen.append(numbers(response))
        if not response.context["more"]:
            return seen
        response = client.get(
            question.get_absolute_url(), params | {"after": response.context["more"]}
        )


def test_a_question_shows_its_text_and_its_answers(client):
    question = make_question(text="I **start** in May.", author=make_user("jonah_p"))
    make_answer(question, text="Ask on *day one*.", author=make_user("Sunita"))
    response = client.get(question.get_absolute_url())
    assertContains(response, "<p>I <strong>start</strong> in May.</p>")
    assertContains(response, "<p>Ask on <em>day one</em>.</p>")
    assertContains(response, "1 answer<")
    assertContains(response, 'id="answer-1"')
    assertContains(response, 'aria-label="Answer by Sunita"')
    assertContains(response, ">SU</span>")


@pytest.mark.parametrize("slug", ["", "wrong/", "%00/", "../", "naïve/"])
def test_a_wrong_or_missing_slug_leads_to_the_right_address(client, slug):
    question = make_question()
    response = client.get(f"/community/questions/{question.pk}/{slug}?sort=newest")
    assertRedirects(response, f"{question.get_absolute_url()}?sort=newest", status_code=301)


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_an_unknown_question_is_not_found(client, pk):
    assert client.get(f"/community/questions/{pk}/x/").status_code == 404
    assert client.get(f"/community/posts/{pk}/").status_code == 404


def test_a_hidden_question_is_not_found_but_by_its_author_and_moderators(client):
    question = make_question()
    question.posts.get().set_state(State.HIDDEN)
    addresses = [question.get_absolute_url(), f"/community/questions/{question.pk}/x/"]
    addresses.append(question.posts.get().get_absolute_url())
    for address in addresses:
        assert client.get(address).status_code == 404
    client.force_login(make_user())
    for address in addresses:
        assert client.get(address).status_code == 404
    for viewer in (question.author, make_moderator()):
        client.force_login(viewer)
        assertContains(client.get(addresses[0]), "A moderator has hidden this question")


def test_a_hidden_answer_is_shown_to_its_author_and_moderators_only(client):
    answer = make_answer(text="Buy my course.")
    answer.set_state(State.HIDDEN)
    address = Question.objects.get().get_absolute_url()
    assertNotContains(client.get(address), "Buy my course")
    assertContains(client.get(address), "No answers yet")
    assert client.get(answer.get_absolute_url()).status_code == 404
    for viewer in (answer.author, make_moderator()):
        client.force_login(viewer)
        assertContains(client.get(address), "Buy my course")


def test_the_accepted_answer_comes_first_and_once(client):
    question = make_thread(23)
    question.accept(question.posts.get(number=22))
    assertContains(client.get(question.get_absolute_url()), "Accepted answer by")
    for sort, rest in {
        "oldest": [n for n in range(1, 24) if n != 22],
        "newest": [n for n in range(23, 0, -1) if n != 22],
    }.items():
        first, second = read_on(client, question, sort=sort)
        assert first[0] == 22
        assert first[1:] + second == rest


def test_the_most_helpful_answer_comes_first_and_pages_follow_without_gap_or_repeat(client):
    question = make_thread(45)
    for number, votes in {7: 9, 30: 4, 31: 4, 2: 1}.items():
        question.posts.filter(number=number).update(helpful_count=votes)
    pages = read_on(client, question)
    assert [len(page) for page in pages] == [20, 20, 5]
    flat = [number for page in pages for number in page]
    assert flat[:4] == [7, 30, 31, 2]
    assert sorted(flat) == list(range(1, 46))


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=1",
        "after=1.2.3",
        "after=-1.-1",
        "after=" + "9" * 500,
        "after=%00",
        "sort=%00&after=1.1e5",
    ],
)
def test_a_bad_cursor_or_order_shows_the_first_page(client, query):
    question = make_thread(2)
    response = client.get(f"{question.get_absolute_url()}?{query}")
    assert response.status_code == 200
    assert numbers(response) == [1, 2]


@pytest.mark.parametrize("sort", ["oldest", "newest", "helpful"])
def test_a_cursor_beyond_every_answer_is_no_error(client, sort):
    question = make_thread(1)
    after = f"{10**17}.{10**17}" if sort == "helpful" else str(10**17)
    response = client.get(question.get_absolute_url(), {"sort": sort, "after": after})
    assert response.status_code == 200


@pytest.mark.parametrize("sort", ["helpful", "newest", "oldest"])
@pytest.mark.parametrize("hidden", [0, 5, 30])
def test_answers_that_only_some_see_take_their_places_on_the_pages(client, sort, hidden):
    question = make_thread(18 + hidden)
    question.posts.filter(number=3).update(helpful_count=2)
    for post in question.posts.answers().filter(number__gt=18):
        post.set_state(State.HIDDEN)
    question.accept(question.posts.get(number=9))
    everyone = read_on(client, question, sort=sort)
    assert (len(everyone), everyone[0][0], set(everyone[0])) == (1, 9, set(range(1, 19)))
    client.force_login(make_moderator())
    pages = read_on(client, question, sort=sort)
    flat = [number for page in pages for number in page]
    assert sorted(flat) == list(range(1, 19 + hidden))
    assert len(pages) == (1 if hidden < 3 else 2 if hidden < 23 else 3)
    order = [3] + [n for n in range(1, 19 + hidden) if n != 3]
    numbers = {"helpful": order, "oldest": sorted(order), "newest": sorted(order, reverse=True)}
    assert flat == [9] + [number for number in numbers[sort] if number != 9]


def test_however_many_comments_there_are_the_first_of_each_post_are_shown(
    client, django_assert_max_num_queries
):
    author, question = make_user(), make_question()
    posts = [question.posts.get(), *(make_answer(question, author=author) for _ in range(2))]
    rows = [
        Post(question=question, parent=post, kind=Post.Kind.COMMENT, number=number, author=author,
             text="Same here.", html=f"<p>Comment {number}.</p>", token=uuid.uuid4())
        for post, numbers in zip(posts, [range(1000, 1104), range(2000, 2005), [3000]], strict=True)
        for number in numbers
    ]  # fmt: skip
    Post.objects.bulk_create(rows)
    with django_assert_max_num_queries(6):
        response = client.get(question.get_absolute_url())
    shown = [*range(1000, 1000 + COMMENTS_SHOWN), *range(2000, 2005), 3000]
    found = re.findall(r"<p>Comment (\d+)", response.content.decode())
    assert list(map(int, found)) == shown
    assertContains(response, "Show all ", count=1)
    assertContains(response, f'href="/community/posts/{posts[0].pk}/comments/">Show all 104 ')


def test_a_permanent_address_leads_to_the_page_that_holds_the_post(client):
    question = make_thread(45)
    question.accept(question.posts.get(number=44))
    for post in question.posts.all():
        response = client.get(post.get_absolute_url(), follow=True)
        address, anchor = response.redirect_chain[0][0].split("#")
        assert response.redirect_chain[0][1] == 302
        assert f'id="{anchor}"'.encode() in response.content, address
    assert client.get(question.posts.get(number=44).get_absolute_url()).url == (
        f"{question.get_absolute_url()}#answer-44"
    )
    assert client.get(question.posts.get(number=0).get_absolute_url()).url == (
        f"{question.get_absolute_url()}#question"
    )


def test_twenty_answers_are_on_the_plain_page(client):
    question = make_thread(20)
    last = question.posts.get(number=20)
    assert client.get(last.get_absolute_url()).url == f"{question.get_absolute_url()}#answer-20"


def test_the_side_column_tells_of_the_career_and_its_other_questions(client):
    career = make_career("Nurse", occupation=make_occupation(median=81_220))
    other = make_question(title="What do night shifts do to you?", career=career)
    question = make_question(career=career)
    response = client.get(question.get_absolute_url())
    assertContains(response, "$81,220")
    assertContains(response, other.get_absolute_url())
    assert question not in response.context["related"]


@pytest.mark.parametrize("fields", [{}, {"median": None}])
def test_a_career_without_figures_has_no_pay_in_the_side_column(client, fields):
    career = make_career("Nurse", occupation=make_occupation(**fields) if fields else None)
    response = client.get(make_question(career=career).get_absolute_url())
    assertContains(response, "About this career")
    assertNotContains(response, "Median pay")


def test_the_career_of_a_withdrawn_page_is_not_named(client):
    question = make_question(career=make_career("Secret Plan", state=Career.State.DRAFT))
    assertNotContains(client.get(question.get_absolute_url()), "Secret Plan")


def test_a_question_outlives_its_career_and_its_people(client):
    question = make_question(career=make_career("Nurse"))
    answer = make_answer(question)
    question.career.delete()
    question.author.delete()
    answer.author.delete()
    assertContains(client.get(question.get_absolute_url()), "<b>Former member</b>", count=2)


def test_signed_out_readers_are_led_to_sign_in(client):
    answer = make_answer()
    response = client.get(answer.question.get_absolute_url())
    assertContains(response, f"/accounts/login/?next=/community/posts/{answer.pk}/")
    assertContains(response, f'action="/community/questions/{answer.question_id}/answer/"')
    assertContains(response, "You sign in after writing.")


def test_members_see_what_they_found_helpful_and_may_not_vote_for_themselves(client):
    question = make_question()
    theirs, mine = make_answer(question), make_answer(question)
    theirs.set_helpful(mine.author, True)
    client.force_login(mine.author)
    response = client.get(question.get_absolute_url())
    assertContains(response, 'aria-pressed="true">', count=2)  # helpful, and following
    assertContains(response, 'aria-pressed="false">', count=1)
    assertContains(response, f'action="/community/posts/{theirs.pk}/helpful/"')
    assertNotContains(response, f'action="/community/posts/{mine.pk}/helpful/"')
    assertContains(response, f'href="/community/posts/{mine.pk}/edit/"')
    assertNotContains(response, f'href="/community/posts/{theirs.pk}/edit/"')
    assertNotContains(response, "Accept answer")


def test_only_the_asker_and_moderators_are_offered_to_accept(client):
    question = make_question()
    make_answer(question)
    for viewer in (question.author, make_moderator()):
        client.force_login(viewer)
        assertContains(client.get(question.get_absolute_url()), "Accept answer")


def test_an_edited_post_says_so(client):
    answer = make_answer()
    address = answer.question.get_absolute_url()
    assertNotContains(client.get(address), "edited")
    answer.rewrite("Better words.", version=1)
    assertContains(client.get(address), "edited")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (6, "6 days ago")],
)
def test_dates_are_relative_within_a_week(client, days, words):
    question = make_question()
    Question.objects.update(created_at=timezone.now() - timedelta(days=days))
    assertContains(client.get(question.get_absolute_url()), f">{words}</time>")


def test_older_dates_are_given_in_full(client):
    question = make_question()
    day = timezone.now() - timedelta(days=7)
    Question.objects.update(created_at=day)
    words = f"{day:%B} {day.day}, {day.year}"
    assertContains(client.get(question.get_absolute_url()), f">{words}</time>")


def test_an_unanswered_question_is_not_for_search_engines(client):
    question = make_question()
    response = client.get(question.get_absolute_url())
    assertContains(response, '<meta name="robots" content="noindex">')
    assertContains(response, "DiscussionForumPosting")
    make_answer(question)
    assertNotContains(client.get(question.get_absolute_url()), "noindex")


def test_structured_data_describes_the_page_and_cannot_close_its_block(client):
    question = make_question(
        title="What about </script><script>alert(1)</script>?", text="Tom & Jerry `<b>`"
    )
    accepted = make_answer(question, text="<!-- </script> -->")
    other = make_answer(question)
    question.accept(accepted)
    html = client.get(question.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(block)
    assert data["@type"] == "QAPage"
    described = data["mainEntity"]
    assert described["name"] == question.title
    assert described["answerCount"] == 2
    assert described["text"] == "Tom & Jerry <b>"
    assert described["acceptedAnswer"]["text"] == "<!-- </script> -->"
    assert (
        described["suggestedAnswer"][0]["url"] == f"http://testserver/community/posts/{other.pk}/"
    )


def test_the_description_is_the_text_without_its_marks(client):
    question = make_question(text='Tom & *"Jerry"* <img onload=x>')
    assertContains(
        client.get(question.get_absolute_url()),
        '<meta name="description" content="Tom &amp; &quot;Jerry&quot; &lt;img onload=x&gt;">',
    )


def test_the_first_page_is_the_canonical_one_unless_paged(client):
    question = make_thread(21)
    address = question.get_absolute_url()
    plain = f'<link rel="canonical" href="http://testserver{address}">'
    assertContains(client.get(f"{address}?sort=newest&utm_source=x"), plain)
    paged = client.get(f"{address}?sort=oldest&after=20&utm_source=x")
    assertContains(
        paged,
        f'<link rel="canonical" href="http://testserver{address}?sort=oldest&amp;after=20">',
    )


def test_the_page_answers_to_reading_only(client):
    question = make_question()
    assert client.post(question.get_absolute_url()).status_code == 405
    assert client.post(reverse("community:post", args=[1])).status_code == 405


@pytest.mark.parametrize("answers", [2, 60])
def test_queries_do_not_grow_with_the_thread(client, django_assert_max_num_queries, answers):
    career = make_career("Nurse", occupation=make_occupation())
    question = make_question(career=career)
    authors = [make_user() for _ in range(answers)]
    for author in authors:
        make_answer(question, author=author)
    question.accept(question.posts.get(number=2))
    for _ in range(3):
        make_question(career=career)
    for post in question.posts.answers():
        make_comment(post, author=authors[0])
    Post.objects.update(is_verified=True)
    last_page = {"after": "0.1"}
    address = question.get_absolute_url()
    for viewer, limit in ((None, 7), (authors[0], 12), (make_moderator(), 12)):
        if viewer:
            client.force_login(viewer)
        for query in ({}, last_page):
            with django_assert_max_num_queries(limit):
                client.get(address, query)


def test_what_stands_beside_a_question_is_read_with_it(client, django_assert_num_queries):
    """Of the career and its pay only what is shown is read: a column left out would cost a query."""
    paid = make_occupation(median=90_000, annual_p90=None)
    question = make_question(career=make_career("Nurse", occupation=paid, related_occupation=True))
    make_answer(question)
    with django_assert_num_queries(4):  # the question, its posts, their comments, other questions
        page = client.get(question.get_absolute_url())
    assertContains(page, "$90,000")
    assertContains(page, paid.title)


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"body": "It <b>depends</b>.\nMostly.", "role": 'A "nurse" & more', "years": "9"},
        {"body": "Words.", "still_in_role": "0"},
    ],
)
@pytest.mark.parametrize("prepare", [lambda form: form, for_everyone])
def test_the_answer_form_is_the_one_of_its_own_page(words, prepare):
    """Made in another way, because it is on the page that is read most."""
    hidden = {"token": uuid.uuid4(), "shown": "a moment ago"}
    form = prepare(AnswerForm(initial=words | hidden))
    here = render_to_string("community/_answer_form.html", {"form": form})
    assertHTMLEqual(here, as_crispy_form(form))
    assert here.count("<input") == len(form.fields) - 2  # body and still_in_role
