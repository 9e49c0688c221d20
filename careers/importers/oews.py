"""Wages by occupation and place, from the files of OEWS as they are downloaded.

The files of one year make one release. A whole file replaces what is in use of its year and kinds
of areas; an extract (see `oews_files`) only adds to it. Older years stay beside newer ones.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import Q

from careers.models import Area, DataRelease, Occupation, WageEstimate

from .areas import NATION, Areas
from .oews_changes import refuse_removals_by_kind, rows_changed, sentences
from .oews_files import (
    FIELDS,
    FIGURES,
    Codes,
    Key,
    Line,
    Reader,
    Source,
    Values,
    codes_by_title,
    falling,
    is_whole,
)
from .reading import Table, fingerprint, open_files
from .staging import BATCH, State, add_values, clear_away, importing, switch

ORDER = [NATION, *Area.Kind.values]
"""Kinds of areas, in the order in which keys of releases name them."""

Show = Callable[[float], None]
"""Is told which share of the rows has been read."""


@dataclass
class Report:
    """What the import of one year read, and what it changed."""

    release: DataRelease
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[str] = field(default_factory=list)
    nothing_new: bool = False


def import_oews(
    paths: Iterable[Path],
    dry_run: bool = False,
    show: Show = lambda share: None,
    allow_removals: bool = False,
) -> Iterator[Report]:
    """Import the files at `paths`, the oldest year first, and report each year when it is in use.

    Raises FileError or RefusedError; of that year nothing is kept. A dry run keeps nothing at all.
    """
    files = open_files(paths)
    with importing():
        sources = [Source.of(file) for file in files]
        for year in sorted({source.year for source in sources}):
            mine = [source for source in sources if source.year == year]
            yield _Year(year, mine, show).run(dry_run, allow_removals)


def kinds_of(release: DataRelease) -> set[str]:
    """A release that was written by hand has national wages only."""
    return set(release.coverage or [NATION])


class _Year:
    """The import of the files of one year."""

    def __init__(self, year: int, sources: list[Source], show: Show) -> None:
        tops = next((source.top_codes for source in sources if source.top_codes), None)
        self.release = DataRelease(
            dataset=DataRelease.Dataset.OEWS,
            name="Occupational Employment and Wage Statistics",
            period=date(year, 5, 1),
            url="https://www.bls.gov/oes/",
            hourly_top_code=tops and tops[0],
            annual_top_code=tops and tops[1],
            state=State.STAGED,
            fingerprint=fingerprint(source.file for source in sources),
            files=sorted(source.file.name for source in sources),
            key=f"oews-{year}-05",
        )
        self.report = Report(self.release)
        self.sources, self.show = sources, show
        self.height = 0
        self.areas = Areas()
        self.occupations: dict[str, int] = dict(Occupation.objects.values_list("soc_code", "pk"))
        self.made: list[int] = []
        self.kinds: set[str] = set()
        self.seen: set[Key] = set()
        """What rows have been staged for."""

    def run(self, dry_run: bool, allow_removals: bool) -> Report:
        current = DataRelease.objects.filter(dataset=self.release.dataset, state=State.CURRENT)
        if current.filter(fingerprint=self.release.fingerprint).exists():
            self.report.nothing_new = True
            return self.report
        same_year = list(current.filter(period=self.release.period))
        same_year.sort(key=lambda old: not old.fingerprint)  # what was written by hand comes last
        self.release.save()
        try:
            columns = ["release_id", "occupation_id", "area_id", *FIELDS]
            add_values(WageEstimate, columns, self._rows(same_year))
            self.show(1)
            replaced = [old for old in same_year if kinds_of(old) & self.kinds]
            self.release.coverage = [kind for kind in ORDER if kind in self.kinds]
            self.release.key = "-".join([self.release.key, *_in_key(self.release.coverage)])
            if replaced and not allow_removals:
                refuse_removals_by_kind(self.release, replaced)
            changed = rows_changed(self.release, replaced) if replaced else None
            self.report.nothing_new = changed == 0
            if not self.report.nothing_new:
                self.report.changes = self.release.changes = sentences(
                    self.release, replaced, changed
                )
                if not dry_run:
                    switch(self.release, replaced, self._pointing(replaced))
        finally:
            if not current.filter(pk=self.release.pk).exists():
                clear_away(State.STAGED)
                Area.objects.filter(pk__in=self.areas.made).delete()
                Occupation.objects.filter(pk__in=self.made).delete()
        return self.report

    def _rows(self, same_year: list[DataRelease]) -> Iterator[list[Any]]:
        """Every row of the release: those of whole files, what they lack, and what extracts add."""
        opened = [(source, source.open()) for source in self.sources]
        whole = [pair for pair in opened if is_whole(pair[1])]
        extracts = self._extracts([pair for pair in opened if not is_whole(pair[1])])
        self.height = sum(table.height for _, table in opened)
        del opened
        kinds: set[str] = set()
        while whole:  # taken out one by one: a large table need not stay in memory
            here: set[Key] = set()
            for key, line in self._with_ids(self._read(*whole.pop(0))):
                if key in here:
                    where = line.place.title or "the United States"
                    raise line.row.bad("OCC_CODE", f"{line.code} is there twice for {where}.")
                here.add(key)
                kinds.add(line.place.kind)
                if key not in self.seen:
                    yield self._row(key, line.values, extracts)
            self.seen |= here
        self.kinds |= kinds
        for old in same_year:
            if kinds_of(old) & self.kinds:
                self.kinds |= kinds_of(old)
                if not kinds_of(old) <= kinds:
                    self.release.files = sorted({*self.release.files, *old.files})
                for key, values in _rows_of(old, kinds_of(old) - kinds):
                    if key not in self.seen:
                        self.seen.add(key)
                        yield self._row(key, values, extracts)
        for key in list(extracts):
            self.seen.add(key)
            yield self._row(key, [None] * len(FIELDS), extracts)

    def _read(self, source: Source, table: Table, codes: Codes | None = None) -> Iterator[Line]:
        return Reader(source, table, self.report.counts, codes or {}).lines()

    def _extracts(self, opened: list[tuple[Source, Table]]) -> dict[Key, Line]:
        """The rows of extracts. Of two that give the same figure the first one counts."""
        extracts: dict[Key, Line] = {}
        codes: Codes = {}
        if any("OCC_CODE" not in table.index for _, table in opened):
            codes = codes_by_title(self.sources)
        for source, table in opened:
            here: set[Key] = set()
            for key, line in self._with_ids(self._read(source, table, codes)):
                if key in here:
                    raise line.row.bad("OCC_TITLE", f"{line.code} is there twice for this area.")
                here.add(key)
                self.kinds.add(line.place.kind)
                if key in extracts:
                    line = line._replace(values=_merged(extracts[key].values, line.values))
                extracts[key] = line
        return extracts

    def _with_ids(self, lines: Iterable[Line]) -> Iterator[tuple[Key, Line]]:
        """Lines with the ids of their occupations and areas, which come to be where they are new."""
        lines = iter(lines)
        while batch := list(islice(lines, BATCH)):
            if self.height:
                self.show(min(self.report.counts["read"] / self.height, 0.99))
            self.areas.make(line.place for line in batch)
            new = {line.code: line.title for line in batch if line.code not in self.occupations}
            rows = [Occupation(soc_code=code, title=title) for code, title in new.items()]
            for occupation in Occupation.objects.bulk_create(rows):
                self.occupations[occupation.soc_code] = occupation.pk
                self.made.append(occupation.pk)
            for line in batch:
                yield (self.occupations[line.code], self.areas.id_of(line.place)), line

    def _row(self, key: Key, values: Values, extracts: dict[Key, Line]) -> list[Any]:
        """The row to insert; what an extract says of it is taken out of `extracts`."""
        extract = extracts.pop(key, None)
        if extract:
            values = _merged(extract.values, values)
            if name := falling(values):
                column = next(figure.column for figure in FIGURES if figure.field == name)
                raise extract.row.bad(column, "This does not fit what is known from other files.")
        return [self.release.pk, *key, *values]

    def _pointing(self, replaced: list[DataRelease]) -> Callable[[], None]:
        """Has each area point at the newest release with wages for it. Worked out beforehand."""
        here = {area for _, area in self.seen if area}
        older = (
            Q(release=None) | Q(release__in=replaced) | Q(release__period__lte=self.release.period)
        )
        mine = list(Area.objects.filter(older, pk__in=here))
        for area in mine:
            area.release, area.title = self.release, self.areas.titles.get(area.pk, area.title)
        orphans = set(
            Area.objects.filter(release__in=replaced)
            .exclude(pk__in=here)
            .values_list("pk", flat=True)
        )
        others: list[tuple[DataRelease | None, set[int]]] = []
        for other in self._others(replaced) if orphans else []:
            rows = WageEstimate.objects.filter(release=other, area__in=orphans)
            found = set(rows.values_list("area", flat=True).distinct())
            others.append((other, found))
            orphans -= found
        others.append((None, orphans))

        def point() -> None:
            Area.objects.bulk_update(mine, ["release", "title"], batch_size=100)
            for release, areas in others:
                Area.objects.filter(pk__in=areas).update(release=release)

        return point

    def _others(self, replaced: list[DataRelease]) -> Iterable[DataRelease]:
        """Releases of wages that stay in use, the newest first."""
        keys = [old.pk for old in replaced]
        return DataRelease.objects.filter(
            dataset=self.release.dataset, state=State.CURRENT
        ).exclude(pk__in=keys)


def _in_key(coverage: list[str]) -> list[str]:
    """Territories come in the files of states, and go without saying beside them."""
    states = Area.Kind.STATE in coverage
    return [kind for kind in coverage if not (kind == Area.Kind.TERRITORY and states)]


def _merged(first: Values, second: Values) -> Values:
    return [theirs if mine is None else mine for mine, theirs in zip(first, second, strict=True)]


def _rows_of(release: DataRelease, kinds: set[str]) -> Iterator[tuple[Key, Values]]:
    """The rows of a release for areas of `kinds`, read in batches between the writes."""
    wanted = Q(area__kind__in=kinds)
    if NATION in kinds:
        wanted |= Q(area=None)
    rows = WageEstimate.objects.filter(wanted, release=release).order_by("pk")
    last = 0
    while batch := list(
        rows.filter(pk__gt=last).values_list("pk", "occupation", "area", *FIELDS)[:BATCH]
    ):
        for _, occupation, area, *values in batch:
            yield (occupation, area), values
        last = batch[-1][0]
