"""Who may do what: every address of the site, read and written to by every kind of person."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils import timezone

from careerportal.accounts.models import AuditEntry, User
from careers.document import content
from careers.models import MissedSearch, Mistake, PartVote, Preview, Version
from careers.previews import signer
from community import moderation, notifications, posting
from community.mail import stop_url
from community.models import (
    BoardSettings,
    Delivery,
    Draft,
    Level,
    Notification,
    Question,
    ReasonTemplate,
    Review,
    Sanction,
    State,
    WatchWord,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_conflict,
    make_editor,
    make_moderator,
    make_occupation,
    make_question,
    make_release,
    make_user,
)
from tests.community.professionals import make_professional, make_quotation, make_verification
from tests.site.roles import PEOPLE, ROUTES, SENT, Route
from tests.site.routes import every_name, path_to

pytestmark = pytest.mark.django_db

Keys = dict[str, tuple[object, ...]]
SOON = timedelta(days=3)


def make_people(career: Any) -> dict[str, User | None]:
    unverified = make_user("unverified")
    EmailAddress.objects.filter(user=unverified).delete()
    until = timezone.now() + SOON
    silenced, suspended = make_user("silenced"), make_user("suspended")
    for member, kind in ((silenced, Sanction.Kind.SILENCE), (suspended, Sanction.Kind.SUSPEND)):
        Sanction.objects.create(member=member, kind=kind, reason="Rude.", until=until)
    User.objects.filter(pk=silenced.pk).update(silenced_until=until)
    User.objects.filter(pk=suspended.pk).update(suspended_until=until)
    return {
        "visitor": None,
        "unverified": unverified,
        "member": make_user("member"),
        "author": make_user("author"),
        "minor": make_user("minor", turns_18_in=timezone.localdate() + timedelta(days=900)),
        "newcomer": make_user("newcomer", level=Level.NEW),
        "silenced": silenced,
        "suspended": suspended,
        "professional": make_professional(career, handle="professional"),
        "moderator": make_moderator(handle="decider"),
        "editor": make_editor(handle="quoter"),
        "superuser": make_user("chief", is_staff=True, is_superuser=True),
    }


def make_rows(career: Any, people: dict[str, User | None]) -> Keys:
    """What the addresses name. What can have an author is the author’s."""
    author, moderator = people["author"], people["moderator"]
    assert author
    assert moderator
    question = make_question(author=author, career=career)
    text, answer = question.posts.get(), make_answer(question)
    own = make_answer(make_question("Where do nurses park at night?", career=career), author=author)
    own.rewrite("Behind the house.", 1)
    comment = make_comment(own, author=author)
    hidden = make_answer(make_question("Can a nurse be short-sighted?"), author=author)
    hiding = moderation.open_review(hidden, moderator)
    moderation.decide(hiding, Review.Decision.HIDDEN, moderator, "Rude.")
    gone = make_question("What is the pay of a night nurse?", author=author).posts.get()
    gone.set_state(State.REMOVED)
    anonymous = Question(title="How do I tell my parents of it?", author=author)
    asked = posting.ask(anonymous, "I would rather nurse.", uuid.uuid4(), anonymous=True)
    Draft.objects.keep(author, "ask", 0, title="How do I", body="begin?")
    notifications.tell_of_sanction(author)
    reported = make_question("Is it true that nurses nap at night?").posts.get()
    sanction = Sanction.objects.create(
        member=make_user(),
        kind="silence",
        reason="Rude.",
        until=timezone.now() + SOON,
        by=moderator,
    )
    of_author = Sanction.objects.create(
        member=author, kind="silence", reason="Rude.", until=timezone.now() - SOON, by=None
    )
    rows = {
        "question": question, "other": own.question, "text": text, "answer": answer, "own": own,
        "comment": comment, "hidden": hidden, "gone": gone, "anonymous": asked, "field_": career.field,
        "draft": Draft.objects.get(), "note": Notification.objects.filter(recipient=author).first(),
        "review": moderation.open_review(reported, moderator),
        "verification": make_verification(author, career), "sanction": sanction,
        "quotation": make_quotation(answer), "career_": career, "occupation": career.occupation,
        "release": make_release(), "user": make_user("someone"), "watchword": WatchWord(words="stoat"),
        "settings": BoardSettings(pk=1), "delivery": Delivery(recipient=author, key="x", state="failed", next_at=timezone.now()),
        "template": ReasonTemplate.objects.first(), "entry": AuditEntry.objects.first(),
        "deletion": Version(career_id=9_999, number=1, event="deleted", document=content(career) | {"title": "Gone", "slug": "gone"}),
        "conflict": make_conflict(career), "missed": MissedSearch(words="nursery nurse"),
        "mistake": Mistake(page="/", text="Nurses earn more."),
        "preview_": Preview(career=career, document=content(career), shared=True, made_by=author, expires_at=timezone.now() + SOON),
        "vote": PartVote(career=career, part="what", useful=True, visitor="x"),
    }  # fmt: skip
    for row in rows.values():
        if row._state.adding:
            row.save()
    keys: Keys = {name: (row.pk,) for name, row in rows.items()}
    Version.objects.create(
        career=career, number=1, event="saved", document=content(career) | {"summary": "Nurses."}
    )
    preview = rows["preview_"].pk
    stop = stop_url(author).rstrip("/").rpartition("/")[2]
    return keys | {
        "-": (), "slug": (question.pk, question.slug), "gone-question": (gone.question_id,),
        "career": (career.slug,), "version": (career.pk, 1), "preview": (signer.sign(str(preview)),), "link": (career.pk, preview), "table": (career.slug, "tasks"), "field": (career.field.slug,), "handle": ("author",),
        "other-handle": ("someone",), "stop": (stop,), "app": ("community",), "1": (1,),
        "key": ("Mw:abc",), "reset": ("3", "set-password"),
        "author-sanction": (asked.pk, of_author.pk), "row": (10, text.pk), "earlier": (own.pk, 1), "url": ("nowhere/",),
    }  # fmt: skip


class Site:
    """What addresses name, and a way to be each person without signing in each time."""

    def __init__(self) -> None:
        career = make_career("Nurse", occupation=make_occupation())
        people = make_people(career)
        self.rows = make_rows(career, people)
        self.handles = {name: user.handle if user else "" for name, user in people.items()}
        self.sessions = {name: self.session_of(user) for name, user in people.items()}

    def session_of(self, user: User | None) -> str:
        """Of someone who has just given their password."""
        if user is None:
            return ""
        client = Client()
        client.force_login(user)
        session = client.session
        # An hour from now, so that it holds however long the tests take.
        at = (timezone.now() + timedelta(hours=1)).timestamp()
        given = {"method": "password", "at": at, "reauthenticated": True}
        session["account_authentication_methods"] = [given]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return str(client.cookies["sessionid"].value)

    def sent(self, name: str, who: str) -> dict[str, str]:
        """A form that is filled in as it should be."""
        review = Review.objects.get(pk=self.rows["review"][0])
        known = {row: key[0] for row, key in self.rows.items() if key}
        known |= {"me": self.handles[who], "seen": moderation.as_seen(review)}
        return {field: value.format(**known) for field, value in SENT.get(name, {}).items()}

    def status(self, method: str, route: Route, who: str) -> str:
        """The sign for what `who` gets. Nothing stays of it."""
        client = Client(raise_request_exception=False)
        if self.sessions[who]:
            client.cookies["sessionid"] = self.sessions[who]
        address = path_to(route.name, *self.rows[route.row])
        cache.clear()
        with transaction.atomic():
            data = self.sent(route.name, who) if method == "POST" else None
            answer = client.generic("DELETE", address) if method == "DELETE" else None
            if answer is None:
                answer = getattr(client, method.lower())(address, data)
            sign = sign_of(client, answer)
            transaction.set_rollback(True)
        return sign


SIGNS = {200: ".", 301: ">", 302: ">", 400: "!", 403: "-", 404: "0", 405: "x", 409: "=", 422: "?",}  # fmt: skip


def sign_of(client: Client, answer: HttpResponse) -> str:
    """See `roles`. The admin’s own sign-in page only leads on, or tells who may not enter."""
    while answer.get("Location", "").startswith("/admin/login/"):
        answer = client.get(answer["Location"])
    if answer.get("Location", "").startswith("/accounts/login/"):
        return "s"
    return SIGNS.get(answer.status_code, str(answer.status_code))


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """One for all lines of the table: no request changes it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Site()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Each refusal would be written down, and most of what is asked here is refused."""
    caplog.set_level("ERROR", "django.request")


def test_every_address_is_in_the_table():
    listed = {route.name for route in ROUTES}
    # Those of the admin that have no name lead to one that has.
    named = {name for name in every_name() if not name.startswith("admin/")}
    assert sorted(named - listed) == [], "write down in roles.py who may do what there"
    assert sorted(listed - named) == [], "these are gone"


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.post.startswith("s")], ids=lambda route: route.name
)
def test_who_has_to_sign_in_first_comes_back_to_a_page(site: Site, route: Route):
    client, address = Client(), path_to(route.name, *site.rows[route.row])
    answer = client.post(address, site.sent(route.name, "visitor"))
    if answer["Location"].startswith("/accounts/login/"):
        client.cookies["sessionid"] = site.sessions["superuser"]
        page = client.get(
            QueryDict(answer["Location"].partition("?")[2]).get("next", "/"), follow=True
        )
        assert page.status_code != 405


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.name} {route.row}")
def test_everyone_may_do_what_the_table_says(site: Site, route: Route):
    found = {
        method: "".join(site.status(method, route, who) for who in PEOPLE)
        for method in ("GET", "POST")
    }
    assert found == {"GET": route.get, "POST": route.post}, "in the order of PEOPLE"
    assert site.status("DELETE", route, "superuser") == route.other
