"""Budget lines and their entries: added to, never changed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.accounts.rules import Actor, allow
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.projects.entering import enter_entry, enter_line
from tracker.projects.models import BudgetLine, Project
from tracker.projects.rules import (
    BY_HAND,
    CategoryMissing,
    DuplicateLine,
    NewEntry,
    NewLine,
    NotByHand,
)


def add_line(project_id: int, line: NewLine, actor: Actor) -> int:
    """Add a budget line, with its first entries, to a project; returns its id."""
    allow("budget.record", actor)
    with transaction():
        project = lock(Project, project_id)
        project.check_not_archived()
        row = enter_line(line, project.lines, clock.today())
        project.lines.append(row)
        audit.record("budget.record", project, actor, detail=_line_text(line), project=project)
    return row.id


def add_basic_line(line: NewLine, actor: Actor) -> int:
    """Add a line of basic expenditure (人员, 公用); returns its id."""
    allow("budget.record", actor)
    if line.category is None:
        raise CategoryMissing(field="category")
    with transaction():
        same = select(BudgetLine).filter_by(category=line.category, year=line.year)
        row = enter_line(line, db.session.scalars(same), clock.today())
        db.session.add(row)
        try:
            db.session.flush()  # here and not at the end: somebody may have added it meanwhile
        except IntegrityError as error:
            raise DuplicateLine(field="quota_number", year=line.year) from error
        audit.record("budget.record", row, actor, detail=_line_text(line))
    return row.id


def add_entry(line_id: int, entry: NewEntry, actor: Actor) -> int:
    """Append a movement to a line; returns its id. Corrections are further entries."""
    allow("budget.record", actor)
    if entry.kind not in BY_HAND:
        raise NotByHand(field="kind")
    with transaction():
        line = _lock_line(line_id)
        row = enter_entry(line, entry, clock.today())
        detail = f"{line.year}年 {entry.kind.label.zh} {entry.amount}元"
        audit.record(
            "budget.record",
            line,
            actor,
            reason=entry.reason,
            detail=detail,
            project=line.project,
        )
    return row.id


def _lock_line(line_id: int) -> BudgetLine:
    """The line, locked after its project, which must not be archived."""
    project_id = db.session.scalar(select(BudgetLine.project_id).filter_by(id=line_id))
    if project_id is not None:
        lock(Project, project_id).check_not_archived()
    return lock(BudgetLine, line_id)


def _line_text(line: NewLine) -> str:
    amounts = "".join(f" {entry.kind.label.zh} {entry.amount}元" for entry in line.entries)
    return f"{line.year}年 {line.fund_source}{amounts}"
