"""Members who leave: asked for in one short transaction, and carried out by the worker.

The worker goes by what is still there, never by what it has done. So it can be killed at any
moment and begin again, and two workers do no harm. Each transaction is short.

What readers have reported keeps its words and its author, who is then without a name, until a
moderator has decided. The rest does not wait for that.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q

from careerportal import markdown
from careerportal.accounts import audit
from careerportal.accounts.models import RetiredHandle, User
from careerportal.gently import gently

from . import search
from .blanking import TEXT_GONE, blank, forget_deleted_words, log_entries_with
from .models import (
    AnonymousAuthor,
    Departure,
    Draft,
    MemberNote,
    Post,
    Question,
    Quotation,
    Report,
    Review,
    Revision,
    Sanction,
    State,
    Verification,
)

Mode = Departure.Mode
Step = Callable[[Departure], Iterator[None]]
"""Does one thing in short transactions and yields after each, until nothing of it is left."""

FORMER_MEMBER = "@former-member"
ROWS = 200
"""How many are read, or let go of by one statement, at a time."""

TEXTS: list[tuple[type[models.Model], str]] = [
    (Question, "title"),
    (Question, "closed_because"),
    (Post, "text"),
    (Revision, "title"),
    (Revision, "text"),
    (Quotation, "excerpt"),
    (Draft, "title"),
    (Draft, "body"),
    (Review, "title"),
    (Review, "text"),
    (Review, "plea"),
    (Review, "reason"),
    (Report, "text"),
    (MemberNote, "text"),
    (Sanction, "reason"),
    (Verification, "evidence"),
    (Verification, "reason"),
]
"""Where people may have written the handle of someone else."""
MADE_OF_TEXTS: dict[type[models.Model], list[str]] = {
    Question: ["slug"],
    Post: ["html", "html_version"],
}

log = logging.getLogger(__name__)


@transaction.atomic
def leave(member: User, mode: Departure.Mode) -> None:
    """Close the account at once, in all sessions. PermissionError: who runs the site has to stay.

    Leaving twice is leaving once, in the first way.
    """
    if reason := reason_to_stay(member):
        raise PermissionError(reason)
    _, is_new = Departure.objects.get_or_create(member=member, defaults={"mode": mode})
    User.objects.filter(pk=member.pk).update(is_active=False)
    if is_new:
        audit.record(member, "member.leave", member, mode)


def reason_to_stay(member: User) -> str:
    """Why `member` can’t leave; empty when they can. In a transaction it stays true until its end."""
    running = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    if connection.in_atomic_block:
        running = running.select_for_update()
    if list(running.values_list("pk", flat=True)) == [member.pk]:
        return "You are the only one left who runs this site. Let someone else run it too first."
    return ""


def finish_departures(go_on: Callable[[], bool] = lambda: True) -> int:
    """Carry out what was asked for, until `go_on` says no; how many members have left for good."""
    left = 0
    for departure in Departure.objects.select_related("member").order_by("pk"):
        try:
            left += _finish(departure, go_on)
        except Exception:  # what holds back one member must not hold back the others
            log.exception("Departure %s is not finished and will be tried again.", departure.pk)
    return left


def _finish(departure: Departure, go_on: Callable[[], bool]) -> bool:
    for _ in gently(chain.from_iterable(step(departure) for step in STEPS), go_on):
        pass
    return go_on() and _delete(departure)


def _is_nameless(member: User) -> bool:
    """Whether the account is emptied already, and only waits for a moderator’s decision."""
    return member.handle == _no_name(member)


def _no_name(member: User) -> str:
    """In place of handle and e-mail, which are unique. No handle that is chosen begins like it."""
    return f"_former-{member.pk}"


def _chunks(keys: list[Any]) -> Iterator[list[Any]]:
    rest = iter(keys)
    while chunk := list(islice(rest, ROWS)):
        yield chunk


def _end_sessions(departure: Departure) -> Iterator[None]:
    """Also those in which they had only begun to sign in."""
    member = departure.member
    if _is_nameless(member):
        return
    own = [session.pk for session in Session.objects.iterator() if _is_of(session, member)]
    for keys in _chunks(own):
        Session.objects.filter(pk__in=keys).delete()
        yield


def _is_of(session: Session, member: User) -> bool:
    kept = session.get_decoded()
    user = kept.get("_auth_user_id") or (kept.get("account_login") or {}).get("user_pk")
    return str(user) == str(member.pk) or member.email.lower() in json.dumps(kept).lower()


def _forget_mentions(departure: Departure) -> Iterator[None]:
    """“@ana” becomes “@former-member” in what others wrote."""
    handle = departure.member.handle
    for model, column in () if _is_nameless(departure.member) else TEXTS:
        rows = model._default_manager.filter(**{f"{column}__icontains": f"@{handle}"})
        for key in list(rows.values_list("pk", flat=True)):
            _reword(model, column, key, handle)
            yield


@transaction.atomic
def _reword(model: type[models.Model], column: str, key: int, handle: str) -> None:
    rows = model._default_manager.filter(pk=key)
    thread = {Question: "pk", Post: "question"}.get(model)
    question = rows.values_list(thread, flat=True).first() if thread else None
    if question:
        _lock(question)
    if not (row := rows.first()):
        return
    said = getattr(row, column)
    longest = getattr(model._meta.get_field(column), "max_length", None)
    words = without_mentions(said, handle)[:longest]
    if words == said:
        return
    if question:
        setattr(row, column, words)
        row.save(update_fields=[column, *MADE_OF_TEXTS[model]])
        search.index(Question(pk=question))
    else:
        rows.filter(**{column: said}).update(**{column: words})


def without_mentions(text: str, handle: str) -> str:
    """`text` in which `handle`, in any case, is a former member’s; longer handles stay."""
    before, name = r"(?<![A-Za-z0-9@./+-])@", re.escape(handle)
    words = re.sub(rf"{before}{name}(?![\w@-]|\.\w)", FORMER_MEMBER, text, flags=re.IGNORECASE)
    if handle.lower() in markdown.handles(words):
        # In _emphasis_ that ends right behind the handle, which may itself end with an underscore.
        words = re.sub(rf"{before}{name}(?=_)", FORMER_MEMBER, words, flags=re.IGNORECASE)
    return words


def _forget_log_entries(departure: Departure) -> Iterator[None]:
    """What the admin’s log calls them. What they did there goes with their other rows."""
    member = departure.member
    if _is_nameless(member):
        return
    name = re.compile(
        rf"(?<![\w-])({re.escape(member.handle)}|{re.escape(member.email)})(?![\w-])", re.IGNORECASE
    )
    found = log_entries_with(member.handle) | log_entries_with(member.email)
    keys = [
        entry.pk for entry in found if name.search(f"{entry.object_repr} {entry.change_message}")
    ]
    for chunk in _chunks(keys):
        LogEntry.objects.filter(pk__in=chunk).delete()
        yield


def _let_go_of_reports(departure: Departure) -> Iterator[None]:
    """Reports stay without a name. Removed words wait until a moderator doesn’t need them."""
    reports, blanked = Report.objects.filter(reporter=departure.member), {}
    if departure.mode == Mode.REMOVE:
        reports, blanked = reports.exclude(review__decided_at=None), {"text": ""}
    while keys := list(reports.values_list("pk", flat=True)[:ROWS]):
        Report.objects.filter(pk__in=keys).update(reporter=None, **blanked)
        yield


def _own_posts(member: User) -> list[models.QuerySet[Post]]:
    """In two queries, because with an OR no index would find them."""
    under_pseudonym = AnonymousAuthor.objects.written_by(member)
    return [Post.objects.filter(author=member), Post.objects.filter(pk__in=under_pseudonym)]


def _reported() -> Exists:
    """For a query of posts: whether a report on the row waits for a moderator."""
    said = Exists(Report.objects.filter(review=OuterRef("pk")))
    waiting = Review.objects.open().filter(post=OuterRef("pk"))
    return Exists(waiting.filter(Q(kind=Review.Kind.REPORT) | said))


def _let_go_of_posts(departure: Departure) -> Iterator[None]:
    for posts in _own_posts(departure.member):
        free = posts.filter(~_reported()).order_by("pk").values_list("pk", flat=True)
        while keys := list(free[:ROWS]):
            for key in keys:
                _let_go_of(key, departure)
                yield
        if departure.mode == Mode.REMOVE:
            reported = posts.filter(_reported()).exclude(state=State.REMOVED)
            for key in list(reported.values_list("pk", flat=True)):
                _let_go_of(key, departure)
                yield


@transaction.atomic
def _let_go_of(key: int, departure: Departure) -> None:
    """One post: its author is nobody from now on, and who removes it takes the words away too.

    What is reported is only taken from readers.
    """
    member, own = departure.member, Q(author=departure.member)
    own |= Q(pk__in=AnonymousAuthor.objects.written_by(member))
    _lock(Post.objects.values_list("question", flat=True).get(pk=key))
    post: Post | None = Post.objects.select_related("question").filter(own, pk=key).first()
    if post is None:
        return
    if Post.objects.filter(_reported(), pk=key).exists():
        if departure.mode == Mode.REMOVE:
            post.set_state(State.REMOVED)
        return
    if departure.mode == Mode.REMOVE:
        _remove(post, member)
    Post.objects.filter(pk=key).update(author=None)
    if post.kind == Post.Kind.QUESTION:
        Question.objects.filter(pk=post.question_id).update(author=None)
    AnonymousAuthor.objects.filter(post=key).delete()


def _remove(post: Post, member: User) -> None:
    """Take the words away; what others answered stays readable, under a question without words."""
    others = post.question.posts.filter(
        kind=Post.Kind.ANSWER, state__in=[State.PUBLISHED, State.PENDING]
    ).exclude(pk__in=AnonymousAuthor.objects.written_by(member))
    stays = (
        post.kind == Post.Kind.QUESTION
        and post.was_published
        and post.state != State.HIDDEN
        and others.filter(~Q(author=member) | Q(author=None)).exists()
    )
    Review.objects.withdraw(post)
    post.set_state(State.PUBLISHED if stays else State.REMOVED)
    blank(post, TEXT_GONE if stays else "", edited_at=None, edited_by=None)


def _lock(question: int) -> None:
    list(Question.objects.select_for_update(no_key=True).filter(pk=question).values_list("pk"))


WAIT = {
    (AnonymousAuthor, "member"),
    (Departure, "member"),
    (Post, "author"),
    (Question, "author"),
    (Report, "reporter"),
    (Review, "member"),
}
"""What a step of its own lets go of, or a moderator may still need."""


def _let_go_of_rows(departure: Departure) -> Iterator[None]:
    """All else that points to them, in whatever table: as it would go with the account itself."""
    for relation in User._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        table, column = relation.related_model, relation.field.name
        if (table, column) in WAIT:
            continue
        rows = table._base_manager.filter(**{column: departure.member_id})
        while keys := list(rows.values_list("pk", flat=True)[:ROWS]):
            some = rows.filter(pk__in=keys)
            if relation.on_delete is models.SET_NULL:
                some.update(**{column: None})
            else:
                some.delete()
            yield


def _forget_index(departure: Departure) -> Iterator[None]:
    if not _is_nameless(departure.member):
        yield from forget_deleted_words()


def _empty_account(departure: Departure) -> Iterator[None]:
    """From here on nothing knows who it was; the handle is not given out for a while."""
    with transaction.atomic():
        member = User.objects.select_for_update().get(pk=departure.member_id)
        if _is_nameless(member):
            return
        RetiredHandle.objects.retire(member.handle)
        member.handle = member.email = _no_name(member)
        member.name, member.turns_18_in, member.last_login = "", None, None
        member.is_staff = member.is_superuser = False
        member.set_unusable_password()
        member.save()
    yield


@transaction.atomic
def _delete(departure: Departure) -> bool:
    """The last row, unless a moderator still needs something or a post came in meanwhile.

    Whoever writes a row that points to the account waits for this lock, and then finds no account.
    """
    member = User.objects.select_for_update().filter(pk=departure.member_id).first()
    if member is None:
        return False
    needed = [
        *_own_posts(member),
        Report.objects.filter(reporter=member),
        Review.objects.open().filter(member=member),
    ]
    if any(rows.exists() for rows in needed):
        return False
    audit.record(None, "member.left", member, departure.mode)
    member.delete()
    return True


STEPS: list[Step] = [
    _end_sessions,
    _forget_mentions,
    _forget_log_entries,
    _let_go_of_reports,
    _let_go_of_posts,
    _let_go_of_rows,
    _forget_index,
    _empty_account,
]
