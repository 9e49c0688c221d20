"""What readers must not see, they don’t: looked for on every address of the site."""

from collections.abc import Iterator
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail as outbox
from django.db import transaction
from django.test import Client
from django.utils import timezone

from careerportal.accounts.models import User
from community import export, mail
from community.models import MailChoice
from tests.builders import make_area, make_local_wages, make_occupation
from tests.site.marked import (
    UNSEEN,
    Marked,
    Viewer,
    found_in,
    mailed,
    make_marked_site,
    reader,
    said_by,
)
from tests.site.routes import PAGES, SHOW_NO_POSTS, TAKE_POSTS_ONLY, every_name, pages

pytestmark = pytest.mark.django_db


def test_every_address_is_walked_or_says_why_not():
    known = {*PAGES, *TAKE_POSTS_ONLY, *SHOW_NO_POSTS}
    assert sorted(every_name() - known) == [], "say below PAGES how to read these pages"
    assert sorted(known - every_name()) == [], "these are gone"
    assert not set(PAGES) & (TAKE_POSTS_ONLY | SHOW_NO_POSTS)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """A walk is refused a thousand times, which would be written down each time."""
    caplog.set_level("ERROR", "django.request")


@pytest.fixture(scope="module")
def marked(django_db_setup: None, django_db_blocker: Any) -> Iterator[Marked]:
    """One site for all tests here, each of which undoes what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_marked_site()
        transaction.set_rollback(True)


OF_MEMBERS = {"zqanonymousshownby", "zqanonymousputby", "zqreporter"}
"""Handles that moderators may read where no post is in sight: mail is listed by its recipients."""


def walk(marked: Marked, viewer: Viewer) -> tuple[list[str], set[str]]:
    """Where something is said that `viewer` must not see; and which secrets were said rightly."""
    client = reader(viewer)
    unseen = [secret for secret in marked.secrets if not secret.may_be_seen_by(viewer)]
    rest = [secret for secret in marked.secrets if secret.may_be_seen_by(viewer)]
    leaks, seen, been = [], set(), set()
    for name, address, args in pages(admin=getattr(viewer.user, "is_staff", False)):
        rightly = OF_MEMBERS if name.startswith("admin:community_delivery") else ()
        # Where it leads, too, once: many addresses lead to the same page.
        while address and address not in been:
            been.add(address)
            answer = client.get(address)
            assert answer.status_code in (200, 301, 302, 403, 404), (address, answer.status_code)
            said = said_by(answer)
            found = [word for word in found_in(said, unseen, args) if word not in rightly]
            leaks += [f"{name} {address}: {word}" for word in found]
            seen |= {secret.word for secret in rest if secret.word in said}
            address = answer.get("Location", "").partition("#")[0]
    return leaks, seen


@pytest.mark.parametrize("who", ["visitor", "fan", "young", "pro", "quoter"])
def test_no_page_shows_others_what_readers_must_not_see(marked: Marked, who: str):
    """To a visitor, a member who follows all of it, a minor, a professional and an editor."""
    people = {
        user.handle: user for user in (marked.fan, marked.minor, marked.professional, marked.editor)
    }
    leaks, _ = walk(marked, Viewer(people.get(who, AnonymousUser())))
    assert "\n".join(leaks) == ""


def test_moderators_see_what_they_decide_on_and_not_who_asked_anonymously(marked: Marked):
    leaks, seen = walk(marked, Viewer(marked.moderator, is_staff_of_the_board=True))
    assert "\n".join(leaks) == ""
    for kind in ("question", "answer", "comment"):
        for state in UNSEEN:
            assert f"zq{state}{kind}text" in seen
    theirs = {"zqchangetext", "zqchangetitle", "zqchangeanswer", "zqwithheldtext", "zqreporttext",
              "zqreportmember", "zqplea", "zqevidence", "zqhiddenquestionby"}  # fmt: skip
    assert theirs - seen == set()


def test_authors_see_their_own_words_and_why_and_nothing_of_others(marked: Marked):
    hidden = [post for post in marked.posts.values() if post.author]
    for post in hidden:
        assert post.author
        own = {secret for secret in marked.secrets if post.author.handle in secret.owners}
        rest = [
            s for s in marked.secrets if s not in own and s.word not in ("zqmail.example", "zqname")
        ]
        pages = [post.get_absolute_url(), f"/community/members/{post.author.handle}/"]
        pages += [
            "/",
            "/community/",
            "/community/notifications/",
            f"/community/posts/{post.pk}/history/",
        ]
        client, said = reader(Viewer(post.author)), ""
        for page in pages:
            said += said_by(client.get(page, follow=True))
        assert f"zq{post.state}{post.kind}text" in said
        assert found_in(said, rest, ()) == [], post


def test_a_pseudonym_and_its_member_are_never_named_together(marked: Marked):
    for label in ("shown", "put"):
        text, handle = marked.posts[f"anonymous {label}"], f"zqanonymous{label}by"
        member, desk = f"/community/members/{handle}/", f"/community/moderation/members/{handle}/"
        readers = [(AnonymousUser(), member), (marked.fan, member), (marked.moderator, member)]
        for user, address in [*readers, (marked.moderator, desk)]:
            page = reader(Viewer(user)).get(address)
            assert page.status_code == 200
            assert text.pseudonym not in page.text
            assert text.question.title not in page.text


@pytest.mark.parametrize("frequency", list(MailChoice.Frequency))
def test_mail_of_every_kind_holds_nothing_that_its_recipient_must_not_see(
    marked: Marked, frequency: MailChoice.Frequency
):
    people = set(User.objects.filter(notifications__isnull=False))
    for user in people:
        MailChoice.objects.choose(user, frequency)
    mail.send_due(clock=lambda: timezone.now() + timedelta(days=9))
    by_address = {user.email: user for user in people}
    got: set[str] = set()
    for message in outbox.outbox:
        (address,) = message.to
        got.add(by_address[address].handle)
        others = [s for s in marked.secrets if by_address[address].handle not in s.owners]
        assert found_in(mailed(message, address), others, ()) == []
    assert ("fan" in got) == (frequency != MailChoice.Frequency.NEVER)


def test_a_copy_of_ones_data_holds_nothing_of_others_that_one_must_not_see(marked: Marked):
    for user in User.objects.all():
        with TemporaryFile() as file:
            export.write(user, file)
            with ZipFile(file) as copy:
                said = "\n".join(copy.read(name).decode() for name in copy.namelist()).lower()
        said = said.replace(user.email, "").replace((user.name or "-").lower(), "")
        others = [secret for secret in marked.secrets if user.handle not in secret.owners]
        assert found_in(said, others, ()) == [], user


# Caches.


def test_signed_out_pages_are_the_same_bytes_for_everyone(marked: Marked):
    one = Client(REMOTE_ADDR="192.0.2.1", HTTP_USER_AGENT="A", HTTP_ACCEPT_LANGUAGE="de")
    other = Client(REMOTE_ADDR="192.0.2.2", HTTP_USER_AGENT="B", HTTP_COOKIE="seen=1")
    for name, address, _ in pages(admin=False):
        if name not in ("account_profile", "account_email"):
            first, second = one.get(address), other.get(address)
            assert first.content == second.content, address
            assert not first.cookies, address
            if name == "careers:preview":
                assert "no-store" in first["Cache-Control"]
            elif first.status_code == 200 and first["Content-Type"].startswith("text/html"):
                assert "no-store" not in first.get("Cache-Control", ""), address


def test_the_one_cookie_of_signed_out_pages_is_the_chosen_place_and_the_same_for_everyone(
    marked: Marked,
):
    """The exception to the test above: `?place=` of an area with wages, and nothing else."""
    make_local_wages(make_occupation(), make_area("California"))
    one = Client(REMOTE_ADDR="192.0.2.1", HTTP_USER_AGENT="A")
    other = Client(REMOTE_ADDR="192.0.2.2", HTTP_COOKIE="seen=1; place=elsewhere")
    for name, address, _ in pages(admin=False):
        if name in ("account_profile", "account_email"):
            continue
        address += f"{'&' if '?' in address else '?'}place=california"
        first, second = one.get(address), other.get(address)
        assert first.content == second.content, address
        set_by = [
            {name: cookie.value for name, cookie in r.cookies.items()} for r in (first, second)
        ]
        assert set_by[0] == set_by[1], address
        assert set_by[0] in ({}, {"place": "california"}), address
        if set_by[0]:
            assert "Cookie" in first["Vary"], address


FOR_PROGRAMS = {
    "sitemap", "community:feed", "community:career-feed", "community:question-feed",
    "api:careers", "api:career", "api:pay", "api:titles",
}  # fmt: skip


def test_what_members_get_is_kept_by_no_cache_or_is_what_visitors_get(marked: Marked):
    member, visitor = reader(Viewer(marked.fan)), Client()
    for name, address, _ in pages(admin=False):
        answer = member.get(address)
        if name in FOR_PROGRAMS and answer.status_code == 200:
            assert answer.content == visitor.get(address).content
        else:
            kept = answer.get("Cache-Control", "")
            assert "private" in kept, address
            assert "no-store" in kept, address
