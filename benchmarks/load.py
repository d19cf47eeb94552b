"""The register under sixteen people at once, and what the process weighs afterwards."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import servers
from benchmarks.data import subjects_of
from benchmarks.servers import Client, Server

CLIENTS = 16
EACH = 25
LOGIN = "owner0"
SHARE, TAIL, MEMORY = 1 / 3, 5, 150  # of the floor's pages a second; × the median; MiB


@dataclass(frozen=True)
class Load:
    """``errors``: answers that were not the page."""

    seconds: float
    times: tuple[float, ...]
    errors: int
    mebibytes: float

    @property
    def pages_per_second(self) -> float:
        return len(self.times) / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def worst(self) -> float:
        """The 99th percentile."""
        return statistics.quantiles(self.times, n=100)[-1]


def report(data: Path) -> Iterator[str]:
    """Lines about both servers, each with two workers, one after the other."""
    path = subjects_of(data).ledger
    bare = _measure(servers.floor(data, workers=True), path, signed_in=False)
    yield _told("floor", bare)
    product = _measure(servers.tracker(data, workers=True), path, signed_in=True)
    yield _told("product", product)
    share = product.pages_per_second / bare.pages_per_second
    yield f"  pages a second: {share:.2f} of the floor, aim {SHARE:.2f}  {_met(share >= SHARE)}"
    tail = product.worst / product.median
    yield f"  p99 ÷ p50: {tail:.2f}, aim {TAIL}  {_met(tail < TAIL and not product.errors)}"
    size = product.mebibytes
    yield f"  memory of a worker: {size:.0f} MiB, aim {MEMORY}  {_met(size <= MEMORY)}"


def _met(holds: bool) -> str:
    return "met" if holds else "MISSED"


def _told(name: str, load: Load) -> str:
    return (
        f"{CLIENTS} clients, {servers.WORKERS} workers, {name}:"
        f" {load.pages_per_second:.1f} pages/s, p50 {load.median * 1000:.0f} ms,"
        f" p99 {load.worst * 1000:.0f} ms, {load.errors} errors"
    )


def _measure(started: AbstractContextManager[Server], path: str, *, signed_in: bool) -> Load:
    with started as server:
        first = Client(server.port)
        if signed_in:
            first.sign_in(LOGIN)
        clients = [Client(server.port, first.cookie) for _ in range(CLIENTS)]
        for client in clients:
            client.get(path)
            client.reconnect()  # the server closes what is idle until everybody is there
        times: list[float] = []
        errors: list[int] = []
        crowd = [threading.Thread(target=_ask, args=(one, path, times, errors)) for one in clients]
        begun = time.perf_counter()
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        seconds = time.perf_counter() - begun
        return Load(seconds, tuple(times), len(errors), server.mebibytes)


def _ask(client: Client, path: str, times: list[float], errors: list[int]) -> None:
    for _ in range(EACH):
        try:
            answer = client.get(path)
        except (http.client.HTTPException, OSError):  # no answer at all is an error, too
            errors.append(0)
            client.reconnect()
            continue
        times.append(answer.seconds)
        if answer.status != 200:
            errors.append(answer.status)
