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
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.centre import TODAY
from benchmarks.copies import OPEN, prepared
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders.models import Obligation
from tracker.reminders.service import sweep

AIM = 1.5
HORIZON = TODAY + timedelta(days=120)
FIND = f"""SELECT i.id, i.uid, i.no, i.due_on, i.triggered_on, i.amount - (SELECT
    coalesce(sum(y.amount), 0) FROM payment y WHERE y.instalment_id = i.id), c.number, p.code,
    p.name, p.owner_id FROM instalment i JOIN contract c ON c.id = i.contract_id
    JOIN project p ON p.id = c.project_id WHERE {OPEN} AND i.due_on <= ? ORDER BY i.due_on"""  # noqa: S608


def report(folder: Path, sizes: tuple[int, ...]) -> Iterator[str]:
    """Lines about centres of these sizes; the first sweep of each makes what there is to tell."""
    weights = []
    for size in sizes:
        prepared(folder / f"sweep-{size}", size)  # here: building would blur the memory
        found = _measured(folder / f"sweep-{size}", size)
        yield (
            f"{size:,} open instalments, {found['rows']:,} due within the horizon:"
            f" SQL {found['sql']:.2f} s, sweep {found['again']:.2f} s,"
            f" {_verdict(found['again'] / found['sql'], AIM)}"
        )
        if found["first"]:
            rate = found["made"] / found["first"]
            yield f"  the sweep that made {found['made']:,} reminders: {rate:.0f} a second"
        weights.append(found["mebibytes"])
        yield f"  memory it took: {weights[-1]:.0f} MiB more than before"
    yield f"  memory, largest beside smallest: {weights[-1] / max(weights[0], 1):.1f} ×, aim 1"


def _verdict(ratio: float, aim: float) -> str:
    return f"{ratio:.1f} × of SQL, aim {aim}  {'met' if ratio <= aim else 'MISSED'}"


def _measured(data: Path, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.sweeps", str(data), str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(data: Path, size: int) -> dict[str, Any]:
    """Seconds of the SQL alone, of the sweep that makes reminders, and of one with none to make."""
    app = prepared(data, size)
    rows: list[Any] = []
    sql = min(_timed(lambda: rows.extend(_find(data))) for _ in range(3))
    count = len(rows) // 3
    rows.clear()
    with app.app_context(), clock.frozen(TODAY):
        is_first = not db.session.scalar(select(func.count(Obligation.id)))
        db.session.rollback()
        _forget_peak()
        before = _peak()
        made: list[int] = []
        first = _timed(lambda: made.append(len(sweep.plan(TODAY).made))) if is_first else 0.0
        again = _timed(lambda: sweep.plan(TODAY))
        return {
            "rows": count,
            "sql": sql,
            "first": first,
            "made": sum(made),
            "again": again,
            "mebibytes": _peak() - before,
        }


def _find(data: Path) -> list[Any]:
    connection = sqlite3.connect(data / "tracker.db")
    found = connection.execute(FIND, (str(HORIZON),)).fetchall()
    connection.close()
    return found


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _peak() -> float:
    """The most memory held since ``_forget_peak``, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
