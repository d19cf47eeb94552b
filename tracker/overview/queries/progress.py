"""How far projects have got: the facts of their stages, in four queries for any number of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.state import ContractStatus, is_triggered
from tracker.infra.db import db
from tracker.overview.rules.stages import StageFacts
from tracker.procurement.models import Award
from tracker.procurement.rules import Method
from tracker.projects.models import BudgetLine, Project
from tracker.projects.rules import Stage

ACCEPTANCES = frozenset(
    {Trigger.PRELIMINARY_ACCEPTANCE, Trigger.FINAL_ACCEPTANCE, Trigger.ASSESSMENT}
)
SIGNED = (ContractStatus.ACTIVE, ContractStatus.TERMINATED)


@dataclass(frozen=True, slots=True)
class _Contract:
    signed_on: date
    service_to: date | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class _Part:
    no: int
    trigger: Trigger
    triggered_on: date | None
    due_on: date | None
    is_open: bool
    is_disputed: bool

    def is_overdue(self, today: date) -> bool:
        is_due = self.due_on is not None and self.due_on < today
        return self.is_open and not self.is_disputed and is_due and self.has_happened(today)

    def has_happened(self, today: date) -> bool:
        return is_triggered(self.triggered_on, today)


@dataclass(frozen=True, slots=True)
class _Award:
    method: Method
    notice_on: date


@dataclass(slots=True)
class Progress:
    """What one project has: contracts, the parts that count, awards, and years with budget."""

    project: Project
    contracts: list[_Contract] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)
    awards: list[_Award] = field(default_factory=list)
    budget_years: set[int] = field(default_factory=set)

    @property
    def undated(self) -> tuple[int, ...]:
        """Numbers of open parts without a due day."""
        return tuple(part.no for part in self.parts if part.is_open and part.due_on is None)

    @property
    def has_open(self) -> bool:
        return any(part.is_open for part in self.parts) or any(
            contract.is_active for contract in self.contracts
        )

    def stage_facts(self, today: date) -> StageFacts:
        """What the stepper is drawn from."""
        accepting = [part for part in self.parts if part.trigger in ACCEPTANCES]
        services = [contract.service_to for contract in self.contracts if contract.service_to]
        return StageFacts(
            stage=self.project.stage,
            started_on=self.project.started_on,
            archived_on=self.project.archived_on,
            has_budget=bool(self.budget_years),
            awarded_on=max((award.notice_on for award in self.awards), default=None),
            signed_on=max((contract.signed_on for contract in self.contracts), default=None),
            service_to=max(services, default=None),
            waits_for_contract=Stage.CONTRACT in self.project.claims,
            is_performing=Stage.PERFORMANCE in self.project.claims,
            acceptances=len(accepting),
            accepted=sum(part.has_happened(today) for part in accepting),
            parts=len(self.parts),
            paid_parts=sum(not part.is_open for part in self.parts),
            last_due_on=max((part.due_on for part in self.parts if part.due_on), default=None),
            is_overdue=any(part.is_overdue(today) for part in self.parts),
        )


def progress_of(projects: Sequence[Project]) -> Mapping[int, Progress]:
    """The progress of each of these projects, by id."""
    found = {project.id: Progress(project) for project in projects}
    for project_id, contract in _contracts(list(found)):
        found[project_id].contracts.append(contract)
    for project_id, part in _parts(list(found)):
        found[project_id].parts.append(part)
    awards = select(Award.project_id, Award.method, Award.notice_on)
    in_force = Award.project_id.in_(list(found)) & Award.revoked_on.is_(None)
    awards = awards.where(in_force).order_by(Award.notice_on, Award.id)
    for project_id, method, notice_on in db.session.execute(awards):
        found[project_id].awards.append(_Award(method, notice_on))
    lines = select(Project.id, BudgetLine.year).join(Project.lines)
    for project_id, year in db.session.execute(lines.where(Project.id.in_(list(found)))):
        found[project_id].budget_years.add(year)
    return found


def _contracts(project_ids: list[int]) -> Iterable[tuple[int, _Contract]]:
    columns = (Contract.project_id, Contract.signed_on, Contract.service_to, Contract.status)
    query = select(*columns).where(
        Contract.project_id.in_(project_ids), Contract.status.in_(SIGNED)
    )
    for row in db.session.execute(query.order_by(Contract.signed_on, Contract.id)):
        is_active = row.status is ContractStatus.ACTIVE
        yield row.project_id, _Contract(row.signed_on, row.service_to, is_active)


def _parts(project_ids: list[int]) -> Iterable[tuple[int, _Part]]:
    columns = (
        Instalment.project_id,
        Instalment.no,
        Instalment.trigger,
        Instalment.triggered_on,
        Instalment.due_on,
        Instalment.settled_on.is_(None),
        Instalment.disputed_on.is_not(None),
    )
    query = select(*columns).where(
        Instalment.project_id.in_(project_ids), Instalment.withdrawn_in.is_(None)
    )
    for row in db.session.execute(query.order_by(Instalment.contract_id, Instalment.no)):
        yield row[0], _Part(*row[1:])
