"""What a release of wages changes, in plain sentences, worked out in the database."""

from collections.abc import Iterable

from django.db.models import F, FloatField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from careers.models import Area, DataRelease, Occupation, WageEstimate

from .areas import NATION
from .oews_files import FIELDS
from .staging import refuse_removals
from .whole import count

MOVES = 5
"""Of each kind of area, how many of the biggest moves up and down are told."""

NAMES = {
    NATION: "the United States",
    Area.Kind.STATE: "states",
    Area.Kind.TERRITORY: "territories",
    Area.Kind.METRO: "metropolitan areas",
    Area.Kind.NONMETRO: "nonmetropolitan areas",
}


def _rows(*releases: DataRelease) -> QuerySet[WageEstimate]:
    return WageEstimate.in_any_state.filter(release__in=releases)


def rows_changed(new: DataRelease, replaced: list[DataRelease]) -> int:
    """How many rows of `new`, still staged, and of those it replaces, are not in the other."""
    one, other = (
        _rows(*releases).order_by().values_list("occupation", "area", *FIELDS)
        for releases in ([new], replaced)
    )
    return max(one.difference(other).count(), other.difference(one).count())


def refuse_removals_by_kind(new: DataRelease, replaced: list[DataRelease]) -> None:
    """Raise RefusedError when many occupations of a kind of area in `replaced` are not in `new`."""
    for kind in new.coverage:
        after, before = (
            set(
                _rows(*releases).filter(_here(kind)).values_list("occupation", flat=True).distinct()
            )
            for releases in ([new], replaced)
        )
        refuse_removals(len(before - after), len(before))


def _here(kind: str) -> Q:
    return Q(area=None) if kind == NATION else Q(area__kind=kind)


def sentences(new: DataRelease, replaced: list[DataRelease], changed: int | None) -> list[str]:
    """How `new`, still staged, differs from what was newest for its year and kinds of areas.

    `changed` is the number of `rows_changed`, None when nothing is replaced.
    """
    told = []
    if changed is not None:
        told.append(f"Rows that differ from what was in use for {new.when}: {changed:,}.")
    for kind in new.coverage:
        here = _here(kind)
        rows = _rows(new).filter(here)
        jobs = rows.exclude(occupation__soc_code=Occupation.ALL).values("occupation").distinct()
        places = NAMES[kind]
        if kind != NATION:
            number = rows.values("area").distinct().count()
            places = f"{number:,} {places if number > 1 else Area.Kind(kind).label.lower()}"
            if number > 1 and rows.filter(area__state="DC", area__kind=Area.Kind.STATE).exists():
                places = f"{number - 1:,} states and the District of Columbia"
        told.append(
            f"Wages in {places}: {count(jobs.count(), 'occupation')}, {count(rows.count(), 'row')}."
        )
        before = _before(new, replaced, kind)
        if before is not None:
            earlier = "what was in use" if before.period == new.period else before.when
            told += _against(rows, _rows(before).filter(here), earlier, kind)
            told += _moves(rows, _rows(before).filter(here), earlier, kind)
    return told


def _before(new: DataRelease, replaced: list[DataRelease], kind: str) -> DataRelease | None:
    """The release to compare with: of the same year, else the newest of an earlier one."""
    earlier = DataRelease.objects.filter(
        dataset=new.dataset, state=DataRelease.State.CURRENT, period__lt=new.period
    )
    return next((old for old in [*replaced, *earlier] if kind in (old.coverage or [NATION])), None)


def _against(
    rows: QuerySet[WageEstimate], old: QuerySet[WageEstimate], earlier: str, kind: str
) -> list[str]:
    told = []
    for model, column in ((Occupation, "occupation"), (Area, "area")):
        if column == "area" and kind == NATION:
            continue
        now, then = (set(side.values_list(column, flat=True).distinct()) for side in (rows, old))
        for keys, words in ((now - then, "New"), (then - now, "Missing")):
            if keys:
                titles = (
                    model.objects.filter(pk__in=keys)
                    .order_by("title")
                    .values_list("title", flat=True)
                )
                told.append(f"{words} against {earlier}, {len(keys):,}: {_list(titles)}.")
    return told


def _list(titles: Iterable[str]) -> str:
    titles = list(titles)
    more = f" and {len(titles) - 10:,} more" if len(titles) > 10 else ""
    return "; ".join(titles[:10]) + more


def _moves(
    rows: QuerySet[WageEstimate], old: QuerySet[WageEstimate], earlier: str, kind: str
) -> list[str]:
    """Where the yearly median rose and fell most. "At least" is no figure to compare."""
    match = {"occupation": OuterRef("occupation")}
    if kind != NATION:
        match["area"] = OuterRef("area")
    then = old.filter(**match).exclude(annual_median=F("release__annual_top_code"))
    moved = (
        rows.exclude(annual_median=F("release__annual_top_code"))
        .annotate(before=Subquery(then.values("annual_median")[:1]))
        .exclude(annual_median=F("before"))
        .annotate(move=Cast("annual_median", FloatField()) / F("before"))
        .select_related("occupation", "area")
    )
    told = []
    for words, some in (
        ("rose", moved.filter(move__gt=1).order_by("-move", "pk")),
        ("fell", moved.filter(move__lt=1).order_by("move", "pk")),
    ):
        biggest = [_move(row) for row in some[:MOVES]]
        if biggest:
            told.append(
                f"Yearly median pay in {NAMES[kind]} {words} most against {earlier} for "
                f"{'; '.join(biggest)}."
            )
    return told


def _move(row: WageEstimate) -> str:
    where = f" in {row.area}" if row.area else ""
    then, now = row.before, row.annual_median  # type: ignore[attr-defined]
    return f"{row.occupation.title}{where}, from ${then:,} to ${now:,} ({now / then - 1:+.1%})"
