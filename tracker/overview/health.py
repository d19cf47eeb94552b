"""Whether this installation works, for a monitoring system. Names no secret and no person."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from tracker.infra import database
from tracker.infra.backup import daily
from tracker.reminders import queries as reminders

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Health:
    """``scheduler`` is empty while the database does not answer or is of another version."""

    reachable: bool
    migrated: bool = False
    sender: bool = False
    stale: bool = True
    scheduler: Mapping[str, object] = field(default_factory=dict)
    backup: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """Pages can be served. A scheduler that stands still is told, and no reason for a 503."""
        return self.reachable and self.migrated

    def as_json(self) -> dict[str, object]:
        """The answer of /healthz."""
        return {
            "status": "ok"
            if self.is_ok and not self.stale
            else "degraded"
            if self.is_ok
            else "down",
            "database": {"reachable": self.reachable, "migrated": self.migrated},
            "scheduler": dict(self.scheduler),
            "sender": self.sender,
            "backup": dict(self.backup),
        }


def examine() -> Health:
    """Ask the database, its version and the scheduler's heartbeat."""
    try:
        if not database.is_current():
            return Health(reachable=True)
        beat = reminders.heartbeat()
        backup = daily.state().as_json()
        return Health(True, True, beat.is_sender, beat.is_stale, beat.as_json(), backup)
    except SQLAlchemyError as error:
        logger.error("health: %s", type(error).__name__)
        return Health(reachable=False)
