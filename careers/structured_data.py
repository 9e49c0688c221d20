"""What search engines read: schema.org descriptions of a career page."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from .models import Career, EducationLevel, Projection
from .profile_rows import SHOWN, ProfileRows


def breadcrumbs(*steps: tuple[str, str]) -> dict[str, Any]:
    """A BreadcrumbList of (name, path) from the home page down."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": settings.SITE_URL + path,
            }
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


CREDENTIALS = {
    EducationLevel.HIGH_SCHOOL: "high school",
    EducationLevel.SOME_COLLEGE: "high school",
    EducationLevel.CERTIFICATE: "professional certificate",
    EducationLevel.ASSOCIATES: "associate degree",
    EducationLevel.BACHELORS: "bachelor degree",
    EducationLevel.MASTERS: "postgraduate degree",
    EducationLevel.DOCTORAL: "postgraduate degree",
}
"""The words search engines know for a level."""


def occupation(career: Career, said: ProfileRows, titles: list[str]) -> dict[str, Any]:
    """The career as an Occupation, with its newest national pay where that is published."""
    duties = [row.text for row in career.responsibilities.all()] or list(said.tasks.shown)
    skills = [row.name for row in career.skills.all()]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Occupation",
        "name": career.title,
        "alternateName": titles,
        "description": career.summary or said.description,
        "url": settings.SITE_URL + career.get_absolute_url(),
        "mainEntityOfPage": {
            "@type": "WebPage",
            "lastReviewed": career.reviewed_on.isoformat() if career.reviewed_on else None,
        },
        "responsibilities": duties,
        "skills": skills or [name for name, *_ in said.skills[:SHOWN] or said.scores.shown],
        "qualifications": career.education_text,
        "occupationLocation": [{"@type": "Country", "name": "United States"}],
    }
    if career.occupation:
        data |= _requirements(career.education_minimum, career.occupation.projection)
        data["occupationalCategory"] = career.onet_code or career.occupation.soc_code
        wages = career.occupation.wages
        if wages and wages.annual_median is not None:
            data["estimatedSalary"] = [_salary(wages)]
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _requirements(minimum: str, outlook: Projection | None) -> dict[str, Any]:
    """Schooling and experience that people usually need to start, as far as they are known."""
    credential = CREDENTIALS.get(minimum or (outlook.entry_level if outlook else ""))  # type: ignore[call-overload]  # a value is its own key
    schooling = {"@type": "EducationalOccupationalCredential", "credentialCategory": credential}
    experience = outlook.work_experience if outlook else ""
    said = {"None": "None needed"}.get(experience, f"{experience} in a related occupation")
    return {
        "educationRequirements": schooling if credential else None,
        "experienceRequirements": said if experience else None,
    }


def _salary(wages: Any) -> dict[str, Any]:
    """Percentiles at the top code are "at least" figures, which schema.org cannot say: left out."""
    columns = {
        "percentile10": "annual_p10",
        "percentile25": "annual_p25",
        "median": "annual_median",
        "percentile75": "annual_p75",
        "percentile90": "annual_p90",
    }
    return {
        "@type": "MonetaryAmountDistribution",
        "name": "base",
        "currency": "USD",
        "duration": "P1Y",
    } | {
        name: getattr(wages, column)
        for name, column in columns.items()
        if getattr(wages, column) is not None and not wages.is_top_coded(column)
    }


def trail(career: Career) -> dict[str, Any]:
    return breadcrumbs(
        ("Home", reverse("home")),
        ("Careers", reverse("careers:index")),
        (career.field.name, career.field.get_absolute_url()),
        (career.title, career.get_absolute_url()),
    )
