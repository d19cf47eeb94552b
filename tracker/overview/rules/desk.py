"""工作台: the worklist by urgency and by kind of work, and 90天内应付 by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.overview.rules.words import LATE, Look
from tracker.reminders.rules.obligations import Kind, Outstanding, Payment, Urgency
from tracker.reminders.rules.work import Work


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the worklist; only what is overdue or due today gets the primary button."""

    kind: Kind
    item: Outstanding
    urgency: Urgency
    is_mine: bool

    @property
    def work(self) -> Work:
        return self.item.step.work

    @property
    def day_is(self) -> Label:
        """The noun before its day: 应付日, 预计应付日, …"""
        return self.kind.wording.day(estimated=self.item.standing.estimated)

    @property
    def is_pressing(self) -> bool:
        return self.urgency in (Urgency.OVERDUE, Urgency.TODAY)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one urgency, in order of their day."""

    urgency: Urgency
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Worklist:
    """``tasks`` in order; ``chosen`` is the kind of work to look at, None for all."""

    tasks: tuple[Task, ...]
    chosen: Work | None = None

    @property
    def mine(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.is_mine)

    @property
    def waiting(self) -> int:
        return len(self.tasks) - len(self.mine)

    @property
    def overdue(self) -> int:
        return sum(task.urgency is Urgency.OVERDUE for task in self.mine)

    @property
    def today(self) -> int:
        return sum(task.urgency is Urgency.TODAY for task in self.mine)

    @property
    def by_work(self) -> tuple[tuple[Work, int], ...]:
        """How many of mine there are of each kind of work, leaving out kinds without any."""
        counted = ((work, sum(task.work is work for task in self.mine)) for work in Work)
        return tuple((work, count) for work, count in counted if count)

    @property
    def groups(self) -> tuple[Group, ...]:
        """What the page lists: mine of the chosen work by urgency, then what others must do."""
        shown = [task for task in self.tasks if self.chosen in (None, task.work)]
        found = (
            Group(urgency, tuple(task for task in shown if task.urgency is urgency))
            for urgency in Urgency
        )
        return tuple(group for group in found if group.tasks)


@dataclass(frozen=True, slots=True)
class Payable:
    """One line of 90天内应付; ``shortage`` is what the money of its year lacks for it."""

    item: Outstanding
    payment: Payment
    look: Look | None
    shortage: Money

    @property
    def amount(self) -> Money:
        return self.item.standing.amount

    @property
    def due_on(self) -> date:
        return self.item.standing.due_on


@dataclass(frozen=True, slots=True)
class PayableYear:
    """What one year's budget must hold of the next 90 days."""

    year: int
    rows: tuple[Payable, ...]

    @property
    def total(self) -> Money:
        return sum((row.amount for row in self.rows), start=ZERO)


def payables(
    items: Iterable[Outstanding], shortages: Mapping[int, Money], today: date
) -> tuple[PayableYear, ...]:
    """The instalments due, in order of their day, cut where the year that carries them changes;
    ``shortages`` by instalment."""
    rows = list(_payables(sorted(items, key=lambda item: item.standing.due_on), shortages, today))
    return tuple(
        PayableYear(year, tuple(row for row in rows if row.payment.budget_year == year))
        for year in sorted({row.payment.budget_year for row in rows})
    )


def following(worklist: Worklist, years: Iterable[PayableYear], today: date) -> Outstanding | None:
    """What comes next when nothing is to be done now: of one's own tasks, else of the unit's."""
    own = [task.item for task in worklist.tasks]
    unit = [row.item for year in years for row in year.rows]
    for items in (own, unit):
        ahead = [item for item in items if item.standing.due_on >= today]
        if ahead:
            return min(ahead, key=lambda item: item.standing.due_on)
    return None


def _payables(
    items: Iterable[Outstanding], shortages: Mapping[int, Money], today: date
) -> Iterable[Payable]:
    for item in items:
        if payment := item.story.payment:
            shortage = shortages.get(item.subject_id, ZERO)
            yield Payable(item, payment, _look(item, today), shortage)


def _look(item: Outstanding, today: date) -> Look | None:
    """What stands beside the name; nothing when it is simply payable."""
    standing = item.standing
    if item.waits:
        return Look("awaiting_trigger", Label("待条件", "Awaiting its trigger"))
    if standing.estimated:
        return Look("soon", LATE)
    if standing.due_on < today:
        return Look("overdue", Label("逾期", "Overdue"))
    return None
