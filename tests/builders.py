"""Plain functions that make what a test needs, with sensible defaults for the rest."""

import uuid
from datetime import date, time
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from careerportal.accounts.models import User
from careers.models import (
    AlternateTitle,
    Area,
    Career,
    Conflict,
    DataRelease,
    EducationalAttainment,
    EducationLevel,
    EducationRoute,
    Field,
    InterviewQuestion,
    JobTitle,
    Moment,
    Occupation,
    Profile,
    Projection,
    RelatedCareer,
    Responsibility,
    Skill,
    Source,
    Step,
    WageEstimate,
)
from community import posting
from community.models import Level, Post, Question, Standing

_numbers = count(1)


def make_user(
    handle: str = "", groups: tuple[str, ...] = (), level: Level = Level.REGULAR, **fields: Any
) -> User:
    """A member in good standing, so that what they post is not held; `level` says otherwise."""
    handle = handle or f"member{next(_numbers)}"
    fields.setdefault("email", f"{handle.lower()}@example.org")
    fields.setdefault("password", "correct horse battery")
    user = User.objects.create_user(handle=handle, **fields)
    user.confirm_email()
    Standing.objects.create(member=user, level=level)
    user.groups.set([Group.objects.get(name=name) for name in groups])
    return user


def make_editor(**fields: Any) -> User:
    return make_user(groups=("Editors",), is_staff=True, **fields)


def make_publisher(**fields: Any) -> User:
    return make_user(groups=("Publishers",), is_staff=True, **fields)


def make_moderator(**fields: Any) -> User:
    return make_user(groups=("Moderators",), is_staff=True, **fields)


def make_field(name: str = "Health care") -> Field:
    slug = name.lower().replace(" ", "-")
    return Field.objects.get_or_create(
        slug=slug, defaults={"name": name, "description": f"All of {name}."}
    )[0]


def make_release(year: int = 2024, **fields: Any) -> DataRelease:
    fields = {
        "dataset": DataRelease.Dataset.OEWS,
        "name": "Occupational Employment and Wage Statistics",
        "period": f"{year}-05-01",
        "url": "https://www.bls.gov/oes/",
        "annual_top_code": 239_200,
        "hourly_top_code": 115,
    } | fields
    return DataRelease.objects.get_or_create(key=f"oews-{year}-05", defaults=fields)[0]


def make_occupation(
    soc_code: str = "", median: int | None = 60_000, year: int = 2024, **wages: Any
) -> Occupation:
    """An occupation with one wage estimate around `median`; None publishes no wages."""
    number = next(_numbers)
    occupation = Occupation.objects.create(
        soc_code=soc_code or f"99-{number:04d}", title=f"Occupation {number}"
    )
    if median is not None:
        percentiles = {
            "annual_p10": median // 2, "annual_p25": median * 3 // 4, "annual_median": median,
            "annual_p75": median * 5 // 4, "annual_p90": median * 3 // 2, "annual_mean": median + 1_000,
        }  # fmt: skip
        WageEstimate.objects.create(
            occupation=occupation,
            release=make_release(year),
            employment=10_000,
            **(percentiles | wages),
        )
    Occupation.objects.filter(pk=occupation.pk).point_at_newest_figures()
    occupation.refresh_from_db()
    return occupation


def make_career(title: str = "", **fields: Any) -> Career:
    """A published career without parts."""
    title = title or f"Career {next(_numbers)}"
    fields = {
        "slug": title.lower().replace(" ", "-"),
        "state": Career.State.PUBLISHED,
        "summary": "Does the work that this test needs someone to do.",
        "overview": "What it is.",
        "education_minimum": "bachelors",
    } | fields
    if "field" not in fields:
        fields["field"] = make_field()
    return Career.objects.create(title=title, **fields)


def make_question(
    title: str = "How do new nurses get day shifts?", text: str = "I start in May.", **fields: Any
) -> Question:
    if "author" not in fields:
        fields["author"] = make_user()
    question = Question(title=title, **fields)
    posting.ask(question, text, uuid.uuid4())
    return question


def make_answer(
    question: Question | None = None,
    text: str = "Ask on the first day.",
    author: User | None = None,
) -> Post:
    return posting.answer(question or make_question(), author or make_user(), text, uuid.uuid4())


def make_comment(
    parent: Post, text: str = "Which shift was that?", author: User | None = None
) -> Post:
    return posting.comment(parent, author or make_user(), text, uuid.uuid4())


def add_parts(career: Career, rows: int = 2) -> Career:
    """Give a career `rows` rows in every part."""
    for n in range(rows):
        AlternateTitle.objects.create(
            career=career, position=n, title=f"Other title {n} of {career}"
        )
        Moment.objects.create(
            career=career, position=n, time=time(8, n % 60), title=f"Moment {n}", text="It happens."
        )
        Step.objects.create(
            career=career, position=n, title=f"Step {n}", text="Do this.", optional=n == 1
        )
        Skill.objects.create(
            career=career, position=n, name=f"Skill {n}", text="It looks like this."
        )
        Responsibility.objects.create(career=career, position=n, text=f"Do task {n}")
        InterviewQuestion.objects.create(
            career=career,
            position=n,
            question=f"Interview question {n}?",
            kind="Technical",
            looking_for="Calm.",
        )
        Source.objects.create(
            career=career,
            position=n,
            title=f"Source {n}",
            publisher="Someone",
            url="https://example.org/",
        )
        other = make_career(occupation=make_occupation())
        RelatedCareer.objects.create(career=career, position=n, related=other)
    for n, level in enumerate(EducationLevel.values[:rows]):
        EducationRoute.objects.create(
            career=career, position=n, level=level, standing="Usual", text="Learn."
        )
    Career.objects.filter(pk=career.pk).update(
        education_text="What people have.",
        day_introduction="A Tuesday.",
        become_introduction="The way in.",
        time_to_qualify="Two years",
    )
    career.refresh_from_db()
    return career


