"""`bin/run`: one command from a fresh copy to a portal in the browser."""

import fcntl
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from .commands import (
    REAL_PYTHON,
    calls,
    copy_of_project,
    project_with_fake_python,
    run,
    until,
    workers_of,
    write_program,
)

DATA_STEPS = ["migrate", "createcachetable", "load_starter", "load_samples", "create_local_editor"]
EVERYTHING = ["venv", "pip", *DATA_STEPS, "collectstatic", "granian"]


@pytest.fixture
def project(tmp_path):
    return project_with_fake_python(tmp_path)


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    return str(number)


@pytest.fixture
def ready(project, port):
    """A project that has been started once."""
    assert run(project, "run", PORT=port).returncode == 0
    assert calls(project) == EVERYTHING
    return project


def assert_refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert all(word in result.stderr for word in words), result.stderr


# What stops a start, found out before any work.


def test_a_port_in_use_is_named_with_the_way_to_choose_another(project):
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        result = run(project, "run", PORT=str(number))

    assert_refused(result, f"Port {number} is in use", f"PORT={number + 1} bin/run")
    assert not (project / ".venv").exists()
    assert not (project / "var").exists()


@pytest.mark.parametrize("value", ["http", "80a", "-1", "0", "65536", "8000000000", "80 00"])
def test_a_port_that_is_no_port_is_explained(project, value):
    assert_refused(run(project, "run", PORT=value), f"PORT={value}", "from 1 to 65535")


def test_an_address_of_another_machine_is_explained(project, port):
    # 192.0.2.0/24 is set aside for examples and belongs to no machine.
    assert_refused(run(project, "run", PORT=port, HOST="192.0.2.7"), "HOST=192.0.2.7")


def test_an_argument_is_not_ignored_in_silence(project):
    assert_refused(run(project, "run", "8001"), "PORT=8001 bin/run")


def test_a_python_that_is_too_old_is_refused(project, port):
    write_program(project.parent / "path" / "python3", "#!/bin/sh\necho Python 3.9.2\nexit 1\n")

    assert_refused(run(project, "run", PORT=port), "Python 3.11 or newer")


def test_a_newer_python_under_another_name_is_found(project, port):
    path = project.parent / "path"
    (path / "python3").rename(path / "python3.12")
    write_program(path / "python3", "#!/bin/sh\nexit 1\n")

    assert run(project, "run", PORT=port).returncode == 0
    assert calls(project) == EVERYTHING


def test_a_missing_venv_module_is_explained(project, port):
    result = run(project, "run", PORT=port, FAKE_VENV_EXIT="1")

    assert_refused(result, "venv", "apt install python3-venv")


@pytest.mark.parametrize("name", ["var", ".venv"])
def test_a_file_where_a_folder_is_needed_is_named(project, port, name):
    (project / name).write_text("in the way")

    assert_refused(run(project, "run", PORT=port), f"called {name}", "move it")


def test_a_read_only_folder_is_explained():
    # Root may write anywhere, so the start is tried as another user where the tests run as root.
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        root = project_with_fake_python(folder)
        write_program(folder / "path" / "python3", "#!/bin/sh\nexit 0\n")
        root.chmod(0o555)
        result = subprocess.run(
            [root / "bin" / "run"], env={"PATH": str(folder / "path")}, cwd="/",
            user=65534 if os.geteuid() == 0 else None, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert_refused(result, "cannot write in", str(root))
    finally:
        root.chmod(0o755)
        shutil.rmtree(folder)


# What a start does, and what a later start leaves out.


def test_a_later_start_does_no_work_twice(ready, port):
    assert run(ready, "run", PORT=port).returncode == 0
    assert calls(ready) == ["granian"]


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("requirements.txt", ["pip", *DATA_STEPS, "collectstatic"]),
        ("careers/migrations/0001_initial.py", DATA_STEPS),
        ("careerportal/accounts/migrations/0001_initial.py", DATA_STEPS),
        ("careers/starter/nurse.toml", DATA_STEPS),
        ("careers/starter/welder.toml", DATA_STEPS),
        ("static/css/main.css", ["collectstatic"]),
        ("requirements-dev.txt", []),
    ],
)
def test_a_changed_file_makes_only_its_own_steps_run_again(ready, port, name, steps):
    (ready / name).write_text("as it is now\n")

    run(ready, "run", PORT=port)

    assert calls(ready) == [*steps, "granian"]


def test_a_deleted_database_is_made_again(ready, port):
    (ready / "var" / "db.sqlite3").unlink()

    run(ready, "run", PORT=port)

    assert calls(ready) == [*DATA_STEPS, "granian"]


def test_a_database_of_ones_own_is_looked_at_each_time(ready, port):
    for _ in range(2):
        run(ready, "run", PORT=port, DATABASE_URL="postgres://portal@127.0.0.1/portal")
        assert calls(ready) == [*DATA_STEPS, "granian"]


def test_an_install_that_failed_is_done_again_from_the_start(project, port):
    failed = run(project, "run", PORT=port, FAKE_PIP_EXIT="1")
    assert_refused(failed, "Installing failed", "Start again")
    assert calls(project) == ["venv", "pip"]

    assert run(project, "run", PORT=port).returncode == 0
    assert calls(project) == EVERYTHING


