"""One reading of the facts for the last look at many deliveries: people, days, how things stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from tracker.infra import clock
from tracker.infra.db import db
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.models import Delivery, Preference, Reminder
from tracker.reminders.queries.outstanding import standings
from tracker.reminders.queries.people import directory
from tracker.reminders.queries.reporting import reported_to
from tracker.reminders.registry import KINDS
from tracker.reminders.rules.obligations import Absence, Standing
from tracker.reminders.rules.people import Directory, Recipient, recipients
from tracker.reminders.rules.preferences import Choices
from tracker.reminders.rules.states import Cancelled, ObligationState
from tracker.settings.queries import work_calendar


@dataclass
class Reading:
    """What holds at this moment; it is good for one transaction."""

    today: date
    people: Directory
    calendar: WorkCalendar
    _chosen: dict[int, Choices]
    _standings: dict[tuple[str, str], Standing | Absence] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Delivery]) -> Reading:
        """A reading for these deliveries."""
        chosen = {row.user_id: row.choices for row in db.session.scalars(select(Preference))}
        reading = cls(clock.today(), directory(), work_calendar(), chosen)
        reading.take_in(rows)
        return reading

    def take_in(self, rows: Iterable[Delivery]) -> None:
        """See how the subjects of these stand as well, each kind asked once."""
        unseen: defaultdict[str, set[str]] = defaultdict(set)
        for obligation in (row.reminder.obligation for row in rows):
            if (obligation.kind, obligation.subject_uid) not in self._standings:
                unseen[obligation.kind].add(obligation.subject_uid)
        for name, uids in unseen.items():
            found = standings(KINDS[name], uids)
            for uid in uids:
                self._standings[name, uid] = found.get(uid, Absence.WITHDRAWN)

    def choices(self, row: Delivery) -> Choices:
        """What the person or the group wants by mail or post."""
        if row.robot is not None:
            return row.robot.wants.choices
        return self._chosen.get(row.recipient_id or 0, Choices())

    def as_it_stands(
        self, reminder: Reminder
    ) -> tuple[Standing | Cancelled, tuple[Recipient, ...]]:
        """What holds now, and whom it concerns; or why nothing is left to send."""
        obligation = reminder.obligation
        now = self._standings[obligation.kind, obligation.subject_uid]
        if isinstance(now, Absence):
            return now.cancels, ()
        if obligation.state is not ObligationState.OPEN or reminder.revision != obligation.revision:
            return Cancelled.RESCHEDULED, ()
        if (reminder.due_on, reminder.amount) != (now.due_on, now.amount):
            return Cancelled.RESCHEDULED, ()
        told = recipients(
            KINDS[obligation.kind].audience(now, obligation.told_as(reminder.stage)), self.people
        )
        told = obligation.answers.placed(told, self.people)
        late = reported_to(reminder, told, self.people, self.today, self.calendar)
        return now, (*told, *late)
