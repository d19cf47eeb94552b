"""Servers to measure, each in processes of its own, and clients that ask them."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.centre import PASSWORD, TODAY

HOST = "127.0.0.1"
STARTS_WITHIN = 30.0
WORKERS = 2
REDIRECTS = (302, 303)
_HIDDEN = re.compile(rb'name="(csrf_token|form_token)"[^>]*value="([^"]*)"')


@dataclass
class Answer:
    """What came back for one request, and how long that took in seconds."""

    status: int
    body: bytes
    seconds: float
    location: str


@dataclass
class Client:
    """One person at one server, over one kept connection."""

    port: int
    cookie: str = ""
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(form))

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the form at that address."""
        found = _HIDDEN.findall(self.get(path).body)
        return {name.decode(): value.decode() for name, value in found}

    def reconnect(self) -> None:
        """Leave the connection for a new one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def sign_in(self, login: str) -> None:
        """Raise unless the person is in."""
        form = self.hidden("/login") | {"login": login, "password": PASSWORD}
        if (answer := self.post("/login", form)).status not in REDIRECTS:
            raise RuntimeError(f"{login} cannot sign in: {answer.status}")

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        if given := response.getheader("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        return Answer(response.status, content, seconds, response.getheader("Location", ""))


@dataclass(frozen=True)
class Server:
    """A running server; ``pid`` is that of the process started, the parent of any workers."""

    port: int
    pid: int

    @property
    def mebibytes(self) -> float:
        """Resident memory of the largest of its processes."""
        return max(_resident(pid) for pid in (self.pid, *_children(self.pid))) / (1 << 20)


@contextmanager
def tracker(data: Path, *, workers: bool = False) -> Iterator[Server]:
    """The product on that data folder: ``tracker serve``, or gunicorn with two workers."""
    command = [_script("tracker"), "serve", "--no-scheduler", "--port", "{port}"]
    if workers:
        command = [*_gunicorn(), "wsgi:app"]
    environment = {"TRACKER_DATA": str(data), "TRACKER_TODAY": str(TODAY)}
    with _running(command, environment) as server:
        yield server


@contextmanager
def floor(data: Path, *, workers: bool = False) -> Iterator[Server]:
    """The floor on the same database, under the same server."""
    command = [sys.executable, "-m", "waitress", "--threads=8", f"--listen={HOST}:{{port}}"]
    command = [*(_gunicorn() if workers else command), "benchmarks.floor:app"]
    environment = {"FLOOR_DATABASE": str(data / "tracker.db")}
    with _running(command, environment) as server:
        yield server


def _gunicorn() -> list[str]:
    quiet = ["--no-control-socket", "--log-level", "error"]
    bind = ["--bind", f"{HOST}:{{port}}"]
    return [_script("gunicorn"), "-w", str(WORKERS), "--threads", "4", *quiet, *bind]


def _script(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@contextmanager
def _running(command: list[str], environment: Mapping[str, str]) -> Iterator[Server]:
    """``command`` has ``{port}`` where the port goes."""
    port = free_port()
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server on port {port} did not start")


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in text.split()]


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
