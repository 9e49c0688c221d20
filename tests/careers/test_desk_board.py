"""The editors' front page: what needs someone, with the way to where it is put right."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from careers import publishing
from careers.document import content
from careers.freshness import Board
from careers.models import (
    AlternateTitle,
    Career,
    Conflict,
    EducationRoute,
    InterviewQuestion,
    MissedSearch,
    Mistake,
    Moment,
    OutsideLink,
    PartVote,
    Plan,
    Responsibility,
    Skill,
    Source,
    Step,
    Version,
)
from careers.page_facts import PageFacts
from tests.builders import (
    add_parts,
    make_career,
    make_conflict,
    make_data_page,
    make_editor,
    make_moderator,
    make_occupation,
    make_profile,
    make_publisher,
    make_question,
    make_release,
)
from tests.stopwatch import is_within

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def editor(client):
    who = make_editor()
    client.force_login(who)
    return who


def rows(editor, section, **fields):
    """(text, address, note) of the rows of one section."""
    [found] = [one for one in Board(editor, NOW, **fields).sections() if one.id == section]
    return [(row.text, row.url, row.note) for row in found.rows]


def texts(editor, section):
    return [text for text, _, _ in rows(editor, section)]


def form(career, anchor=""):
    return f"/admin/careers/career/{career.pk}/change/{anchor and '#'}{anchor}"


def whole(title="Actuary", **fields):
    """A published page that lacks nothing."""
    fields = {"occupation": make_occupation(), "reviewed_on": date(2026, 11, 1)} | fields
    career = add_parts(make_career(title, **fields))
    Career.objects.exclude(pk=career.pk).delete()
    return career


def test_a_site_on_which_all_is_well_says_so(client, editor):
    whole()
    page = client.get("/admin/").text
    assert "Nothing to do here" in page
    assert "No draft is waiting." in page
    assert "No part of a page had 3 questions" in page
    assert "board-sums" not in page
    assert all(section.is_empty for section in Board(editor, NOW).sections())


class TestWhatIsFound:
    def test_pages_that_were_not_reviewed_in_a_year_and_never_reviewed_ones_first(self, editor):
        old = make_career("Actuary", reviewed_on=date(2025, 11, 20))
        never = make_career("Baker", reviewed_on=None)
        make_career("Cook", reviewed_on=date(2025, 11, 22))
        make_career("Diver", state="draft")
        make_data_page(make_profile(make_occupation("11-1011")))
        assert rows(editor, "review") == [
            ("Baker", form(never, "id_reviewed_on"), "never"),
            ("Actuary", form(old, "id_reviewed_on"), "Nov. 20, 2025"),
        ]

    def test_figures_older_than_the_newest_national_release(self, editor):
        make_career("New", occupation=make_occupation("11-1011"))
        late = make_occupation("11-1021", year=2023)
        old = make_career("Old", occupation=late)
        make_career("Unseen", occupation=late, state="draft")
        make_release(2025, key="oews-2025-05-state", coverage=["state"])
        assert rows(editor, "figures") == [("Old", form(old, "id_occupation"), "pay of May 2023")]

    def test_pages_that_lack_parts_live_ones_first(self, editor):
        whole("Whole")
        bare = make_career("Bare", state="draft", summary="")
        live = add_parts(make_career("Live", occupation=make_occupation()))
        live.skills.all().delete()
        Career.objects.filter(title="Unwritten").delete()
        make_career("Unwritten", state="draft", summary="", overview="")
        make_data_page(make_profile(make_occupation("11-1011")))
        found = [row for row in rows(editor, "missing") if row[0] in ("Whole", "Bare", "Live")]
        assert found[0] == ("Live", form(live, "skills-heading"), "lacks essential skills")
        assert found[1][:2] == ("Bare", form(bare, "id_summary"))
        assert found[1][2].startswith("draft, lacks summary, typical education, salary,")
        assert "Unwritten" not in texts(editor, "missing")

    def test_the_board_and_the_publisher_agree_on_what_is_missing(self):
        career = whole()
        for name in PageFacts.ROWS:
            getattr(career, name).all().delete()
            [facts] = PageFacts.read_all()
            assert facts.missing == publishing.missing_parts(Career.objects.get())
        for name in PageFacts.TEXTS:
            Career.objects.update(**{name: ""})
            [facts] = PageFacts.read_all()
            assert facts.missing == publishing.missing_parts(Career.objects.get())
        assert len(facts.missing) == len(publishing.REQUIRED) - 1

    def test_conflicts_until_they_are_settled(self, editor):
        open_one = make_conflict(make_career("Actuary"))
        make_conflict(make_career("Baker"), settled_at=NOW)
        [(text, url, _)] = rows(editor, "conflicts")
        assert text.startswith("Actuary")
        assert url == reverse("admin:careers_conflict_change", args=[open_one.pk])

    def test_links_that_failed_twice_with_the_page_that_has_them(self, editor):
        career = make_career("Actuary", education_text="[School](https://b.example/gone)")
        problem = "It answers with the error 404."
        for host, failures in (("a", 1), ("b", 2), ("c", 3)):
            OutsideLink.objects.create(
                url=f"https://{host}.example/gone", failures=failures, problem=problem
            )
        assert rows(editor, "links") == [
            ("https://c.example/gone", "", problem),
            ("https://b.example/gone", form(career, "id_education_text"), f"Actuary. {problem}"),
        ]

    def test_pages_that_are_hard_to_read_the_hardest_first(self, editor):
        for title, grade in (("Easy", "9.0"), ("Hard", "9.1"), ("Harder", "14.0")):
            make_career(title, reading_grade=grade)
        assert texts(editor, "reading") == ["Harder", "Hard"]

    def test_parts_a_third_of_three_or_more_voters_found_not_useful(self, editor):
        career = make_career("Actuary")
        for part, votes in {"salary": "nny", "day": "nyy", "skills": "nyyy", "what": "nn"}.items():
            for number, vote in enumerate(votes):
                PartVote.objects.create(
                    career=career, part=part, useful=vote == "y", visitor=str(number)
                )
        assert rows(editor, "votes") == [
            ("Actuary: salary", form(career, "id_occupation"), "2 of 3 say it is not useful"),
            (
                "Actuary: a day in the life",
                form(career, "id_day_introduction"),
                "1 of 3 say it is not useful",
            ),
        ]
        career.save()
        assert rows(editor, "votes") == []

    def test_searches_that_found_nothing_the_most_frequent_first(self, editor):
        MissedSearch.objects.create(words="rare")
        often = MissedSearch.objects.create(words="often", times=1200)
        assert [(text, note) for text, _, note in rows(editor, "searches")] == [
            ("often", "1,200 times"),
            ("rare", "once"),
        ]
        assert f"/{often.pk}/" in rows(editor, "searches")[0][1]

    def test_mistakes_until_they_are_settled(self, editor):
        Mistake.objects.create(page="/careers/a/", text="Wrong.", settled_at=NOW)
        Mistake.objects.create(page="/careers/b/", text="Pay is old. " * 20)
        [(text, _, page)] = rows(editor, "mistakes")
        assert page == "/careers/b/"
        assert len(text) <= 80

    def test_drafts_of_live_pages_and_new_pages_that_lack_nothing(self, editor):
        career = whole()
        publishing.save(career.pk, content(career) | {"summary": "Better."}, editor)
        new = add_parts(make_career("New", state="draft", occupation=make_occupation()))
        make_career("Begun", state="draft")
        day = timezone.localdate().strftime("%Y")
        (first, url, note), second = rows(editor, "drafts")
        assert (first, url) == ("Actuary", form(career))
        assert note.startswith("since ")
        assert note.endswith(f"{day}, by {editor.handle}")
        assert second == ("New", form(new), "new, lacks nothing")
        both = make_publisher()
        assert rows(both, "drafts")[0][1] == f"/admin/careers/career/{career.pk}/publish/"

    def test_plans_and_first_those_that_failed(self, editor):
        career, other = whole(), make_career("Baker")
        version = publishing.save(career.pk, content(career), editor)
        fields = {"zone": "America/Chicago", "made_by": editor}
        Plan.objects.create(career=career, action="publish", version=version, at=NOW, **fields)
        Plan.objects.create(
            career=other, action="unpublish", at=NOW + timedelta(1), problem="It burns.", **fields
        )
        assert rows(editor, "plans") == [
            ("Take off the site: Baker", form(other), "Not done: It burns."),
            ("Publish: Actuary", form(career), "Nov. 21, 2026, 3 a.m. CST"),
        ]

    def test_parts_that_many_questions_are_asked_about(self, client, editor):
        career = make_career("Actuary")
        for number, part in enumerate(["salary", "salary", "salary", "day", "day", ""]):
            make_question(f"What about number {number}?", career=career, part=part)
        page = client.get("/admin/").text
        assert f'<a href="{form(career, "id_occupation")}">Actuary: salary</a>' in page
        assert "3 questions" in page
        assert "Actuary: a day in the life" not in page
        page = client.get("/admin/?all=questions").text
        assert "Actuary: salary" in page
        assert "Not reviewed in" not in page


def test_of_more_than_ten_rows_the_worst_are_shown_and_the_rest_is_a_click_away(client, editor):
    for number in range(12):
        make_career(f"Career {number:02}", reading_grade=f"{10 + number}.0")
    page = client.get("/admin/").text
    assert "grade 21.0" in page
    assert "grade 11.0" not in page
    assert 'href="/admin/?all=reading">All 12<' in page
    page = client.get("/admin/?all=reading").text
    assert "grade 10.0" in page
    assert "Not reviewed in" not in page
    assert "Back to the whole board" in page


@pytest.mark.parametrize("asked", ["nonsense", "form", "pages", "id"])
def test_an_address_with_a_section_that_there_is_not_shows_the_whole_board(client, editor, asked):
    for number in range(11):
        make_career(f"Career {number:02}", reading_grade="12.0", reviewed_on=None)
    page = client.get(f"/admin/?all={asked}").text
    assert "Not reviewed in" in page
    assert 'href="/admin/?all=reading">All 11<' in page
    assert "Back to the whole board" not in page


class TestWho:
    def test_a_moderator_sees_the_list_of_apps_and_no_board(self, client):
        make_career("Actuary", reading_grade="20.0")
        client.force_login(make_moderator())
        page = client.get("/admin/").text
        assert "grade 20.0" not in page
        assert "Recent actions" in page

    def test_a_publisher_sees_no_way_to_what_only_editors_may_open(self, client):
        career = whole()
        publishing.save(career.pk, content(career) | {"summary": "Better."}, None)
        Mistake.objects.create(page="/careers/a/", text="Wrong pay.")
        client.force_login(make_publisher())
        page = client.get("/admin/").text
        assert f"/admin/careers/career/{career.pk}/publish/" in page
        assert "Wrong pay." not in page
        assert "Missed searches" not in page
        for number in range(3):
            make_question(f"What about number {number}?", career=career, part="salary")
        assert "Actuary: salary" not in client.get("/admin/").text
        assert "Drafts waiting" in client.get("/admin/?all=questions").text

    def test_a_publisher_is_led_to_the_page_and_not_to_a_field_that_is_not_there(self):
        career = make_career("Actuary", reviewed_on=None, occupation=None)
        publisher = make_publisher()
        for section in ("review", "missing"):
            assert rows(publisher, section)[0][1] == form(career)

    def test_what_readers_wrote_stays_text(self, client, editor):
        Mistake.objects.create(page="/careers/a/", text="<script>alert(1)</script>")
        page = client.get("/admin/").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def fill(number, editor):
    """Every section has `number` rows."""
    occupation, release = make_occupation("15-2051"), make_release(2019, key="old")
    make_occupation("11-1011", year=2026)
    field = make_career("First", state="draft").field
    careers = Career.objects.bulk_create(
        Career(
            title=f"Career {n}", slug=f"career-{n}", state="published", field=field,
            overview="Words.", occupation=occupation, reading_grade="12.0",
        )
        for n in range(number)
    )  # fmt: skip
    texts = {Step: "title", Skill: "name", Responsibility: "text", AlternateTitle: "title"}
    for model, column in texts.items():
        model.objects.bulk_create(
            model(career=career, **{column: f"{column} {n}"})
            for career in careers
            for n in range(3)
        )
    Moment.objects.bulk_create(Moment(career=c, time="09:00", title="A") for c in careers)
    EducationRoute.objects.bulk_create(EducationRoute(career=c, level="none") for c in careers)
    InterviewQuestion.objects.bulk_create(
        InterviewQuestion(career=c, question="A?") for c in careers
    )
    links = [f"https://{n}.example/" for n in range(number)]
    Source.objects.bulk_create(Source(career=c, url=u) for c, u in zip(careers, links, strict=True))
    OutsideLink.objects.bulk_create(OutsideLink(url=url, failures=3) for url in links)
    versions = Version.objects.bulk_create(
        Version(career=c, number=1, event="saved", document={}, author=editor) for c in careers
    )
    for career, version in zip(careers, versions, strict=True):
        career.draft = version
    Career.objects.bulk_update(careers, ["draft"])
    Conflict.objects.bulk_create(Conflict(career=c, release=release, part="gone") for c in careers)
    at = timezone.now() + timedelta(1)
    Plan.objects.bulk_create(
        Plan(career=c, action="unpublish", at=at, zone="UTC", made_by=editor) for c in careers
    )
    Mistake.objects.bulk_create(Mistake(career=c, page="/", text="Wrong.") for c in careers)
    MissedSearch.objects.bulk_create(MissedSearch(words=f"w {n}") for n in range(number))
    PartVote.objects.bulk_create(
        PartVote(career=c, part="day", useful=False, visitor=str(n))
        for c in careers
        for n in range(3)
    )


def test_the_board_opens_in_at_most_15_queries_at_1016_careers(client, editor):
    fill(1_016, editor)
    client.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/admin/").text
    assert page.count("board-count") >= 11
    assert len(queries) <= 15, [query["sql"][:100] for query in queries]
    assert is_within(0.3, lambda: client.get("/admin/"))
