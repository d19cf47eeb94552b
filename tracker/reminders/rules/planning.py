"""What one sweep does about one obligation: pure, so that a trial run decides as the real one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.rules.answers import NONE, Answers
from tracker.reminders.rules.obligations import Absence, Kind, Outstanding, Record, Standing
from tracker.reminders.rules.stages import Arming, Choice, Past, choose
from tracker.reminders.rules.states import Cancelled, ObligationState


@dataclass(frozen=True)
class Found:
    """A subject as it stands now; ``item`` only while it is due within the horizon. ``project_id``
    is 0 for what belongs to no project."""

    kind: Kind
    subject_uid: str
    standing: Standing | Absence
    item: Outstanding | None = None
    project_id: int = 0
    imported_on: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.kind.name, self.subject_uid


@dataclass(frozen=True)
class Decision:
    """The obligation after the sweep, and the reminder to make, if any."""

    found: Found
    before: Record
    after: Record
    choice: Choice | None
    answers: Answers = NONE

    @property
    def cancels(self) -> Cancelled | None:
        """Why what was planned before must not be sent any more; ``None`` if it may."""
        if self.before == self.after:
            return None
        absence = self.found.standing
        return absence.cancels if isinstance(absence, Absence) else Cancelled.RESCHEDULED


def decide(
    found: Found,
    before: Record,
    past: Sequence[Past],
    today: date,
    calendar: WorkCalendar,
    answers: Answers = NONE,
) -> Decision:
    """Follow the subject, then pick the stage to send on ``today``."""
    after = before.follow(found.standing, today, found.imported_on)
    if after.revision != before.revision:
        answers = replace(answers, snoozed={})  # what was put off was another day or amount
    choice = _choice(found, after, past, today, calendar, answers)
    return Decision(found, before, after, choice, answers)


def _choice(
    found: Found,
    after: Record,
    past: Sequence[Past],
    today: date,
    calendar: WorkCalendar,
    answers: Answers,
) -> Choice | None:
    if found.item is None or after.state is not ObligationState.OPEN or after.due_on is None:
        return None
    arming = Arming(after.revision, after.due_on, after.armed_on, after.muted_on)
    cadence = answers.cadence(found.kind.cadence, after.due_on)
    return choose(arming, past, today, cadence, calendar)
