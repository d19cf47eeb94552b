"""The planning sweep beside the SQL that finds what it looks at, in a process of its own.

``python -m benchmarks.sweeps FOLDER INSTALMENTS`` prints the figures as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from benchmarks.centre import TODAY
from benchmarks.copies import OPEN, prepared
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders.models import Obligation
from tracker.reminders.service import looks, sweep
from tracker.reminders.service.made import Swept

V = TypeVar("V")

AIM = 1.5
MORNING = TODAY + timedelta(days=1)
HORIZON = TODAY + timedelta(days=120)
FIND = f"""SELECT i.id, i.uid, i.no, i.due_on, i.triggered_on, i.amount - (SELECT
    coalesce(sum(y.amount), 0) FROM payment y WHERE y.instalment_id = i.id), c.number, p.code,
    p.name, p.owner_id FROM instalment i JOIN contract c ON c.id = i.contract_id
    JOIN project p ON p.id = c.project_id WHERE {OPEN} AND i.due_on <= ? ORDER BY i.due_on"""  # noqa: S608
STAGES = (60, 30, 15, 7, 1, 0, -1, *range(-7, -700, -7))
FIND_DUE = FIND.replace("i.due_on <= ?", f"i.due_on IN ({', '.join('?' for _ in STAGES)})")


def report(folder: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    """Lines about centres of these sizes; the first sweep of each makes what there is to tell."""
    weights = []
    for size in sizes:
        prepared(folder / f"sweep-{size}", size)  # here: building would blur the memory
        found = _measured(folder / f"sweep-{size}", size)
        yield f"{size:,} open instalments, {found['rows']:,} due within the horizon"
        yield f"  SQL that finds these: {found['sql']:.3f} s"
        yield from _compared(found)
        if found["first"]:
            rate = found["first_made"] / found["first"]
            yield f"  the very first sweep made {found['first_made']:,}: {rate:.0f} a second"
        weights.append(found["mebibytes"])
        yield f"  memory these took: {weights[-1]:.0f} MiB more than before"
    growth = max(weights[-1], 1) / max(weights[0], 1)
    yield f"  memory, largest beside smallest: {growth:.1f} ×, aim 1"


def _compared(found: dict[str, Any]) -> Iterator[str]:
    sql, made, looked = found["sql"], found["made"], found["looked"]
    again = found["again"]
    yield f"  sweep with nothing to make: {again:.3f} s, {_verdict(again / sql, AIM)}"
    yield (
        f"  the morning after, found: {looked:,} projects in {found['found']:.3f} s beside"
        f" {found['due_sql']:.3f} s of SQL for the {found['due']:,} with a stage on that day"
    )
    yield f"  the morning after, read and decided: {found['decided']:.2f} s"
    yield (
        f"  the morning after, all of it: {found['morning']:.2f} s,"
        f" {made:,} reminders made, {made / found['morning']:.0f} a second"
    )
    yield f"  a look at everything, with nothing to make: {found['whole']:.2f} s"


def _verdict(ratio: float, aim: float) -> str:
    return f"{ratio:.1f} × of SQL, aim {aim}  {'met' if ratio <= aim else 'MISSED'}"


def _measured(data: Path, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.sweeps", str(data), str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(data: Path, size: int) -> dict[str, Any]:
    """Seconds of the SQL alone and of the sweeps, each with what it did."""
    app = prepared(data, size)
    counts: list[int] = []
    sql = min(_timed(lambda: counts.append(len(_find(data)))) for _ in range(3))
    due_sql, due = _timed_with(lambda: len(_find_due(data)))
    found: dict[str, Any] = {"rows": counts[0], "sql": sql, "due": due, "due_sql": due_sql}
    with app.app_context():
        with clock.frozen(TODAY):
            found |= _first()
        _forget_peak()
        before = _peak()
        with clock.frozen(TODAY):
            found["again"] = min(_timed(lambda: _swept(TODAY)) for _ in range(3))
        with clock.frozen(MORNING):
            found |= _morning()
        found["mebibytes"] = _peak() - before
        with clock.frozen(MORNING):
            found["whole"] = _timed(lambda: _swept(MORNING, whole=True))
    return found


def _first() -> dict[str, Any]:
    """Everything there is to tell is made, unless it was before."""
    if db.session.scalar(select(Obligation.id).limit(1)) is not None:
        return {"first": 0.0, "first_made": 0}
    seconds, swept = _timed_with(lambda: _swept(TODAY))
    return {"first": seconds, "first_made": swept.count}


def _morning() -> dict[str, Any]:
    """A day on: first what that day brings is found and decided, without a row written."""
    found, ids = _timed_with(lambda: looks.due(MORNING))
    decided = _timed(lambda: sweep.tried(MORNING, sweep.due_of(ids, MORNING)))
    db.session.rollback()
    seconds, swept = _timed_with(lambda: _swept(MORNING))
    return {
        "found": found,
        "decided": decided,
        "morning": seconds,
        "made": swept.count,
        "looked": swept.looked,
    }


def _swept(today: date, *, whole: bool = False) -> Swept:
    return sweep.plan(today, whole=whole, keeps=False)


def _find(data: Path) -> list[Any]:
    return _asked(data, FIND, [HORIZON])


def _find_due(data: Path) -> list[Any]:
    return _asked(data, FIND_DUE, [MORNING + timedelta(days=stage) for stage in STAGES])


def _asked(data: Path, sql: str, days: list[date]) -> list[Any]:
    connection = sqlite3.connect(data / "tracker.db")
    found = connection.execute(sql, [str(day) for day in days]).fetchall()
    connection.close()
    return found


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _timed_with(work: Callable[[], V]) -> tuple[float, V]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def _peak() -> float:
    """The most memory held since ``_forget_peak``, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
