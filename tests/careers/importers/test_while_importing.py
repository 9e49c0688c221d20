"""Imports as real processes: killed halfway, two at once, and with readers and writers beside them."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from bench.storms import database_url
from careers.importers.oews import import_oews
from careers.models import DataRelease, Occupation, WageEstimate
from community import posting
from community.models import Post
from tests.builders import make_question, make_user

from .oews_workbooks import NATION, OHIO, row, workbook

pytestmark = pytest.mark.django_db(transaction=True)

IMPORT = """
import sys
import django
django.setup()
from django.core.management import call_command
from careers.importers import oews, staging
staging.VALUES_BATCH = oews.BATCH = 5

def halt():
    print("here", flush=True)
    sys.stdin.readline()

def slow(rows):
    for number, row in enumerate(rows):
        if number == 12:
            halt()
        yield row

def switch(*args):
    halt()
    real_switch(*args)

add_values, real_switch = oews.add_values, oews.switch
if sys.argv[1] == "staging":
    oews.add_values = lambda model, columns, rows: add_values(model, columns, slow(rows))
if sys.argv[1] == "switching":
    oews.switch = switch
call_command("import_oews", sys.argv[2])
"""
"""Stops where it is told to until a line comes in: at a row in the middle, or before the switch."""


@contextmanager
def importing(path, halt=""):
    env = os.environ | {
        "DATABASE_URL": database_url(connection.settings_dict),
        "DJANGO_SETTINGS_MODULE": "careerportal.settings.test",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, halt, str(path)], cwd=settings.BASE_DIR, env=env, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        if halt:
            assert process.stdout.readline() == "here\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def book(folder, year, median):
    """Twenty occupations in the nation and in Ohio, all with one median."""
    return workbook(
        folder,
        *(
            row(f"15-{2000 + n}", f"Job {n}", area, A_MEDIAN=median)
            for area in (NATION, OHIO)
            for n in range(20)
        ),
        year=year,
    )


def medians():
    return list(WageEstimate.objects.order_by().values_list("annual_median", flat=True))


@pytest.fixture
def old(tmp_path):
    list(import_oews([book(tmp_path, 2023, 90_000.0)]))


@pytest.mark.parametrize("halt", ["staging", "switching"])
def test_a_killed_import_leaves_the_old_state_and_the_next_one_clears_up(tmp_path, old, halt):
    newer = book(tmp_path, 2024, 99_000.0)
    with importing(newer, halt) as process:
        assert WageEstimate.in_any_state.count() > 40
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert medians() == [90_000] * 40
    assert set(Occupation.objects.values_list("wages__annual_median", flat=True)) == {90_000}
    [report] = import_oews([newer])
    assert not report.nothing_new
    assert WageEstimate.in_any_state.count() == 80
    assert not DataRelease.objects.filter(state=DataRelease.State.STAGED).exists()
    assert set(Occupation.objects.values_list("wages__annual_median", flat=True)) == {99_000}


@pytest.mark.parametrize("halt", ["staging", "switching"])
def test_readers_see_the_old_figures_until_the_switch_and_the_new_ones_after(tmp_path, old, halt):
    with importing(book(tmp_path, 2023, 99_000.0), halt) as process:
        assert medians() == [90_000] * 40
        assert set(Occupation.objects.values_list("wages__annual_median", flat=True)) == {90_000}
        seen, ended = [], threading.Event()

        def read():
            while not ended.is_set():
                seen.append((*tuple(sorted(set(medians()))), len(medians())))
            connection.close()

        reader = threading.Thread(target=read)
        reader.start()
        process.communicate("go on\n", timeout=60)
        ended.set()
        reader.join()
        assert process.returncode == 0
    assert {(90_000, 40), (99_000, 40)} >= set(seen)
    assert medians() == [99_000] * 40


def test_a_second_import_is_refused_in_words_and_harms_nothing(tmp_path, old):
    newer = book(tmp_path, 2024, 99_000.0)
    with importing(newer, "staging") as first, importing(newer) as second:
        _, said = second.communicate(timeout=60)
        assert second.returncode == 1
        assert "Another import is running. Wait until it has ended" in said
        first.communicate("go on\n", timeout=60)
        assert first.returncode == 0
    assert sorted(medians()) == [90_000] * 40 + [99_000] * 40


def test_a_post_during_an_import_is_made_at_once(tmp_path, old):
    question, member = make_question(), make_user()
    with importing(book(tmp_path, 2024, 99_000.0), "staging") as process:
        posting.answer(question, member, "It was the same for me.", uuid.uuid4())
        process.communicate("go on\n", timeout=60)
        assert process.returncode == 0
    assert Post.objects.filter(author=member).count() == 1
    assert len(medians()) == 80
