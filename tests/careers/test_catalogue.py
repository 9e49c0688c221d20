"""The content that ships: complete, readable, and true to the official figures."""

import re
from itertools import chain

import pytest
from django.db import transaction

from careers.models import Career, Field, WageEstimate
from careers.page import sections
from careers.starter.loading import load

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The catalogue, loaded once for the whole module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def catalogue(loaded):
    return list(Career.objects.public())


def prose(career: Career) -> str:
    """Every sentence of a career page that is ours."""
    rows = chain(
        (row.text for row in career.education_routes.all()),
        (row.text for row in career.moments.all()),
        (row.text for row in career.steps.all()),
        (row.text for row in career.skills.all()),
        (row.text for row in career.responsibilities.all()),
        (row.looking_for for row in career.interview_questions.all()),
    )
    texts = [
        career.overview,
        career.education_text,
        career.day_introduction,
        career.become_introduction,
        *rows,
    ]
    return "\n".join(texts)


def test_there_are_at_least_24_careers_in_at_least_8_fields(catalogue):
    assert len(catalogue) >= 24
    assert Field.objects.filter(careers__in=catalogue).distinct().count() >= 8


def test_every_part_of_every_career_is_complete(catalogue):
    for career in catalogue:
        held = {section.id for section in sections(career)}
        assert held == {
            "what",
            "education",
            "salary",
            "outlook",
            "day",
            "become",
            "skills",
            "duties",
            "interview",
            "related",
            "questions",
            "sources",
        }, career
        assert len(career.alternate_titles.all()) >= 3, career
        assert len(career.moments.all()) >= 6, career
        assert len(career.steps.all()) >= 5, career
        assert len(career.skills.all()) >= 5, career
        assert len(career.responsibilities.all()) >= 5, career
        assert len(career.interview_questions.all()) >= 5, career
        assert career.reviewed_on, career
        assert career.occupation.projection, career
        assert career.occupation.attainment, career
        assert career.occupation.wage_estimates.count() == 2, career


def test_the_catalogue_reads_at_about_grade_8_to_9(catalogue):
    grades = {career.title: career.reading_grade for career in catalogue}
    assert {title: g for title, g in grades.items() if not 7 <= g <= 9.6} == {}
    assert 7.5 <= sum(grades.values()) / len(grades) <= 9


def test_a_day_runs_forward_and_names_nobody(catalogue):
    for career in catalogue:
        times = [moment.time for moment in career.moments.all()]
        assert times == sorted(times) or times[0].hour >= 12, career
        assert career.day_person == "", career


@pytest.mark.parametrize(
    ("soc_code", "year", "figures"),
    [
        ("15-2051", 2023, {"employment": 192_710, "annual_mean": 119_040, "annual_p10": 61_070, "annual_p25": 79_810, "annual_median": 108_020, "annual_p75": 147_670, "annual_p90": 184_090}),
        ("15-2051", 2024, {"annual_median": 112_590}),
        ("53-2011", 2024, {"annual_p75": 239_200, "annual_p90": 239_200, "hourly_median": None}),
    ],
)  # fmt: skip
def test_figures_are_those_of_the_official_files(catalogue, soc_code, year, figures):
    wages = WageEstimate.objects.get(occupation__soc_code=soc_code, release__period__year=year)
    assert {name: getattr(wages, name) for name in figures} == figures


def test_the_projection_of_data_scientists_is_the_published_one(catalogue):
    outlook = Career.objects.get(slug="data-scientist").occupation.projection
    assert (
        outlook.employment_first,
        outlook.employment_last,
        str(outlook.change_percent),
        outlook.openings,
    ) == (245_900, 328_300, "33.5", 23_400)


def test_machine_learning_engineers_borrow_the_figures_of_data_scientists_and_say_so(
    catalogue, client
):
    career = Career.objects.get(slug="machine-learning-engineer")
    assert career.related_occupation
    assert career.occupation.soc_code == "15-2051"
    html = client.get(career.get_absolute_url()).content.decode()
    assert "well over $150,000" in html
    assert "Data Scientists" in html
    text = prose(career)
    for word in (
        "Python",
        "R.",
        "TensorFlow",
        "PyTorch",
        "AWS",
        "Azure",
        "Google Cloud",
        "STAR",
        "linear algebra",
    ):
        assert word in text, word
    assert [route.level for route in career.education_routes.all()] == [
        "bachelors",
        "masters",
        "doctoral",
    ]
    assert career.steps.filter(optional=True).exists()


def test_no_pay_claim_stands_in_the_prose_beside_the_sourced_figures(catalogue):
    """Dollar amounts in our own words would age without a source."""
    for career in catalogue:
        amounts = re.findall(r"\$\d[\d,]*", career.overview + career.education_text)
        assert amounts == [], career
