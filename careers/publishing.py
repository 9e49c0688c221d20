"""How what editors write gets before readers, and off again; each act is one transaction.

A page's rows hold what readers see. What is written on a public page stays a document (a *draft*)
until it is published; on a page that isn't public it goes into the rows at once.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.text import capfirst, get_text_list

from careerportal.accounts.models import User
from careers.document import Document, content, digest, lay_over, read, read_related
from careers.importers import pages
from careers.models import Career, Field, FormerSlug, Plan, Version
from careers.problems import Problem, Report
from careers.title_search import forget_titles

Event = Version.Event

REQUIRED: dict[str, Callable[[Career], Any]] = {
    "summary": lambda page: page.summary,
    "what the job is": lambda page: page.overview,
    "typical education": lambda page: page.education_text or page.education_routes.all(),
    "salary": lambda page: page.occupation_id or page.pay_note,
    "a day in the life": lambda page: page.day_introduction or page.moments.all(),
    "how to become one": lambda page: page.become_introduction or page.steps.all(),
    "essential skills": lambda page: page.skills.all(),
    "key responsibilities": lambda page: page.responsibilities.all(),
    "interview questions": lambda page: page.interview_questions.all(),
    "sources": lambda page: page.sources.all(),
}
"""Name of a part → whether the page has it. A page without one of them can't go live."""


logger = logging.getLogger(__name__)

UNFORESEEN = "Something unforeseen stopped it; the log of the site says what. Try it by hand."


class NotPublishableError(Exception):
    """The page can't go live; str() is a sentence for an editor."""


def missing_parts(career: Career) -> list[str]:
    """The required parts that `career` lacks. Reads only what is prefetched or laid over."""
    return [name for name, holds in REQUIRED.items() if not holds(career)]


def current(career: Career) -> Document:
    """The page as editors last left it: its draft, else what readers see."""
    document: Document = career.draft.document if career.draft else content(career)
    return document


@transaction.atomic
def save(
    key: int, document: Document, by: User | None, why: str = "", event: Event = Event.SAVED
) -> Version:
    """Keep `document` as the page's newest version, before readers only when it is published.

    Raises NotPublishableError when a page that isn't public yet can't hold it.
    """
    career = Career.objects.locked().get(pk=key)
    _note_what_was_found(career)
    version = _add(career, event, document, by, why)
    if career.is_public:
        # What readers see already waits for nobody.
        career.draft = None if digest(document) == digest(content(career)) else version
        career.save_draft()
    else:
        _fill(career, document, career.state)
    return version


@transaction.atomic
def publish(key: int, by: User | None, version: Version | None = None, why: str = "") -> Version:
    """Put the page live as `version` has it, or as it was last saved. Raises NotPublishableError."""
    career = Career.objects.locked().get(pk=key)
    _note_what_was_found(career)
    if version is None:
        return _go_live(career, current(career), by, why)
    # What was written after this version stays a draft.
    newest = career.draft or (None if career.is_public else career.versions.first())
    newer = newest and digest(newest.document) != digest(version.document)
    return _go_live(career, version.document, by, why, newest if newer else None)


@transaction.atomic
def review(key: int, by: User, *, live: bool) -> Version:
    """Write down that the page was reviewed today: before readers at once, else in the draft.

    Raises NotPublishableError.
    """
    career = Career.objects.locked().get(pk=key)
    today = timezone.localdate().isoformat()
    document, why = current(career) | {"reviewed_on": today}, "Reviewed."
    if not live:
        return save(key, document, by, why)
    _note_what_was_found(career)
    return _go_live(career, document, by, why)


@transaction.atomic
def unpublish(key: int, by: User | None, why: str = "") -> Version:
    """Take the page off the site. Its newest version is what editors go on with.

    A draft that the page can't hold any more, such as one with a title that another page took, is
    left to the history: what may be urgent must not wait for it.
    """
    career = Career.objects.locked().get(pk=key)
    _note_what_was_found(career)
    shown, document = content(career), current(career)
    try:
        with transaction.atomic():
            _fill(career, document, Career.State.DRAFT)
    except NotPublishableError:
        document = shown
        Career.objects.filter(pk=key).update(state=Career.State.DRAFT, updated_at=timezone.now())
    career.draft = None
    career.save_draft()
    Plan.objects.filter(career=career, action=Plan.Action.UNPUBLISH).delete()
    return _add(career, Event.UNPUBLISHED, document, by, why)


