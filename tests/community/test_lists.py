"""The tabs of the board: which questions, in which order, page by page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from community.models import PagePart, Post, Question, QuestionFollow, ReadMark
from tests.builders import make_answer, make_career, make_question, make_user

LIST = reverse("community:list")
TABS = ["", "active", "unanswered", "verified", "following"]

pytestmark = pytest.mark.django_db


def titles(response):
    return [question.title for question in response.context["questions"]]


def make_questions(number, **fields):
    author = fields.pop("author", None) or make_user()
    return [
        make_question(title=f"What is question number {n} about?", author=author, **fields)
        for n in range(number)
    ]


def spread_activity(questions):
    """Activity in another order than the ids', with ties."""
    now = timezone.now()
    for n, question in enumerate(questions):
        moment = now - timedelta(minutes=n * 7 % 20)
        Question.objects.filter(pk=question.pk).update(last_activity_at=moment)


def read_all(client, **query):
    seen, after = [], None
    while True:
        response = client.get(LIST, query | ({"after": after} if after else {}))
        seen += [question.pk for question in response.context["questions"]]
        after = response.context["more"]
        if not after:
            return seen


def test_active_begins_with_the_latest_answer(client):
    first, second, third = make_questions(3)
    make_answer(first)
    listed = titles(client.get(LIST, {"show": "active"}))
    assert listed == [first.title, third.title, second.title]


def test_active_pages_follow_without_gap_or_repeat_though_times_tie(client):
    made = make_questions(45)
    spread_activity(made)
    expected = Question.objects.order_by("-last_activity_at", "-pk").values_list("pk", flat=True)
    assert read_all(client, show="active") == list(expected)


def test_verified_lists_what_verified_professionals_answered(client):
    answered, _ = make_questions(2)
    Question.objects.filter(pk=answered.pk).update(verified_answer_count=1)
    response = client.get(LIST, {"show": "verified"})
    assert titles(response) == [answered.title]
    assertContains(response, "answered by verified professionals")


def test_following_lists_what_the_member_follows_the_latest_activity_first(client):
    made = make_questions(45)
    spread_activity(made)
    member = make_user()
    for question in made[::2]:
        QuestionFollow.objects.start(member, question)
    QuestionFollow.objects.start(make_user(), made[1])
    client.force_login(member)
    followed = Question.objects.filter(pk__in=[q.pk for q in made[::2]])
    expected = followed.order_by("-last_activity_at", "-pk").values_list("pk", flat=True)
    assert read_all(client, show="following") == list(expected)


def test_following_keeps_to_the_career_and_its_part(client):
    career = make_career("Nurse")
    member = make_user()
    about = make_question(title="About the pay of a nurse", career=career, part=PagePart.SALARY)
    for question in [about, make_question(career=career), make_question()]:
        QuestionFollow.objects.start(member, question)
    client.force_login(member)
    query = {"show": "following", "career": "nurse", "part": "salary"}
    assert titles(client.get(LIST, query)) == [about.title]


def test_who_asks_and_answers_follows(client):
    asked, answered = make_questions(2)
    answer = make_answer(answered)
    client.force_login(answer.author)
    assert titles(client.get(LIST, {"show": "following"})) == [answered.title]
    client.force_login(asked.author)
    assert len(titles(client.get(LIST, {"show": "following"}))) == 2


def test_following_is_not_there_for_visitors(client):
    (question,) = make_questions(1)
    response = client.get(LIST, {"show": "following"})
    assert titles(response) == [question.title]
    assertNotContains(response, "Following")
    assertContains(response, f'<link rel="canonical" href="http://testserver{LIST}">')


@pytest.mark.parametrize("show", TABS)
def test_every_tab_is_named_and_an_empty_one_says_why(client, show):
    client.force_login(make_user())
    response = client.get(LIST, {"show": show})
    assertContains(response, 'aria-current="page"')
    assert titles(response) == []
    assertContains(response, 'class="empty"')
    make_career("Welder")
    assertContains(client.get(LIST, {"show": show, "career": "welder"}), "about this career")


