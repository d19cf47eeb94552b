"""What is still to be done by a day, as a kind reports it; how an obligation follows it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from tracker.accounts.rules import GroupKind
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.reminders.rules.muting import muted_by
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.stages import Cadence
from tracker.reminders.rules.states import Cancelled, ObligationState
from tracker.reminders.rules.work import Wording, Work

FIRST = 1
NOTHING = Label("", "")


class LaterThanToday(RuleViolation):
    code = "later_than_today"
    label = Label(
        "{as_of}还没有到：晚于今天（{today}）的提醒只能试算，请加上 --dry-run",
        "{as_of} is later than today ({today}): such reminders can only be tried with --dry-run",
    )


class Absence(StrEnum):
    """Why there is nothing to remind of: it was done, is no longer needed, or has no day."""

    DONE = "done"
    WITHDRAWN = "withdrawn"
    ON_HOLD = "on_hold"

    @property
    def cancels(self) -> Cancelled:
        return Cancelled(self.value)


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts a reminder depends on, cheap enough to be asked again at the moment of sending.

    ``seats`` are those whom the kind's audience starts from: people by id, or roles. ``amount``
    stays zero where no money is meant. ``estimated`` while the condition itself is yet to come.
    """

    due_on: date
    seats: tuple[Seat, ...]
    amount: Money = ZERO
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Where to read about a subject: 查看合同, 查看项目, …"""

    label: Label
    endpoint: str
    params: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Payment:
    """What is said of an instalment besides: to whom, by which contract, from which budget."""

    supplier: str
    contract_id: int
    contract: str
    part: int
    budget_year: int


@dataclass(frozen=True, slots=True)
class Story:
    """What a reminder says about its subject, apart from the day, the amount and the person.

    ``title`` stands alone (a mail's subject); ``subject`` is short and follows the project's name
    (第2笔). A matter of no project leaves ``project`` and ``project_name`` empty.
    """

    title: Label
    subject: Label
    why: tuple[Label, ...]
    page: Page
    project: str = ""
    project_name: str = ""
    payment: Payment | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The next step: what work it is, whose turn it is, the page where it is taken, what its
    button says, and what follows (``after``)."""

    work: Work
    label: Label
    endpoint: str
    params: Mapping[str, int | str]
    permission: str
    turn: Seat
    after: Label = NOTHING


class Urgency(StrEnum):
    """The groups of the worklist, in its order; of what ``lapsed`` only the estimate has passed."""

    OVERDUE = "overdue"
    TODAY = "today"
    LAPSED = "lapsed"
    AHEAD = "ahead"
    WAITING = "waiting"

    @property
    def label(self) -> Label:
        return _URGENCY_LABELS[self]


_URGENCY_LABELS = {
    Urgency.OVERDUE: Label("已逾期", "Overdue"),
    Urgency.TODAY: Label("今天到期", "Due today"),
    Urgency.LAPSED: Label("预计日已过", "Expected day passed"),
    Urgency.AHEAD: Label("本周及以后", "This week and later"),
    Urgency.WAITING: Label("等待他人", "Waiting for others"),
}


@dataclass(frozen=True, slots=True)
class Outstanding:
    """One thing with a due day that is not done yet.

    ``gap`` is what its year's budget lacks. ``waits``: nobody can do anything yet. ``stale``: the
    day on which its condition was expected has passed, so that it presses before its due day.
    ``turns_on``: the day still to come on which it will say something else although nothing was
    recorded, if there is one.
    """

    subject_uid: str
    subject_id: int
    standing: Standing
    story: Story
    step: Step
    gap: Money = ZERO
    waits: bool = False
    stale: bool = False
    turns_on: date | None = None

    def urgency(self, today: date, *, mine: bool) -> Urgency:
        """Where it stands in a person's worklist; an estimate is never overdue (MODEL 3.3)."""
        due_on = self.standing.due_on
        if not mine or self.waits:
            return Urgency.WAITING
        if self.stale or (self.standing.estimated and due_on < today):
            return Urgency.LAPSED
        if due_on < today:
            return Urgency.OVERDUE
        return Urgency.TODAY if due_on == today else Urgency.AHEAD


PLAIN = Wording()
Audience = Callable[[Standing, int], tuple[Seat, ...]]


def whoever_stands(standing: Standing, _stage: int) -> tuple[Seat, ...]:
    """The plain audience: the seats that the standing names, at every stage."""
    return standing.seats


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
    ``audience(standing, stage)`` names the seats of those who are told. None of them writes.
    ``by_note``: a person's note ends it (已办理), for no page of the product records its end.
    ``may_mute``: whether a person may do without mails about it; its inbox entries always come.
    ``days(projects)`` is the cheap counterpart for the register, which keeps the first due day of
    each project: those of all that is outstanding, however far ahead, whatever day it is today.
    ``there`` selects the projects of what may be outstanding: without any, nothing is asked.
    ``apart`` tells one state from another of what it reads that no entry of the audit log tells of.
    ``single_from``: from so many days ahead it is told alone. ``group``: whose leader hears of what
    nobody acknowledges.
    ``stand(uids)`` counts those of ``standings`` that are not over, where thousands may be asked
    about.
    ``brief`` lists the same as ``outstanding`` with the next step only, for those who show no more.
    ``light(horizon, today, owner)`` lists the same for worklists of thousands, of one owner's
    projects if asked, with whom it concerns, when and how much; ``in_full(uids, today)`` then tells
    all of those that are shown. Its audience hangs on seats, ``estimated`` and the stage alone.
    """

    name: str
    label: Label
    cadence: Cadence
    outstanding: Lister
    turns: Callable[[date, date], tuple[Seat, ...]]
    standings: Callable[[Collection[str]], Mapping[str, Standing | Absence]]
    audience: Audience = whoever_stands
    wording: Wording = PLAIN
    by_note: bool = False
    may_mute: bool = True
    days: Callable[[Collection[int]], Iterable[DueDay]] | None = None
    there: object = None
    apart: Callable[[], Hashable] | None = None
    brief: Lister | None = None
    single_from: int = 0
    group: GroupKind | None = None
    light: Callable[[date, date, int | None], tuple[Outstanding, ...]] | None = None
    in_full: Callable[[Collection[str], date], tuple[Outstanding, ...]] | None = None
    stand: Callable[[Collection[str]], int] | None = None

    @property
    def of_unit(self) -> bool:
        """Whether it is looked at as a whole: of no project, or it cannot tell of which."""
        return self.there is None

    def is_urgent(self, stage: int) -> bool:
        """Whether it is told alone and at once: from ``single_from`` days ahead to the first day
        overdue (REMINDERS 9)."""
        return -1 <= stage <= self.single_from


@dataclass(frozen=True, slots=True)
class Record:
    """An obligation as stored; without a due day (``None``) nothing fires."""

    state: ObligationState
    revision: int
    due_on: date | None
    amount: Money
    armed_on: date
    muted_on: date | None = None

    @classmethod
    def first(cls, standing: Standing, today: date, imported_on: date | None = None) -> Record:
        state, due_on = ObligationState.OPEN, standing.due_on
        return cls(state, FIRST, due_on, standing.amount, today, imported_on)

    def follow(
        self, found: Standing | Absence, today: date, imported_on: date | None = None
    ) -> Record:
        """The obligation after looking at its subject, which last came with an import on
        ``imported_on``: revised, closed, void or open again."""
        if self.state is ObligationState.VOID:
            return self
        if isinstance(found, Standing):
            return self._stands(found, today, imported_on)
        if self.state is ObligationState.CLOSED:
            return self
        if found is Absence.ON_HOLD:
            return self._revised(None, self.amount, today, imported_on)
        state = ObligationState.CLOSED if found is Absence.DONE else ObligationState.VOID
        return replace(self, state=state)

    def _stands(self, found: Standing, today: date, imported_on: date | None) -> Record:
        if self.state is ObligationState.CLOSED:
            reopened = replace(self, state=ObligationState.OPEN, due_on=None)
            return reopened._revised(found.due_on, found.amount, today, imported_on)
        return self._revised(found.due_on, found.amount, today, imported_on)

    def _revised(
        self, due_on: date | None, amount: Money, today: date, imported_on: date | None
    ) -> Record:
        if (self.due_on, self.amount) == (due_on, amount):
            return self
        kept = self.muted_on if due_on == self.due_on else None
        return replace(
            self,
            revision=self.revision + 1,
            due_on=due_on,
            amount=amount,
            armed_on=today,
            muted_on=muted_by(imported_on, self.armed_on, today) or kept,
        )
