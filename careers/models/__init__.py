from .career import Career, Field, FormerSlug, RelatedCareer
from .occupation import (
    DataRelease,
    EducationalAttainment,
    EducationLevel,
    Occupation,
    Projection,
    WageEstimate,
)
from .parts import (
    AlternateTitle,
    EducationRoute,
    InterviewQuestion,
    Moment,
    Responsibility,
    Skill,
    Source,
    Step,
)
from .starter import StarterRecord

__all__ = [
    "AlternateTitle",
    "Career",
    "DataRelease",
    "EducationLevel",
    "EducationRoute",
    "EducationalAttainment",
    "Field",
    "FormerSlug",
    "InterviewQuestion",
    "Moment",
    "Occupation",
    "Projection",
    "RelatedCareer",
    "Responsibility",
    "Skill",
    "Source",
    "StarterRecord",
    "Step",
    "WageEstimate",
]
