"""Finding careers by any title: what is found, in which order, by whom, and from any input."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from careers import title_search
from careers.importers.staging import clear_away
from careers.models import AlternateTitle, Career, DataRelease, JobTitle, Profile, WageEstimate
from careers.publishing import publish
from careers.title_search import (
    did_you_mean,
    find,
    fold,
    index_titles,
    narrow,
    suggest,
)
from tests.builders import (
    make_career,
    make_data_page,
    make_editor,
    make_occupation,
    make_onet_release,
    make_profile,
    make_user,
)
from tests.careers.test_admin import PARTS, career_form, change_url

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def add_titles(profile: Profile, *titles: str) -> None:
    """As the importer adds them."""
    index_titles(
        JobTitle.objects.bulk_create(
            JobTitle(profile=profile, title=title, folded=fold(title), main=False)
            for title in titles
        )
    )


def make_page(title: str, *others: str, employment: int = 10_000, code: str = "") -> Career:
    """A data page whose occupation is also known by `others`."""
    occupation = make_occupation(code)
    WageEstimate.objects.filter(occupation=occupation).update(employment=employment)
    profile = make_profile(occupation, title=title)
    add_titles(profile, *others)
    return make_data_page(profile)


def make_written(title: str, *others: str, **fields: object) -> Career:
    career = make_career(title, **fields)
    for other in others:
        AlternateTitle.objects.create(career=career, title=other)
    return career


def found(words: str, viewer=VISITOR) -> list[str]:
    return [one.career.title for one in find(words, viewer)]


@pytest.mark.parametrize(
    "words",
    [
        "Registered Nurse", "registered nurses", "REGISTERED  NURSE", "nurse registered",
        "regis nur", "RN", "r.n.", "Med-Surg nurse", "medsurg", "Régistered nurse!",
        "nurse's aide", "nurses aide", "x-ray nurse", "xray nurse", "r&d nurse", "C++", "the nurse",
    ],
)  # fmt: skip
def test_a_career_is_found_by_its_titles_in_any_spelling(words):
    make_page(
        "Registered Nurses", "Registered Nurse (RN)", "Med-Surg Nurse", "Nurse’s Aide",
        "X-Ray Nurse", "R&D Nurse", "C++ Nurse",
    )  # fmt: skip
    make_page("Welders", "Pipe Welder", "C Welder")
    assert found(words) == ["Registered Nurses"]


@pytest.mark.parametrize(
    ("words", "title", "exact"),
    [
        ("RN", "Registered Nurse (RN)", True),
        ("registered nurse", "Registered Nurses", True),
        ("staff", "Staff Nurse", False),
        ("nurse", "Registered Nurses", False),
    ],
)
def test_the_title_that_matched_best_is_named(words, title, exact):
    make_page("Registered Nurses", "Registered Nurse (RN)", "Night Staff Nurse", "Staff Nurse")
    (only,) = find(words, VISITOR)
    assert (only.title, only.exact) == (title, exact)


def test_what_matches_better_comes_first():
    make_page("Any Order", "Safety Fire Warden")
    make_page("In Order", "Chief Fire and Safety Warden")
    make_page("Beginning", "Fire Safety Wardens at Sea")
    make_page("Other Title", "Fire Safety Warden")
    make_page("Fire Safety Wardens")
    assert found("fire safety warden") == [
        "Fire Safety Wardens", "Other Title", "Beginning", "In Order", "Any Order",
    ]  # fmt: skip


def test_a_main_title_with_the_very_word_comes_before_other_titles_that_are_nothing_else():
    make_page("Janitors", "Coach", employment=900_000)
    make_page("Coaches and Scouts")
    make_page("Artists, All Other")
    make_page("Painters", "Artist", employment=5)
    make_page("Fine Artists", employment=5)
    assert found("coach") == ["Coaches and Scouts", "Janitors"]
    assert found("artist") == ["Fine Artists", "Artists, All Other", "Painters"]


def test_of_equals_written_pages_come_first_then_the_ones_with_more_titles_and_jobs():
    make_page("Roofers", "Lineman", employment=50_000)
    make_page("Line Installers", "Lineman", "Power Lineman", "Cable Lineman", "Lineman Helper")
    make_page("Line Guards", "Lineman", employment=100_000)
    make_written("Cable Engineer", "Lineman")
    assert found("lineman")[0] == "Cable Engineer"
    assert found("lineman")[1:] == ["Line Installers", "Line Guards", "Roofers"]


def test_titles_of_a_profile_lead_to_every_page_that_shows_it():
    profile = make_profile(make_occupation(), title="Data Scientists")
    add_titles(profile, "Data Miner")
    for title in ("Data Scientist", "Data Artist"):
        make_career(title, profile=profile)
    assert sorted(found("data miner")) == ["Data Artist", "Data Scientist"]


def test_a_release_that_is_staged_or_gone_leads_nowhere():
    occupation = make_occupation()
    old = make_profile(occupation, title="Nurses")
    page = make_data_page(old, title="Nurse")
    add_titles(old, "Old Word")
    staged = make_onet_release("30.0", state=DataRelease.State.STAGED)
    new = make_profile(occupation, release=staged, title="Nurses")
    add_titles(new, "New Word")
    assert (found("old word"), found("new word")) == (["Nurse"], [])
    Career.objects.filter(pk=page.pk).update(profile=new)
    assert (found("old word"), found("new word")) == ([], ["Nurse"])


def test_what_an_importer_clears_away_leaves_the_index_too():
    staged = make_onet_release("30.0", state=DataRelease.State.STAGED)
    profile = make_profile(make_occupation(), release=staged)
    add_titles(profile, "Short Lived")
    page = make_career("Keeper")
    clear_away(DataRelease.State.STAGED)
    # Another with the same key must not take over what that one was called.
    Career.objects.filter(pk=page.pk).update(
        profile=make_profile(profile.occupation, pk=profile.pk)
    )
    assert found("short lived") == []


@pytest.mark.parametrize("search", [found, lambda words, viewer=VISITOR: [
    one.career.title for one in suggest(words, viewer)]])  # fmt: skip
def test_drafts_are_found_by_editors_only(search):
    make_written("Secret Agent", "Spook", state=Career.State.DRAFT)
    editor, member = make_editor(), make_user()
    for words in ("secret agent", "spook"):
        assert search(words) == search(words, member) == []
        assert search(words, editor) == ["Secret Agent"]


def test_hundreds_of_drafts_do_not_hide_what_readers_may_see():
    for n in range(12):
        make_page(f"Wardens {n}", *(f"Fire Warden of Zone {n} {m}" for m in range(40)))
    Career.objects.all().update(state=Career.State.DRAFT)
    make_page("Foresters", "Fire Warden of Woods")
    assert found("fire warden") == ["Foresters"]


def test_a_saved_title_is_found_at_once_and_the_old_one_no_longer(client):
    career = make_written("Nurse", "Angel")
    client.force_login(make_editor())
    form = career_form(
        career, PARTS | {"alternate_titles": [{"title": "Medic"}]}, title="Caregiver", pay_note="?"
    )
    assert client.post(change_url(career), form).status_code == 302
    assert found("nurse") == found("angel") == ["Nurse"]
    publish(career.pk, None)
    assert found("nurse") == found("angel") == []
    assert found("caregiver") == found("medic") == ["Caregiver"]
    career.refresh_from_db()
    career.delete()
    assert found("caregiver") == []


def test_a_nickname_that_no_data_set_has_leads_to_the_page():
    make_career("Electrician", occupation=make_occupation("47-2111"))
    make_career("Zookeeper", occupation=make_occupation("47-2112"), onet_code="53-3032.00")
    assert found("sparky") == ["Electrician"]
    assert found("big rig driver") == ["Zookeeper"]


def test_the_filter_of_a_list_keeps_what_has_every_word():
    nurse = make_page("Nurses", "Night Healer")
    make_page("Healers")
    careers = Career.objects.public()
    assert list(narrow(careers, "heal night")) == [nurse]
    assert list(narrow(careers.exclude(pk=nurse.pk), "night")) == []
    assert not narrow(careers, "!!!").exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nusre", "nurse"),
        ("registred nures", "registered nurse"),
        ("phlebotomizzt", "phlebotomist"),
        ("Enginer", "engineer"),
        ("trafficengineer", "traffic engineer"),
        ("zqzqzq nurse", "nurse"),
        ("nurse", ""),
        ("NURSES", ""),
        ("nur", ""),
        ("phlebo nurse", ""),
        ("911", ""),
        ("zqzqzq", ""),
        ("", ""),
        ("🧑‍⚕️", ""),
    ],
)
def test_unknown_words_are_mended_by_those_of_titles_and_known_ones_are_left(typed, meant):
    make_page("Registered Nurses", "Registered Nurse", "Phlebotomist", "911 Nurse")
    make_page("Traffic Engineers", "Engine Builder", "Traffic Engineer", "Rail Engineer")
    assert did_you_mean(typed) == meant


def test_what_is_offered_follows_every_change_and_never_comes_from_drafts():
    career = make_written("Zymurgist", "Brewmaster")
    assert did_you_mean("zymurgizt") == "zymurgist"
    assert did_you_mean("vintnar") == ""
    AlternateTitle.objects.create(career=career, title="Vintner")
    assert did_you_mean("vintnar") == "vintner"
    career.state = Career.State.DRAFT
    career.save()
    assert did_you_mean("zymurgizt") == did_you_mean("vintnar") == ""
    Career.objects.update(state=Career.State.PUBLISHED)
    make_career()
    assert did_you_mean("vintnar") == "vintner"
    Career.objects.filter(pk=career.pk).delete()
    assert did_you_mean("vintnar") == ""


@pytest.mark.parametrize("count", [1, 30])
def test_a_search_is_two_queries_however_much_is_there(count, django_assert_num_queries):
    for n in range(count):
        make_page(f"Nurses {n}", f"Nurse {n} (RN)")
    with django_assert_num_queries(2):
        rows = find("nurse", VISITOR, limit=25)
    with django_assert_num_queries(0):
        assert all(one.career.says and one.career.wages for one in rows)
    with django_assert_num_queries(2):
        assert all(one.career.get_absolute_url() for one in suggest("nu", VISITOR))
    did_you_mean("nusre")
    with django_assert_num_queries(1):
        assert did_you_mean("nusre") == "nurse"
    with django_assert_num_queries(2):
        assert len(narrow(Career.objects.public(), "nurse")) == count


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60))
@example('"')
@example("nurse AND OR NOT NEAR(")
@example("tokens:nurse title : x ^ * - = ! _")
@example("nurse\0nurse \ud800 \x1b")
@example("'nurse':* & ! | <-> (\\")
@example("e" * 10_000)
@example("e " * 5_000)
@example("ﷺ" * 1_000)
@example("🧑‍⚕️ ½ ² ٣ नर्स 看護師 ß İ")
@example("!!! ??? ...")
@example("the of and")
@example("%s %(x)s %% {0}")
@example("<script>alert(1)</script>")
def test_any_input_is_only_words(text):
    career = make_written("Nurse", text.encode("utf-8", "ignore").decode().replace("\0", "")[:100])
    assert all(one.career.title for one in find(text, VISITOR) + suggest(text, VISITOR))
    assert isinstance(did_you_mean(text), str)
    assert narrow(Career.objects.all(), text).count() <= 1
    career.delete()


def test_a_title_of_letters_that_others_do_not_have_is_found():
    make_written("Pflegefachkraft", "看護師", "नर्स", "Медсестра")
    assert found("看護師") == found("नर्स") == found("медсестра") == ["Pflegefachkraft"]


def test_the_page_names_what_else_the_career_is_called(client):
    make_written("Registered Nurse", "RN")
    response = client.get(reverse("search"), {"q": "rn"})
    assertContains(response, "also called RN")
    assertNotContains(client.get(reverse("search"), {"q": "registered nurses"}), "also called")


def test_the_page_shows_what_a_misspelled_search_was_meant_to_find(client):
    make_written("Registered Nurse")
    response = client.get(reverse("search"), {"q": "Nusre <b>"})
    assertContains(response, f'Did you mean <a href="{reverse("search")}?q=nurse">nurse</a>?')
    assertContains(response, "Nusre &lt;b&gt;")
    assertContains(response, 'href="/careers/registered-nurse/"')
    assertNotContains(client.get(reverse("search"), {"q": "zqzqzq"}), "Did you mean")
    assertNotContains(client.get(reverse("search"), {"q": "nurse"}), "Did you mean")


def test_suggestions_are_a_list_of_links_from_two_letters_on(client, django_assert_num_queries):
    make_written("Registered Nurse", "RN <i>")
    with django_assert_num_queries(2):
        response = client.get(reverse("suggest"), {"q": "rn"})
    assertContains(response, '<a href="/careers/registered-nurse/">Registered Nurse')
    assertContains(response, "RN &lt;i&gt;")
    assert not response.cookies
    for few in ("r", " r ", "", "!!", "zqzqzq", "\0"):
        assert client.get(reverse("suggest"), {"q": few}).text.strip() == ""
    assert client.get(reverse("suggest")).text.strip() == ""
    assert client.post(reverse("suggest"), {"q": "rn"}).status_code == 405


def test_suggestions_are_the_same_bytes_for_visitors_and_members(client):
    make_written("Registered Nurse")
    make_written("Registered Spy", state=Career.State.DRAFT)
    first = client.get(reverse("suggest"), {"q": "reg"}).content
    client.force_login(make_user())
    assert client.get(reverse("suggest"), {"q": "reg"}).content == first
    client.force_login(make_editor())
    response = client.get(reverse("suggest"), {"q": "reg"})
    assertContains(response, "Registered Spy")
    assert "no-store" in response["Cache-Control"]


def test_the_index_is_written_anew_and_finds_titles_that_were_saved_around_it(monkeypatch):
    monkeypatch.setattr(title_search, "BATCH", 2)
    nurse = make_written("Registered Nurse", "Ward sister")
    make_page("Welders", "Arc Welder")
    Career.objects.filter(pk=nurse.pk).update(title="Staff Nurse")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM careers_title_search")
    assert found("welder") == []
    out = io.StringIO()
    for _ in range(2):
        call_command("reindex", stdout=out)
    assert found("ward sister") == found("staff nurse") == ["Staff Nurse"]
    assert found("arc") == ["Welders"]
    assert found("registered") == []
    assert f"Job titles indexed: {JobTitle.objects.count()}" in out.getvalue()
