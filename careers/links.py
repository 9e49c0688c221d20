"""Whether the addresses on other sites that our pages lead to still answer.

It asks politely: one request at a time, a second between two to one host, and no page is read, only
whether it is there. It reaches nothing that isn't open to the whole internet: what editors write, and
where other sites lead on to, must not become a way into our own network.
"""

import html
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.encoding import iri_to_uri

from careerportal import markdown
from careers.document import PARTS, Document, write
from careers.models import (
    Career,
    EducationRoute,
    InterviewQuestion,
    Moment,
    OutsideLink,
    Skill,
    Source,
    Step,
    Version,
)

AT_ONCE = 200
PAUSE = 1.0
"""Seconds between two requests to one host."""
TIMEOUT = 10.0
"""Seconds for one request, from the connection to the last header."""
MOST_REDIRECTS = 5
DEAD_AFTER = 2
"""Failed checks in a row: one may be the other site's bad hour."""
ASK_AGAIN_AFTER = {0: timedelta(days=30), 1: timedelta(days=1), 2: timedelta(days=3)}
"""Failed checks in a row → time to the next check; after more of them as below."""
AND_LATER = timedelta(days=7)
ALONE = 3
"""Sites that must be silent, and no other answer, for the trouble to be ours and not theirs."""

PLACES_AT_ONCE = 50
"""SQLite takes no more than a thousand conditions."""
LONGEST = 500
"""Characters of an address; see OutsideLink."""

SHY = {401, 403, 405, 406, 429, 451, 999}
"""Answers of sites that don't like to be asked by programs: readers may well get there."""

ROWS = [
    (Source, "url", "sources-heading"),
    (EducationRoute, "text", "education_routes-heading"),
    (Moment, "text", "moments-heading"),
    (Step, "text", "steps-heading"),
    (Skill, "text", "skills-heading"),
    (InterviewQuestion, "looking_for", "interview_questions-heading"),
]
"""Rows of parts that may hold an address, and where the editors' form has them."""

_HREF = re.compile(r'href="(https?://[^"]+)"')


class LinkError(Exception):
    """What is wrong with a link; str() is a sentence for editors."""


class Place(NamedTuple):
    career_id: int
    title: str
    anchor: str
    """In the editors' form; "" for its top."""


