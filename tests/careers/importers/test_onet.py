"""Importing O*NET® data: what readers and editors have afterwards."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client

from careers.document import content
from careers.importers import pages
from careers.models import (
    Career,
    Conflict,
    DataRelease,
    Field,
    FormerSlug,
    JobTitle,
    JobZone,
    Occupation,
    Profile,
    Responsibility,
)
from careers.publishing import save
from careers.starter.loading import FOLDER, read_folder
from careers.title_search import find
from tests.builders import make_career, make_occupation, make_question, make_user

from .onet_releases import (
    ANALYST,
    NURSE,
    OFFICER,
    SCIENTIST,
    changed,
    make_release,
    with_rows,
    without,
    without_rests,
    zipped,
)
from .test_onet_reading import as_30_3

pytestmark = pytest.mark.django_db

State = Career.State


@pytest.fixture(autouse=True)
def _no_rests() -> Iterator[None]:
    with without_rests():
        yield


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    return make_release(tmp_path / "newer")


@pytest.fixture
def older(tmp_path: Path) -> Path:
    return make_release(tmp_path / "older", "29.2")


def run(path: Path, **options: Any) -> str:
    out = StringIO()
    call_command("import_onet", str(path), stdout=out, **options)
    return out.getvalue()


def state_of_all() -> list[Any]:
    """Everything that an import could change, in a form to compare."""
    models = [
        DataRelease,
        JobZone,
        Profile,
        JobTitle,
        Occupation,
        Career,
        FormerSlug,
        Conflict,
        Field,
    ]
    return [list(model._base_manager.order_by("pk").values()) for model in models]


def page_of(code: str) -> Career:
    return Career.objects.get(onet_code=code)


def written(soc_code: str, title: str, **fields: Any) -> Career:
    """A page that editors have written and published."""
    occupation = Occupation.objects.filter(soc_code=soc_code).first() or make_occupation(soc_code)
    return make_career(title, occupation=occupation, **fields)


# What an import makes


def test_each_occupation_gets_a_public_page_that_is_marked_as_data_only(newer: Path) -> None:
    told = run(newer)
    assert "4 occupations: 4 added, 0 changed, 0 removed, 0 as before." in told
    assert "New data pages: 4." in told
    page = page_of(NURSE)
    assert (page.title, page.slug, page.state) == ("Registered Nurses", "registered-nurses", "data")
    assert (page.summary, page.overview, page.article) == ("", "", "")
    assert page.profile == Profile.objects.get(code=NURSE)
    assert page.occupation == Occupation.objects.get(soc_code="29-1141", title="Registered Nurses")
    assert page.field.slug == "health-care"
    assert page.says == "Look after people who are ill or hurt."
    assert set(Career.objects.visible_to(AnonymousUser())) == set(Career.objects.all())


def test_sub_occupations_hang_on_the_occupation_of_their_first_seven_characters(
    newer: Path,
) -> None:
    run(newer)
    assert page_of(ANALYST).occupation == page_of(SCIENTIST).occupation
    assert str(page_of(ANALYST).occupation) == "Data Scientists (15-2051)"


def test_occupations_that_are_there_keep_their_figures_and_an_editors_title(newer: Path) -> None:
    nurses = make_occupation("29-1141", median=90_000)
    Occupation.objects.filter(pk=nurses.pk).update(title="Nurses of every kind")
    make_occupation("15-2051")
    Occupation.objects.filter(soc_code="15-2051").update(title="Data scientists")
    run(newer)
    assert page_of(NURSE).occupation == nurses
    assert page_of(NURSE).median == 90_000
    titles = Occupation.objects.filter(soc_code__in=["29-1141", "15-2051"])
    assert {row.title for row in titles} == {"Nurses of every kind", "Data Scientists"}


def test_every_major_group_of_the_classification_has_a_field_of_the_catalogue() -> None:
    soc = [
        "11",
        "13",
        "15",
        "17",
        "19",
        "21",
        "23",
        "25",
        "27",
        "29",
        "31",
        "33",
        "35",
        "37",
        "39",
        "41",
        "43",
        "45",
        "47",
        "49",
        "51",
        "53",
        "55",
    ]
    assert list(pages.FIELDS) == soc
    fields = {entry.name for entry in read_folder(FOLDER) if entry.kind.name == "field"}
    assert set(pages.FIELDS.values()) == fields


def test_fields_that_were_never_loaded_come_from_the_catalogue(newer: Path) -> None:
    run(newer)
    assert Field.objects.get(slug="military").description.startswith("Serving")
    assert Field.objects.count() == 3
    call_command("load_starter", stdout=(out := StringIO()))
    assert "0 left as editors made them" in out.getvalue()


def test_a_field_that_editors_renamed_is_not_touched(newer: Path) -> None:
    Field.objects.create(name="Health", slug="health-care", description="Ours.")
    run(newer)
    assert page_of(NURSE).field.name == "Health"


def test_thin_pages_are_public_but_nothing_to_find(newer: Path, client: Client) -> None:
    run(newer)
    assert page_of(OFFICER) not in Career.objects.worth_finding()
    assert page_of(NURSE) in Career.objects.worth_finding()
    assert client.get("/careers/air-crew-officers/").status_code == 200


def test_pages_are_found_by_every_title_of_the_data(newer: Path) -> None:
    run(newer)
    for words in ("ER Nurse", "staff nurse", "rn", "Registered Nurses"):
        assert find(words, AnonymousUser())[0].career == page_of(NURSE), words
    rows = JobTitle.objects.filter(profile__code=NURSE)
    assert {row.title for row in rows if row.main} == {"Registered Nurses"}


def test_with_publish_none_new_pages_wait_for_an_editor(newer: Path, client: Client) -> None:
    run(newer, publish="none")
    assert {page.state for page in Career.objects.all()} == {"draft"}
    assert client.get("/careers/registered-nurses/").status_code == 404
    assert not find("staff nurse", AnonymousUser())


def test_a_title_that_is_too_long_or_taken_still_makes_a_page(tmp_path: Path) -> None:
    long = f"{', '.join(['Setters of Machines'] * 5)}, Metal and Plastic"
    tables = changed("Occupation Data", ([OFFICER], [OFFICER, long, "Set."]))
    make_career("Registered Nurses", slug="other", occupation=make_occupation())
    make_career("Another", slug="data-scientists", occupation=make_occupation())
    run(make_release(tmp_path / "release", tables=tables))
    assert page_of(OFFICER).title == ", ".join(["Setters of Machines"] * 4)
    assert page_of(NURSE).title == "Registered Nurses (29-1141.00)"
    assert page_of(NURSE).slug == "registered-nurses"
    assert page_of(SCIENTIST).title == "Data Scientists"
    assert page_of(SCIENTIST).slug == "data-scientists-15-2051-00"


# Again, older, and not at all


def test_importing_again_changes_nothing_and_says_so(newer: Path) -> None:
    run(newer)
    before = state_of_all()
    assert "This data is in use already. Nothing to do." in run(newer)
    assert state_of_all() == before


def test_the_same_data_in_other_files_changes_nothing(newer: Path, tmp_path: Path) -> None:
    run(newer)
    before = state_of_all()
    for path in (make_release(tmp_path / "excel", kind="excel"), zipped(newer)):
        assert "This data is in use already. Nothing to do." in run(path)
        assert state_of_all() == before


def test_pages_that_an_interrupted_import_left_to_make_are_made_by_the_next(newer: Path) -> None:
    run(newer)
    page_of(NURSE).delete()
    assert "New data pages: 1." in run(newer)
    assert find("staff nurse", AnonymousUser())[0].career == page_of(NURSE)


def test_the_same_release_with_other_data_takes_its_place(newer: Path, tmp_path: Path) -> None:
    run(newer)
    tables = changed("Occupation Data", ([NURSE], [NURSE, "Registered Nurses", "Help."]))
    run(make_release(tmp_path / "mended", tables=tables))
    assert Profile.objects.get(code=NURSE).description == "Help."
    states = DataRelease.objects.filter(key="onet-29-3").values_list("state", flat=True)
    assert sorted(states) == ["current", "superseded"]


def test_an_older_release_is_refused(newer: Path, older: Path) -> None:
    run(newer)
    before = state_of_all()
    with pytest.raises(CommandError) as error:
        run(older)
    assert str(error.value) == (
        "Nothing was imported. older holds release 29.2, and 29.3 is in use, which is newer."
    )
    assert state_of_all() == before


def test_a_dry_run_tells_the_same_and_writes_nothing(older: Path, tmp_path: Path) -> None:
    run(older)
    before = state_of_all()
    tables = changed("Occupation Data", ([NURSE], [NURSE, "Registered Nurses", "Help."]))
    tables |= with_rows("Task Statements", [NURSE, 33, "Rest.", "Core", 1, "x", "x"])
    newer = make_release(tmp_path / "newer", tables=tables)
    dry = run(newer, dry_run=True)
    assert "This was a dry run: nothing was changed." in dry
    assert state_of_all() == before
    wet = run(newer)
    drop = ("dry run", "seconds")
    assert [line for line in dry.splitlines() if not any(word in line for word in drop)] == [
        line for line in wet.splitlines() if not any(word in line for word in drop)
    ]


def test_a_dry_run_on_an_empty_site_counts_the_pages_to_come(newer: Path) -> None:
    written("29-1141", "Registered Nurse")
    Occupation.objects.filter(soc_code="29-1141").update(title="Registered Nurses")
    told = run(newer, dry_run=True)
    assert "Written pages that now show this data: 1." in told
    assert "New data pages: 3." in told
    assert not DataRelease.objects.filter(dataset="onet").exists()


@pytest.mark.parametrize("dry_run", [False, True])
def test_files_that_are_wrong_leave_everything_as_it_was(
    older: Path, tmp_path: Path, dry_run: bool
) -> None:
    run(older)
    before = state_of_all()
    tables = with_rows("Skills", [NURSE, "2.A.9", "Flying", "IM", 9, "N", "N"])
    with pytest.raises(CommandError) as error:
        run(make_release(tmp_path / "newer", tables=tables), dry_run=dry_run)
    assert str(error.value) == (
        "Nothing was imported. Skills.txt, row 10, column “Data Value”: 9 is not between 1 and 5."
    )
    assert state_of_all() == before


def test_rows_read_and_tables_missing_are_told(tmp_path: Path) -> None:
    told = run(make_release(tmp_path / "release", tables={"Skills": None}))
    assert "5 rows of Task Statements" in told
    assert "“Skills” is not among these files: what it holds stays empty." in told


# A newer release


def upgrade(tmp_path: Path, tables: Any, version: str = "29.3") -> str:
    return run(make_release(tmp_path / f"upgrade-{version}", version, tables=tables))


def test_a_newer_release_takes_the_place_of_the_older(older: Path, tmp_path: Path) -> None:
    run(older)
    keys = dict(Career.objects.values_list("onet_code", "pk"))
    upgrade(tmp_path, changed("Occupation Data", ([NURSE], [NURSE, "Registered Nurses", "Help."])))
    assert dict(Career.objects.values_list("onet_code", "pk")) == keys
    for career in Career.objects.select_related("profile__release"):
        assert career.profile
        assert career.profile.release.version == "29.3"
    assert page_of(NURSE).says == "Help."
    assert set(Profile.objects.values_list("release__version", flat=True)) == {"29.3"}
    assert DataRelease.objects.get(version="29.2").state == "superseded"
    assert not JobTitle.objects.filter(profile__release__version="29.2").exists()


def test_what_changed_is_told_and_kept(older: Path, tmp_path: Path) -> None:
    run(older)
    pilot = "53-2011.00"
    tables = changed("Occupation Data", ([ANALYST], [ANALYST, "Analysts", "Report."]))
    tables["Occupation Data"] = [
        *(row for row in tables["Occupation Data"] if row[0] != OFFICER),
        [pilot, "Airline Pilots", "Fly."],
    ]
    tables |= changed("Alternate Titles", ([OFFICER], [pilot, "First Officer", "n/a", "08"]))
    tables |= changed(
        "Task Statements",
        ([NURSE, 31], [NURSE, 31, "Give medicine on time.", "Core", 1, "x", "x"]),
        ([NURSE, 32], [NURSE, 39, "Keep charts.", "Core", 1, "x", "x"]),
    )
    tables |= changed("Interests", ([SCIENTIST, "1.B.1.b"], [SCIENTIST, "1.B.1.b", "x", "OI", 4.5]))
    tables |= changed("Job Zones", ([NURSE], [NURSE, 5, "x", "x"]))
    tables |= changed(
        "Skills",
        ([NURSE, "2.A.1.a", "Reading", "IM"], [NURSE, "2.A.1.a", "Reading", "IM", 2.5, "N", "N"]),
    )
    told = upgrade(tmp_path, tables)
    changes = DataRelease.objects.get(state="current", dataset="onet").changes
    assert changes == [
        "4 occupations: 1 added, 3 changed, 1 removed, 0 as before.",
        "New, 1: Airline Pilots.",
        "No longer there, 1: Air Crew Officers.",
        "Renamed, 1: Business Intelligence Analysts → Analysts.",
        "Tasks: 1 added, 1 dropped, 1 reworded.",
        "Technologies: 0 added, 0 dropped. Other titles: 0 added, 0 dropped.",
        "Occupations with changed ratings: skills 1, knowledge 0, work styles 0, interests 1, "
        "education 0, related 0; in another job zone: 1.",
        "Biggest moves of interest: Data Scientists, interest investigative from 6.99 to 4.50.",
        "Biggest moves of importance: Registered Nurses, skill Reading from 3.75 to 2.50.",
    ]
    for sentence in changes:
        assert sentence in told


def test_a_data_page_follows_its_title_and_its_old_address_leads_there(
    older: Path, tmp_path: Path, client: Client
) -> None:
    run(older)
    upgrade(tmp_path, changed("Occupation Data", ([ANALYST], [ANALYST, "Insight Analysts", "x."])))
    page = page_of(ANALYST)
    assert (page.title, page.slug) == ("Insight Analysts", "insight-analysts")
    assert find("insight analyst", AnonymousUser())[0].career == page
    moved = client.get("/careers/business-intelligence-analysts/")
    assert moved.headers["Location"] == "/careers/insight-analysts/"


def test_two_data_pages_may_trade_titles(older: Path, tmp_path: Path) -> None:
    run(older)
    tables = changed(
        "Occupation Data",
        ([ANALYST], [ANALYST, "Registered Nurses", "x."]),
        ([NURSE], [NURSE, "Business Intelligence Analysts", "x."]),
    )
    upgrade(tmp_path, tables)
    assert page_of(ANALYST).title == "Registered Nurses"
    assert page_of(NURSE).title == "Business Intelligence Analysts"
    assert Occupation.objects.get(soc_code="29-1141").title == "Business Intelligence Analysts"


def test_an_editors_words_stay_and_the_change_is_put_before_editors(
    older: Path, tmp_path: Path
) -> None:
    run(older)
    page = page_of(NURSE)
    page.title, page.summary, page.overview = "Nurse", "Nurses people.", "In our words."
    page.state = State.PUBLISHED
    page.save()
    Responsibility.objects.create(career=page, text="Nurse people")
    tables = changed("Occupation Data", ([NURSE], [NURSE, "Nurses", "Help the ill."]))
    tables |= changed(
        "Task Statements", ([NURSE, 32], [NURSE, 33, "Keep charts.", "Core", 1, "x", "x"])
    )
    upgrade(tmp_path, tables)
    page.refresh_from_db()
    assert (page.title, page.slug, page.says) == ("Nurse", "registered-nurses", "Nurses people.")
    assert page.overview == "In our words."
    assert page.profile
    assert page.profile.description == "Help the ill."
    conflicts = Conflict.objects.filter(career=page, settled_at=None, release__version="29.3")
    assert {(c.part, c.before, c.after) for c in conflicts} == {
        ("title", "Registered Nurses", "Nurses"),
        ("overview", "Look after people who are ill or hurt.", "Help the ill."),
        ("responsibilities", "Keep records.", "Keep charts."),
    }


def test_pages_without_editors_words_have_no_conflicts(older: Path, tmp_path: Path) -> None:
    run(older)
    tables = changed("Occupation Data", ([NURSE], [NURSE, "Nurses", "Help the ill."]))
    tables |= changed("Task Statements", ([NURSE, 32], None))
    upgrade(tmp_path, tables)
    assert not Conflict.objects.exists()


def test_what_did_not_change_is_no_conflict(older: Path, tmp_path: Path) -> None:
    run(older)
    page = page_of(NURSE)
    page.title, page.summary = "Nurse", "Nurses people."
    page.save()
    Responsibility.objects.create(career=page, text="Nurse people")
    upgrade(tmp_path, changed("Occupation Data", ([ANALYST], [ANALYST, "Analysts", "x."])))
    assert not Conflict.objects.exists()


def test_pages_whose_code_is_gone_stay_for_editors_to_look_at(older: Path, tmp_path: Path) -> None:
    run(older)
    Career.objects.filter(onet_code=NURSE).update(
        title="Nurse", summary="Nurses.", overview="In our words.", state=State.PUBLISHED
    )
    begun = page_of(SCIENTIST)
    save(begun.pk, content(begun) | {"summary": "Finds out."}, None)
    told = upgrade(tmp_path, without(NURSE, OFFICER, SCIENTIST))
    assert "For editors to look at, because the data changed under what they wrote, 2: " in told
    officers, nurse = page_of(OFFICER), page_of(NURSE)
    assert (officers.state, officers.profile) == (State.DRAFT, None)
    assert (nurse.state, nurse.profile, nurse.overview) == ("published", None, "In our words.")
    gone = Conflict.objects.filter(part=Conflict.Part.GONE)
    assert {(c.career, c.before) for c in gone} == {
        (begun, "Data Scientists"), (nurse, "Registered Nurses"),
    }  # fmt: skip


def test_a_release_that_lacks_many_occupations_is_refused_unless_that_is_meant(
    older: Path, tmp_path: Path
) -> None:
    many = [[f"11-10{n}.00", f"Chiefs {n}", "Lead."] for n in range(11, 31)]
    run(make_release(tmp_path / "many", "29.2", tables=with_rows("Occupation Data", *many)))
    before = state_of_all()
    for options in ({}, {"dry_run": True}):
        few = make_release(tmp_path / "few")
        with pytest.raises(
            CommandError, match=r"20 of the 24 occupations in use .*--allow-removals"
        ):
            run(few, **options)
        assert state_of_all() == before
    run(few, allow_removals=True)
    assert Career.objects.filter(state=State.DATA).count() == 4


def test_an_occupation_follows_its_title_unless_an_editor_chose_another(
    older: Path, tmp_path: Path
) -> None:
    run(older)
    Occupation.objects.filter(soc_code="15-2051").update(title="Scientists of data")
    tables = changed(
        "Occupation Data",
        ([NURSE], [NURSE, "Nurses", "x."]),
        ([SCIENTIST], [SCIENTIST, "Data Persons", "x."]),
    )
    upgrade(tmp_path, tables)
    titles = dict(Occupation.objects.values_list("soc_code", "title"))
    assert titles["29-1141"] == "Nurses"
    assert titles["15-2051"] == "Scientists of data"


def test_release_30_3_goes_on_from_29_3(newer: Path, tmp_path: Path) -> None:
    run(newer)
    told = run(make_release(tmp_path / "next", **as_30_3("text")))
    assert "Job zones: 3 before, 2 now." in told
    assert page_of(NURSE).profile.release.version == "30.3"


# Written pages


def test_a_written_page_with_the_title_of_the_occupation_shows_its_data(newer: Path) -> None:
    nurse = written("29-1141", "Registered Nurse")
    Occupation.objects.filter(soc_code="29-1141").update(title="Registered Nurses")
    other = written("29-1141", "School Nurse")
    told = run(newer)
    nurse.refresh_from_db()
    other.refresh_from_db()
    assert "Written pages that now show this data: 1." in told
    assert (nurse.onet_code, nurse.profile) == (NURSE, Profile.objects.get(code=NURSE))
    assert (other.onet_code, other.profile) == ("", None)
    assert Career.objects.filter(onet_code=NURSE).count() == 1
    assert nurse.says == nurse.summary


def test_the_only_written_page_of_an_occupation_shows_its_data(newer: Path) -> None:
    nurse = written("29-1141", "Hospital Nurse")
    run(newer)
    nurse.refresh_from_db()
    assert nurse.onet_code == NURSE


def test_of_several_with_other_titles_none_is_chosen(newer: Path) -> None:
    written("29-1141", "Hospital Nurse")
    written("29-1141", "School Nurse")
    run(newer)
    assert page_of(NURSE).state == State.DATA
    assert Career.objects.filter(onet_code="").count() == 2


def test_a_page_that_borrows_the_figures_of_a_neighbor_does_not_show_its_data(newer: Path) -> None:
    aide = written("29-1141", "Nurse Aide", related_occupation=True, occupation_note="Close by.")
    run(newer)
    aide.refresh_from_db()
    assert (aide.onet_code, page_of(NURSE).state) == ("", State.DATA)


def test_the_code_that_editors_chose_stays(newer: Path) -> None:
    page = written("15-2051", "Data Scientist", onet_code=ANALYST)
    run(newer)
    page.refresh_from_db()
    assert page.onet_code == ANALYST
    assert page.profile == Profile.objects.get(code=ANALYST)
    assert page_of(SCIENTIST).state == State.DATA


def test_a_data_page_gives_way_to_a_published_one_of_the_same_code(
    newer: Path, client: Client
) -> None:
    run(newer)
    page_of(NURSE).former_slugs.create(slug="nurses-of-old")
    nurse = written("29-1141", "Nurse", onet_code=NURSE)
    told = run(newer)
    assert "Data pages that gave way to written ones: Registered Nurses." in told
    assert page_of(NURSE) == nurse
    for slug in ("registered-nurses", "nurses-of-old"):
        assert client.get(f"/careers/{slug}/").headers["Location"] == "/careers/nurse/"
    assert [found.career for found in find("staff nurse", AnonymousUser())] == [nurse]
    assert "gave way" not in run(newer)


def test_a_data_page_stays_beside_a_draft(newer: Path) -> None:
    run(newer)
    written("29-1141", "Nurse", onet_code=NURSE, state=State.DRAFT)
    run(newer)
    assert Career.objects.filter(onet_code=NURSE, state=State.DATA).exists()


def test_a_data_page_that_members_asked_on_stays_and_is_named(newer: Path) -> None:
    run(newer)
    question = make_question(career=page_of(NURSE), author=make_user())
    written("29-1141", "Nurse", onet_code=NURSE)
    told = run(newer)
    assert "Pages that stay beside a written one" in told
    question.refresh_from_db()
    assert question.career
    assert question.career.title == "Registered Nurses"


def test_a_draft_is_neither_linked_nor_removed(newer: Path) -> None:
    begun = written("29-1141", "Nurse", state=State.DRAFT, summary="", overview="")
    run(newer)
    begun.refresh_from_db()
    assert begun.onet_code == ""
    Career.objects.filter(pk=begun.pk).update(onet_code=NURSE)
    nurse = written("29-1141", "Registered Nurse", onet_code=NURSE)
    run(newer)
    assert set(Career.objects.filter(onet_code=NURSE)) == {begun, nurse}


def test_loading_the_catalogue_after_an_import_doubles_no_page(newer: Path) -> None:
    run(newer)
    out = StringIO()
    call_command("load_starter", stdout=out)
    assert page_of(NURSE).slug == "registered-nurse"
    assert page_of(NURSE).median == 93_600
    assert FormerSlug.objects.get(slug="registered-nurses").career == page_of(NURSE)
    assert "0 left as editors made them" in out.getvalue()
    before = state_of_all()
    call_command("load_starter", stdout=StringIO())
    run(newer)
    assert state_of_all() == before


def test_importing_after_the_catalogue_does_the_same(newer: Path) -> None:
    call_command("load_starter", stdout=StringIO())
    run(newer)
    assert page_of(NURSE).slug == "registered-nurse"
    assert {page.onet_code for page in Career.objects.filter(state=State.DATA)} == {
        ANALYST,
        OFFICER,
    }


def test_loading_the_catalogue_alone_makes_no_data_pages() -> None:
    call_command("load_starter", stdout=StringIO())
    assert not Career.objects.filter(state=State.DATA).exists()
    assert not Career.objects.exclude(onet_code="").exists()


def test_nothing_is_drawn_in_a_pipe(newer: Path) -> None:
    assert "#" not in run(newer)


def test_on_a_terminal_a_bar_fills(newer: Path) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    call_command("import_onet", str(newer), stdout=out)
    shares = [int(part[:4].strip(" %")) for part in out.getvalue().split("] ")[1:]]
    assert shares == sorted(shares)
    assert shares[-1] == 100