def test_a_half_made_venv_is_made_again(ready, port):
    (ready / ".venv" / "bin" / "python").unlink()

    run(ready, "run", PORT=port)

    assert calls(ready) == ["venv", "pip", "granian"]


def test_it_works_through_a_symlink_from_another_folder(project, port, tmp_path):
    (tmp_path / "career").symlink_to(project / "bin" / "run")

    result = subprocess.run(
        [tmp_path / "career"], cwd="/", env={"PATH": str(tmp_path / "path"), "PORT": port},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert result.returncode == 0, result.stderr
    assert calls(project) == EVERYTHING


def test_a_start_waits_while_another_one_sets_up(project, port):
    (project / "var").mkdir()
    with (project / "var" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            [project / "bin" / "run"],
            env={"PATH": str(project.parent / "path"), "PORT": port},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert waiting.stdout is not None
        assert "waiting" in waiting.stdout.readline()
        assert calls(project) == []
    waiting.communicate(timeout=30)

    assert waiting.returncode == 0
    assert calls(project) == EVERYTHING


def test_only_this_machine_is_served_unless_the_person_says_otherwise(ready, port):
    own = run(ready, "run", PORT=port).stdout
    opened = run(ready, "run", PORT=port, HOST="0.0.0.0").stdout
    named = run(ready, "run", PORT=port, HOST="0.0.0.0", ALLOWED_HOSTS="portal.lan").stdout

    assert f"http://localhost:{port}" in own
    assert "Other machines" not in own
    assert "Other machines can reach this server" in opened
    assert "ALLOWED_HOSTS=192.0.2.7 HOST=0.0.0.0 bin/run" in opened
    assert "ALLOWED_HOSTS: portal.lan" in named


def test_the_worker_is_started_after_the_site_and_again_when_it_ends(ready, port):
    assert run(ready, "run", PORT=port, FAKE_SITE_SECONDS="8").returncode == 0
    first, *others = calls(ready)
    assert first == "granian"
    assert others == ["tick"] * len(others)
    assert len(others) > 1


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_is_the_servers(ready, port, code):
    assert run(ready, "run", PORT=port, FAKE_SITE_EXIT=str(code)).returncode == code


# The real thing.


@dataclass
class Server:
    port: str
    output: str
    seconds: float
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=10)
        connection.request("GET", path, headers={"Accept-Encoding": "br"})
        response = connection.getresponse()
        return response, response.read()


@contextmanager
def started(root: Path, port: str) -> Iterator[Server]:
    """A server made by bin/run, as far as its first answer. Nothing is fetched: PYTHONPATH has it all."""
    output = root.parent / "output.txt"
    env = {
        "PATH": f"{REAL_PYTHON.parent}:/usr/bin:/bin",
        "HOME": str(root.parent),
        "PORT": port,
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "somewhere.else",
    }
    begin = time.monotonic()
    with output.open("w") as file:
        process = subprocess.Popen(
            [root / "bin" / "run"], cwd="/", env=env, stdout=file, stderr=file
        )
    server = Server(port, "", 0, process)
    try:
        while True:
            assert process.poll() is None, output.read_text()
            assert time.monotonic() - begin < 120, output.read_text()
            try:
                if server.get("/healthz")[0].status == 200:
                    break
            except OSError:
                time.sleep(0.02)
        server.seconds = time.monotonic() - begin
        server.output = output.read_text()
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_fresh_copy_becomes_a_portal_and_the_next_start_is_quick(tmp_path, port):
    root = copy_of_project(tmp_path / "my career portal")

    with started(root, port) as first:
        page, html = first.get("/")
        style = re.search(rb'href="(/static/css/main\.[0-9a-f]{12}\.css)"', html)
        assert page.status == 200
        assert style is not None
        sheet, _ = first.get(style[1].decode())
        assert sheet.headers["Content-Encoding"] == "br"
        assert "immutable" in sheet.headers["Cache-Control"]
        missing, text = first.get("/no-such-page/")
        assert missing.status == 404
        assert b"DEBUG" not in text
    assert first.process.returncode == 0
    assert "Making .venv" in first.output
    assert f"http://localhost:{port}/careers/" in first.output
    shown = re.search(r"E-mail: (\S+)\n +Password: (\S+)\n", first.output)
    assert shown is not None
    with pytest.raises(ConnectionRefusedError):
        first.get("/healthz")

    with started(root, port) as second:
        pass
    assert second.process.returncode == 0
    assert second.output.lstrip().startswith("CareerPortal is starting at")
    assert "Password:" not in second.output
    assert f"manage.py changepassword {shown[1]}" in second.output
    # About one second on an idle machine, and half a minute for the first.
    assert second.seconds < first.seconds / 3

    with started(root, port) as third:
        until(lambda: workers_of(root))
        third.process.kill()
        until(lambda: workers_of(root) == [])
        # granian's own second process goes on without the first.
        for orphan in workers_of(root, b"granian"):
            if orphan != third.process.pid:
                os.kill(orphan, signal.SIGTERM)
