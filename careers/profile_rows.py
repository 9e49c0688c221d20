"""What imported data says on a career page, worked out once so that its templates only print.

Rows are tuples: templates unpack those, and a page prints some hundred of them. Of a long list the
page shows the first rows and folds the others away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from .models import Career, JobZone, Profile, Projection
from .models.profile import INTERESTS
from .models.release import Figure

Bar = tuple[str, str, float]
"""Name, what is said of it, percent of the full bar."""

SHOWN = 8
TOOLS_SHOWN = 12
RELATED_SHOWN = 10
TITLES_SHOWN = 6

IMPORTANCE = ["Not important", "Somewhat important", "Important", "Very important", "Extremely important"]  # fmt: skip
"""What the survey calls 1 to 5."""
LEVELS = ((5, "Advanced"), (3, "Middle"), (0, "Basic"))
"""Our words for a level from 0 to 7: at least this much is called that."""
MEANINGS = {
    "R": "hands-on work with tools, machines, plants or animals",
    "I": "ideas, facts and finding out why things happen",
    "A": "making and shaping things in your own way",
    "S": "helping, teaching and looking after people",
    "E": "leading, persuading and starting things",
    "C": "order, records and clear rules",
}
"""The six interest types in our own words."""


class Fold(NamedTuple):
    """A list of which only the first rows are seen at once."""

    shown: Sequence[Any]
    more: Sequence[Any]

    @property
    def total(self) -> int:
        return len(self.shown) + len(self.more)


def fold(rows: Sequence[Any], shown: int = SHOWN) -> Fold:
    """One or two rows are not worth a fold."""
    return Fold(rows, []) if len(rows) <= shown + 2 else Fold(rows[:shown], rows[shown:])


@dataclass(frozen=True)
class ProfileRows:
    """Empty where nothing is published; templates leave out what is empty."""

    description: str
    tasks: Fold
    skills: list[Bar]
    knowledge: list[Bar]
    ratings: list[tuple[str, list[tuple[str, str, str]]]]
    """Every skill and every area of knowledge: (heading, [(name, importance, level)])."""
    scores: Fold
    """Employment Projections' skill scores, where O*NET data has no rated skills."""
    styles: Fold
    interests: list[Bar]
    high_points: list[tuple[str, str]]
    """(name, meaning) of the interests that stand out, highest first."""
    tools: list[tuple[str, str]]
    """The first to know: (name, mark). Empty when `kinds` are short enough to stand alone."""
    kinds: list[tuple[str, SafeString]]
    """Every technology, by its category."""
    tool_count: int
    hot_count: int
    in_demand_count: int
    schooling: list[Bar]
    """Levels that people in the work call required, lowest first. Empty, as the sentence is, where
    so much is not published that nobody can say which is the most common."""
    usual_schooling: str
    zone: JobZone | None
    outlook: str
    jobs: list[Bar]
    """Now and in ten years."""
    outlook_of: str
    """The wider occupation that the projection is for; empty when it is the page's own."""
    attainment_of: str


def rows_of(career: Career) -> ProfileRows:
    """Reads only what `with_page` fetched."""
    profile, occupation = career.profile or Profile(), career.occupation
    tools = profile.technologies
    first = sorted(tools, key=lambda tool: (not tool["in_demand"], not tool["hot"]))[:TOOLS_SHOWN]
    outlook = occupation.projection if occupation else None
    scores = occupation.skill_scores if occupation and not profile.skills else None
    rated = [("Skills", profile.skills), ("Knowledge", profile.knowledge)]
    return ProfileRows(
        description=profile.description,
        tasks=fold([task["text"] for task in sorted(profile.tasks, key=_not_core)]),
        skills=_bars(profile.skills[:SHOWN]),
        knowledge=_bars(profile.knowledge[:SHOWN]),
        ratings=[(name, [_in_table(row) for row in rows]) for name, rows in rated if rows],
        scores=fold(_scores(scores.scores if scores else [])),
        styles=fold(_bars(profile.work_styles)),
        interests=[
            (_type(key), f"{score:.1f} of 7", _percent(score, 1, 7))
            for key, score in profile.interests.items()
        ],
        high_points=[(INTERESTS[key], MEANINGS[key]) for key in profile.high_points],
        tools=[(tool["name"], _mark(tool)) for tool in first]
        if len(tools) > TOOLS_SHOWN + 2
        else [],
        kinds=[
            (kind, SafeString(", ".join(map(_tool, group))))
            for kind, group in groupby(tools, key=lambda tool: tool["category"])
        ],
        tool_count=len(tools),
        hot_count=sum(tool["hot"] for tool in tools),
        in_demand_count=sum(tool["in_demand"] for tool in tools),
        schooling=_schooling(profile.education) if profile.usual_schooling else [],
        usual_schooling=_usual_schooling(profile),
        zone=profile.job_zone,
        outlook=_outlook(outlook, getattr(career, "usual_change", None)) if outlook else "",
        jobs=_jobs(outlook) if outlook else [],
        outlook_of=_stands_for(career, outlook),
        attainment_of=_stands_for(career, occupation.attainment if occupation else None),
    )


