"""What the editors' front page must know of every career page, read in one query."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, ExpressionWrapper, IntegerField, OuterRef, Q

from careers import document
from careers.models import Career, DataRelease
from careers.publishing import missing_parts

PARTS = {
    "what": ("what the job is", "id_overview"),
    "education": ("typical education", "id_education_text"),
    "programs": ("programs of study", "id_occupation"),
    "salary": ("salary", "id_occupation"),
    "outlook": ("outlook", "id_occupation"),
    "day": ("a day in the life", "id_day_introduction"),
    "become": ("how to become one", "id_become_introduction"),
    "skills": ("essential skills", "skills-heading"),
    "technology": ("technology", "id_onet_code"),
    "duties": ("key responsibilities", "responsibilities-heading"),
    "interests": ("interests and work styles", "id_onet_code"),
    "interview": ("interview questions", "interview_questions-heading"),
    "related": ("related careers", "related_careers-heading"),
    "sources": ("sources", "sources-heading"),
}
"""Id of a section of the page (see page.py) → what it is called, and where the form has it."""

FIGURES = {
    "wages": ("pay", DataRelease.Dataset.OEWS),
    "projection": ("outlook", DataRelease.Dataset.PROJECTIONS),
    "attainment": ("schooling", DataRelease.Dataset.ATTAINMENT),
    "skill_scores": ("skill scores", DataRelease.Dataset.SKILLS),
}
"""Column of Occupation → what it holds in words, and the data set it comes from."""


class _Rows:
    """Stands for the rows of a part where only their being there counts."""

    def __init__(self, there: bool) -> None:
        self.there = there

    def all(self) -> bool:
        return self.there


class PageFacts:
    """What the board reads of one career page."""

    TEXTS = ("summary", "overview", "education_text", "pay_note", "day_introduction",
             "become_introduction")  # fmt: skip
    ROWS = ("education_routes", "moments", "steps", "skills", "responsibilities",
            "interview_questions", "sources")  # fmt: skip
    COLUMNS = ("pk", "title", "state", "reviewed_on", "reading_grade", "occupation_id",
               "draft__at", "draft__author__handle",
               *(f"occupation__{name}__release" for name in FIGURES))  # fmt: skip

    pk: int
    title: str
    state: str
    reviewed_on: date | None
    reading_grade: Any
    overview: bool
    summary: bool

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        for name in ("pk", "title", "state", "reviewed_on", "reading_grade", "occupation_id"):
            setattr(self, name, row[name])
        for name in self.TEXTS:
            setattr(self, name, row[f"has_{name}"])
        for name in self.ROWS:
            setattr(self, name, _Rows(row[f"has_{name}"]))

    @classmethod
    def read_all(cls) -> list["PageFacts"]:
        """In one query, without a word of what the pages say."""
        # As 0 and 1: to make Python's booleans of thousands would cost more than the query.
        yes = IntegerField()
        models = {name: model for model, name, _ in document.PARTS.values()}
        has: dict[str, Any] = {
            f"has_{name}": ExpressionWrapper(~Q(**{name: ""}), yes) for name in cls.TEXTS
        }
        for name in cls.ROWS:
            rows = models[name]._default_manager.filter(career=OuterRef("pk"))
            has[f"has_{name}"] = Exists(rows, output_field=yes)
        return [cls(row) for row in Career.objects.order_by("title").values(*cls.COLUMNS, **has)]

    @property
    def is_written(self) -> bool:
        return self.state == Career.State.PUBLISHED or self.overview or self.summary

    @cached_property
    def missing(self) -> list[str]:
        return missing_parts(self) if self.is_written and self.state != Career.State.DATA else []  # type: ignore[arg-type]
