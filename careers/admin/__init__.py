from .career import CareerAdmin
from .field import FieldAdmin
from .imports import ConflictAdmin, DataReleaseAdmin
from .occupation import OccupationAdmin

__all__ = ["CareerAdmin", "ConflictAdmin", "DataReleaseAdmin", "FieldAdmin", "OccupationAdmin"]
