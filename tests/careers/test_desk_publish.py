"""A publisher puts one page live or takes it off, now or at a time; and pages are copied."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careers import publishing
from careers.admin.act_forms import moment
from careers.admin.publish import PLACES
from careers.document import content
from careers.models import Career, Plan, Version
from careers.publishing import REQUIRED
from tests.builders import (
    make_career,
    make_data_page,
    make_editor,
    make_occupation,
    make_profile,
    make_publisher,
    make_user,
)
from tests.careers.whole import make_whole, write

pytestmark = pytest.mark.django_db

NEW = "Mends what others threw away."
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_publisher(handle="ada"))
    return client


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, March 2, 2026, noon in UTC, and 6 a.m. in Chicago."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def url(career: Career, word: str = "publish") -> str:
    return reverse(f"admin:careers_career_{word}", args=[career.pk])


def send(desk: Client, career: Career, word: str = "publish", **typed: Any) -> Any:
    """Open the page, fill in the form and send it."""
    page = desk.get(url(career, word)).text
    found = re.search(r'name="seen" value="(\w+)"', page)
    form = {"seen": found[1] if found else "", "when": "now", "why": "Because.", "zone": "UTC"}
    return desk.post(url(career, word), form | typed)


def later(day: str = "2026-03-03", time: str = "09:00", zone: str = "America/Chicago") -> Any:
    return {"when": "later", "date": day, "time": time, "zone": zone}


def seen_by_readers(career: Career) -> str:
    answer = Client().get(f"/careers/{career.slug}/")
    return answer.text if answer.status_code == 200 else str(answer.status_code)


class TestPublish:
    def test_a_draft_of_a_live_page_goes_live_with_its_reason(self, desk: Client) -> None:
        career = make_whole("Mender")
        write(career, make_editor(handle="eve"), "A better sentence.", summary=NEW)
        page = desk.get(url(career)).text
        assert "Mends" in page
        assert "Version 2: saved by <b>eve</b>" in page
        assert "A better sentence." in page
        assert NEW not in seen_by_readers(career)
        answer = send(desk, career)
        assert answer.url == reverse("admin:careers_career_change", args=[career.pk])
        assert NEW in seen_by_readers(career)
        newest = Version.objects.first()
        assert newest
        assert (newest.event, newest.why, str(newest.author)) == ("published", "Because.", "ada")
        assert "There is nothing to publish." in desk.get(url(career)).text

    def test_a_page_nobody_could_read_yet_goes_live(self, desk: Client) -> None:
        career = make_whole("Mender", state="draft")
        assert "all of it is new" in desk.get(url(career)).text
        assert send(desk, career).status_code == 302
        assert "Mender" in seen_by_readers(career)

    def test_missing_parts_are_named_with_the_way_to_them_and_no_button(self, desk: Client) -> None:
        career = make_whole("Mender")
        document = publishing.current(career)
        write(career, summary="", sources=[], skills=[])
        page = desk.get(url(career)).text
        form = reverse("admin:careers_career_change", args=[career.pk])
        assert f'<a href="{form}#id_summary">Summary</a>' in page
        assert f'<a href="{form}#sources-heading">Sources</a>' in page
        assert f'<a href="{form}#skills-heading">Essential skills</a>' in page
        assert 'name="why"' not in page
        assert send(desk, career).status_code == 409
        assert send(desk, career, **later("2099-01-01")).status_code == 409
        assert document == content(Career.objects.get(pk=career.pk))
        assert not Plan.objects.exists()

    def test_every_required_part_has_its_place_in_the_form(self, client: Client) -> None:
        assert PLACES.keys() == REQUIRED.keys()
        client.force_login(make_editor())
        form = client.get(reverse("admin:careers_career_change", args=[make_career().pk])).text
        assert [place for place in PLACES.values() if f'id="{place}"' not in form] == []

    def test_what_the_page_cannot_hold_is_said_and_nothing_is_done(self, desk: Client) -> None:
        career = make_whole("Mender")
        write(career, title="Fixer")
        make_career("Fixer")
        answer = send(desk, career)
        assert answer.status_code == 422
        assert "Career with this Title already exists." in answer.text
        assert 'value="Because."' in answer.text
        assert Career.objects.get(pk=career.pk).title == "Mender"

    def test_who_saw_an_older_draft_is_told_first_and_keeps_what_was_typed(
        self, desk: Client
    ) -> None:
        career = make_whole("Mender")
        write(career, summary="Mends a little.")
        page = desk.get(url(career)).text
        old = re.search(r'name="seen" value="(\w+)"', page)
        assert old
        write(career, summary=NEW)
        answer = send(desk, career, seen=old[1], why="My reason")
        assert answer.status_code == 409
        assert "Someone changed this page after you opened it" in answer.text
        assert 'value="My reason"' in answer.text
        assert NEW not in seen_by_readers(career)
        new = re.search(r'name="seen" value="(\w+)"', answer.text)
        assert new
        assert new[1] != old[1]
        assert send(desk, career, seen=new[1]).status_code == 302
        assert NEW in seen_by_readers(career)

    def test_a_change_by_an_import_counts_as_seen_too(self, desk: Client) -> None:
        career = make_whole("Mender")
        write(career, summary=NEW)
        page = desk.get(url(career)).text
        old = re.search(r'name="seen" value="(\w+)"', page)
        assert old
        Career.objects.filter(pk=career.pk).update(pay_note="Changed outside the desk.")
        assert send(desk, career, seen=old[1]).status_code == 409


@pytest.mark.usefixtures("noon")
class TestPlan:
    def test_a_plan_is_made_shown_and_withdrawn(self, desk: Client) -> None:
        career = make_whole("Mender")
        write(career, summary=NEW)
        assert send(desk, career, **later()).status_code == 302
        plan = Plan.objects.get()
        assert plan.at == datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
        assert plan.version
        assert plan.version.document["summary"] == NEW
        page = desk.get(url(career)).text
        assert "goes live on March 3, 2026, 9 a.m. CST, by ada" in page
        assert "Because." in page
        assert desk.get(url(career)).status_code == 200
        assert NEW not in seen_by_readers(career)
        answer = desk.post(url(career), {"withdraw": plan.pk}, follow=True)
        assert "The plan is withdrawn." in answer.text
        assert not Plan.objects.exists()
        again = desk.post(url(career), {"withdraw": plan.pk}, follow=True)
        assert "This plan is gone" in again.text

    def test_what_could_not_go_live_now_is_not_planned_either(self, desk: Client) -> None:
        career, other = make_whole("Mender"), make_whole("Fixer")
        for page in (career, other):
            write(page, title="Quite Another Title")
        assert send(desk, other).status_code == 302
        history = career.versions.count()
        answer = send(desk, career, **later())
        assert answer.status_code == 422
        assert "Career with this Title already exists." in answer.text
        assert not Plan.objects.exists()
        assert career.versions.count() == history

    def test_planning_again_replaces_the_plan_and_the_old_button_withdraws_nothing(
        self, desk: Client
    ) -> None:
        career = make_whole("Mender", state="draft")
        send(desk, career, **later())
        old = Plan.objects.get().pk
        send(desk, career, **later(zone="America/New_York"))
        assert Plan.objects.get().at == datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
        desk.post(url(career), {"withdraw": old})
        assert Plan.objects.exists()

    @pytest.mark.parametrize("withdrawn", ["x", "", "٣", "99999999999999999999"])
    def test_a_plan_that_never_was_is_not_withdrawn(self, desk: Client, withdrawn: str) -> None:
        career = make_whole("Mender", state="draft")
        send(desk, career, **later())
        assert desk.post(url(career), {"withdraw": withdrawn}).status_code == 302
        assert Plan.objects.exists()

    def test_publishing_now_ends_the_plan(self, desk: Client) -> None:
        career = make_whole("Mender", state="draft")
        send(desk, career, **later())
        assert send(desk, career).status_code == 302
        assert not Plan.objects.exists()

    def test_the_site_s_own_zone_comes_first(self, desk: Client, settings: Any) -> None:
        settings.TIME_ZONE = "America/Denver"
        page = desk.get(url(make_whole(state="draft"))).text
        options = re.findall(r'<option value="([^"]+)"', page)
        assert options[:2] == ["America/Denver", "America/New_York"]
        assert options[-1] == "UTC"

    @pytest.mark.parametrize(
        ("typed", "field", "says"),
        [
            (later("2026-03-08", "02:30"), "time", "clocks there are put forward: 2:30 a.m. is left out"),
            (later("2026-11-01", "01:30"), "time", "clocks there are put back: 1:30 a.m. comes twice"),
            (later("2026-03-02", "05:59"), "time", "It is 6 a.m. CST there already"),
            (later("2026-03-01"), "date", "This day is over"),
            (later("0001-01-01", zone="Pacific/Guam"), "date", "This day is over"),
            (later("9999-12-31", "23:59"), "date", "within the next two years"),
            (later("2026-02-30"), "date", "Enter a valid date"),
            (later(""), "date", "Choose the day."),
            (later(time=""), "time", "Choose the time."),
            (later(time="25:00"), "time", "Write the time as hours and minutes"),
            (later(zone="Mars/Olympus"), "zone", "not one of the available choices"),
            (later() | {"when": "now"}, "when_0", "but chose “Now”"),
            ({"when": ""}, "when_0", "This field is required"),
            ({"why": "x" * 201}, "why", "at most 200 characters"),
        ],
    )  # fmt: skip
    def test_what_is_no_time_is_refused_in_words_beside_the_field(
        self, desk: Client, typed: dict[str, str], field: str, says: str
    ) -> None:
        career = make_whole("Mender", state="draft")
        answer = send(desk, career, **typed)
        assert answer.status_code == 422
        assert answer.text.count(says) == 2
        assert f'<a href="#id_{field}">' in answer.text
        for name in ("date", "time", "why"):
            assert not typed.get(name) or f'value="{typed[name]}"' in answer.text
        assert not Plan.objects.exists()
        assert not Career.objects.get().is_public

    def test_the_hours_beside_a_gap_and_a_doubled_hour_are_right(self) -> None:
        chicago = ZoneInfo("America/Chicago")
        times = [(3, 8, 1, 59), (3, 8, 3, 0), (11, 1, 0, 59), (11, 1, 2, 0)]
        read = [moment(datetime(2026, *time), chicago).astimezone(UTC) for time in times]
        assert [(at.day, at.hour, at.minute) for at in read] == [
            (8, 7, 59), (8, 8, 0), (1, 5, 59), (1, 8, 0)
        ]  # fmt: skip
        for time in [(3, 8, 2, 0), (3, 8, 2, 59), (11, 1, 1, 0), (11, 1, 1, 59)]:
            with pytest.raises(ValidationError):
                moment(datetime(2026, *time), chicago)


class TestUnpublish:
    def test_a_page_is_taken_off_with_a_reason_and_keeps_its_draft(self, desk: Client) -> None:
        career = make_whole("Mender")
        write(career, summary=NEW)
        assert send(desk, career, "unpublish", why="").status_code == 422
        assert Career.objects.get().is_public
        assert send(desk, career, "unpublish", why="It was wrong.").status_code == 302
        assert seen_by_readers(career) == "404"
        career.refresh_from_db()
        assert (career.summary, career.draft) == (NEW, None)
        newest = Version.objects.first()
        assert newest
        assert newest.why == "It was wrong."
        assert "This page is not on the site." in desk.get(url(career, "unpublish")).text
        assert send(desk, career, "unpublish").status_code == 409

    @pytest.mark.usefixtures("noon")
    def test_it_is_planned_and_withdrawn(self, desk: Client) -> None:
        career = make_whole("Mender")
        assert send(desk, career, "unpublish", **later()).status_code == 302
        plan = Plan.objects.get()
        assert (plan.action, plan.version) == ("unpublish", None)
        career.refresh_from_db()
        assert career.draft is None
        page = desk.get(url(career, "unpublish")).text
        assert "the page comes off the site on March 3, 2026, 9 a.m. CST" in page
        desk.post(url(career, "publish"), {"withdraw": plan.pk})
        assert Plan.objects.exists()
        desk.post(url(career, "unpublish"), {"withdraw": plan.pk})
        assert not Plan.objects.exists()

    def test_a_draft_that_can_no_longer_be_held_does_not_keep_a_page_on_the_site(
        self, desk: Client
    ) -> None:
        career = make_whole("Mender")
        write(career, title="Fixer")
        make_career("Fixer")
        assert send(desk, career, "unpublish").status_code == 302
        assert seen_by_readers(career) == "404"
        assert Version.objects.filter(document__title="Fixer").exists()


class TestDuplicate:
    def test_a_copy_is_a_draft_with_every_part_and_a_history_of_its_own(
        self, client: Client
    ) -> None:
        client.force_login(make_editor())
        career = make_whole("Mender", reviewed_on="2026-01-01")
        write(career, summary=NEW)
        assert "Make the copy" in client.get(url(career, "duplicate")).text
        answer = client.post(url(career, "duplicate"))
        copy = Career.objects.get(slug="copy-of-mender")
        assert answer.url == reverse("admin:careers_career_change", args=[copy.pk])
        assert (copy.title, copy.state, copy.summary) == ("Copy of Mender", "draft", NEW)
        own = {"title", "slug", "reviewed_on"}
        was = publishing.current(Career.objects.get(pk=career.pk))
        said = content(copy)
        assert {k: v for k, v in said.items() if k not in own} == {
            k: v for k, v in was.items() if k not in own
        }
        assert copy.reviewed_on is None
        assert [version.number for version in copy.versions.all()] == [1]
        assert client.get(answer.url).status_code == 200

    def test_copies_of_copies_have_names_that_fit(self, client: Client) -> None:
        client.force_login(make_editor())
        career = make_whole("M" * 100)
        for _ in range(3):
            assert client.post(url(career, "duplicate")).status_code == 302
        titles = set(Career.objects.exclude(pk=career.pk).values_list("title", flat=True))
        assert len(titles) == 3
        assert max(map(len, titles)) <= 100

    def test_a_data_page_can_be_copied(self, client: Client) -> None:
        client.force_login(make_editor())
        page = make_data_page(make_profile(make_occupation()))
        assert client.post(url(page, "duplicate")).status_code == 302
        assert Career.objects.filter(title=f"Copy of {page.title}", state="draft").exists()


@pytest.mark.parametrize("word", ["publish", "unpublish", "duplicate"])
class TestWho:
    @pytest.mark.parametrize(
        ("person", "may"),
        [("editor", {"duplicate"}), ("publisher", {"publish", "unpublish"}), ("member", set())],
    )
    def test_only_who_may_opens_the_page_or_acts(
        self, client: Client, word: str, person: str, may: set[str]
    ) -> None:
        make = {"editor": make_editor, "publisher": make_publisher, "member": make_user}
        client.force_login(make[person]())
        career = make_whole("Mender", state="published" if word == "unpublish" else "draft")
        expected = 200 if word in may else 403
        assert client.get(url(career, word), follow=True).status_code == expected
        answer = send(client, career, word)
        if word not in may:
            assert answer.status_code == (302 if person == "member" else 403)
            assert Career.objects.get().state == career.state

    def test_who_is_signed_out_is_led_to_sign_in(self, client: Client, word: str) -> None:
        career = make_whole("Mender", state="draft")
        for answer in (client.get(url(career, word)), client.post(url(career, word))):
            assert answer.status_code == 302
            assert "login" in answer.url
        assert not Career.objects.get().is_public

    def test_other_methods_and_pages_that_are_not_there(self, client: Client, word: str) -> None:
        client.force_login(make_user(is_staff=True, is_superuser=True))
        career = make_whole("Mender", state="draft")
        assert client.delete(url(career, word)).status_code == 405
        gone = url(career, word).replace(str(career.pk), "999999")
        assert client.get(gone).status_code == 404
        assert client.post(gone).status_code == 404


@pytest.mark.parametrize("withdrawn", ["²", "9" * 30, "9" * 5000])
def test_a_plan_that_never_was_is_told(desk: Client, withdrawn: str) -> None:
    career = make_whole("Mender", state="draft")
    answer = desk.post(url(career), {"withdraw": withdrawn}, follow=True)
    assert "This plan is gone" in answer.text
