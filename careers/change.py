"""From one career to another: what carries over, what is to be built, and what changes with it.

Two careers are only ever compared on one scale. Where O*NET data has no ratings for one of them,
both take the skill scores of the Employment Projections program.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch

from .models import Career, DataRelease, EducationLevel, JobZone, RelatedCareer
from .models.career import CareerQuerySet, Viewer
from .profile_rows import TOOLS_SHOWN, Fold, fold

IMPORTANT = 3
"""Of 5: "important" in the survey's own words."""
UNIMPORTANT = 2
"""Below this, a missing level means "not relevant"; above it, only that none was published."""
STEP, BIG_STEP = 0.75, 1.5
"""Points by which a rating is higher, or much higher: more than surveys of this size get wrong."""


def with_change(careers: CareerQuerySet, viewer: Viewer) -> CareerQuerySet:
    """Fetch what `change_between` and `page.neighbors` read."""
    related = RelatedCareer.objects.filter(related__in=Career.objects.visible_to(viewer))
    return (
        careers.with_figures()
        .defer(None)
        .select_related(
            "occupation__skill_scores__release", "profile__release", "profile__job_zone"
        )
        .prefetch_related("skills", Prefetch("related_careers", related.select_related("related")))
    )


class Step(NamedTuple):
    """Something the new work asks more of."""

    name: str
    here: str
    there: str
    much: bool
    gap: float


@dataclass(frozen=True)
class Ratings:
    """One kind of rating of both careers, on one scale."""

    shared: list[str]
    """Important in both, most important first."""
    steps: Fold
    """Important in the new work and rated well above the present one, longest step first."""
    most: int
    """The top of the scale that `steps` are on."""
    release: DataRelease


@dataclass(frozen=True)
class Change:
    start: Career
    goal: Career
    skills: Ratings | None
    """None where nothing rates both."""
    fell_back: bool
    """Whether `skills` are the scores of Employment Projections, for want of O*NET ratings."""
    knowledge: Ratings | None
    same_tools: Fold
    """(name, hot) of technology that both use, hot ones first."""
    new_tools: Fold
    related: bool
    """Whether editors or the data call the one related to the other."""
    surveyed: list[str]
    """Of each, the schooling that most people in it say the job requires; empty where not asked."""
    sentences: list[str]
    """What changes in schooling, preparation and pay."""


def change_between(start: Career, goal: Career) -> Change:
    """Both careers from `with_change`, with `wages` of the place that was chosen."""
    skills = _of_profiles(start, goal, "skills")
    scores = None if skills else _of_scores(start, goal)
    same, new = _tools(start, goal)
    return Change(
        start,
        goal,
        skills=skills or scores,
        fell_back=scores is not None,
        knowledge=_of_profiles(start, goal, "knowledge"),
        same_tools=same,
        new_tools=new,
        related=_leads_to(start, goal) or _leads_to(goal, start),
        surveyed=[_surveyed(career) for career in (start, goal)],
        sentences=[said for said in (_schooling(start, goal), _zones(start, goal), _pay(start, goal)) if said],
    )  # fmt: skip


def _of_profiles(start: Career, goal: Career, name: str) -> Ratings | None:
    if start.profile is None or goal.profile is None:
        return None
    here, there = (
        {row["name"]: row for row in getattr(career.profile, name)} for career in (start, goal)
    )
    if not here or not there:
        return None
    both = [(here[key], row) for key, row in there.items() if key in here]
    steps = [
        _step(other["name"], one["level"], other["level"])
        for one, other in both
        if other["importance"] >= IMPORTANT
        and other["level"] is not None
        and (one["level"] is not None or one["importance"] < UNIMPORTANT)
    ]
    importance = {one["name"]: (one["importance"], other["importance"]) for one, other in both}
    return _ratings(importance, steps, 7, goal.profile.release)


def _step(name: str, here: float | None, there: float) -> Step:
    gap = there - (here or 0)
    return Step(
        name, "none" if here is None else f"{here:.1f}", f"{there:.1f}", gap >= BIG_STEP, gap
    )


