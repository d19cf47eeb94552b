"""The desk of a centre in which a statutory clock runs on every project.

Each waits for a contract to be signed within thirty days of its award: the last days lie between
five days ago and a month ahead, so that the worklist has to look at every one of them.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from benchmarks.centre import BATCH, SEED, TODAY
from tracker.accounts.rules import SYSTEM
from tracker.app import create_app
from tracker.config import Config
from tracker.contracts.models import Contract
from tracker.deadlines.keeping import ClockSubject, keep_clocks
from tracker.deadlines.queries import law
from tracker.infra import audit, clock, database
from tracker.infra.db import db, transaction

_LIMIT, _FACT = frozenset({"signing"}), "award_notice_issued"
_READY = "ready"


def prepared(centre: Path) -> Path:
    """A copy of that centre with the clocks; made unless it is there."""
    data = centre.with_name(f"{centre.name}-clocks")
    if not (data / _READY).exists():
        print("starting a clock on every project (once)", flush=True)
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(centre, data, ignore=shutil.ignore_patterns(_READY))
        app = create_app(Config.from_env({"TRACKER_DATA": str(data)}, database.holds_data))
        with app.app_context(), clock.frozen(TODAY):
            _start()
        (data / _READY).touch()
    return data


def _start() -> None:
    dice = random.Random(SEED)  # noqa: S311 - the same rows every time is the point
    ids = db.session.scalars(select(Contract.id).order_by(Contract.id)).all()
    for batch in _batches(ids):
        with transaction():
            by = law()
            contracts = db.session.scalars(select(Contract).where(Contract.id.in_(batch))).all()
            for contract in contracts:
                subject = ClockSubject(contract.project_id, "award", contract.uid, limits=_LIMIT)
                issued_on = TODAY - timedelta(days=dice.randrange(36))
                keep_clocks(by, subject, {_FACT: issued_on})
            audit.record("contracts.sign", contracts[0], SYSTEM, detail=f"{len(contracts)}项")


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]
