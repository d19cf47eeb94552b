"""Signing a contract."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.accounts.rules import Actor, allow
from tracker.contracts.keeping import keep_contract_clocks
from tracker.contracts.models import Contract, Parties, ScheduleVersion
from tracker.contracts.rules import contract as rules
from tracker.contracts.rules import limits
from tracker.contracts.rules.collected import Problems
from tracker.contracts.rules.limits import Excess
from tracker.contracts.rules.schedule import Price, resolve
from tracker.contracts.rules.terms import SignContract
from tracker.contracts.service.locking import keep_stage, locked_project
from tracker.deadlines.queries import law
from tracker.infra import audit, clock
from tracker.infra.db import db, transaction
from tracker.kernel.deadlines import Law
from tracker.procurement.keeping import keep_tender_clocks
from tracker.procurement.models import Award, Supplier
from tracker.procurement.rules import SupplierSize
from tracker.projects.models import Project

FIRST_VERSION = "合同签订"


def sign_contract(project_id: int, actor: Actor, command: SignContract) -> int:
    """Record a signed contract with its schedule; its id.

    Raises everything that is wrong at once: impossible data, a schedule that does not add up,
    statutory limits exceeded without an explanation.
    """
    allow("contracts.sign", actor)
    today = clock.today()
    with transaction():
        project = locked_project(project_id, actor)
        ground = law()
        parties = _parties(project, command)
        _check(command, parties, today, ground)
        version = ScheduleVersion(
            reason=FIRST_VERSION,
            explanation=command.explanation.strip(),
            made_on=today,
            made_by=actor.name,
        )
        contract = Contract.sign(parties, command, version, ground.calendar)
        _insert(contract)
        keep_contract_clocks(contract, ground)
        if parties.award is not None and parties.award.tender is not None:
            keep_tender_clocks(parties.award.tender)
        keep_stage(project, today)
        detail = f"{contract.number} {contract.amount}"
        audit.record("contracts.sign", contract, actor, project=project, detail=detail)
        return contract.id


def excesses(
    command: SignContract, size: SupplierSize | None, award: Award | None, ground: Law
) -> tuple[Excess, ...]:
    """The statutory limits that this contract exceeds."""
    found: list[Excess] = []
    signed_on = command.signed_on
    if award is not None and command.service_year == 1:
        since = award.notice_on
        limit = ground.book.binding("signing", since, award.method)
        found += limits.delay_excess(limit, since, signed_on, ground.calendar, "signed_on")
    if command.bond is not None:
        limit = ground.book.in_force("bond", signed_on)
        found += limits.share_excess(limit, command.bond.amount, command.amount, "bond_amount")
    if size is not None and size.is_sme:
        found += limits.term_excesses(command.schedule, signed_on, ground)
    return tuple(found)


def _parties(project: Project, command: SignContract) -> Parties:
    supplier = db.session.get(Supplier, command.supplier_id) if command.supplier_id else None
    award = db.session.get(Award, command.award_id) if command.award_id else None
    return Parties(project, supplier, award)


def _check(command: SignContract, parties: Parties, today: date, ground: Law) -> None:
    """Everything at once, so that the form shows all of it."""
    award, supplier = parties.award, parties.supplier
    size = supplier.size if supplier else None
    found = excesses(command, size, award, ground)
    problems = Problems()
    with problems.collect():
        rules.check_contract(command, today)
    with problems.collect():
        _check_unused(command)
    if award is not None:
        with problems.collect():
            _check_award(command, award, parties.project)
    with problems.collect():
        resolve(
            command.schedule, Price(command.amount, command.annual_fee, pricing=command.pricing)
        )
    with problems.collect():
        limits.check_explained(found, command.explanation)
    problems.raise_any()


def _check_unused(command: SignContract) -> None:
    number = command.number.strip()
    if db.session.scalar(select(Contract.id).filter_by(number=number)) is not None:
        raise rules.DuplicateNumber(number=number, field="number")


def _check_award(command: SignContract, award: Award, project: Project) -> None:
    rules.check_award(
        command,
        rules.AwardTerms(
            is_of_project=award.project_id == project.id,
            is_revoked=award.revoked_on is not None,
            supplier_id=award.supplier_id,
            supplier_name=award.supplier.name,
            years=award.years,
            amount=award.annual_amount if award.years > 1 else award.amount,
        ),
    )
    taken = db.session.scalar(
        select(Contract.number).filter_by(award_id=award.id, service_year=command.service_year)
    )
    if taken is not None:
        raise rules.YearTaken(year=command.service_year, number=taken, field="service_year")


def _insert(contract: Contract) -> None:
    db.session.add(contract)
    try:
        # The number is unique over all projects, and only this one is locked.
        db.session.flush()
    except IntegrityError as error:
        raise rules.DuplicateNumber(number=contract.number, field="number") from error
