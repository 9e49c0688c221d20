"""What is done to several pages at once: counted before and after, each page whole or not at all."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import get_text_list

from careerportal.accounts.models import User
from careerportal.admin import ModelAdmin
from careers import publishing
from careers.document import PARTS, lay_over
from careers.importers import pages
from careers.models import Career, Plan, Version
from careers.publishing import NotPublishableError

MOST = 200
"""Pages at once: each is a transaction of its own, and someone waits for all of them."""

Words = tuple[str, str]
"""What is said after the number of pages: of one, and of several."""


class Fate(NamedTuple):
    done: bool
    before: Words
    after: Words


def left(one: str, several: str) -> Fate:
    return Fate(False, (one, several), (one, several))


GOES_LIVE = Fate(True, ("can go live", "can go live"), ("is live now", "are live now"))
COMES_OFF = Fate(
    True,
    ("comes off the site", "come off the site"),
    ("is off the site now", "are off the site now"),
)
DATED = Fate(
    True,
    ("gets today’s date for readers, too", "get today’s date for readers, too"),
    ("is marked as reviewed today", "are marked as reviewed today"),
)
DATED_DRAFT = Fate(
    True,
    ("gets today’s date as a draft", "get today’s date as drafts"),
    ("is marked in its draft", "are marked in their drafts"),
)
LACKS = left("lacks parts", "lack parts")
LIVE = left("is live already", "are live already")
OFF = left("is off the site already", "are off the site already")
UNWRITTEN = left("is a data page that nobody wrote", "are data pages that nobody wrote")
REVIEWED = left("was reviewed today already", "were reviewed today already")
CHANGED = left("was changed meanwhile", "were changed meanwhile")
GONE = left("was deleted meanwhile", "were deleted meanwhile")
FAILED = left("could not be changed", "could not be changed")


class Ending(NamedTuple):
    """A page, what becomes of it, and what there is to say of this one."""

    career: Career
    fate: Fate
    note: str = ""


def publish_fate(career: Career, by: User) -> Ending:
    if career.state == Career.State.PUBLISHED and not career.draft:
        return Ending(career, LIVE)
    if missing := _missing(career):
        return Ending(career, LACKS, get_text_list(missing, "and"))
    return Ending(career, GOES_LIVE, _planned(career, "this takes the place of the plan"))


def unpublish_fate(career: Career, by: User) -> Ending:
    if not career.is_public:
        return Ending(career, OFF)
    return Ending(career, COMES_OFF, _planned(career, "the plan stays"))


def review_fate(career: Career, by: User) -> Ending:
    if career.is_data_page and not career.draft:
        return Ending(career, UNWRITTEN)
    today = timezone.localdate().isoformat()
    if publishing.current(career).get("reviewed_on") == today:
        return Ending(career, REVIEWED)
    nothing_waits = career.state == Career.State.PUBLISHED and not (
        career.draft or career.plans.all() or _missing(career)
    )
    may = by.has_perm("careers.publish_career")
    return Ending(career, DATED if nothing_waits and may else DATED_DRAFT)


def _planned(career: Career, then: str) -> str:
    """What whoever acts on many pages at once should know of one that is to go live later."""
    plans = (plan for plan in career.plans.all() if plan.action == Plan.Action.PUBLISH)
    return "".join(f"planned to go live on {plan.when}; {then}" for plan in plans)


def _missing(career: Career) -> list[str]:
    if career.draft:
        title = career.title
        lay_over(career.draft.document, career)
        career.title = title
    return publishing.missing_parts(career)


class Act(NamedTuple):
    name: str
    verb: str
    fate: Callable[[Career, User], Ending]
    do: Callable[[int, User, Fate], object]


PUBLISH = Act("publish", "Publish", publish_fate, lambda key, by, fate: publishing.publish(key, by))
UNPUBLISH = Act(
    "unpublish",
    "Take off the site",
    unpublish_fate,
    lambda key, by, fate: publishing.unpublish(key, by),
)
REVIEW = Act(
    "review",
    "Mark as reviewed today",
    review_fate,
    lambda key, by, fate: publishing.review(key, by, live=fate is DATED),
)


class BulkActions(ModelAdmin):
    """The actions of CareerAdmin's list."""

    actions = ["publish", "unpublish", "review", "show_data"]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("careers.publish_career")

    @admin.action(description="Publish…", permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Career]) -> HttpResponse | None:
        return ask_or_do(self, PUBLISH, request, chosen)

    @admin.action(description="Take off the site…", permissions=["publish"])
    def unpublish(self, request: HttpRequest, chosen: QuerySet[Career]) -> HttpResponse | None:
        return ask_or_do(self, UNPUBLISH, request, chosen)

    @admin.action(description="Mark as reviewed today…", permissions=["change"])
    def review(self, request: HttpRequest, chosen: QuerySet[Career]) -> HttpResponse | None:
        return ask_or_do(self, REVIEW, request, chosen)

    @admin.action(description="Show as data pages", permissions=["publish"])
    def show_data(self, request: HttpRequest, chosen: QuerySet[Career]) -> None:
        """Only where nobody has written, not even one part, and there is data."""
        unwritten = chosen.filter(pages.UNWRITTEN, reading_grade=None).exclude(profile=None)
        careers = list(unwritten.exclude(state=Career.State.DATA))
        Career.objects.filter(pk__in=[career.pk for career in careers]).update(
            state=Career.State.DATA, updated_at=timezone.now()
        )
        LogEntry.objects.log_actions(str(request.user.pk), careers, CHANGE, "Shown as a data page.")
        count = len(careers)
        words = "career shown as a data page" if count == 1 else "careers shown as data pages"
        self.message_user(request, f"{count} {words}.")
        for sentence in pages.settle_written().sentences():
            self.message_user(request, sentence)