@dataclass
class Pace:
    """Lets no two requests go to a host within a second; tests bring their own clock."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    last: dict[str, float] = field(default_factory=dict)

    def wait(self, host: str) -> None:
        if host in self.last:
            rest = self.last[host] + PAUSE - self.clock()
            if rest > 0:
                self.sleep(rest)

    def note(self, host: str) -> None:
        self.last[host] = self.clock()


def addresses_in(document: Document) -> set[str]:
    """Every address on another site in what editors wrote."""
    found = {source["url"] for source in document.get("sources", ()) if source.get("url")}
    for text in _texts({key: value for key, value in document.items() if key != "sources"}):
        if len(text) <= markdown.MAX_LENGTH and ("://" in text or "www." in text):
            found |= {html.unescape(address) for address in _HREF.findall(markdown.render(text))}
    return {
        address
        for address in found
        if len(address) <= LONGEST and not f"{address}/".startswith(f"{settings.SITE_URL}/")
    }


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def note_addresses() -> None:
    """Have a row for each address on pages and in drafts, and none for any other."""
    found: set[str] = set()
    parts = [name for _, name, _ in PARTS.values()]
    written = Career.objects.exclude(state=Career.State.DATA).select_related("field", "occupation")
    for career in written.prefetch_related(*parts).iterator(chunk_size=100):
        found |= addresses_in(write(career))
    for document in _drafts().values_list("document", flat=True):
        found |= addresses_in(document)
    known = dict(OutsideLink.objects.values_list("url", "pk"))
    gone = [key for address, key in known.items() if address not in found]
    OutsideLink.objects.filter(pk__in=gone).delete()
    new = sorted(found - known.keys())
    OutsideLink.objects.bulk_create((OutsideLink(url=url) for url in new), ignore_conflicts=True)


def _drafts() -> QuerySet[Version]:
    return Version.objects.filter(pk__in=Career.objects.exclude(draft=None).values("draft"))


def places_of(links: Iterable[OutsideLink]) -> dict[str, Place]:
    """Address → one place where a page or a draft has it; one query for every PLACES_AT_ONCE."""
    # In a text, “www.site.com” is an address as well.
    sought = [(link.url, link.url.partition("://")[2]) for link in links]
    places: dict[str, Place] = {}
    for first in range(0, len(sought), PLACES_AT_ONCE):
        places |= _places_of(dict(sought[first : first + PLACES_AT_ONCE]))
    return places


def _places_of(urls: dict[str, str]) -> dict[str, Place]:
    texts = [
        *((Career, name, "", f"id_{name}") for name in Career.MARKDOWN),
        *((model, name, "career", part) for model, name, part in ROWS),
        (_drafts().annotate(said=Cast("document", TextField())), "said", "career", ""),
    ]
    found = [
        _rows_with(urls.values(), getattr(rows, "objects", rows), column, career, part)
        for rows, column, career, part in texts
    ]
    places: dict[str, Place] = {}
    for *place, text in found[0].union(*found[1:], all=True):
        for url, said in urls.items():
            if said in text:
                places.setdefault(url, Place(*place))
    return places


def _rows_with(urls: Iterable[str], rows: Any, column: str, career: str, part: str) -> Any:
    has_one = Q()
    for url in urls:
        has_one |= Q(**{f"{column}__contains": url})
    key, title = (f"{career}__pk", f"{career}__title") if career else ("pk", "title")
    text = Cast(column, TextField())
    return rows.filter(has_one).order_by().values_list(key, title, Value(part), text)


def due(now: datetime, limit: int = AT_ONCE) -> list[OutsideLink]:
    """Those to ask now, never asked ones first, then the longest ago."""
    later = Q(failures__gt=max(ASK_AGAIN_AFTER), checked_at__lte=now - AND_LATER)
    for failures, wait in ASK_AGAIN_AFTER.items():
        later |= Q(failures=failures, checked_at__lte=now - wait)
    never = OutsideLink.objects.filter(checked_at=None).order_by("pk")
    again = OutsideLink.objects.filter(later).order_by("checked_at", "pk")
    return [*never[:limit], *again[:limit]][:limit]


def check(
    links: Iterable[OutsideLink], now: datetime, pace: Pace | None = None, local: bool = False
) -> Iterator[OutsideLink]:
    """Ask each of `links`, keep what it answered and yield it; `local` lets tests ask this machine.

    Once a host has not answered, its other links wait for another day, and so would we for each of
    them. Raises LinkError, and keeps nothing, when no host answers at all.
    """
    pace, silent, unsaved, answered = pace or Pace(), set(), [], False
    for link in links:
        host = _host(link.url)
        if host in silent:
            continue
        _ask_for(link, now, pace, local)
        if link.status in (None, 429):
            silent.add(host)
        answered = answered or link.status is not None
        unsaved.append(link)
        if answered:
            _keep(unsaved)
        yield link
    if len(unsaved) >= ALONE:
        raise LinkError("No site answered. Is this machine connected to the internet?")
    _keep(unsaved)


def _keep(links: list[OutsideLink]) -> None:
    OutsideLink.objects.bulk_update(links, ["status", "problem", "failures", "checked_at"])
    links.clear()


def _ask_for(link: OutsideLink, now: datetime, pace: Pace, local: bool) -> None:
    link.status, link.problem = None, ""
    try:
        link.status = status_of(link.url, pace, local)
        if link.status >= 400 and link.status not in SHY:
            raise LinkError(f"It answers with the error {link.status}.")
    except LinkError as error:
        link.problem = str(error)
    link.failures = link.failures + 1 if link.problem else 0
    link.checked_at = now


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def status_of(url: str, pace: Pace, local: bool = False) -> int:
    """What the address, or where it leads on to, answers. Raises LinkError."""
    method, redirects = "HEAD", 0
    while True:
        response = _ask(method, url, pace, local)
        leads_to = response.headers.get("Location")
        if response.status in (301, 302, 303, 307, 308) and leads_to:
            redirects += 1
            if redirects > MOST_REDIRECTS:
                raise LinkError(f"It leads on more than {MOST_REDIRECTS} times.")
            url = _from(url, leads_to)
        elif response.status >= 400 and method == "HEAD":
            # Some sites know no HEAD, and say that in many ways.
            method = "GET"
        else:
            return response.status


def _from(url: str, leads_to: str) -> str:
    try:
        return urljoin(url, leads_to)
    except ValueError:
        raise LinkError("It leads to what is no address.") from None


def _ask(method: str, url: str, pace: Pace, local: bool) -> HTTPResponse:
    """One request; of its answer the body is never read."""
    try:
        parts = urlsplit(iri_to_uri(url))
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        raise LinkError("It is not an address on the web.") from None
    pace.wait(host)
    connection = _Connection if parts.scheme == "http" else _SafeConnection
    asking = connection(host, port, timeout=TIMEOUT)
    try:
        asking.where = _open_address(host, port, local)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        agent = f"CareerPortal link check (+{settings.SITE_URL})"
        asking.request(method, target, headers={"User-Agent": agent, "Accept": "*/*"})
        return asking.getresponse()
    except ssl.SSLCertVerificationError:
        raise LinkError("Its certificate is not valid, so browsers warn of it.") from None
    except (OSError, HTTPException, ValueError) as error:
        raise LinkError(_in_words(error)) from None
    finally:
        asking.close()
        pace.note(host)


def _in_words(error: Exception) -> str:
    if isinstance(error, socket.gaierror | UnicodeError):
        return "There is no such site."
    if isinstance(error, ConnectionRefusedError):
        return "The site refuses connections."
    return f"The site did not answer within {TIMEOUT:.0f} seconds, or not as sites do."


def _open_address(host: str, port: int, local: bool) -> str:
    """An IP address of `host` that anyone may ask; the connection goes to that one and no other."""
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not local and not is_open(address):
            raise LinkError("It leads into a private network.")
    return found[0]


def is_open(address: str) -> bool:
    """Whether this IP address is one of the public internet, whichever way it is written."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in ipaddress.ip_network("64:ff9b::/96") or ip.sixtofour or ip.teredo:
            return False
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


class _Connection(HTTPConnection):
    where = ""
    """The IP address that was looked at: to ask for it again could give another."""
    alarm: Timer | None = None

    def connect(self) -> None:
        self.sock = socket.create_connection((self.where, self.port), TIMEOUT)
        # The time limit of a socket begins anew with every byte.
        self.alarm = Timer(TIMEOUT, self.give_up)
        self.alarm.daemon = True
        self.alarm.start()

    def give_up(self) -> None:
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self.alarm:
            self.alarm.cancel()
        super().close()


class _SafeConnection(_Connection):
    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()
