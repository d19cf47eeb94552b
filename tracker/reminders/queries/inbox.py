"""提醒中心: what one person was told of, one entry an obligation, as it stands this minute.

The sweep closes obligations within its quarter of an hour; these reads ask the subjects themselves,
so what has just been paid is gone from the list at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, selectinload

from tracker.infra.db import db
from tracker.infra.memo import remembered
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.reminders.models import (
    Acknowledgement,
    Delivery,
    Obligation,
    Reminder,
    Transfer,
)
from tracker.reminders.queries.outstanding import how_many_stand, standings
from tracker.reminders.queries.state import state_of
from tracker.reminders.registry import INBOX, KINDS
from tracker.reminders.rules.answers import TransferState
from tracker.reminders.rules.obligations import Absence, Standing
from tracker.reminders.rules.outbox import Deadline, deadline
from tracker.reminders.rules.states import ObligationState
from tracker.reminders.rules.work import Wording

ENDED_SHOWN = 100
PAYMENTS = frozenset(
    {
        "payment_due",
        "payment_clock",
        "application_pending",
        "application_approved",
        "application_returned",
    }
)


class Tab(StrEnum):
    """Three states, and two choices of what is open: about payments, and handed to others."""

    PENDING = "pending"
    PAYMENTS = "payments"
    GIVEN = "given"
    ACKNOWLEDGED = "acknowledged"
    ENDED = "ended"

    @property
    def label(self) -> Label:
        return _TABS[self]


_TABS = {
    Tab.PENDING: Label("待处理", "To do"),
    Tab.PAYMENTS: Label("付款", "Payments"),
    Tab.GIVEN: Label("我转出", "Handed over"),
    Tab.ACKNOWLEDGED: Label("已知悉", "Acknowledged"),
    Tab.ENDED: Label("已结束", "Ended"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the list; ``due_on`` and ``amount`` are the present ones while it is open.
    ``tab`` is the one of its state."""

    obligation_id: int
    tab: Tab
    title: Label
    wording: Wording
    due_on: date | None
    deadline: Deadline | None
    amount: Money
    estimated: bool
    is_late: bool
    told_on: date
    told_at: datetime
    is_history: bool = False
    is_payment: bool = False
    is_given: bool = False

    def is_in(self, tab: Tab) -> bool:
        """Whether that tab lists it."""
        if tab is Tab.PAYMENTS:
            return self.is_payment and self.tab is not Tab.ENDED
        if tab is Tab.GIVEN:
            return self.is_given and self.tab is not Tab.ENDED
        return self.tab is tab

    @property
    def day_is(self) -> Label:
        """The noun before its day: 应付日, 预计应付日, …"""
        return self.wording.day(estimated=self.estimated)


@dataclass(frozen=True)
class Inbox:
    """The list of one tab, and how many entries each tab has."""

    tab: Tab
    entries: tuple[Entry, ...]
    counts: Mapping[Tab, int]
    ended_shown: int = ENDED_SHOWN


Standings = Mapping[tuple[str, str], Standing | Absence]


def unread_count(user_id: int) -> int:
    """How many open things this person was told of and has not acknowledged, or is asked for."""
    now = state_of(user_id)
    key = ("unread", user_id, now.told, now.seen, now.notes, now.undone)
    return remembered(key, lambda: _unseen(user_id)) + now.asked


def _unseen(user_id: int) -> int:
    """How many stand that this person was told of and has not acknowledged."""
    seen = select(Acknowledgement.id).where(
        Acknowledgement.reminder_id == Reminder.id, Acknowledgement.user_id == user_id
    )
    query = (
        select(Obligation.kind, Obligation.subject_uid)
        .join(Reminder.obligation)
        .where(
            Reminder.id.in_(_last(user_id)),
            Obligation.state == ObligationState.OPEN,
            ~seen.exists(),
        )
    )
    by_kind: dict[str, list[str]] = {}
    for kind, uid in db.session.execute(query):
        by_kind.setdefault(kind, []).append(uid)
    return sum(how_many_stand(KINDS[kind], uids) for kind, uids in by_kind.items())


