"""How one sweep follows a batch of subjects: decisions by the rules, rows by this module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self, TypeVarTuple

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import selectinload

from tracker.imports.queries import imported_on
from tracker.infra import clock
from tracker.infra.db import db, insert_once
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.models import Obligation, Reminder, Robot
from tracker.reminders.queries.people import directory
from tracker.reminders.queries.reporting import reported_to
from tracker.reminders.queries.robots import robots_in_use
from tracker.reminders.rules.answers import Answers
from tracker.reminders.rules.looking import Told, next_look
from tracker.reminders.rules.muting import told_as
from tracker.reminders.rules.obligations import FIRST, Record, Standing
from tracker.reminders.rules.people import Directory, Recipient, recipients
from tracker.reminders.rules.planning import Decision, Found, decide
from tracker.reminders.rules.stages import Firing, Past
from tracker.reminders.rules.states import ObligationState, ReminderStatus
from tracker.reminders.service.made import Made, Swept
from tracker.reminders.service.posting import post, post_to_groups, post_to_successors
from tracker.settings.queries import work_calendar

Ts = TypeVarTuple("Ts")
Rows = Mapping[tuple[str, str], Obligation]


@dataclass(frozen=True)
class Context:
    """What every decision of a sweep shares."""

    today: date
    now: datetime
    calendar: WorkCalendar
    people: Directory
    robots: tuple[Robot, ...]

    @classmethod
    def read(cls, today: date) -> Self:
        return cls(today, clock.now(), work_calendar(), directory(), robots_in_use())

    def audience(
        self, found: Found, stage: int, answers: Answers, record: Record
    ) -> tuple[Recipient, ...]:
        """Whom this stage concerns, as roles and people stand now and places were handed over."""
        stage = told_as(stage, record.due_on, record.muted_on)
        if not isinstance(found.standing, Standing):
            return ()
        told = recipients(found.kind.audience(found.standing, stage), self.people)
        return answers.placed(told, self.people)


def made_by(decision: Decision, context: Context) -> Made | None:
    """The reminder this decision makes, with the people it is for; none while all of them have
    put it off."""
    found, choice, answers = decision.found, decision.choice, decision.answers
    if found.item is None or choice is None:
        return None
    concerned = context.audience(found, choice.firing.stage, answers, decision.after)
    told = tuple(
        one
        for one in answers.due_to_be_told(concerned, choice, found.kind.cadence, context.today)
        if choice.only is None or one.person.id in choice.only
    )
    is_made = told or choice.only_groups or not concerned
    return Made(found.kind, found.item, choice, told) if is_made else None


def decision_on(found: Found, row: Obligation | None, context: Context) -> Decision | None:
    """What the rules say; ``None`` for something that ended before it was ever known here."""
    if row is not None:
        past = [reminder.past for reminder in row.reminders]
        return decide(found, row.record, past, context.today, context.calendar, row.answers)
    if not isinstance(found.standing, Standing):
        return None
    first = Record.first(found.standing, context.today, found.imported_on)
    return decide(found, first, (), context.today, context.calendar)


def with_imports(batch: Sequence[Found]) -> list[Found]:
    """The same, with the day on which each last came with an import."""
    days = imported_on({one.subject_uid for one in batch})
    return [
        replace(one, imported_on=days[one.subject_uid]) if one.subject_uid in days else one
        for one in batch
    ]


def known_rows(batch: Iterable[Found]) -> Rows:
    """Their obligations, with the history that the rules look at."""
    return _read(_query(batch))


def follow(batch: Sequence[Found], context: Context, swept: Swept) -> Iterator[tuple[int, date]]:
    """Bring the obligations of a batch up to date; runs inside one transaction.

    Tells by project when each is looked at again.
    """
    batch = with_imports(batch)
    swept.known += _make_known(batch, context)
    rows = _read(_query(batch).with_for_update(of=Obligation))
    for found in batch:
        row = rows.get(found.key)
        decision = decision_on(found, row, context)
        if row is None or decision is None:
            continue
        past = [reminder.past for reminder in row.reminders]
        _take(row, decision, swept)
        made = made_by(decision, context)
        if made is None:
            _keep_told(row, found, context)
        elif _make(row, made, context):
            swept.add(made)
        if (on := look_on(row, decision, past, made, context)) is not None:
            yield found.project_id, on


def look_on(
    row: Obligation, decision: Decision, past: list[Past], made: Made | None, context: Context
) -> date | None:
    """When this is looked at again, ``past`` being its reminders before this look."""
    if row.has_message_of_old_under_way:
        return context.today  # what becomes of it decides whether it is told again
    told = row.told
    if made:
        nobody = not made.recipients
        told = Told(made.choice.firing.stage, context.today, waits_for_people=nobody)
    is_made = made is not None
    return next_look(decision, past, told, context.today, context.calendar, is_made=is_made)


def _of(query: Select[*Ts], batch: Iterable[Found]) -> Select[*Ts]:
    key = tuple_(Obligation.kind, Obligation.subject_uid)
    return query.where(key.in_([one.key for one in batch]))


def _query(batch: Iterable[Found]) -> Select[Obligation]:
    return (
        _of(select(Obligation), batch)
        .order_by(Obligation.id)
        .options(
            selectinload(Obligation.reminders).selectinload(Reminder.deliveries),
            selectinload(Obligation.reminders).selectinload(Reminder.acknowledgements),
            selectinload(Obligation.snoozes),
            selectinload(Obligation.transfers),
        )
        .execution_options(populate_existing=True)
    )


def _read(query: Select[Obligation]) -> Rows:
    return {(row.kind, row.subject_uid): row for row in db.session.scalars(query)}


def _make_known(batch: Sequence[Found], context: Context) -> int:
    """Rows for what is seen for the first time, whichever process sees it first; how many."""
    count = 0
    known = set(db.session.execute(_of(select(Obligation.kind, Obligation.subject_uid), batch)))
    for found in batch:
        if found.item is not None and found.key not in known:
            count += insert_once(
                Obligation,
                kind=found.kind.name,
                subject_uid=found.subject_uid,
                project_id=found.project_id or None,
                state=ObligationState.OPEN,
                revision=FIRST,
                due_on=found.item.standing.due_on,
                amount=found.item.standing.amount,
                armed_on=context.today,
                muted_on=found.imported_on,
                estimated=found.item.standing.estimated,
                story=found.item.story,
            )
    return count


def _take(row: Obligation, decision: Decision, swept: Swept) -> None:
    if reason := decision.cancels:
        for reminder in row.reminders:
            reminder.cancel_unsent(reason)
        row.take(decision.after)
        swept.changed += 1
    item, project_id = decision.found.item, decision.found.project_id or None
    if item is not None:
        row.look_like(item.story, estimated=item.standing.estimated)
        row.belongs_to(project_id)


def _make(row: Obligation, made: Made, context: Context) -> bool:
    """The reminder, its deliveries, and the trace of the stages it stands for."""
    people, groups = {one.person.id for one in made.recipients}, _groups(made, context)
    for earlier in row.reminders:
        earlier.supersede(people, {one.id for one in groups})
    for missed in made.choice.missed:
        _insert(row, missed, context, ReminderStatus.SUPERSEDED)
    firing = made.choice.firing
    is_late = made.choice.is_late
    if not _insert(row, firing, context, ReminderStatus.QUEUED, is_late=is_late):
        return False
    query = select(Reminder).filter_by(
        obligation_id=row.id, revision=row.revision, stage=firing.stage
    )
    reminder = db.session.scalars(query).one()
    post(reminder, made.recipients, context.now)
    post_to_groups(reminder, groups, context.now)
    if made.choice.is_repeat:
        reminder.status = ReminderStatus.SENT
    return True


def _groups(made: Made, context: Context) -> list[Robot]:
    """The groups that are told with it; a stage that one person chose for himself is not theirs."""
    firing, kind = made.choice.firing, made.kind
    stages = (firing, *made.choice.earlier)
    if not any(kind.cadence.has(one.stage) for one in stages):
        return []
    return [
        one
        for one in context.robots
        if made.choice.is_for_group(one.id) and one.wants.wants(kind, firing.stage)
    ]


def _insert(
    row: Obligation,
    firing: Firing,
    context: Context,
    status: ReminderStatus,
    *,
    is_late: bool = False,
) -> bool:
    return insert_once(
        Reminder,
        obligation_id=row.id,
        revision=row.revision,
        stage=firing.stage,
        fire_on=firing.fire_on,
        due_on=row.due_on,
        amount=row.amount,
        status=status,
        is_late=is_late,
        created_on=context.today,
        created_at=context.now,
    )


def _keep_told(row: Obligation, found: Found, context: Context) -> None:
    """The reminder that stands is told to those who took somebody's place, to whoever there is now
    if there was nobody, and if nobody answers, to those whom it is reported to."""
    reminder = row.current
    if reminder is None or found.item is None:
        return
    told = context.audience(found, reminder.stage, row.answers, row.record)
    late = reported_to(reminder, told, context.people, context.today, context.calendar)
    if reminder.status is ReminderStatus.QUEUED:
        post(reminder, told, context.now)
    else:
        post_to_successors(reminder, (*told, *late), context.now)
    post(
        reminder, [one for one in late if one.person.id not in reminder.recipient_ids], context.now
    )
