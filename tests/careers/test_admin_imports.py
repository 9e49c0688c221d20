"""What imports brought, at the editors' desk: releases, and conflicts to settle."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careers.models import Career, Conflict, DataRelease, Occupation
from careers.publishing import publish
from tests.builders import (
    make_career,
    make_conflict,
    make_data_page,
    make_editor,
    make_moderator,
    make_occupation,
    make_onet_release,
    make_profile,
    make_publisher,
    make_release,
    make_user,
)

from .whole import make_whole, write

pytestmark = pytest.mark.django_db

LISTING = reverse("admin:careers_conflict_changelist")


def settle(client: Client, *conflicts: Conflict) -> int:
    keys = [conflict.pk for conflict in conflicts]
    data: dict[str, Any] = {"action": "settle", "_selected_action": keys}
    return client.post(LISTING, data, follow=True).status_code


@pytest.fixture
def conflict() -> Conflict:
    return make_conflict(make_career("Registered Nurse"), before="Look after.", after="Care for.")


def test_an_editor_sees_both_texts_and_the_way_to_the_page(
    client: Client, conflict: Conflict
) -> None:
    client.force_login(make_editor())
    assert "Registered Nurse" in client.get(LISTING).text
    page = client.get(reverse("admin:careers_conflict_change", args=[conflict.pk])).text
    assert "Look after." in page
    assert "Care for." in page
    career = reverse("admin:careers_career_change", args=[conflict.career_id])
    assert f'<a href="{career}">Registered Nurse</a>' in page
    assert 'type="submit" value="Save"' not in page


def test_an_editor_settles_a_conflict_once(client: Client, conflict: Conflict) -> None:
    first, second = make_editor(), make_editor()
    other = make_conflict(conflict.career, part=Conflict.Part.TITLE)
    client.force_login(first)
    assert settle(client, conflict) == 200
    conflict.refresh_from_db()
    assert conflict.settled_by == first
    assert conflict.settled_at
    client.force_login(second)
    settle(client, conflict, other)
    conflict.refresh_from_db()
    other.refresh_from_db()
    assert (conflict.settled_by, other.settled_by) == (first, second)


def test_settled_conflicts_are_told_apart(client: Client, conflict: Conflict) -> None:
    client.force_login(make_editor())
    open_one = make_conflict(make_career("Welder"))
    Conflict.objects.filter(pk=conflict.pk).update(settled_at=timezone.now())
    for query, career in (("no", open_one.career), ("yes", conflict.career)):
        shown = client.get(LISTING, {"settled": query}).context["cl"].result_list
        assert [row.career for row in shown] == [career]


def test_nobody_but_editors_settles(client: Client, conflict: Conflict) -> None:
    for person in (make_user(), make_moderator(), make_user(is_staff=True)):
        client.force_login(person)
        assert settle(client, conflict) == 403
    conflict.refresh_from_db()
    assert conflict.settled_at is None


def test_a_release_shows_where_it_is_from_and_what_it_changed(client: Client) -> None:
    release = make_onet_release(
        changes=["4 occupations: <1> added.", "New, 1: Pilots."], files=["Skills.txt"],
        state="superseded",
    )  # fmt: skip
    client.force_login(make_editor())
    page = client.get(reverse("admin:careers_datarelease_change", args=[release.pk])).text
    assert "<p>4 occupations: &lt;1&gt; added.</p><p>New, 1: Pilots.</p>" in page
    assert "Skills.txt" in page
    assert "Replaced" in page


def test_what_an_import_wrote_down_is_not_changed_by_hand(client: Client) -> None:
    release = make_release(2024)
    client.force_login(make_editor())
    form = {
        "key": release.key, "dataset": "oews", "publisher": "BLS", "name": "Wages",
        "period": "2024-05-01", "url": "https://www.bls.gov/", "state": "superseded",
        "changes": "[]",
    }  # fmt: skip
    url = reverse("admin:careers_datarelease_change", args=[release.pk])
    assert client.post(url, form).status_code == 302
    release = DataRelease.objects.get(pk=release.pk)
    assert (release.publisher, release.state) == ("BLS", "current")


def test_a_release_with_another_date_may_be_the_newest(client: Client) -> None:
    occupation = make_occupation(median=60_000, year=2023)
    release = DataRelease.objects.get(key="oews-2023-05")
    client.force_login(make_editor())
    form = {
        "key": release.key, "dataset": "oews", "publisher": "BLS", "name": "Wages",
        "period": "2022-05-01", "url": "https://www.bls.gov/",
    }  # fmt: skip
    Occupation.objects.filter(pk=occupation.pk).update(wages=None)
    url = reverse("admin:careers_datarelease_change", args=[release.pk])
    assert client.post(url, form).status_code == 302
    occupation.refresh_from_db()
    assert occupation.wages


def test_a_page_shows_the_data_of_the_code_that_an_editor_gives_it() -> None:
    occupation = make_occupation("29-1141")
    own, other = make_profile(occupation), make_profile(occupation, "01", title="Acute Care Nurses")
    make_data_page(own)
    nurse = make_whole("Registered Nurse", occupation=occupation)
    for profile in (other, own):
        write(nurse, onet_code=profile.code)
        publish(nurse.pk, None)
        nurse.refresh_from_db()
        assert nurse.profile == profile


def test_a_data_page_gives_way_when_a_page_of_its_code_is_published(client: Client) -> None:
    profile = make_profile(make_occupation("29-1141"), title="Registered Nurses")
    page = make_data_page(profile)
    nurse = make_whole("Nurse", onet_code=profile.code, state=Career.State.DRAFT)
    publish(nurse.pk, None)
    assert not Career.objects.filter(pk=page.pk).exists()
    assert client.get("/careers/registered-nurses/").headers["Location"] == "/careers/nurse/"


def test_unwritten_drafts_are_shown_as_data_pages_together(client: Client) -> None:
    waiting = make_data_page(make_profile(make_occupation()), state=Career.State.DRAFT)
    begun = make_data_page(
        make_profile(make_occupation()), state=Career.State.DRAFT, overview="Begun."
    )
    client.force_login(make_publisher())
    keys = [waiting.pk, begun.pk]
    client.post(
        reverse("admin:careers_career_changelist"),
        {"action": "show_data", "_selected_action": keys},
    )
    assert [Career.objects.get(pk=key).state for key in keys] == ["data", "draft"]
