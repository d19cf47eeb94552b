"""Keeping the clocks of a record in step with its facts, inside the transaction of a use case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.deadlines.models import Clock, new_clock
from tracker.infra.db import db
from tracker.kernel.deadlines import Law


@dataclass(frozen=True, slots=True)
class ClockSubject:
    """The record that clocks belong to, and by which method it was or is procured.

    ``limits`` are those that may run on it; empty: all that its facts start.
    """

    project_id: int
    kind: str
    uid: str
    method: str = ""
    limits: frozenset[str] = frozenset()


def keep_clocks(
    law: Law, subject: ClockSubject, facts: Mapping[str, date], *, running: bool = True
) -> bool:
    """Start, stop, move and drop the clocks of a record so that they follow from ``facts``.

    ``facts`` are all that are in force, event → day. A clock that runs keeps the version of its
    limit; one whose first day changed takes that day's. With ``running`` false nothing is waited
    for any more (the tender failed, the contract ended). Returns whether anything changed.
    """
    db.session.flush()  # a record that is new in this very use case gets its uid now
    rows = db.session.scalars(select(Clock).filter_by(subject_uid=subject.uid)).all()
    known = {row.key: row for row in rows}
    changed = False
    for found in law.reckon(facts, subject.method):
        if subject.limits and found.limit.key not in subject.limits:
            continue
        row = known.pop(found.limit.key, None)
        if row is not None:
            changed |= row.follow(found, law, running=running)
        elif running or found.done_on is not None:
            target = (subject.kind, subject.uid)
            db.session.add(new_clock(subject.project_id, target, found, running))
            changed = True
    for row in known.values():
        changed |= row.drop()
    return changed
