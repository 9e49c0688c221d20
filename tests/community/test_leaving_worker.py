"""Members leave while workers, as real processes, are killed and people post, on either database."""

import os
import signal
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.core.management import call_command

from careerportal.accounts.models import User
from community import posting
from community.leaving import leave
from community.models import Departure, Post
from tests.builders import make_question, make_user
from tests.community.leavers import WORD, traces_of
from tests.community.test_mail_worker import database_url
from tests.site.commands import until

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import django
django.setup()
from community.leaving import finish_departures
finish_departures()
"""
POSTS = 120


@pytest.fixture
def leaver():
    """Someone with many posts, who is about to leave with them."""
    member, question = make_user(), make_question()
    for number in range(POSTS):
        posting.answer(question, member, f"Answer {number}, {WORD}.", uuid.uuid4())
    leave(member, Departure.Mode.REMOVE)
    return member


def start_worker():
    env = {"DATABASE_URL": database_url(), "PATH": os.environ["PATH"]}
    env["DJANGO_SETTINGS_MODULE"] = "careerportal.settings.test"
    return subprocess.Popen([sys.executable, "-c", WORKER], cwd=settings.BASE_DIR, env=env)


def theirs(member):
    return Post.objects.filter(author=member).count()


def test_what_a_killed_worker_began_the_next_ones_finish(leaver):
    for done in (1, POSTS // 2):
        killed = start_worker()
        until(lambda most=POSTS - done: theirs(leaver) <= most, seconds=100)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert 0 < theirs(leaver) < POSTS
    # Two at once, as after a restart that did not wait.
    workers = [start_worker() for _ in range(2)]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    assert not User.objects.filter(pk=leaver.pk).exists()
    assert traces_of(WORD) == []
    call_command("recount", "--check")


def test_people_post_while_someone_leaves(leaver):
    worker, author, question = start_worker(), make_user(), make_question()
    until(lambda: theirs(leaver) < POSTS, seconds=100)
    for number in range(20):
        posting.answer(question, author, f"Meanwhile, {number}.", uuid.uuid4())
    assert worker.wait(timeout=120) == 0
    assert theirs(author) == 20
    assert not User.objects.filter(pk=leaver.pk).exists()
