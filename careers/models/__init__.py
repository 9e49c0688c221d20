from .area import Area
from .career import Career, Field, FormerSlug, RelatedCareer
from .conflict import Conflict
from .feedback import MissedSearch, Mistake, OutsideLink, PartVote
from .occupation import EducationLevel, Occupation
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
from .profile import JobTitle, JobZone, Profile
from .projection import EducationalAttainment, Projection, SkillScores, StudyProgram
from .release import DataRelease
from .starter import StarterRecord
from .version import Opening, Plan, Preview, Version
from .wages import WageEstimate

__all__ = [
    "AlternateTitle",
    "Area",
    "Career",
    "Conflict",
    "DataRelease",
    "EducationLevel",
    "EducationRoute",
    "EducationalAttainment",
    "Field",
    "FormerSlug",
    "InterviewQuestion",
    "JobTitle",
    "JobZone",
    "MissedSearch",
    "Mistake",
    "Moment",
    "Occupation",
    "Opening",
    "OutsideLink",
    "PartVote",
    "Plan",
    "Preview",
    "Profile",
    "Projection",
    "RelatedCareer",
    "Responsibility",
    "Skill",
    "SkillScores",
    "Source",
    "StarterRecord",
    "Step",
    "StudyProgram",
    "Version",
    "WageEstimate",
]
