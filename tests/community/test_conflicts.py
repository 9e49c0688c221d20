"""Two people, or two windows, change one post: the second is shown both texts."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community import threads
from community.models import Conflict, Post, Question, Revision
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.test_races import post_all_at_once

TITLE = "Do night shifts pay better?"

pytestmark = pytest.mark.django_db


def address(post):
    return f"/community/posts/{post.pk}/edit/"


def test_an_edit_keeps_the_old_words_as_a_revision(client):
    question = make_question(text="Before.")
    text = question.posts.get()
    client.force_login(question.author)
    data = {"title": TITLE, "body": "After.", "career": "", "version": "1"}
    client.post(address(text), data)
    text.refresh_from_db()
    assert (text.text, text.version, text.edited_at is not None) == ("After.", 2, True)
    old = Revision.objects.get()
    assert (old.version, old.title, old.text) == (1, question.title, "Before.")
    assert (old.editor, old.created_at) == (question.author, text.created_at)
    client.post(address(text), data | {"body": "Once more.", "version": "2"})
    second = Revision.objects.get(version=2)
    assert (second.title, second.text, second.created_at) == (TITLE, "After.", text.edited_at)


@pytest.mark.parametrize("version", ["", "1", "0", "x", "9" * 5000, "-1", "１"])
def test_the_same_words_make_no_revision_and_no_conflict(client, version):
    answer = make_answer(text="Same.")
    client.force_login(answer.author)
    response = client.post(address(answer), {"body": "Same.", "version": version})
    assert response.status_code == 302
    answer.refresh_from_db()
    assert (answer.version, answer.edited_at) == (1, None)
    assert not Revision.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 5000, "-1", "\0"])
def test_a_missing_or_broken_version_counts_as_the_one_that_is_saved(client, version):
    answer = make_answer()
    client.force_login(answer.author)
    assert client.post(address(answer), {"body": "New.", "version": version}).status_code == 302
    answer.refresh_from_db()
    assert (answer.text, answer.version) == ("New.", 2)


def test_the_form_carries_the_version_it_was_filled_from(client):
    answer = make_answer()
    answer.rewrite("Second.", version=1)
    client.force_login(answer.author)
    field = '<input type="hidden" name="version" value="2" id="id_version">'
    assertContains(client.get(address(answer)), field, html=True)
    response = client.post(address(answer), {"body": "x", "version": "2", "preview": "1"})
    assertContains(response, field, html=True)


def test_the_second_editor_is_shown_both_texts_and_nothing_is_overwritten(client):
    answer = make_answer(text="Ask on the first day.")
    answer.rewrite("Ask on *the second* day.", version=1)
    client.force_login(answer.author)
    response = client.post(address(answer), {"body": "Ask on the <third> day.", "version": "1"})
    assertContains(response, "What you wrote is not saved yet", status_code=409)
    assertContains(response, "Ask on <em>the second</em> day.", status_code=409)
    assertContains(response, "<pre>Ask on *the second* day.</pre>", status_code=409)
    assertContains(response, "Ask on the &lt;third&gt; day.</textarea>", status_code=409)
    assertContains(response, '<ins><span class="vh"> (added) </span>', status_code=409)
    answer.refresh_from_db()
    assert answer.text == "Ask on *the second* day."


def test_saving_again_goes_through_on_purpose(client):
    answer = make_answer(text="One.")
    answer.rewrite("Two.", version=1)
    client.force_login(answer.author)
    response = client.post(address(answer), {"body": "Three.", "version": "1"})
    form = response.context["form"]
    again = {name: form[name].value() for name in ("body", "version")}
    assertRedirects(client.post(address(answer), again), answer.get_page_url())
    answer.refresh_from_db()
    assert (answer.text, answer.version) == ("Three.", 3)
    assert list(answer.revisions.values_list("text", flat=True)) == ["Two.", "One."]


def test_a_conflict_over_a_question_shows_its_titles_and_changes_nothing(client):
    question = make_question(text="Text.")
    nurse = make_career("Nurse")
    text = question.posts.get()
    text.rewrite("Text.", 1, TITLE)
    client.force_login(question.author)
    mine = {"title": "How do nurses get day shifts?", "body": "My text.", "career": nurse.title}
    response = client.post(address(text), mine | {"version": "1"})
    assertContains(response, f'<p class="serif gap">{TITLE}</p>', status_code=409)
    for name, value in mine.items():
        assert str(response.context["form"][name].value()) == str(value)
    now = Question.objects.get()
    assert (now.title, now.career, now.posts.get().text) == (TITLE, None, "Text.")


class TestAQuestionThatWasMovedMeanwhile:
    """By a moderator, while its author has the form that changes it open."""

    def moved(self, client):
        self.nurse, self.welder = make_career("Nurse"), make_career("Welder")
        question = make_question(career=self.nurse)
        client.force_login(question.author)
        post = question.posts.get()
        form = client.get(address(post)).context["form"]
        self.filled = {name: form[name].value() or "" for name in form.fields} | {"career": "Nurse"}
        threads.move(question, make_moderator(), self.welder)
        return post

    def test_stays_there_when_its_author_changes_the_words_alone(self, client):
        post = self.moved(client)
        assert client.post(address(post), self.filled | {"body": "Better."}).status_code == 302
        post.refresh_from_db()
        assert (post.text, post.question.career) == ("Better.", self.welder)

    def test_its_author_who_moves_it_too_is_asked_again(self, client):
        post, medic = self.moved(client), make_career("Medic")
        page = client.post(address(post), self.filled | {"career": "Medic", "body": "Better."})
        assertContains(page, "It is about Welder now", status_code=409)
        form = page.context["form"]
        assert form["career"].value() == "Welder"
        post.refresh_from_db()
        assert (post.text, post.question.career) == ("I start in May.", self.welder)
        again = {name: form[name].value() or "" for name in form.fields}
        assert client.post(address(post), again | {"career": "Medic"}).status_code == 302
        post = Post.objects.get()
        assert (post.text, post.question.career) == ("Better.", medic)


def test_a_conflict_over_an_answer_says_nothing_of_the_title(client):
    answer = make_answer(text="One.")
    answer.rewrite("Two.", version=1)
    client.force_login(answer.author)
    response = client.post(address(answer), {"body": "Three.", "version": "1"})
    assertNotContains(response, "serif", status_code=409)


def test_a_mistake_in_a_stale_form_is_explained_first(client):
    answer = make_answer(text="One.")
    answer.rewrite("Two.", version=1)
    client.force_login(answer.author)
    assert client.post(address(answer), {"body": "", "version": "1"}).status_code == 422


def test_a_comment_is_edited_in_the_same_way(client):
    comment = make_comment(make_answer(), text="One.")
    client.force_login(comment.author)
    assertContains(client.get(address(comment)), "Your comment")
    assert client.post(address(comment), {"body": "x" * 2001}).status_code == 422
    client.post(address(comment), {"body": "Two.", "version": "1"})
    comment.refresh_from_db()
    assert (comment.text, comment.version) == ("Two.", 2)
    assert client.post(address(comment), {"body": "Three.", "version": "1"}).status_code == 409


def test_a_text_kept_through_sign_in_still_knows_its_version(client):
    answer = make_answer(text="One.")
    client.post(address(answer), {"body": "Mine.", "version": "1"})
    answer.rewrite("Two.", version=1)
    client.force_login(answer.author)
    form = client.get(address(answer)).context["form"]
    assert (form["body"].value(), form["version"].value()) == ("Mine.", "1")


def test_a_stale_copy_of_a_post_raises_the_words_that_stand():
    question = make_question(text="One.")
    stale = Post.objects.get()
    Post.objects.get().rewrite("Two.", 1, TITLE)
    with pytest.raises(Conflict) as caught:
        stale.rewrite("Three.", 1, "Something else altogether?")
    assert (caught.value.post.text, caught.value.post.question.title) == ("Two.", TITLE)
    assert question.posts.get().version == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["question", "answer"])
def test_of_eight_edits_at_once_one_is_saved_and_the_others_see_both_texts(kind):
    question = make_question(text="Before.")
    post = question.posts.get() if kind == "question" else make_answer(question, "Before.")
    for round_ in (1, 2):
        requests = [
            (post.author, address(post), {"title": TITLE, "body": f"{round_}.{n}", "version": round_})
            for n in range(8)
        ]  # fmt: skip
        statuses = sorted(response.status_code for response in post_all_at_once(requests))
        assert statuses == [302] + [409] * 7
    post.refresh_from_db()
    assert post.version == 3
    assert list(post.revisions.values_list("version", flat=True)) == [2, 1]
    assert post.revisions.get(version=1).text == "Before."
    assert post.revisions.get(version=2).text.startswith("1.")
    assert post.text.startswith("2.")


@pytest.mark.django_db(transaction=True)
def test_edits_answers_and_deletions_at_once_never_block_each_other():
    question = make_question()
    answer = make_answer(question)
    author, text = question.author, question.posts.get(number=0)
    requests = []
    for n in range(4):
        requests += [
            (author, address(text), {"title": f"{TITLE} {n}", "body": f"{n}", "version": "1"}),
            (answer.author, address(answer), {"body": f"@{author.handle} {n}", "version": "1"}),
            (answer.author, f"/community/posts/{answer.pk}/delete/", {"wanted": str(n % 2)}),
            (make_user(), f"/community/questions/{question.pk}/answer/", {"body": "Another."}),
        ]
    statuses = {response.status_code for response in post_all_at_once(requests)}
    assert statuses <= {302, 409}
    question.refresh_from_db()
    shown = question.posts.answers().filter(state="published").count()
    assert question.answer_count == shown >= 4


@pytest.fixture
def told(monkeypatch):
    """What the mentioned are told: (post, their handles)."""
    calls = []
    monkeypatch.setattr(
        "community.notifications.tell_of_mentions",
        lambda post, members: calls.append((post, [member.handle for member in members])),
    )
    return calls


def test_only_those_an_edit_mentions_for_the_first_time_are_told(client, told):
    make_user("ana"), make_user("ben")
    answer = make_answer(text="Ask @ana.")
    client.force_login(answer.author)
    client.post(address(answer), {"body": "Ask @ana or @ben."})
    assert told == [(answer, ["ben"])]
    assert client.post(address(answer), {"body": "Ask @ben.", "version": "1"}).status_code == 409
    assert len(told) == 1


def test_an_edit_of_a_deleted_post_tells_nobody(client, told):
    make_user("ana")
    answer = make_answer()
    answer.set_removed(True)
    client.force_login(answer.author)
    client.post(address(answer), {"body": "Ask @ana."})
    answer.refresh_from_db()
    assert (answer.text, told) == ("Ask @ana.", [])


def test_edited_words_are_found_and_the_old_ones_are_not(client):
    question = make_question("Where did the zeppelins go?", text="Text.")
    client.force_login(question.author)
    data = {"title": "Where did the biplanes go?", "body": "Text.", "career": ""}
    client.post(address(question.posts.get()), data)
    question.refresh_from_db()
    assertContains(client.get("/search/?q=biplanes"), question.get_absolute_url())
    assertNotContains(client.get("/search/?q=zeppelins"), question.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_edits_deletions_and_votes_at_once_never_block_each_other():
    answer = make_answer()
    requests = []
    for n in range(5):
        requests += [
            (make_user(), f"/community/posts/{answer.pk}/helpful/", {"wanted": "1"}),
            (answer.author, address(answer), {"body": f"{n}", "version": "1"}),
            (answer.author, f"/community/posts/{answer.pk}/delete/", {"wanted": str(n % 2)}),
        ]
    statuses = {response.status_code for response in post_all_at_once(requests)}
    assert statuses <= {302, 404, 409}
    answer.refresh_from_db()
    assert answer.helpful_count == answer.helpful_votes.count()
    assert answer.version == answer.revisions.count() + 1 == 2
