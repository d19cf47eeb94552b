"""A project and its budget lines as they enter, inside the transaction of a use case.

Forms and the import hand over the same commands, and are refused by the same checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.accounts.models import Department, User
from tracker.accounts.rules.people import UnknownDepartment, UnknownPerson
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects import rules
from tracker.projects.models import BudgetEntry, BudgetLine, Project
from tracker.projects.rules import (
    DuplicateCode,
    DuplicateLine,
    NewEntry,
    NewLine,
    ProjectDetails,
    YearIsClosed,
)
from tracker.settings.queries import fiscal_year

_ADDED_MEANWHILE = Label("刚刚登记的另一个项目", "a project added just now")


def enter_project(details: ProjectDetails, lines: Sequence[NewLine], today: date) -> Project:
    """A new project with its first budget lines; raises everything that is wrong at once."""
    rules.check_all(
        (
            partial(rules.check_details, details),
            partial(_check_code, details.code),
            partial(_check_owner, details.owner_id),
            partial(_check_department, details.department_id),
            partial(_enter_lines, lines, today),
        )
    )
    project = Project.of(details)
    project.lines.extend(_enter_lines(lines, today))
    db.session.add(project)
    _flush(details.code)
    return project


def change_project(project: Project, details: ProjectDetails) -> None:
    """Take over what a project is called and who answers for it."""
    _check_changes(project, details)
    project.apply(details)
    project.version += 1
    _flush(details.code)


def enter_entry(line: BudgetLine, entry: NewEntry, today: date) -> BudgetEntry:
    """A movement on a line of an open year."""
    rules.check_all(
        (
            lambda: rules.check_entry(entry, line.basic_category, today),
            lambda: check_year_open(line.year, "line_id"),
        )
    )
    return line.post(entry)


def enter_line(
    line: NewLine, others: Iterable[BudgetLine], today: date, at: str = ""
) -> BudgetLine:
    """A new line that none of the others equals, in an open year; ``at`` is its place in a form."""
    if any(other.identity == line.identity for other in others):
        raise DuplicateLine(field=f"{at}quota_number", year=line.year)
    row = BudgetLine.of(line, today, at)
    check_year_open(line.year, f"{at}year")
    return row


def check_year_open(year: int, field: str) -> None:
    """Raise ``YearIsClosed`` once the fiscal year is: its figures never change again."""
    if fiscal_year(year).is_closed:
        raise YearIsClosed(field=field, year=year)


def _check_changes(project: Project, details: ProjectDetails) -> None:
    """Check what is new; an owner who has left meanwhile may stay until somebody takes over."""
    checks = [
        partial(rules.check_details, details),
        partial(_check_department, details.department_id),
    ]
    if details.code != project.code:
        checks.append(partial(_check_code, details.code))
    if details.owner_id != project.owner_id:
        checks.append(partial(_check_owner, details.owner_id))
    rules.check_all(checks)


def _check_code(code: str) -> None:
    if taken := db.session.scalars(select(Project).filter_by(code=code)).first():
        raise DuplicateCode(field="code", number=code, name=taken.name)


def _check_owner(owner_id: int) -> None:
    owner = db.session.get(User, owner_id)
    if owner is None or not owner.active:
        raise UnknownPerson(field="owner_id")


def _check_department(department_id: int) -> None:
    if db.session.get(Department, department_id) is None:
        raise UnknownDepartment(field="department_id")


def _enter_lines(lines: Sequence[NewLine], today: date) -> list[BudgetLine]:
    rows: list[BudgetLine] = []
    for place, line in enumerate(lines):
        rows.append(enter_line(line, rows, today, at=f"lines-{place}-"))
    return rows


def _flush(code: str) -> None:
    """Write now: the number may have been taken by somebody else since it was checked."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise DuplicateCode(field="code", number=code, name=_ADDED_MEANWHILE) from error
