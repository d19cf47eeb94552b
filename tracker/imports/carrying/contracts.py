"""Contracts of a file: new ones are signed, of known ones what happened since is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from tracker.contracts import queries as contracts
from tracker.contracts.entering import enter_contract, enter_notice, enter_trigger
from tracker.contracts.keeping import keep_contract_clocks
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.facts import AlreadyTriggered, ContractEnded
from tracker.contracts.rules.kinds import ContractKind
from tracker.contracts.rules.state import ContractStatus
from tracker.deadlines.queries import law
from tracker.imports.carrying.books import Book, Carrier, Places, Refused, one_record
from tracker.imports.carrying.comparing import differences
from tracker.imports.rules import errors
from tracker.imports.rules.contracts import ContractDraft, PartDraft, PaymentDraft, SupplierDraft
from tracker.imports.rules.outcome import Outcome
from tracker.imports.rules.problems import Problem, each, words
from tracker.infra.db import db, lock
from tracker.kernel.errors import DomainError
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.labels import Label
from tracker.payments.entering import check_payment, enter_payment
from tracker.payments.models import Payment
from tracker.payments.queries.facts import balances
from tracker.payments.rules.commands import PaymentKind, RecordPayment
from tracker.procurement.entering import enter_supplier
from tracker.procurement.models import Supplier
from tracker.procurement.rules import SupplierDetails, normal_credit_code
from tracker.projects.models import Project

_FIELDS = {
    **{name: name for name in ("number", "name", "amount", "signed_on", "pricing", "kind")},
    **{name: name for name in ("service_from", "service_to", "explanation", "credit_code")},
    "supplier_id": "supplier",
    "schedule": "ratio",
    "instalments-name": "part",
    "instalments-ratio": "ratio",
    "instalments-amount": "part_amount",
    "instalments-basis": "ratio",
    "instalments-expected_on": "expected_on",
    "instalments-due_count": "term",
}
_OF_PAYMENT = {
    "amount": "paid",
    "paid_on": "paid_on",
    "voucher": "voucher",
    "budget_line_id": "paid_from",
    "explanation": "explanation",
    "application_id": "paid_on",
}


def carry(drafts: Sequence[ContractDraft], book: Book, carrier: Carrier) -> None:
    """Take over the contracts of the file, one after the other."""
    for draft in drafts:
        rows = tuple(part.row for part in draft.parts)
        for problem in draft.problems:
            book.refuse(problem)
        places = Places(draft.row, _FIELDS, rows, "instalments")
        with one_record(book, places, draft.rows):
            _Contract(draft, book, carrier).carry()


class _Contract:
    """One contract of the file on its way into the register."""

    def __init__(self, draft: ContractDraft, book: Book, carrier: Carrier) -> None:
        self._draft, self._book, self._carrier = draft, book, carrier
        self._changed = False
        self._paid = 0

    def carry(self) -> None:
        draft, carrier = self._draft, self._carrier
        project = self._project()
        if draft.command is None or draft.problems:
            raise Refused
        found = db.session.scalar(select(Contract).filter_by(number=draft.number))
        if found is None:
            supplier = self._supplier()
            command = replace(draft.command, supplier_id=supplier.id if supplier else None)
            contract = enter_contract(project, command, carrier.today, carrier.actor.name)
            outcome = Outcome.NEW
            for row in draft.rows:
                self._book.note(row, outcome)
        else:
            contract = self._known(found, project)
            outcome = Outcome.UNCHANGED
        self._happenings(contract)
        if self._changed:
            self._check_active(contract, is_new=found is None)
            outcome = outcome if found is None else Outcome.CHANGED
        if outcome is not Outcome.UNCHANGED:
            project.claim_stage(**contracts.stage_claims(project.id, carrier.today))
            carrier.written += [contract, *contract.live_instalments]
        carrier.records.append(("contracts", outcome))
        carrier.records += [("payments", Outcome.NEW)] * self._paid

    def _project(self) -> Project:
        code = self._draft.project
        found = db.session.scalar(select(Project.id).filter_by(code=code))
        if found is None:
            if code:
                self._refuse(self._draft.row, "project", errors.UnknownProject(shown=code))
            raise Refused
        project = lock(Project, found)
        project.check_not_archived()
        return project

    def _supplier(self) -> Supplier | None:
        wanted = self._draft.supplier
        if wanted is None:
            return None
        code = normal_credit_code(wanted.credit_code)
        known = db.session.scalars(select(Supplier).filter_by(name=wanted.name)).first()
        if known is None:
            return self._new_supplier(wanted, code)
        if code and code != known.credit_code:
            error = errors.SupplierDiffers(known=known.credit_code or "—")
            self._refuse(self._draft.row, "credit_code", error)
            raise Refused
        return known

    def _new_supplier(self, wanted: SupplierDraft, code: str) -> Supplier:
        if wanted.size is None:
            self._refuse(self._draft.row, "size", errors.SizeMissing())
            raise Refused
        supplier = enter_supplier(SupplierDetails(wanted.name, wanted.size, credit_code=code))
        self._carrier.written.append(supplier)
        note = Label(f"登记新供应商{supplier.name}", f"Records the supplier {supplier.name}")
        self._book.note(self._draft.row, Outcome.NEW, note)
        return supplier

    def _known(self, found: Contract, project: Project) -> Contract:
        """The contract on record, locked; refused where the file says something else of it."""
        contract = lock(Contract, found.id)
        rows = select(Instalment).filter_by(contract_id=contract.id).order_by(Instalment.id)
        db.session.scalars(rows.with_for_update()).all()
        found_differences = list(differences(self._draft, contract, project))
        for row, key, error in found_differences:
            self._refuse(row, key, error)
        if found_differences:
            raise Refused
        return contract

    def _happenings(self, contract: Contract) -> None:
        """What the file says has happened to it, and is not on record."""
        draft, today = self._draft, self._carrier.today
        explanation = draft.command.explanation if draft.command else ""
        notices = (
            ("publishing", "published_on", draft.published_on, contract.published_on),
            ("filing", "filed_on", draft.filed_on, contract.filed_on),
        )
        for limit, key, on, known in notices:
            if on is None or known is not None or contract.kind is ContractKind.SPENDING_ORDER:
                continue
            with self._at(draft.row, {"on": key, "explanation": "explanation"}):
                enter_notice(limit, contract, on, explanation, today)
            self._note(draft.row, self._book.filled.table.column(key), str(on))
        parts = list(zip(draft.parts, contract.live_instalments, strict=True))
        for part, instalment in parts:
            self._condition(part, instalment)
        for part, instalment in parts:
            for payment in part.payments:
                self._payment(payment, instalment)
        if self._changed:
            keep_contract_clocks(contract, law())

    def _condition(self, part: PartDraft, instalment: Instalment) -> None:
        on = part.happened_on
        if on is None or on == instalment.triggered_on:
            return
        with self._at(part.row, {"on": "happened_on", "evidence": "proof"}):
            if instalment.triggered_on is not None:
                raise AlreadyTriggered(on=instalment.triggered_on, field="on")
            enter_trigger(instalment, on, part.proof, self._carrier.today)
        self._note(part.row, self._book.filled.table.column("happened_on"), str(on))

    def _payment(self, payment: PaymentDraft, instalment: Instalment) -> None:
        command = payment.command
        if any(_is_same(one, command) for one in instalment.payments):
            return
        explained = self._draft.command.explanation if self._draft.command else ""
        with self._at(payment.row, _OF_PAYMENT):
            command = replace(
                command,
                budget_line_id=self._line(payment, instalment),
                explanation=command.explanation or explained,
            )
            check_payment(instalment, command, self._carrier.today)
            paid = enter_payment(instalment, command, self._carrier.actor, self._carrier.now)
        self._carrier.written.append(paid)
        self._paid += 1
        self._changed = True
        note = Label(
            f"补录付款{command.amount}元（{command.paid_on}）",
            f"Records {command.amount} yuan paid on {command.paid_on}",
        )
        self._book.note(payment.row, Outcome.CHANGED, note)

    def _line(self, payment: PaymentDraft, instalment: Instalment) -> int | None:
        """The budget line a payment is charged to: the one of its year, or that which is named."""
        year = fiscal_year(payment.command.paid_on)
        lines = [one for one in balances(instalment.project_id) if one.year == year]
        if not payment.line:
            return lines[0].id if len(lines) == 1 else None
        named = [one for one in lines if payment.line in (one.fund_source, one.quota_number)]
        if len(named) != 1:
            offered = "、".join(one.quota_number or one.fund_source for one in lines) or "—"
            raise errors.UnknownLine(field="budget_line_id", year=year, offered=offered)
        return named[0].id

    def _check_active(self, contract: Contract, *, is_new: bool) -> None:
        if not is_new and contract.status is not ContractStatus.ACTIVE:
            raise ContractEnded(number=contract.number)

    def _note(self, row: int, column: object, what: str) -> None:
        self._changed = True
        heading = getattr(column, "heading", Label("", ""))
        self._book.note(row, Outcome.CHANGED, Label(f"{heading.zh} {what}", f"{heading.en} {what}"))

    def _refuse(self, row: int, key: str, error: DomainError) -> None:
        self._book.refuse(Problem(row, key, words(error)))

    def _at(self, row: int, keys: dict[str, str]) -> _At:
        return _At(self._book, row, keys)


class _At:
    """Notes a refusal at a row of the record, which then is refused as a whole."""

    def __init__(self, book: Book, row: int, keys: dict[str, str]) -> None:
        self._book, self._row, self._keys = book, row, keys

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, DomainError):
            return
        for one in each(error):
            key = self._keys.get(one.field or "", "")
            self._book.refuse(Problem(self._row, key, words(one)))
        raise Refused from error


def _is_same(payment: Payment, command: RecordPayment) -> bool:
    """Whether this very payment is on record."""
    return payment.kind is PaymentKind.PAYMENT and (
        (payment.amount, payment.paid_on, payment.voucher)
        == (command.amount, command.paid_on, command.voucher.strip())
    )
