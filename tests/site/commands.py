"""What the tests of bin/run and bin/test share: copies of the project, and a Python that only notes its calls."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
REAL_PYTHON = Path(sys.base_prefix) / "bin" / "python3"
TOOLS = (
    "cat",
    "chmod",
    "cksum",
    "dirname",
    "find",
    "mkdir",
    "readlink",
    "rm",
    "sed",
    "sh",
    "sleep",
    "sort",
)

# Stands for python3 and for .venv/bin/python. Questions about this machine (-I) go to the real
# Python; what would take long is noted in calls.txt, with the traces that the scripts look for.
FAKE_PYTHON = f"""#!/bin/sh
case "$*" in
"-I -c import pip" | -V) exit 0 ;;
*ensurepip*) exit "${{FAKE_VENV_EXIT:-0}}" ;;
-I*) exec "{REAL_PYTHON}" "$@" ;;
esac
printf '%s\\n' "$*" >>calls.txt
case "$*" in
"-m venv"*) rm -rf .venv && mkdir -p .venv/bin && cat "$0" >.venv/bin/python && chmod +x .venv/bin/python ;;
"-m pip"*) exit "${{FAKE_PIP_EXIT:-0}}" ;;
"-m pytest"*) exit "${{FAKE_PYTEST_EXIT:-0}}" ;;
"manage.py migrate"*) echo rows >var/db.sqlite3 ;;
"-m granian"*) sleep "${{FAKE_SITE_SECONDS:-0}}" && exit "${{FAKE_SITE_EXIT:-0}}" ;;
"manage.py create_local_editor") printf 'E-mail: editor@example.org\\nPassword: made-up\\n' ;;
"manage.py collectstatic"*) mkdir -p var/static && echo '{{}}' >var/static/staticfiles.json ;;
esac
"""


def write_program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def copy_of_project(folder: Path) -> Path:
    """What a fresh clone holds, without what a machine makes for itself."""
    own = shutil.ignore_patterns(".*", "var", "tests", "__pycache__")
    return Path(shutil.copytree(ROOT, folder, ignore=own))


def project_with_fake_python(folder: Path) -> Path:
    """A project with one file of each kind that bin/run looks at, and a `path` folder to run it with."""
    root = folder / "a project+with #signs"
    shutil.copytree(ROOT / "bin", root / "bin")
    for name in (
        "requirements.txt", "requirements-dev.txt", "static/css/main.css",
        "careerportal/staticfiles.py", "careerportal/settings/base.py", "careers/starter/nurse.toml",
        "careers/migrations/0001_initial.py", "careerportal/accounts/migrations/0001_initial.py",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("as it was\n")
    write_program(folder / "path" / "python3", FAKE_PYTHON)
    for tool in TOOLS:
        (folder / "path" / tool).symlink_to(str(shutil.which(tool)))
    return root


def run(root: Path, command: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run bin/<command> of a project with a fake Python, from another folder, with nothing else in PATH."""
    return subprocess.run(
        [root / "bin" / command, *arguments],
        cwd=root.parent,
        env={"PATH": str(root.parent / "path"), "HOME": os.environ.get("HOME", "/")} | env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def calls(root: Path) -> list[str]:
    """What the fake Python was asked for since the last time, in short: "migrate", "pip", "granian" …"""
    path = root / "calls.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return [line.split()[1] for line in lines]


def workers_of(root: Path, word: bytes = b"tick") -> list[int]:
    """The processes that run `manage.py tick`, or another `word`, in that folder. Linux only."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            if word in words and (process / "cwd").resolve() == root.resolve():
                found.append(int(process.name))
        except OSError:  # It ended meanwhile.
            continue
    return found


def until(is_true: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.05)
