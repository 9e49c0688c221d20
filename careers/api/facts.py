"""From rows of the database to the shapes of the answers. Reads only what the queries here fetch."""

from collections.abc import Iterable
from decimal import Decimal
from html import unescape

from django.conf import settings
from django.db.models import Prefetch
from django.utils.html import strip_tags

from careers import models
from careers.models.career import CareerQuerySet
from careers.models.profile import INTERESTS
from careers.models.wages import PERCENTILES
from careers.page import releases
from careers.pay import JOB_FIGURES
from careers.templatetags.provenance import credit

from . import shapes


def with_list(careers: CareerQuerySet) -> CareerQuerySet:
    """Join what `listed` reads."""
    return careers.with_figures().select_related("profile__release")


def with_facts(careers: CareerQuerySet) -> CareerQuerySet:
    """Fetch what `facts` reads: five queries."""
    return (
        with_list(careers)
        .defer(None)
        .select_related(
            "profile__job_zone",
            "occupation__attainment__release",
            "occupation__skill_scores__release",
            "occupation__reported_as",
        )
        .prefetch_related(
            "alternate_titles",
            "skills",
            "responsibilities",
            "related_careers",
            Prefetch(
                "occupation__study_programs",
                models.StudyProgram.objects.select_related("release"),
            ),
        )
    )


def sources(found: Iterable[models.DataRelease | None]) -> list[shapes.Source]:
    """Each once, newest first."""
    once = {release.pk: release for release in found if release}
    newest_first = sorted(once.values(), key=lambda one: (one.period, one.key), reverse=True)
    return [shapes.Source(**_source(release)) for release in newest_first]


def _source(release: models.DataRelease) -> dict[str, str]:
    return {
        "key": release.key,
        "dataset": release.dataset,
        "when": release.when,
        "license": release.license,
        "url": release.url,
        "credit": unescape(strip_tags(credit(release))),
    }


def release_of(release: models.DataRelease) -> shapes.Release:
    own = shapes.Release.model_fields.keys() - shapes.Source.model_fields
    return shapes.Release.model_validate(
        _source(release) | {name: getattr(release, name) for name in own}
    )


def sources_of_list(careers: Iterable[models.Career]) -> list[shapes.Source]:
    found: list[models.DataRelease | None] = []
    for career in careers:
        outlook = career.occupation.projection if career.occupation else None
        rows = (career.wages, outlook, career.profile)
        found += [row.release for row in rows if row]
    return sources(found)


def sources_of(career: models.Career) -> list[shapes.Source]:
    return sources([career.wages.release if career.wages else None, *releases(career)])


def listed(career: models.Career) -> shapes.Listed:
    return shapes.Listed.model_validate(_listed(career))


def _listed(career: models.Career) -> dict[str, object]:
    occupation, wages = career.occupation, career.wages
    outlook = occupation.projection if occupation else None
    return {
        "slug": career.slug,
        "title": career.title,
        "url": settings.SITE_URL + career.get_absolute_url(),
        "summary": career.says,
        "kind": "data" if career.is_data_page else "written",
        "field": shapes.Name(slug=career.field.slug, title=career.field.name),
        "soc_code": occupation.soc_code if occupation else None,
        "onet_code": career.onet_code or None,
        "education": shapes.Level(level=career.minimum, label=career.schooling)
        if career.minimum
        else None,
        "median_pay": shapes.Median(
            annual=amount(wages, "annual_median"),
            hourly=amount(wages, "hourly_median"),
            release=wages.release.key,
        )
        if wages
        else None,
        "change_percent": float(outlook.change_percent) if outlook else None,
    }


def facts(
    career: models.Career, titles: list[str], related: Iterable[models.Career]
) -> shapes.Career:
    """`career` from `with_facts`."""
    occupation = career.occupation
    return shapes.Career.model_validate(
        _listed(career)
        | {
            "other_titles": titles,
            "overview": career.overview,
            "reviewed_on": career.reviewed_on,
            "skills": [
                shapes.WrittenSkill(name=skill.name, text=skill.text)
                for skill in career.skills.all()
            ],
            "responsibilities": [duty.text for duty in career.responsibilities.all()],
            "occupation": occupation_of(career),
            "profile": _profile(career.profile) if career.profile else None,
            "outlook": _outlook(occupation.projection if occupation else None),
            "attainment": _attainment(occupation.attainment if occupation else None),
            "skill_scores": _scores(career),
            "study_programs": _programs(occupation) if occupation else None,
            "related": [shapes.Name(slug=other.slug, title=other.title) for other in related],
        }
    )


