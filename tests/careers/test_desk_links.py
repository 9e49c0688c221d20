"""Links to other sites: which there are, which are asked when, and what counts as dead."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, SOCK_STREAM
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command

from careers import links, publishing
from careers.document import content
from careers.links import LinkError, Pace, is_open, status_of
from careers.models import OutsideLink, Source
from tests.builders import make_career, make_data_page, make_editor, make_occupation, make_profile

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Clock:
    """Time that passes only while someone waits for it."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def pace(self):
        return Pace(lambda: self.now, self.sleep)


@pytest.fixture
def clock():
    return Clock()


class Site(BaseHTTPRequestHandler):
    """Answers /404 with 404, /to/<address> by leading there, /no-head/200 to GET only."""

    seen: list

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.seen.append((self.command, self.path, self.headers))
        word, _, rest = self.path.lstrip("/").partition("/")
        if word == "to":
            self.send_response(302)
            self.send_header("Location", rest)
        elif word == "no-head":
            self.send_response(405 if self.command == "HEAD" else int(rest))
        elif word == "drip":
            with suppress(OSError):
                while not self.server.stopping.wait(0.01):
                    self.wfile.write(b"H")
            return
        elif word == "nonsense":
            self.wfile.write(b"What?\r\n")
            return
        else:
            self.send_response(int(word))
        self.end_headers()

    def log_message(self, *args):
        """Not in the output of tests."""


