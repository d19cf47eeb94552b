"""The facts an application is judged by: what is open, what others ask for, what it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.contracts.models import Instalment, Invoice
from tracker.contracts.rules.kinds import ContractKind, ProofKind
from tracker.infra import i18n
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.payments.models import PaymentApplication
from tracker.payments.queries.facts import balances
from tracker.payments.rules.applying import UNDER_WAY, ApplicationState, Case, Request
from tracker.payments.rules.exhibits import (
    EvidenceFacts,
    Exhibit,
    InvoiceFacts,
    LineFacts,
    Paper,
    exhibits,
)
from tracker.payments.rules.recording import LineBalance
from tracker.projects.models import Attachment

# True by the contract, by the calendar, or by what the acceptance group signed here: no paper.
_SELF_EVIDENT = (ProofKind.CONTRACT, ProofKind.DATE, ProofKind.ROUND)

Papers = dict[str, tuple[Paper, ...]]


def case_of(instalment: Instalment, besides: int | None = None) -> Case:
    """How the instalment stands for an application; ``besides`` is one that does not count."""
    contract = instalment.contract
    return Case(
        open=instalment.open,
        under_way=_asked_for(PaymentApplication.instalment_id == instalment.id, besides),
        triggered_on=instalment.triggered_on,
        overridden=bool(instalment.override_reason),
        disputed=instalment.disputed_on is not None,
        withdrawn=instalment.is_withdrawn,
        ended_on=contract.ended_on,
        invoices={one.id: one.amount for one in instalment.valid_invoices},
        line_ids=frozenset(line.id for line in balances(instalment.project_id)),
    )


def to_follow(instalment_id: int) -> PaymentApplication | None:
    """The returned application that the next one of this instalment follows."""
    follower = select(PaymentApplication.follows_id).where(
        PaymentApplication.follows_id.is_not(None)
    )
    query = (
        select(PaymentApplication)
        .filter_by(instalment_id=instalment_id, state=ApplicationState.RETURNED)
        .where(PaymentApplication.id.not_in(follower))
        .order_by(PaymentApplication.id.desc())
        .options(selectinload(PaymentApplication.steps), joinedload(PaymentApplication.applicant))
        .limit(1)
    )
    return db.session.scalars(query).first()


def evidence_of(
    instalment: Instalment, request: Request, today: date, besides: int | None = None
) -> tuple[Exhibit, ...]:
    """What the request rests on, as it stands today, with the files on record."""
    contract = instalment.contract
    chosen = [one for one in instalment.invoices if one.id in request.invoice_ids]
    papers = _papers([contract.uid, instalment.uid, *(one.uid for one in chosen)])
    return exhibits(
        EvidenceFacts(
            is_order=contract.kind is ContractKind.SPENDING_ORDER,
            published_on=contract.published_on,
            filed_on=contract.filed_on,
            contract_papers=papers.get(contract.uid, ()),
            condition=instalment.terms.condition,
            triggered_on=_happened(instalment, today),
            proof=instalment.evidence,
            shows_itself=instalment.evidence_kind in _SELF_EVIDENT,
            proof_papers=papers.get(instalment.uid, ()),
            override=_override(instalment),
            amount=request.amount,
            invoices=tuple(_invoice(one, papers) for one in chosen),
            payee_account=request.payee_account,
            contract_account=contract.payee_account,
            line=_line(instalment.project_id, request.budget_line_id, besides),
            year=today.year,
        )
    )


def _happened(instalment: Instalment, today: date) -> date | None:
    return instalment.triggered_on if instalment.is_triggered(today) else None


def _override(instalment: Instalment) -> str:
    if not instalment.override_reason:
        return ""
    return f"{instalment.override_by}特批：{instalment.override_reason}"


def _invoice(invoice: Invoice, papers: Papers) -> InvoiceFacts:
    return InvoiceFacts(invoice.number, invoice.amount, papers.get(invoice.uid, ()))


def _line(project_id: int, line_id: int | None, besides: int | None) -> LineFacts | None:
    line = next((one for one in balances(project_id) if one.id == line_id), None)
    if line is None:
        return None
    pledged = _asked_for(PaymentApplication.budget_line_id == line.id, besides)
    return LineFacts(line_name(line), line.left, pledged)


def line_name(line: LineBalance) -> str:
    """A budget line as papers name it."""
    year = i18n.label(Label(f"{line.year}年", str(line.year)))
    parts = (year, line.fund_source, line.quota_number)
    return " ".join(part for part in parts if part)


def _asked_for(condition: object, besides: int | None) -> Money:
    query = select(func.sum(PaymentApplication.amount)).where(
        condition,  # type: ignore[arg-type]
        PaymentApplication.state.in_(UNDER_WAY),
    )
    if besides is not None:
        query = query.where(PaymentApplication.id != besides)
    return db.session.scalar(query) or ZERO


def _papers(uids: Iterable[str]) -> Papers:
    """The files of these records that are in force, the newest version of each name."""
    query = (
        select(Attachment)
        .where(Attachment.subject_uid.in_(list(uids)), Attachment.withdrawn_on.is_(None))
        .order_by(Attachment.id)
    )
    found: dict[str, dict[str, Paper]] = defaultdict(dict)
    for row in db.session.scalars(query):
        found[row.subject_uid][row.name] = Paper(row.uid, row.name)
    return {uid: tuple(files.values()) for uid, files in found.items()}