def test_the_questions_about_a_part_of_a_page_are_a_list_of_their_own(client):
    career = make_career("Nurse")
    about = make_question(title="About the pay of a nurse", career=career, part=PagePart.SALARY)
    make_question(title="About the whole of it all", career=career)
    elsewhere = make_career("Welder")
    make_question(title="About the pay of a welder", career=elsewhere, part=PagePart.SALARY)
    response = client.get(LIST, {"career": "nurse", "part": "salary"})
    assert titles(response) == [about.title]
    assertContains(response, ", about Salary")
    assertContains(response, 'href="/community/ask/?career=nurse&amp;part=salary"')
    canonical = (
        f'<link rel="canonical" href="http://testserver{LIST}?career=nurse&amp;part=salary">'
    )
    assertContains(response, canonical)
    empty = client.get(LIST, {"career": "nurse", "part": "day"})
    assertContains(empty, "Nobody has asked about this part yet")


@pytest.mark.parametrize("part", ["", "pay", "SALARY", "\0", "x" * 3000])
def test_an_unknown_part_is_left_out(client, part):
    make_question(career=make_career("Nurse"))
    response = client.get(LIST, {"career": "nurse", "part": part})
    assert len(titles(response)) == 1
    assertContains(response, f'<link rel="canonical" href="http://testserver{LIST}?career=nurse">')


def test_a_part_without_a_career_is_left_out(client):
    make_questions(1)
    response = client.get(LIST, {"part": "salary"})
    assert len(titles(response)) == 1
    assertContains(response, f'<link rel="canonical" href="http://testserver{LIST}">')


@pytest.mark.parametrize("show", TABS)
@pytest.mark.parametrize(
    "after",
    ["", "x", "5", "1.2.3", "-1.-1", "1e9.1", "٣.٣", "\0", "9" * 400, f"{'9' * 18}.1", "1' OR 1=1"],
)
def test_a_bad_cursor_shows_the_first_page(client, show, after):
    (question,) = make_questions(1)
    Question.objects.update(verified_answer_count=1)
    client.force_login(question.author)
    response = client.get(LIST, {"show": show, "after": after})
    assert response.status_code == 200
    assert titles(response) == [question.title]


def test_samples_say_that_they_are(client):
    question = make_question()
    assertNotContains(client.get(LIST), "Sample")
    Question.objects.update(is_sample=True)
    badge = '<span class="badge">Sample</span>'
    assertContains(client.get(LIST), badge)
    assertContains(client.get(question.get_absolute_url()), badge)


@pytest.mark.parametrize("show", TABS)
@pytest.mark.parametrize("number", [2, 45])
def test_queries_do_not_grow_with_the_board(client, django_assert_max_num_queries, number, show):
    member, author = make_user(), make_user()
    made = [
        Question(title="A question for counting", slug="q", author=author, career=make_career())
        for _ in range(number)
    ]
    for question in made:
        question.save()
        question.count_on_board(+1)
        QuestionFollow.objects.start(member, question)
    ReadMark.objects.look(member, made[0])
    with django_assert_max_num_queries(3):
        client.get(LIST, {"show": show})
    with django_assert_max_num_queries(4):
        client.get(LIST, {"show": show, "career": made[0].career.slug})
    client.force_login(member)
    with django_assert_max_num_queries(8):
        client.get(LIST, {"show": show})
    with django_assert_max_num_queries(10):
        client.get(LIST, {"show": show, "career": made[0].career.slug})


def test_a_merged_question_leads_to_the_one_it_was_merged_into(client):
    old, new = make_questions(2)
    answer = make_answer(old)
    Post.objects.filter(pk=answer.pk).update(question=new, number=9)
    Post.objects.get(question=old, number=0).set_state("removed")
    Question.objects.filter(pk=old.pk).update(merged_into=new)
    for address in (old.get_absolute_url(), f"/community/questions/{old.pk}/"):
        for viewer in (None, old.author):
            if viewer:
                client.force_login(viewer)
            response = client.get(address)
            assert (response.status_code, response.url) == (301, new.get_absolute_url())
    assert client.get(answer.get_absolute_url()).url.startswith(new.get_absolute_url())
    assert titles(client.get(LIST)) == [new.title]


def test_a_merged_question_does_not_tell_of_a_hidden_one(client):
    old, new = make_questions(2)
    for question in (old, new):
        question.posts.get().set_state("hidden")
    Question.objects.filter(pk=old.pk).update(merged_into=new)
    assert client.get(f"/community/questions/{old.pk}/").status_code == 404
