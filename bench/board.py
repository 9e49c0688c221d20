"""What the board costs: `python -m bench.board`, on SQLite or the server of DATABASE_URL.

Seeds two databases of its own, a small and a large one, starts the site on each as production
does, and prints the CPU time of requests (of the server and, with PostgreSQL, of its processes)
as multiples of a Django view that does nothing, behind the middleware that `startproject` writes,
in the same run. Uses only this machine, and ends what it starts. `--keep` leaves the databases for
the next run, which then begins with measuring.
"""

import argparse
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from io import StringIO
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urlsplit

from bench.server import Server

if TYPE_CHECKING:
    from django.test import Client

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"
ROUNDS = 3
POSTERS = 20
"""Members who take turns, so that none of them gets to the limit of answers in an hour."""
CSRF = "c" * 32


class Board(NamedTuple):
    """Where to look on one of the databases, as found there."""

    database_url: str
    questions: int
    answers: int
    seconds: float
    deepest: str
    question: str
    long_first: str
    long_last: str
    helpful_last: str
    answerable: list[int]
    sessions: list[str]
    queries: dict[str, tuple[int, int]]


def prepare(url: str, questions: int, answers: int, members: int) -> Board:
    """In a process of its own: make and fill the database, and find the pages to be measured."""
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_starter", stdout=StringIO())
    began = time.time()
    sizes = {"questions": questions, "answers": answers, "members": members}
    call_command("seed_demo", **sizes, yes=True, stdout=StringIO())
    return look(url, time.time() - began)


def look(url: str, seconds: float) -> Board:
    from django.test import Client

    from careerportal.accounts.models import Bucket
    from community.models import Post, Question

    Bucket.objects.all().delete()  # of the run before, on a database that was kept
    rows = Question.objects.order_by("pk")
    longest = Question.objects.order_by("-answer_count")[0]
    middling = Question.objects.filter(answer_count__lte=19).order_by("-answer_count", "pk")[0]
    address = longest.get_absolute_url()
    answers = Post.objects.answers().filter(question=longest)
    last = answers.order_by("-number")[20].number
    least = answers.order_by("helpful_count", "-number")[20]
    clients = members_in_standing()
    client = clients[0]
    micros, pk = rows[20].newest_cursor
    pages = {"board list": "/community/", "question page": middling.get_absolute_url()}
    return Board(
        database_url=url,
        questions=Question.objects.count(),
        answers=Post.objects.answers().count(),
        seconds=seconds,
        deepest=f"/community/?after={micros}.{pk}",
        question=middling.get_absolute_url(),
        long_first=f"{address}?sort=oldest",
        long_last=f"{address}?sort=oldest&after={last}",
        helpful_last=f"{address}?after={least.helpful_count}.{least.number}",
        answerable=list(rows.order_by("-pk").values_list("pk", flat=True)[:300]),
        sessions=[client.cookies["sessionid"].value for client in clients],
        queries={
            name: (queries(Client(), page), queries(client, page)) for name, page in pages.items()
        },
    )


def members_in_standing() -> list["Client"]:
    """Signed in. What they post appears at once, as most of what is posted on a board does."""
    from django.test import Client
    from django.utils import timezone

    from careerportal.accounts.models import User
    from community.models import Level, Standing

    clients = []
    for member in User.objects.order_by("pk")[1 : POSTERS + 1]:
        known = {"level": Level.REGULAR, "checked_at": timezone.now()}
        Standing.objects.update_or_create(member=member, defaults=known)
        clients.append(Client())
        clients[-1].force_login(member)
    return clients