def make_projection(occupation: Occupation, change: str = "5.0", **fields: Any) -> Projection:
    release = DataRelease.objects.get_or_create(
        key="projections-2024-34",
        defaults={
            "dataset": "projections",
            "name": "Employment Projections",
            "period": "2025-08-01",
            "first_year": 2024,
            "last_year": 2034,
            "url": "https://www.bls.gov/emp/",
        },
    )[0]
    fields = {"employment_first": 10_000, "employment_last": 10_500, "openings": 900} | fields
    projection = Projection.objects.create(
        occupation=occupation, release=release, change_percent=change, **fields
    )
    Occupation.objects.filter(pk=occupation.pk).point_at_newest_figures()
    return projection


def make_attainment(occupation: Occupation) -> EducationalAttainment:
    release = DataRelease.objects.get_or_create(
        key="attainment-2021-22",
        defaults={
            "dataset": "attainment",
            "name": "American Community Survey",
            "period": "2024-08-01",
            "first_year": 2021,
            "last_year": 2022,
            "url": "https://www.bls.gov/emp/",
        },
    )[0]
    attainment = EducationalAttainment.objects.create(
        occupation=occupation,
        release=release,
        less_than_high_school=1,
        high_school=9,
        some_college=10,
        associates=10,
        bachelors=40,
        masters=20,
        doctoral=10,
    )
    Occupation.objects.filter(pk=occupation.pk).point_at_newest_figures()
    return attainment


def make_onet_release(version: str = "29.3", **fields: Any) -> DataRelease:
    fields = {
        "dataset": DataRelease.Dataset.ONET,
        "name": "O*NET® 29.3 Database",
        "version": version,
        "publisher": "U.S. Department of Labor, Employment and Training Administration",
        "period": "2025-05-01",
        "url": "https://www.onetcenter.org/database.html",
        "license": "CC BY 4.0",
    } | fields
    key = f"onet-{version.replace('.', '-')}"
    return DataRelease.objects.get_or_create(key=key, defaults=fields)[0]


def make_area(title: str = "California", **fields: Any) -> Area:
    """A state unless `kind` says otherwise."""
    number = next(_numbers)
    fields = {
        "code": str(number), "slug": title.lower().replace(" ", "-").replace(",", ""),
        "kind": Area.Kind.STATE, "state": title[:2].upper(),
    } | fields  # fmt: skip
    return Area.objects.create(title=title, **fields)


def make_profile(occupation: Occupation, suffix: str = "00", **fields: Any) -> Profile:
    """What O*NET data says of one line under `occupation`; a thin one unless `fields` hold more."""
    fields = {
        "release": make_onet_release(), "title": occupation.title, "thin": not fields.get("tasks"),
        "description": f"Do what {occupation.title} do, with care and on time.",
    } | fields  # fmt: skip
    profile = Profile.objects.create(
        code=f"{occupation.soc_code}.{suffix}", occupation=occupation, **fields
    )
    JobTitle.objects.create(
        profile=profile, title=profile.title, folded=profile.title.lower(), main=True
    )
    return profile


def make_data_page(profile: Profile, **fields: Any) -> Career:
    """A career page that no editor has written."""
    fields = {
        "title": profile.title, "slug": profile.title.lower().replace(" ", "-"), "summary": "",
        "overview": "", "state": Career.State.DATA, "field": make_field(),
        "occupation": profile.occupation, "onet_code": profile.code, "profile": profile,
    } | fields  # fmt: skip
    return Career.objects.create(**fields)


def make_local_wages(
    occupation: Occupation, area: Area, median: int | None = 70_000, year: int = 2024, **fields: Any
) -> WageEstimate:
    """Wages of `occupation` in `area` around `median`; None publishes no percentiles."""
    release = DataRelease.objects.get_or_create(
        key=f"oews-{year}-05-state",
        defaults={
            "dataset": DataRelease.Dataset.OEWS,
            "name": "Occupational Employment and Wage Statistics",
            "period": date(year, 5, 1),
            "url": "https://www.bls.gov/oes/",
            "annual_top_code": 239_200,
            "hourly_top_code": 115,
            "coverage": ["state", "metro"],
        },
    )[0]
    if median is not None:
        fields = {
            "annual_p10": median // 2, "annual_p25": median * 3 // 4, "annual_median": median,
            "annual_p75": median * 5 // 4, "annual_p90": median * 3 // 2,
            "annual_mean": median + 1_000,
        } | fields  # fmt: skip
    wages: WageEstimate = WageEstimate.objects.create(
        occupation=occupation, area=area, release=release, **{"employment": 500} | fields
    )
    if area.release is None or area.release.period < release.period:
        area.release = release
        area.save()
    return wages


def make_conflict(career: Career, **fields: Any) -> Conflict:
    """An imported description that changed under what editors wrote."""
    fields = {
        "release": make_onet_release(), "part": Conflict.Part.DESCRIPTION,
        "before": "Look after people.", "after": "Care for people.",
    } | fields  # fmt: skip
    return Conflict.objects.create(career=career, **fields)
