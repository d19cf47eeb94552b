"""The records of contracts that files may belong to, in four queries however many there are."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from tracker.contracts.models import Amendment, ChangeNotice, Contract, Instalment, Invoice
from tracker.contracts.rules.kinds import ContractKind
from tracker.contracts.rules.papers import fact_of_amendment, facts_of_proof
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects.hooks import bears_files
from tracker.projects.rules.documents import DocumentKind, Fact, Subject, Target


@bears_files
def subjects(project_id: int) -> Iterator[Subject]:
    """Contracts, each followed by its instalments in force; then amendments, notices, invoices."""
    yield from _contracts(project_id)
    yield from _amendments(project_id)
    yield from _notices(project_id)
    yield from _invoices(project_id)


def _contracts(project_id: int) -> Iterator[Subject]:
    contract = (Contract.uid, Contract.number, Contract.name, Contract.kind)
    part = (Instalment.uid, Instalment.no, Instalment.name, Instalment.evidence_kind)
    query = (
        select(*contract, *part)
        .join(Instalment.contract)
        .where(Contract.project_id == project_id, Instalment.withdrawn_in.is_(None))
        .order_by(Contract.signed_on.desc(), Contract.id.desc(), Instalment.no, Instalment.id)
    )
    last = ""
    for uid, number, name, kind, part_uid, no, part_name, proof in db.session.execute(query):
        if uid != last:
            last = uid
            facts = (Fact.SIGNED,) if kind is ContractKind.CONTRACT else ()
            label = Label(f"合同{number} {name}", f"Contract {number} {name}")
            yield Subject(Target("contract", uid), label, facts=facts)
        label = Label(f"{number} 第{no}笔 {part_name}", f"{number} no. {no} {part_name}")
        yield Subject(Target("instalment", part_uid), label, (uid,), facts_of_proof(proof))


def _amendments(project_id: int) -> Iterator[Subject]:
    columns = (Amendment.uid, Amendment.kind, Amendment.on, Contract.uid, Contract.number)
    query = select(*columns).join(Amendment.contract).where(Contract.project_id == project_id)
    for uid, kind, on, contract_uid, number in db.session.execute(query.order_by(Amendment.id)):
        label = Label(f"{number} {kind.label.zh} {on}", f"{number} {kind.label.en} {on}")
        yield Subject(Target("amendment", uid), label, (contract_uid,), (fact_of_amendment(kind),))


def _notices(project_id: int) -> Iterator[Subject]:
    """Notices of changes; the one in force calls for its text."""
    columns = (ChangeNotice.id, ChangeNotice.uid, ChangeNotice.published_on)
    later = select(ChangeNotice.supersedes_id).where(ChangeNotice.supersedes_id.is_not(None))
    query = (
        select(*columns, ChangeNotice.id.in_(later), Amendment.uid, Contract.uid, Contract.number)
        .join(ChangeNotice.amendment)
        .join(Amendment.contract)
        .where(Contract.project_id == project_id)
        .order_by(ChangeNotice.id)
    )
    for _id, uid, on, is_gone, amendment_uid, contract_uid, number in db.session.execute(query):
        label = Label(f"{number} 合同变更公告 {on}", f"{number} notice of a change {on}")
        expects = () if is_gone else (DocumentKind.NOTICE,)
        holders = (amendment_uid, contract_uid)
        yield Subject(Target("change_notice", uid), label, holders, expects=expects)


def _invoices(project_id: int) -> Iterator[Subject]:
    invoice = (Invoice.uid, Invoice.number, Invoice.voided_on)
    query = (
        select(*invoice, Contract.uid, Contract.number, Instalment.uid, Instalment.no)
        .join(Invoice.contract)
        .join(Invoice.instalment)
        .where(Contract.project_id == project_id)
        .order_by(Invoice.id)
    )
    for uid, number, voided_on, contract_uid, contract, part_uid, no in db.session.execute(query):
        label = Label(f"{contract} 第{no}笔 发票{number}", f"{contract} no. {no} invoice {number}")
        facts = () if voided_on else (Fact.INVOICED,)
        yield Subject(Target("invoice", uid), label, (part_uid, contract_uid), facts)
