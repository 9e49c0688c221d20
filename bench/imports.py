"""What imports cost: `python -m bench.imports`, on SQLite or the server of DATABASE_URL.

Each import runs in a process of its own, on a database made for it, while another process goes on
answering a question on the board. Prints the seconds and the memory of each import, the size of the
database after it, and the longest that an answer had to wait. The official files are read from the
folder that REFERENCE_DATA names; the workbook of all areas is made up in the layout of the real one.
`--only` takes words that the names of imports begin with.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any, NamedTuple

from bench.board import FOLDER, database, discard, server

MB = 1024**2
NAME = "bench-imports"
LONGEST_WAIT = 1.0
"""Seconds. On PostgreSQL nobody waits for an import."""


class Import(NamedTuple):
    """A command with its files, and what it may take. `before` is imported first, unmeasured."""

    name: str
    command: list[str]
    seconds: float
    megabytes: float
    before: list[str] | None = None


class Cost(NamedTuple):
    seconds: float
    cpu: float
    """Seconds of its process; the rest it waited, slept or shared the machine with others."""
    megabytes: float
    database: float
    """In megabytes."""
    posts: int
    longest_wait: float


def imports(workbooks: dict[int, Path]) -> list[Import]:
    """Those that can be measured with what is at hand."""
    known = []
    if folder := os.environ.get("REFERENCE_DATA"):
        national = [f"{folder}/bls_oews_national/national_M{year}_dl.xlsx" for year in (2023, 2024)]
        onet = [f"{folder}/onet_27_0_text", f"{folder}/onet_29_3_excel"]
        means = f"{folder}/bls_oews_state_2023_means"
        known += [
            Import("oews national", ["import_oews", national[1]], 5, 300),
            Import("oews state means", ["import_oews", means], 20, 300),
            Import("onet 29.3", ["import_onet", onet[1]], 60, 400),
            Import(
                "onet 27.0 to 29.3", ["import_onet", onet[1]], 60, 400, ["import_onet", onet[0]]
            ),
        ]
    else:
        print("REFERENCE_DATA names no folder: the official files are left out.")
    first, second = (["import_oews", str(workbooks[year])] for year in (2023, 2024))
    known += [
        Import("all areas", second, 120, 1024),
        Import("all areas, a year later", second, 120, 1024, first),
    ]
    return known


def prepare(url: str) -> None:
    """In a process of its own: a new database with the starter catalogue and a question."""
    start(url)
    from io import StringIO

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_starter", stdout=StringIO())


def start(url: str) -> None:
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    import django

    django.setup()


def write_workbook(folder: Path, rows: int, year: int) -> Path:
    """The workbook of all areas, with the real occupations where they are at hand."""
    from bench.workbook import occupations, write
    from careers.importers.reading import File

    jobs = occupations(832)
    if data := os.environ.get("REFERENCE_DATA"):
        path = Path(data, "bls_oews_national", "national_M2024_dl.xlsx")
        jobs = [
            (row.text("OCC_CODE"), row.text("OCC_TITLE"))
            for row in File(path.name, path).table().rows()
            if row.text("O_GROUP") in ("detailed", "total")
        ]
    return write(folder / f"all_data_M_{year}.xlsx", rows, jobs, year, seed=year)


def write_workbooks(folder: Path, rows: int) -> dict[int, Path]:
    """In a process of its own: the workbooks of two years."""
    start(f"sqlite:///{folder / 'none.sqlite3'}")
    return {year: write_workbook(folder, rows, year) for year in (2023, 2024)}


def post_until(url: str, begun: Any, ended: Any, waits: Any) -> None:
    """In a process of its own: answer a question over and over; tells how long each answer took."""
    start(url)
    from bench.storms import make_thread
    from community import posting

    question, _ = make_thread()
    found = []
    begun.set()
    while not ended.is_set():
        before = time.monotonic()
        posting.answer(question, question.author, "It was the same for me.", uuid.uuid4())
        found.append(time.monotonic() - before)
        ended.wait(0.05)
    waits.put(found)


def run(command: list[str], url: str) -> tuple[float, float, float]:
    """Seconds, seconds of CPU and peak megabytes of a command of the site."""
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    before = time.monotonic()
    process = Popen([sys.executable, "manage.py", *command], env=env, stdout=DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}.")
    cpu = used.ru_utime + used.ru_stime
    return time.monotonic() - before, cpu, used.ru_maxrss * 1024 / MB


def measure(one: Import) -> Cost:
    spawn = multiprocessing.get_context("spawn")
    discard(NAME)
    url = database(NAME)
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        process.submit(prepare, url).result()
    if one.before:
        run(one.before, url)
    begun, ended, waits = spawn.Event(), spawn.Event(), spawn.Queue()
    poster = spawn.Process(target=post_until, args=(url, begun, ended, waits))
    poster.start()
    try:
        begun.wait(60)
        seconds, cpu, megabytes = run(one.command, url)
    finally:
        ended.set()
        found = waits.get(timeout=60)
        poster.join()
    return Cost(seconds, cpu, megabytes, size(url), len(found), max(found))


def size(url: str) -> float:
    if not server():
        return sum(file.stat().st_size for file in FOLDER.glob(f"{NAME}.sqlite3*")) / MB
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return float(row[0]) / MB if row else 0


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rows", type=int, default=400_000, help="of the workbook of all areas")
    options.add_argument("--only", action="append", default=[])
    chosen = options.parse_args()
    missed = 0
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(1, mp_context=spawn) as process:
            books = process.submit(write_workbooks, Path(folder), chosen.rows).result()
        print(f"{'PostgreSQL' if server() else 'SQLite'}, all areas: {chosen.rows:,} rows")
        print(
            f"{'import':<26}{'seconds':>16}{'of CPU':>8}{'peak MB':>16}{'database':>12}{'longest wait':>22}"
        )
        try:
            for one in imports(books):
                if chosen.only and not one.name.startswith(tuple(chosen.only)):
                    continue
                cost = measure(one)
                good = (
                    cost.seconds <= one.seconds
                    and cost.megabytes <= one.megabytes
                    and cost.longest_wait <= LONGEST_WAIT
                )
                missed += not good
                print(
                    f"{one.name:<26}{cost.seconds:8.1f} (≤{one.seconds:4.0f}){cost.cpu:8.1f}"
                    f"{cost.megabytes:9.0f} (≤{one.megabytes:4.0f}){cost.database:9.0f} MB"
                    f"{cost.longest_wait:7.2f} s of {cost.posts:>5} posts {'ok' if good else 'MISSED'}",
                    flush=True,
                )
        finally:
            discard(NAME)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