def inbox(user_id: int, tab: Tab, today: date) -> Inbox:
    """The entries of a tab: open ones by due day, ended ones from the last told."""
    rows = db.session.scalars(_told(user_id, Obligation.state == ObligationState.OPEN)).all()
    now = standings_of(row.obligation for row in rows)
    given = _given_by(user_id)
    entries = [_entry(row, user_id, now, today, given) for row in rows]
    ended = _told(user_id, Obligation.state != ObligationState.OPEN)
    if tab is Tab.ENDED:
        older = db.session.scalars(ended.order_by(Reminder.id.desc()).limit(ENDED_SHOWN))
        entries += [_entry(row, user_id, now, today, given) for row in older]
    counts = {one: sum(entry.is_in(one) for entry in entries) for one in Tab}
    if tab is not Tab.ENDED:
        counts[Tab.ENDED] += _count(ended)
    shown = [entry for entry in entries if entry.is_in(tab)]
    shown.sort(key=lambda entry: (entry.due_on or date.max, entry.obligation_id))
    if tab is Tab.ENDED:
        shown.sort(key=lambda entry: entry.told_at, reverse=True)
    return Inbox(tab, tuple(shown), counts)


def standings_of(obligations: Iterable[Obligation]) -> Standings:
    """How the subjects stand now; one question a kind."""
    by_kind: dict[str, list[str]] = {}
    for row in obligations:
        by_kind.setdefault(row.kind, []).append(row.subject_uid)
    return {
        (kind, uid): standing
        for kind, uids in by_kind.items()
        for uid, standing in standings(KINDS[kind], uids).items()
    }


def _told(user_id: int, condition: object) -> Select[Reminder]:
    """The last reminder of each obligation that reached this person."""
    return (
        select(Reminder)
        .join(Reminder.obligation)
        .where(Reminder.id.in_(_last(user_id)), condition)  # type: ignore[arg-type]
        .options(contains_eager(Reminder.obligation), selectinload(Reminder.acknowledgements))
    )


def _last(user_id: int) -> Select[int]:
    return (
        select(func.max(Reminder.id))
        .join(Delivery)
        .where(Delivery.recipient_id == user_id, Delivery.channel == INBOX)
        .group_by(Reminder.obligation_id)
    )


def _count(query: Select[Reminder]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _tab(row: Reminder, user_id: int, now: Standings) -> Tab:
    obligation = row.obligation
    standing = now.get((obligation.kind, obligation.subject_uid))
    if not isinstance(standing, Standing) and standing is not Absence.ON_HOLD:
        return Tab.ENDED
    seen = any(one.user_id == user_id for one in row.acknowledgements)
    return Tab.ACKNOWLEDGED if seen else Tab.PENDING


def _given_by(user_id: int) -> frozenset[int]:
    """What this person handed to another, or asked another to take."""
    held = (TransferState.ASKED, TransferState.ACCEPTED)
    query = select(Transfer.obligation_id).where(Transfer.state.in_(held))
    return frozenset(db.session.scalars(query.filter_by(from_id=user_id)))


def _entry(
    row: Reminder, user_id: int, now: Standings, today: date, given: Collection[int]
) -> Entry:
    obligation = row.obligation
    found = now.get((obligation.kind, obligation.subject_uid))
    standing = found if isinstance(found, Standing) else None
    estimated = standing is not None and standing.estimated
    return Entry(
        obligation_id=obligation.id,
        tab=_tab(row, user_id, now),
        title=obligation.story.title,
        wording=KINDS[obligation.kind].wording,
        due_on=standing.due_on if standing else obligation.due_on,
        deadline=deadline(standing.due_on, today, estimated=estimated) if standing else None,
        amount=standing.amount if standing else obligation.amount,
        estimated=estimated,
        is_late=row.is_late,
        told_on=row.created_on,
        told_at=row.created_at,
        is_history=obligation.is_history,
        is_payment=obligation.kind in PAYMENTS,
        is_given=obligation.id in given,
    )
