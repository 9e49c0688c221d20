"""Imports of O*NET® data as real processes, which are killed half-way, on either database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from careers.models import Career, DataRelease, JobTitle, Profile
from tests.community.test_mail_worker import database_url

from .onet_releases import NURSE, changed, make_release, without_rests

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[[Path, int], subprocess.Popen[str]]

WORKER = """
import sys
import time
from types import SimpleNamespace

import django
django.setup()
from django.core.management import call_command
import careerportal.gently

rests = 0

def rest(seconds):
    # Between two transactions. The test reads where we are, and lets us go on or not.
    global rests
    rests += 1
    if rests == int(sys.argv[2]):
        print("resting", flush=True)
        sys.stdin.readline()

careerportal.gently.time = SimpleNamespace(monotonic=time.monotonic, sleep=rest)
call_command("import_onet", sys.argv[1], stdout=open("/dev/null", "w"))
"""
BEFORE = {"zones are staged": 1, "profiles are staged": 2, "titles are staged": 3}
"""What the import has just done before its switch-over → how many rests it has had."""
AFTER = {"old titles are gone": 4, "old profiles are gone": 5, "the old is gone": 6}


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A release to import while an older one is in use."""
    with without_rests():
        call_command("import_onet", str(make_release(tmp_path / "older", "29.2")))
    tables = changed("Occupation Data", ([NURSE], [NURSE, "Registered Nurses", "Help the ill."]))
    return make_release(tmp_path / "newer", tables=tables)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts an import that stops at a rest, and ends what is still running afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start(path: Path, rest: int) -> subprocess.Popen[str]:
        env = {"DATABASE_URL": database_url(), "PATH": os.environ["PATH"]}
        env["DJANGO_SETTINGS_MODULE"] = "careerportal.settings.test"
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", WORKER, str(path), str(rest)],
                cwd=settings.BASE_DIR, env=env, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
        )  # fmt: skip
        assert started[-1].stdout
        assert started[-1].stdout.readline() == "resting\n"
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def said(client: Client) -> str:
    return client.get("/careers/registered-nurses/").text


def assert_whole(version: str) -> None:
    """One release is in use, and nothing is left of any other."""
    assert set(Profile.objects.values_list("release__version", flat=True)) == {version}
    assert Profile.objects.count() == 4
    assert JobTitle.objects.filter(profile__isnull=False).count() == 11
    assert not DataRelease.objects.filter(state="staged").exists()
    pages = Career.objects.select_related("profile__release")
    assert {page.profile.release.version for page in pages if page.profile} == {version}
    assert pages.count() == 4


@pytest.mark.parametrize("rest", BEFORE.values(), ids=BEFORE)
def test_killed_before_the_switch_over_the_old_stays_and_the_next_import_works(
    newer: Path, rest: int, start: Start, client: Client
) -> None:
    process = start(newer, rest)
    assert "Look after people who are ill or hurt" in said(client)
    process.kill()
    process.communicate()
    assert DataRelease.objects.filter(dataset="onet", state="current").get().version == "29.2"
    assert "Look after people who are ill or hurt" in said(client)
    with without_rests():
        call_command("import_onet", str(newer))
    assert "Help the ill" in said(client)
    assert_whole("29.3")


@pytest.mark.parametrize("rest", AFTER.values(), ids=AFTER)
def test_killed_after_the_switch_over_the_new_stays_and_the_next_import_clears_up(
    newer: Path, rest: int, start: Start, client: Client
) -> None:
    process = start(newer, rest)
    assert "Help the ill" in said(client)
    process.kill()
    process.communicate()
    assert "Help the ill" in said(client)
    with without_rests():
        call_command("import_onet", str(newer))
    assert "Help the ill" in said(client)
    assert_whole("29.3")


def test_readers_see_the_old_until_everything_is_switched_over(
    newer: Path, start: Start, client: Client
) -> None:
    process = start(newer, BEFORE["titles are staged"])
    assert "Look after people who are ill or hurt" in said(client)
    assert client.get("/search/?q=staff+nurse").text.count("/careers/registered-nurses/") >= 1
    process.communicate("go on\n")
    assert process.returncode == 0
    assert "Help the ill" in said(client)
    assert_whole("29.3")