@transaction.atomic
def duplicate(key: int, by: User) -> Career:
    """A draft that says what this page says, as nobody has reviewed yet. Raises NotPublishableError."""
    original = Career.objects.select_related("draft").get(pk=key)
    document = current(original)
    was = document["title"]
    copy = Career(state=Career.State.DRAFT)
    document = document | _free_name(f"Copy of {was}", f"copy-of-{original.slug}")
    document.pop("reviewed_on", None)
    _fill(copy, document, Career.State.DRAFT)
    _add(copy, Event.SAVED, content(copy), by, f"Copied from “{was}”.")
    return copy


def _free_name(title: str, slug: str) -> Document:
    """The title and the address, with a number when others have them; both may be 100 long."""
    names = {"title": title[:100], "slug": slug[:100]}
    number = 1
    while (
        Career.objects.filter(Q(title=names["title"]) | Q(slug=names["slug"])).exists()
        or FormerSlug.objects.filter(slug=names["slug"]).exists()
    ):
        number += 1
        names = {"title": f"{title[:96]} {number}", "slug": f"{slug[:96]}-{number}"}
    return names


@transaction.atomic
def plan(key: int, action: Plan.Action, at: datetime, zone: str, by: User, why: str = "") -> Plan:
    """Have this done at `at`, in place of what was planned before; the history tells of it.

    Raises NotPublishableError when the page could not even go live now.
    """
    career = Career.objects.locked().get(pk=key)
    _note_what_was_found(career)
    Plan.objects.filter(career=career, action=action).delete()
    planned = Plan(career=career, action=action, at=at, zone=zone, made_by=by)
    publishes = action == Plan.Action.PUBLISH
    if publishes:
        _try_to_go_live(key)
    sentence = f"Planned: {'goes live' if publishes else 'comes off the site'} on {planned.when}."
    version = _add(career, Event.SAVED, current(career), by, f"{sentence} {why}".strip())
    if publishes:
        planned.version = version
        if career.is_public:
            career.draft = version
            career.save_draft()
    planned.save()
    return planned


@transaction.atomic
def delete(key: int, by: User | None, why: str = "") -> None:
    """Delete the page; `recover` brings it back as it was last saved."""
    career = Career.objects.locked().get(pk=key)
    _note_what_was_found(career)
    _add(career, Event.DELETED, current(career), by, why)
    forget_titles(list(career.job_titles.values_list("pk", flat=True)))
    career.delete()


@transaction.atomic
def recover(version: Version, by: User | None) -> Career:
    """The deleted page of `version` as it was then, as a draft. Raises NotPublishableError."""
    career = Career(pk=version.career_id, state=Career.State.DRAFT)
    if Career.objects.filter(pk=career.pk).exists():
        raise NotPublishableError("This page is there already.")
    _fill(career, version.document, Career.State.DRAFT)
    _lead_here_again(career)
    pages.settle_written()
    _add(career, Event.RESTORED, version.document, by, "Brought back after it was deleted.")
    return career


