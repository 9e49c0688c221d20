"""Which parts a career page has. An empty part leaves no heading and no entry in the page's navigation."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q

from .models import Career, DataRelease, Occupation, Profile
from .models.career import Viewer
from .models.release import Figure
from .profile_rows import RELATED_SHOWN, TITLES_SHOWN


def page_of(slug: str, viewer: Viewer) -> Career | None:
    """The career with everything on its page but pay. The same few releases stand behind all its
    figures, so they are read once, not joined to each."""
    found = Career.objects.visible_to(viewer).with_page(viewer).filter(slug=slug)
    career = next(iter(found), None)
    if career:
        rows = _copied(career)
        known = DataRelease.objects.in_bulk({row.release_id for row in rows})
        for row in rows:
            row.release = known[row.release_id]
    return career


@dataclass(frozen=True)
class Section:
    id: str
    label: str
    """In the page's own navigation."""
    heading: str

    @property
    def template(self) -> str:
        return f"careers/parts/_{self.id}.html"


def sections(
    career: Career, related: Sequence[Career] = (), place: str = "the United States"
) -> list[Section]:
    """The parts of `career` that hold something, in reading order. Reads only what is prefetched.

    `place` is where the pay is paid that the page shows.

    Titles of data pages are plurals ("Data Scientists"), so their headings go without them.
    """
    occupation, said = career.occupation, career.profile or Profile()
    wages = occupation.wages if occupation else None
    outlook = occupation.projection if occupation else None
    data = career.is_data_page
    what = "What they do" if data else f"What is {career.titled}?"
    candidates = [
        (True, "what", what if data else "What is it?", what),
        (
            career.education_text or career.education_routes.all() or said.usual_schooling
            or (occupation and occupation.attainment) or (outlook and outlook.entry_education),
            "education", "Typical education", "Typical Education",
        ),
        (occupation and occupation.study_programs.all(), "programs", "Programs of study", "Programs of study"),
        (wages or career.pay_note or (data and occupation and not career.is_thin), "salary", "Salary", f"Salary Range in {place}"),
        (outlook, "outlook", "Outlook", "Outlook"),
        (
            career.day_introduction or career.moments.all() or career.video_url,
            "day", "Day in the life", "Day in the Life",
        ),
        (
            career.become_introduction or career.steps.all() or said.job_zone,
            "become", "How to become one", "How to Become One" if data else f"How to Become {career.titled}",
        ),
        (
            career.skills.all() or said.skills or said.knowledge or (occupation and occupation.skill_scores),
            "skills", "Essential skills", "Essential Skills",
        ),
        (said.technologies, "technology", "Technology", "Technology"),
        (career.responsibilities.all() or said.tasks, "duties", "Key responsibilities", "Key Responsibilities"),
        (said.interests or said.work_styles, "interests", "Interests and work styles", "Interests and work styles"),
        (career.interview_questions.all(), "interview", "Interview questions", "Common Interview Questions"),
        (related or career.related_careers.all(), "related", "Related careers", "Related Careers"),
        (True, "questions", "Questions?", "Questions?"),
        (career.sources.all() or wages or releases(career), "sources", "Sources", "Sources and Further Reading"),
    ]  # fmt: skip
    if data:
        # Nothing else on a data page says what the work is like from day to day.
        candidates.insert(1, candidates.pop([row[1] for row in candidates].index("duties")))
    return [Section(id, label, heading) for holds, id, label, heading in candidates if holds]


def _copied(career: Career) -> list[Profile | Figure]:
    """All imported rows that came with the career."""
    rows: list[Profile | Figure | None] = [career.profile]
    if occupation := career.occupation:
        rows += [
            occupation.wages,
            occupation.projection,
            occupation.attainment,
            occupation.skill_scores,
            *occupation.study_programs.all()[:1],
        ]
    return [row for row in rows if row]


def releases(career: Career) -> list[DataRelease]:
    """Those that the imported texts and all figures but pay were copied from."""
    said, occupation = career.profile, career.occupation
    rows: list[Profile | Figure | None] = [said]
    if occupation:
        rows += [occupation.projection, occupation.attainment, *occupation.study_programs.all()[:1]]
        rows.append(None if said and said.skills else occupation.skill_scores)
    return [row.release for row in rows if row]


def neighbors(career: Career, viewer: Viewer) -> tuple[list[Career], list[Career]]:
    """(related careers, the editors' first; careers with the same line of statistics), in one query.

    A page with a description only takes its whole group of the classification for the latter.
    """
    chosen = [link.related_id for link in career.related_careers.all()]
    codes = [row["code"] for row in career.profile.related] if career.profile else []
    near = Q(pk__in=chosen) | Q(onet_code__in=codes)
    group = ""
    if career.occupation and not career.related_occupation:
        group = career.occupation.soc_code[: 6 if career.is_thin else None]
        lines = Occupation.objects.filter(soc_code__startswith=group)
        near |= Q(occupation__in=lines, related_occupation=False)
    found = (
        Career.objects.visible_to(viewer).with_row().filter(near).exclude(pk=career.pk).order_by()
    )
    others = {other.pk: other for other in found}
    related = [others.pop(pk) for pk in chosen if pk in others]
    closest = sorted(
        (other for other in others.values() if other.onet_code in codes),
        key=lambda other: codes.index(other.onet_code),
    )
    kin = [
        other
        for other in sorted(found, key=attrgetter("title"))
        if group
        and other.occupation
        and other.occupation.soc_code.startswith(group)
        and not other.related_occupation
    ]
    return related + closest[: max(0, RELATED_SHOWN - len(related))], kin


def other_titles(career: Career) -> list[str]:
    """What else people call the job: the editors' words, else a few titles from the data."""
    if not career.is_data_page or career.profile is None:
        return [other.title for other in career.alternate_titles.all()]
    # They are told in one sentence, where a comma would part a title in two.
    titles = (
        career.profile.job_titles.filter(main=False).exclude(title__contains=",").order_by("pk")
    )
    return list(titles.values_list("title", flat=True)[:TITLES_SHOWN])