def _of_scores(start: Career, goal: Career) -> Ratings | None:
    one, other = (
        career.occupation.skill_scores if career.occupation else None for career in (start, goal)
    )
    if one is None or other is None:
        return None
    here = {row["name"]: row["score"] for row in one.scores}
    both = {row["name"]: (here[row["name"]], row["score"]) for row in other.scores if row["name"] in here}  # fmt: skip
    steps = [_step(name, *pair) for name, pair in both.items() if pair[1] >= IMPORTANT]
    return _ratings(both, steps, 5, other.release)


def _ratings(
    importance: Mapping[str, tuple[float, float]],
    steps: Iterable[Step],
    most: int,
    release: DataRelease,
) -> Ratings:
    shared = [name for name, pair in importance.items() if min(pair) >= IMPORTANT]
    return Ratings(
        sorted(shared, key=lambda name: -min(importance[name])),
        fold(sorted((s for s in steps if s.gap >= STEP), key=lambda s: -s.gap)),
        most,
        release,
    )


def _tools(start: Career, goal: Career) -> tuple[Fold, Fold]:
    here, there = (
        {tool["name"]: tool for tool in career.profile.technologies} if career.profile else {}
        for career in (start, goal)
    )
    rows = sorted(
        ((name, tool["hot"], tool["in_demand"]) for name, tool in there.items()),
        key=lambda row: (not row[1], not row[2]),
    )
    known, new = (
        [(name, hot) for name, hot, _ in rows if (name in here) is wanted]
        for wanted in (True, False)
    )
    # Without a list of one's own, nothing can be called new.
    return fold(known, TOOLS_SHOWN), fold(new if here else [], TOOLS_SHOWN)


def _leads_to(one: Career, other: Career) -> bool:
    codes = [row["code"] for row in one.profile.related] if one.profile else []
    return other.onet_code in codes or any(
        link.related_id == other.pk for link in one.related_careers.all()
    )


def _surveyed(career: Career) -> str:
    first = career.profile.usual_schooling if career.profile else None
    if first is None:
        return ""
    level = first["name"].split(" - ")[0].capitalize().replace("'", "’")
    return f"{level} ({first['percent']:.0f}% of answers)"


def _schooling(start: Career, goal: Career) -> str:
    here, there = start.minimum, goal.minimum
    if not here or not there:
        return ""
    words = goal.schooling[0].lower() + goal.schooling[1:]
    if here == there:
        return f"Both usually ask for the same schooling: {words}."
    order = EducationLevel.values
    if order.index(there) > order.index(here):
        return f"The new work usually asks for more schooling: {words}."
    return f"The new work usually asks for less schooling: {words}."


def _zones(start: Career, goal: Career) -> str:
    here, there = (_zone(career) for career in (start, goal))
    if here is None or there is None or here.release_id != there.release_id:
        return ""
    if here.number == there.number:
        return "Both take about the same preparation."
    more = "more" if there.number > here.number else "less"
    steps = abs(there.number - here.number)
    return f"It takes {more} preparation: {steps} job zone{'' if steps == 1 else 's'} {'up' if more == 'more' else 'down'}."


def _zone(career: Career) -> JobZone | None:
    return career.profile.job_zone if career.profile else None


def _pay(start: Career, goal: Career) -> str:
    """Empty unless both publish the same yearly measure, and neither is only "at least"."""
    here, there = start.wages, goal.wages
    if here is None or there is None or here.measure != there.measure:
        return ""
    if here.occupation_id == there.occupation_id:
        return "The statistics give one figure for the pay of both."
    column = here.measure
    if not column.startswith("annual") or here.is_top_coded(column) or there.is_top_coded(column):
        return ""
    gap = getattr(there, column) - getattr(here, column)
    kind = column.removeprefix("annual_").capitalize()
    if not gap:
        return f"{kind} pay is the same."
    return f"{kind} pay is ${abs(gap):,} a year {'higher' if gap > 0 else 'lower'}."
