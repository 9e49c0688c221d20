"""The mark beside answers, and what they say of their authors' work."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from community import professionals
from community.models import Post, Question, Verification
from tests.builders import make_answer, make_career, make_question, make_user

from .professionals import make_professional, make_verification

pytestmark = pytest.mark.django_db

MARK = "Verified professional</span>"


class TestTheMark:
    def test_it_stands_beside_answers_on_the_professionals_careers(self, client: Client) -> None:
        nurse, welder = make_career("Nurse"), make_career("Welder")
        member = make_professional(nurse)
        for career, expected in [(nurse, True), (welder, False), (None, False)]:
            question = make_question(career=career)
            answer = make_answer(question, author=member)
            assert answer.is_verified is expected
            question.refresh_from_db()
            assert question.verified_answer_count == int(expected)
            page = client.get(question.get_absolute_url()).text
            assert (MARK in page) is expected

    @pytest.mark.parametrize("days", [-1, -400])
    def test_an_approval_that_is_over_marks_nothing(self, days: int) -> None:
        nurse = make_career("Nurse")
        member = make_professional(nurse, days=days)
        assert not make_answer(make_question(career=nurse), author=member).is_verified
        assert professionals.marks(member) == []

    def test_the_last_day_counts(self) -> None:
        nurse = make_career("Nurse")
        member = make_professional(nurse, days=0)
        assert professionals.is_verified(member, make_question(career=nurse))
        assert professionals.marks(member) == [nurse]

    @pytest.mark.parametrize("state", ["pending", "declined", "withdrawn"])
    def test_only_an_approval_counts(self, state: str) -> None:
        nurse = make_career("Nurse")
        member = make_professional(nurse)
        Verification.objects.update(state=state)
        assert not professionals.is_verified(member, make_question(career=nurse))

    def test_it_goes_when_the_approval_ends_and_comes_back_with_the_next(
        self, client: Client
    ) -> None:
        nurse = make_career("Nurse")
        member = make_professional(nurse)
        answer = make_answer(make_question(career=nurse), author=member)
        address = answer.question.get_absolute_url()
        Verification.objects.get().withdraw()
        assertNotContains(client.get(address), MARK)
        make_verification(
            member, nurse, state="approved", expires_on=timezone.localdate() + timedelta(days=9)
        )
        assertContains(client.get(address), MARK)

    def test_an_answer_from_before_the_approval_has_none(self, client: Client) -> None:
        nurse = make_career("Nurse")
        answer = make_answer(make_question(career=nurse))
        make_verification(
            answer.author,
            nurse,
            state="approved",
            expires_on=timezone.localdate() + timedelta(days=9),
        )
        assertNotContains(client.get(answer.question.get_absolute_url()), MARK)

    def test_it_leaves_with_the_member(self, client: Client) -> None:
        nurse = make_career("Nurse")
        member = make_professional(nurse)
        answer = make_answer(make_question(career=nurse), author=member)
        member.delete()
        page = client.get(answer.question.get_absolute_url())
        assertNotContains(page, MARK)
        assertContains(page, "Former member")


class TestRolesOnAnswers:
    def answer(self, client: Client, question: Question, **fields: str) -> Any:
        data = {"body": "Ask early."} | fields
        return client.post(f"/community/questions/{question.pk}/answer/", data)

    @pytest.mark.parametrize(
        ("fields", "shown"),
        [
            ({"role": " Charge  nurse ", "years": "9"}, "Charge nurse, 9 years ·"),
            ({"role": "Nurse", "years": "1", "still_in_role": "True"}, "Nurse, 1 year ·"),
            (
                {"role": "Nurse", "years": "9", "still_in_role": "False"},
                "Nurse, 9 years until leaving",
            ),
            ({"role": "Nurse", "still_in_role": "False"}, "Nurse until leaving ·"),
            ({"role": "Nurse"}, "Nurse ·"),
            ({"years": "9"}, "In the job 9 years ·"),
            ({"years": "0"}, "In the job less than a year ·"),
        ],
    )
    def test_an_answer_says_what_its_author_said(
        self, client: Client, fields: dict[str, str], shown: str
    ) -> None:
        question = make_question()
        client.force_login(make_user())
        assert self.answer(client, question, **fields).status_code == 302
        assertContains(client.get(question.get_absolute_url()), f"<p>{shown}")

    def test_all_of_it_may_stay_empty(self, client: Client) -> None:
        client.force_login(make_user())
        self.answer(client, make_question())
        answer = Post.objects.answers().get()
        assert (answer.role, answer.years, answer.still_in_role) == ("", None, None)

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"role": "x" * 81}, "Keep it to 80 characters; it has 81 now."),
            ({"years": "71"}, "Check the number."),
            ({"years": "long"}, "Write the years as a whole number, like 9."),
            ({"still_in_role": "maybe"}, "Choose one of the answers in the list."),
        ],
    )
    def test_a_mistake_is_explained_and_nothing_typed_is_lost(
        self, client: Client, fields: dict[str, str], message: str
    ) -> None:
        client.force_login(make_user())
        page = self.answer(client, make_question(), **fields)
        assertContains(page, message, status_code=422)
        assert page.context["form"]["body"].value() == "Ask early."
        assert not Post.objects.answers().exists()

    def test_the_form_begins_with_what_was_said_last(self, client: Client) -> None:
        client.force_login(make_user())
        self.answer(client, make_question(), role="Nurse")
        other = make_question()
        for address in (other.get_absolute_url(), f"/community/questions/{other.pk}/answer/"):
            assert client.get(address).context["form"]["role"].value() == "Nurse"

    def test_the_first_answer_begins_with_the_approval(self, client: Client) -> None:
        question = make_question(career=make_career("Nurse"))
        client.force_login(make_professional(question.career))
        form = client.get(question.get_absolute_url()).context["form"]
        assert form["role"].value() == "Charge nurse"

    @pytest.mark.parametrize(("days", "old"), [(700, False), (1100, True)])
    def test_an_old_answer_shows_its_age(self, client: Client, days: int, old: bool) -> None:
        answer = make_answer()
        Post.objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(days=days))
        page = client.get(answer.question.get_absolute_url()).text
        assert ("Written 3 years ago; details may have changed." in page) is old


class TestQuestionPage:
    @pytest.mark.parametrize("answers", [1, 25])
    def test_marks_claims_and_prefilled_roles_stay_within_the_queries_of_the_page(
        self, client: Client, django_assert_max_num_queries: Any, answers: int
    ) -> None:
        nurse = make_career("Nurse")
        question = make_question(career=nurse)
        for _ in range(answers):
            make_answer(question, author=make_professional(nurse))
        member = make_professional(nurse)
        professionals.claim(question, make_professional(nurse))
        with django_assert_max_num_queries(7):
            assertContains(client.get(question.get_absolute_url()), MARK)
        client.force_login(member)
        with django_assert_max_num_queries(12):
            assertContains(client.get(question.get_absolute_url()), "is writing an answer until")
