"""The history of a page at the desk: seen, compared, brought back; and deleted pages recovered."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careers import publishing
from careers.document import content, digest
from careers.models import Career, Version
from tests.builders import (
    add_parts,
    make_career,
    make_editor,
    make_field,
    make_moderator,
    make_occupation,
    make_profile,
    make_publisher,
    make_user,
)
from tests.careers.whole import make_whole

pytestmark = pytest.mark.django_db

Event = Version.Event


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_editor(handle="ada"))
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"admin:careers_career_{name}", args=args)


def write(career: Career, **document: Any) -> Version:
    """Save the page as it is with `document` over it."""
    now = publishing.current(Career.objects.select_related("draft").get(pk=career.pk))
    return publishing.save(career.pk, now | document, make_editor(), "Because.")


def bring_back(desk: Client, career: Career, number: int, why: str = "") -> Any:
    """Open the page that asks, then send its form."""
    seen = desk.get(address("restore", career.pk, number)).context["form"]["seen"].value()
    return desk.post(address("restore", career.pk, number), {"seen": seen, "why": why})


def make_draft(title: str = "Nurse", **fields: Any) -> Career:
    return make_career(title, state=Career.State.DRAFT, **fields)


def versions_of(career: Career, number: int) -> None:
    Version.objects.bulk_create(
        Version(career=career, number=n, event=Event.SAVED, document={"title": f"Title {n}"})
        for n in range(1, number + 1)
    )


def test_the_history_says_who_did_what_when_and_why(desk: Client) -> None:
    career = make_career("Nurse")
    changed = content(career) | {"summary": "Changed."}
    publishing.save(career.pk, changed, make_editor(handle="bea"), "A dead link.")
    page = desk.get(address("history", career.pk))
    assert [version.number for version in page.context["versions"]] == [2, 1]
    assertContains(page, "Saved by bea, <time")
    assertContains(page, "A dead link.")
    assertContains(page, "Version 2 <strong>Draft</strong>")
    assertContains(page, "Version 1 <strong>Live</strong>")
    assertContains(page, "Changed outside the desk, <time")
    assertContains(page, f'action="{address("preview", career.pk)}"')
    assertContains(page, 'name="version" value="1"')


def test_a_page_without_versions_says_so(desk: Client) -> None:
    assertContains(desk.get(address("history", make_career().pk)), "Nobody has saved this page")


def test_five_hundred_versions_are_read_in_pages_without_their_documents(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    career = make_career()
    versions_of(career, 500)
    with django_assert_max_num_queries(15):
        first = desk.get(address("history", career.pk))
    shown = first.context["versions"]
    assert [version.number for version in shown] == list(range(500, 450, -1))
    assert all("document" in version.get_deferred_fields() for version in shown)
    second = desk.get(address("history", career.pk), {"before": first.context["more"]})
    assert [version.number for version in second.context["versions"]] == list(range(450, 400, -1))
    last = desk.get(address("history", career.pk), {"before": 51})
    assert (last.context["versions"][-1].number, last.context["more"]) == (1, None)
    assertContains(desk.get(address("history", career.pk), {"before": 1}), "nothing older")


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 500, ""])
def test_a_bad_cursor_shows_the_newest_versions(desk: Client, before: str) -> None:
    career = make_career()
    versions_of(career, 2)
    page = desk.get(address("history", career.pk), {"before": before})
    assert [version.number for version in page.context["versions"]] == [2, 1]


def test_any_two_versions_are_compared_to_the_word(desk: Client) -> None:
    career = make_draft()
    write(career, figures={"pay_note": "2"})
    write(career, figures={"pay_note": "999"}, summary="Cares for people.")
    write(career, figures={"pay_note": "999"}, summary="Cares for patients <b>.")
    page = desk.get(address("compare", career.pk), {"old": 1, "new": 3})
    assertContains(page, "From version 1 to version 3")
    assertContains(page, '<del><span class="vh"> (removed) </span>2</del>')
    assertContains(page, '<ins><span class="vh"> (added) </span>999</ins>')
    assertContains(page, "patients &lt;b&gt;.</ins>")
    assertContains(desk.get(address("compare", career.pk), {"old": 3, "new": 3}), "Nothing differs")


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ({"old": "9", "new": "1"}, "This page has no version 9."),
        ({"old": "1", "new": ""}, "Write the number of a version."),
        ({"old": "9" * 40, "new": "1"}, "less than or equal"),
        ({"old": "first", "new": "1"}, "Enter a whole number."),
    ],
)
def test_a_version_that_is_not_there_is_said_beside_what_was_typed(
    desk: Client, pair: dict[str, str], said: str
) -> None:
    career = make_draft()
    write(career)
    write(career, summary="New.")
    page = desk.get(address("compare", career.pk), pair)
    assertContains(page, said, status_code=422)
    assertContains(page, f'value="{pair["old"]}"', status_code=422)


def test_a_version_of_another_page_is_not_compared(desk: Client) -> None:
    one, other = make_draft("One"), make_draft("Other")
    write(one)
    write(other)
    write(other)
    assert desk.get(address("compare", one.pk), {"old": 1, "new": 2}).status_code == 422
    assert desk.get(address("restore", one.pk, 2)).status_code == 404


def test_an_earlier_version_of_a_public_page_comes_back_as_a_draft(desk: Client) -> None:
    career = add_parts(make_career("Nurse", summary="As it was."))
    for summary in ("Changed.", "Changed again."):
        publishing.save(career.pk, content(career) | {"summary": summary}, make_editor())
    page = desk.get(address("restore", career.pk, 2))
    assertContains(page, "What that changes")
    assertContains(page, "<del>")
    assert Version.objects.filter(career=career).count() == 3
    answer = bring_back(desk, career, 2, "It was better.")
    assertRedirects(answer, address("change", career.pk), fetch_redirect_response=False)
    career.refresh_from_db()
    assert career.draft
    assert (career.draft.number, career.draft.event) == (4, Event.RESTORED)
    assert (career.draft.why, career.draft.author.handle) == ("It was better.", "ada")
    assert career.draft.document["summary"] == "Changed."
    assert (career.state, career.summary) == (Career.State.PUBLISHED, "As it was.")


def test_to_bring_back_what_readers_see_ends_the_draft(desk: Client) -> None:
    career = make_career("Nurse", summary="As it was.")
    write(career, summary="Changed.")
    page = desk.get(bring_back(desk, career, 1).url)
    assertContains(page, "Readers see it already, so there is no draft any more.")
    assert Career.objects.get().draft is None
    assert career.versions.first().event == Event.RESTORED


def test_what_someone_saved_meanwhile_is_not_overwritten_unseen(desk: Client) -> None:
    career = make_career("Nurse", summary="As it was.")
    write(career, summary="Changed.")
    form = {"seen": desk.get(address("restore", career.pk, 1)).context["form"]["seen"].value()}
    write(career, summary="Changed by another.")
    answer = desk.post(address("restore", career.pk, 1), form | {"why": "It was better."})
    assertContains(answer, "Someone changed this page after you opened it", status_code=409)
    assertContains(answer, 'value="It was better."', status_code=409)
    assertContains(answer, "another", status_code=409)
    assert career.versions.first().document["summary"] == "Changed by another."
    again = {"seen": answer.context["form"]["seen"].value(), "why": ""}
    assert desk.post(address("restore", career.pk, 1), again).status_code == 302
    assert career.versions.first().event == Event.RESTORED


def test_a_draft_gets_the_rows_of_the_version_that_comes_back(desk: Client) -> None:
    career = make_draft()
    write(career, skills=[{"name": "Calm", "text": "Always."}])
    write(career, skills=[])
    assert not career.skills.exists()
    bring_back(desk, career, 1)
    assert career.skills.get().name == "Calm"
    assert career.versions.first().why == "Version 1 was brought back."


def test_what_the_page_says_already_is_not_offered(desk: Client) -> None:
    career = make_draft()
    write(career)
    page = desk.get(address("restore", career.pk, 1))
    assertContains(page, "says this already")
    assertNotContains(page, "Bring back version 1</button>")


@pytest.mark.parametrize("state", [Career.State.DRAFT, Career.State.PUBLISHED])
def test_a_version_that_the_page_cannot_hold_is_refused_and_says_why(
    desk: Client, state: Career.State
) -> None:
    career = make_career("Nurse", state=state, field=make_field("Old field"))
    publishing.save(career.pk, content(career), make_editor())
    now = publishing.current(Career.objects.get(pk=career.pk))
    Career.objects.filter(pk=career.pk).update(field=make_field("New field"), draft=None)
    career.field.delete()
    changed = now | {"field": "new-field", "summary": "Newer."}
    publishing.save(career.pk, changed, make_editor())
    before = Version.objects.count()
    answer = bring_back(desk, career, 1, "I want it.")
    assertContains(answer, "There is no field “old-field”.", status_code=409)
    assertContains(answer, 'value="I want it."', status_code=409)
    assert Version.objects.count() == before


def test_related_careers_that_are_gone_are_left_out_and_named(desk: Client) -> None:
    career, other = make_draft(), make_career("Medic")
    write(career, related=["medic"])
    write(career, related=[])
    other.delete()
    page = desk.get(bring_back(desk, career, 1).url)
    assertContains(page, "There is no career “medic”.")
    assert not career.related_careers.exists()


def test_too_long_a_reason_is_told_and_kept(desk: Client) -> None:
    career = make_draft()
    write(career)
    write(career, summary="New.")
    answer = bring_back(desk, career, 1, "x" * 201)
    assertContains(answer, "at most 200 characters", status_code=422)
    assertContains(answer, "x" * 201, status_code=422)
    assert career.versions.count() == 2


def test_a_deleted_page_is_listed_and_comes_back_as_a_draft(desk: Client) -> None:
    career = add_parts(make_career("Nurse", occupation=make_occupation()))
    key, steps = career.pk, career.steps.count()
    assertContains(desk.get(address("changelist")), f'href="{address("deleted")}"')
    publishing.delete(key, make_publisher(handle="pia"), "Twice there.")
    page = desk.get(address("deleted"))
    assertContains(page, ">Nurse</h2>")
    assertContains(page, "Deleted by pia, <time")
    assertContains(page, "Twice there.")
    (version,) = page.context["versions"]
    answer = desk.post(address("recover", version.pk))
    assertRedirects(answer, address("change", key), fetch_redirect_response=False)
    back = Career.objects.get(pk=key)
    assert (back.title, back.state, back.steps.count()) == ("Nurse", Career.State.DRAFT, steps)
    assertContains(desk.get(address("deleted")), "No page has been deleted.")
    assert desk.post(address("recover", version.pk)).status_code == 404


def test_only_the_last_deletion_of_a_page_is_listed(desk: Client) -> None:
    career = make_draft()
    publishing.delete(career.pk, make_editor())
    publishing.recover(Version.objects.get(career=career.pk, event=Event.DELETED), make_editor())
    publishing.delete(career.pk, make_editor())
    (version,) = desk.get(address("deleted")).context["versions"]
    assert version.number == 3


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"title": "Nurse", "slug": "another"}, "has the title “Nurse” now"),
        ({"title": "Another", "slug": "nurse"}, "has the address “nurse” now"),
    ],
)
def test_a_title_or_an_address_taken_meanwhile_is_told_in_words(
    desk: Client, other: dict[str, str], said: str
) -> None:
    career = make_draft()
    publishing.delete(career.pk, make_editor())
    make_career(**other)
    version = Version.objects.get(event=Event.DELETED)
    assertContains(desk.post(address("recover", version.pk)), said, status_code=409)
    assert not Career.objects.filter(pk=version.career_id).exists()


def test_the_list_of_deleted_pages_costs_the_same_at_any_length(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    Version.objects.bulk_create(
        Version(career_id=1000 + n, number=1, event=Event.DELETED, document={"title": f"Page {n}"})
        for n in range(60)
    )
    with django_assert_max_num_queries(8):
        page = desk.get(address("deleted"))
    assert len(page.context["versions"]) == 50
    rest = desk.get(address("deleted"), {"before": page.context["more"]})
    assert [version.called for version in rest.context["versions"]][-1] == "Page 0"


def pages_of(career: Career, version: Version) -> dict[str, str]:
    return {
        "history": address("history", career.pk),
        "compare": f"{address('compare', career.pk)}?old=1&new=2",
        "restore": address("restore", career.pk, 1),
        "deleted": address("deleted"),
        "recover": address("recover", version.pk),
    }


READ = {"history", "compare", "deleted"}


@pytest.mark.parametrize(
    ("person", "get", "post"),
    [
        (make_editor, READ | {"restore"}, {"restore", "recover"}),
        (make_publisher, READ, set()),
        (make_moderator, set(), set()),
        (lambda: make_user(is_staff=True, is_superuser=True), READ | {"restore"}, {"restore", "recover"}),
    ],
)  # fmt: skip
def test_editors_bring_back_and_publishers_only_look(
    client: Client, person: Any, get: set[str], post: set[str]
) -> None:
    career, gone = make_draft(), make_draft("Gone")
    write(career)
    write(career, summary="New.")
    publishing.delete(gone.pk, make_editor())
    client.force_login(person())
    form = {"seen": digest(publishing.current(Career.objects.get(pk=career.pk)))}
    for name, url in pages_of(career, Version.objects.get(event=Event.DELETED)).items():
        takes_get, takes_post = name != "recover", name in ("restore", "recover")
        expected = 405 if not takes_get else 200 if name in get else 403
        assert client.get(url).status_code == expected, name
        expected = 405 if not takes_post else 302 if name in post else 403
        assert client.post(url, form).status_code == expected, name


def test_members_and_visitors_are_led_to_the_sign_in_page(client: Client) -> None:
    career, gone = make_draft(), make_draft("Gone")
    write(career)
    publishing.delete(gone.pk, make_editor())
    for url in pages_of(career, Version.objects.get(event=Event.DELETED)).values():
        for method in (client.get, client.post):
            answer = method(url)
            assert answer.status_code == 302
            assert "login" in answer["Location"]
    assert not Career.objects.filter(pk=gone.pk).exists()
    assert career.versions.count() == 1


def test_there_is_no_history_of_a_page_that_is_not_there(desk: Client) -> None:
    for name, args in (("history", [9]), ("compare", [9]), ("restore", [9, 1])):
        assert desk.get(address(name, *args)).status_code == 404


def test_a_recovered_page_has_its_former_addresses_again(client: Client) -> None:
    career = make_whole("Nurse")
    write(career, slug="registered-nurse")
    publishing.publish(career.pk, None)
    publishing.delete(career.pk, None)
    back = publishing.recover(Version.objects.get(event=Event.DELETED), None)
    publishing.publish(back.pk, None)
    assertRedirects(client.get("/careers/nurse/"), "/careers/registered-nurse/", status_code=301)


@pytest.mark.parametrize("renamed", [True, False])
def test_to_publish_with_a_lost_or_renamed_link_is_no_change_found_later(renamed: bool) -> None:
    career, other = make_whole("Nurse"), make_whole("Medic")
    write(career, related=["medic"])
    if renamed:
        other.slug = "paramedic"
        other.save()
    else:
        publishing.delete(other.pk, None)
    publishing.publish(career.pk, None)
    write(career, summary="More.")
    events = list(career.versions.values_list("event", flat=True))
    assert events == [Event.SAVED, Event.PUBLISHED, Event.SAVED, Event.FOUND]


def test_the_code_that_publishing_finds_is_no_change_found_later() -> None:
    occupation = make_occupation("29-1141")
    make_profile(occupation)
    career = make_whole("Nurse", state=Career.State.DRAFT, occupation=occupation)
    publishing.publish(career.pk, None)
    career.refresh_from_db()
    assert career.onet_code
    write(career, summary="More.")
    assert not career.versions.filter(event=Event.FOUND).exists()
