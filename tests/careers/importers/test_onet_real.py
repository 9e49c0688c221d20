"""The official releases 27.0 (text) and then 29.3 (Excel), where they are at hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from careers.importers.onet import Report
from careers.models import Career, DataRelease, JobTitle, JobZone, Occupation, Profile
from careers.starter.loading import load

from .onet_releases import real_releases_in_use

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reports(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Report]]:
    """Two imports beside the starter catalogue."""
    with (
        django_db_blocker.unblock(),
        real_releases_in_use("onet_27_0_text", "onet_29_3_excel") as both,
    ):
        yield both


@pytest.fixture
def scientists(reports: list[Report]) -> Profile:
    return Profile.objects.get(code="15-2051.00")


def with_any(part: str) -> int:
    return Profile.objects.exclude(**{part: []}).count()


def test_every_row_of_both_releases_is_read(reports: list[Report]) -> None:
    older, newer = (report.counts for report in reports)
    assert newer["Occupation Data"] == 1_016
    assert newer["Alternate Titles"] == 56_560
    assert newer["Task Statements"] == 18_796
    assert newer["Skills"] == 61_530
    assert newer["Education, Training, and Experience"] == 36_209
    assert newer["Interests"] == 8_307
    assert newer["Technology Skills"] == 32_681
    assert newer["Related Occupations"] == 18_460
    assert older["Occupation Data"] == 1_016
    assert older["Task Statements"] == 19_265
    assert older["Alternate Titles"] == 52_754


def test_profiles_hold_what_the_release_publishes(reports: list[Report]) -> None:
    assert Profile.objects.count() == 1_016
    assert with_any("tasks") == 923
    assert with_any("skills") == 879
    assert with_any("knowledge") == 879
    assert with_any("education") == 858
    assert with_any("related") == 923
    assert Profile.objects.exclude(investigative=None).count() == 923
    assert Profile.objects.filter(thin=True).count() == 93
    assert sum(len(tasks) for tasks in Profile.objects.values_list("tasks", flat=True)) == 18_796
    tools = Profile.objects.values_list("technologies", flat=True)
    assert sum(map(len, tools)) == 32_681


def test_44_occupations_have_tasks_but_no_skills_and_65_no_education(reports: list[Report]) -> None:
    rich = Profile.objects.exclude(tasks=[])
    assert rich.filter(skills=[]).count() == 44
    assert rich.filter(education=[]).count() == 65


def test_data_scientists_are_as_published(scientists: Profile) -> None:
    assert scientists.title == "Data Scientists"
    assert len(scientists.tasks) == 16
    assert {task["core"] for task in scientists.tasks} == {None}
    assert len(scientists.technologies) == 86
    assert scientists.investigative == Decimal("6.99")
    assert scientists.conventional == Decimal("5.40")
    assert scientists.high_points == "IC"
    assert scientists.skills == scientists.knowledge == scientists.education == []
    assert not scientists.thin
    assert scientists.job_zone
    assert scientists.job_zone.number == 4
    assert len(scientists.related) == 20
    assert scientists.related[0] == {"code": "15-2041.00", "tier": "Primary-Short", "index": 1}


def test_data_scientists_are_found_by_their_33_other_titles(scientists: Profile) -> None:
    assert scientists.job_titles.filter(main=True).get().title == "Data Scientists"
    others = scientists.job_titles.filter(main=False)
    assert others.count() == 33
    assert "Data Mining Analyst" in {row.title for row in others}


def test_every_title_is_kept_once_for_an_occupation(reports: list[Report]) -> None:
    assert JobTitle.objects.filter(profile__isnull=False, main=True).count() == 1_016
    titles = JobTitle.objects.filter(profile__isnull=False).values_list("profile", "title")
    lower = [(profile, title.lower()) for profile, title in titles]
    assert len(lower) == len(set(lower)) > 56_560


def test_levels_that_are_not_relevant_are_left_out_and_suppressed_ratings_dropped(
    reports: list[Report],
) -> None:
    nurses = Profile.objects.get(code="29-1141.00")
    assert nurses.skills[0]["importance"] >= nurses.skills[-1]["importance"]
    rows = [row for skills in Profile.objects.values_list("skills", flat=True) for row in skills]
    # 30,765 importance rows and as many of levels; of both together 124 are suppressed, and 3,302
    # levels are not relevant.
    assert 30_765 - 124 <= len(rows) <= 30_765
    assert sum(row["level"] is None for row in rows) >= 3_302 - 124
    assert all(0 < row["level"] <= 7 for row in rows if row["level"] is not None)
    # A bachelor's degree: too few answers to be precise.
    assert 6 not in {level["category"] for level in nurses.education}


def test_all_867_occupations_of_the_classification_match(reports: list[Report]) -> None:
    assert Occupation.objects.filter(profiles__isnull=False).distinct().count() == 867
    for code, soc in Profile.objects.values_list("code", "occupation__soc_code"):
        assert code[:7] == soc


def test_the_job_zones_are_those_of_the_reference(reports: list[Report]) -> None:
    assert list(JobZone.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert Profile.objects.exclude(job_zone=None).count() == 923


def test_each_occupation_has_one_public_page(reports: list[Report]) -> None:
    pages = Career.objects.filter(state=Career.State.DATA)
    assert pages.count() == 1_016
    assert pages.filter(profile=None).count() == 0
    assert pages.worth_finding().count() == 923
    longest = Career.objects.get(onet_code="51-4033.00")
    assert longest.title.startswith("Grinding, Lapping, Polishing")
    assert len(longest.title) <= 100


def test_the_upgrade_says_what_it_changed(reports: list[Report]) -> None:
    old = DataRelease.objects.get(key="onet-27-0")
    new = DataRelease.objects.get(key="onet-29-3")
    assert (old.state, new.state) == ("superseded", "current")
    assert (str(new), new.publisher[:24], new.license) == (
        "O*NET® 29.3 Database (29.3, May 2025)", "U.S. Department of Labor", "CC BY 4.0",
    )  # fmt: skip
    assert new.changes == reports[1].changes
    assert new.changes[0] == "1,016 occupations: 0 added, 945 changed, 0 removed, 71 as before."
    assert new.changes[1] == "Tasks: 45 added, 514 dropped, 53 reworded."
    assert "Skincare Specialists, interest enterprising from 6.67 to 3.01" in " ".join(new.changes)
    assert reports[0].warnings == [
        "“Skills” is not among these files: what it holds stays empty.",
        "“Knowledge” is not among these files: what it holds stays empty.",
    ]
    assert not reports[1].warnings


def test_nothing_of_the_older_release_stays(reports: list[Report]) -> None:
    assert set(Profile.objects.values_list("release__version", flat=True)) == {"29.3"}
    assert set(JobZone.objects.values_list("release__version", flat=True)) == {"29.3"}


def test_the_starter_catalogue_takes_the_place_of_its_data_pages(reports: list[Report]) -> None:
    call_command("load_starter")
    career = Career.objects.get(slug="data-scientist")
    assert career.onet_code == "15-2051.00"
    assert career.profile == Profile.objects.get(code="15-2051.00")
    assert not Career.objects.filter(slug="data-scientists").exists()
    assert career.former_slugs.get().slug == "data-scientists"
    assert not Career.objects.get(slug="machine-learning-engineer").onet_code
    codes = list(Career.objects.exclude(onet_code="").values_list("onet_code", flat=True))
    assert len(codes) == len(set(codes)) == 1_016
    assert load().counts["kept"] == 0
