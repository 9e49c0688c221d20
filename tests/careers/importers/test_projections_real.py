"""The official releases of Employment Projections and of the CIP–SOC crosswalk, where they are at hand."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from careers.importers import programs, projections
from careers.importers.whole import Whole
from careers.models import DataRelease, Occupation, StudyProgram

from .workbooks import reference


@pytest.fixture(scope="module")
def tables() -> dict[str, Whole]:
    paths = [reference("bls_ep_2024_34"), reference("bls_ep_2023_33")]
    return {table.release.dataset: table for table in projections.read(paths)}


def test_every_line_item_of_table_1_2_is_read_and_no_summary(tables: dict[str, Whole]) -> None:
    outlook = tables["projections"]
    assert len(outlook.rows) == 833
    assert outlook.read.startswith(
        "1,113 rows read: 832 line items and the total taken; left out: 280 summary rows"
    )
    assert outlook.rows[Occupation.ALL,]["employment_first"] == 169_956_100


@pytest.mark.parametrize(
    ("code", "first", "last", "change", "openings", "entry", "experience", "training"),
    [
        ("15-2051", 245_900, 328_300, "33.5", 23_400, "bachelors", "None", "None"),
        # The fastest decline and the fastest growth of the release.
        ("43-9022", 40_000, 25_600, "-36.1", 2_200, "high_school", "None", "Short-term on-the-job training"),
        ("49-9081", 13_600, 20_500, "49.9", 2_300, "certificate", "None", "Long-term on-the-job training"),
        # The median of this one reads ">=$239,200".
        ("29-1023", 5_900, 6_200, "4.4", 200, "doctoral", "None", "Internship/residency"),
        # And of this one "—".
        ("27-2011", 57_000, 57_100, "0.3", 6_300, "some_college", "None", "Long-term on-the-job training"),
        # One of the twelve lines that are wider than an occupation of the classification.
        ("13-1020", 522_200, 552_300, "5.8", 52_200, "bachelors", "None", "Moderate-term on-the-job training"),
    ],
)  # fmt: skip
def test_outlook(
    tables: dict[str, Whole], code: str, first: int, last: int, change: str, openings: int,
    entry: str, experience: str, training: str,
) -> None:  # fmt: skip
    row = tables["projections"].rows[code,]
    assert (row["employment_first"], row["employment_last"]) == (first, last)
    assert (row["change_percent"], row["openings"]) == (Decimal(change), openings)
    assert (row["entry_level"], row["work_experience"], row["training"]) == (
        entry, experience, training,
    )  # fmt: skip


def test_actors_need_courses_but_no_degree(tables: dict[str, Whole]) -> None:
    assert tables["projections"].rows["27-2011",]["entry_education"] == "Some college, no degree"


def test_attainment(tables: dict[str, Whole]) -> None:
    table = tables["attainment"]
    assert (len(table.rows), table.release.when) == (833, "2021–22")
    assert table.titles["11-1011"] == "Chief executives"
    assert [str(share) for share in table.rows["11-1011",].values()] == [
        "1.6", "7.9", "13.7", "5.2", "40.0", "24.7", "6.9",
    ]  # fmt: skip


def test_skill_scores_stand_in_for_data_scientists(tables: dict[str, Whole]) -> None:
    table = tables["skills"]
    assert (len(table.rows), table.release.when) == (833, "2023–33")
    scores = table.rows["15-2051",]["scores"]
    assert len(scores) == 17
    assert scores[0]["score"] >= scores[-1]["score"]
    assert all(1 <= skill["score"] <= 5 for skill in scores)
    assert not any("[" in title for title in table.titles.values())


def test_the_crosswalk() -> None:
    table = programs.read([reference("soc_cip_crosswalks", "soc2018_cip2020_crosswalk.csv")])
    assert len(table.rows) == 5_719
    assert table.read.endswith("taken, 374 without a match left out.")
    assert table.rows["15-2051", "30.7001"] == {"title": "Data Science, General"}
    assert not any(row["title"].endswith(".") for row in table.rows.values())


@pytest.mark.django_db
def test_all_of_it_goes_into_the_database_and_a_second_time_nothing() -> None:
    """On top of the starter catalogue, whose small releases it replaces."""
    call_command("load_starter", verbosity=0)
    crosswalk = reference("soc_cip_crosswalks", "soc2018_cip2020_crosswalk.csv")
    paths = [reference("bls_ep_2024_34"), reference("bls_ep_2023_33")]
    for _ in range(2):
        call_command("import_projections", *paths)
        call_command("import_programs", crosswalk)
    scientists = Occupation.objects.get(soc_code="15-2051")
    assert scientists.title == "Data Scientists"
    assert scientists.projection.entry_level == "bachelors"
    assert scientists.attainment.release.when == "2021–22"
    assert scientists.skill_scores.scores
    assert scientists.study_programs.count() == 35
    assert StudyProgram.objects.count() == 5_719
    state = dict(DataRelease.objects.exclude(dataset="oews").values_list("key", "imported_at"))
    assert len(state) == 4
    kept = DataRelease.objects.filter(state="superseded").values_list("key", flat=True)
    assert sorted(kept) == ["attainment-2021-22", "projections-2024-34"]
