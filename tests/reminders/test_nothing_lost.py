"""Any history of moves, payments, reversals and downtime, against an oracle that knows no trick.

The oracle walks the calendar day by day and remembers what was said. After every sweep, what was
sent must be what it says: nothing lost, nothing twice. A kind of its own keeps the subject in
memory, so that a history costs sweeps only; everything else is the real thing.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.contracts.calendar import CALENDAR
from tests.reminders.centre import make_person
from tracker.accounts.rules import Role
from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.reminders import registry
from tracker.reminders.models import Delivery, Obligation, Reminder
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.stages import Cadence
from tracker.reminders.rules.states import ObligationState, ReminderStatus
from tracker.reminders.rules.work import Work
from tracker.reminders.service import sweep

Sent = tuple[int, int]  # revision and stage

ONE_DAY = timedelta(days=1)
START = date(2022, 9, 1)
FULL = Money(10_000)
SEAT = Seat(Label("你负责", "You are in charge"), role=Role.FINANCE)
THING = Label("事", "thing")
STORY = Story(THING, THING, (), Page(Label("查看", "See"), "reminders.index"))


@dataclass
class Chore:
    """The subject, outside the database."""

    uid: str
    due_on: date
    open: Money = FULL
    on_hold: bool = False

    @property
    def standing(self) -> Standing | Absence:
        if not self.open:
            return Absence.DONE
        if self.on_hold:
            return Absence.ON_HOLD
        return Standing(self.due_on, (SEAT,), self.open)


@dataclass
class World:
    """What there is to do: one thing at a time."""

    chore: Chore = field(default_factory=lambda: Chore("", START))


def kind_of(world: World) -> Kind:
    def outstanding(
        horizon: date, _today: date, _projects: object = None
    ) -> tuple[Outstanding, ...]:
        chore, standing = world.chore, world.chore.standing
        if not isinstance(standing, Standing) or standing.due_on > horizon:
            return ()
        step = Step(Work.PAY, Label("办", "do"), "reminders.index", {}, "reminders.read", SEAT)
        return (Outstanding(chore.uid, 1, standing, STORY, step),)

    def standings(uids: Collection[str]) -> dict[str, Standing | Absence]:
        chore = world.chore
        return {chore.uid: chore.standing} if chore.uid in uids else {}

    return Kind(
        name="chore",
        label=Label("杂事", "Chore"),
        cadence=Cadence(),
        outstanding=outstanding,
        turns=lambda _horizon, _today: (),
        standings=standings,
    )


# --- the oracle -----------------------------------------------------------------------------------


@dataclass
class Said:
    revision: int
    stage: int
    due_on: date
    on: date


@dataclass
class Oracle:
    """What ought to have been sent, told from what it saw at each sweep."""

    seen: tuple[date | None, Money] | None = None
    closed: bool = False
    revision: int = 0
    said: list[Said] = field(default_factory=list)

    def sweep(self, chore: Chore, today: date) -> None:
        is_ahead = is_far(chore, today)
        if self.revision == 0 and (chore.on_hold or not chore.open or is_ahead):
            return
        if not chore.open:
            self.closed = True
            return
        if chore.on_hold:
            if not self.closed:
                self.notice((None, self.seen[1] if self.seen else FULL))
            return
        if self.closed and is_ahead:
            return  # not looked at again before it is near
        now = (chore.due_on, chore.open)
        if self.closed:
            self.closed, self.seen = False, (None, ZERO)
        self.notice(now)
        self.speak(chore.due_on, today)

    def notice(self, now: tuple[date | None, Money]) -> None:
        if now != self.seen:
            self.seen = now
            self.revision += 1

    def speak(self, due_on: date, today: date) -> None:
        stage = most_urgent(due_on, today)
        if stage is None or not self.is_news(stage, due_on):
            return
        if self.said and not any_workday_between(self.said[-1].on, today):
            return
        self.said.append(Said(self.revision, stage, due_on, today))

    def is_news(self, stage: int, due_on: date) -> bool:
        if any(one.revision == self.revision and one.stage <= stage for one in self.said):
            return False
        same = [one for one in self.said if one.stage == stage]
        if not same:
            return True
        moved = (due_on - same[-1].due_on).days
        return moved < 0 or moved > 7


def is_far(chore: Chore, today: date) -> bool:
    return chore.due_on > today + timedelta(days=120)


def most_urgent(due_on: date, today: date) -> int | None:
    """The last stage met on a walk from long before the due day to ``today``."""
    met = None
    day = due_on - timedelta(days=90)
    while day <= today:
        for stage in (60, 30, 15, 7, 1, 0, -1, *range(-7, -400, -7)):
            if shifted(due_on - timedelta(days=stage), back=stage >= 0) == day:
                met = stage if met is None else min(met, stage)
        day += ONE_DAY
    return met


def shifted(day: date, *, back: bool) -> date:
    while not CALENDAR.is_workday(day):
        day += -ONE_DAY if back else ONE_DAY
    return day


def any_workday_between(last: date, today: date) -> bool:
    """Whether a working day has begun since: after ``last``, up to ``today``."""
    day = last + ONE_DAY
    while day <= today:
        if CALENDAR.is_workday(day):
            return True
        day += ONE_DAY
    return False


# --- the histories --------------------------------------------------------------------------------

moves = st.tuples(st.just("move"), st.integers(-45, 45))
passing = st.tuples(st.just("wait"), st.sampled_from([0, 1, 1, 2, 3, 5, 8, 10, 20]))
others = st.tuples(st.sampled_from(["part", "pay", "reverse", "hold", "release"]), st.just(0))
histories = st.lists(st.one_of(moves, passing, passing, others), min_size=4, max_size=14)


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """Somebody to tell, and one kind of thing to tell him of."""
    make_person("finance", Role.FINANCE)
    world = World()
    for name in list(registry.KINDS):
        monkeypatch.delitem(registry.KINDS, name)  # type: ignore[arg-type]
    monkeypatch.setitem(registry.KINDS, "chore", kind_of(world))  # type: ignore[arg-type]
    return world


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first_due=st.integers(-10, 140), history=histories)
def test_after_any_history_exactly_what_ought_to_be_told_was_told_once(
    world: World, first_due: int, history: list[tuple[str, int]]
) -> None:
    chore = world.chore = Chore(str(uuid.uuid4()), START + timedelta(days=first_due))
    oracle, today = Oracle(), START

    for action, amount in history:
        today = act(chore, action, amount, today)
        with clock.frozen(today):
            sweep.plan(today)
            sweep.plan(today)
        oracle.sweep(chore, today)

        assert sent(chore) == [(one.revision, one.stage) for one in oracle.said]
    assert_everything_once(chore, today)


def act(chore: Chore, action: str, amount: int, today: date) -> date:
    match action:
        case "move":
            chore.due_on = max(START, chore.due_on + timedelta(days=amount))
        case "part" if chore.open.fen > 1:
            chore.open -= Money(chore.open.fen // 2)
        case "pay":
            chore.open = ZERO
        case "reverse":
            chore.open = FULL
        case "hold" | "release":
            chore.on_hold = action == "hold"
        case "wait":
            return today + timedelta(days=amount)
    return today


def sent(chore: Chore) -> list[Sent]:
    query = (
        select(Reminder.revision, Reminder.stage)
        .join(Obligation)
        .where(Obligation.subject_uid == chore.uid, Reminder.status == ReminderStatus.SENT)
        .order_by(Reminder.id)
    )
    return [(row.revision, row.stage) for row in db.session.execute(query)]


def assert_everything_once(chore: Chore, today: date) -> None:
    """One delivery of each reminder that was sent, none of those that were not."""
    row = db.session.scalars(select(Obligation).filter_by(subject_uid=chore.uid)).one_or_none()
    if row is None:
        return
    is_looked_at = not (is_far(chore, today) or chore.on_hold)
    if not chore.open or is_looked_at:
        assert (row.state == ObligationState.CLOSED) == (not chore.open)
    for reminder in row.reminders:
        query = select(Delivery).filter_by(reminder_id=reminder.id)
        told = [one.channel for one in db.session.scalars(query)]
        assert told == (["inbox"] if reminder.status == ReminderStatus.SENT else [])
