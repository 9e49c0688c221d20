"""Tables small enough to be read whole, and found sound, before anything is written.

One release of such a data set is in use at a time: a new one takes the place of all before it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from careers.models import DataRelease, Occupation

from . import staging
from .aggregates import point_members
from .reading import File, fingerprint

Columns = dict[str, Any]
Key = tuple[str, ...]
"""SOC code, then what else tells rows of one occupation apart."""

MOST_MOVES = 3
MOST_NAMED = 10


@dataclass
class Whole:
    """One table of one release, as read from its file."""

    release: DataRelease
    """Not saved yet."""
    file: File
    model: type[Any]
    """A kind of Figure."""
    rows: dict[Key, Columns]
    titles: dict[str, str]
    """SOC code → title as the table prints it."""
    read: str
    """What was read and what was left out, in a sentence."""
    moved: Callable[[Columns, Columns], tuple[Decimal, str] | None] = lambda old, new: None
    """How far an occupation moved from one release to the next, in figures and in words."""
    told_apart_by: tuple[str, ...] = ()
    """Columns that the rest of a key stands for."""

    def __post_init__(self) -> None:
        self.release.files = [self.file.name]
        self.release.fingerprint = fingerprint([self.file])

    def in_use(self) -> list[DataRelease]:
        return list(
            DataRelease.objects.filter(
                dataset=self.release.dataset, state=DataRelease.State.CURRENT
            )
        )

    def is_in_use(self) -> bool:
        return any(old.fingerprint == self.release.fingerprint for old in self.in_use())

    def refuse_older(self) -> None:
        """Raise RefusedError when a newer release is in use."""
        for old in self.in_use():
            if _years(old) > _years(self.release):
                raise staging.RefusedError(
                    f"{self.file.name} holds {self.release}, and {old} is in use, which is newer. "
                    "To go on with the other files, leave this one out."
                )

    def refuse_removals(self) -> None:
        """Raise RefusedError when many of the occupations in use would go."""
        before, after = ({key[0] for key in rows} for rows in (self._before(), self.rows))
        staging.refuse_removals(len(before - after), len(before))

    def changes(self) -> list[str]:
        """What this release changes against the one in use, in sentences."""
        before = self._before()
        added, removed = self.rows.keys() - before.keys(), before.keys() - self.rows.keys()
        both = self.rows.keys() & before.keys()
        changed = [key for key in both if before[key] != self.rows[key]]
        unit = "line" if self.told_apart_by else "occupation"
        sentences = [
            f"{count(len(self.rows), unit)}: {len(added):,} added, {len(changed):,} changed, "
            f"{len(removed):,} removed, {len(both) - len(changed):,} as before."
        ]
        if gone := sorted({key[0] for key in removed} - {key[0] for key in self.rows}):
            some = Occupation.objects.filter(soc_code__in=gone[:MOST_NAMED]).order_by("soc_code")
            more = f"; and {len(gone) - MOST_NAMED:,} more" if len(gone) > MOST_NAMED else ""
            sentences.append(f"No longer there: {'; '.join(map(str, some))}{more}.")
        moves = sorted(
            (*move, self.titles[key[0]])
            for key in changed
            if (move := self.moved(before[key], self.rows[key]))
        )
        ups = [move for move in reversed(moves) if move[0] > 0][:MOST_MOVES]
        downs = [move for move in moves if move[0] < 0][:MOST_MOVES]
        for label, few in (("up", ups), ("down", downs)):
            if few:
                words = "; ".join(f"{title}, {move}" for _, move, title in few)
                sentences.append(f"Most {label}: {words}.")
        return sentences

    def _before(self) -> dict[Key, Columns]:
        names = list(next(iter(self.rows.values())))
        rows = self.model._default_manager.filter(release__in=self.in_use())
        return {
            (code, *rest[: len(self.told_apart_by)]): dict(
                zip(names, rest[len(self.told_apart_by) :], strict=True)
            )
            for code, *rest in rows.values_list("occupation__soc_code", *self.told_apart_by, *names)
        }

    def put_to_use(self) -> None:
        """Stage the rows, then switch over."""
        replaced = self.in_use()
        self.release.state = DataRelease.State.STAGED
        self.release.save()
        codes = _occupations(self.titles)
        staging.add(
            (
                self.model(
                    release=self.release,
                    occupation_id=codes[code],
                    **dict(zip(self.told_apart_by, rest, strict=True)),
                    **columns,
                )
                for (code, *rest), columns in self.rows.items()
            ),
            self.model,
        )
        staging.switch(self.release, replaced, point_members)


def put_all_to_use(tables: Iterable[Whole], dry_run: bool, allow_removals: bool) -> Iterator[str]:
    """Take `tables` into use, each in its own switch. Yields what happens, in sentences.

    Raises RefusedError, before anything is written, when one of them is older than what is in use
    or, unless `allow_removals`, lacks many of its occupations.
    """
    tables = list(tables)
    with staging.importing():
        for table in tables:
            table.refuse_older()
            if not allow_removals:
                table.refuse_removals()
        for table in tables:
            yield f"{table.release}, from {table.file.name}."
            yield f"  {table.read}"
            if table.is_in_use():
                yield "  Nothing to do: this very file is in use."
                continue
            table.release.changes = table.changes()
            yield from (f"  {sentence}" for sentence in table.release.changes)
            if not dry_run:
                table.put_to_use()
    if dry_run:
        yield "This was a dry run: nothing was changed."


def count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _years(release: DataRelease) -> tuple[int, int]:
    first = release.first_year or release.period.year
    return first, release.last_year or first


def _occupations(titles: dict[str, str]) -> dict[str, int]:
    """Id by SOC code; occupations unknown so far come to be, with the title that was printed."""
    known = set(Occupation.objects.values_list("soc_code", flat=True))
    staging.add(
        (
            Occupation(soc_code=code, title=title)
            for code, title in titles.items()
            if code not in known
        ),
        Occupation,
    )
    return dict(Occupation.objects.values_list("soc_code", "pk"))
