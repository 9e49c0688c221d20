"""Granian as production runs it, on a free port of this machine, and what its requests cost."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

TICK = os.sysconf("SC_CLK_TCK")


def cpu_ticks(pid: int) -> int:
    """User and system time of a process and all its threads; 0 when it has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for task in tasks for child in task.read_text().split()]
    return found + [below for child in found for below in children(child)]


class Server:
    """A context: the server runs inside it, and is ended with it."""

    def __init__(self, database_url: str, backends: Callable[[], list[int]], **env: str) -> None:
        self.backends = backends
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.env = os.environ | {
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            **env,
        }

    def __enter__(self) -> "Server":
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "1"]
        command += ["--no-ws", "--no-access-log", "--log-level", "error"]
        self.process = subprocess.Popen([*command, "careerportal.wsgi:application"], env=self.env)
        for _ in range(100):
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.connection.connect()
            except OSError:
                time.sleep(0.2)
            else:
                return self
        self.process.terminate()
        raise RuntimeError("The server did not start.")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(timeout=30)

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        self.connection.request(method, path, body or None, headers or {})
        response = self.connection.getresponse()
        return response.status, response.read()

    def ticks(self) -> int:
        pids = [self.process.pid, *children(self.process.pid), *self.backends()]
        return sum(map(cpu_ticks, pids))

    def cost(self, send: Callable[[int], int], times: int) -> float:
        """CPU milliseconds of one request: of the server and of its database's processes.

        `send` gets the number of the request, and answers with its status.
        """
        self.connection.close()  # and opens again: an idle one may have been closed by the server
        for n in range(5):
            send(n)
        before = self.ticks()
        statuses = {send(n) for n in range(5, 5 + times)}
        spent = self.ticks() - before
        if not statuses <= {200, 302, 303}:
            raise RuntimeError(f"Answered with {statuses}.")
        return spent * 1000 / TICK / times
