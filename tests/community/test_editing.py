import pytest
from pytest_django.asserts import assertContains, assertRedirects

from careers.models import Career
from community import blanking, moderation
from community.models import (
    BoardSettings,
    CareerBoard,
    Conflict,
    Level,
    Post,
    Question,
    Review,
    State,
)
from tests.builders import make_answer, make_career, make_moderator, make_question, make_user

TITLE = "Do night shifts pay better?"

pytestmark = pytest.mark.django_db


def address(post):
    return f"/community/posts/{post.pk}/edit/"


def on_board(career):
    return (
        CareerBoard.objects.filter(career=career).values_list("question_count", flat=True).first()
    )


def test_the_author_changes_an_answer(client):
    answer = make_answer(text="Before.")
    client.force_login(answer.author)
    assertContains(client.get(address(answer)), "Before.</textarea>")
    response = client.post(address(answer), {"body": "*After.*"})
    assertRedirects(response, f"{answer.question.get_absolute_url()}#answer-1")
    answer.refresh_from_db()
    assert (answer.text, answer.html) == ("*After.*", "<p><em>After.</em></p>\n")
    assert answer.edited_at is not None


def test_the_author_changes_a_question_and_its_old_address_leads_on(client):
    question = make_question(text="Before.")
    old = question.get_absolute_url()
    client.force_login(question.author)
    text = question.posts.get()
    assertContains(client.get(address(text)), question.title)
    client.post(address(text), {"title": TITLE, "body": "After.", "career": ""})
    question.refresh_from_db()
    assert (question.title, question.posts.get().text) == (TITLE, "After.")
    assert question.slug == "do-night-shifts-pay-better"
    assertRedirects(client.get(old), question.get_absolute_url(), status_code=301)


def test_a_question_moves_to_another_career_and_the_counts_follow(client):
    nurse, welder = make_career("Nurse"), make_career("Welder")
    question = make_question(career=nurse)
    client.force_login(question.author)
    data = {"title": question.title, "body": "Text."}
    for career, counts in [
        (welder, (0, 1)), (welder, (0, 1)), (None, (0, 0)), (nurse, (1, 0)),
    ]:  # fmt: skip
        client.post(
            address(question.posts.get()), data | {"career": career.title if career else ""}
        )
        question.refresh_from_db()
        assert question.career == career
        assert (on_board(nurse) or 0, on_board(welder) or 0) == counts


def test_a_hidden_question_moves_without_being_counted():
    nurse, welder = make_career("Nurse"), make_career("Welder")
    question = make_question(career=nurse)
    question.posts.get().set_state(State.HIDDEN)
    question.refresh_from_db()
    question.move_to(welder)
    assert (on_board(nurse), on_board(welder) or 0) == (0, 0)
    question.posts.get().set_state(State.PUBLISHED)
    assert (on_board(nurse), on_board(welder)) == (0, 1)


def test_a_question_about_a_withdrawn_career_keeps_it(client):
    career = make_career("Nurse")
    question = make_question(career=career)
    Career.objects.update(state=Career.State.DRAFT)
    client.force_login(question.author)
    client.post(address(question.posts.get()), {"title": TITLE, "body": "Text.", "career": "Nurse"})
    question.refresh_from_db()
    assert (question.title, question.career) == (TITLE, career)


def test_nobody_else_may_change_a_post(client):
    answer = make_answer(text="Mine.")
    for viewer in (make_user(), make_moderator(), answer.question.author):
        client.force_login(viewer)
        assert client.get(address(answer)).status_code == 403
        assert client.post(address(answer), {"body": "Yours."}).status_code == 403
    answer.refresh_from_db()
    assert answer.text == "Mine."


def test_a_post_hidden_from_the_viewer_is_not_found(client):
    answer = make_answer()
    answer.set_state(State.HIDDEN)
    client.force_login(make_user())
    assert client.get(address(answer)).status_code == 404
    client.force_login(answer.author)
    assert client.get(address(answer)).status_code == 200


def test_visitors_sign_in_first(client):
    answer = make_answer()
    assertRedirects(client.get(address(answer)), f"/accounts/login/?next={address(answer)}")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "Short?"}, "at least 15 characters"),
        ({"body": ""}, "Add a sentence or two"),
        ({"body": "x" * 20_001}, "Keep it to 20000 characters"),
        ({"career": "zq"}, "No career matches “zq”"),
        ({"title": "A nul \0 in the title"}, "can’t be shown"),
    ],
)
def test_a_mistake_is_explained_and_nothing_changes(client, fields, message):
    question = make_question(text="Before.")
    client.force_login(question.author)
    data = {"title": TITLE, "body": "After.", "career": ""} | fields
    response = client.post(address(question.posts.get()), data)
    assertContains(response, message, status_code=422)
    for name, value in data.items():
        assert response.context["form"][name].value() == value
    assert Post.objects.get().text == "Before."
    assert Question.objects.get().title != TITLE


