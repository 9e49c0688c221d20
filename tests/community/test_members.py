import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community.models import Post
from community.models.question import State
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)

pytestmark = pytest.mark.django_db


def page_of(member):
    return reverse("community:member", args=[member.handle])


def shown(response):
    return [post.pk for post in response.context["posts"]]


def test_a_member_page_lists_questions_and_answers_the_newest_first(client):
    member = make_user("jonah_p")
    question = make_question(author=member, career=make_career("Nurse"))
    answer = make_answer(text="Ask on **day one**.", author=member)
    comment = make_comment(answer, author=member)
    make_answer(question)
    response = client.get(page_of(member))
    assert shown(response) == [answer.pk, question.posts.get(number=0).pk]
    assertContains(response, "<h1>jonah_p</h1>")
    assertContains(response, f"Member since {member.date_joined:%B %Y}")
    assertContains(response, "Ask on day one.")
    assertContains(response, f'href="/community/posts/{answer.pk}/"')
    assertContains(response, "about Nurse")
    assertNotContains(response, f"/community/posts/{comment.pk}/")


def test_it_tells_neither_name_nor_address_nor_day_and_is_not_for_search_engines(client):
    member = make_user("jonah_p", name="Jonah Peterson", email="jonah@private.example")
    viewers = [None, make_user(), make_moderator(), member]
    for viewer in viewers:
        client.logout()
        if viewer:
            client.force_login(viewer)
        response = client.get(page_of(member))
        assertContains(response, '<meta name="robots" content="noindex">')
        for secret in ("Peterson", "private.example", f"{member.date_joined:%Y-%m-%d}"):
            assertNotContains(response, secret)


@pytest.mark.parametrize("handle", ["nobody", "a" * 300, "x-_", "9", "%00", "a%00b", "é"])
def test_an_unknown_handle_is_not_found(client, handle):
    assert client.get(f"/community/members/{handle}/").status_code == 404


def test_a_closed_account_has_no_page(client):
    member = make_user(is_active=False)
    for viewer in (None, make_user(), make_moderator()):
        if viewer:
            client.force_login(viewer)
        assert client.get(page_of(member)).status_code == 404


def test_another_case_leads_to_the_right_one(client):
    make_user("Jonah_P")
    response = client.get("/community/members/jonah_p/")
    assertRedirects(response, "/community/members/Jonah_P/", status_code=302)


def test_what_is_hidden_is_shown_to_its_author_and_moderators_only(client):
    member = make_user()
    question = make_question(title="MARKERTITLE is in this title", author=member)
    answer = make_answer(text="MARKERTEXT", author=member)
    under = make_answer(make_question(title="MARKERTHREAD is in this title"), author=member)
    question.posts.get(number=0).set_state(State.HIDDEN)
    answer.set_state(State.REMOVED)
    Post.objects.get(question=under.question, number=0).set_state(State.HIDDEN)
    for viewer in (None, make_user()):
        if viewer:
            client.force_login(viewer)
        assertNotContains(client.get(page_of(member)), "MARKER")
    client.force_login(member)
    response = client.get(page_of(member))
    assertContains(response, "MARKERTITLE")
    assertContains(response, "MARKERTEXT")
    assertContains(response, "not public", count=2)
    assertNotContains(response, "MARKERTHREAD")
    client.force_login(make_moderator())
    assertContains(client.get(page_of(member)), "MARKERTHREAD")


def test_older_posts_follow_without_gap_or_repeat(client):
    member, question = make_user(), make_question()
    made = [make_answer(question, author=member).pk for _ in range(45)]
    seen, after = [], None
    while True:
        response = client.get(page_of(member), {"after": after} if after else {})
        seen += shown(response)
        after = response.context["more"]
        if not after:
            break
    assert seen == made[::-1]
    assertContains(response, "Back to the newest")


@pytest.mark.parametrize("after", ["x", "-1", "1.2", "9" * 400, "\0", "٣"])
def test_a_bad_cursor_shows_the_first_page(client, after):
    answer = make_answer()
    assert shown(client.get(page_of(answer.author), {"after": after})) == [answer.pk]


def test_a_member_without_posts_has_a_page_too(client):
    member = make_user()
    assertContains(client.get(page_of(member)), "has not posted anything yet")
    client.force_login(member)
    assertContains(client.get(page_of(member)), "You have not posted anything yet")


def test_handles_lead_to_it_from_lists_and_posts(client):
    answer = make_answer()
    page = client.get(answer.question.get_absolute_url())
    assertContains(page, f'href="{page_of(answer.author)}"')
    assertContains(page, f'href="{page_of(answer.question.author)}"')
    assertContains(client.get("/community/"), f'href="{page_of(answer.question.author)}"')
    answer.question.author.is_active = False
    answer.question.author.save()
    assertNotContains(client.get("/community/"), f'href="{page_of(answer.question.author)}"')


def test_the_page_answers_to_reading_only_and_a_visitor_gets_no_cookie(client):
    member = make_user()
    assert client.post(page_of(member)).status_code == 405
    response = client.get(page_of(member))
    assert not response.cookies
    assertNotContains(response, "csrfmiddlewaretoken")


@pytest.mark.parametrize("number", [2, 40])
def test_queries_do_not_grow_with_the_posts(client, django_assert_max_num_queries, number):
    member = make_user()
    for _ in range(number):
        make_answer(make_question(career=make_career()), author=member)
    with django_assert_max_num_queries(3):
        client.get(page_of(member))
    client.force_login(make_user())
    with django_assert_max_num_queries(7):
        client.get(page_of(member))
