"""Where a new release of O*NET® data says something else about what editors have written."""

from collections.abc import Iterable, Mapping

from careers.models import Career, Conflict, Profile

from .pages import titles_of

Part = Conflict.Part


def find(new: Mapping[str, Profile]) -> list[Conflict]:
    """Conflicts, not saved and without their release, of careers that show the release in use."""
    left = [f"profile__{name}" for name in Profile.LONG if name != "tasks"]
    careers = (
        Career.objects.exclude(profile=None)
        .select_related("profile")
        .defer(*left)
        .prefetch_related("responsibilities")
        .order_by("pk")
    )
    return [
        Conflict(career=career, part=part, before=before, after=after)
        for career in careers.iterator(chunk_size=100)
        if career.profile and career.profile.code == career.onet_code
        for part, before, after in _of(career, career.profile, new.get(career.onet_code))
    ]


def _of(
    career: Career, old: Profile, new: Profile | None
) -> Iterable[tuple[Conflict.Part, str, str]]:
    if new is None:
        # Pages that nobody wrote have nothing to lose; the import says which data is gone.
        if career.summary or career.overview or career.draft_id:
            yield Part.GONE, old.title, ""
        return
    if old.title != new.title and career.title not in titles_of(old):
        yield Part.TITLE, old.title, new.title
    if old.description != new.description and (career.summary or career.overview):
        yield Part.DESCRIPTION, old.description, new.description
    before, after = ([task["text"] for task in profile.tasks] for profile in (old, new))
    if set(before) != set(after) and career.responsibilities.all():
        yield (
            Part.TASKS,
            "\n".join(text for text in before if text not in after),
            "\n".join(text for text in after if text not in before),
        )
