"""Applying to be a verified professional, and deciding on it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from community import professionals
from community.models import Verification
from tests.builders import make_career, make_moderator, make_user

from .professionals import make_verification
from .test_races import all_at_once

pytestmark = pytest.mark.django_db

VERIFY = "/community/verify/"


def application(*careers, **fields):
    return {
        "role": "Charge nurse",
        "years": "9",
        "evidence": "I run a ward of 24 beds.",
        **{f"career_{number}": career.title for number, career in enumerate(careers, 1)},
    } | fields


class TestApplying:
    def test_a_member_applies_sees_the_state_and_withdraws(self, client: Client) -> None:
        nurse = make_career("Nurse")
        member = make_user()
        client.force_login(member)
        assertContains(client.get(VERIFY), "Send application")
        assertRedirects(client.post(VERIFY, application(nurse)), VERIFY)
        row = Verification.objects.get()
        assert (row.member, row.state, list(row.careers.all())) == (member, "pending", [nurse])
        page = client.get(VERIFY)
        assertContains(page, "Waiting for a decision")
        assertNotContains(page, "Send application")
        assertNotContains(page, "24 beds")
        client.post(f"{VERIFY}{row.pk}/withdraw/")
        row.refresh_from_db()
        assert row.state == "withdrawn"
        assertContains(client.get(VERIFY), "Send application")

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"role": ""}, "Write the name of your job."),
            ({"role": "x" * 81}, "Keep it to 80 characters; it has 81 now."),
            ({"years": ""}, "Say for how many years you have done it."),
            ({"years": "nine"}, "Write the years as a whole number, like 9."),
            ({"years": "-1"}, "Write the years as a whole number, like 9."),
            ({"years": "71"}, "Check the number."),
            ({"career_1": ""}, "Name at least one career."),
            ({"career_1": "zq"}, "No career matches “zq”."),
            ({"career_5": "zq"}, "No career matches “zq”."),
            ({"career_2": "\0"}, "a character in it that can’t be shown"),
            ({"evidence": ""}, "Say how a moderator can tell."),
            ({"evidence": "x" * 2001}, "Keep it to 2000 characters; it has 2001 now."),
            ({"evidence": "\0"}, "a character in it that can’t be shown"),
        ],
    )
    def test_a_mistake_is_explained_and_nothing_typed_is_lost(
        self, client: Client, fields: dict[str, Any], message: str
    ) -> None:
        sent = application(make_career("Nurse")) | fields
        client.force_login(make_user())
        page = client.post(VERIFY, sent)
        assertContains(page, message, status_code=422)
        for name, value in sent.items():
            assert page.context["form"][name].value() == value, name
        assert not Verification.objects.exists()

    def test_five_careers_are_named_at_most_and_one_named_twice_counts_once(
        self, client: Client
    ) -> None:
        careers = [make_career() for _ in range(4)]
        client.force_login(make_user())
        client.post(VERIFY, application(*careers, careers[0], make_career()))
        assert set(Verification.objects.get().careers.all()) == set(careers)

    def test_a_career_without_a_page_is_not_on_offer(self, client: Client) -> None:
        draft = make_career("Secret", state="draft")
        client.force_login(make_user())
        assertNotContains(client.get(VERIFY), "Secret")
        assert client.post(VERIFY, application(draft)).status_code == 422

    def test_one_application_waits_at_a_time(self, client: Client) -> None:
        nurse = make_career("Nurse")
        client.force_login(make_user())
        client.post(VERIFY, application(nurse))
        page = client.post(VERIFY, application(nurse, role="Surgeon"))
        assertContains(page, "waiting for a decision already", status_code=422)
        assertContains(page, "Surgeon", status_code=422)
        assert Verification.objects.count() == 1

    def test_visitors_sign_in_first_and_keep_what_they_wrote(self, client: Client) -> None:
        assertRedirects(client.get(VERIFY), f"/accounts/login/?next={VERIFY}")
        client.post(VERIFY, application(make_career()))
        assert client.session["typed"]["fields"]["evidence"] == "I run a ward of 24 beds."
        assert not Verification.objects.exists()

    def test_nobody_withdraws_for_someone_else(self, client: Client) -> None:
        row = make_verification()
        address = f"{VERIFY}{row.pk}/withdraw/"
        assert client.post(address).status_code == 302
        client.force_login(make_user())
        assert client.post(address).status_code == 404
        assert client.get(address).status_code == 405
        client.force_login(make_moderator())
        assert client.post(address).status_code == 403
        row.refresh_from_db()
        assert row.state == "pending"

    def test_the_page_costs_the_same_with_many_applications(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        member = make_user()
        client.force_login(member)
        for rows in (1, 10):
            for _ in range(rows):
                make_verification(member, make_career(), make_career(), state="declined")
            with django_assert_max_num_queries(9):
                client.get(VERIFY)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator())
    return client


def page_of(row: Verification) -> str:
    return reverse("admin:community_verification_change", args=[row.pk])


def decision(**fields: str) -> dict[str, str]:
    ends = timezone.localdate() + timedelta(days=30)
    return {"decision": "approve", "expires_on": str(ends), "reason": "Not enough."} | fields


class TestDeciding:
    def test_a_moderator_approves_until_a_day(self, desk: Client) -> None:
        row = make_verification(None, make_career("Nurse"))
        page = desk.get(page_of(row))
        assertContains(page, "I run a ward.")
        assertContains(page, str(timezone.localdate() + timedelta(days=730)))
        assertContains(page, "We could not tell from your note")
        assert desk.post(page_of(row), decision()).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.reason) == ("approved", "")
        assert row.expires_on == timezone.localdate() + timedelta(days=30)
        assert row.decided_by is not None
        assert row.decided_at is not None

    def test_a_moderator_declines_with_a_reason_that_the_member_reads(self, desk: Client) -> None:
        row = make_verification()
        assert desk.post(page_of(row), decision(decision="decline")).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.expires_on) == ("declined", None)
        desk.force_login(row.member)
        assertContains(desk.get(VERIFY), "Not enough.")

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"decision": ""}, "Choose whether to approve or to decline."),
            ({"decision": "perhaps"}, "Select a valid choice"),
            ({"decision": "decline", "reason": " "}, "Tell the member why."),
            ({"expires_on": "2001-01-01"}, "Choose a day that is not over."),
            ({"expires_on": "soon"}, "Enter a valid date."),
        ],
    )
    def test_a_mistake_decides_nothing(
        self, desk: Client, fields: dict[str, str], message: str
    ) -> None:
        row = make_verification()
        assertContains(desk.post(page_of(row), decision(**fields)), message, status_code=422)
        row.refresh_from_db()
        assert row.state == "pending"

    @pytest.mark.parametrize("state", ["approved", "declined", "withdrawn"])
    def test_the_second_decision_is_told_and_changes_nothing(
        self, desk: Client, state: str
    ) -> None:
        row = make_verification(state=state)
        page = desk.post(page_of(row), decision())
        assertContains(page, "This was decided or withdrawn already", status_code=422)
        row.refresh_from_db()
        assert (row.state, row.decided_by) == (state, None)

    def test_nobody_decides_on_their_own_application(self, client: Client) -> None:
        moderator = make_moderator()
        row = make_verification(moderator)
        client.force_login(moderator)
        assert client.post(page_of(row), decision()).status_code == 403
        with pytest.raises(PermissionError):
            row.decide(True, moderator, "", None)
        listing = reverse("admin:community_verification_changelist")
        client.post(listing, {"action": "approve", "_selected_action": [row.pk]})
        row.refresh_from_db()
        assert row.state == "pending"

    def test_several_are_approved_at_once_and_marks_taken_away(self, desk: Client) -> None:
        rows = [make_verification(), make_verification(), make_verification(state="withdrawn")]
        listing = reverse("admin:community_verification_changelist")
        data = {"action": "approve", "_selected_action": [row.pk for row in rows]}
        assertContains(desk.post(listing, data, follow=True), "2 of 3 approved.")
        assert Verification.objects.in_force().count() == 2
        page = desk.post(listing, data | {"action": "take_away"}, follow=True)
        assertContains(page, "2 of 3 taken away.")
        assert not Verification.objects.in_force().exists()

    def test_those_that_wait_come_first(self, desk: Client) -> None:
        done, first, second = (
            make_verification(state="declined"),
            make_verification(),
            make_verification(),
        )
        page = desk.get(reverse("admin:community_verification_changelist"))
        assert list(page.context["cl"].result_list) == [first, second, done]

    @pytest.mark.parametrize("make", [make_user, lambda: make_user(is_staff=True)])
    def test_others_see_nothing_of_it(self, client: Client, make: Any) -> None:
        row = make_verification()
        client.force_login(make())
        assert client.get(page_of(row), follow=True).status_code == 403
        assert client.post(page_of(row), decision(), follow=True).status_code == 403
        assert not Verification.objects.visible_to(make_user()).exists()

    @pytest.mark.parametrize("rows", [2, 20])
    def test_the_list_costs_the_same_at_any_length(
        self, desk: Client, django_assert_max_num_queries: Any, rows: int
    ) -> None:
        for _ in range(rows):
            make_verification()
        with django_assert_max_num_queries(8):
            desk.get(reverse("admin:community_verification_changelist"))


@pytest.mark.django_db(transaction=True)
def test_of_eight_decisions_at_once_one_counts() -> None:
    row, moderators = make_verification(), [make_user() for _ in range(8)]

    def job(number: int) -> Any:
        mine = Verification.objects.get(pk=row.pk)
        approved = number % 2 == 0
        return lambda: professionals.decide(mine, approved, moderators[number], "Because.", None)

    results = all_at_once([job(number) for number in range(8)])
    assert sorted(results) == [False] * 7 + [True]
    row.refresh_from_db()
    assert row.decided_by == moderators[results.index(True)]
    assert row.state == ("approved" if results.index(True) % 2 == 0 else "declined")


@pytest.mark.django_db(transaction=True)
def test_a_second_application_that_waits_cannot_be_written() -> None:
    row = make_verification()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_verification(row.member)
