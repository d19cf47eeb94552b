"""工作台: what one person has to do, how the year stands, and what the next one must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tracker.accounts.models import User
from tracker.accounts.queries import groups
from tracker.accounts.rules import Actor, GroupKind, Role
from tracker.funding import queries as funding
from tracker.funding.rules.demand import Demand
from tracker.infra.db import db
from tracker.overview.queries.figures import strip_of
from tracker.overview.queries.payables import payables
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


@dataclass(frozen=True, slots=True)
class DeskPage:
    """``leads``: the gap card stands above the worklist."""

    today: date
    worklist: Worklist
    strip: Strip
    payables: tuple[PayableYear, ...]
    next_year: int
    next_total: Demand
    leads: bool

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
    return DeskPage(
        today=today,
        worklist=Worklist(tuple(Task(t.kind, t.item, t.urgency, t.mine) for t in tasks), chosen),
        strip=strip_of(today),
        payables=payables(until, today),
        next_year=next_year,
        next_total=funding.demand(next_year, today),
        leads=Role.LEADER in actor.roles,
    )


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
