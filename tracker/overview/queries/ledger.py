"""项目台账: what stands in the rows of a page, and the choices of its filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Department, User
from tracker.contracts.models import Contract
from tracker.infra.db import db
from tracker.overview.queries import register
from tracker.overview.queries.progress import Progress, progress_of
from tracker.overview.queries.reckoning import kept
from tracker.overview.queries.upcoming import first_steps, standing_of
from tracker.overview.rules.index import Reckoned, due_by_year, gap_years
from tracker.overview.rules.next_step import NextStep
from tracker.overview.rules.register import Asked, Row, planning_year
from tracker.overview.rules.stages import steps
from tracker.procurement.models import Supplier
from tracker.projects.models import Project


@dataclass(slots=True)
class _Parties:
    """What the register says of a project's contracts beyond their figures, the newest first."""

    numbers: list[str] = field(default_factory=list)
    suppliers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the register may be narrowed to: the departments and owners of any project, by id."""

    departments: Mapping[int, str]
    owners: Mapping[int, str]

    @property
    def is_empty(self) -> bool:
        """There is no project at all yet."""
        return not self.owners


def choices() -> Choices:
    """The departments and the people that have a project, by name."""
    departments = select(Department.id, Department.name).order_by(Department.name)
    of_department = select(1).where(Project.department_id == Department.id).exists()
    owners = select(User.id, User.name).order_by(User.name, User.id)
    of_owner = select(1).where(Project.owner_id == User.id).exists()
    return Choices(
        dict(db.session.execute(departments.where(of_department)).all()),
        dict(db.session.execute(owners.where(of_owner)).all()),
    )


def name_of(person_id: int) -> str:
    """The name of anybody who ever had an account, or nothing."""
    return db.session.scalar(select(User.name).where(User.id == person_id)) or ""


def ledger_rows(ids: Sequence[int], today: date) -> tuple[Row, ...]:
    """These projects in this order, with their figures and the next step of each."""
    query = select(Project).options(joinedload(Project.owner), joinedload(Project.department))
    projects = {one.id: one for one in db.session.scalars(query.where(Project.id.in_(ids)))}
    progress = progress_of(list(projects.values()))
    found, parties = kept(ids), _parties(ids)
    outstanding = first_steps([one.entry for one in found.values()], today)
    return tuple(
        _row(
            progress[key],
            parties[key],
            found[key],
            _next(progress[key], outstanding.get(projects[key].code, [])),
            today,
        )
        for key in ids
        if key in projects
    )


def all_rows(asked: Asked) -> Iterator[Row]:
    """Every row that passes the filter, in order, read some at a time."""
    for ids in register.all_ids(asked):
        yield from ledger_rows(ids, asked.today)


def _parties(ids: Sequence[int]) -> Mapping[int, _Parties]:
    query = select(Contract.project_id, Contract.number, Supplier.name)
    query = query.outerjoin(Contract.supplier).where(Contract.project_id.in_(ids))
    found = {key: _Parties() for key in ids}
    newest_first = (Contract.signed_on.desc(), Contract.id)
    for project_id, number, supplier in db.session.execute(query.order_by(*newest_first)):
        found[project_id].numbers.append(number)
        if supplier:
            found[project_id].suppliers.append(supplier)
    return found


def _next(progress: Progress, outstanding: Sequence[NextStep]) -> NextStep | None:
    return standing_of(progress.project, progress, outstanding)


def _row(
    progress: Progress, parties: _Parties, found: Reckoned, step: NextStep | None, today: date
) -> Row:
    project, entry = progress.project, found.entry
    return Row(
        code=project.code,
        name=project.name,
        stage=project.stage,
        department=project.department.name,
        owner=project.owner.name,
        steps=steps(progress.stage_facts(today)),
        next=step,
        suppliers=tuple(dict.fromkeys(parties.suppliers)),
        contracts=tuple(parties.numbers),
        methods=tuple(dict.fromkeys(award.method for award in reversed(progress.awards))),
        amount=entry.paid + entry.unpaid,
        paid=entry.paid,
        unpaid=entry.unpaid,
        undated=entry.undated,
        ceiling=entry.ceiling,
        due=due_by_year(found.years, today.year),
        gaps=gap_years(found.years, today.year, planning_year(today)),
    )
