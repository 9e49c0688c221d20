"""@handle in a text: whom it names, and the link it becomes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from careerportal.markdown import MAX_MENTIONS, handles, render
from community.mentions import mentioned
from tests.builders import make_answer, make_comment, make_question, make_user
from tests.site.test_markdown import MARKUP, fill, problems
from tests.stopwatch import is_within

HANDLE = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{1,28}[A-Za-z0-9]", fullmatch=True)
PROSE = st.lists(
    MARKUP | st.sampled_from(["@ana", "@Jonah_P", " @x-1", "@", "ana@", "(@bea)", "`@cy`"])
).map("".join)
LINK = re.compile(r'<a href="/m/([a-z0-9_-]+)" rel="nofollow ugc noopener noreferrer">(@[^<]*)</a>')


def everyone(handles):
    return {handle: f"/m/{handle}" for handle in handles}


@settings(max_examples=300, deadline=None)
@given(PROSE)
def test_links_of_mentions_are_all_that_is_added_to_a_text(text):
    html = render(text, everyone)
    assert problems(html) == []
    assert LINK.sub(r"\2", html) == render(text)
    linked = {handle for handle, words in LINK.findall(html) if words.lower() == f"@{handle}"}
    assert linked == set(handles(text))


@settings(max_examples=100, deadline=None)
@given(HANDLE)
def test_every_handle_there_can_be_is_found_in_a_sentence(handle):
    for text in (f"@{handle}", f"Thanks, @{handle}.", f"(@{handle}: yes)", f"> *@{handle}* said"):
        assert handles(text) == [handle.lower()]


@settings(max_examples=100, deadline=None)
@given(HANDLE, st.text("ab `@.\n", max_size=20))
def test_code_names_nobody(handle, words):
    words = words.replace("`", "")
    assert handles(f"```\n{words}@{handle}\n```") == []
    assert handles(f"`{words.strip()} @{handle}`".replace("\n", " ")) == []
    assert handles(f"    @{handle}") == []


@pytest.mark.parametrize(
    "text",
    [
        "ana@mail.example",
        "<ana@mail.example>",
        "ana@ana",
        "@ana@social.example",
        "@ana.name",
        "https://social.example/@ana",
        "social.example/@ana",
        "[@ana](https://a.example)",
        "[see @ana](https://a.example)",
        "![@ana](https://a.example)",
        "\\@ana",
        "@an",
        "@1ana",
        "@" + "a" * 31,
        "@ana_" + "b" * 30,
        "@anaé",
        "é@ana",
        "@ ana",
    ],
)
def test_what_only_looks_like_a_mention_is_none(text):
    assert handles(text) == []
    assert "/m/" not in render(text, everyone)


def test_ten_of_them_count():
    names = [f"member{n}" for n in range(MAX_MENTIONS + 2)]
    assert handles(" ".join(f"@{name} @{name.upper()}" for name in names)) == names[:MAX_MENTIONS]


@pytest.mark.parametrize(
    "piece", ["@ana ", "@", "@ana@", "@a-", "@" + "a" * 30, "*@ana", "[@ana](", "@ana_"]
)
def test_a_text_full_of_mentions_renders_in_under_half_a_second(piece):
    text = fill(piece)
    assert is_within(0.5, lambda: render(text, everyone))
    assert problems(render(text, everyone)) == []


def test_an_address_cannot_break_out_of_its_link():
    html = render("@ana", lambda handles: {"ana": '/"><script>x</script>'})
    assert problems(html) == []


@pytest.mark.django_db
def test_members_are_found_in_any_case_in_one_query(django_assert_num_queries):
    ana, jonah = make_user("Ana"), make_user("jonah_p")
    with django_assert_num_queries(1):
        found = mentioned("@ANA @ana, ask @Jonah_P and @nobody; not `@bea`")
    assert {member.pk for member in found} == {ana.pk, jonah.pk}


@pytest.mark.django_db
def test_a_text_without_mentions_asks_the_database_nothing(django_assert_num_queries):
    make_user("ana")
    with django_assert_num_queries(0):
        assert mentioned("Write to ana@mail.example or `@ana`.") == []


@pytest.mark.django_db
def test_a_closed_account_is_not_mentioned():
    make_user("ana", is_active=False)
    assert mentioned("@ana") == []
    assert "<a" not in make_answer(text="@ana").html


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_answer, lambda text: make_comment(make_answer(), text)])
def test_a_mention_in_a_post_leads_to_the_member(client, make):
    make_user("Ana")
    post = make(text="Ask @ana, not @nobody.")
    assert post.html == (
        '<p>Ask <a href="/community/members/Ana/" rel="nofollow ugc noopener noreferrer">@ana</a>,'
        " not @nobody.</p>\n"
    )
    assertContains(client.get(post.question.get_absolute_url()), post.html)
    assert client.get("/community/members/Ana/").status_code == 200


@pytest.mark.django_db
def test_the_preview_shows_the_link_too(client):
    make_user("Ana")
    client.force_login(make_user())
    for address in (
        f"/community/posts/{make_answer().pk}/comment/",
        f"/community/questions/{make_question().pk}/answer/",
    ):
        response = client.post(address, {"body": "Ask @ana.", "preview": "1"})
        assertContains(response, 'href="/community/members/Ana/"')
