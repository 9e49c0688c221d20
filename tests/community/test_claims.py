"""Questions that wait for a professional, and saying that one is writing an answer."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from bench import storms
from community import posting, professionals
from community.models import Claim, Question, QuestionMute, State
from tests.builders import make_answer, make_career, make_moderator, make_question, make_user

from .professionals import make_professional
from .test_races import all_at_once
from .test_storms import pool  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db

WAITING = "/community/verify/questions/"


def address(question: Question) -> str:
    return f"/community/questions/{question.pk}/claim/"


def make_asked(**fields: Any) -> Question:
    return make_question(career=make_career(), **fields)


class TestClaiming:
    def test_a_professional_claims_a_question_and_others_are_told(self, client: Client) -> None:
        question = make_asked()
        first = make_professional(question.career, handle="sunita")
        second = make_professional(question.career)
        page = question.get_absolute_url()
        client.force_login(first)
        assertContains(client.get(page), "Claim for 30 minutes")
        assertRedirects(client.post(address(question), {"wanted": "1"}), f"{page}#reply")
        claim = Claim.objects.get()
        assert claim.member == first
        assert timedelta(minutes=29) < claim.until - timezone.now() <= timedelta(minutes=30)
        assertContains(client.get(page), "Give up the claim")
        client.force_login(second)
        until = claim.until.strftime("%M %p UTC")
        assertContains(client.get(page), "sunita is writing an answer until")
        assertContains(client.get(page), until)
        assertNotContains(client.get(page), "Claim for 30 minutes")
        told = client.post(address(question), {"wanted": "1"}, follow=True)
        assertContains(told, "Another professional is writing an answer already.")
        assert Claim.objects.get().member == first

    def test_only_professionals_of_the_career_see_it_or_claim(self, client: Client) -> None:
        question = make_asked()
        professionals.claim(question, make_professional(question.career, handle="sunita"))
        assertNotContains(client.get(question.get_absolute_url()), "sunita")
        expired = make_professional(question.career, days=-1)
        for person in (make_user(), make_professional(make_career()), expired, make_moderator()):
            client.force_login(person)
            assertNotContains(client.get(question.get_absolute_url()), "sunita")
            assert client.post(address(question), {"wanted": "1"}).status_code == 403
        assert Claim.objects.count() == 1

    def test_visitors_sign_in_first(self, client: Client) -> None:
        question = make_asked()
        response = client.post(address(question), {"wanted": "1"})
        assert response.url == f"/accounts/login/?next=/community/questions/{question.pk}/"

    @pytest.mark.parametrize("wanted", ["", "2", "\0"])
    def test_an_unclear_wish_is_refused(self, client: Client, wanted: str) -> None:
        question = make_asked()
        client.force_login(make_professional(question.career))
        assert client.post(address(question), {"wanted": wanted}).status_code == 400
        assert client.get(address(question)).status_code == 405
        assert not Claim.objects.exists()

    def test_a_hidden_question_is_not_claimed(self, client: Client) -> None:
        question = make_asked()
        question.posts.get().set_state(State.HIDDEN)
        client.force_login(make_professional(question.career))
        assert client.post(address(question), {"wanted": "1"}).status_code == 404

    @pytest.mark.parametrize("anonymous", [False, True])
    def test_nobody_claims_a_question_of_their_own(self, client: Client, anonymous: bool) -> None:
        career = make_career()
        member = make_professional(career, handle="sunita")
        question = Question(title="May I ask this without my name?", career=career, author=member)
        posting.ask(question, "It is about my ward.", uuid.uuid4(), anonymous=anonymous)
        client.force_login(member)
        assertNotContains(client.get(question.get_absolute_url()), "Claim for 30 minutes")
        assertNotContains(client.get(WAITING), question.title)
        answer = client.post(address(question), {"wanted": "1"})
        assertContains(answer, "Nobody claims a question of their own.", status_code=403)
        assert not Claim.objects.exists()

    @pytest.mark.parametrize("changed", ["closed_at", "locked_at"])
    def test_a_question_that_takes_no_answers_is_not_claimed(
        self, client: Client, changed: str
    ) -> None:
        question = make_asked()
        Question.objects.update(**{changed: timezone.now()})
        client.force_login(make_professional(question.career))
        assert client.post(address(question), {"wanted": "1"}).status_code == 403
        assertNotContains(client.get(WAITING), question.title)
        assert not Claim.objects.exists()

    def test_a_claim_is_given_up_by_who_holds_it_only(self, client: Client) -> None:
        question = make_asked()
        holder, other = make_professional(question.career), make_professional(question.career)
        professionals.claim(question, holder)
        for person, left in [(other, 1), (holder, 0), (holder, 0)]:
            client.force_login(person)
            assert client.post(address(question), {"wanted": "0"}).status_code == 302
            assert Claim.objects.count() == left

    def test_after_half_an_hour_it_is_open_to_others(self, client: Client) -> None:
        question = make_asked()
        first, second = make_professional(question.career), make_professional(question.career)
        professionals.claim(question, first)
        assert not professionals.claim(question, second)
        Claim.objects.update(until=timezone.now() - timedelta(seconds=1))
        client.force_login(second)
        assertContains(client.get(question.get_absolute_url()), "Claim for 30 minutes")
        assert professionals.claim(question, second)
        assert not professionals.claim(question, first)
        assert Claim.objects.get().member == second

    def test_claiming_again_starts_the_half_hour_anew(self) -> None:
        question = make_asked()
        member = make_professional(question.career)
        professionals.claim(question, member)
        Claim.objects.update(until=timezone.now() + timedelta(minutes=1))
        assert professionals.claim(question, member)
        assert Claim.objects.get().until > timezone.now() + timedelta(minutes=29)

    def test_answering_frees_the_question(self) -> None:
        question = make_asked()
        first, second = make_professional(question.career), make_professional(question.career)
        professionals.claim(question, first)
        make_answer(question, author=second)
        assert Claim.objects.exists()
        make_answer(question, author=first)
        assert not Claim.objects.exists()

    def test_seeing_the_claim_costs_no_query(self, django_assert_num_queries: Any) -> None:
        question = make_asked()
        threads = Question.objects.filter(pk=question.pk)
        with django_assert_num_queries(1):
            row = professionals.for_answering(threads, question.author).get()
        assert (row.may_claim, row.claimed_by, row.role_before) == (False, None, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("expired", [False, True])
def test_of_twenty_claims_at_once_one_wins(expired: bool) -> None:
    question = make_asked()
    if expired:
        professionals.claim(question, make_professional(question.career))
        Claim.objects.update(until=timezone.now())
    members = [make_professional(question.career) for _ in range(20)]
    results = all_at_once([lambda m=member: professionals.claim(question, m) for member in members])
    assert sorted(results) == [False] * 19 + [True]
    assert Claim.objects.get().member == members[results.index(True)]


@pytest.mark.django_db(transaction=True)
def test_claims_from_eight_processes_leave_one(pool: Any) -> None:  # noqa: F811
    question = make_asked()
    members = [make_professional(question.career) for _ in range(20)]
    claims = [storms.Request(m.pk, address(question), {"wanted": "1"}) for m in members]
    statuses, _ = storms.send_all_at_once(pool, claims)
    assert statuses == {302: 20}
    assert Claim.objects.get().member in members


class TestQuestionsThatWait:
    def shown(self, client: Client, **params: Any) -> list[Question]:
        return client.get(WAITING, params).context["questions"]  # type: ignore[no-any-return]

    def test_a_professional_finds_those_on_their_careers(self, client: Client) -> None:
        nurse, welder = make_career("Nurse"), make_career("Welder")
        open_one, answered, full = (make_question(career=nurse) for _ in range(3))
        make_question(career=welder)
        make_question()
        make_answer(answered)
        for _ in range(3):
            make_answer(full)
        member = make_professional(nurse)
        make_question(career=nurse, author=member)
        own_answer = make_question(career=nurse)
        make_answer(own_answer, author=member)
        client.force_login(member)
        assert self.shown(client) == [open_one]
        assert self.shown(client, show="few") == [answered]
        assertContains(client.get(WAITING), "Claim for 30 minutes")

    def test_hidden_questions_do_not_wait(self, client: Client) -> None:
        question = make_asked()
        question.posts.get().set_state(State.HIDDEN)
        client.force_login(make_professional(question.career))
        assert self.shown(client) == []
        assertContains(client.get(WAITING), "Every question has an answer")

    def test_muted_questions_do_not_wait(self, client: Client) -> None:
        question = make_asked()
        member = make_professional(question.career)
        QuestionMute.objects.create(member=member, question=question)
        client.force_login(member)
        assert self.shown(client) == []

    def test_others_are_told_how_to_be_verified(self, client: Client) -> None:
        assertRedirects(client.get(WAITING), f"/accounts/login/?next={WAITING}")
        question = make_asked()
        for member in (make_user(), make_professional(question.career, days=-1)):
            client.force_login(member)
            page = client.get(WAITING)
            assertContains(page, "See how to be verified")
            assertNotContains(page, question.title)

    def test_pages_follow_without_gap_or_repeat(self, client: Client) -> None:
        nurse, author = make_career("Nurse"), make_user()
        questions = [make_question(career=nurse, author=author) for _ in range(45)]
        client.force_login(make_professional(nurse))
        seen, after = [], ""
        while not seen or after:
            page = client.get(WAITING, {"after": after})
            seen += page.context["questions"]
            after = page.context["more"]
        assert seen == questions[::-1]

    @pytest.mark.parametrize("query", ["after=x", "after=%00", "show=%00", "after=" + "9" * 400])
    def test_a_bad_filter_or_cursor_is_no_error(self, client: Client, query: str) -> None:
        question = make_asked()
        client.force_login(make_professional(question.career))
        assert client.get(f"{WAITING}?{query}").status_code == 200

    @pytest.mark.parametrize("rows", [2, 25])
    def test_the_list_costs_the_same_at_any_length(
        self, client: Client, django_assert_max_num_queries: Any, rows: int
    ) -> None:
        nurse, author = make_career("Nurse"), make_user()
        for _ in range(rows):
            question = make_question(career=nurse, author=author)
            professionals.claim(question, make_professional(nurse))
        client.force_login(make_professional(nurse))
        with django_assert_max_num_queries(7):
            client.get(WAITING)
