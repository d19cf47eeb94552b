"""合同页: one contract with its plan, and the papers, payments and decisions behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.acceptance.queries.register import RoundCard, cards_of_contract
from tracker.accounts.rules import Actor
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.queries.notices import NoticeView, notice_view
from tracker.contracts.rules.kinds import AmendmentKind, ProofKind, Trigger, YearEndChoice
from tracker.kernel.errors import NotFound
from tracker.kernel.money import Money
from tracker.overview.queries import contracts
from tracker.overview.queries.figures import rows_of_project
from tracker.overview.queries.plans import Plan, Reading, read_plan
from tracker.overview.rules.actions import Rights
from tracker.payments.queries import PaymentRow, payments_of_contract
from tracker.projects import queries as projects
from tracker.projects.queries import Shelf

AGREED = frozenset({Trigger.SIGNING, Trigger.ON_DATE})  # true by the contract, not by a record


@dataclass(frozen=True, slots=True)
class Proof:
    """A condition that came true, and what shows it; what rests on it keeps it in place."""

    instalment_id: int
    no: int
    trigger: Trigger
    on: date
    kind: ProofKind
    text: str
    can_retract: bool


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    id: int
    part: int
    code: str
    number: str
    issued_on: date
    received_on: date
    amount: Money
    voided_on: date | None
    void_reason: str
    explanation: str


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """``size`` has no sign: the kind says which way it goes. ``asks_notice``: it is published."""

    id: int
    kind: AmendmentKind
    size: Money
    on: date
    reason: str
    document: str
    explanation: str
    asks_notice: bool
    notice: NoticeView | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    no: int
    made_on: date
    made_by: str
    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    part: int
    year: int
    choice: YearEndChoice
    amount: Money
    reason: str
    decided_on: date
    decided_by: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An instalment that a later version dropped."""

    no: int
    name: str
    amount: Money
    version: int


@dataclass(frozen=True, slots=True)
class ContractPage:
    uid: str
    project_code: str
    project_name: str
    plan: Plan
    proofs: tuple[Proof, ...]
    payments: tuple[PaymentRow, ...]
    invoices: tuple[InvoiceRow, ...]
    amendments: tuple[AmendmentRow, ...]
    versions: tuple[VersionRow, ...]
    decisions: tuple[DecisionRow, ...]
    withdrawn: tuple[Withdrawn, ...]
    rounds: tuple[RoundCard, ...]
    files: Shelf
    can_edit: bool
    can_accept: bool


def contract_page(contract_id: int, actor: Actor, today: date) -> ContractPage:
    """The contract of that number; ``NotFound`` if there is none."""
    contract = contracts.contract(contract_id)
    if contract is None:
        raise NotFound
    edits = projects.may_edit(contract.project_id, actor)
    row = rows_of_project(contract.project_id, today).get(contract.id)
    reading = Reading.by(Rights.of(actor, edits=edits), contract.project_id, today)
    return ContractPage(
        uid=contract.uid,
        project_code=contract.project.code,
        project_name=contract.project.name,
        plan=read_plan(contract, row, reading),
        proofs=tuple(_proofs(contract.live_instalments)),
        payments=payments_of_contract(contract.id),
        invoices=tuple(_invoices(contract.instalments)),
        amendments=tuple(_amendments(contract)),
        versions=tuple(_versions(contract)),
        decisions=tuple(_decisions(contract.instalments)),
        withdrawn=tuple(_withdrawn(contract.instalments)),
        rounds=cards_of_contract(contract.id),
        files=projects.shelf(contract.project, actor, within=contract.uid),
        can_edit=edits,
        can_accept=Rights.of(actor, edits=edits).accepts,
    )


def _proofs(instalments: Iterable[Instalment]) -> Iterable[Proof]:
    for one in instalments:
        if one.triggered_on is not None and one.evidence_kind is not None:
            yield Proof(
                instalment_id=one.id,
                no=one.no,
                trigger=one.trigger,
                on=one.triggered_on,
                kind=one.evidence_kind,
                text=one.evidence,
                can_retract=one.evidence_kind is not ProofKind.ROUND
                and not one.paid
                and one.trigger not in AGREED,
            )


def _invoices(instalments: Iterable[Instalment]) -> Iterable[InvoiceRow]:
    for one in instalments:
        for invoice in one.invoices:
            yield InvoiceRow(
                id=invoice.id,
                part=one.no,
                code=invoice.code,
                number=invoice.number,
                issued_on=invoice.issued_on,
                received_on=invoice.received_on,
                amount=invoice.amount,
                voided_on=invoice.voided_on,
                void_reason=invoice.void_reason,
                explanation=invoice.explanation,
            )


def _amendments(contract: Contract) -> Iterable[AmendmentRow]:
    for one in contract.amendments:
        yield AmendmentRow(
            id=one.id,
            kind=one.kind,
            size=abs(one.amount),
            on=one.on,
            reason=one.reason,
            document=one.document,
            explanation=one.explanation,
            asks_notice=one.asks_notice,
            notice=notice_view(one.notice),
        )


def _versions(contract: Contract) -> Iterable[VersionRow]:
    for one in reversed(contract.versions):
        yield VersionRow(one.no, one.made_on, one.made_by, one.reason, one.document)


def _decisions(instalments: Iterable[Instalment]) -> Iterable[DecisionRow]:
    for one in instalments:
        for decision in one.decisions:
            yield DecisionRow(
                part=one.no,
                year=decision.year,
                choice=decision.choice,
                amount=decision.amount,
                reason=decision.reason,
                decided_on=decision.decided_on,
                decided_by=decision.decided_by,
            )


def _withdrawn(instalments: Iterable[Instalment]) -> Iterable[Withdrawn]:
    for one in instalments:
        if one.withdrawn_in is not None:
            yield Withdrawn(one.no, one.name, one.amount, one.withdrawn_in)
