import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community.models import MemberMute, Post, QuestionMute
from community.models.question import State
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)

LIST = reverse("community:list")
MUTED = reverse("community:muted")

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(client):
    viewer = make_user()
    client.force_login(viewer)
    return viewer


def mute_member(client, member, wanted="1", **data):
    return client.post(f"/community/members/{member.handle}/mute/", {"wanted": wanted} | data)


def mute_question(client, question, wanted="1", **data):
    return client.post(f"/community/questions/{question.pk}/mute/", {"wanted": wanted} | data)


def titles(response):
    return [question.title for question in response.context["questions"]]


def test_the_questions_of_a_muted_member_leave_every_list(client, viewer):
    career = make_career("Welder")
    theirs = make_question(title="This one is by the muted member", career=career)
    other = make_question(title="This one is by somebody else", career=career)
    make_question(title="This one is by a former member").author.delete()
    assertRedirects(
        mute_member(client, theirs.author), f"/community/members/{theirs.author.handle}/"
    )
    for query in ({}, {"show": "active"}, {"show": "unanswered"}, {"career": "welder"}):
        listed = titles(client.get(LIST, query))
        assert other.title in listed
        assert theirs.title not in listed
    related = client.get(other.get_absolute_url()).context["related"]
    assert theirs not in related
    mute_member(client, theirs.author, "0")
    assert theirs.title in titles(client.get(LIST))


def test_a_muted_question_leaves_every_list_and_can_still_be_read(client, viewer):
    question, other = make_question(title="This one is muted now"), make_question()
    question.follows.create(member=viewer)
    assertRedirects(mute_question(client, question), question.get_absolute_url())
    assert titles(client.get(LIST)) == [other.title]
    assert titles(client.get(LIST, {"show": "following"})) == []
    assertContains(client.get(question.get_absolute_url()), "Unmute question")
    mute_question(client, question, "0")
    assert titles(client.get(LIST, {"show": "following"})) == [question.title]


def test_what_a_muted_member_writes_is_folded_away(client, viewer):
    question = make_question()
    answer, other = make_answer(question, text="MARKER"), make_answer(question, text="Seen.")
    make_comment(other, text="A remark.", author=answer.author)
    mute_member(client, answer.author)
    response = client.get(question.get_absolute_url())
    assertContains(response, "<summary>From a member you muted. Show</summary>", count=2)
    assertContains(response, "MARKER")
    assertContains(response, f"Unmute {answer.author.handle}")
    client.force_login(make_user())
    assertNotContains(client.get(question.get_absolute_url()), "From a member you muted")
    client.logout()
    assertNotContains(client.get(question.get_absolute_url()), "From a member you muted")


def test_the_muted_member_learns_nothing(client, viewer):
    answer = make_answer()
    addresses = [
        LIST,
        answer.question.get_absolute_url(),
        f"/community/members/{answer.author.handle}/",
        f"/community/members/{viewer.handle}/",
        MUTED,
    ]

    def pages():
        client.force_login(answer.author)
        found = [client.get(address) for address in addresses]
        return [page.context.get("is_muted") for page in found], [
            b"mute you" in page.content.lower() for page in found
        ]

    before = pages()
    client.force_login(viewer)
    mute_member(client, answer.author)
    assert pages() == before
    assertNotContains(client.get(MUTED), viewer.handle)


def test_the_same_wish_twice_changes_nothing(client, viewer):
    question = make_question()
    for wish, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        mute_question(client, question, wish)
        mute_member(client, question.author, wish)
        assert (QuestionMute.objects.count(), MemberMute.objects.count()) == (count, count)


def test_one_comes_back_to_where_one_was_and_never_to_another_site(client, viewer):
    question = make_question()
    text = question.posts.get(number=0)
    response = mute_member(client, question.author, next=text.get_absolute_url())
    assertRedirects(response, text.get_absolute_url(), target_status_code=302)
    for address in (
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "\0",
        "/\\e",
    ):
        response = mute_question(client, question, next=address)
        assertRedirects(response, question.get_absolute_url())


