"""Mistakes in starter files, told so that their author finds the place."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Problem:
    file: str
    entry: str
    """Whose entry it is: a career's title, a SOC code, a field's name; empty for the file as a whole."""
    field: str
    """Where in the entry, such as "interview, row 3, looking_for"; empty for the entry as a whole."""
    message: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.entry, self.field) if part)
        return f"{self.file}: {place}: {self.message}" if place else f"{self.file}: {self.message}"


class StarterError(Exception):
    """The starter files cannot be loaded; nothing was kept. `problems` says where they are wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Report:
    """Collects the problems of one entry."""

    def __init__(self, file: str, entry: str = "") -> None:
        self.file, self.entry = file, entry
        self.problems: list[Problem] = []

    def add(self, field: str, message: str) -> None:
        self.problems.append(Problem(self.file, self.entry, field, message))

    def add_error(self, error: ValidationError, place: str, names: dict[str, str]) -> None:
        """Problems of a model's validation; `names` turns model fields into the file's keys."""
        for field, messages in error.message_dict.items():
            key = "" if field == "__all__" else names.get(field, field)
            for message in messages:
                self.add(", ".join(filter(None, (place, key))), message)
