"""Databases to measure on: made once for each size and kept, and what to ask of them."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import centre
from tracker.app import create_app
from tracker.config import Config
from tracker.infra import clock, database
from tracker.overview.queries import register
from tracker.overview.queries.ledger import ledger_rows
from tracker.overview.rules.register import PAGE_SIZE, Asked, Filters
from tracker.projects.rules import Stage

_READY = "ready"
SEARCH_WORD = "视频租赁"
STAGE = "performance"


@dataclass(frozen=True)
class Subjects:
    """Addresses to ask for; ``payable`` are instalments (id, 分) that may be paid now."""

    project: str
    payable: tuple[tuple[int, int], ...]
    word: str = SEARCH_WORD
    ledger: str = f"/projects/?year={centre.TODAY.year}&stage={STAGE}"


def prepared(folder: Path, projects: int) -> Path:
    """The data folder of a centre of that size; built unless it is there."""
    data = folder / str(projects)
    if not (data / _READY).exists():
        print(f"building {projects:,} projects (once)", flush=True)
        build(data, projects)
        (data / _READY).touch()
    return data


def build(data: Path, projects: int) -> None:
    """A new database in that folder."""
    data.mkdir(parents=True, exist_ok=True)
    for old in data.glob("tracker.db*"):
        old.unlink()
    environment = {"TRACKER_DATA": str(data)}
    app = create_app(Config.from_env(environment, database.holds_data))
    with app.app_context():
        database.upgrade()
        centre.build(projects)


def subjects_of(data: Path) -> Subjects:
    """What to ask for, the same every time."""
    connection = sqlite3.connect(data / "tracker.db")
    ((code,),) = connection.execute(
        "SELECT code FROM project WHERE stage = ? ORDER BY id LIMIT 1 OFFSET 10", (STAGE,)
    )
    payable = tuple(_payable(connection))
    connection.close()
    return Subjects(code, payable)


def _payable(connection: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    return connection.execute(
        "SELECT id, amount FROM instalment WHERE settled_on IS NULL AND triggered_on <= ?"
        " AND withdrawn_in IS NULL ORDER BY id",
        (str(centre.TODAY),),
    )


def rows_alone(data: Path, rounds: int = 60) -> float:
    """Seconds the product takes for the fifty rows of the register, without counts and sums."""
    app = create_app(Config.from_env({"TRACKER_DATA": str(data)}, database.holds_data))
    filters = Filters(year=centre.TODAY.year, stage=Stage(STAGE))
    asked = Asked(filters, (centre.TODAY.year,), centre.TODAY, 1)
    times = []
    with clock.frozen(centre.TODAY):
        for _ in range(rounds):
            with app.app_context():
                started = time.perf_counter()
                ledger_rows(register._Register(asked).ids(0, PAGE_SIZE), centre.TODAY)
                times.append(time.perf_counter() - started)
    return statistics.median(times)
