"""工作台: what one person has to do, how the year stands, and what the next one must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tracker.accounts.models import User
from tracker.accounts.queries import away_on, groups, person
from tracker.accounts.rules import Actor, GroupKind, Role, allows
from tracker.accounts.rules.absence import Away
from tracker.funding import queries as funding
from tracker.funding.rules.demand import Demand
from tracker.infra.db import db
from tracker.infra.memo import remembered
from tracker.overview.queries.figures import strip_of
from tracker.overview.queries.months import months
from tracker.overview.queries.payables import payables
from tracker.overview.rules.chart import Plan
from tracker.overview.rules.desk import (
    Following,
    PayableYear,
    Task,
    Worklist,
    following,
)
from tracker.overview.rules.register import planning_year
from tracker.overview.rules.strip import Strip, horizon
from tracker.projects.models import BudgetLine, Project
from tracker.reminders import queries as reminders
from tracker.reminders.rules.work import Work
from tracker.settings.queries import is_set_up

LOGGERS = frozenset({Role.PROCUREMENT, Role.PROJECT_OWNER})


@dataclass(frozen=True, slots=True)
class Absence:
    """The person is away; ``deputy`` is the name of who stands in, empty if nobody does."""

    away: Away
    deputy: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """``leads``: the gap card stands above the worklist. ``logs``: the person logs steps."""

    today: date
    worklist: Worklist
    strip: Strip
    payables: tuple[PayableYear, ...]
    next_year: int
    next_total: Demand
    months: Plan
    absence: Absence | None
    leads: bool
    logs: bool

    @property
    def following(self) -> Following | None:
        """What comes next when there is nothing to do."""
        return following(self.worklist, self.payables, self.today)


@dataclass(frozen=True, slots=True)
class SetupPage:
    """What there is while there is no project yet; ``seats`` are the members of each group."""

    people: int
    seats: tuple[tuple[GroupKind, int], ...]
    lines: int
    is_named: bool

    @property
    def current(self) -> int:
        """The step to take now: the first that is open. The second ends with the first project."""
        return 2 if self.people > 1 else 1


def desk_page(actor: Actor, chosen: Work | None, today: date) -> DeskPage:
    """The desk of one person on one day."""
    until = horizon(today)
    tasks = reminders.worklist(actor.id, until, today)
    next_year = planning_year(today)
    ahead = Work.APPROVE if Role.LEADER in actor.roles else None
    worklist = Worklist(tuple(_task(task, actor) for task in tasks), chosen, ahead)
    return DeskPage(
        today=today,
        worklist=_in_full(worklist, today),
        strip=remembered(("strip", today), lambda: strip_of(today)),
        payables=remembered(("payables", until, today), lambda: payables(until, today)),
        next_year=next_year,
        next_total=funding.demand(next_year, today),
        months=remembered(("months", today), lambda: months(today)),
        absence=_absence(actor, today),
        leads=Role.LEADER in actor.roles,
        logs=bool(LOGGERS & actor.roles),
    )


def _in_full(worklist: Worklist, today: date) -> Worklist:
    """With the words of those tasks that the page shows."""
    shown = [task for group in worklist.groups for task in group.rows]
    return worklist.told(reminders.in_full(map(_asked, shown), today))


def _asked(task: Task) -> reminders.Task:
    return reminders.Task(task.kind, task.item, task.urgency, task.is_mine, task.on_behalf)


def _task(task: reminders.Task, actor: Actor) -> Task:
    may_act = not task.on_behalf or allows(task.item.step.permission, actor.roles)
    return Task(task.kind, task.item, task.urgency, task.mine, task.on_behalf, may_act)


def _absence(actor: Actor, today: date) -> Absence | None:
    absence = away_on(today).get(actor.id)
    return Absence(absence.away, person(actor.id).deputy) if absence else None


def has_projects() -> bool:
    """Whether there is any project at all."""
    return db.session.scalar(select(Project.id).limit(1)) is not None


def setup_page() -> SetupPage:
    """How far a new installation has got."""
    people = select(func.count()).select_from(User).where(User.active)
    lines = select(func.count()).select_from(BudgetLine)
    return SetupPage(
        people=db.session.scalar(people) or 0,
        seats=tuple((group.kind, len(group.present)) for group in groups()),
        lines=db.session.scalar(lines) or 0,
        is_named=is_set_up(),
    )
