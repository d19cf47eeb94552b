"""工作台: the worklist by urgency and by kind of work, and 90天内应付 by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.overview.rules.words import Look
from tracker.reminders.rules.obligations import Kind, Outstanding, Story, Urgency
from tracker.reminders.rules.work import Work

MOST_ROWS = 50  # of a group; the heading counts all of them


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the worklist; only what is overdue or due today gets the primary button.

    ``on_behalf`` names the one who is away, where a deputy stands in; ``may_act`` is false where
    his own roles do not allow the step.
    """

    kind: Kind
    item: Outstanding
    urgency: Urgency
    is_mine: bool
    on_behalf: str = ""
    may_act: bool = True

    @property
    def work(self) -> Work:
        return self.item.step.work

    @property
    def day_is(self) -> Label:
        """The noun before its day: 应付日, 预计应付日, …"""
        return self.kind.wording.day(estimated=self.item.standing.estimated)

    @property
    def stands_in_for(self) -> str:
        """The one for whom it is to be done; empty for one's own and for what only waits."""
        return self.on_behalf if self.is_mine else ""

    @property
    def is_pressing(self) -> bool:
        return self.urgency in (Urgency.OVERDUE, Urgency.TODAY)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one urgency, in order of their day; or all that is done for one who is away."""

    urgency: Urgency
    tasks: tuple[Task, ...]
    on_behalf: str = ""

    @property
    def rows(self) -> tuple[Task, ...]:
        return self.tasks[:MOST_ROWS]

    @property
    def hidden(self) -> int:
        return len(self.tasks) - len(self.rows)


@dataclass(frozen=True)
class Worklist:
    """``tasks`` in order, of which there may be thousands: what is counted is counted once.

    ``chosen`` is the kind of work to look at, None for all; ``ahead`` comes first in its group, as
    approvals do for a director.
    """

    tasks: tuple[Task, ...]
    chosen: Work | None = None
    ahead: Work | None = None

    def told(self, items: Mapping[tuple[str, str], Outstanding]) -> Worklist:
        """The same with what there is to say of some tasks, by kind and subject."""

        def told(task: Task) -> Task:
            item = items.get((task.kind.name, task.item.subject_uid))
            return task if item is None else replace(task, item=item)

        return replace(self, tasks=tuple(map(told, self.tasks)))

    @cached_property
    def mine(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.is_mine)

    @property
    def waiting(self) -> int:
        return len(self.tasks) - len(self.mine)

    @cached_property
    def _urgencies(self) -> Mapping[Urgency, int]:
        return Counter(task.urgency for task in self.mine)

    @property
    def overdue(self) -> int:
        return self._urgencies.get(Urgency.OVERDUE, 0)

    @property
    def today(self) -> int:
        return self._urgencies.get(Urgency.TODAY, 0)

    @cached_property
    def by_work(self) -> tuple[tuple[Work, int], ...]:
        """How many of mine there are of each kind of work, leaving out kinds without any."""
        counts = Counter(task.item.step.work for task in self.mine)
        return tuple((work, counts[work]) for work in Work if counts[work])

    @property
    def has_payments(self) -> bool:
        """Whether any payment is mine to record."""
        return any(work is Work.PAY for work, _count in self.by_work)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What the page lists: mine of the chosen work by urgency, then what others must do."""
        shown = list(self.tasks)
        if self.chosen is not None:
            shown = [task for task in shown if task.work is self.chosen]
        if self.ahead is not None:
            shown.sort(key=lambda task: task.work is not self.ahead)
        own = [task for task in shown if not task.stands_in_for]
        absent = dict.fromkeys(task.stands_in_for for task in shown if task.stands_in_for)
        found = [_group(own, urgency) for urgency in Urgency if urgency is not Urgency.WAITING]
        found += [_for(shown, name) for name in absent]
        found.append(_group(own, Urgency.WAITING))
        return tuple(group for group in found if group.tasks)


def _group(tasks: Iterable[Task], urgency: Urgency) -> Group:
    return Group(urgency, tuple(task for task in tasks if task.urgency is urgency))


def _for(tasks: Iterable[Task], name: str) -> Group:
    """What a deputy does for one person, the most urgent first."""
    own = tuple(task for task in tasks if task.stands_in_for == name)
    return Group(Urgency.AHEAD, own, name)


@dataclass(frozen=True, slots=True)
class Payable:
    """One line of 90天内应付; ``shortage`` is what the money of its year lacks for it."""

    contract_id: int
    project_code: str
    project_name: str
    due_on: date
    amount: Money
    look: Look | None
    shortage: Money = ZERO


@dataclass(frozen=True, slots=True)
class PayableYear:
    """What one year's budget must hold of the next 90 days; ``rows`` are the first of ``count``."""

    year: int
    rows: tuple[Payable, ...]
    count: int
    total: Money

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Following:
    """The next date when nothing is to be done now, and the page that it is about."""

    on: date
    text: Label
    endpoint: str
    params: Mapping[str, int | str]

    @classmethod
    def of_project(cls, on: date, code: str, name: str) -> Following:
        return cls(on, Label(name, name), "overview.project", {"code": code})

    @classmethod
    def of_story(cls, on: date, story: Story) -> Following:
        if story.project:
            return cls.of_project(on, story.project, story.project_name)
        return cls(on, story.subject, story.page.endpoint, story.page.params)


def following(worklist: Worklist, years: Iterable[PayableYear], today: date) -> Following | None:
    """What comes next: of one's own tasks, else of the unit's payments."""
    own = [
        Following.of_story(task.item.standing.due_on, task.item.story) for task in worklist.tasks
    ]
    unit = [
        Following.of_project(row.due_on, row.project_code, row.project_name)
        for year in years
        for row in year.rows
    ]
    for dates in (own, unit):
        ahead = [one for one in dates if one.on >= today]
        if ahead:
            return min(ahead, key=lambda one: one.on)
    return None