def test_a_preview_changes_nothing(client):
    answer = make_answer(text="Before.")
    client.force_login(answer.author)
    response = client.post(address(answer), {"body": "*After.*", "preview": "1"})
    assertContains(response, "<em>After.</em>")
    answer.refresh_from_db()
    assert (answer.text, answer.edited_at) == ("Before.", None)


def test_a_change_leaves_alone_what_others_did_meanwhile():
    question = make_question()
    question_as_loaded, text_as_loaded = Question.objects.get(), Post.objects.get()
    answer = make_answer(question)
    question.accept(answer)
    text_as_loaded.set_helpful(make_user(), True)
    question_as_loaded.title = TITLE
    question_as_loaded.save()
    text_as_loaded.text = "Changed."
    text_as_loaded.save()
    now = Question.objects.get()
    assert (now.title, now.answer_count, now.accepted) == (TITLE, 1, answer)
    assert make_answer(now).number == 2
    text_as_loaded.refresh_from_db()
    assert (text_as_loaded.text, text_as_loaded.helpful_count) == ("Changed.", 1)


class TestTheJobBesideAnAnswer:
    WORDS = {"body": "Ask late.", "version": "1", "role": "Ward clerk", "years": "3"}

    def change(self, client, answer, **words):
        client.force_login(answer.author)
        address = f"/community/posts/{answer.pk}/edit/"
        return client.post(address, self.WORDS | words)

    def test_it_is_in_the_form_and_changes_with_the_words(self, client):
        answer = make_answer()
        Post.objects.update(role="Charge nurse", years=9, still_in_role=False)
        client.force_login(answer.author)
        form = client.get(f"/community/posts/{answer.pk}/edit/").context["form"]
        assert [form[name].value() for name in ("role", "years")] == ["Charge nurse", 9]
        assert form["still_in_role"].value() is False
        assert self.change(client, answer, still_in_role="True").status_code == 302
        answer.refresh_from_db()
        assert (answer.role, answer.years, answer.still_in_role) == ("Ward clerk", 3, True)

    def test_it_changes_though_the_words_stay(self, client):
        answer = make_answer(text="Ask late.")
        self.change(client, answer)
        answer.refresh_from_db()
        assert (answer.role, answer.version) == ("Ward clerk", 1)

    def test_contact_details_in_it_are_refused_beside_the_field(self, client):
        answer = make_answer()
        reply = self.change(client, answer, role="Nurse, call 555-123-4567")
        assert reply.status_code == 422
        assert "Leave contact details out" in reply.text
        assert Post.objects.get(pk=answer.pk).role == ""

    def test_it_changes_on_an_answer_that_waits_for_a_moderator(self, client):
        answer = make_answer(author=make_user(level=Level.NEW))
        self.change(client, answer)
        answer.refresh_from_db()
        assert (answer.state, answer.text) == (State.PENDING, "Ask late.")
        assert (answer.role, answer.years) == ("Ward clerk", 3)

    def test_it_waits_with_the_words_and_comes_before_readers_with_them(self, client):
        answer = make_answer()
        self.change(client, answer, body="Write to jo@example.com", still_in_role="False")
        answer.refresh_from_db()
        assert (answer.role, answer.text) == ("", "Ask on the first day.")
        form = client.get(address(answer)).context["form"]
        assert [form[name].value() for name in ("role", "years")] == ["Ward clerk", 3]
        moderation.decide(Review.objects.get(), Review.Decision.APPROVED, make_moderator())
        answer.refresh_from_db()
        assert (answer.role, answer.years, answer.still_in_role) == ("Ward clerk", 3, False)

    def test_a_moderator_sees_the_change_though_the_words_stay(self, client):
        moderator, answer = make_moderator(), make_answer()
        BoardSettings.objects.create(pk=1, review_everything=True)
        self.change(client, answer, body=answer.text)
        review = Review.objects.open().get()
        seen = moderation.as_seen(review)
        client.force_login(moderator)
        page = client.get(f"/community/moderation/reviews/{review.pk}/")
        assertContains(page, '<ins><span class="vh"> (added) </span>Ward clerk, 3 years</ins>')
        self.change(client, answer, body=answer.text, role="Doctor")
        with pytest.raises(Conflict):
            moderation.decide(review, Review.Decision.APPROVED, moderator, seen=seen)
        moderation.decide(review, Review.Decision.APPROVED, moderator)
        answer.refresh_from_db()
        assert (answer.role, answer.version) == ("Doctor", 1)

    def test_a_change_that_waited_goes_when_its_author_removes_all_words(self, client):
        answer = make_answer()
        self.change(client, answer, body="Write to jo@example.com")
        blanking.blank(answer)
        assert Review.objects.get().role == {}

    def test_a_draft_keeps_it(self, client):
        question, member = make_question(), make_user()
        client.force_login(member)
        words = {"body": "Ask", "role": "Ward clerk", "years": "3", "still_in_role": "False"}
        place = {"place": f"answer:{question.pk}", "draft_version": "0"}
        assert client.post("/community/drafts/", words | place).status_code == 200
        form = client.get(f"/community/questions/{question.pk}/answer/").context["form"]
        assert [form[name].value() for name in words] == ["Ask", "Ward clerk", 3, False]
