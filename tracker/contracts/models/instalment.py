"""An instalment (付款节点): what is agreed, what has happened to it, and what follows from both."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.contracts.rules import due as due_rules
from tracker.contracts.rules import state
from tracker.contracts.rules.due import DueFacts, Share
from tracker.contracts.rules.kinds import Basis, DueFrom, ProofKind, Trigger
from tracker.contracts.rules.state import InstalmentFacts, InstalmentState
from tracker.contracts.rules.terms import Proof, Terms
from tracker.contracts.rules.versions import Existing, Placed
from tracker.infra.db import Base, Evidence, MoneyType, new_uid
from tracker.kernel.durations import DurationUnit
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar

if TYPE_CHECKING:
    from tracker.contracts.models.contract import Contract
    from tracker.contracts.models.records import Invoice, YearEndDecision
    from tracker.payments.models import Payment


class Instalment(Evidence, Base):
    """``due_on``, ``due_is_fixed`` and ``fiscal_year`` are written by ``reckon`` only."""

    __tablename__ = "instalment"
    __table_args__ = (
        CheckConstraint("amount >= 0 AND deducted >= 0", name="amounts_not_negative"),
        CheckConstraint("due_count >= 0", name="due_count_not_negative"),
        CheckConstraint(
            "(ratio IS NOT NULL) = (basis IN ('ratio', 'cumulative_ratio', 'annual_ratio'))",
            name="ratio_of_basis",
        ),
        CheckConstraint("(due_on IS NULL) = (fiscal_year IS NULL)", name="year_of_due_day"),
        CheckConstraint(
            "(triggered_on IS NULL) = (evidence_kind IS NULL)", name="evidence_of_trigger"
        ),
        # Reminders and funding ask for what is open; the rest of a long history stays out.
        Index(
            "ix_instalment_open_due_on",
            "due_on",
            sqlite_where=text("settled_on IS NULL"),
            postgresql_where=text("settled_on IS NULL"),
        ),
        Index("ix_instalment_contract_id_no", "contract_id", "no"),
        Index("ix_instalment_project_id", "project_id"),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    no: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    basis: Mapped[Basis]
    ratio: Mapped[int | None]
    amount: Mapped[Money] = mapped_column(MoneyType)
    deducted: Mapped[Money] = mapped_column(MoneyType)
    trigger: Mapped[Trigger]
    due_count: Mapped[int]
    due_unit: Mapped[DurationUnit]
    due_from: Mapped[DueFrom]
    expected_on: Mapped[date | None]
    triggered_on: Mapped[date | None]
    evidence_kind: Mapped[ProofKind | None]
    evidence: Mapped[str] = mapped_column(Text, default="")
    override_by: Mapped[str] = mapped_column(String(100), default="")
    override_reason: Mapped[str] = mapped_column(Text, default="")
    disputed_on: Mapped[date | None]
    dispute_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn_in: Mapped[int | None]
    due_on: Mapped[date | None]
    due_is_fixed: Mapped[bool] = mapped_column(default=False)
    fiscal_year: Mapped[int | None]
    settled_on: Mapped[date | None]

    contract: Mapped[Contract] = relationship(back_populates="instalments")
    invoices: Mapped[list[Invoice]] = relationship(
        back_populates="instalment", order_by="Invoice.received_on, Invoice.id"
    )
    decisions: Mapped[list[YearEndDecision]] = relationship(
        back_populates="instalment", order_by="YearEndDecision.id"
    )
    payments: Mapped[list[Payment]] = relationship(
        "Payment", back_populates="instalment", order_by="Payment.paid_on, Payment.id"
    )

    @classmethod
    def of(cls, project_id: int, placed: Placed, signed_on: date, on: date) -> Self:
        """A new instalment agreed on ``on``; its contract takes it in and reckons its due day."""
        made = cls(uid=new_uid(), project_id=project_id)
        made._agree(placed, signed_on)
        made.settle(ZERO, on)
        return made

    # --- what follows from the facts --------------------------------------------------------------

    @property
    def paid(self) -> Money:
        return sum((payment.amount for payment in self.payments), start=ZERO)

    @property
    def open(self) -> Money:
        return ZERO if self.is_withdrawn else self.amount - self.paid

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_in is not None

    @property
    def valid_invoices(self) -> list[Invoice]:
        return [invoice for invoice in self.invoices if invoice.is_valid]

    @property
    def invoiced_on(self) -> date | None:
        """When the last of its invoices came."""
        return max((invoice.received_on for invoice in self.valid_invoices), default=None)

    @property
    def uninvoiced(self) -> Money:
        return self.amount - sum((one.amount for one in self.valid_invoices), start=ZERO)

    @property
    def expected_day(self) -> date | None:
        """When its trigger is expected: the estimate, or what follows from the contract."""
        return due_rules.expected_day(self.trigger, self.expected_on, self.contract.landmarks)

    @property
    def is_estimate_derived(self) -> bool:
        """Whether its expected day follows from the final acceptance, and is nobody's to set."""
        landmarks = self.contract.landmarks
        derived = due_rules.expected_day(self.trigger, None, landmarks)
        return self.trigger is Trigger.WARRANTY_END and derived is not None

    @property
    def terms(self) -> Terms:
        gross = None if self.basis.is_ratio else self.amount + self.deducted
        return Terms(
            no=self.no,
            name=self.name,
            basis=self.basis,
            trigger=self.trigger,
            due_count=self.due_count,
            due_unit=self.due_unit,
            due_from=self.due_from,
            ratio=self.ratio,
            amount=gross,
            expected_on=self.expected_on,
            uid=self.uid,
            deducted=self.deducted,
        )

    @property
    def facts(self) -> InstalmentFacts:
        return InstalmentFacts(
            amount=self.amount,
            paid=self.paid,
            triggered_on=self.triggered_on,
            expected_on=self.expected_day,
            due_on=self.due_on,
            due_from=self.due_from,
            is_invoiced=bool(self.valid_invoices),
            is_disputed=self.disputed_on is not None,
            is_withdrawn=self.is_withdrawn,
        )

    @property
    def share(self) -> Share:
        """What it puts into which year; money that came back later leaves its year as it was."""
        paid: dict[int, Money] = {}
        for payment in self.payments:
            if not payment.prior_year:
                paid[payment.fiscal_year] = paid.get(payment.fiscal_year, ZERO) + payment.amount
        return Share(self.open, self.fiscal_year, paid)

    def state(self, today: date) -> InstalmentState:
        return state.instalment_state(self.facts, today)

    def is_triggered(self, today: date) -> bool:
        return state.is_triggered(self.triggered_on, today)

    def existing(self, today: date) -> Existing:
        """Itself, as the rules for a new version want it."""
        return Existing(self.terms, self.amount, self.paid, self.is_triggered(today))

    # --- what happens to it -----------------------------------------------------------------------

    def meet_trigger(self, on: date, proof: Proof, calendar: WorkCalendar) -> None:
        """Its condition came true; safe to call again."""
        if self.triggered_on is None:
            self._trigger(on, proof)
            self.contract.reckon(calendar)

    def retract_trigger(self, calendar: WorkCalendar) -> None:
        """The trigger was recorded in error."""
        self._untrigger()
        self.contract.reckon(calendar)

    def estimate(self, expected_on: date | None, calendar: WorkCalendar) -> None:
        """A new expected day; what hangs on it slips with it."""
        self.expected_on = expected_on
        self.contract.reckon(calendar)

    def due(self, calendar: WorkCalendar) -> due_rules.Due | None:
        """The due day that follows from the facts; none while nothing can be told."""
        facts = DueFacts(
            due=self.terms.due,
            due_from=self.due_from,
            triggered_on=self.triggered_on,
            expected_on=self.expected_day,
            invoiced_on=self.invoiced_on,
        )
        return due_rules.due_day(facts, calendar)

    def reckon(self, calendar: WorkCalendar) -> None:
        """Write the due day and the fiscal year that follow from the facts; their only writer."""
        due = self.due(calendar)
        self.due_on = due.on if due else None
        self.due_is_fixed = due.is_fixed if due else False
        self.fiscal_year = fiscal_year(due.on) if due else None

    def strays(self, calendar: WorkCalendar) -> tuple[str, ...]:
        """The stored columns that are not what the facts say (MODEL 8.4)."""
        due = self.due(calendar)
        derived = {
            "due_on": due.on if due else None,
            "due_is_fixed": due.is_fixed if due else False,
            "fiscal_year": fiscal_year(due.on) if due else None,
        }
        off = [name for name, value in derived.items() if getattr(self, name) != value]
        settled = self.is_withdrawn or not self.open
        return (*off, *(["settled_on"] if settled == (self.settled_on is None) else ()))

    def settle(self, paid: Money, on: date) -> None:
        """Keep the day on which nothing was open any more; its only writer but ``withdraw``."""
        if paid < self.amount:
            self.settled_on = None
        elif self.settled_on is None:
            self.settled_on = on

    def restate(self, placed: Placed, on: date) -> None:
        """Take the terms of a new version; one that is paid only takes its place."""
        if self.existing(on).is_locked:
            self.no = placed.terms.no
            return
        self._agree(placed, self.contract.signed_on)
        self.settle(self.paid, on)

    def withdraw(self, version: int, on: date) -> None:
        """A later version dropped it."""
        self.withdrawn_in, self.settled_on = version, on

    def override(self, by: str, reason: str) -> None:
        """A leader lets it be paid before its trigger; the reason stays visible."""
        self.override_by, self.override_reason = by, reason

    def dispute(self, on: date, reason: str) -> None:
        """The supplier's claim to it is contested."""
        self.disputed_on, self.dispute_reason = on, reason

    def undispute(self) -> None:
        """The dispute is over; its reason stays in the history."""
        self.disputed_on, self.dispute_reason = None, ""

    def _agree(self, placed: Placed, signed_on: date) -> None:
        terms = placed.terms
        if self.trigger is not terms.trigger:
            self._untrigger()
            if terms.trigger is Trigger.SIGNING:
                self._trigger(signed_on, Proof(ProofKind.CONTRACT, ""))
        if terms.trigger is Trigger.ON_DATE and terms.expected_on is not None:
            self._trigger(terms.expected_on, Proof(ProofKind.DATE, ""))
        self.no, self.name = terms.no, terms.name.strip()
        self.basis, self.ratio, self.amount = terms.basis, terms.ratio, placed.amount
        self.deducted, self.trigger = terms.deducted, terms.trigger
        self.due_count, self.due_unit = terms.due_count, terms.due_unit
        self.due_from, self.expected_on = terms.due_from, terms.expected_on

    def _trigger(self, on: date, proof: Proof) -> None:
        self.triggered_on, self.evidence_kind, self.evidence = on, proof.kind, proof.text

    def _untrigger(self) -> None:
        self.triggered_on, self.evidence_kind, self.evidence = None, None, ""
