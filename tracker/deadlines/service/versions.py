"""Adding a dated version of a limit, and taking back one that is not in force yet."""

from __future__ import annotations

from tracker.accounts.rules import Actor, allow
from tracker.deadlines.models import LimitVersion
from tracker.deadlines.queries.law import book
from tracker.deadlines.queries.page import frozen_since
from tracker.deadlines.rules.versions import NewVersion, check_version
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction


def add_version(new: NewVersion, actor: Actor) -> int:
    """Add what the law says from a day on; clocks that run keep the version they started by."""
    allow("limits.add_version", actor)
    with transaction():
        limit = check_version(new, book(), frozen_since(new.key, new.valid_from))
        version = LimitVersion.of(new, clock.today(), actor.name)
        db.session.add(version)
        detail = f"{limit.label.zh} {limit.bound.zh}，{limit.citation}，{limit.valid_from}起"
        audit.record(
            "limits.add_version", version, actor, detail=detail, reason=new.explanation.strip()
        )
    return version.id


def withdraw_version(version_id: int, actor: Actor) -> None:
    """Take back a version that is not in force yet; ``InForceAlready`` for another."""
    allow("limits.add_version", actor)
    with transaction():
        version = lock(LimitVersion, version_id)
        if version.withdrawn_on is not None:
            return
        version.withdraw(clock.today())
        detail = f"撤回 {version.key} {version.valid_from}起"
        audit.record("limits.add_version", version, actor, detail=detail)
