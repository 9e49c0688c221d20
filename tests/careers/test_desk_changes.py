"""What readers may know of a page's history: never a draft, an editor or a reason."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careers import publishing
from careers.document import content
from careers.models import Career, Version
from tests.builders import (
    add_parts,
    make_career,
    make_data_page,
    make_editor,
    make_occupation,
    make_profile,
    make_publisher,
)
from tests.careers.whole import make_whole, write

pytestmark = pytest.mark.django_db

URL = "/careers/nurse/changes/"
SECRET = "zqbadger"


@pytest.fixture
def nurse() -> Career:
    """A page that was changed twice before readers, and once more in a draft."""
    occupation = make_occupation()
    career = add_parts(make_career("Nurse", occupation=occupation, pay_note="It is 2 dollars."))
    editor = make_editor(handle=f"{SECRET}editor")
    document = content(career)
    for note, why in (("It is 999 dollars.", SECRET), ("It is 999 dollars now.", SECRET)):
        document = document | {"figures": {"pay_note": note}}
        publishing.save(career.pk, document, editor, why)
        publishing.publish(career.pk, editor, why=why)
    publishing.save(career.pk, document | {"summary": f"A {SECRET}."}, editor, SECRET)
    career.refresh_from_db()
    return career


def numbers(response: Any) -> list[int]:
    return [change.version.number for change in response.context["changes"]]


def test_readers_see_what_changed_before_them_and_when(client: Client, nurse: Career) -> None:
    assertContains(client.get("/careers/nurse/"), f'href="{URL}"')
    page = client.get(URL)
    public = Version.objects.filter(career=nurse).public().values_list("number", flat=True)
    assert numbers(page) == list(public)
    assertContains(page, "Salary: pay note changed.", count=2)
    assertContains(page, "The first version that is kept.", count=1)
    assertContains(page, '<meta name="robots" content="noindex">')


def test_drafts_editors_and_reasons_are_not_told(client: Client, nurse: Career) -> None:
    for number in [0, *Version.objects.filter(career=nurse).values_list("number", flat=True)]:
        answer = client.get(f"{URL}?version={number}" if number else URL)
        assertNotContains(answer, SECRET, status_code=answer.status_code)


def test_each_change_has_its_words_at_its_own_address(client: Client, nurse: Career) -> None:
    newest, middle, first = numbers(client.get(URL))
    page = client.get(URL, {"version": middle})
    assertContains(page, '<del><span class="vh"> (removed) </span>2</del>')
    assertContains(page, '<ins><span class="vh"> (added) </span>999</ins>')
    assertContains(page, '<meta name="robots" content="noindex">')
    assertContains(client.get(URL, {"version": first}), "nothing to compare")
    assertContains(client.get(URL, {"version": newest}), "Pay note")


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 500, "", "0"])
def test_other_words_in_the_address_are_let_be(client: Client, nurse: Career, before: str) -> None:
    assert len(numbers(client.get(URL, {"before": before, "version": before}))) == 3


def test_a_related_career_that_is_a_draft_is_not_told(client: Client) -> None:
    career = make_whole("Nurse")
    make_career(f"The {SECRET}", slug=SECRET, state="draft")
    medic, renamed = make_career("Medic"), make_career("Old name", slug="old-name")
    write(career, related=[SECRET, medic.slug, "old-name"])
    number = publishing.publish(career.pk, None).number
    renamed.slug = "new-name"
    renamed.save()
    page = client.get(URL, {"version": number})
    assertContains(page, "medic")
    assertContains(page, "old name")
    assertNotContains(page, SECRET)
    assertContains(client.get(URL), "Related careers: 2 added.")


def test_a_version_that_was_never_public_is_not_there(client: Client, nurse: Career) -> None:
    public = set(Version.objects.filter(career=nurse).public().values_list("number", flat=True))
    for number in {*range(1, 9)} - public:
        assert client.get(URL, {"version": number}).status_code == 404


def test_the_changes_of_a_draft_are_not_for_readers(client: Client, nurse: Career) -> None:
    publishing.unpublish(nurse.pk, make_publisher())
    assert client.get(URL).status_code == 404
    assert client.get(URL, {"version": 1}).status_code == 404
    client.force_login(make_editor())
    assert client.get(URL).status_code == 200


def test_a_former_address_leads_on_and_a_hidden_one_does_not(client: Client) -> None:
    career = make_career("Nurse")
    career.slug = "registered-nurse"
    career.save()
    assertRedirects(client.get(URL), "/careers/registered-nurse/changes/", status_code=301)
    Career.objects.update(state=Career.State.DRAFT)
    assert client.get(URL).status_code == 404
    assert client.get("/careers/nobody/changes/").status_code == 404


def test_a_page_that_nobody_changed_says_so(client: Client) -> None:
    make_career("Nurse")
    assertContains(client.get(URL), "No change has been recorded yet.")


def test_imported_text_has_its_attribution(client: Client) -> None:
    career = make_data_page(make_profile(make_occupation()))
    assertContains(client.get(f"/careers/{career.slug}/changes/"), "USDOL/ETA has not approved")


def test_the_page_answers_to_reading_only(client: Client) -> None:
    make_career("Nurse")
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize("number", [2, 25])
def test_queries_do_not_grow_with_the_changes(
    client: Client, django_assert_num_queries: Any, number: int
) -> None:
    career = make_career("Nurse")
    Version.objects.bulk_create(
        Version(career=career, number=n, event="published", document={"title": f"Nurse {n}"})
        for n in range(1, number + 1)
    )
    with django_assert_num_queries(2):
        page = client.get(URL)
    if number == 25:
        assert numbers(page) == list(range(25, 15, -1))
        older = client.get(URL, {"before": page.context["more"]})
        assert numbers(older) == list(range(15, 5, -1))
        last = client.get(URL, {"before": older.context["more"]})
        assert (numbers(last), last.context["more"]) == ([5, 4, 3, 2, 1], None)
        assertContains(client.get(URL, {"before": 1}), "nothing older")
