"""A contract and what happens to it as they enter, inside the transaction of a use case.

Forms and the import hand over the same commands, and are refused by the same checks.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.contracts import hooks
from tracker.contracts.keeping import keep_contract_clocks
from tracker.contracts.models import Contract, Instalment, Parties, ScheduleVersion
from tracker.contracts.rules import contract as rules
from tracker.contracts.rules import facts, limits
from tracker.contracts.rules.collected import Problems
from tracker.contracts.rules.limits import Excess
from tracker.contracts.rules.schedule import Price, resolve
from tracker.contracts.rules.terms import Proof, SignContract
from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.kernel.deadlines import Law
from tracker.procurement.keeping import keep_tender_clocks
from tracker.procurement.models import Award, Supplier
from tracker.procurement.rules import SupplierSize
from tracker.projects.models import Project
from tracker.settings.queries import work_calendar

FIRST_VERSION = "合同签订"


def enter_contract(project: Project, command: SignContract, today: date, by: str) -> Contract:
    """A signed contract with its schedule, of a project that is locked.

    Raises everything that is wrong at once: impossible data, a schedule that does not add up,
    statutory limits exceeded without an explanation.
    """
    ground = law()
    parties = _parties(project, command)
    _check(command, parties, today, ground)
    version = ScheduleVersion(
        reason=FIRST_VERSION,
        explanation=command.explanation.strip(),
        made_on=today,
        made_by=by,
    )
    contract = Contract.sign(parties, command, version, ground.calendar)
    _insert(contract)
    keep_contract_clocks(contract, ground)
    if parties.award is not None and parties.award.tender is not None:
        keep_tender_clocks(parties.award.tender)
    return contract


def enter_trigger(instalment: Instalment, on: date, proof: Proof, today: date) -> None:
    """The condition of an instalment came true, as ``proof`` shows."""
    if instalment.triggered_on is not None:
        raise facts.AlreadyTriggered(on=instalment.triggered_on, field="on")
    facts.check_fact_day(on, instalment.contract.signed_on, today, "on")
    facts.check_proof(proof)
    if hooks.is_claimed(instalment, on):
        raise facts.RoundRequired(trigger=instalment.trigger, field="on")
    instalment.meet_trigger(on, proof, work_calendar())


def enter_notice(limit: str, contract: Contract, on: date, explanation: str, today: date) -> None:
    """The contract was published (``publishing``) or filed (``filing``); a late day is explained.

    The clocks of the contract are the caller's to keep.
    """
    facts.check_fact_day(on, contract.signed_on, today, "on")
    ground = law()
    found = ground.book.binding(limit, contract.signed_on, contract.method)
    late = limits.delay_excess(found, contract.signed_on, on, ground.calendar, "on")
    limits.check_explained(late, explanation)
    if limit == "publishing":
        contract.publish(on)
    else:
        contract.file(on)


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
