"""Being away (外出、休假): from one day to another; meanwhile the deputy sees the work. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

LONGEST = timedelta(days=366)


class AbsenceKind(StrEnum):
    TRIP = "trip"
    LEAVE = "leave"

    @property
    def label(self) -> Label:
        return _KINDS[self]


_KINDS = {AbsenceKind.TRIP: Label("外出", "Trip"), AbsenceKind.LEAVE: Label("休假", "Leave")}


@dataclass(frozen=True, slots=True)
class Away:
    """What is recorded of an absence; both days are part of it."""

    kind: AbsenceKind
    since_on: date
    until_on: date
    note: str = ""

    def covers(self, day: date) -> bool:
        return self.since_on <= day <= self.until_on


class AbsenceReversed(RuleViolation):
    code = "absence_reversed"
    label = Label("结束日期不能早于开始日期", "The last day cannot come before the first")


class AbsenceOver(RuleViolation):
    code = "absence_over"
    label = Label(
        "结束日期不能早于今天（{today}）", "The last day cannot come before today ({today})"
    )


class AbsenceTooLong(RuleViolation):
    code = "absence_too_long"
    label = Label(
        "一次最多登记一年；长期离岗的，请管理人员停用账户",
        "At most one year at once; the account of somebody away for long is deactivated",
    )


class AbsenceOverlaps(RuleViolation):
    code = "absence_overlaps"
    label = Label(
        "与已登记的{since}至{until}重叠", "It overlaps with the one from {since} to {until}"
    )


class AbsenceEnded(RuleViolation):
    code = "absence_ended"
    label = Label("这次外出或休假已经结束", "This absence is over already")


def check(away: Away, others: Iterable[Away], today: date) -> None:
    """Raise when the days cannot be, or another absence of the same person holds one of them."""
    if away.until_on < away.since_on:
        raise AbsenceReversed(field="until_on")
    if away.until_on < today:
        raise AbsenceOver(field="until_on", today=today)
    if away.until_on - away.since_on > LONGEST:
        raise AbsenceTooLong(field="until_on")
    for other in others:
        if away.since_on <= other.until_on and other.since_on <= away.until_on:
            raise AbsenceOverlaps(field="since_on", since=other.since_on, until=other.until_on)
