"""A payment, or the row that takes one back. Rows are never changed: a mistake is reversed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM, Actor
from tracker.contracts.models import Contract, Instalment, Invoice
from tracker.infra.db import Base, Evidence, MoneyType, UTCDateTime
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.money import Money
from tracker.payments.rules.commands import PaymentKind, RecordPayment, ReversePayment
from tracker.payments.rules.reversing import Booking, Reversible
from tracker.projects.models import BudgetLine, Project


class Payment(Evidence, Base):
    """``contract`` and ``project`` repeat what the instalment says, so that sums need no joins."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("(kind = 'payment') = (amount > 0)", name="sign_of_kind"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint(
            "(kind = 'payment') = (reverses_id IS NULL)", name="reversal_names_payment"
        ),
        CheckConstraint("kind <> 'payment' OR NOT prior_year", name="prior_year_of_reversal"),
        CheckConstraint("kind = 'payment' OR reason <> ''", name="reason_of_reversal"),
        CheckConstraint(
            "budget_line_id IS NOT NULL OR explanation <> '' OR kind <> 'payment'",
            name="line_or_explanation",
        ),
        CheckConstraint("(override_by = '') = (override_reason = '')", name="override_whole"),
        Index("ix_payment_instalment_id", "instalment_id"),
        Index("ix_payment_contract_id", "contract_id"),
        Index("ix_payment_project_id_fiscal_year", "project_id", "fiscal_year"),
        Index("ix_payment_budget_line_id", "budget_line_id"),
        Index("ix_payment_reverses_id", "reverses_id"),
        Index("ix_payment_voucher", "voucher"),
    )

    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    kind: Mapped[PaymentKind]
    amount: Mapped[Money] = mapped_column(MoneyType)
    paid_on: Mapped[date]
    fiscal_year: Mapped[int]
    prior_year: Mapped[bool] = mapped_column(default=False)
    budget_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"))
    voucher: Mapped[str] = mapped_column(String(60), default="")
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    override_by: Mapped[str] = mapped_column(String(100), default="")
    override_reason: Mapped[str] = mapped_column(Text, default="")
    backfilled: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    instalment: Mapped[Instalment] = relationship(back_populates="payments")
    contract: Mapped[Contract] = relationship()
    project: Mapped[Project] = relationship()
    budget_line: Mapped[BudgetLine | None] = relationship(back_populates="payments")
    invoice: Mapped[Invoice | None] = relationship()
    reverses: Mapped[Payment | None] = relationship(
        remote_side="Payment.id", back_populates="reversals"
    )
    reversals: Mapped[list[Payment]] = relationship(
        back_populates="reverses", order_by="Payment.id"
    )
    recorded_by: Mapped[User | None] = relationship()

    @classmethod
    def of(cls, instalment: Instalment, command: RecordPayment, actor: Actor, at: datetime) -> Self:
        """Money paid for ``instalment``, with the leader's override where it is early."""
        early = not instalment.is_triggered(command.paid_on)
        return cls(
            instalment=instalment,
            contract_id=instalment.contract_id,
            project_id=instalment.project_id,
            kind=PaymentKind.PAYMENT,
            amount=command.amount,
            paid_on=command.paid_on,
            fiscal_year=fiscal_year(command.paid_on),
            prior_year=False,
            budget_line_id=command.budget_line_id,
            voucher=command.voucher.strip(),
            invoice_id=command.invoice_id,
            explanation=command.explanation.strip(),
            override_by=instalment.override_by if early else "",
            override_reason=instalment.override_reason if early else "",
            backfilled=command.backfilled,
            recorded_at=at,
            recorded_by_id=person_of(actor),
        )

    def reverse(
        self, command: ReversePayment, booking: Booking, actor: Actor, at: datetime
    ) -> Payment:
        """The negative row that takes (part of) this payment back, on the same budget line."""
        return Payment(
            instalment=self.instalment,
            contract_id=self.contract_id,
            project_id=self.project_id,
            kind=command.kind,
            amount=-command.amount,
            paid_on=booking.on,
            fiscal_year=booking.fiscal_year,
            prior_year=booking.prior_year,
            budget_line_id=self.budget_line_id,
            voucher=self.voucher,
            invoice_id=self.invoice_id,
            reverses=self,
            reason=command.reason.strip(),
            recorded_at=at,
            recorded_by_id=person_of(actor),
        )

    @property
    def left(self) -> Money:
        """What earlier reversals have left of it."""
        return sum((reversal.amount for reversal in self.reversals), start=self.amount)

    @property
    def facts(self) -> Reversible:
        return Reversible(self.kind, self.paid_on, self.fiscal_year, self.left)


def person_of(actor: Actor) -> int | None:
    """Jobs and the demo act for nobody."""
    return None if actor is SYSTEM else actor.id
