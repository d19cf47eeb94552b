"""延后, 转办 and 已办理: what people answer to a reminder, besides having seen it."""

from __future__ import annotations

from datetime import date

from tracker.accounts.models import User
from tracker.accounts.rules import Actor, allow, allows
from tracker.infra import clock
from tracker.infra.db import db, lock, transaction
from tracker.kernel.errors import NotAllowed
from tracker.kernel.labels import Label
from tracker.reminders.models import Handling, Obligation, Snooze, Transfer
from tracker.reminders.queries.outstanding import outstanding
from tracker.reminders.queries.people import directory
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.answers import (
    NotByNote,
    TransferPending,
    TransferPersonal,
    TransferState,
    TransferToInactive,
    TransferToSelf,
    TransferWithoutRight,
    check_snooze,
    checked_note,
)
from tracker.reminders.rules.obligations import Absence, Standing, Step
from tracker.reminders.rules.states import Cancelled
from tracker.reminders.service.looks import look_again
from tracker.reminders.service.posting import post_request
from tracker.reminders.service.told import AlreadyEnded, answered, silence, still_open
from tracker.settings.queries import work_calendar


class NotYours(NotAllowed):
    code = "transfer_not_yours"
    label = Label("这次转办与你无关", "This transfer is neither from you nor to you")


def snooze(obligation_id: int, actor: Actor, until_on: date, note: str = "") -> None:
    """Tell the actor again on ``until_on`` and not before; others are told as planned.

    Raises a ``Snooze…`` violation, ``NotTold``, ``AlreadyEnded`` or ``NoteTooLong``.
    """
    allow("reminders.read", actor)
    note = checked_note(note)
    with transaction():
        row, standing = answered(obligation_id, actor)
        check_snooze(until_on, standing.due_on, clock.today(), work_calendar())
        row.snoozes.append(
            Snooze(
                user_id=actor.id,
                revision=row.revision,
                until_on=until_on,
                note=note,
                at=clock.now(),
            )
        )
        silence(row, actor.id, Cancelled.SNOOZED)


def hand_over(obligation_id: int, actor: Actor, to_id: int, note: str = "") -> int:
    """Ask another person to take the actor's place; until he accepts nothing changes.

    Returns the id of the transfer.

    Raises a ``Transfer…`` violation, ``NotTold``, ``AlreadyEnded`` or ``NoteTooLong``.
    """
    allow("reminders.read", actor)
    note = checked_note(note)
    with transaction():
        row, standing = answered(obligation_id, actor)
        pending = _pending(row, actor)
        if pending is not None:
            raise TransferPending(field="to_id", name=pending.taker.name)
        _check_taker(_step(row, standing), actor, db.session.get_one(User, to_id))
        asked = Transfer(
            from_id=actor.id,
            to_id=to_id,
            note=note,
            state=TransferState.ASKED,
            asked_at=clock.now(),
        )
        row.transfers.append(asked)
        db.session.flush()
        post_request(row.told_to(actor.id)[-1], asked, directory()[to_id], clock.now())
        return asked.id


def accept(transfer_id: int, actor: Actor) -> None:
    """Take the place of the one who asked; the actor is told from now on, the other no more."""
    allow("reminders.read", actor)
    with transaction():
        asked = db.session.get_one(Transfer, transfer_id)
        row = lock(Obligation, asked.obligation_id)
        look_again(row)
        if asked.to_id != actor.id:
            raise NotYours
        _check_taker(_step(row, still_open(row)), asked.giver.actor, asked.taker)
        asked.move_to(TransferState.ACCEPTED, clock.now())


def decline(transfer_id: int, actor: Actor, reply: str = "") -> None:
    """Not take it, or give it back; the one who asked is in his place (again)."""
    allow("reminders.read", actor)
    reply = checked_note(reply)
    with transaction():
        asked = db.session.get_one(Transfer, transfer_id)
        look_again(lock(Obligation, asked.obligation_id))
        if asked.to_id != actor.id:
            raise NotYours
        asked.move_to(TransferState.DECLINED, clock.now(), reply)


def take_back(transfer_id: int, actor: Actor) -> None:
    """The one who asked takes his place again, whether the other had accepted or not."""
    allow("reminders.read", actor)
    with transaction():
        asked = db.session.get_one(Transfer, transfer_id)
        look_again(lock(Obligation, asked.obligation_id))
        if asked.from_id != actor.id:
            raise NotYours
        asked.move_to(TransferState.TAKEN_BACK, clock.now())


def handle(obligation_id: int, actor: Actor, note: str) -> None:
    """End what no page of the product ends, with a note of what was done.

    It ends for this day and amount: when one of them changes, it stands again. Raises
    ``NotByNote``, ``NoteMissing``, ``NotTold`` or ``AlreadyEnded``.
    """
    allow("reminders.read", actor)
    note = checked_note(note, needed=True)
    with transaction():
        row, standing = answered(obligation_id, actor)
        if not KINDS[row.kind].by_note:
            raise NotByNote(step=_step(row, standing).label)
        row.handlings.append(
            Handling(
                user_id=actor.id,
                due_on=standing.due_on,
                amount=standing.amount,
                note=note,
                at=clock.now(),
            )
        )
        for reminder in row.reminders:
            reminder.cancel_unsent(Cancelled.DONE)
        row.take(row.record.follow(Absence.DONE, clock.today()))


def reopen(obligation_id: int, actor: Actor) -> None:
    """Take the note back: it was not done after all, and reminds again."""
    allow("reminders.read", actor)
    with transaction():
        row = lock(Obligation, obligation_id)
        look_again(row)
        standing = KINDS[row.kind].standings([row.subject_uid]).get(row.subject_uid)
        ended = [one for one in row.handlings if one.undone_at is None]
        if not ended or not isinstance(standing, Standing):
            raise AlreadyEnded
        for one in ended:
            one.undone_at = clock.now()
        row.take(row.record.follow(standing, clock.today()))


def _pending(row: Obligation, actor: Actor) -> Transfer | None:
    held = (TransferState.ASKED, TransferState.ACCEPTED)
    mine = [one for one in row.transfers if one.from_id == actor.id and one.state in held]
    return mine[-1] if mine else None


def _step(row: Obligation, standing: Standing) -> Step:
    items = outstanding(KINDS[row.kind], standing.due_on, clock.today())
    found = next((item for item in items if item.subject_uid == row.subject_uid), None)
    if found is None:
        raise AlreadyEnded
    return found.step


def _check_taker(step: Step, giver: Actor, taker: User) -> None:
    """An active person who may take the step, or at least whatever the giver may; no signature is
    given by another."""
    if step.turn.personal and step.turn.is_held_by(giver.id, giver.roles):
        raise TransferPersonal
    if taker.id == giver.id:
        raise TransferToSelf(field="to_id")
    if not taker.active:
        raise TransferToInactive(field="to_id", name=taker.name)
    is_needed = allows(step.permission, giver.roles)
    if is_needed and not allows(step.permission, taker.roles):
        raise TransferWithoutRight(field="to_id", name=taker.name, step=step.label)
