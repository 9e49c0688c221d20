"""What members have to do with the rows they read, in SQL.

It stands in every query of a member's page, and Django takes ten times as long to put a subquery
together as the database to answer it. All of it is constant: what varies is a parameter.
"""

from django.db.models import BooleanField, Field
from django.db.models.expressions import RawSQL

from careers.models.career import Viewer


def select(sql: str, *params: object, kind: Field | None = None) -> RawSQL:
    """The one value that `sql` finds, as a column of that `kind`; all of them, for an `__in`."""
    return RawSQL(sql, params, kind)  # noqa: S611


def exists(rows: str, *params: object) -> RawSQL:
    """Whether there are `rows`, which says what follows FROM."""
    return RawSQL(f"EXISTS(SELECT 1 FROM {rows})", params, BooleanField())  # noqa: S608, S611


def muted_questions(viewer: Viewer) -> RawSQL:
    """The ids of the questions `viewer` muted."""
    return select("SELECT question_id FROM community_questionmute WHERE member_id = %s", viewer.pk)


def muted_members(viewer: Viewer) -> RawSQL:
    """The ids of the members `viewer` muted."""
    return select("SELECT muted_id FROM community_membermute WHERE member_id = %s", viewer.pk)
