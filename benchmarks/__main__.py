"""`make bench`: what a page costs, beside a bare application that answers the same (see README).

Figures are medians of one run on one machine, floor and product by turns; ratios are what counts.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks import chain, clocks, load, post, servers, sweeps
from benchmarks.centre import TODAY
from benchmarks.data import Subjects, prepared, rows_alone, subjects_of
from benchmarks.servers import Client

ROUNDS = 40
WARM_UP = 5
SMALL, LARGE, FIFTY = 1_000, 20_000, 50
SWEPT = "100000,1000000"


@dataclass(frozen=True)
class Line:
    """One row of the table: seconds at the floor and of the product, and how far apart at most."""

    name: str
    floor: float
    product: float
    aim: float

    @property
    def ratio(self) -> float:
        return self.product / self.floor

    def __str__(self) -> str:
        verdict = "met" if self.ratio <= self.aim else "MISSED"
        return (
            f"{self.name:<46}{self.floor * 1000:>9.2f}{self.product * 1000:>9.2f}"
            f"{self.ratio:>8.2f}{self.aim:>7.2f}  {verdict}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("instance/bench"))
    parser.add_argument("--sizes", default=f"{SMALL},{LARGE}", help="projects, small and large")
    parser.add_argument("--chain", type=int, default=1_000_000, help="entries of the audit chain")
    parser.add_argument("--sweeps", default=SWEPT, help="open instalments, small and large")
    options = parser.parse_args()
    small, large = (int(each) for each in options.sizes.split(","))
    folders = {size: prepared(options.data, size) for size in (FIFTY, small, large)}
    print(f"{'':<46}{'floor ms':>9}{'ms':>9}{'ratio':>8}{'aim':>7}")
    for line in _pages(folders, small, large):
        print(line, flush=True)
    for text in load.report(folders[large]):
        print(text, flush=True)
    for text in chain.report(options.data, options.chain):
        print(text, flush=True)
    for text in post.report(options.data):
        print(text, flush=True)
    for text in sweeps.report(options.data, tuple(map(int, options.sweeps.split(",")))):
        print(text, flush=True)


def _pages(folders: dict[int, Path], small: int, large: int) -> Iterator[Line]:
    found = {}
    for size in (small, large):
        with _both(folders[size]) as (bare, product, subjects):
            path = subjects.ledger
            found[size] = _compare(bare, product, path, path)
            yield Line(f"ledger first page, {size:,} projects", *found[size], 3.5)
            if size == large:
                yield from _further(bare, product, subjects, size)
    with _both(clocks.prepared(folders[large])) as (bare, product, _subjects):
        times = _compare(bare, product, "/", "/")
        yield Line(f"worklist, clocks on {large:,} projects", *times, 4)
    growth = f"ledger rows alone, {large:,} beside {small:,}"
    yield Line(growth, rows_alone(folders[small]), rows_alone(folders[large]), 1.2)
    with _both(folders[FIFTY]) as (bare, product, _subjects):
        times = _compare(bare, product, "/funding/", "/funding/")
        yield Line(f"funding page, {FIFTY} contracts", *times, 4)


def _further(bare: Client, product: Client, subjects: Subjects, size: int) -> Iterator[Line]:
    path = f"/projects/{subjects.project}"
    yield Line(f"project page, {size:,} projects", *_compare(bare, product, path, path), 4)
    search = f"/projects/?q={quote(subjects.word)}"
    yield Line(f"search “{subjects.word}”, {size:,}", *_compare(bare, product, search, search), 1.5)
    yield Line("record a payment, then the page shown", *_payments(bare, product, subjects), 3)


@contextmanager
def _both(data: Path) -> Iterator[tuple[Client, Client, Subjects]]:
    """Somebody at the floor and somebody signed in to the product, on the same database."""
    with servers.floor(data) as bare, servers.tracker(data) as product:
        person = Client(product.port)
        person.sign_in(load.LOGIN)
        yield Client(bare.port), person, subjects_of(data)


def _compare(bare: Client, product: Client, floor_path: str, path: str) -> tuple[float, float]:
    """Medians by turns, so that whatever else the machine does meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(WARM_UP + ROUNDS):
        for client, asked, kept in ((bare, floor_path, times[0]), (product, path, times[1])):
            answer = client.get(asked)
            if answer.status != 200:
                raise RuntimeError(f"{asked}: {answer.status}")
            kept.append(answer.seconds)
    return _median(times[0]), _median(times[1])


def _median(times: list[float]) -> float:
    return statistics.median(times[WARM_UP:])


def _payments(bare: Client, product: Client, subjects: Subjects) -> tuple[float, float]:
    """A commit and the page shown after it; the product's form is fetched before the clock runs."""
    finance = Client(product.port)
    finance.sign_in("finance")
    times: tuple[list[float], list[float]] = ([], [])
    for key, fen in subjects.payable[: WARM_UP + ROUNDS]:
        path = f"/instalments/{key}/payments/new"
        times[0].append(_posted(bare, path, {"note": "x" * 1000}))
        form = finance.hidden(path) | {
            "amount": f"{fen // 100}.{fen % 100:02}",
            "paid_on": str(TODAY),
            "voucher": f"凭证{key}",
            "explanation": "基准测试",
        }
        times[1].append(_posted(finance, path, form))
    return _median(times[0]), _median(times[1])


def _posted(client: Client, path: str, form: dict[str, str]) -> float:
    saved = client.post(path, form)
    if saved.status not in servers.REDIRECTS:
        raise RuntimeError(f"{path}: {saved.status}")
    return saved.seconds + client.get(saved.location).seconds


if __name__ == "__main__":
    main()
