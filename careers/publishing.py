"""How what editors write gets before readers, and off again; each act is one transaction.

A page's rows hold what readers see. What is written on a public page stays a document (a *draft*)
until it is published; on a page that isn't public it goes into the rows at once.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst, get_text_list

from careerportal.accounts.models import User
from careers.document import Document, content, digest, lay_over, read, read_related
from careers.importers import pages
from careers.models import Career, FormerSlug, Plan, Version
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


class NotPublishableError(Exception):
    """The page can't go live; str() is a sentence for an editor."""


def missing_parts(career: Career) -> list[str]:
    """The required parts that `career` lacks. Reads only what is prefetched or laid over."""
    return [name for name, holds in REQUIRED.items() if not holds(career)]


def locked(key: int) -> Career:
    """The page, which nobody else can act on until the transaction ends."""
    return Career.objects.select_for_update(of=("self",)).select_related("draft").get(pk=key)


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
    career = locked(key)
    _note_what_was_found(career)
    version = _add(career, event, document, by, why)
    if career.is_public:
        career.draft = version
        career.save_draft()
    else:
        _fill(career, document, career.state)
    return version


@transaction.atomic
def publish(key: int, by: User | None, version: Version | None = None, why: str = "") -> Version:
    """Put the page live as `version` has it, or as it was last saved. Raises NotPublishableError."""
    career = locked(key)
    _note_what_was_found(career)
    document = version.document if version else current(career)
    was = (career.state, career.onet_code)
    lay_over(document, career)
    if missing := missing_parts(career):
        names = get_text_list(missing, "and")
        raise NotPublishableError(f"“{career}” can’t go live yet. It lacks: {names}.")
    _fill(career, document, Career.State.PUBLISHED)
    # A draft that was begun after `version` stays one.
    if career.draft and digest(career.draft.document) == digest(document):
        career.draft = None
    career.save_draft()
    Plan.objects.filter(career=career, action=Plan.Action.PUBLISH, version=version).delete()
    published = _add(career, Event.PUBLISHED, document, by, why)
    if was != (career.state, career.onet_code):
        pages.settle_written()
    return published


@transaction.atomic
def unpublish(key: int, by: User | None, why: str = "") -> Version:
    """Take the page off the site. Its newest version is what editors go on with."""
    career = locked(key)
    _note_what_was_found(career)
    document = current(career)
    _fill(career, document, Career.State.DRAFT)
    career.draft = None
    career.save_draft()
    Plan.objects.filter(career=career, action=Plan.Action.UNPUBLISH).delete()
    return _add(career, Event.UNPUBLISHED, document, by, why)


@transaction.atomic
def discard_draft(key: int, by: User | None) -> Version:
    """Go on from what readers see; the draft stays in the history."""
    career = locked(key)
    career.draft = None
    career.save_draft()
    return _add(career, Event.RESTORED, content(career), by, "The draft was put aside.")


@transaction.atomic
def delete(key: int, by: User | None, why: str = "") -> None:
    """Delete the page; `recover` brings it back as it was last saved."""
    career = locked(key)
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
    pages.settle_written()
    _add(career, Event.RESTORED, version.document, by, "Brought back after it was deleted.")
    return career


def carry_out_plans(now: datetime | None = None) -> int:
    """Publish and take off what is due; safe to run twice, in parallel and late. How many acts."""
    due = Plan.objects.filter(at__lte=now or timezone.now(), problem="").values_list(
        "pk", flat=True
    )
    return sum(_carry_out(key) for key in list(due))


def _carry_out(key: int) -> bool:
    try:
        with transaction.atomic():
            plan = Plan.objects.select_related("version", "made_by").filter(pk=key).first()
            # Whoever deletes the row does the work.
            if plan is None or not Plan.objects.filter(pk=key).delete()[0]:
                return False
            why = "As planned."
            if plan.version:
                publish(plan.career_id, plan.made_by, plan.version, why)
            else:
                unpublish(plan.career_id, plan.made_by, why)
    except NotPublishableError as error:
        Plan.objects.filter(pk=key).update(problem=str(error))
        return False
    return True


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
    """Write `document` into the page's rows. Raises NotPublishableError."""
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
