"""The list of career pages at the desk, and what is done to several of them at once."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from careerportal.accounts.models import User
from careers import publishing
from careers.admin import bulk
from careers.models import Career, Plan, Version
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

LIST = "/admin/careers/career/"
NEW = "Mends what others threw away."
ZONE = "America/Chicago"


def make_both() -> User:
    user = make_editor(handle="both")
    user.groups.add(Group.objects.get(name="Publishers"))
    return user


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_both())
    return client


def titles(client: Client, query: str) -> list[str]:
    page = client.get(f"{LIST}?{query}")
    return [career.title for career in page.context["cl"].result_list]


def cell(page: str, name: str, row: str) -> str:
    """What stands in a column of the row of a career."""
    (line,) = (line for line in page.split("<tr>") if f">{row}</a></th>" in line)
    found = re.search(rf'<td class="field-{name}[^>]*>(.*?)</td>', line)
    assert found
    return found[1]


def plan(career: Career, action: str = "publish", **fields: Any) -> Plan:
    at = timezone.now() + timedelta(days=9)
    made = publishing.plan(career.pk, Plan.Action(action), at, ZONE, make_user())
    Plan.objects.filter(pk=made.pk).update(**{"at": at} | fields)
    made.refresh_from_db()
    return made


class TestColumns:
    def test_the_standing_of_every_page_is_told_with_its_plan(self, desk: Client) -> None:
        make_career("Live")
        write(make_whole("Changed"), summary=NEW)
        make_career("Begun", state="draft")
        make_data_page(make_profile(make_occupation()), title="Data")
        going = plan(make_whole("Going"), "unpublish")
        stuck = make_whole("Stuck", state="draft")
        plan(stuck, problem="Its title is taken.")
        page = desk.get(LIST).text
        assert cell(page, "standing", "Live") == "live"
        assert cell(page, "standing", "Changed") == "live + draft"
        assert cell(page, "standing", "Begun") == "draft"
        assert cell(page, "standing", "Data") == "data page"
        assert cell(page, "standing", "Going") == f"live, comes off {going.when}"
        assert cell(page, "standing", "Stuck") == "draft, goes live: could not be done"

    def test_who_changed_a_page_last_and_when(self, desk: Client) -> None:
        career = make_whole("Mender")
        write(career, make_editor(handle="eve"), summary="Older.")
        write(career, make_editor(handle="ida"), summary=NEW)
        make_career("Nobody")
        page = desk.get(LIST).text
        assert cell(page, "changed", "Mender").startswith("ida, ")
        assert cell(page, "changed", "Nobody") == "-"

    def test_its_cost_does_not_grow_with_drafts_versions_and_plans(
        self, desk: Client, django_assert_num_queries: Any
    ) -> None:
        def add(number: int) -> None:
            for _ in range(number):
                career = make_whole(occupation=make_occupation())
                write(career, summary=NEW)
                plan(career)

        add(2)
        desk.get(LIST)
        with django_assert_num_queries(9):
            desk.get(LIST)
        add(10)
        with django_assert_num_queries(9):
            desk.get(LIST)

    @pytest.mark.parametrize("column", range(1, 7))
    def test_it_can_be_ordered_by_every_column(self, desk: Client, column: int) -> None:
        make_career("Live")
        assert titles(desk, f"o={column}") == ["Live"]


class TestFinding:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("standing=live", ["Live", "Old"]),
            ("standing=live-draft", ["Changed"]),
            ("standing=draft", ["Begun"]),
            ("standing=data", ["Data"]),
            ("standing=data-draft", ["Data begun"]),
            ("standing=nonsense", ["Begun", "Changed", "Data", "Data begun", "Live", "Old"]),
            ("reviewed=180", ["Begun", "Old"]),
            ("reviewed=365", ["Old"]),
            ("reviewed=never", ["Changed", "Data", "Data begun", "Live"]),
            ("plan=publish", ["Begun", "Changed"]),
            ("plan=unpublish", ["Old"]),
            ("plan=stuck", ["Begun"]),
            ("education_minimum__exact=masters", ["Live"]),
        ],
    )
    def test_it_is_narrowed(self, desk: Client, query: str, expected: list[str]) -> None:
        today = timezone.localdate()
        make_career("Live", education_minimum="masters")
        changed = make_whole("Changed")
        write(changed, summary=NEW)
        begun = make_whole("Begun", state="draft", reviewed_on=today - timedelta(days=200))
        make_data_page(make_profile(make_occupation()), title="Data")
        write(make_data_page(make_profile(make_occupation()), title="Data begun"), summary=NEW)
        old = make_whole("Old", reviewed_on=today - timedelta(days=400))
        plan(changed)
        plan(begun, problem="No.")
        plan(old, "unpublish")
        assert titles(desk, query) == expected

    @pytest.mark.parametrize("words", ["urse", "night nur", "ward keep", "29-1141", "old-addr"])
    def test_it_is_searched_by_any_title_code_or_address(self, desk: Client, words: str) -> None:
        fields = {"slug": "old-address", "onet_code": "29-1141.00", "state": "draft"}
        write(make_career("Night Nurse", **fields), alternate_titles=["Ward Keeper"])
        make_career("Actuary")
        assert titles(desk, f"q={words}") == ["Night Nurse"]

    def test_search_and_filters_work_together(self, desk: Client) -> None:
        make_career("Day Nurse")
        make_career("Night Nurse", state="draft")
        assert titles(desk, "q=nurse&standing=draft") == ["Night Nurse"]


def choose(client: Client, act: str, *careers: Career) -> Any:
    """The page that asks before it is done."""
    chosen = [career.pk for career in careers]
    return client.post(LIST, {"action": act, "_selected_action": chosen})


def confirm(client: Client, act: str, asked: Any) -> str:
    """Press its button; the list with what was done."""
    found = dict.fromkeys(re.findall(r'name="_selected_action" value="(\d+)"', asked.text))
    seen = re.findall(r'name="seen" value="([^"]+)"', asked.text)
    form = {"action": act, "_selected_action": list(found), "seen": seen, "confirmed": "yes"}
    return str(client.post(LIST, form, follow=True).text)


class TestPublish:
    def test_it_is_counted_before_and_after_and_what_is_left_alone_is_named(
        self, desk: Client
    ) -> None:
        draft, changed, live = (
            make_whole("One", state="draft"),
            make_whole("Two"),
            make_whole("Six"),
        )
        write(changed, summary=NEW)
        lacking = make_whole("Five", state="draft")
        lacking.sources.all().delete()
        taken = make_whole("Three")
        write(taken, title="Six")
        careers = [draft, changed, live, lacking, taken]
        asked = choose(desk, "publish", *careers)
        assert "5 chosen: 3 can go live, 1 lacks parts, 1 is live already." in asked.text
        assert ">Five</a>: sources</li>" in asked.text
        assert "Publish: 3 careers" in asked.text
        assert not Career.objects.get(pk=draft.pk).is_public

        said = confirm(desk, "publish", asked)
        assert (
            "5 chosen: 2 are live now, 1 lacks parts, 1 is live already, 1 could not be changed."
            in said
        )
        assert "Left alone, 1 lacks parts: Five (sources)" in said
        assert "Left alone, 1 could not be changed: Three (" in said
        assert "Career with this Title already exists." in said
        assert Career.objects.get(pk=draft.pk).is_public
        assert Career.objects.get(pk=changed.pk).summary == NEW
        assert not Career.objects.get(pk=lacking.pk).is_public
        assert Career.objects.get(pk=taken.pk).draft

    def test_what_was_changed_or_deleted_meanwhile_is_left_alone(self, desk: Client) -> None:
        changed, steady = make_whole("One", state="draft"), make_whole("Two", state="draft")
        asked = choose(desk, "publish", changed, steady)
        write(changed, summary="Nobody has seen this.")
        said = confirm(desk, "publish", asked)
        assert "2 chosen: 1 is live now, 1 was changed meanwhile." in said
        assert "Left alone, 1 was changed meanwhile: One" in said
        assert not Career.objects.get(pk=changed.pk).is_public

    @pytest.mark.parametrize("key", ["x", "-1", "1" * 30, ""])
    def test_a_key_that_is_none_is_refused(self, desk: Client, key: str) -> None:
        for more in ({}, {"confirmed": "yes"}):
            answer = desk.post(LIST, {"action": "publish", "_selected_action": [key], **more})
            assert answer.status_code == 400

    def test_all_that_were_counted_are_done_whatever_the_filters_show_now(
        self, desk: Client
    ) -> None:
        career = make_whole("One", state="draft", reviewed_on="2020-01-01")
        query = f"{LIST}?reviewed=365"
        asked = desk.post(query, {"action": "publish", "_selected_action": [career.pk]})
        Career.objects.filter(pk=career.pk).update(reviewed_on=None)
        seen = re.findall(r'name="seen" value="([^"]+)"', asked.text)
        form = {"action": "publish", "_selected_action": [career.pk], "seen": seen}
        answer = desk.post(query, form | {"confirmed": "yes"})
        assert answer.url == query
        assert Career.objects.get().is_public

    def test_nothing_to_do_offers_no_button(self, desk: Client) -> None:
        asked = choose(desk, "publish", make_whole("One"))
        assert "1 chosen: 1 is live already." in asked.text
        assert 'name="confirmed"' not in asked.text

    def test_too_many_at_once_are_refused(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk, "MOST", 1)
        careers = [make_whole("One", state="draft"), make_whole("Two", state="draft")]
        answer = choose(desk, "publish", *careers)
        assert answer.status_code == 302
        assert "Choose at most 1 careers at a time. Nothing was done." in desk.get(LIST).text


def test_several_pages_are_taken_off_the_site(desk: Client) -> None:
    live, changed, off = make_whole("One"), make_whole("Two"), make_whole("Six", state="draft")
    write(changed, summary=NEW)
    asked = choose(desk, "unpublish", live, changed, off)
    assert "3 chosen: 2 come off the site, 1 is off the site already." in asked.text
    assert Career.objects.public().count() == 2
    said = confirm(desk, "unpublish", asked)
    assert "3 chosen: 2 are off the site now, 1 is off the site already." in said
    assert not Career.objects.public().exists()
    assert Career.objects.get(pk=changed.pk).summary == NEW


class TestReview:
    def make_pages(self) -> list[Career]:
        changed = make_whole("Changed")
        write(changed, summary=NEW)
        lacking = make_whole("Lacking")
        lacking.sources.all().delete()
        planned = make_whole("Planned")
        plan(planned)
        Career.objects.filter(pk=planned.pk).update(draft=None)
        data = make_data_page(make_profile(make_occupation()), title="Data")
        done = make_whole("Done", reviewed_on=timezone.localdate())
        begun = make_whole("Begun", state="draft")
        return [make_whole("Live"), changed, lacking, planned, data, done, begun]

    def live_dates(self) -> set[str]:
        today = timezone.localdate()
        return set(Career.objects.filter(reviewed_on=today).values_list("title", flat=True))

    def drafts(self) -> set[str]:
        drafts = Career.objects.exclude(draft=None).select_related("draft")
        today = timezone.localdate().isoformat()
        return {c.title for c in drafts if c.draft and c.draft.document["reviewed_on"] == today}

    def test_of_a_publisher_it_goes_live_where_nothing_else_waits(self, desk: Client) -> None:
        careers = self.make_pages()
        asked = choose(desk, "review", *careers)
        assert (
            "7 chosen: 4 get today’s date as drafts, 1 gets today’s date for readers, too, "
            "1 is a data page that nobody wrote, 1 was reviewed today already."
        ) in asked.text
        said = confirm(desk, "review", asked)
        assert "7 chosen: 4 are marked in their drafts, 1 is marked as reviewed today, " in said
        assert self.live_dates() == {"Live", "Done", "Begun"}
        assert self.drafts() == {"Changed", "Lacking", "Planned"}
        assert Career.objects.get(title="Changed").summary != NEW
        newest = Version.objects.filter(career=careers[0].pk).first()
        assert newest
        assert (newest.event, str(newest.author), newest.why) == ("published", "both", "Reviewed.")
        assert Plan.objects.count() == 1

    def test_of_an_editor_it_is_always_a_draft(self, client: Client) -> None:
        client.force_login(make_editor())
        live = make_whole("Live")
        said = confirm(client, "review", choose(client, "review", live))
        assert "1 chosen: 1 is marked in its draft." in said
        assert self.live_dates() == set()
        assert self.drafts() == {"Live"}


def test_unwritten_pages_with_data_are_shown_as_data_pages(desk: Client) -> None:
    hidden = make_data_page(make_profile(make_occupation()), title="Data", state="draft")
    written, empty = make_whole("Written"), make_career("E", state="draft", summary="", overview="")
    chosen = [hidden.pk, written.pk, empty.pk]
    answer = desk.post(LIST, {"action": "show_data", "_selected_action": chosen}, follow=True)
    assert "1 career shown as a data page." in answer.text
    states = Career.objects.in_bulk(chosen)
    assert [states[key].state for key in chosen] == ["data", "published", "draft"]


class TestWho:
    @pytest.mark.parametrize(
        ("person", "may"),
        [
            (make_editor, {"review"}),
            (make_publisher, {"publish", "unpublish", "show_data"}),
        ],
    )
    def test_actions_are_offered_to_and_done_for_who_may(
        self, client: Client, person: Callable[[], User], may: set[str]
    ) -> None:
        client.force_login(person())
        live, draft = make_whole("Live"), make_whole("Draft", state="draft")
        page = client.get(LIST).text
        for act in ("publish", "unpublish", "review", "show_data"):
            assert (f'<option value="{act}">' in page) == (act in may), act
            if act not in may:
                for confirmed in ({}, {"confirmed": "yes", "seen": [f"{draft.pk}-None"]}):
                    form = {"action": act, "_selected_action": [live.pk, draft.pk]} | confirmed
                    assert "No action selected" in client.post(LIST, form, follow=True).text
        assert list(Career.objects.public()) == [live]
        assert not Version.objects.exists()

    def test_nobody_else_gets_that_far(self, client: Client) -> None:
        draft = make_whole("Draft", state="draft")
        form = {"action": "publish", "_selected_action": [draft.pk], "confirmed": "yes"}
        assert client.post(LIST, form).status_code == 302
        client.force_login(make_user())
        client.post(LIST, form)
        assert not Career.objects.public().exists()


class TestDelete:
    def test_an_editor_deletes_no_live_page_not_even_in_bulk(self, client: Client) -> None:
        client.force_login(make_editor())
        live, draft = make_whole("Live"), make_whole("Begun", state="draft")
        form = {"action": "delete_selected", "_selected_action": [live.pk, draft.pk]}
        assert "a publisher takes them off first" in client.post(LIST, form).text
        assert client.post(LIST, form | {"post": "yes"}).status_code == 403
        assert Career.objects.count() == 2
        client.post(LIST, form | {"post": "yes", "_selected_action": [draft.pk]})
        assert Career.objects.get() == live

    def test_a_data_page_with_a_draft_outlives_the_page_written_for_its_code(self) -> None:
        data = make_data_page(make_profile(make_occupation()))
        write(data, summary=NEW)
        written = make_whole("Written", state="draft", onet_code=data.onet_code)
        publishing.publish(written.pk, None)
        data.refresh_from_db()
        assert publishing.current(data)["summary"] == NEW


@pytest.mark.parametrize(
    ("act", "said"),
    [("publish", "this takes the place of the plan"), ("unpublish", "the plan stays")],
)
def test_what_is_planned_is_told_before_it_is_done_at_once(
    desk: Client, act: str, said: str
) -> None:
    career = make_whole("Going")
    write(career, summary=NEW)
    made = plan(career)
    page = desk.post(LIST, {"action": act, "_selected_action": [career.pk]}).text
    assert f"planned to go live on {made.when}; {said}" in page


def test_the_address_of_a_field_stays_for_drafts_name_their_field_by_it(desk: Client) -> None:
    field = make_career().field
    page = desk.post(
        f"/admin/careers/field/{field.pk}/change/",
        {"name": "New name", "slug": "new", "description": "All of it.", "position": "0"},
    )
    assert page.status_code == 302
    field.refresh_from_db()
    assert (field.name, field.slug) == ("New name", "health-care")


def test_a_draft_with_one_part_written_is_not_shown_as_a_data_page(desk: Client) -> None:
    profile = make_profile(make_occupation())
    begun = make_data_page(profile, state="draft")
    write(begun, skills=[{"name": "Calm", "text": "To be looked up."}])
    desk.post(LIST, {"action": "show_data", "_selected_action": [begun.pk]})
    assert not Career.objects.get().is_public
