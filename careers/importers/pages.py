"""Career pages and O*NET® data: which page shows which occupation, and a page for every other one.

A *data page* shows imported data only. It is public and marked as such, and it yields to a page that
editors have written and published for the same O*NET-SOC code.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import (
    ManyToManyRel,
    ManyToOneRel,
    OneToOneRel,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.text import slugify

from careerportal.gently import gently
from careers.models import Career, DataRelease, Field, FormerSlug, Profile
from careers.models.career import RESERVED_SLUGS
from careers.starter.loading import load
from careers.title_search import forget_titles, write_titles

State = Career.State

LONGEST_TITLE = 100
PAGES_AT_ONCE = 100

FIELDS = {
    "11": "management", "13": "business-and-finance", "15": "computing-and-data",
    "17": "engineering", "19": "science-and-environment", "21": "care-and-community",
    "23": "public-safety-and-law", "25": "education", "27": "arts-and-media", "29": "health-care",
    "31": "health-care", "33": "public-safety-and-law", "35": "food-and-hospitality",
    "37": "buildings-and-grounds", "39": "personal-services", "41": "sales",
    "43": "office-and-administration", "45": "farming-fishing-and-forestry",
    "47": "skilled-trades", "49": "skilled-trades", "51": "manufacturing",
    "53": "transport-and-logistics", "55": "military",
}  # fmt: skip
"""Major group of SOC 2018 → slug of the field a data page begins in; editors may move it."""

UNWRITTEN = Q(state=State.DATA) | Q(state=State.DRAFT, summary="", overview="")
"""Pages that no editor has written on."""


@dataclass
class Outcome:
    """What became of the pages, for the person who runs the import."""

    linked: int = 0
    made: int = 0
    yielded: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Data pages that stay beside a written page, because members' words or a draft hang on them."""

    def sentences(self) -> list[str]:
        told = []
        if self.linked:
            told.append(f"Written pages that now show this data: {self.linked:,}.")
        if self.made:
            told.append(f"New data pages: {self.made:,}.")
        if self.yielded:
            told.append(f"Data pages that gave way to written ones: {'; '.join(self.yielded)}.")
        if self.kept:
            told.append(
                f"Pages that stay beside a written one, because members asked or follow there, or an "
                f"editor has a draft there: "
                f"{'; '.join(self.kept)}. Move what hangs on them, then import again."
            )
        return told


@transaction.atomic
def settle_written() -> Outcome:
    """Link written pages to their data; data pages of the same occupations give way. Safe to run again."""
    outcome = Outcome(linked=link_careers())
    give_way(outcome)
    return outcome


@transaction.atomic
def settle(publish: State = State.DATA) -> Outcome:
    """As `settle_written`, and make data pages for every other occupation."""
    outcome = settle_written()
    outcome.made = len(make_data_pages(publish))
    return outcome


def write_all_titles() -> None:
    """Bring the search up to the titles of all pages, a few at a time.

    Not in the switch-over, which is short: until then pages are found by the titles of their profiles.
    """
    keys = list(Career.objects.order_by("pk").values_list("pk", flat=True))

    def batches() -> Iterator[None]:
        for first in range(0, len(keys), PAGES_AT_ONCE):
            write_titles(Career.objects.filter(pk__in=keys[first : first + PAGES_AT_ONCE]))
            yield

    for _ in gently(batches(), lambda: True):
        pass


def links(codes: Set[str], unsaved: Career | None = None) -> dict[int, str]:
    """Id of each published page without a code → the one of `codes` that it is plainly about.

    That is the occupation's own line (".00"), for the page with the occupation's title, else for
    the only page there is. `unsaved` counts as published, as it is laid over.
    """
    by_occupation: dict[str, list[Career]] = defaultdict(list)
    taken = set()
    written = {
        career.pk: career
        for career in Career.objects.filter(state=State.PUBLISHED).select_related("occupation")
    }
    if unsaved:
        written[unsaved.pk] = unsaved
    for _, career in sorted(written.items()):
        taken.add(career.onet_code)
        if career.occupation:
            by_occupation[f"{career.occupation.soc_code}.00"].append(career)
    found = {}
    for code in by_occupation.keys() & codes - taken:
        careers = by_occupation[code]
        named = [career for career in careers if not career.covers_more]
        for career in named[:1] or (careers if len(careers) == 1 else []):
            if not career.onet_code and not career.related_occupation:
                found[career.pk] = code
    return found


def link_careers() -> int:
    """Give written pages the code they are plainly about, and every page its profile."""
    in_use = Profile.objects.filter(release__state=DataRelease.State.CURRENT)
    found = links(set(in_use.values_list("code", flat=True)))
    for key, code in found.items():
        Career.objects.filter(pk=key).update(onet_code=code)
    point_at(in_use)
    return len(found)


