"""O*NET® data: from the files of a release to the profiles and pages that readers see."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from careers.models import Career, Conflict, DataRelease, JobTitle, JobZone, Occupation, Profile
from careers.title_search import fold, index_titles

from . import conflicts, onet_files, pages
from .onet_changes import Changes
from .onet_files import Contents
from .onet_source import Source
from .staging import RefusedError, State, add, importing, refuse_removals, switch

PROFILES_AT_ONCE = 50
"""In one transaction: each holds some 30 KB of lists."""

Show = Callable[[float], None]


@dataclass
class Report:
    """What an import read and changed, or would have."""

    release: DataRelease
    nothing_new: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    """Rows read, by table."""
    warnings: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


def import_onet(
    path: Path,
    dry_run: bool = False,
    publish: Career.State = Career.State.DATA,
    show: Show = lambda share: None,
    allow_removals: bool = False,
) -> Report:
    """Take the release at `path` into use; new pages begin in the state `publish`.

    Raises FileError or RefusedError, and then nothing is kept. A dry run writes nothing.
    """
    with importing():
        source = Source.at(path)
        report = Report(source.release())
        old = DataRelease.objects.filter(
            dataset=DataRelease.Dataset.ONET, state=State.CURRENT
        ).first()
        if old and version_of(old) > source.version:
            raise RefusedError(
                f"{path.name} holds release {report.release.version}, and {old.version} is in use, "
                "which is newer."
            )
        if old and old.fingerprint == report.release.fingerprint:
            report.nothing_new = True
        else:
            contents = onet_files.read(source, lambda share: show(share / 3))
            report.counts, report.warnings = contents.counts, contents.warnings
            changes = Changes(old, contents)
            if old and not allow_removals:
                refuse_removals(len(changes.removed), Profile.objects.filter(release=old).count())
            # The same data in other files is no change that anybody could see.
            report.nothing_new = changes.none and old is not None and old.key == report.release.key
            if not report.nothing_new:
                report.changes = changes.sentences
                found = conflicts.find(contents.profiles)
                report.changes += _told(found)
        if dry_run:
            if not report.nothing_new:
                report.pages = _pages_to_come(contents)
        elif report.nothing_new:
            # An import that was killed right after its switch-over may have left some to make.
            report.pages = pages.settle(publish).sentences()
        else:
            report.release.changes = report.changes
            _stage(report.release, contents, lambda share: show((1 + 2 * share) / 3))
            _put_to_use(report, old, contents, publish)
        if not dry_run:
            pages.write_all_titles()
        show(1)
    return report


def version_of(release: DataRelease) -> tuple[int, ...]:
    return tuple(int(part) for part in release.version.split("."))


def _told(found: list[Conflict]) -> list[str]:
    if not found:
        return []
    named = [f"{conflict.career} ({conflict.get_part_display().lower()})" for conflict in found]
    more = f" and {len(named) - 20:,} more" if len(named) > 20 else ""
    return [
        f"For editors to look at, because the data changed under what they wrote, {len(named):,}: "
        f"{'; '.join(named[:20])}{more}."
    ]


def _pages_to_come(contents: Contents) -> list[str]:
    linked = pages.links(contents.profiles.keys())
    shown = set(Career.objects.values_list("onet_code", flat=True)) | set(linked.values())
    made = len(contents.profiles.keys() - shown)
    return pages.Outcome(linked=len(linked), made=made).sentences()


def _stage(release: DataRelease, contents: Contents, show: Show) -> None:
    release.state = State.STAGED
    release.save()
    for zone in contents.zones.values():
        zone.release = release
    add(contents.zones.values(), JobZone)
    occupations = _occupations(contents)
    for code, profile in contents.profiles.items():
        profile.release, profile.occupation_id = release, occupations[code[:7]]
    add(contents.profiles.values(), Profile, PROFILES_AT_ONCE)
    total, done = sum(map(len, contents.titles.values())) + len(contents.profiles), 0

    def then(batch: list[JobTitle]) -> None:
        nonlocal done
        index_titles(batch)
        done += len(batch)
        show(done / total)

    add(_titles(contents), JobTitle, then=then)


def _titles(contents: Contents) -> Iterator[JobTitle]:
    for code, profile in contents.profiles.items():
        for title in [profile.title, *contents.titles[code]]:
            main = title == profile.title
            yield JobTitle(profile=profile, title=title, folded=fold(title), main=main)


def _occupations(contents: Contents) -> dict[str, int]:
    """Id by SOC code; occupations unknown so far come to be."""
    titles = _occupation_titles(contents.profiles.values())
    known = set(Occupation.objects.values_list("soc_code", flat=True))
    add(
        (Occupation(soc_code=soc, title=t) for soc, t in titles.items() if soc not in known),
        Occupation,
    )
    return dict(Occupation.objects.values_list("soc_code", "pk"))


def _occupation_titles(profiles: Iterable[Profile]) -> dict[str, str]:
    """SOC code → title of its own line, the one that ends in ".00", or of the first there is."""
    titles: dict[str, str] = {}
    for profile in sorted(profiles, key=lambda profile: profile.code):
        titles.setdefault(profile.code[:7], profile.title)
    return titles


def _put_to_use(
    report: Report, old: DataRelease | None, contents: Contents, publish: Career.State
) -> None:
    before = {
        profile.code: profile
        for profile in Profile.objects.filter(release=old).defer(*Profile.LONG)
    }

    def point() -> None:
        found = conflicts.find(contents.profiles)
        pages.follow_titles(before, contents.profiles)
        # Pages of data that is gone wait for an editor.
        gone = Career.objects.filter(state=Career.State.DATA).exclude(
            onet_code__in=contents.profiles
        )
        gone.update(state=Career.State.DRAFT)
        for conflict in found:
            conflict.release = report.release
        Conflict.objects.bulk_create(found)
        _rename_occupations(before, contents)
        report.pages = pages.settle(publish).sentences()

    switch(report.release, [old] if old else [], point)


def _rename_occupations(before: dict[str, Profile], contents: Contents) -> None:
    """Follow the classification, except where an editor chose another title."""
    was = _occupation_titles(before.values())
    now = _occupation_titles(contents.profiles.values())
    changed = []
    for occupation in Occupation.objects.filter(soc_code__in=now):
        old, new = was.get(occupation.soc_code), now[occupation.soc_code]
        # Other data sets print the same titles in lower case.
        same = occupation.title == old or (old is None and occupation.title.lower() == new.lower())
        if same and occupation.title != new:
            occupation.title = new
            changed.append(occupation)
    Occupation.objects.bulk_update(changed, ["title"])
