"""A contract and its instalments as pages show them; payments themselves lie above contracts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.contracts import hooks
from tracker.contracts.models import Amendment, Contract, Instalment, Invoice, ScheduleVersion
from tracker.contracts.queries.values import (
    AmendmentView,
    ContractView,
    InstalmentView,
    InvoiceView,
    VersionView,
)
from tracker.contracts.rules import due as due_rules
from tracker.contracts.rules import frozen, state
from tracker.contracts.rules.state import InstalmentState
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.workdays import WorkCalendar
from tracker.settings.queries import fiscal_year, work_calendar


def contract_facts(contract_id: int, today: date) -> ContractView:
    """One contract with its instalments, versions and amendments, or ``NotFound``."""
    contract = db.session.scalars(
        select(Contract)
        .filter_by(id=contract_id)
        .options(
            joinedload(Contract.project),
            joinedload(Contract.supplier),
            joinedload(Contract.award),
            selectinload(Contract.instalments).selectinload(Instalment.payments),
            selectinload(Contract.instalments).selectinload(Instalment.invoices),
            selectinload(Contract.amendments),
            selectinload(Contract.versions),
        )
    ).first()
    if contract is None:
        raise NotFound
    return _contract(contract, today)


def instalment_facts(instalment_id: int, today: date) -> tuple[ContractView, InstalmentView]:
    """One instalment and its contract, or ``NotFound``."""
    contract_id = db.session.scalar(select(Instalment.contract_id).filter_by(id=instalment_id))
    if contract_id is None:
        raise NotFound
    contract = contract_facts(contract_id, today)
    every = (*contract.instalments, *contract.withdrawn)
    return contract, next(one for one in every if one.id == instalment_id)


def only_elsewhere(instalment_id: int, on: date) -> bool:
    """Whether another feature meets its condition on that day, so that nobody records it."""
    instalment = db.session.get(Instalment, instalment_id)
    return instalment is not None and hooks.is_claimed(instalment, on)


def invoice_facts(invoice_id: int, today: date) -> tuple[ContractView, InvoiceView]:
    """One invoice and its contract, or ``NotFound``."""
    invoice = db.session.get(Invoice, invoice_id)
    if invoice is None:
        raise NotFound
    return contract_facts(invoice.contract_id, today), _invoice(invoice)


def _contract(contract: Contract, today: date) -> ContractView:
    calendar = work_calendar()
    views = {one: _instalment(one, today, calendar) for one in contract.instalments}
    live = contract.live_instalments
    return ContractView(
        id=contract.id,
        uid=contract.uid,
        project_id=contract.project_id,
        project_code=contract.project.code,
        project_name=contract.project.name,
        number=contract.number,
        name=contract.name,
        kind=contract.kind,
        pricing=contract.pricing,
        status=contract.status,
        amount=contract.amount,
        current_amount=contract.current_amount,
        annual_fee=contract.annual_fee,
        signed_on=contract.signed_on,
        service_from=contract.service_from,
        service_to=contract.service_to,
        service_year=contract.service_year,
        award_years=contract.award.years if contract.award else 1,
        warranty_months=contract.warranty_months,
        supplier=contract.supplier.name if contract.supplier else "",
        supplier_size=contract.supplier_size,
        payee_account=contract.payee_account,
        bond=contract.bond,
        published_on=contract.published_on,
        filed_on=contract.filed_on,
        version=contract.version,
        ended_on=contract.ended_on,
        ended_early=contract.ended_early,
        end_reason=contract.end_reason,
        instalments=tuple(views[one] for one in live),
        withdrawn=tuple(views[one] for one in contract.instalments if one.is_withdrawn),
        amendments=tuple(_amendment(one) for one in contract.amendments),
        versions=tuple(_version(one) for one in contract.versions),
        years=due_rules.by_year((one.share for one in contract.instalments), today),
    )


def _instalment(one: Instalment, today: date, calendar: WorkCalendar) -> InstalmentView:
    facts, now = one.facts, one.state(today)
    awaited = now is InstalmentState.AWAITING_TRIGGER
    return InstalmentView(
        id=one.id,
        uid=one.uid,
        contract_id=one.contract_id,
        terms=one.terms,
        amount=one.amount,
        paid=facts.paid,
        open=facts.open,
        state=now,
        state_label=one.trigger.awaited if awaited else now.label,
        is_partly_paid=facts.is_partly_paid,
        is_estimate_late=state.is_estimate_late(facts, today),
        expected_on=facts.expected_on,
        is_estimate_derived=one.is_estimate_derived,
        triggered_on=one.triggered_on,
        evidence_kind=one.evidence_kind,
        evidence=one.evidence,
        due_on=one.due_on,
        due_is_fixed=one.due_is_fixed,
        is_provisional=bool(one.due_on and calendar.is_provisional(one.due_on)),
        pay_by_on=_pay_by(one.due_on, calendar),
        year=one.fiscal_year,
        carrying_year=due_rules.carrying_year(one.fiscal_year, today),
        settled_on=one.settled_on,
        uninvoiced=one.uninvoiced,
        override_by=one.override_by,
        override_reason=one.override_reason,
        disputed_on=one.disputed_on,
        dispute_reason=one.dispute_reason,
        withdrawn_in=one.withdrawn_in,
        invoices=tuple(_invoice(invoice) for invoice in one.invoices),
    )


def _pay_by(due_on: date | None, calendar: WorkCalendar) -> date | None:
    if due_on is None:
        return None
    return due_rules.pay_by(due_on, fiscal_year(due_on.year).payment_deadline_on, calendar)


def _invoice(invoice: Invoice) -> InvoiceView:
    return InvoiceView(
        id=invoice.id,
        instalment_id=invoice.instalment_id,
        number=invoice.number,
        issued_on=invoice.issued_on,
        received_on=invoice.received_on,
        amount=invoice.amount,
        voided_on=invoice.voided_on,
        void_reason=invoice.void_reason,
    )


def _amendment(amendment: Amendment) -> AmendmentView:
    return AmendmentView(
        id=amendment.id,
        kind=amendment.kind,
        amount=amendment.amount,
        on=amendment.on,
        reason=amendment.reason,
        document=amendment.document,
        explanation=amendment.explanation,
        instalment_name=amendment.instalment.name if amendment.instalment else "",
    )


def _version(version: ScheduleVersion) -> VersionView:
    return VersionView(
        no=version.no,
        reason=version.reason,
        document=version.document,
        explanation=version.explanation,
        made_on=version.made_on,
        made_by=version.made_by,
        rows=frozen.read(version.rows),
    )