def occupation_of(career: models.Career) -> shapes.Occupation | None:
    occupation = career.occupation
    if occupation is None:
        return None
    wider = occupation.reported_as
    return shapes.Occupation(
        soc_code=occupation.soc_code,
        title=occupation.title,
        reported_as=wider.soc_code if wider else None,
        stands_in=career.related_occupation,
        note=career.occupation_note,
    )


def _profile(said: models.Profile) -> shapes.Profile:
    zone = said.job_zone
    return shapes.Profile.model_validate(
        {
            "code": said.code,
            "title": said.title,
            "description": said.description,
            "job_zone": {name: getattr(zone, name) for name in shapes.JobZone.model_fields}
            if zone
            else None,
            "interests": {INTERESTS[key]: float(score) for key, score in said.interests.items()},
            "high_points": [INTERESTS[key] for key in said.high_points],
            "tasks": said.tasks,
            "skills": said.skills,
            "knowledge": said.knowledge,
            "work_styles": said.work_styles,
            "technologies": said.technologies,
            "required_education": [
                {"name": row["name"], "percent": row["percent"]} for row in said.education
            ],
            "release": said.release.key,
        }
    )


def _outlook(row: models.Projection | None) -> shapes.Outlook | None:
    if row is None:
        return None
    return shapes.Outlook(
        first_year=row.release.first_year,
        last_year=row.release.last_year,
        employment_first=row.employment_first,
        employment_last=row.employment_last,
        change_percent=float(row.change_percent),
        openings=row.openings,
        entry_education=row.entry_education,
        work_experience=row.work_experience,
        training=row.training,
        release=row.release.key,
    )


def _attainment(row: models.EducationalAttainment | None) -> shapes.Attainment | None:
    if row is None:
        return None
    levels = [shapes.Share(name=name, percent=float(share)) for name, share in row.shares()]
    return shapes.Attainment(levels=levels, release=row.release.key)


def _scores(career: models.Career) -> shapes.SkillScores | None:
    row = career.occupation.skill_scores if career.occupation else None
    if row is None or (career.profile and career.profile.skills):
        return None
    return shapes.SkillScores(
        scores={one["name"]: one["score"] for one in row.scores}, release=row.release.key
    )


def _programs(occupation: models.Occupation) -> shapes.Programs | None:
    rows = list(occupation.study_programs.all())
    if not rows:
        return None
    programs = [shapes.Program(cip_code=row.cip_code, title=row.title) for row in rows]
    return shapes.Programs(programs=programs, release=rows[0].release.key)


def place_of(area: models.Area) -> shapes.Place:
    """`area` has its release joined."""
    own = shapes.Place.model_fields.keys() - {"release"}
    return shapes.Place.model_validate(
        {name: getattr(area, name) for name in own}
        | {"release": area.release.key if area.release else ""}
    )


def wages_of(row: models.WageEstimate) -> shapes.Wages:
    return shapes.Wages.model_validate(_wages(row))


def place_wages_of(row: models.WageEstimate) -> shapes.PlaceWages:
    """`row` of an area has its release and its area, with the area's release, joined."""
    place = place_of(row.area) if row.area else None
    return shapes.PlaceWages.model_validate(_wages(row) | {"place": place})


def _wages(row: models.WageEstimate) -> dict[str, object]:
    spreads = {
        period: shapes.Spread(
            **{name: amount(row, f"{period}_{name}") for name in (*PERCENTILES, "mean")}
        )
        for period in ("annual", "hourly")
    }
    jobs = {name: _figure(getattr(row, name)) for name in JOB_FIGURES}
    return {**spreads, **jobs, "release": row.release.key}


def amount(row: models.WageEstimate, column: str) -> shapes.Figure:
    """The figure in `column` of wages, with what an empty one or the top code stands for."""
    return _figure(getattr(row, column), row.is_top_coded(column))


def _figure(value: Decimal | int | None, at_least: bool = False) -> shapes.Figure:
    if value is None:
        return shapes.Figure(value=None, status="not_published")
    number = float(value) if isinstance(value, Decimal) else value
    return shapes.Figure(value=number, status="at_least" if at_least else "published")
