"""A profile with something in every part, as O*NET data publishes them."""

from typing import Any

from careers.models import (
    DataRelease,
    JobTitle,
    JobZone,
    Occupation,
    Profile,
    SkillScores,
    StudyProgram,
)
from tests.builders import make_occupation, make_onet_release, make_profile, make_projection


def rated(kind: str, rows: int) -> list[dict[str, Any]]:
    """Most important first, from 5 down; the last has no level."""
    return [
        {"id": f"{kind}.{n}", "name": f"{kind} {n}", "importance": round(5 - 4 * n / rows, 2),
         "level": None if n == rows - 1 else 6.0}
        for n in range(rows)
    ]  # fmt: skip


def make_rich_profile(
    occupation: Occupation | None = None, rows: int = 20, suffix: str = "00", **fields: Any
) -> Profile:
    """`rows` in every list; scores, schooling and programs of study beside them."""
    occupation = occupation or make_occupation()
    release = make_onet_release()
    zone = JobZone.objects.get_or_create(
        release=release, number=4,
        defaults={
            "name": "Job Zone Four: Considerable Preparation Needed", "examples": "Many.",
            "experience": "Some years.", "education": "Mostly a degree.", "training": "A year.",
            "svp_range": "(7.0 to < 8.0)",
        },
    )[0]  # fmt: skip
    fields = {
        "description": "Keep samples in order. Label, store and find them.",
        "tasks": [{"id": n, "text": f"Task number {n}.", "core": n % 2 == 1} for n in range(rows)],
        "skills": rated("Skill", rows),
        "knowledge": rated("Subject", rows),
        "work_styles": rated("Style", rows),
        "technologies": [
            {"name": f"Tool {n}", "category": f"Kind {n // 10}", "hot": n == rows - 1, "in_demand": False}
            for n in range(rows)
        ],
        "education": [
            {"category": 2, "name": "High School Diploma - or the equivalent (for example, GED)", "percent": 20.4},
            {"category": 6, "name": "Bachelor's Degree", "percent": 79.2},
            {"category": 8, "name": "Master's Degree", "percent": 0.4},
            {"category": 12, "name": "Post-Doctoral Training", "percent": 0.0},
        ],
        "related": [],
        "job_zone": zone,
        "realistic": "6.99", "investigative": "1.00", "artistic": "2.10", "social": "3.00",
        "enterprising": "4.25", "conventional": "5.40", "high_points": "RC",
    } | fields  # fmt: skip
    profile = make_profile(occupation, suffix, **fields)
    JobTitle.objects.bulk_create(
        JobTitle(profile=profile, title=f"Keeper {n}", folded=f"keeper {n}", main=False)
        for n in range(rows)
    )
    if not occupation.study_programs.exists():
        add_programs(occupation, rows)
    profile.refresh_from_db()
    return profile


def add_outlook(occupation: Occupation, **fields: Any) -> None:
    """A projection with what people need to start."""
    make_projection(
        occupation,
        **{
            "entry_education": "Bachelor's degree", "entry_level": "bachelors",
            "work_experience": "None", "training": "Apprenticeship",
        } | fields,
    )  # fmt: skip
    occupation.refresh_from_db()


def add_programs(occupation: Occupation, rows: int = 3) -> None:
    release = DataRelease.objects.get_or_create(
        key="programs-2020",
        defaults={"dataset": "programs", "name": "CIP to SOC crosswalk", "period": "2020-01-01",
                  "url": "https://nces.ed.gov/"},
    )[0]  # fmt: skip
    StudyProgram.objects.bulk_create(
        StudyProgram(occupation=occupation, release=release, cip_code=f"11.{n:04d}", title=f"Program {n}")
        for n in range(rows)
    )  # fmt: skip


def add_scores(occupation: Occupation, rows: int = 17) -> None:
    release = DataRelease.objects.get_or_create(
        key="skills-2023",
        defaults={"dataset": "skills", "name": "Employment Projections, skill scores",
                  "period": "2024-08-01", "url": "https://www.bls.gov/emp/"},
    )[0]  # fmt: skip
    scores = [{"name": f"Ability {n}", "score": round(4.9 - n / 10, 1)} for n in range(rows)]
    SkillScores.objects.create(occupation=occupation, release=release, scores=scores)
    Occupation.objects.filter(pk=occupation.pk).point_at_newest_figures()
    occupation.refresh_from_db()
