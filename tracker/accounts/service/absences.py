"""Use cases of being away: recording it, and coming back earlier."""

from __future__ import annotations

from sqlalchemy import select

from tracker.accounts.models import Absence, User
from tracker.accounts.rules import Actor, allow
from tracker.accounts.rules.absence import Away, check
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, new_uid, transaction


def record(person_id: int, away: Away, actor: Actor) -> int:
    """Record that somebody is away: oneself, or anybody for an administrator; returns its id."""
    allow(_action(person_id, actor), actor)
    today = clock.today()
    with transaction():
        user = lock(User, person_id)
        known = select(Absence).filter_by(user_id=person_id, cancelled=False)
        check(away, (one.away for one in db.session.scalars(known)), today)
        absence = Absence(
            uid=new_uid(),
            user_id=person_id,
            kind=away.kind,
            since_on=away.since_on,
            until_on=away.until_on,
            note=away.note.strip(),
            recorded_by=actor.name,
        )
        db.session.add(absence)
        db.session.flush()
        detail = f"{user.name} {away.since_on}至{away.until_on}"
        audit.record(_action(person_id, actor), absence, actor, detail=detail)
        return absence.id


def end(absence_id: int, actor: Actor) -> None:
    """Somebody is back today, or does not go at all; ``AbsenceEnded`` when it is over."""
    allow("accounts.end_absence", actor)
    today = clock.today()
    with transaction():
        absence = lock(Absence, absence_id)
        allow(_action(absence.user_id, actor), actor)
        absence.end(today)
        audit.record("accounts.end_absence", absence, actor, detail=absence.user.name)


def _action(person_id: int, actor: Actor) -> str:
    own = person_id == actor.id
    return "accounts.record_absence" if own else "accounts.record_absence_of"
