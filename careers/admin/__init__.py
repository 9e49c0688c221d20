from .career import CareerAdmin
from .feedback import MissedSearchAdmin, MistakeAdmin, PartVoteAdmin
from .field import FieldAdmin
from .imports import ConflictAdmin, DataReleaseAdmin
from .occupation import OccupationAdmin

__all__ = [
    "CareerAdmin",
    "ConflictAdmin",
    "DataReleaseAdmin",
    "FieldAdmin",
    "MissedSearchAdmin",
    "MistakeAdmin",
    "OccupationAdmin",
    "PartVoteAdmin",
]
