"""What members are writing is kept on the server, and a stale tab overwrites nothing."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community.models import Draft, Post, Question, State
from tests.builders import make_answer, make_career, make_question, make_user
from tests.community.test_races import all_at_once, post_all_at_once

DRAFTS = reverse("community:drafts")
ASK = reverse("community:ask")
TITLE = "How do new nurses get day shifts?"

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = make_user()
    client.force_login(member)
    return member


def make_draft(author, place="ask", **words):
    version = Draft.objects.keep(author, place, 0, **({"body": "Words so far."} | words))
    return Draft.objects.get(author=author, place=place, version=version)


def saved(client, version=0, place="ask", **words):
    return client.post(DRAFTS, {"place": place, "draft_version": version} | words)


def done(draft=None):
    """A form that is ready to be posted, filled from `draft`."""
    words = {"title": TITLE, "body": "Done.", "similar_seen": "1", "token": str(uuid.uuid4())}
    return words | {"draft_version": draft.version if draft else 0}


def answer_address(question):
    return f"/community/questions/{question.pk}/answer/"


class TestWithoutScripts:
    def test_the_button_keeps_an_unfinished_question_and_the_form_opens_with_it(
        self, client, member
    ):
        make_career("Nurse")
        words = {"title": "Shifts?", "body": "I *start*", "career": "Nurse", "part": "salary"}
        response = client.post(ASK, words | {"draft": "1"}, follow=True)
        assert response.redirect_chain == [(ASK, 302)]
        assertContains(response, "Draft saved.")
        assertContains(response, "Draft of ")
        assertContains(response, 'value="Shifts?"')
        assertContains(response, "I *start*</textarea>")
        form = response.context["form"]
        assert (form["career"].value(), form["part"].value()) == ("Nurse", "salary")
        assert not Question.objects.exists()

    def test_an_unfinished_answer_stands_on_its_page_and_below_the_question(self, client, member):
        question = make_question()
        client.post(answer_address(question), {"body": "Half a thought", "draft": "1"})
        for address in (answer_address(question), question.get_absolute_url()):
            assertContains(client.get(address), "Half a thought</textarea>")
        assertNotContains(client.get(make_question().get_absolute_url()), "Half a thought")
        assert not question.posts.answers().exists()

    def test_an_empty_form_can_be_kept_too(self, client, member):
        assertRedirects(client.post(ASK, {"draft": "1"}), ASK)

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("title", "x" * 501, "it has 501 now"),
            ("body", "x" * 20_001, "Keep it to 20000 characters; it has 20001 now."),
            ("body", "nul \0 here", "a character in it that can’t be shown"),
            ("career", "zq", "No career matches “zq”"),
            ("part", "roof", "Choose a part from the list"),
        ],
    )
    def test_what_cannot_be_kept_is_explained(self, client, member, field, value, message):
        data = {"title": TITLE, "body": "Kept words.", "draft": "1"} | {field: value}
        response = client.post(ASK, data)
        assertContains(response, message, status_code=422)
        assert response.context["form"][field].value() == value
        assert not Draft.objects.exists()

    def test_a_stale_tab_is_told_and_saving_again_replaces_on_purpose(self, client, member):
        draft = make_draft(member, body="From the other tab.")
        data = {"title": "Mine", "body": "From this tab.", "draft": "1", "draft_version": "0"}
        response = client.post(ASK, data)
        assertContains(response, "A newer draft exists", status_code=409)
        assertContains(response, "From this tab.</textarea>", status_code=409)
        assertNotContains(response, "Error: ", status_code=409)
        draft.refresh_from_db()
        assert draft.body == "From the other tab."
        version = response.context["draft_version"]
        assertRedirects(client.post(ASK, data | {"draft_version": version}), ASK)
        draft.refresh_from_db()
        assert draft.body == "From this tab."

    def test_a_tab_whose_draft_was_discarded_is_told(self, client, member):
        draft = make_draft(member)
        client.post(reverse("community:discard", args=[draft.pk]))
        data = {"body": "Still typing.", "draft": "1", "draft_version": draft.version}
        assertContains(client.post(ASK, data), "posted or discarded", status_code=409)
        assert not Draft.objects.exists()

    def test_a_draft_after_a_discarded_one_is_safe_from_tabs_that_knew_that(self, client, member):
        old = make_draft(member)
        old.delete()
        new = make_draft(member, body="Another text altogether.")
        assert saved(client, old.version, body="Stale.").status_code == 409
        new.refresh_from_db()
        assert new.body == "Another text altogether."

    @pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "9" * 40, "٣", "\0"])
    def test_a_garbled_version_overwrites_nothing(self, client, member, version):
        make_draft(member, body="Safe.")
        data = {"body": "Other.", "draft": "1", "draft_version": version}
        assert client.post(ASK, data).status_code == 409
        assert Draft.objects.get().body == "Safe."

    def test_saving_twice_says_nothing_of_a_conflict(self, client, member):
        data = {"title": "One", "body": "Two", "draft": "1"}
        assert [client.post(ASK, data).status_code for _ in range(2)] == [302, 302]

    def test_a_mistake_keeps_the_version_in_the_form(self, client, member):
        draft = make_draft(member)
        data = {"title": "x", "body": "y", "draft_version": draft.version}
        response = client.post(ASK, data)
        assertContains(response, f'name="draft_version" value="{draft.version}"', status_code=422)

    def test_the_career_of_the_address_is_chosen_when_the_draft_names_none(self, client, member):
        make_career("Nurse")
        welder = make_career("Welder")
        make_draft(member)
        address = f"{ASK}?career=nurse&part=salary"
        form = client.get(address).context["form"]
        assert (form["career"].value(), form["part"].value()) == ("Nurse", "salary")
        Draft.objects.update(career=welder, part="day")
        form = client.get(address).context["form"]
        assert (form["career"].value(), form["part"].value()) == ("Welder", "day")


class TestWithScripts:
    def test_each_save_answers_with_the_version_the_next_one_needs(self, client, member):
        first = saved(client, title="How")
        assert (first.status_code, first.content) == (200, b"Draft saved")
        second = saved(client, first["Draft-Version"], title="How do new")
        assert int(second["Draft-Version"]) == int(first["Draft-Version"]) + 1
        assert saved(client, first["Draft-Version"], title="Stale").status_code == 409
        assert Draft.objects.get().title == "How do new"

    def test_the_same_words_once_more_are_no_conflict(self, client, member):
        first = saved(client, body="Words.")
        again = saved(client, body="Words.")
        assert again["Draft-Version"] == first["Draft-Version"]

    def test_saving_moves_the_time(self, client, member):
        draft = make_draft(member)
        before = draft.updated_at
        saved(client, draft.version, body="More.")
        draft.refresh_from_db()
        assert draft.updated_at > before

    def test_an_answer_is_kept_for_its_question(self, client, member):
        question = make_question()
        assert saved(client, place=f"answer:{question.pk}", body="Half.").status_code == 200
        assert Draft.objects.get().question_id == question.pk

    @pytest.mark.parametrize(
        ("place", "status"),
        [
            ("", 400),
            ("x", 400),
            ("ask:1", 400),
            ("answer:", 400),
            ("answer:0", 400),
            ("answer:١", 400),
            ("answer:" + "9" * 40, 400),
            ("answer:1\0", 400),
            ("answer:999999", 404),
            ("answer:" + "9" * 18, 404),
        ],
    )
    def test_a_place_that_is_no_form_keeps_nothing(self, client, member, place, status):
        assert saved(client, place=place, body="x").status_code == status
        assert not Draft.objects.exists()

    def test_a_hidden_question_takes_no_drafts(self, client, member):
        question = make_question()
        question.posts.get().set_state(State.HIDDEN)
        assert saved(client, place=f"answer:{question.pk}", body="x").status_code == 404

    def test_a_text_that_is_too_long_is_refused_kindly(self, client, member):
        response = saved(client, body="x" * 20_001)
        assert response.status_code == 422
        assert "Keep it to 20000 characters; it has 20001 now." in response.content.decode()

    def test_a_token_is_needed(self, member):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)
        assert saved(client, body="").status_code in (302, 403)
        assert not Draft.objects.exists()

    def test_words_are_answered_as_plain_text(self, client, member):
        assert saved(client, body="<b>")["Content-Type"].startswith("text/plain")


class TestPosting:
    def test_a_posted_question_takes_its_draft_along(self, client, member):
        draft = make_draft(member)
        client.post(ASK, done(draft))
        assert not Draft.objects.exists()

    def test_a_posted_answer_takes_its_own_draft_only(self, client, member):
        question = make_question()
        draft = make_draft(member, f"answer:{question.pk}")
        make_draft(member)
        client.post(answer_address(question), done(draft))
        assert Draft.objects.get().place == "ask"

    def test_a_draft_from_another_tab_stays(self, client, member):
        question = make_question()
        for place, address in [("ask", ASK), (f"answer:{question.pk}", answer_address(question))]:
            for version in ("0", "7", "x"):
                draft = make_draft(member, place, body="Precious.")
                assert client.post(address, done() | {"draft_version": version}).status_code == 302
                assert Draft.objects.get() == draft
                draft.delete()

    def test_a_draft_that_was_saved_while_it_was_posted_goes_too(self, client, member):
        make_draft(member, body="Done.")
        client.post(ASK, done())
        assert not Draft.objects.exists()

    def test_a_tab_left_open_does_not_bring_a_posted_text_back(self, client, member):
        draft = make_draft(member)
        client.post(ASK, done(draft))
        response = saved(client, draft.version, body="Done, or nearly.")
        assert response.status_code == 409
        assert "posted or discarded" in response.content.decode()
        assert not Draft.objects.exists()

    def test_text_kept_over_a_sign_in_goes_before_the_draft(self):
        member, client = make_user(), Client()
        make_draft(member, body="The draft.")
        client.post(ASK, {"title": TITLE, "body": "Typed since."})
        client.force_login(member)
        response = client.get(ASK)
        assertContains(response, "Typed since.</textarea>")
        assertNotContains(response, "Draft of ")
        # It was not written over the draft, and so does not replace it without a word.
        data = {"body": "Typed since.", "draft": "1"}
        data["draft_version"] = response.context["draft_version"]
        assert client.post(ASK, data).status_code == 409
        assertContains(client.get(ASK), "The draft.</textarea>")


class TestList:
    def test_it_shows_ones_own_drafts_newest_first_and_leads_to_their_forms(self, client, member):
        question = make_question("What does the first week look like?")
        make_draft(member, title="A question of mine")
        make_draft(member, f"answer:{question.pk}")
        make_draft(make_user(), title="Somebody else’s words")
        response = client.get(DRAFTS)
        html = response.content.decode()
        assert html.index("What does the first week") < html.index("A question of mine")
        assertContains(response, f'href="{ASK}"')
        assertContains(response, f'href="{answer_address(question)}"')
        assertNotContains(response, "Somebody else")

    def test_an_empty_list_says_so(self, client, member):
        assertContains(client.get(DRAFTS), "You have no drafts")

    def test_the_title_of_a_hidden_question_is_not_shown_but_ones_own_words_are(
        self, client, member
    ):
        question = make_question("A title that was hidden since")
        make_draft(member, f"answer:{question.pk}", body="My own <words>.")
        question.posts.get().set_state(State.HIDDEN)
        response = client.get(DRAFTS)
        assertNotContains(response, "A title that was hidden")
        assertContains(response, "My own &lt;words&gt;.")

    def test_discarding_leads_back_to_where_it_was_pressed(self, client, member):
        draft = make_draft(member)
        address = reverse("community:discard", args=[draft.pk])
        assertRedirects(client.post(address, {"next": ASK}), ASK)
        assert not Draft.objects.exists()
        assertRedirects(client.post(address), DRAFTS)

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:x"])
    def test_it_leads_to_no_other_site(self, client, member, back):
        address = reverse("community:discard", args=[make_draft(member).pk])
        assertRedirects(client.post(address, {"next": back}), DRAFTS)

    def test_the_drafts_of_others_stay(self, client, member):
        draft = make_draft(make_user())
        client.post(reverse("community:discard", args=[draft.pk]))
        assert Draft.objects.filter(pk=draft.pk).exists()

    def test_visitors_sign_in_first(self, client):
        assertRedirects(client.get(DRAFTS), f"/accounts/login/?next={DRAFTS}")
        assert client.post(DRAFTS, {"place": "ask", "body": "x"}).status_code == 403
        assert client.post(reverse("community:discard", args=[1])).status_code == 302
        assert not Draft.objects.exists()

    def test_other_methods_are_refused(self, client, member):
        assert client.put(DRAFTS).status_code == 405
        assert client.get(reverse("community:discard", args=[1])).status_code == 405

    @pytest.mark.parametrize("number", [1, 12])
    def test_it_costs_the_same_at_any_length(
        self, client, member, django_assert_max_num_queries, number
    ):
        for _ in range(number):
            make_draft(member, f"answer:{make_question().pk}")
        client.get(DRAFTS)
        with django_assert_max_num_queries(6):
            client.get(DRAFTS)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.mark.parametrize("begun", [True, False], ids=["of a draft", "of none yet"])
    def test_of_eight_saves_of_one_version_one_wins(self, begun):
        member = make_user()
        version = make_draft(member).version if begun else 0
        jobs = [
            (member, DRAFTS, {"place": "ask", "draft_version": version, "body": f"Tab {n}."})
            for n in range(8)
        ]
        responses = post_all_at_once(jobs)
        assert sorted(r.status_code for r in responses) == [200] + [409] * 7
        winner = next(n for n, r in enumerate(responses) if r.status_code == 200)
        draft = Draft.objects.get()
        assert draft.body == f"Tab {winner}."
        assert str(draft.version) == responses[winner]["Draft-Version"]

    def test_posting_and_saving_at_once_leave_one_post_and_no_error(self):
        member = make_user()
        version = make_draft(member).version
        post = {"title": TITLE, "body": "Done.", "token": str(uuid.uuid4()), "similar_seen": "1"}
        save = {"place": "ask", "draft_version": version, "body": "Late."}
        responses = post_all_at_once([(member, ASK, post), (member, DRAFTS, save)] * 2)
        assert {r.status_code for r in responses} <= {200, 302, 409}
        assert Post.objects.count() == 1

    def test_the_model_itself_lets_one_of_eight_through(self):
        member = make_user()
        version = make_draft(member).version
        keep = Draft.objects.keep
        jobs = [lambda n=n: keep(member, "ask", version, body=f"Tab {n}.") for n in range(8)]
        assert sorted(filter(None, all_at_once(jobs))) == [version + 1]


def test_a_drafts_question_page_stays_within_its_queries(
    client, member, django_assert_max_num_queries
):
    question = make_question(career=make_career("Nurse"))
    for _ in range(3):
        make_answer(question)
    make_draft(member, f"answer:{question.pk}")
    client.get(question.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(question.get_absolute_url())
