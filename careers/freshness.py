"""What on the site needs an editor: the front page of the editors' desk.

Each section is one query, however many pages there are; what is read of the pages themselves is one
query for all sections.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, Window
from django.template.defaultfilters import date as date_words
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator, get_text_list

from careerportal.accounts.models import User
from careers import links
from careers.admin.publish import PLACES
from careers.models import (
    Career,
    Conflict,
    DataRelease,
    MissedSearch,
    Mistake,
    OutsideLink,
    PartVote,
    Plan,
)
from careers.page_facts import FIGURES, PARTS, PageFacts
from careers.reading import TARGET

State = Career.State

REVIEW_MONTHS = 12
"""A page wants a new look when the last one was longer ago."""
SHOWN = 10
"""Rows of a section, worst first. The rest are a click away, up to MOST."""
MOST = 1_000
FEWEST_VOTES = 3
"""Votes on a part that say something."""
SECTIONS = ("drafts", "plans", "mistakes", "missing", "links", "conflicts", "figures", "review",
            "reading", "votes", "searches", "questions")  # fmt: skip
"""Ids, in their order. The last one is made by the app that knows what members ask."""
FOR_EDITORS = {"mistakes", "conflicts", "votes", "searches", "questions"}
"""Sections whose rows lead to what only those may see who change careers."""
UNUSEFUL = 1 / 3
"""Share of them that ask for an editor."""


@dataclass(frozen=True)
class Row:
    text: str
    url: str
    """Where it is put right; "" when nobody knows."""
    note: str


@dataclass(frozen=True)
class Section:
    id: str
    heading: str
    hint: str
    """What the rows are, and what to do about them."""
    empty: str
    count: int
    rows: Sequence[Row]
    more: str
    """Address of a list with all of them."""

    @property
    def is_empty(self) -> bool:
        return not self.count


def form(career: int, anchor: str = "") -> str:
    """Address of a place in the form of a page."""
    url = reverse("admin:careers_career_change", args=[career])
    return f"{url}#{anchor}" if anchor else url


@dataclass
class Board:
    """All sections, for whoever may change or publish careers. `whole` is the id of one to show with
    all its rows, and then alone; one that this viewer hasn't is none."""

    viewer: User
    now: datetime = field(default_factory=timezone.now)
    whole: str = ""

    @cached_property
    def pages(self) -> list[PageFacts]:
        return PageFacts.read_all()

    @cached_property
    def changes(self) -> bool:
        """Whether the viewer may write pages, not only publish what others wrote."""
        return self.viewer.has_perm("careers.change_career")

    @cached_property
    def ids(self) -> list[str]:
        """Of the sections to show."""
        ids = [id for id in SECTIONS if self.changes or id not in FOR_EDITORS]
        return [self.whole] if self.whole in ids else ids

    def sections(self) -> list[Section]:
        return [getattr(self, id)() for id in self.ids if id != "questions"]

    @property
    def limit(self) -> int:
        return MOST if self.ids == [self.whole] else SHOWN

    def form(self, career: int, anchor: str = "") -> str:
        """As above; who can't change the page sees it without the fields that anchors lead to."""
        return form(career, anchor if self.changes else "")

    def _counted(self, found: QuerySet[Any]) -> tuple[list[Any], int]:
        """The first of `found`, and how many there are, in one query."""
        first = list(found.annotate(in_all=Window(Count("*")))[: self.limit])
        return first, (first[0].in_all if first else 0)

    def _section(
        self, id: str, words: tuple[str, str, str], found: Sequence[Any], row: Callable[[Any], Row],
        count: int | None = None, more: str = "",
    ) -> Section:  # fmt: skip
        """`words` are heading, hint and what is said of no rows; where the desk has no list of all
        that was found, this page has it."""
        more = more or f"{reverse('admin:index')}?all={id}"
        in_all = len(found) if count is None else count
        return Section(id, *words, in_all, [row(one) for one in found[: self.limit]], more)

    def drafts(self) -> Section:
        """Of public pages, and pages that never were public and lack nothing."""
        waiting = [page for page in self.pages if page.row["draft__at"]]
        waiting.sort(key=lambda page: page.row["draft__at"])
        new = [
            page
            for page in self.pages
            if page.state == State.DRAFT and page.is_written and not page.missing
        ]
        word = "publish" if self.viewer.has_perm("careers.publish_career") else "change"

        def row(page: PageFacts) -> Row:
            by, at, note = page.row["draft__author__handle"], page.row["draft__at"], ""
            if at:
                note = f"since {date_words(timezone.localtime(at), 'N j, Y')}"
            said = f"{note}, by {by}" if by else note or "new, lacks nothing"
            return Row(page.title, reverse(f"admin:careers_career_{word}", args=[page.pk]), said)

        return self._section(
            "drafts",
            (
                "Drafts waiting to be published",
                "What editors wrote and readers don’t see yet, the oldest first.",
                "No draft is waiting.",
            ),
            waiting + new,
            row,
        )

    def plans(self) -> Section:
        works = ExpressionWrapper(Q(problem=""), BooleanField())
        failed_first = Plan.objects.select_related("career").order_by(works, "at")

        def row(plan: Plan) -> Row:
            text = f"{plan.get_action_display()}: {plan.career}"
            note = f"Not done: {plan.problem}" if plan.problem else plan.when
            return Row(text, form(plan.career_id), note)

        found, count = self._counted(failed_first)
        return self._section(
            "plans",
            (
                "Plans",
                "What goes live or comes off by itself. What could not be done is first.",
                "Nothing is planned.",
            ),
            found,
            row,
            count,
        )

    def mistakes(self) -> Section:
        open_ones = Mistake.objects.filter(settled_at=None).order_by("at", "pk")

        def row(mistake: Mistake) -> Row:
            url = reverse("admin:careers_mistake_change", args=[mistake.pk])
            return Row(Truncator(mistake.text).chars(80), url, mistake.page)

        found, count = self._counted(open_ones)
        return self._section(
            "mistakes",
            (
                "Mistakes readers reported",
                "Check what they say, put it right, then mark it as settled. The oldest is first.",
                "No report is open.",
            ),
            found,
            row,
            count,
            f"{reverse('admin:careers_mistake_changelist')}?settled=no",
        )

    def missing(self) -> Section:
        """Public ones first, then those that lack most."""
        lacking = [page for page in self.pages if page.missing]
        lacking.sort(key=lambda page: (page.state == State.DRAFT, -len(page.missing)))

        def row(page: PageFacts) -> Row:
            draft = "draft, " if page.state == State.DRAFT else ""
            note = f"{draft}lacks {get_text_list(page.missing, 'and')}"
            return Row(page.title, self.form(page.pk, PLACES[page.missing[0]]), note)

        return self._section(
            "missing",
            (
                "Pages that lack a part",
                "No page goes live without these parts.",
                "Every written page has all its parts.",
            ),
            lacking,
            row,
        )

    def links(self) -> Section:
        dead = OutsideLink.objects.filter(failures__gte=links.DEAD_AFTER).order_by(
            "-failures", "url"
        )
        found, count = self._counted(dead)
        places = links.places_of(found)

        def row(link: OutsideLink) -> Row:
            place = places.get(link.url)
            said = f"{place.title}. {link.problem}" if place else link.problem
            return Row(link.url, self.form(place.career_id, place.anchor) if place else "", said)

        return self._section(
            "links",
            (
                "Dead links to other sites",
                "They failed at least twice in a row. Find the new address, or another source.",
                "No link is known to be dead.",
            ),
            found,
            row,
            count,
        )

    def conflicts(self) -> Section:
        open_ones = Conflict.objects.filter(settled_at=None).select_related("career", "release")

        def row(conflict: Conflict) -> Row:
            url = reverse("admin:careers_conflict_change", args=[conflict.pk])
            return Row(str(conflict), url, str(conflict.release))

        found, count = self._counted(open_ones.order_by("-release__period", "career__title"))
        return self._section(
            "conflicts",
            (
                "Conflicts with imported data",
                "A new release says something else about what an editor wrote. Compare the two.",
                "The data says nothing else than the pages.",
            ),
            found,
            row,
            count,
            f"{reverse('admin:careers_conflict_changelist')}?settled=no",
        )

    def figures(self) -> Section:
        """Public pages with a figure of an older release than the newest of its data set."""
        columns = ["dataset", "period", "state", "coverage", "version", "first_year", "last_year"]
        releases = DataRelease.objects.only(*columns).in_bulk()
        newest: dict[str, date] = {}
        for release in releases.values():
            national = release.dataset != "oews" or "nation" in (release.coverage or ["nation"])
            if release.state == DataRelease.State.CURRENT and national:
                newest[release.dataset] = max(
                    release.period, newest.get(release.dataset, release.period)
                )
        found = []
        for page in self.pages:
            if page.state == State.DRAFT:
                continue
            old = [
                (releases[key].period, f"{word} of {releases[key].when}")
                for column, (word, dataset) in FIGURES.items()
                if (key := page.row[f"occupation__{column}__release"])
                and releases[key].period < newest.get(dataset, releases[key].period)
            ]
            if old:
                found.append((min(old)[0], page, get_text_list([words for _, words in old], "and")))
        found.sort(key=lambda row: row[0])
        return self._section(
            "figures",
            (
                "Figures older than the newest release",
                "The newest release has no line for their occupation. See whether another fits.",
                "All figures are of the newest release.",
            ),
            found,
            lambda row: Row(row[1].title, self.form(row[1].pk, "id_occupation"), row[2]),
        )

    def review(self) -> Section:
        """Never reviewed first, then the longest ago."""
        before = timezone.localdate(self.now) - timedelta(days=REVIEW_MONTHS * 365 // 12)
        due = [
            page
            for page in self.pages
            if page.state == State.PUBLISHED
            and (page.reviewed_on is None or page.reviewed_on < before)
        ]
        due.sort(key=lambda page: page.reviewed_on or date.min)

        def row(page: PageFacts) -> Row:
            note = date_words(page.reviewed_on, "N j, Y") if page.reviewed_on else "never"
            return Row(page.title, self.form(page.pk, "id_reviewed_on"), note)

        return self._section(
            "review",
            (
                f"Not reviewed in {REVIEW_MONTHS} months",
                "Check every part and figure, then set the day of the review.",
                f"Every page was reviewed in the last {REVIEW_MONTHS} months.",
            ),
            due,
            row,
        )

    def reading(self) -> Section:
        hard = [
            page
            for page in self.pages
            if page.state != State.DATA and page.reading_grade and page.reading_grade > TARGET
        ]
        hard.sort(key=lambda page: -page.reading_grade)
        return self._section(
            "reading",
            (
                f"Hard to read: above grade {TARGET}",
                "Shorter sentences and shorter words help most. (Flesch–Kincaid grade)",
                f"Every page reads at grade {TARGET} or below.",
            ),
            hard,
            lambda page: Row(page.title, form(page.pk), f"grade {page.reading_grade}"),
        )

    def votes(self) -> Section:
        """Votes from before the page last changed say nothing of what it says now."""
        counted = (
            PartVote.objects.filter(at__gte=F("career__updated_at"))
            .values("career_id", "career__title", "part")
            .annotate(votes=Count("pk"), against=Count("pk", filter=Q(useful=False)))
            .filter(votes__gte=FEWEST_VOTES, against__gt=0)
            .order_by()
        )
        bad = [vote for vote in counted if vote["against"] / vote["votes"] >= UNUSEFUL]
        bad.sort(key=lambda vote: (-vote["against"] / vote["votes"], -vote["votes"]))

        def row(vote: dict[str, Any]) -> Row:
            words, anchor = PARTS.get(vote["part"], (vote["part"], ""))
            share = f"{vote['against']} of {vote['votes']} say it is not useful"
            text = f"{vote['career__title']}: {words}"
            return Row(text, form(vote["career_id"], anchor), share)

        return self._section(
            "votes",
            (
                "Parts readers did not find useful",
                "Votes since the page last changed.",
                f"No part has {FEWEST_VOTES} votes of which a third say so.",
            ),
            bad,
            row,
        )

    def searches(self) -> Section:
        def row(search: MissedSearch) -> Row:
            url = reverse("admin:careers_missedsearch_change", args=[search.pk])
            times = "once" if search.times == 1 else f"{search.times:,} times"
            return Row(search.words, url, times)

        found, count = self._counted(MissedSearch.objects.all())
        return self._section(
            "searches",
            (
                "Searches that found nothing",
                "Add the words to a page as another title, or see which career is missing.",
                "Every search found something.",
            ),
            found,
            row,
            count,
            reverse("admin:careers_missedsearch_changelist"),
        )