def give_way(outcome: Outcome) -> None:
    """Remove data pages whose code a published page shows; their addresses lead there."""
    published = dict(
        Career.objects.filter(state=State.PUBLISHED)
        .exclude(onet_code="")
        .values_list("onet_code", "pk")
    )
    for page in Career.objects.filter(state=State.DATA, onet_code__in=published):
        if page.draft_id or _is_leaned_on(page):
            outcome.kept.append(page.title)
            continue
        slugs = [page.slug, *page.former_slugs.values_list("slug", flat=True)]
        outcome.yielded.append(page.title)
        forget_titles(list(page.job_titles.values_list("pk", flat=True)))
        page.delete()
        FormerSlug.objects.bulk_create(
            FormerSlug(slug=slug, career_id=published[page.onet_code]) for slug in slugs
        )


def _is_leaned_on(page: Career) -> bool:
    """Whether rows of other apps, such as members' questions, point at `page`. Counters don't count."""
    for relation in Career._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel | ManyToManyRel):
            continue
        model = relation.related_model
        if model._meta.app_label == Career._meta.app_label or model._meta.auto_created:
            continue
        if isinstance(relation, OneToOneRel):
            continue
        if model._base_manager.filter(**{relation.field.name: page}).exists():
            return True
    return False


def make_data_pages(publish: State = State.DATA) -> list[Career]:
    """A page for each profile in use that no page shows."""
    shown = set(Career.objects.values_list("onet_code", flat=True))
    in_use = Profile.objects.filter(release__state=DataRelease.State.CURRENT).order_by("code")
    missing = [profile for profile in in_use.defer(*Profile.LONG) if profile.code not in shown]
    if not missing:
        return []
    names, fields = Names(), _fields({profile.code[:2] for profile in missing})
    pages = []
    for profile in missing:
        title = names.take_title(profile)
        pages.append(
            Career(
                title=title,
                slug=names.take_slug(title, profile.code),
                state=publish,
                field=fields[profile.code[:2]],
                occupation_id=profile.occupation_id,
                onet_code=profile.code,
                profile=profile,
            )
        )
    return Career.objects.bulk_create(pages)


def _fields(groups: Iterable[str]) -> dict[str, Field]:
    """The field of each major group; those that were never loaded come from the starter catalogue."""
    wanted = {group: FIELDS.get(group, "management") for group in groups}
    found = {field.slug: field for field in Field.objects.filter(slug__in=wanted.values())}
    if lacking := set(wanted.values()) - found.keys():
        load(overwrite=True, only={f"field:{slug}" for slug in lacking})
        found |= {field.slug: field for field in Field.objects.filter(slug__in=lacking)}
    return {group: found[slug] for group, slug in wanted.items()}


class Names:
    """Titles and addresses that are free: each page has its own."""

    def __init__(self) -> None:
        self.titles = set(Career.objects.values_list("title", flat=True))
        self.slugs = {*Career.objects.values_list("slug", flat=True), *RESERVED_SLUGS,
                      *FormerSlug.objects.values_list("slug", flat=True)}  # fmt: skip

    def take_title(self, profile: Profile) -> str:
        plain, marked = titles_of(profile)
        title = marked if plain in self.titles else plain
        self.titles.add(title)
        return title

    def take_slug(self, title: str, code: str) -> str:
        slug = slugify(title.removesuffix(f" ({code})"))[:LONGEST_TITLE]
        if not slug or slug in self.slugs:
            slug = f"{slug[:88]}-{code.replace('.', '-')}".strip("-")
        self.slugs.add(slug)
        return slug


def titles_of(profile: Profile) -> tuple[str, str]:
    """The title of the page of `profile`, and the one it has when that is taken.

    A title that is too long for a page ends at a comma.
    """
    plain = profile.title
    if len(plain) > LONGEST_TITLE:
        plain = plain[:LONGEST_TITLE].rpartition(",")[0] or plain[:LONGEST_TITLE]
    end = f" ({profile.code})"
    return plain, plain[: LONGEST_TITLE - len(end)] + end


def follow_titles(old: Mapping[str, Profile], new: Mapping[str, Profile]) -> None:
    """Rename pages that bear the title of their old profile as the new one is called."""
    renamed = {code for code in old.keys() & new.keys() if old[code].title != new[code].title}
    pages = [
        page
        for page in Career.objects.filter(onet_code__in=renamed).order_by("pk")
        if page.title in titles_of(old[page.onet_code])
    ]
    if not pages:
        return
    names = Names()
    names.titles -= {page.title for page in pages}
    # Away first, so that two pages may trade titles.
    for page in pages:
        Career.objects.filter(pk=page.pk).update(title=f"{page.pk} {page.onet_code}")
    for page in pages:
        derived = page.slug == slugify(page.title)[:LONGEST_TITLE]
        page.title = names.take_title(new[page.onet_code])
        if derived and page.state != State.PUBLISHED:
            page.slug = names.take_slug(page.title, page.onet_code)
        page.save(update_fields=["title", "slug"])


def point_at(profiles: QuerySet[Profile]) -> None:
    """Have every page show the one of `profiles` with its code.

    Only those that show another one are written: two that are being published would wait for each other.
    """
    own = Subquery(profiles.filter(code=OuterRef("onet_code")).values("pk")[:1])
    coded = Career.objects.exclude(onet_code="").annotate(own=own)
    shown = coded.values_list("pk", "profile", "own")
    wrong = [key for key, profile, right in shown if profile != right]
    Career.objects.filter(pk__in=wrong).update(profile=own)
