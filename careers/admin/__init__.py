from .career import CareerAdmin
from .field import FieldAdmin
from .occupation import DataReleaseAdmin, OccupationAdmin

__all__ = ["CareerAdmin", "DataReleaseAdmin", "FieldAdmin", "OccupationAdmin"]
