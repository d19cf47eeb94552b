"""One obligation on its page: why it reminds, what was sent to whom, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.accounts.rules import Actor, allows
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.reminders.models import (
    Acknowledgement,
    Delivery,
    Handling,
    Obligation,
    Reminder,
    Snooze,
    Transfer,
)
from tracker.reminders.queries.answers import AnswersView, answers_of, said
from tracker.reminders.queries.inbox import standings_of
from tracker.reminders.queries.outbox import Sent, as_sent
from tracker.reminders.queries.outstanding import outstanding
from tracker.reminders.queries.people import directory
from tracker.reminders.queries.reporting import NextReport, next_report
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.explaining import Explained, Outcome, explain
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.outbox import Deadline, deadline
from tracker.reminders.rules.people import recipients
from tracker.reminders.rules.stages import Arming, Choice, words
from tracker.reminders.rules.states import ReminderStatus
from tracker.settings.queries import work_calendar


@dataclass(frozen=True)
class Told:
    """The last reminder the reader got (``because`` says why), or else the last one anybody got."""

    at: datetime
    times: int
    late_from: date | None
    because: Label | None
    acknowledged_at: datetime | None
    sent: tuple[Sent, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """One line of 处理经过: a reminder, who acknowledged it (``who``), or another ``answer``."""

    at: datetime
    words: Label
    due_on: date
    amount: Money
    is_late: bool = False
    who: str = ""
    note: str = ""
    answer: Label | None = None


@dataclass(frozen=True)
class PlannedStage:
    """A stage with its day and result; ``told`` are those who were told of it, or would be."""

    explained: Explained
    told: tuple[str, ...]

    @property
    def words(self) -> Label:
        return words(self.explained.firing.stage)


@dataclass(frozen=True)
class Detail:
    """Everything the page of one obligation shows; day and amount as they stand now."""

    id: int
    kind: Kind
    story: Story
    due_on: date | None
    amount: Money
    estimated: bool
    deadline: Deadline | None
    absence: Absence | None
    item_step: Step | None
    step: Step | None
    told: Told | None
    can_acknowledge: bool
    answers: AnswersView
    events: tuple[Event, ...]
    stages: tuple[PlannedStage, ...]
    next_report: NextReport | None
    is_history: bool

    @property
    def permission(self) -> str:
        """What the next step needs, whoever takes it."""
        return self.item_step.permission if self.item_step else "reminders.read"

    @property
    def day_is(self) -> Label:
        """The noun before its day: 应付日, 预计应付日, …"""
        return self.kind.wording.day(estimated=self.estimated)

    @property
    def absence_words(self) -> Label | None:
        """Why there is nothing to remind of any more."""
        return self.kind.wording.reason(self.absence.cancels) if self.absence else None

    @property
    def next_stage(self) -> PlannedStage | None:
        """What fires next if nothing happens."""
        planned = (one for one in self.stages if one.explained.outcome is Outcome.PLANNED)
        return next(planned, None)


def detail(obligation_id: int, reader: Actor, today: date) -> Detail:
    """The page of an obligation for one reader; ``NotFound`` if there is none."""
    row = _load(obligation_id)
    kind = KINDS[row.kind]
    now = standings_of([row]).get((row.kind, row.subject_uid), Absence.WITHDRAWN)
    standing = now if isinstance(now, Standing) else None
    item = _item(kind, row, standing, today)
    told = _told(row, reader)
    is_told = told is not None and told.because is not None
    return Detail(
        id=row.id,
        kind=kind,
        story=item.story if item else row.story,
        due_on=standing.due_on if standing else row.due_on,
        amount=standing.amount if standing else row.amount,
        estimated=standing is not None and standing.estimated,
        deadline=_deadline(standing, today),
        absence=now if isinstance(now, Absence) else None,
        item_step=item.step if item else None,
        step=_step(item, reader),
        told=told,
        can_acknowledge=is_told and standing is not None and not (told and told.acknowledged_at),
        answers=answers_of(row, reader, standing, by_note=kind.by_note),
        events=_events(row),
        stages=_stages(kind, row, standing, today),
        next_report=next_report(row, standing, today),
        is_history=row.is_history,
    )


def _load(obligation_id: int) -> Obligation:
    reminders = selectinload(Obligation.reminders)
    deliveries = reminders.selectinload(Reminder.deliveries)
    acknowledgements = reminders.selectinload(Reminder.acknowledgements)
    transfers = selectinload(Obligation.transfers)
    query = (
        select(Obligation)
        .filter_by(id=obligation_id)
        .options(
            transfers.joinedload(Transfer.giver),
            transfers.joinedload(Transfer.taker),
            selectinload(Obligation.snoozes).joinedload(Snooze.user),
            selectinload(Obligation.handlings).joinedload(Handling.user),
            deliveries.joinedload(Delivery.recipient),
            deliveries.joinedload(Delivery.robot),
            deliveries.selectinload(Delivery.log),
            acknowledgements.joinedload(Acknowledgement.user),
        )
    )
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _deadline(standing: Standing | None, today: date) -> Deadline | None:
    if standing is None:
        return None
    return deadline(standing.due_on, today, estimated=standing.estimated)


def _item(
    kind: Kind, row: Obligation, standing: Standing | None, today: date
) -> Outstanding | None:
    """The subject with its present words and next step, while it is outstanding."""
    if standing is None:
        return None
    items = outstanding(kind, standing.due_on, today)
    return next((item for item in items if item.subject_uid == row.subject_uid), None)


def _step(item: Outstanding | None, reader: Actor) -> Step | None:
    """The next step, if the reader may take it."""
    if item is None or not allows(item.step.permission, reader.roles):
        return None
    return item.step


def _told(row: Obligation, reader: Actor) -> Told | None:
    """From the reader's own side if he was told anything, else from everybody's."""
    own = row.told_to(reader.id)
    reminder = own[-1] if own else row.current
    if reminder is None:
        return None
    mine = [one for one in reminder.deliveries if own and one.recipient_id == reader.id]
    shown = [one for one in reminder.deliveries if not own or one in mine or one.robot_id]
    seen = [one for one in reminder.acknowledgements if own and one.user_id == reader.id]
    others = {one.to_name: None for one in reminder.deliveries if one not in shown}
    sent = [one for one in own or row.reminders if one.status is ReminderStatus.SENT]
    return Told(
        at=reminder.created_at,
        times=len(sent),
        late_from=reminder.fire_on if reminder.is_late else None,
        because=mine[0].because if mine else None,
        acknowledged_at=seen[0].at if seen else None,
        sent=tuple(as_sent(one) for one in shown),
        others=tuple(others),
    )


def _events(row: Obligation) -> tuple[Event, ...]:
    """What happened, the latest first."""
    events = [
        Event(at, answer, row.reminders[-1].due_on, ZERO, note=note, answer=answer)
        for at, answer, note in said(row)
        if row.reminders
    ]
    for one in row.reminders:
        what = words(one.stage)
        if one.status is ReminderStatus.SENT:
            events.append(Event(one.created_at, what, one.due_on, one.amount, one.is_late))
        events += [
            Event(seen.at, what, one.due_on, one.amount, who=seen.user.name, note=seen.note)
            for seen in one.acknowledgements
        ]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True))


def _stages(
    kind: Kind, row: Obligation, standing: Standing | None, today: date
) -> tuple[PlannedStage, ...]:
    """The plan of the due day in force, with the results so far."""
    if standing is None:
        return ()
    people = directory()
    arming = Arming(row.revision, standing.due_on, row.armed_on, row.muted_on)
    past = [one.past for one in row.reminders]
    answers = row.answers
    cadence = answers.cadence(kind.cadence, standing.due_on)
    lines = explain(arming, past, today, cadence, work_calendar())
    names = {one.stage: _names(one) for one in row.reminders if one.revision == row.revision}

    def told(line: Explained) -> tuple[str, ...]:
        if line.outcome in (Outcome.PLANNED, Outcome.PENDING, Outcome.WAITS):
            seats = kind.audience(standing, row.told_as(line.firing.stage))
            concerned = answers.placed(recipients(seats, people), people)
            then = max(today, line.firing.fire_on)
            choice = Choice(line.firing, is_late=False)
            told = answers.due_to_be_told(concerned, choice, kind.cadence, then)
            return tuple(one.person.name for one in told)
        return names.get(line.firing.stage, ())

    return tuple(PlannedStage(line, told(line)) for line in lines)


def _names(reminder: Reminder) -> tuple[str, ...]:
    names = [one.to_name for one in reminder.deliveries]
    return tuple(dict.fromkeys(names))
