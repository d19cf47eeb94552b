"""What follows a rejection: a demand with an owner and a limit, and when it counts as met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import ChangeRectification, ReportRectified
from tracker.kernel.errors import RuleViolation


def change_problems(command: ChangeRectification, today: date) -> Iterator[RuleViolation]:
    """What keeps the demand from being put like this."""
    if not command.demand.strip():
        yield errors.DemandMissing(field="demand")
    if command.due_on < today:
        yield errors.LimitPast(field="due_on", today=today)
    if not command.reason.strip():
        yield errors.ReasonMissing(field="reason")


def report_problems(
    command: ReportRectified, decided_on: date, today: date
) -> Iterator[RuleViolation]:
    """What keeps the rectification from counting as done."""
    if not command.note.strip():
        yield errors.NoteMissing(field="note")
    if command.on > today:
        yield errors.DoneLater(field="on", today=today)
    elif command.on < decided_on:
        yield errors.DoneBefore(field="on", on=decided_on)


def check_can_follow(is_rejected: bool, due_on: date | None, done_on: date | None) -> None:
    """Raise unless the round failed and what it found was put right."""
    if not is_rejected or due_on is None:
        raise errors.NotRejected
    if done_on is None:
        raise errors.NotRectified(due_on=due_on)