def ask_or_do(
    desk: ModelAdmin, act: Act, request: HttpRequest, chosen: QuerySet[Career]
) -> HttpResponse | None:
    confirmed = "confirmed" in request.POST
    if confirmed:
        # All that were counted, also those that the list's filters no longer show.
        chosen = Career.objects.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
    keys = list(chosen.order_by("title").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        said = f"Choose at most {MOST} careers at a time. Nothing was done."
        desk.message_user(request, said, messages.ERROR)
    elif confirmed:
        _do(desk, act, request, keys)
    else:
        return _ask(desk, act, request, keys)
    return None


def _ask(desk: ModelAdmin, act: Act, request: HttpRequest, keys: list[int]) -> HttpResponse:
    by = cast(User, request.user)
    endings = [act.fate(career, by) for career in _loaded(keys)]
    groups = _grouped(endings)
    context = desk.admin_site.each_context(request) | {
        "title": act.verb,
        "opts": desk.opts,
        "act": act,
        "counts": _counts(groups, after=False),
        "groups": [(_told(fate.before, group), group) for fate, group in groups.items()],
        "number": sum(ending.fate.done for ending in endings),
        "endings": endings,
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/careers/career/bulk.html", context)


def _do(desk: ModelAdmin, act: Act, request: HttpRequest, keys: list[int]) -> None:
    """Tells what became of the pages, and of each that was left alone."""
    by, seen = cast(User, request.user), set(request.POST.getlist("seen"))
    endings = [_do_one(act, career, seen, by) for career in _loaded(keys)]
    groups = _grouped(endings)
    desk.message_user(request, _counts(groups, after=True), messages.SUCCESS)
    for fate, group in groups.items():
        if not fate.done:
            names = "; ".join(
                f"{ending.career} ({ending.note})" if ending.note else str(ending.career)
                for ending in group
            )
            desk.message_user(
                request, f"Left alone, {_told(fate.after, group)}: {names}", messages.WARNING
            )


def _do_one(act: Act, career: Any, seen: set[str], by: User) -> Ending:
    try:
        with transaction.atomic():
            Career.objects.locked().get(pk=career.pk)
            (now,) = _loaded([career.pk])
            if f"{now.pk}-{now.newest}" not in seen:
                return Ending(career, CHANGED)
            ending = act.fate(now, by)
            if ending.fate.done:
                act.do(now.pk, by, ending.fate)
            return ending
    except Career.DoesNotExist:
        return Ending(career, GONE)
    except NotPublishableError as error:
        return Ending(career, FAILED, str(error))


def _loaded(keys: list[int]) -> list[Any]:
    """The careers with all that a fate asks for; `newest` is the number of the last version."""
    newest = Version.objects.filter(career=OuterRef("pk")).order_by("-number").values("number")
    parts = [name for _, name, _ in PARTS.values()]
    return list(
        Career.objects.filter(pk__in=keys)
        .select_related("field", "occupation", "draft")
        .prefetch_related(*parts, "related_careers__related", "plans")
        .annotate(newest=Subquery(newest[:1]))
    )


def _grouped(endings: Iterable[Ending]) -> dict[Fate, list[Ending]]:
    """What is done comes first."""
    groups: dict[Fate, list[Ending]] = {}
    for ending in sorted(endings, key=lambda ending: not ending.fate.done):
        groups.setdefault(ending.fate, []).append(ending)
    return groups


def _counts(groups: dict[Fate, list[Ending]], *, after: bool) -> str:
    """ "12 chosen: 9 can go live, 2 lack parts, 1 is live already." """
    total = sum(len(group) for group in groups.values())
    told = [_told(fate.after if after else fate.before, group) for fate, group in groups.items()]
    return f"{total} chosen: {', '.join(told)}."


def _told(words: Words, group: list[Ending]) -> str:
    return f"{len(group)} {words[len(group) != 1]}"
