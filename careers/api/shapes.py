"""What the answers hold. OpenAPI's description is made from these classes, so their words are public."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Number = int | float


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Figure(Shape):
    """One published figure, or that it was not published."""

    value: Number | None = Field(description="Null only where `status` is not_published.")
    status: Literal["published", "at_least", "not_published"] = Field(
        description="at_least: the publisher gives no amount above `value`, so it is this much or more."
    )


class Source(Shape):
    """One release of one official data set. Name it where you show its figures."""

    key: str = Field(description="What `release` in this answer refers to.")
    dataset: str
    when: str = Field(description="The time the figures speak of: “May 2024”, “2024–34”.")
    license: str
    url: str
    credit: str = Field(description="The credit in the words to print.")


class Error(Shape):
    parameter: str
    message: str


class Problem(Shape):
    """Why there is no answer."""

    detail: str
    errors: list[Error] = Field(default=[], description="One for each parameter at fault.")


class Answer(Shape):
    sources: list[Source]
    words_license: Literal["MIT"] = Field(
        default="MIT",
        description="Of what editors of this site wrote: summaries, `overview`, `other_titles`, `skills` and `responsibilities` of careers of the kind “written”. All else is from `sources`.",
    )


class Paging(Shape):
    number: int = Field(description="Of this page; the first is 1.")
    limit: int
    total: int = Field(description="Rows on all pages. The Link header leads to the other pages.")


Row = TypeVar("Row", bound=Shape)


class Page(Answer, Generic[Row]):
    page: Paging
    results: list[Row]


class Name(Shape):
    """A field or another career, by its address."""

    slug: str
    title: str


class Level(Shape):
    level: str
    label: str


class Outlook(Shape):
    """National projection for ten years. Employment and openings are jobs."""

    first_year: int | None
    last_year: int | None
    employment_first: int
    employment_last: int
    change_percent: float
    openings: int = Field(description="A year, on average over the ten years.")
    entry_education: str
    work_experience: str
    training: str
    release: str


class Median(Shape):
    """The newest national median, in dollars."""

    annual: Figure
    hourly: Figure
    release: str


class Listed(Shape):
    """A career as lists have it."""

    slug: str
    title: str
    url: str
    summary: str
    kind: Literal["written", "data"] = Field(description="By editors, or official data only.")
    field: Name
    soc_code: str | None
    onet_code: str | None
    education: Level | None = Field(description="Usual minimum of schooling.")
    median_pay: Median | None = Field(description="Null where no pay is published at all.")
    change_percent: float | None = Field(description="Projected change of jobs in ten years.")


class Occupation(Shape):
    """The line of the Standard Occupational Classification that the figures are of."""

    soc_code: str
    title: str
    reported_as: str | None = Field(description="SOC code of a wider one whose figures stand in.")
    stands_in: bool = Field(description="Whether it is a neighbor, as this career has no line.")
    note: str = Field(description="Why its figures are used, where that needs saying.")


class Rating(Shape):
    id: str
    name: str
    importance: float = Field(description="1 to 5.")
    level: float | None = Field(default=None, description="0 to 7; null where not needed.")


class Task(Shape):
    id: int
    text: str
    core: bool | None = Field(description="Null where tasks were not rated.")


class Technology(Shape):
    name: str
    category: str
    hot: bool = Field(description="Asked for in many job postings of all kinds.")
    in_demand: bool = Field(description="Asked for in many job postings for this occupation.")


class Share(Shape):
    name: str
    percent: float


class JobZone(Shape):
    number: int
    name: str
    education: str
    experience: str
    training: str
    svp_range: str


class Profile(Shape):
    """O*NET® data on the occupation, as published. Empty lists were not published."""

    code: str
    title: str
    description: str
    job_zone: JobZone | None
    interests: dict[str, float] = Field(description="Interest type → score, 1 to 7.")
    high_points: list[str] = Field(description="Interests that stand out, highest first.")
    tasks: list[Task]
    skills: list[Rating]
    knowledge: list[Rating]
    work_styles: list[Rating]
    technologies: list[Technology]
    required_education: list[Share] = Field(description="What people in the work say is required.")
    release: str


class Attainment(Shape):
    """Highest level finished by workers aged 25 and over."""

    levels: list[Share]
    release: str


class SkillScores(Shape):
    """Skills from 1 to 5, where O*NET® data has no ratings of its own."""

    scores: dict[str, float]
    release: str


class Program(Shape):
    cip_code: str
    title: str


class Programs(Shape):
    """Programs of study that prepare for the occupation."""

    programs: list[Program]
    release: str


class WrittenSkill(Shape):
    name: str
    text: str


class Career(Listed):
    """`skills` and `responsibilities` are the editors' words; `profile` has the imported ones."""

    other_titles: list[str]
    overview: str = Field(description="The editors’ words, in Markdown; empty on data pages.")
    reviewed_on: date | None
    skills: list[WrittenSkill]
    responsibilities: list[str]
    occupation: Occupation | None
    profile: Profile | None
    outlook: Outlook | None
    attainment: Attainment | None
    skill_scores: SkillScores | None
    study_programs: Programs | None
    related: list[Name]


class CareerAnswer(Answer):
    career: Career


class Place(Shape):
    slug: str
    title: str
    code: str = Field(description="The area code of the Bureau of Labor Statistics.")
    kind: Literal["state", "territory", "metro", "nonmetro"]
    state: str = Field(description="Postal code; of an area in several states, of the first.")
    release: str = Field(description="The newest release with pay for this place.")


class Spread(Shape):
    p10: Figure
    p25: Figure
    median: Figure
    p75: Figure
    p90: Figure
    mean: Figure


class Wages(Shape):
    """Pay before tax, in dollars, and jobs without the self-employed."""

    annual: Spread
    hourly: Spread
    employment: Figure
    jobs_per_1000: Figure
    location_quotient: Figure
    release: str


class PlaceWages(Wages):
    place: Place


class PayAnswer(Page[PlaceWages]):
    """`results` are places, by their titles; `nation` is the same on every page."""

    career: Name
    occupation: Occupation | None
    status: Literal["published", "not_published"] = Field(
        description="Whether any pay is published for this career, on this page of places or not."
    )
    reason: str = Field(description="Why nothing is published; empty where something is.")
    nation: list[Wages] = Field(description="The United States, all imported years, newest first.")


class Title(Shape):
    """A career found by one of its titles."""

    title: str = Field(description="The title that matched best.")
    exact: bool = Field(description="Whether it is what was asked for.")
    career: Listed


class TitleAnswer(Answer):
    results: list[Title]


class Release(Source):
    name: str
    publisher: str
    version: str
    period: date
    state: Literal["current", "superseded"]
    coverage: list[str] = Field(description="Kinds of places that wages are for.")
    imported_at: datetime | None = Field(description="Null where figures were copied by hand.")
    changes: list[str]


class ReleaseAnswer(Page[Release]):
    """`sources` is empty: the results are sources themselves."""