@pytest.fixture
def site():
    handler = type("Handler", (Site,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    server.stopping = Event()
    server.seen, server.at = handler.seen, f"http://127.0.0.1:{server.server_port}"
    yield server
    server.stopping.set()
    server.shutdown()
    server.server_close()


def ask(site, clock, path):
    return status_of(f"{site.at}{path}", clock.pace(), local=True)


def test_a_page_is_asked_for_its_head_only_and_told_who_asks(site, clock, settings):
    assert ask(site, clock, "/200") == 200
    [(method, _, headers)] = site.seen
    assert method == "HEAD"
    assert settings.SITE_URL in headers["User-Agent"]
    assert "Cookie" not in headers


def test_a_site_that_knows_no_head_is_asked_again_a_second_later(site, clock):
    assert ask(site, clock, "/no-head/200") == 200
    assert [method for method, _, _ in site.seen] == ["HEAD", "GET"]
    assert clock.slept == [1.0]


def test_five_redirects_are_followed_and_no_more(site, clock):
    assert ask(site, clock, "/to/" * 5 + "/200") == 200
    with pytest.raises(LinkError, match="more than 5"):
        ask(site, clock, "/to/" * 6 + "/200")


@pytest.mark.parametrize(
    "target", ["ftp://example.org/", "file:///etc/passwd", "http://[1/", "http://a:b/"]
)
def test_a_redirect_off_the_web_is_not_followed(site, clock, target):
    with pytest.raises(LinkError):
        ask(site, clock, f"/to/{target}")
    assert len(site.seen) == 1


def test_a_site_that_answers_letter_by_letter_is_given_up(site, clock, monkeypatch):
    monkeypatch.setattr(links, "TIMEOUT", 0.1)
    with pytest.raises(LinkError, match="did not answer"):
        ask(site, clock, "/drip")


def test_nonsense_is_no_answer(site, clock):
    with pytest.raises(LinkError, match="did not answer"):
        ask(site, clock, "/nonsense")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_open_to_all_are_not_asked(address):
    assert not is_open(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1"])
def test_open_addresses_may_be_asked(address):
    assert is_open(address)


@pytest.mark.parametrize("path", ["/200", "/to/http://127.0.0.1:1/"])
def test_this_machine_is_not_asked_by_whichever_name(site, clock, path):
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
        with pytest.raises(LinkError):
            status_of(f"http://{host}:{site.server_port}{path}", clock.pace())
    assert site.seen == []


def test_a_site_that_leads_into_a_private_network_is_not_followed_there(site, clock, monkeypatch):
    def resolve(host, port, *_, **__):
        return [
            (
                AF_INET,
                SOCK_STREAM,
                0,
                "",
                ("10.0.0.1" if host == "inside.example" else "127.0.0.1", port),
            )
        ]

    monkeypatch.setattr("careers.links.socket.getaddrinfo", resolve)
    monkeypatch.setattr("careers.links.is_open", lambda address: address == "127.0.0.1")
    with pytest.raises(LinkError, match="private network"):
        status_of(f"http://out.example:{site.server_port}/to/http://inside.example/", clock.pace())
    assert [path for _, path, _ in site.seen] == ["/to/http://inside.example/"]


@pytest.mark.django_db
class TestNoting:
    def test_addresses_of_pages_and_of_drafts_are_noted(self, settings):
        live = make_career(
            overview=f"See [it](https://a.example/x) and {settings.SITE_URL}/about/."
        )
        make_career(state="draft", education_text="https://b.example/, (www.c.com)")
        Source.objects.create(career=live, title="S", publisher="P", url="https://d.example/a_(b)")
        saved = content(live) | {"overview": "[New](https://e.example/)."}
        publishing.save(live.pk, saved, make_editor())
        make_data_page(make_profile(make_occupation()))
        links.note_addresses()
        assert {link.url for link in OutsideLink.objects.all()} == {
            "https://a.example/x",
            "https://b.example/",
            "http://www.c.com",
            "https://d.example/a_(b)",
            "https://e.example/",
        }

    def test_addresses_that_no_page_has_any_longer_go_and_the_others_keep_what_they_answered(self):
        make_career(overview="<https://a.example/>")
        OutsideLink.objects.create(url="https://a.example/", status=404, failures=1)
        OutsideLink.objects.create(url="https://gone.example/")
        links.note_addresses()
        assert [(link.url, link.failures) for link in OutsideLink.objects.all()] == [
            ("https://a.example/", 1)
        ]

    def test_an_address_leads_to_a_place_where_it_stands(self):
        live, other = make_career("Actuary", overview="https://a.example/"), make_career()
        Source.objects.create(career=other, title="S", publisher="P", url="https://b.example/")
        draft = content(live) | {"overview": "https://c.example/"}
        publishing.save(live.pk, draft, make_editor())
        links.note_addresses()
        assert links.places_of(OutsideLink.objects.all()) == {
            "https://a.example/": (live.pk, "Actuary", "id_overview"),
            "https://b.example/": (other.pk, other.title, "sources-heading"),
            "https://c.example/": (live.pk, "Actuary", ""),
        }


@pytest.mark.django_db
class TestChecking:
    def check(self, clock, now=NOW, **fields):
        return list(links.check(links.due(now, **fields), now, clock.pace(), local=True))

    def add(self, site, *paths):
        for path in paths:
            OutsideLink.objects.create(url=f"{site.at}{path}")

    def states(self):
        return {
            link.url.rpartition("/")[2]: (link.status, link.failures)
            for link in OutsideLink.objects.all()
        }

    def test_links_of_one_host_are_asked_a_second_apart(self, site, clock):
        self.add(site, "/200", "/204", "/206")
        self.check(clock)
        assert clock.slept == [1.0, 1.0]

    def test_what_is_gone_fails_and_what_is_shy_does_not(self, site, clock):
        self.add(site, "/200", "/404", "/410", "/500", "/403", "/401")
        self.check(clock)
        assert self.states() == {
            "200": (200, 0), "404": (404, 1), "410": (410, 1), "500": (500, 1), "403": (403, 0),
            "401": (401, 0),
        }  # fmt: skip
        assert "404" in OutsideLink.objects.get(status=404).problem

    def test_a_host_that_is_busy_is_left_alone_for_this_run(self, site, clock):
        self.add(site, "/429", "/200")
        assert len(self.check(clock)) == 1
        assert self.states() == {"429": (429, 0), "200": (None, 0)}

    def test_bad_links_are_asked_again_after_one_three_and_seven_days_and_good_ones_after_thirty(
        self, site, clock
    ):
        self.add(site, "/200", "/404")
        asked = Counter()
        for day in range(40):
            for link in self.check(clock, NOW + timedelta(days=day)):
                asked[link.url.rpartition("/")[2], day] += 1
        assert sorted(asked) == [
            ("200", 0), ("200", 30),
            ("404", 0), ("404", 1), ("404", 4), ("404", 11), ("404", 18), ("404", 25), ("404", 32), ("404", 39),
        ]  # fmt: skip

    def test_a_link_that_answers_again_is_good_again(self, site, clock):
        OutsideLink.objects.create(url=f"{site.at}/200", failures=4, problem="It is gone.")
        self.check(clock)
        link = OutsideLink.objects.get()
        assert (link.failures, link.problem, link.checked_at) == (0, "", NOW)

    def test_a_run_is_bounded_and_begins_with_the_oldest(self, site, clock):
        for number, days in enumerate((40, 60, 50)):
            OutsideLink.objects.create(
                url=f"{site.at}/20{number}", checked_at=NOW - timedelta(days=days)
            )
        self.add(site, "/204")
        asked = [link.url.rpartition("/")[2] for link in self.check(clock, limit=3)]
        assert asked == ["204", "201", "202"]

    def test_when_nobody_answers_the_trouble_is_ours_and_no_link_is_blamed(self, clock):
        for number in range(3):
            OutsideLink.objects.create(url=f"http://127.0.0.{number + 2}:1/")
        with pytest.raises(LinkError, match="connected"):
            self.check(clock)
        assert not OutsideLink.objects.exclude(checked_at=None).exists()

    def test_a_site_that_is_silent_among_others_that_answer_fails(self, site, clock):
        OutsideLink.objects.create(url="http://127.0.0.2:1/a")
        OutsideLink.objects.create(url="http://127.0.0.2:1/b")
        self.add(site, "/200")
        self.check(clock)
        assert self.states() == {"a": (None, 1), "b": (None, 0), "200": (200, 0)}


@pytest.mark.django_db
def test_the_command_tells_dead_links_and_fails_for_them(capsys, monkeypatch):
    make_career(overview="<http://a.example/>, <http://b.example/>")
    answers = {"http://a.example/": 200, "http://b.example/": 404}
    monkeypatch.setattr("careers.links.status_of", lambda url, *_: answers[url])
    call_command("check_links")
    assert "Links asked: 2." in capsys.readouterr().out
    OutsideLink.objects.update(checked_at=NOW - timedelta(days=400))
    with pytest.raises(CommandError, match="Dead links: 1") as dead:
        call_command("check_links", limit=5)
    assert "http://b.example/" in str(dead.value)
    assert "http://a.example/" not in str(dead.value)


@pytest.mark.parametrize("limit", [0, -5])
@pytest.mark.django_db
def test_the_command_asks_at_least_one_address(limit):
    with pytest.raises(CommandError, match="At least one address must be asked"):
        call_command("check_links", limit=limit)
