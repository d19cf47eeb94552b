"""Rows of the table of contracts, read into what the use cases of the forms take. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.kinds import (
    Basis,
    ContractKind,
    DueFrom,
    Pricing,
    ProofKind,
    Trigger,
)
from tracker.contracts.rules.terms import Proof, SignContract, Terms
from tracker.imports.rules import cells, errors
from tracker.imports.rules.problems import Problem, Reader
from tracker.imports.rules.projects import check_alike, grouped
from tracker.imports.rules.tables import Row
from tracker.imports.rules.template import CONTRACTS
from tracker.kernel.durations import Duration, DurationUnit
from tracker.payments.rules.commands import RecordPayment
from tracker.procurement.rules import SupplierSize

BACKFILLED = "导入时补录"
_AT_ONCE = Duration(0, DurationUnit.CALENDAR_DAY)
_OF_CONTRACT = (
    *("project", "name", "kind", "pricing", "supplier", "size", "credit_code", "amount"),
    *("signed_on", "service_from", "service_to", "warranty", "published_on", "filed_on"),
)
_OF_PART = ("ratio", "part_amount", "trigger", "term", "due_from", "expected_on", "happened_on")
_OF_PAYMENT = ("paid", "paid_on", "voucher")
_PROOFS = {
    Trigger.DELIVERY: ProofKind.DELIVERY_NOTE,
    Trigger.GUARANTEE_RECEIVED: ProofKind.GUARANTEE,
    Trigger.ASSESSMENT: ProofKind.ASSESSMENT,
    Trigger.PRELIMINARY_ACCEPTANCE: ProofKind.ACCEPTANCE,
    Trigger.FINAL_ACCEPTANCE: ProofKind.ACCEPTANCE,
}
# True by the contract itself, so that nothing is recorded for them.
SELF_EVIDENT = (Trigger.SIGNING, Trigger.ON_DATE)


@dataclass(frozen=True, slots=True)
class SupplierDraft:
    name: str
    size: SupplierSize | None
    credit_code: str


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """A payment of the past; ``line`` names its budget line where the year has several."""

    row: int
    command: RecordPayment
    line: str


@dataclass(frozen=True, slots=True)
class PartDraft:
    """One instalment: its terms, when its condition came true, and what was paid of it."""

    row: int
    terms: Terms
    happened_on: date | None
    proof: Proof
    payments: tuple[PaymentDraft, ...]


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """All rows of one contract; ``command`` only where every cell of them could be read."""

    row: int
    number: str
    project: str
    rows: tuple[int, ...]
    command: SignContract | None
    supplier: SupplierDraft | None
    parts: tuple[PartDraft, ...]
    published_on: date | None
    filed_on: date | None
    problems: tuple[Problem, ...]


def read(rows: Iterable[Row]) -> tuple[ContractDraft, ...]:
    """The contracts of the table, in its order."""
    return tuple(_contract(group) for group in grouped(rows, "number"))


def _contract(group: tuple[Row, ...]) -> ContractDraft:
    problems = check_alike(group[1:] and group, _OF_CONTRACT, CONTRACTS.columns[0].heading)
    reader = Reader(group[0], problems)
    number = reader.needed("number", cells.text) or ""
    project = reader.needed("project", cells.code) or ""
    parts = _parts(group, problems)
    explanation = "；".join(dict.fromkeys(_explanations(group, problems)))
    command = _command(reader, number, tuple(part.terms for part in parts), explanation)
    return ContractDraft(
        row=group[0].no,
        number=number,
        project=project,
        rows=tuple(row.no for row in group),
        command=command,
        supplier=_supplier(reader),
        parts=parts,
        published_on=reader.optional("published_on", cells.day),
        filed_on=reader.optional("filed_on", cells.day),
        problems=tuple(problems),
    )


def _command(
    reader: Reader, number: str, schedule: tuple[Terms, ...], explanation: str
) -> SignContract | None:
    name = reader.needed("name", cells.text)
    kind = reader.optional("kind", lambda cell: cells.choice(cell, ContractKind))
    kind = kind or ContractKind.CONTRACT
    usual = Pricing.ACTUAL if kind is ContractKind.SPENDING_ORDER else Pricing.FIXED
    pricing = reader.optional("pricing", lambda cell: cells.choice(cell, Pricing)) or usual
    amount = reader.needed("amount", cells.money)
    signed_on = reader.needed("signed_on", cells.day)
    service_from = reader.optional("service_from", cells.day)
    service_to = reader.optional("service_to", cells.day)
    warranty = reader.optional("warranty", cells.whole) or 0
    if name is None or amount is None or signed_on is None:
        return None
    return SignContract(
        number=number,
        name=name,
        kind=kind,
        pricing=pricing,
        amount=amount,
        signed_on=signed_on,
        schedule=schedule,
        service_from=service_from,
        service_to=service_to,
        warranty_months=warranty,
        explanation=explanation,
    )


def _supplier(reader: Reader) -> SupplierDraft | None:
    name = reader.optional("supplier", cells.text)
    size = reader.optional("size", lambda cell: cells.choice(cell, SupplierSize))
    credit_code = reader.optional("credit_code", cells.text) or ""
    return SupplierDraft(name, size, credit_code) if name else None


def _explanations(group: Sequence[Row], problems: list[Problem]) -> Iterable[str]:
    for row in group:
        if found := Reader(row, problems).optional("explanation", cells.text):
            yield found


def _parts(group: Sequence[Row], problems: list[Problem]) -> tuple[PartDraft, ...]:
    """The instalments; a row with a payment alone is a further one of that above it."""
    parts: list[PartDraft] = []
    for row in group:
        reader = Reader(row, problems)
        payment = _payment(reader)
        paid = (payment,) if payment else ()
        if parts and not reader.has("part", *_OF_PART):
            last = parts[-1]
            parts[-1] = _part_with(last, (*last.payments, *paid))
        else:
            parts.append(_part(reader, len(parts) + 1, paid))
    return tuple(parts)


def _part_with(part: PartDraft, payments: tuple[PaymentDraft, ...]) -> PartDraft:
    return PartDraft(part.row, part.terms, part.happened_on, part.proof, payments)


def _part(reader: Reader, no: int, payments: tuple[PaymentDraft, ...]) -> PartDraft:
    name = reader.needed("part", cells.text) or ""
    trigger = reader.needed("trigger", lambda cell: cells.choice(cell, Trigger))
    ratio = reader.optional("ratio", cells.ratio)
    amount = reader.optional("part_amount", cells.money)
    if reader.has("ratio") == reader.has("part_amount"):
        reader.add("ratio", errors.RatioOrAmount())
    term = reader.optional("term", cells.term) or _AT_ONCE
    due_from = reader.optional("due_from", lambda cell: cells.choice(cell, DueFrom))
    terms = Terms(
        no=no,
        name=name,
        basis=Basis.FIXED if ratio is None else Basis.RATIO,
        trigger=trigger or Trigger.MILESTONE,
        due_count=term.count,
        due_unit=term.unit,
        due_from=due_from or DueFrom.TRIGGER,
        ratio=ratio,
        amount=amount,
        expected_on=reader.optional("expected_on", cells.day),
    )
    proof = reader.optional("proof", cells.text) or BACKFILLED
    kind = _PROOFS.get(terms.trigger, ProofKind.OTHER)
    happened_on = reader.optional("happened_on", cells.day)
    return PartDraft(reader.row.no, terms, happened_on, Proof(kind, proof), payments)


def _payment(reader: Reader) -> PaymentDraft | None:
    if not reader.has(*_OF_PAYMENT):
        return None
    amount = reader.optional("paid", cells.money)
    paid_on = reader.optional("paid_on", cells.day)
    voucher = reader.optional("voucher", cells.text)
    line = reader.optional("paid_from", cells.text) or ""
    explanation = reader.row.cell("explanation").shown.strip()
    if not all(reader.has(key) for key in _OF_PAYMENT):
        reader.add("paid", errors.PaymentIncomplete())
    if amount is None or paid_on is None or voucher is None:
        return None
    command = RecordPayment(amount, paid_on, voucher, explanation=explanation, backfilled=True)
    return PaymentDraft(reader.row.no, command, line)
