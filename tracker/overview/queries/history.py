"""最近变动: the audit chain of one project, as its page tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from tracker.accounts.rules import POLICY
from tracker.infra.audit import AuditEntry
from tracker.infra.db import db
from tracker.kernel.labels import Label

LATEST = 12


@dataclass(frozen=True, slots=True)
class Change:
    """One use case: who did what, on what, and why."""

    at: datetime
    who: str
    what: Label
    detail: str
    reason: str


def changes_of_project(project_uid: str) -> tuple[Change, ...]:
    """The latest entries of a project, newest first."""
    return tuple(_changes(AuditEntry.project_uid == project_uid))


def _changes(condition: ColumnElement[bool]) -> Iterable[Change]:
    columns = (
        AuditEntry.at,
        AuditEntry.actor_name,
        AuditEntry.action,
        AuditEntry.detail,
        AuditEntry.reason,
    )
    query = select(*columns).where(condition).order_by(AuditEntry.seq.desc()).limit(LATEST)
    for at, who, action, detail, reason in db.session.execute(query):
        yield Change(at, who, _name(action), detail, reason)


def _name(action: str) -> Label:
    """What POLICY calls it; the code itself for an action that is no longer there."""
    permission = POLICY.get(action)
    return permission.label if permission else Label(action, action)
