"""How an import ends that could not go on: in a sentence that says what is in use now."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from careers.models import DataRelease

from .reading import FileError
from .staging import RefusedError

INTERRUPTED = 130
"""What a shell is told of a command that was stopped with Ctrl-C."""

AGAIN = "Start it again; what is left half done is cleared away then."


@contextmanager
def plainly() -> Iterator[None]:
    """Have whatever keeps an import from going on raise CommandError with a sentence."""
    began = timezone.now()
    try:
        # What COPY raises comes from the driver as it is.
        with connection.wrap_database_errors:
            yield
    except (FileError, RefusedError) as error:
        raise CommandError(f"{_kept(began)} {error}") from None
    except (DatabaseError, InterfaceError) as error:
        said = str(error).partition("\n")[0].rstrip(".")
        raise CommandError(f"{_kept(began)} The database says: {said}. {AGAIN}") from None
    except OSError as error:
        raise CommandError(f"{_kept(began)} {error.strerror or error}. {AGAIN}") from None
    except KeyboardInterrupt:
        raise CommandError(
            f"{_kept(began)} It was stopped. {AGAIN}", returncode=INTERRUPTED
        ) from None


def _kept(began: object) -> str:
    try:
        made = DataRelease.objects.filter(state=DataRelease.State.CURRENT, imported_at__gte=began)
        in_use = ", ".join(map(str, made))
    except (DatabaseError, InterfaceError):
        return "The import has ended early."
    if in_use:
        return f"Nothing more was imported: {in_use} is in use already."
    return "Nothing was imported."