def _lead_here_again(career: Career) -> None:
    """The addresses that readers knew the page by went with it; its versions still say them."""
    slugs = set(career.versions.public().values_list(KT("document__slug"), flat=True)) - {None}
    slugs -= set(Career.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    known = [FormerSlug(slug=slug, career=career) for slug in slugs]
    FormerSlug.objects.bulk_create(known, ignore_conflicts=True)


class Due(NamedTuple):
    """What became of a plan whose time had come."""

    plan: Plan
    problem: str
    """Why it could not be carried out; empty when it was."""


def carry_out_plans(go_on: Callable[[], bool] = lambda: True) -> list[Due]:
    """Publish and take off what is due, oldest first; safe to run twice, in parallel and late."""
    found = []
    for key in list(_due().values_list("pk", flat=True)):
        if not go_on():
            break
        try:
            found.append(_carry_out(key))
        except Exception:
            # One that nobody foresaw must not keep the others waiting.
            logger.exception("Plan %s could not be carried out.", key)
            plan = Plan.objects.select_related("career").get(pk=key)
            plan.problem = UNFORESEEN
            plan.save()
            found.append(Due(plan, UNFORESEEN))
    return [due for due in found if due]


def _due() -> QuerySet[Plan]:
    return Plan.objects.filter(at__lte=timezone.now(), problem="")


@transaction.atomic
def _carry_out(key: int) -> Due | None:
    """None when there is nothing to do any more: another process was faster, or the plan was withdrawn."""
    # The page first, as everyone does who acts on it: in another order, two could wait for each other.
    if not Career.objects.select_for_update(of=("self",), no_key=True).filter(plans=key).first():
        return None
    plan = _due().select_related("career", "version", "made_by").filter(pk=key).first()
    if plan is None:
        return None
    try:
        if plan.version:
            publish(plan.career_id, plan.made_by, plan.version, "As planned.")
        else:
            unpublish(plan.career_id, plan.made_by, "As planned.")
    except NotPublishableError as error:
        plan.problem = str(error)
        plan.save()
    return Due(plan, plan.problem)


def _go_live(
    career: Career, document: Document, by: User | None, why: str, draft: Version | None = None
) -> Version:
    """Raises NotPublishableError."""
    was = (career.state, career.onet_code)
    lay_over(document, career)
    if missing := missing_parts(career):
        names = get_text_list(missing, "and")
        raise NotPublishableError(f"“{career}” can’t go live yet. It lacks: {names}.")
    _fill(career, document, Career.State.PUBLISHED)
    career.draft = draft
    career.save_draft()
    Plan.objects.filter(career=career, action=Plan.Action.PUBLISH).delete()
    if was != (career.state, career.onet_code):
        pages.settle_written()
        career.refresh_from_db(fields=["onet_code"])
    # As readers have it now, without lost links: else the next act would find a change.
    return _add(career, Event.PUBLISHED, content(career), by, why)


def _try_to_go_live(key: int) -> None:
    """Raises NotPublishableError when the page can't; nothing is kept."""
    career = Career.objects.select_related("draft").get(pk=key)
    with transaction.atomic():
        _go_live(career, current(career), None, "")
        transaction.set_rollback(True)


def _add(
    career: Career, event: Event, document: Document, by: User | None, why: str = ""
) -> Version:
    newest = Version.objects.filter(career=career.pk).values_list("number", flat=True).first()
    return Version.objects.create(
        career_id=career.pk,
        number=(newest or 0) + 1,
        event=event,
        document=document,
        author=by,
        why=why,
    )


def _note_what_was_found(career: Career) -> None:
    """Before the first act, and after an import or a load: what readers see now is in no version."""
    if not career.is_public:
        return
    seen = Version.objects.filter(career=career.pk).public().first()
    document = content(career)
    if seen is None or digest(seen.document) != digest(document):
        _add(career, Event.FOUND, document, None)


def _fill(career: Career, document: Document, state: str) -> None:
    """Write `document` into the page's rows. Raises NotPublishableError.

    One page at a time: pages name each other, and two that are written at once would wait for each
    other at the end, when the database looks whether what is named is there.
    """
    list(Field.objects.select_for_update(no_key=True).order_by("pk")[:1])
    report = Report("", document.get("title", ""))
    read(document | {"state": state}, career, report)
    if not report.problems:
        read_related(_without_lost_links(document), career, report)
    if report.problems:
        raise NotPublishableError(" ".join(_sentence(problem) for problem in report.problems))


def _without_lost_links(document: Document) -> Document:
    """Careers that were deleted since are no longer related."""
    slugs = document.get("related", [])
    known = set(Career.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    known |= set(FormerSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return document | {"related": [slug for slug in slugs if slug in known]}


def _sentence(problem: Problem) -> str:
    place = capfirst(problem.field.replace("_", " "))
    return f"{place}: {problem.message}" if place else problem.message
