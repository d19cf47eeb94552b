"""What people may answer to a reminder, and what it changes about whom is told when. Pure.

Acknowledging is not done: only 办理 ends an obligation. A snooze moves a person's own next reminder
(REMINDERS 10); an accepted transfer moves his place to another; neither touches due day or amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from tracker.kernel.errors import RuleViolation
from tracker.kernel.fiscal import year_end
from tracker.kernel.labels import Label
from tracker.kernel.states import StateMachine
from tracker.kernel.workdays import ONE_DAY, WorkCalendar
from tracker.reminders.rules.people import Directory, Recipient
from tracker.reminders.rules.stages import Cadence, Choice

LONGEST = 10  # working days
NOTE_LENGTH = 500
HANDED = Label("{name}转办给你，你已接受", "{name} handed it to you and you accepted")


class TransferState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"

    @property
    def label(self) -> Label:
        return _TRANSFER_LABELS[self]


_TRANSFER_LABELS = {
    TransferState.ASKED: Label("待对方接受", "Waiting for the answer"),
    TransferState.ACCEPTED: Label("已接受", "Accepted"),
    TransferState.DECLINED: Label("已退回", "Returned"),
    TransferState.TAKEN_BACK: Label("已收回", "Taken back"),
}

TRANSFER_STATES = StateMachine(
    {
        TransferState.ASKED: frozenset(
            {TransferState.ACCEPTED, TransferState.DECLINED, TransferState.TAKEN_BACK}
        ),
        TransferState.ACCEPTED: frozenset({TransferState.DECLINED, TransferState.TAKEN_BACK}),
    }
)


class NoteMissing(RuleViolation):
    code = "note_missing"
    label = Label("请写明办理情况", "Say what was done")


class NoteTooLong(RuleViolation):
    code = "note_too_long"
    label = Label("说明最多{most}字", "At most {most} characters")


class SnoozeNotAhead(RuleViolation):
    code = "snooze_not_ahead"
    label = Label("请选择今天之后的一天", "Choose a day after today")


class SnoozeOverdue(RuleViolation):
    code = "snooze_overdue"
    label = Label("已到期或逾期的事不能延后提醒", "What is due today or overdue cannot be put off")


class SnoozePastDue(RuleViolation):
    code = "snooze_past_due"
    label = Label(
        "最迟延后到期限前一天（期限 {due}）", "At the latest the day before it is due ({due})"
    )


class SnoozePastYearEnd(RuleViolation):
    code = "snooze_past_year_end"
    label = Label("不能延后到{year}年12月31日之后", "Not beyond 31 December {year}")


class SnoozeTooLong(RuleViolation):
    code = "snooze_too_long"
    label = Label(
        "最多延后{most}个工作日，即到 {last}", "At most {most} working days, that is to {last}"
    )


class SnoozeOnRestDay(RuleViolation):
    code = "snooze_on_rest_day"
    label = Label("{day} 是休息日，请选择工作日", "{day} is a rest day; choose a working day")


class TransferToInactive(RuleViolation):
    code = "transfer_to_inactive"
    label = Label("{name}已停用，请另选一人", "{name} is inactive; choose somebody else")


class TransferToSelf(RuleViolation):
    code = "transfer_to_self"
    label = Label("不能转办给自己", "It cannot be handed to yourself")


class TransferWithoutRight(RuleViolation):
    code = "transfer_without_right"
    label = Label(
        "{name}没有办理这件事的权限（{step}），请另选一人",
        "{name} may not take this step ({step}); choose somebody else",
    )


class TransferPersonal(RuleViolation):
    code = "transfer_personal"
    label = Label("这件事只能由本人办理，不能转办", "Only the person himself can do this")


class TransferPending(RuleViolation):
    code = "transfer_pending"
    label = Label(
        "已转给{name}，请先收回再转给别人",
        "It is with {name} already; take it back first",
    )


class NotByNote(RuleViolation):
    code = "not_by_note"
    label = Label(
        "这件事以系统中的登记为准，请办理“{step}”",
        "This ends with what is recorded here: take the step “{step}”",
    )


def checked_note(note: str, *, needed: bool = False) -> str:
    """The note in order; raises ``NoteTooLong`` or ``NoteMissing``."""
    note = note.strip()
    if len(note) > NOTE_LENGTH:
        raise NoteTooLong(field="note", most=NOTE_LENGTH)
    if needed and not note:
        raise NoteMissing(field="note")
    return note


def check_snooze(until_on: date, due_on: date, today: date, calendar: WorkCalendar) -> None:
    """Up to ten working days, before the due day, within the year (REMINDERS 10)."""
    last = calendar.after(today, LONGEST)
    if due_on <= today:
        raise SnoozeOverdue(field="until_on")
    if until_on <= today:
        raise SnoozeNotAhead(field="until_on")
    if until_on >= due_on:
        raise SnoozePastDue(field="until_on", due=due_on)
    if until_on > year_end(today.year):
        raise SnoozePastYearEnd(field="until_on", year=today.year)
    if until_on > last:
        raise SnoozeTooLong(field="until_on", most=LONGEST, last=last)
    if not calendar.is_workday(until_on):
        raise SnoozeOnRestDay(field="until_on", day=until_on)


def latest_snooze(due_on: date, today: date, calendar: WorkCalendar) -> date | None:
    """The last day it can be put off to; ``None`` if it cannot."""
    limit = min(calendar.after(today, LONGEST), due_on - ONE_DAY, year_end(today.year))
    last = calendar.last_on_or_before(limit)
    return last if last > today else None


@dataclass(frozen=True, slots=True)
class Answers:
    """What holds for one obligation: until when each person put it off, who took whose place."""

    snoozed: Mapping[int, date] = field(default_factory=dict)
    handed: Mapping[int, int] = field(default_factory=dict)

    def cadence(self, cadence: Cadence, due_on: date) -> Cadence:
        """The stages of the kind, and one more on each day that somebody chose."""
        chosen = {(due_on - until).days for until in self.snoozed.values()}
        leads = {*cadence.leads, *(days for days in chosen if days > 0)}
        return replace(cadence, leads=tuple(sorted(leads, reverse=True)))

    def placed(self, told: Iterable[Recipient], people: Directory) -> tuple[Recipient, ...]:
        """The recipients, each replaced by whoever took his place, if that one is active."""
        found: dict[int, Recipient] = {}
        for one in told:
            taker = self._taker(one, people)
            found.setdefault(taker.person.id, taker)
        return tuple(found.values())

    def _taker(self, one: Recipient, people: Directory) -> Recipient:
        passed: set[int] = set()
        while one.person.id in self.handed and one.person.id not in passed:
            passed.add(one.person.id)
            taker = people.get(self.handed[one.person.id])
            if taker is None or not taker.active:
                break
            one = Recipient(taker, HANDED.filled(name=one.person.name))
        return one

    def due_to_be_told(
        self, told: Iterable[Recipient], choice: Choice, cadence: Cadence, today: date
    ) -> Iterator[Recipient]:
        """Of those concerned, the ones to tell now: whoever put it off is left out until his day,
        and what stands for no stage of the kind is for those who chose a day it stands for."""
        stages = (choice.firing, *choice.earlier)
        days = {one.falls_on for one in stages}
        is_for_all = any(cadence.has(one.stage) for one in stages)
        for one in told:
            until = self.snoozed.get(one.person.id)
            if until is not None and until > today:
                continue
            if is_for_all or until in days:
                yield one


NONE = Answers()
