"""What is still to be done by a day, as a kind reports it; how an obligation follows it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.stages import Cadence
from tracker.reminders.rules.states import Cancelled, ObligationState

FIRST = 1


class LaterThanToday(RuleViolation):
    code = "later_than_today"
    label = Label(
        "{as_of}还没有到：晚于今天（{today}）的提醒只能试算，请加上 --dry-run",
        "{as_of} is later than today ({today}): such reminders can only be tried with --dry-run",
    )


class Absence(StrEnum):
    """Why there is nothing to remind of."""

    PAID = "paid"
    WITHDRAWN = "withdrawn"
    ON_HOLD = "on_hold"

    @property
    def cancels(self) -> Cancelled:
        return Cancelled(self.value)


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts a reminder depends on; ``estimated`` while the condition itself is yet to come."""

    due_on: date
    amount: Money
    responsible_id: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What a reminder says about its subject, apart from the day, the amount and the person."""

    title: Label
    project: str
    project_name: str
    supplier: str
    contract_id: int
    contract: str
    part: int
    budget_year: int
    why: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """The next step: whose turn it is, the page where it is taken, and what its button says."""

    label: Label
    endpoint: str
    params: Mapping[str, int | str]
    permission: str
    turn: Seat


class Urgency(StrEnum):
    """The four groups of the worklist, in its order."""

    OVERDUE = "overdue"
    TODAY = "today"
    AHEAD = "ahead"
    WAITING = "waiting"

    @property
    def label(self) -> Label:
        return _URGENCY_LABELS[self]


_URGENCY_LABELS = {
    Urgency.OVERDUE: Label("已逾期", "Overdue"),
    Urgency.TODAY: Label("今天到期", "Due today"),
    Urgency.AHEAD: Label("本周及以后", "This week and later"),
    Urgency.WAITING: Label("等待他人", "Waiting for others"),
}


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One thing with a due day that is not done yet; ``gap`` is what its year's budget lacks."""

    subject_uid: str
    subject_id: int
    standing: Standing
    story: Story
    step: Step
    gap: Money
    waits: bool = False

    def urgency(self, today: date, *, mine: bool) -> Urgency:
        """Where it stands in a person's worklist; what cannot be done yet waits (``waits``)."""
        if not mine or self.waits:
            return Urgency.WAITING
        if self.standing.estimated or self.standing.due_on == today:
            return Urgency.TODAY
        return Urgency.AHEAD if self.standing.due_on > today else Urgency.OVERDUE


@dataclass(frozen=True, slots=True)
class DueDay:
    """When something outstanding of a project is due; a guess while ``estimated``."""

    project_id: int
    due_on: date
    estimated: bool = False


class Lister(Protocol):
    """Lists what is open and due up to a day: of all projects, or of those named by their ids.

    A matter of no project is left out when projects are named.
    """

    def __call__(
        self, horizon: date, today: date, projects: Collection[int] | None = None, /
    ) -> tuple[Outstanding, ...]: ...


@dataclass(frozen=True)
class Kind:
    """One kind of obligation: a module of ``reminders/kinds`` that defines ``KIND``.

    ``outstanding(horizon, today)`` lists what is open and due up to ``horizon``; its cheap
    counterpart ``standings(uids)`` is asked about known subjects, again at the moment of sending.
    ``turns(horizon, today)`` names, for each that can be moved on, whose turn it is.
    ``audience(standing, stage)`` names the seats of those who are told.
    ``days(projects)`` gives the bare due days of the same things, however far ahead: the register
    keeps the first of each project, so they must not hang on the day on which they are asked for.
    """

    name: str
    label: Label
    cadence: Cadence
    outstanding: Lister
    turns: Callable[[date, date], tuple[Seat, ...]]
    standings: Callable[[Collection[str]], Mapping[str, Standing | Absence]]
    audience: Callable[[Standing, int], tuple[Seat, ...]]
    days: Callable[[Collection[int]], Iterable[DueDay]]


@dataclass(frozen=True, slots=True)
class Record:
    """An obligation as stored; without a due day (``None``) nothing fires."""

    state: ObligationState
    revision: int
    due_on: date | None
    amount: Money
    armed_on: date

    @classmethod
    def first(cls, standing: Standing, today: date) -> Record:
        return cls(ObligationState.OPEN, FIRST, standing.due_on, standing.amount, today)

    def follow(self, found: Standing | Absence, today: date) -> Record:
        """The obligation after looking at its subject: revised, closed, void or open again."""
        if self.state is ObligationState.VOID:
            return self
        if isinstance(found, Standing):
            return self._stands(found, today)
        if self.state is ObligationState.CLOSED:
            return self
        if found is Absence.ON_HOLD:
            return self._revised(None, self.amount, today)
        state = ObligationState.CLOSED if found is Absence.PAID else ObligationState.VOID
        return replace(self, state=state)

    def _stands(self, found: Standing, today: date) -> Record:
        if self.state is ObligationState.CLOSED:
            reopened = replace(self, state=ObligationState.OPEN, due_on=None)
            return reopened._revised(found.due_on, found.amount, today)
        return self._revised(found.due_on, found.amount, today)

    def _revised(self, due_on: date | None, amount: Money, today: date) -> Record:
        if (self.due_on, self.amount) == (due_on, amount):
            return self
        return replace(
            self, revision=self.revision + 1, due_on=due_on, amount=amount, armed_on=today
        )
