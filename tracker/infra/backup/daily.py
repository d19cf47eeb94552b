"""The daily backup: once a day of Shanghai, tried again every hour until it succeeds."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import current_app

from tracker.config import Config
from tracker.infra import lease
from tracker.infra.backup.create import Backup, create
from tracker.infra.backup.rotation import surplus
from tracker.infra.clock import SHANGHAI

JOB = "backup"
LEASE_SECONDS = 4 * 3600
STALE_AFTER = timedelta(days=2)
_PREFIX = ".daily-"


@dataclass(frozen=True)
class State:
    """How backups fare: the last try, the last good one and its archive, and what went wrong."""

    ran_at: datetime | None
    succeeded_at: datetime | None
    archive: str
    error: str
    is_stale: bool

    def as_json(self) -> dict[str, object]:
        """For the health check: whether, not where."""
        last = self.succeeded_at.isoformat() if self.succeeded_at else None
        return {"last_success_at": last, "is_stale": self.is_stale, "failed": bool(self.error)}


def tick() -> None:
    """The scheduled run: nothing when today's is made, or while another process makes it."""
    if not _is_due():
        return
    with lease.hold(JOB, LEASE_SECONDS) as held:
        if held and _is_due():
            lease.beat(JOB, run)


def by_hand(folder: Path | None, *, with_keys: bool) -> Backup:
    """Make a backup now; in the usual folder it is today's, elsewhere one beside it."""
    if folder is not None:
        return create(folder, with_keys=with_keys)
    return lease.beat(JOB, lambda: create(with_keys=with_keys))


def run() -> Backup:
    """Make a backup, then throw away the archives that rotation does not keep."""
    config: Config = current_app.config["TRACKER"]
    for leftover in config.backups.glob(f"{_PREFIX}*"):
        shutil.rmtree(leftover)  # of a run that was killed: whoever holds the lease is alone
    try:
        return create(prefix=_PREFIX)
    finally:
        _rotate(config.backups)


def state() -> State:
    """By the database's own clock, as the heartbeat is."""
    run = lease.last_run(JOB)
    succeeded_at = run.succeeded_at if run else None
    return State(
        ran_at=run.finished_at if run else None,
        succeeded_at=succeeded_at,
        archive=run.summary if run else "",
        error=run.error if run else "",
        is_stale=succeeded_at is None or lease.database_now() - succeeded_at > STALE_AFTER,
    )


def _is_due() -> bool:
    run = lease.last_run(JOB)
    if run is None or run.succeeded_at is None:
        return True
    return _day(run.succeeded_at) < _day(lease.database_now())


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _rotate(folder: Path) -> None:
    for name in surplus(path.name for path in folder.glob("tracker-*")):
        (folder / name).unlink()