def _outlook(outlook: Projection, usual: Decimal | None) -> str:
    """`usual` is the change of all occupations together, in percent."""
    change, release = outlook.change_percent, outlook.release
    years = f"From {release.first_year} to {release.last_year}, the number of jobs is projected to"
    before, after = f"{outlook.employment_first:,}", f"{outlook.employment_last:,}"
    if change and before == after:
        verb = "growth" if change > 0 else "shrinkage"
        said = (
            f"{years} stay near {after}: the {verb} of {abs(change):.1f}% is lost in the rounding."
        )
    elif not change:
        said = f"{years} stay about the same, near {after}."
    else:
        verb = "grow" if change > 0 else "shrink"
        said = f"{years} {verb} by {abs(change):.1f}%, from {before} to {after}."
    if usual is not None:
        together = f"all occupations together ({usual:+.1f}%)".replace("-", "−")
        than = (
            "faster than" if change > usual else "slower than" if change < usual else "as fast as"
        )
        said += f" That is {than} {together}." if change > 0 else f" Beside it: {together}."
    leaving = ", most of them to replace people who leave" if outlook.mostly_replacement else ""
    if not outlook.openings:
        leaving = ""
    return f"{said} {capfirst(outlook.about_openings)} openings a year are expected{leaving}."


def _jobs(outlook: Projection) -> list[Bar]:
    numbers = {
        outlook.release.first_year: outlook.employment_first,
        outlook.release.last_year: outlook.employment_last,
    }
    most = max(numbers.values()) or 1
    return [(str(year), f"{n:,}", round(n / most * 100, 1)) for year, n in numbers.items()]


def _stands_for(career: Career, figure: Figure | None) -> str:
    """Title of the occupation that `figure` is for, where that is not what the page is called."""
    occupation = career.occupation
    if occupation is None or figure is None:
        return ""
    if figure.occupation_id != occupation.pk and occupation.reported_as:  # type: ignore[attr-defined]  # all kinds but none by the base
        return occupation.reported_as.title
    return occupation.title if career.covers_more else ""


def _not_core(task: dict[str, Any]) -> bool:
    """Whether the task is rated as supplemental; a list without ratings keeps its order."""
    return task["core"] is False


def _percent(value: Any, low: int, high: int) -> float:
    """How far along a scale from `low` to `high`: the lowest score draws no bar."""
    return round((float(value) - low) / (high - low) * 100, 1)


def _importance(row: dict[str, Any]) -> str:
    """The word follows the figure as it is printed, so that 4.46 and 4.5 read alike."""
    importance = round(row["importance"], 1)
    return f"{IMPORTANCE[int(importance - 0.5)]} ({importance} of 5)"


def _bars(rows: Iterable[dict[str, Any]]) -> list[Bar]:
    return [(row["name"], _importance(row), _percent(row["importance"], 1, 5)) for row in rows]


def _in_table(row: dict[str, Any]) -> tuple[str, str, str]:
    level, importance = row["level"], f"{row['importance']:.1f}"
    if level is None:
        return row["name"], importance, "Not needed"
    word = next(word for least, word in LEVELS if level >= least)
    return row["name"], importance, f"{word}, {level:.1f}"


def _scores(rows: list[dict[str, Any]]) -> list[Bar]:
    return [(row["name"], f"{row['score']:.1f}", _percent(row["score"], 1, 5)) for row in rows]


def _type(key: str) -> SafeString:
    return format_html(
        '{} <span class="meta">{}</span>', INTERESTS[key].capitalize(), MEANINGS[key]
    )


def _mark(tool: dict[str, Any]) -> str:
    """Whether employers ask for it: in all kinds of postings (hot), in those for this occupation."""
    return " · ".join(
        word for word, said in (("hot", tool["hot"]), ("in demand", tool["in_demand"])) if said
    )


def _tool(tool: dict[str, Any]) -> str:
    name, mark = escape(tool["name"]), _mark(tool)
    return f'{name} <b class="badge">{mark}</b>' if mark else name


def _level(name: str) -> str:
    """ "Bachelor's Degree" as a sentence has it, without the publisher's long explanation."""
    return name.split(" - ")[0].capitalize().replace("'", "’")


def _schooling(answers: list[dict[str, Any]]) -> list[Bar]:
    """Levels that somebody named; the longest bar fills its column."""
    named = [row for row in answers if row["percent"] > 0]
    largest = max((row["percent"] for row in named), default=100)
    return [
        (
            _level(row["name"]),
            f"{row['percent']:.0f}%" if row["percent"] >= 1 else "under 1%",
            round(row["percent"] / largest * 100, 1),
        )
        for row in named
    ]


def _usual_schooling(profile: Profile) -> str:
    """The answer that people in the work give most often, and how much is not published."""
    first, withheld = profile.usual_schooling, profile.withheld_schooling
    if first is None:
        return ""
    level = _level(first["name"])
    said = "most people in it say" if first["percent"] > 50 else "the most common answer is"
    answer = f"Asked what schooling this work requires, {said} “{level[0].lower()}{level[1:]}” ({first['percent']:.0f}%)."
    if withheld < 1:
        return answer
    return f"{answer} Too few people were asked to publish {withheld:.0f}% of the answers."
