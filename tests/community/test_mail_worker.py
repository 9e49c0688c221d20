"""Workers as real processes, which are killed and run side by side on either database."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone

from community.models import Delivery, Notification
from tests.builders import make_answer, make_question, make_user
from tests.site.commands import until, workers_of

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import django
django.setup()
from datetime import timedelta
from django.conf import settings
from django.utils import timezone
from community import mail
settings.EMAIL_BACKEND = "tests.community.test_mail_worker.FileBackend"
mail.send_due(clock=lambda: timezone.now() + timedelta(minutes={minutes}))
"""


class FileBackend(BaseEmailBackend):
    """Writes to whom a mail went, and takes its time before or after when it is told to."""

    def send_messages(self, messages):
        path, pause = Path(os.environ["MAILS"]), os.environ.get("PAUSE")
        if pause == "before":
            hang(path)
        with path.open("a") as file:
            file.writelines(f"{message.to[0]}\n" for message in messages)
        if pause == "after":
            hang(path)
        return len(messages)


def hang(path):
    path.with_suffix(".hanging").touch()
    time.sleep(60)


def database_url():
    """Of the test database, which a process of its own must be told of."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    server = f"{config['HOST']}:{config['PORT'] or 5432}"
    return f"postgres://{config['USER']}:{config['PASSWORD']}@{server}/{config['NAME']}"


def start_worker(mails, minutes=3, **env):
    env = {"DATABASE_URL": database_url(), "MAILS": str(mails), "PATH": os.environ["PATH"]} | env
    env["DJANGO_SETTINGS_MODULE"] = "careerportal.settings.test"
    return subprocess.Popen(
        [sys.executable, "-c", WORKER.format(minutes=minutes)], cwd=settings.BASE_DIR, env=env
    )


@pytest.mark.parametrize(("pause", "in_all"), [("before", 1), ("after", 2)])
def test_a_worker_killed_while_sending_costs_one_duplicate_at_most(tmp_path, pause, in_all):
    make_answer()
    mails = tmp_path / "mails"
    mails.touch()
    killed = start_worker(mails, PAUSE=pause)
    until(mails.with_suffix(".hanging").exists)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert Delivery.objects.get().state == Delivery.State.SENDING

    # The next one leaves it alone until the first counts as dead.
    assert start_worker(mails, minutes=4).wait(timeout=30) == 0
    assert Delivery.objects.get().state == Delivery.State.SENDING
    for _ in range(2):
        assert start_worker(mails, minutes=20).wait(timeout=30) == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (Delivery.State.SENT, 2)
    assert len(mails.read_text().splitlines()) == in_all
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_workers_side_by_side_send_each_mail_once(tmp_path):
    for _ in range(30):
        make_answer(make_question(author=make_user(password=None)))
    mails = tmp_path / "mails"
    workers = [start_worker(mails) for _ in range(4)]
    assert [worker.wait(timeout=60) for worker in workers] == [0] * 4
    sent = Counter(mails.read_text().split())
    assert len(sent) == 30
    assert set(sent.values()) == {1}
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.SENT}


# What bin/run starts beside the site.

SITE = """
"$PYTHON" -I bin/keep-worker $$ &
exec sleep 100
"""


@pytest.fixture
def project(tmp_path):
    """A folder like the project's, so that no other worker of this machine is taken for ours."""
    root = tmp_path.resolve() / "project"
    root.mkdir()
    for name in ("bin", "manage.py", "careerportal", "careers", "community", "templates", "static"):
        (root / name).symlink_to(settings.BASE_DIR / name)
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return root


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="looks for processes in /proc")
def test_the_worker_is_started_again_when_killed_and_ends_when_the_site_is(project):
    make_answer()
    Delivery.objects.update(next_at=timezone.now() - timedelta(minutes=1))
    env = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "careerportal.settings.test",
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    site = subprocess.Popen(["sh", "-c", SITE], cwd=project, env=env)
    try:
        until(lambda: Delivery.objects.get().state == Delivery.State.SENT)
        (first,) = workers_of(project)
        os.kill(first, signal.SIGKILL)
        until(lambda: workers_of(project) not in ([], [first]))
    finally:
        site.kill()
        # Not waited for: the site may be a zombie, and still its worker ends.
        until(lambda: workers_of(project) == [])
        site.wait()