def test_nobody_mutes_themselves(client, viewer):
    assert mute_member(client, viewer).status_code == 403
    assertNotContains(client.get(f"/community/members/{viewer.handle}/"), "/mute/")


@pytest.mark.parametrize("wish", ["", "yes", "2", "\0"])
def test_an_unclear_wish_is_refused(client, viewer, wish):
    question = make_question()
    assert mute_question(client, question, wish).status_code == 400
    assert mute_member(client, question.author, wish).status_code == 400
    assert not MemberMute.objects.exists()


def test_what_one_may_not_see_cannot_be_muted(client, viewer):
    question = make_question()
    question.posts.get().set_state(State.HIDDEN)
    assert mute_question(client, question).status_code == 404
    assert mute_member(client, make_user(is_active=False)).status_code == 404
    assert client.post("/community/members/nobody/mute/", {"wanted": "1"}).status_code == 404
    assert client.post("/community/questions/99999/mute/", {"wanted": "1"}).status_code == 404


def test_visitors_sign_in_first_and_reading_changes_nothing(client):
    question = make_question()
    member = question.author
    assertRedirects(
        mute_member(client, member), f"/accounts/login/?next=/community/members/{member.handle}/"
    )
    assertRedirects(
        mute_question(client, question),
        f"/accounts/login/?next=/community/questions/{question.pk}/",
    )
    assertRedirects(client.get(MUTED), f"/accounts/login/?next={MUTED}")
    assertNotContains(client.get(question.get_absolute_url()), "Mute")
    client.force_login(make_user())
    assert client.get(f"/community/members/{member.handle}/mute/").status_code == 405
    assert client.get(f"/community/questions/{question.pk}/mute/").status_code == 405
    assert client.post(MUTED).status_code == 405


def test_the_list_of_what_one_muted_offers_to_take_it_back(client, viewer):
    question = make_question(title="A question to be muted")
    assertContains(client.get(MUTED), "You muted nobody")
    assertContains(client.get(MUTED, {"show": "questions"}), "You muted no question")
    mute_member(client, question.author)
    mute_question(client, question)
    MemberMute.objects.create(member=make_user(), muted=make_user("somebody-else"))
    assertContains(client.get(MUTED), f'Unmute<span class="vh"> {question.author.handle}</span>')
    assertNotContains(client.get(MUTED), "somebody-else")
    assertContains(client.get(MUTED, {"show": "questions"}), "A question to be muted")
    assertRedirects(mute_member(client, question.author, "0", next=MUTED), MUTED)
    assertContains(client.get(MUTED), "You muted nobody")


def test_a_muted_question_that_was_hidden_is_not_named(client, viewer):
    question = make_question(title="MARKER is in this title")
    mute_question(client, question)
    Post.objects.get(question=question).set_state(State.HIDDEN)
    assertNotContains(client.get(MUTED, {"show": "questions"}), "MARKER")


@pytest.mark.parametrize("number", [2, 45])
def test_the_list_is_paged_and_costs_the_same_at_any_length(
    client, viewer, number, django_assert_max_num_queries
):
    members = [make_user() for _ in range(number)]
    MemberMute.objects.bulk_create(MemberMute(member=viewer, muted=m) for m in members)
    seen, after = [], None
    while True:
        with django_assert_max_num_queries(5):
            response = client.get(MUTED, {"after": after} if after else {})
        seen += [mute.muted for mute in response.context["mutes"]]
        after = response.context["more"]
        if not after:
            break
    assert seen == members[::-1]


@pytest.mark.parametrize("after", ["x", "-1", "9" * 400, "\0"])
def test_a_bad_cursor_shows_the_first_page(client, viewer, after):
    MemberMute.objects.create(member=viewer, muted=make_user())
    assert len(client.get(MUTED, {"after": after, "show": "\0"}).context["mutes"]) == 1


def test_a_moderator_mutes_like_everyone(client):
    question = make_question()
    client.force_login(make_moderator())
    mute_member(client, question.author)
    assert titles(client.get(LIST)) == []
