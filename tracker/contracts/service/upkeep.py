"""What time and a new work calendar change by themselves: due days and stages.

Stored values equal what the rules derive from the facts (MODEL invariant 4); this keeps them so
when no use case touches a contract: a holiday notice arrives, a service period ends, an agreed
day comes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from tracker.accounts.rules import SYSTEM, Actor, allow
from tracker.contracts.keeping import keep_contract_clocks
from tracker.contracts.models import Contract
from tracker.contracts.rules.state import ContractStatus
from tracker.contracts.service.locking import keep_stage
from tracker.deadlines.queries import law
from tracker.infra import audit, clock, lease
from tracker.infra.db import db, lock, transaction
from tracker.kernel.workdays import WorkCalendar
from tracker.projects.models import Project
from tracker.settings import hooks

JOB = "contracts.refresh"
LEASE_SECONDS = 600


@dataclass(frozen=True)
class Refreshed:
    """How many contracts had to change."""

    changed: int

    @property
    def summary(self) -> str:
        return f"{self.changed} changed"


def tick() -> None:
    """The scheduled run; another process that is at it makes this one unnecessary."""
    with lease.hold(JOB, LEASE_SECONDS) as held:
        if held:
            lease.beat(JOB, lambda: Refreshed(refresh(SYSTEM)))


def refresh(actor: Actor) -> int:
    """Bring every open contract and its project up to date; how many had to change.

    Each is a transaction of its own. Safe to run again: what is up to date is left alone.
    """
    allow("contracts.refresh", actor)
    active = select(Contract.id).filter_by(status=ContractStatus.ACTIVE).order_by(Contract.id)
    return sum(_refresh(contract_id, actor) for contract_id in db.session.scalars(active).all())


def _refresh(contract_id: int, actor: Actor) -> bool:
    with transaction():
        project_id = db.session.get_one(Contract, contract_id).project_id
        project = lock(Project, project_id)
        contract = lock(Contract, contract_id)
        ground, claims = law(), project.claims
        moved = _moved(contract, ground.calendar)
        kept = keep_contract_clocks(contract, ground)
        keep_stage(project, clock.today())
        if not moved and not kept and project.claims == claims:
            return False
        audit.record("contracts.refresh", contract, actor, project=project, detail=contract.number)
        return True


@hooks.on_calendar_change
def reckon_open(calendar: WorkCalendar) -> int:
    """Work out every open due day by the new calendar, in the transaction that imports it."""
    active = select(Contract).filter_by(status=ContractStatus.ACTIVE).order_by(Contract.id)
    return sum(_moved(one, calendar) for one in db.session.scalars(active.with_for_update()))


def _moved(contract: Contract, calendar: WorkCalendar) -> int:
    """How many of its due days another calendar moves."""
    before = [instalment.due_on for instalment in contract.live_instalments]
    contract.reckon(calendar)
    after = [instalment.due_on for instalment in contract.live_instalments]
    return sum(was != now for was, now in zip(before, after, strict=True))
