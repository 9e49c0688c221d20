"""What a release of O*NET® data changes against the one in use, in plain sentences."""

from collections.abc import Iterable
from typing import Any

from careers.models import DataRelease, JobTitle, JobZone, Profile
from careers.models.profile import INTERESTS

from .onet_files import Contents
from .whole import count

MOST_MOVES = 5
MOST_NAMED = 10
RATED = {"skills": "skill", "knowledge": "area of knowledge", "work_styles": "work style"}
ZONE = ["number", "name", "experience", "education", "training", "examples", "svp_range"]

Move = tuple[float, str]
"""How far, and the sentence part that says what."""


class Changes:
    """`sentences` to print and to keep; `none` when both releases say the same."""

    def __init__(self, old: DataRelease | None, new: Contents) -> None:
        self.new = new
        self.changed: set[str] = set()
        self.renamed: list[str] = []
        self.tasks, self.tools, self.titles = Tally(), Tally(), Tally()
        self.reworded = 0
        self.rerated = dict.fromkeys([*RATED, "interests", "education", "related"], 0)
        self.rezoned = 0
        self.moves: dict[str, list[Move]] = {"interest": [], "importance": []}
        before: dict[str, str] = {}
        if old:
            profiles = Profile.objects.filter(release=old).select_related("job_zone")
            for profile in profiles.iterator(chunk_size=100):
                before[profile.code] = profile.title
                if profile.code in new.profiles:
                    self.compare(profile, new.profiles[profile.code])
            self.compare_titles(old, before.keys() & new.profiles.keys())
        self.added = [p.title for code, p in new.profiles.items() if code not in before]
        self.removed = [title for code, title in before.items() if code not in new.profiles]
        zones = JobZone.objects.filter(release=old).values_list(*ZONE) if old else []
        self.zones = [row[0] for row in zones], list(new.zones)
        same_zones = list(zones) == [
            tuple(getattr(zone, name) for name in ZONE) for zone in new.zones.values()
        ]
        self.none = bool(old) and same_zones and not (self.added or self.removed or self.changed)

    def compare(self, old: Profile, new: Profile) -> None:
        if old.title != new.title:
            self.renamed.append(f"{old.title} → {new.title}")
        before, after = (
            {task["id"]: task["text"] for task in profile.tasks} for profile in (old, new)
        )
        self.tasks.add(before.keys(), after.keys())
        self.reworded += sum(before[key] != after[key] for key in before.keys() & after.keys())
        self.tools.add(*({tool["name"] for tool in p.technologies} for p in (old, new)))
        for part, word in RATED.items():
            if getattr(old, part) != getattr(new, part):
                self.rerated[part] += 1
                self.moves["importance"] += _moved(
                    new, word, _importance(old, part), _importance(new, part)
                )
        for part in ("education", "related"):
            self.rerated[part] += getattr(old, part) != getattr(new, part)
        if old.interests != new.interests:
            self.rerated["interests"] += 1
            self.moves["interest"] += _moved(
                new, "interest", _scores(old), _scores(new)
            )  # fmt: skip
        zones = [profile.job_zone and profile.job_zone.number for profile in (old, new)]
        self.rezoned += zones[0] != zones[1]
        same = ["title", "description", "high_points", *INTERESTS.values(), *Profile.LONG]
        if zones[0] != zones[1] or any(getattr(old, name) != getattr(new, name) for name in same):
            self.changed.add(old.code)

    def compare_titles(self, old: DataRelease, codes: Iterable[str]) -> None:
        before: dict[str, set[str]] = {}
        rows = JobTitle.objects.filter(profile__release=old, main=False)
        for code, title in rows.values_list("profile__code", "title").iterator():
            before.setdefault(code, set()).add(title)
        for code in codes:
            then, now = before.get(code, set()), set(self.new.titles[code])
            self.titles.add(then, now)
            if then != now:
                self.changed.add(code)

    @property
    def sentences(self) -> list[str]:
        total = len(self.new.profiles)
        as_before = total - len(self.added) - len(self.changed)
        told = [
            f"{count(total, 'occupation')}: {len(self.added):,} added, {len(self.changed):,} changed, "
            f"{len(self.removed):,} removed, {as_before:,} as before."
        ]
        if len(self.added) == total:
            return told
        for words, titles in (
            ("New", self.added), ("No longer there", self.removed), ("Renamed", self.renamed),
        ):  # fmt: skip
            if titles:
                told.append(f"{words}, {len(titles):,}: {_list(sorted(titles))}.")
        told += [
            f"Tasks: {self.tasks}, {self.reworded:,} reworded.",
            f"Technologies: {self.tools}. Other titles: {self.titles}.",
            "Occupations with changed ratings: "
            + ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in self.rerated.items())
            + f"; in another job zone: {self.rezoned:,}.",
        ]
        if self.zones[0] != self.zones[1]:
            told.append(f"Job zones: {len(self.zones[0])} before, {len(self.zones[1])} now.")
        for word, moves in self.moves.items():
            moves.sort(key=lambda move: (-abs(move[0]), move[1]))
            if moves:
                told.append(
                    f"Biggest moves of {word}: {'; '.join(words for _, words in moves[:MOST_MOVES])}."
                )
        return told


class Tally:
    """How many came and how many went."""

    def __init__(self) -> None:
        self.added = self.dropped = 0

    def add(self, before: Iterable[Any], after: Iterable[Any]) -> None:
        before, after = set(before), set(after)
        self.added += len(after - before)
        self.dropped += len(before - after)

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.dropped:,} dropped"


def _importance(profile: Profile, part: str) -> dict[str, float]:
    return {rating["name"]: rating["importance"] for rating in getattr(profile, part)}


def _scores(profile: Profile) -> dict[str, float]:
    return {INTERESTS[key]: float(score) for key, score in profile.interests.items()}


def _moved(
    profile: Profile, word: str, before: dict[str, float], after: dict[str, float]
) -> list[Move]:
    """The one rating that moved most; one for an occupation, so that many are named."""
    moves = [(after[name] - before[name], name) for name in before.keys() & after.keys()]
    if not moves:
        return []
    by, name = max(moves, key=lambda move: (abs(move[0]), move[1]))
    return [
        (by, f"{profile.title}, {word} {name} from {before[name]:.2f} to {after[name]:.2f}")
    ] if by else []  # fmt: skip


def _list(titles: list[str]) -> str:
    more = f" and {len(titles) - MOST_NAMED:,} more" if len(titles) > MOST_NAMED else ""
    return "; ".join(titles[:MOST_NAMED]) + more