def queries(client: object, address: str) -> int:
    """How many a page sends when it is opened for the second time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as sent:
        client.get(address)  # type: ignore[attr-defined]
    return len(sent)


class Measure:
    """Ways to send the requests of one line of the table; each is numbered and gives its status."""

    def __init__(self, server: Server, board: Board, encoding: str) -> None:
        self.server, self.board = server, board
        self.headers = {"Accept-Encoding": encoding} if encoding else {}
        self.cookies = [{"Cookie": f"sessionid={s}; csrftoken={CSRF}"} for s in board.sessions]

    def get(self, path: str, signed_in: bool = False) -> Callable[[int], int]:
        headers = self.headers | (self.cookies[0] if signed_in else {})
        return lambda n: self.server.ask("GET", path, headers=headers)[0]

    def answer(self) -> Callable[[int], int]:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        questions, cookies = cycle(self.board.answerable), cycle(self.cookies)
        text = "It was the same for me.\n\n" + "I would ask again, and **sooner**. " * 10

        def send(n: int) -> int:
            address = f"/community/questions/{next(questions)}/answer/"
            body = urlencode({"csrfmiddlewaretoken": CSRF, "body": text})
            return self.server.ask("POST", address, body, self.headers | next(cookies) | form)[0]

        return send


def least(measures: dict[str, tuple[Server, Callable[[int], int], int]]) -> dict[str, float]:
    """Milliseconds of each, the least of some rounds: others who use the machine only add to it."""
    costs = [
        {name: server.cost(send, times) for name, (server, send, times) in measures.items()}
        for _ in range(ROUNDS)
    ]
    return {name: min(cost[name] for cost in costs) for name in measures}


def lines(ms: dict[str, float]) -> Iterator[tuple[str, float, str, float]]:
    """Name, figure, its unit, and what it should not pass."""
    bare = ms["bare view"]
    for name, target in TARGETS.items():
        yield name, ms[name] / bare, "×", target
    pairs = {
        "board list, large : small": ("board list", "board list, small"),
        "board list, deepest : first page": ("deepest page", "board list"),
        "longest question, last : first page": ("long, last page", "long, first page"),
    }
    for name, (one, other) in pairs.items():
        yield name, ms[one] / ms[other], ":1", 1.2


TARGETS = {
    "board list": 35.0,
    "board list, signed in": 35.0,
    "question page, 20 posts": 45.0,
    "question page, 20 posts, signed in": 45.0,
    "posting an answer": 90.0,
}


def run(small: Board, large: Board, encoding: str) -> None:
    with ExitStack() as stack:
        standard = stack.enter_context(Server(large.database_url, backends(large), BENCH_BARE="1"))
        one = Measure(
            stack.enter_context(Server(small.database_url, backends(small))), small, encoding
        )
        two = Measure(
            stack.enter_context(Server(large.database_url, backends(large))), large, encoding
        )
        bare = Measure(standard, large, encoding)
        ms = least(
            {
                "bare view": (standard, bare.get("/bare/"), 1500),
                "bare view, own middleware": (two.server, two.get("/bare/"), 1000),
                "board list, small": (one.server, one.get("/community/"), 80),
                "board list": (two.server, two.get("/community/"), 80),
                "board list, signed in": (two.server, two.get("/community/", True), 80),
                "deepest page": (two.server, two.get(large.deepest), 80),
                "question page, 20 posts": (two.server, two.get(large.question), 60),
                "question page, 20 posts, signed in": (
                    two.server,
                    two.get(large.question, True),
                    60,
                ),
                "long, first page": (two.server, two.get(large.long_first), 60),
                "long, last page": (two.server, two.get(large.long_last), 60),
                "posting an answer": (two.server, two.answer(), 40),
            }
        )
    report(small, large, ms)


def report(small: Board, large: Board, ms: dict[str, float]) -> None:
    scheme = urlsplit(large.database_url).scheme
    print(
        f"{scheme}: {large.questions:,} questions and {large.answers:,} answers; "
        f"in the small database {small.questions:,} and {small.answers:,}"
    )
    seeded = f"seeded in {large.seconds:.0f} s; " if large.seconds > 1 else ""
    print(f"{seeded}a bare view takes {ms['bare view']:.3f} ms of CPU")
    own = ms["bare view, own middleware"]
    print(f"behind the site's own middleware: {own:.3f} ms, {own / ms['bare view']:.1f}×")
    for name, figure, unit, target in lines(ms):
        verdict = "ok" if figure <= target else "MISSED"
        print(f"  {name:<38} {figure:7.2f}{unit:<2} (at most {target:g}) {verdict}")
    for name, (signed_out, signed_in) in large.queries.items():
        verdict = "ok" if signed_out <= 7 and signed_in <= 12 else "MISSED"
        print(
            f"  queries of a {name:<25} {signed_out:3} signed out (at most 7), "
            f"{signed_in} signed in (at most 12) {verdict}"
        )


def backends(board: Board) -> Callable[[], list[int]]:
    """The processes that work for the database's clients; none with SQLite."""
    if not board.database_url.startswith("postgres"):
        return list
    import psycopg

    connection = psycopg.connect(board.database_url, autocommit=True)
    mine = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    # Not the one that asks, and none that cleans up after the import and ends.
    others = f"{mine} AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    return lambda: [pid for (pid,) in connection.execute(others)]


def server() -> str:
    """The URL of the PostgreSQL server to use; empty for SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def discard(name: str) -> None:
    if not server():
        for file in FOLDER.glob(f"{name}.sqlite3*"):
            file.unlink()
        return
    import psycopg

    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def database(name: str) -> str:
    """The URL of a database called so; it may be there from the run before."""
    if not server():
        FOLDER.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{FOLDER / name}.sqlite3"
    import psycopg

    with psycopg.connect(server(), autocommit=True) as connection:
        there = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(there, [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(server())._replace(path=f"/{name}").geturl()


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--questions", type=int, default=100_000)
    options.add_argument("--answers", type=int, default=1_000_000)
    options.add_argument("--members", type=int, default=20_000)
    options.add_argument("--small", type=int, default=2_000, help="questions in the small one")
    options.add_argument("--keep", action="store_true", help="the databases, for the next run")
    options.add_argument("--gzip", action="store_true", help="ask for compressed pages")
    chosen = options.parse_args()
    share = chosen.small / chosen.questions
    sizes = [
        (chosen.small, int(chosen.answers * share), max(50, int(chosen.members * share))),
        (chosen.questions, chosen.answers, chosen.members),
    ]
    names = [f"bench-{questions}-{answers}-{members}" for questions, answers, members in sizes]
    try:
        boards = []
        for name, size in zip(names, sizes, strict=True):
            if not chosen.keep:
                discard(name)
            spawn = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, mp_context=spawn) as process:
                boards.append(process.submit(prepare, database(name), *size).result())
        run(*boards, "gzip" if chosen.gzip else "")
    finally:
        for name in () if chosen.keep else names:
            discard(name)


if __name__ == "__main__":
    main()
