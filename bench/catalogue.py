"""What the catalogue costs: `python -m bench.catalogue`, on SQLite or the server of DATABASE_URL.

Makes two databases of its own, one with the starter catalogue and one with every occupation of O*NET
data, projections and made-up wages in hundreds of areas, starts the site on each as production does,
and prints the CPU time of requests (of the server and, with PostgreSQL, of its processes), how they
compare, and their queries. Needs the official files in the folder that REFERENCE_DATA names. Ends
what it starts. `--keep` leaves the databases for the next run, which then begins with measuring.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from bench.board import Measure, backends, database, discard, least, queries, server
from bench.imports import start, write_workbook
from bench.server import Server

RATIO = 1.2
SUGGESTION = 15.0
"""Milliseconds of CPU."""

PAGES = {
    "home": ("/", 6),
    "index": ("/careers/", 9),
    "career": ("/careers/registered-nurse/", 20),
    "compare": ("/careers/compare/?career=registered-nurse&career=electrician&career=actuary", 9),
    "suggestion": ("/search/suggest/?q=nur", 2),
}
"""In both databases: address, and the most queries."""


class Catalogue(NamedTuple):
    """One of the databases, and what was found there."""

    database_url: str
    sessions: list[str]
    careers: int
    wages: int
    pages: dict[str, tuple[str, int]]
    queries: dict[str, int]
    kilobytes: dict[str, float]


def prepare(url: str, folder: str, rows: int) -> Catalogue:
    """In a process of its own: fill the database, if it is new, and find the pages to be measured."""
    start(url)
    from django.core.management import call_command

    from careers.models import Career, WageEstimate

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_starter", stdout=StringIO())
    if rows and not WageEstimate.objects.exclude(area=None).exists():
        data = Path(os.environ["REFERENCE_DATA"])
        book = write_workbook(Path(folder), rows, 2024)
        for command, path in (
            ("import_onet", data / "onet_29_3_excel"),
            ("import_oews", book),
            ("import_projections", data / "bls_ep_2024_34"),
            ("import_projections", data / "bls_ep_2023_33"),
            ("import_programs", data / "soc_cip_crosswalks" / "soc2018_cip2020_crosswalk.csv"),
        ):
            call_command(command, str(path), stdout=StringIO())
    pages = dict(PAGES)
    if rows:
        # With as much on them as there is: what only a full catalogue has.
        rich = Career.objects.filter(state=Career.State.DATA).exclude(profile__tasks=[])
        slugs = list(rich.order_by("title").values_list("slug", flat=True)[:400])
        pages |= {
            "index, last page": (f"/careers/?page={Career.objects.public().count() // 24}", 9),
            "index, a field": ("/careers/fields/health-care/", 9),
            "index, a place": ("/careers/?place=ohio", 11),
            "data page": (f"/careers/{slugs[200]}/", 20),
            "data page, a place": (f"/careers/{slugs[200]}/?place=ohio", 20),
            "compare, a place": (f"{PAGES['compare'][0]}&place=ohio", 11),
        }
    from django.test import Client

    return Catalogue(
        database_url=url,
        sessions=[],
        careers=Career.objects.public().count(),
        wages=WageEstimate.objects.count(),
        pages=pages,
        queries={name: queries(Client(), address) for name, (address, _) in pages.items()},
        kilobytes={
            name: len(Client().get(address).content) / 1000 for name, (address, _) in pages.items()
        },
    )


def measure(small: Catalogue, large: Catalogue) -> int:
    """Prints the table; gives the number of figures that are too high."""
    with ExitStack() as stack:
        one, two = (
            Measure(stack.enter_context(Server(some.database_url, backends(some))), some, "")  # type: ignore[arg-type]
            for some in (small, large)
        )
        asked = {}
        for name, (path, _) in large.pages.items():
            # Side by side, so that what else the machine does weighs on both alike.
            if name in PAGES:
                asked[f"{name}, small"] = (one.server, one.get(path), 60)
            asked[name] = (two.server, two.get(path), 60)
        ms = least(asked)
    kind = "PostgreSQL" if server() else "SQLite"
    print(f"{kind}: {large.careers:,} careers, {large.wages:,} rows of wages; ", end="")
    print(f"in the small database {small.careers:,} and {small.wages:,}")
    missed = 0
    for name, (_, most) in large.pages.items():
        told = f"{ms[name]:7.2f} ms{large.kilobytes[name]:5.0f} KB"
        good = large.queries[name] <= most
        if name in PAGES:
            ratio = ms[name] / ms[f"{name}, small"]
            size = large.kilobytes[name] / small.kilobytes[name]
            told += f", {ratio:5.2f} : 1 (at most {RATIO}; HTML {size:.2f} : 1)"
            good &= ratio <= RATIO or (name == "suggestion" and ms[name] <= SUGGESTION)
        missed += not good
        print(
            f"  {name:<20}{told:<64} {large.queries[name]:3} queries (at most {most}) "
            f"{'ok' if good else 'MISSED'}"
        )
    return missed


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rows", type=int, default=400_000, help="of wages in the large one")
    options.add_argument("--keep", action="store_true", help="the databases, for the next run")
    chosen = options.parse_args()
    if "REFERENCE_DATA" not in os.environ:
        print("REFERENCE_DATA names no folder with the official releases.")
        return 2
    names = {"bench-starter": 0, f"bench-catalogue-{chosen.rows}": chosen.rows}
    spawn = multiprocessing.get_context("spawn")
    try:
        catalogues = []
        for name, rows in names.items():
            if not chosen.keep:
                discard(name)
            with (
                tempfile.TemporaryDirectory() as folder,
                ProcessPoolExecutor(1, mp_context=spawn) as process,
            ):
                found = process.submit(prepare, database(name), folder, rows).result()
            catalogues.append(found)
        return int(measure(*catalogues) > 0)
    finally:
        for name in () if chosen.keep else names:
            discard(name)


if __name__ == "__main__":
    sys.exit(main())
