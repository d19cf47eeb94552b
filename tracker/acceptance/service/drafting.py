"""Drafting a round: nothing is fixed yet, and everything that is written is in the history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from tracker.acceptance.models import Acceptance
from tracker.acceptance.models.round import Place
from tracker.acceptance.queries.facts import part_facts
from tracker.acceptance.queries.rights import check_prepares
from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import Plan
from tracker.acceptance.rules.planning import impossible, part_problems
from tracker.acceptance.service.locking import (
    locked_contract,
    locked_round,
    record,
    refuse,
)
from tracker.accounts.rules import Actor, allow
from tracker.contracts.models import Contract
from tracker.infra import clock
from tracker.infra.db import db, transaction
from tracker.infra.files.store import Incoming, Upload
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind


def draft(contract_id: int, actor: Actor, plan: Plan, files: Sequence[Incoming] = ()) -> int:
    """Draft a round of a contract with the files that show its items; its id."""
    allow("acceptance.draft", actor)
    with received(files) as uploads, transaction():
        contract = locked_contract(contract_id)
        check_prepares(contract.project, actor)
        _check(contract, plan, None)
        place = Place(contract, next_number(contract))
        acceptance = Acceptance.draft(place, plan, actor.name)
        db.session.add(acceptance)
        _file(acceptance, uploads, actor)
        record("acceptance.draft", acceptance, actor)
        return acceptance.id


def edit(
    acceptance_id: int,
    actor: Actor,
    plan: Plan,
    version: int,
    files: Sequence[Incoming] = (),
) -> None:
    """Change a draft made from its ``version``; ``ContentFrozen`` once it is open."""
    allow("acceptance.edit", actor)
    with received(files) as uploads, transaction():
        acceptance = locked_round(acceptance_id)
        check_prepares(acceptance.project, actor)
        acceptance.check_draft()
        if acceptance.version != version:
            raise errors.OutOfDate
        _check(acceptance.contract, plan, acceptance)
        acceptance.plan_as(plan)
        _file(acceptance, uploads, actor)
        record("acceptance.edit", acceptance, actor)


def next_number(contract: Contract) -> str:
    """The next 验收书编号 of the project; its project is locked, so nobody else takes it."""
    numbers = select(func.count(func.distinct(Acceptance.number)))
    count = db.session.scalar(numbers.where(Acceptance.project_id == contract.project_id)) or 0
    return f"YS-{contract.project.code}-{count + 1}"


def _check(contract: Contract, plan: Plan, itself: Acceptance | None) -> None:
    facts = part_facts(contract, itself)
    found = [
        *part_problems(plan.kind, plan.parts, facts),
        *impossible(plan, clock.today()),
    ]
    refuse(found)


def _file(acceptance: Acceptance, uploads: Sequence[Upload], actor: Actor) -> None:
    filing = Filing(target(acceptance), DocumentKind.EVIDENCE)
    put_on_record(acceptance.contract.project, filing, uploads, actor)
