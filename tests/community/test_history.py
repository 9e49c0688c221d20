import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from careerportal.accounts.audit import AuditEntry
from careerportal.differences import diff
from community.models import State
from tests.builders import make_answer, make_comment, make_moderator, make_question, make_user
from tests.stopwatch import is_within

TITLE = "Do night shifts pay better?"


def address(post):
    return f"/community/posts/{post.pk}/history/"


def marked(old, new):
    """The diff as "same [-removed-]{+added+}"."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[kind].format(words) for kind, words in diff(old, new))


def versions(response):
    return [row["version"].version for row in response.context["versions"]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Ask today.", "Ask today.", "Ask today."),
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
        ("Ask on the day.", "Ask before the day.", "Ask [-on-]{+before+} the day."),
        ("One two.", "One two. Three.", "One two.{+ Three.+}"),
        ("A.\n\nB.\n\nC.", "A.\n\nC.\n\nD.", "A.[-\n\nB.-]\n\nC.{+\n\nD.+}"),
        ("red of blue", "green of gold", "[-red of blue-]{+green of gold+}"),
        ("<b>", "<i>", "[-<b>-]{+<i>+}"),
    ],
)
def test_the_difference_is_told_in_words(old, new, expected):
    assert marked(old, new) == expected


def test_a_changed_word_in_each_of_two_paragraphs_is_found():
    old = "The first day is long.\n\nThe last day is short."
    new = "The first week is long.\n\nThe last day is not short."
    assert marked(old, new) == (
        "The first [-day-]{+week+} is long.\n\nThe last day is{+ not+} short."
    )


text = st.text(max_size=200) | st.text(alphabet="ab \n\t", max_size=300)


@settings(deadline=None)
@given(old=text, new=text)
def test_the_pieces_give_back_both_texts(old, new):
    pieces = diff(old, new)
    assert "".join(words for kind, words in pieces if kind != "added") == old
    assert "".join(words for kind, words in pieces if kind != "removed") == new
    assert all(words for _, words in pieces)


WORST = {
    "two words": ("a b b a " * 5000, "b a b b a a b " * 3000),
    "two lines": ("a\nb\nb\na\n" * 2500, "b\na\nb\nb\na\na\nb\n" * 1500),
    "every other word": (
        " ".join(f"a x{n}" for n in range(4000)),
        " ".join(f"a y{n}" for n in range(4000)),
    ),
    "line breaks": ("\n" * 20_000, "\n" * 9_000 + "x" + "\n" * 10_000),
    "one word": ("x" * 20_000, "y" * 20_000),
    "paragraphs": ("a b c c b a\n\n" * 1500, "c a b a c\n\n" * 1800),
    "digits": (
        " ".join(str(n * n % 97) for n in range(7000)),
        " ".join(str(n * n % 89) for n in range(7000)),
    ),
}


@pytest.mark.parametrize("case", WORST)
def test_long_texts_are_compared_in_less_than_half_a_second(case):
    old, new = (words[:20_000] for words in WORST[case])
    assert is_within(0.5, lambda: diff(old, new))
    pieces = diff(old, new)
    assert "".join(words for kind, words in pieces if kind != "added") == old
    assert "".join(words for kind, words in pieces if kind != "removed") == new


@pytest.mark.django_db
def test_every_version_is_shown_newest_first_with_who_and_what(client):
    answer = make_answer(text="Ask on the first day.", author=make_user("sunita"))
    answer.rewrite("Ask on the second day.", 1)
    answer.rewrite("Ask on the second <b>day</b>.", 2)
    page = client.get(answer.question.get_absolute_url())
    assertContains(page, f'href="{address(answer)}"')
    response = client.get(address(answer))
    assert versions(response) == [3, 2, 1]
    assertContains(response, "<b>sunita</b>", count=3)
    assertContains(response, "Version 3, the current one")
    assertContains(response, '<del><span class="vh"> (removed) </span>first</del>')
    assertContains(response, '<ins><span class="vh"> (added) </span>second</ins>')
    assertContains(response, "&lt;b&gt;day&lt;/b&gt;.</ins>")
    assertContains(response, ">Ask on the first day.</div>")
    assertContains(response, '<meta name="robots" content="noindex">')


@pytest.mark.django_db
def test_a_changed_title_is_part_of_the_history(client):
    question = make_question("Do day shifts pay better?", text="Text.")
    text = question.posts.get()
    text.rewrite("Text.", 1, TITLE)
    response = client.get(address(text))
    assertContains(response, '<del><span class="vh"> (removed) </span>day</del>')
    assertContains(response, '<ins><span class="vh"> (added) </span>night</ins>')
    assertContains(response, '<p class="serif gap">Do day shifts pay better?</p>')


@pytest.mark.django_db
def test_a_post_that_was_never_changed_has_one_version(client):
    comment = make_comment(make_answer())
    page = client.get(comment.question.get_absolute_url())
    assertNotContains(page, address(comment))
    assert versions(client.get(address(comment))) == [1]


@pytest.mark.django_db
def test_a_long_history_is_read_in_pages(client):
    answer = make_answer(text="Version 1.")
    for version in range(1, 12):
        answer.rewrite(f"Version {version + 1}.", version)
    first = client.get(address(answer))
    assert versions(first) == [12, 11, 10, 9, 8]
    second = client.get(address(answer), {"before": first.context["more"]})
    assert versions(second) == [7, 6, 5, 4, 3]
    assertContains(second, "Back to the newest")
    last = client.get(address(answer), {"before": second.context["more"]})
    assert (versions(last), last.context["more"]) == ([2, 1], None)
    assertContains(last, ">Version 1.</div>")


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["x", "-1", "1.2", "%00", "9" * 17, "9" * 500, ""])
def test_a_bad_cursor_shows_the_newest_versions(client, before):
    answer = make_answer()
    answer.rewrite("Second.", 1)
    assert versions(client.get(f"{address(answer)}?before={before}")) == [2, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["0", "1"])
def test_there_is_nothing_before_the_first_version(client, before):
    answer = make_answer()
    assertContains(client.get(f"{address(answer)}?before={before}"), "nothing older")


@pytest.mark.django_db
def test_the_history_of_a_hidden_post_is_for_its_author_and_moderators(client):
    question = make_question(text="Before.")
    text, answer = question.posts.get(), make_answer(question, "Buy my course.")
    answer.rewrite("Nothing to see.", 1)
    text.rewrite("After.", 1)
    answer.set_state(State.HIDDEN)
    assert client.get(address(text)).status_code == 200
    for viewer in (None, make_user(), question.author):
        if viewer:
            client.force_login(viewer)
        assert client.get(address(answer)).status_code == 404
    for viewer in (answer.author, make_moderator()):
        client.force_login(viewer)
        assertContains(client.get(address(answer)), "Buy my course.")
    text.set_state(State.HIDDEN)
    client.force_login(make_user())
    assert client.get(address(text)).status_code == 404


SCHOOL = "I teach at Hill School."


def withhold(client, post, version):
    return client.post(f"{address(post)}{version}/withhold/", follow=True)


@pytest.mark.django_db
def test_a_moderator_withholds_an_earlier_version_from_readers(client):
    answer, moderator = make_answer(text="Teach."), make_moderator()
    answer.rewrite(SCHOOL, 1)
    answer.rewrite("I teach.", 2)
    client.force_login(moderator)
    button = "Withhold version 2 from readers"
    assertContains(client.get(address(answer)), button, 1)
    page = withhold(client, answer, 2)
    assertContains(page, "Readers can’t see version 2 any more.", 1)
    assertContains(page, "Readers can’t see this version.", 1)
    assertNotContains(page, button)
    assert "Hill School" in page.text
    withhold(client, answer, 2)
    act = AuditEntry.objects.get(action="post.withhold")
    assert (act.actor_id, act.subject_id, act.detail) == (moderator.pk, answer.pk, "version 2")
    for viewer in (None, make_user(), answer.author):
        client.logout()
        if viewer:
            client.force_login(viewer)
        page = client.get(address(answer))
        assert versions(page) == [3, 1]
        assertNotContains(page, "Hill")
        assertNotContains(page, "Withhold version")


@pytest.mark.django_db
@pytest.mark.parametrize("version", [2, 3])
def test_only_what_a_post_said_before_can_be_withheld(client, version):
    answer = make_answer()
    answer.rewrite(SCHOOL, 1)
    client.force_login(make_moderator())
    assert withhold(client, answer, version).status_code == 404


@pytest.mark.django_db
def test_another_moderator_withholds_what_one_wrote_oneself(client):
    answer = make_answer(author=make_moderator())
    answer.rewrite(SCHOOL, 1)
    client.force_login(answer.author)
    assert withhold(client, answer, 1).status_code == 403
    assert versions(Client().get(address(answer))) == [2, 1]


@pytest.mark.django_db
def test_the_history_outlives_its_people(client):
    answer = make_answer()
    answer.rewrite("Second.", 1)
    answer.author.delete()
    assertContains(client.get(address(answer)), "a former member", count=2)


@pytest.mark.django_db
def test_the_history_answers_to_reading_only(client):
    answer = make_answer()
    assert client.post(address(answer)).status_code == 405
    assert client.get("/community/posts/999999/history/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("edits", [1, 30])
def test_queries_do_not_grow_with_the_history(client, django_assert_max_num_queries, edits):
    answer = make_answer()
    for version in range(1, edits + 1):
        answer.rewrite(f"Text {version}.", version)
    with django_assert_max_num_queries(2):
        client.get(address(answer))
    client.force_login(make_user())
    with django_assert_max_num_queries(6):
        client.get(address(answer))
