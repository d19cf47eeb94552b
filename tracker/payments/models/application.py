"""An application for payment (付款申请), the steps it took, and the invoices it rests on.

What was applied for is never changed; every decision is a row of its own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import User
from tracker.accounts.rules import Actor
from tracker.contracts.models import Contract, Instalment, Invoice
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import Base, Evidence, MoneyType, UTCDateTime
from tracker.kernel.money import Money
from tracker.payments.models.payment import Payment, person_of
from tracker.payments.rules.applying import APPLICATION_STATES, ApplicationState, Apply, Request
from tracker.projects.models import BudgetLine, Project


class PaymentApplication(Evidence, Base):
    """``payee…`` is whom and where to, as at the application; ``contract`` and ``project`` repeat
    what the instalment says, so that lists need no joins.
    """

    __tablename__ = "payment_application"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("reason <> '' AND payee <> ''", name="says_what_and_whom"),
        CheckConstraint("(state = 'paid') = (payment_id IS NOT NULL)", name="payment_of_paid"),
        CheckConstraint(
            "state NOT IN ('approved', 'paid', 'revoked') OR approved_on IS NOT NULL",
            name="approval_of_approved",
        ),
        CheckConstraint("approver_id <> applicant_id", name="two_people"),
        UniqueConstraint("follows_id"),
        UniqueConstraint("payment_id"),
        Index("ix_payment_application_instalment_id", "instalment_id"),
        Index("ix_payment_application_contract_id", "contract_id"),
        Index("ix_payment_application_project_id", "project_id"),
        Index("ix_payment_application_state", "state"),
        Index("ix_payment_application_applicant_id", "applicant_id"),
        Index("ix_payment_application_budget_line_id", "budget_line_id"),
    )

    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    state: Mapped[ApplicationState]
    amount: Mapped[Money] = mapped_column(MoneyType)
    payee: Mapped[str] = mapped_column(String(200))
    payee_bank: Mapped[str] = mapped_column(String(200), default="")
    payee_account: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text, default="")
    budget_line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"))
    applied_on: Mapped[date]
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_on: Mapped[date | None]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("payment_application.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))

    instalment: Mapped[Instalment] = relationship()
    contract: Mapped[Contract] = relationship()
    project: Mapped[Project] = relationship()
    budget_line: Mapped[BudgetLine | None] = relationship()
    applicant: Mapped[User | None] = relationship(foreign_keys=[applicant_id])
    approver: Mapped[User | None] = relationship(foreign_keys=[approver_id])
    payment: Mapped[Payment | None] = relationship()
    follows: Mapped[PaymentApplication | None] = relationship(
        remote_side="PaymentApplication.id", back_populates="followed_by"
    )
    followed_by: Mapped[PaymentApplication | None] = relationship(
        back_populates="follows", uselist=False
    )
    steps: Mapped[list[ApplicationStep]] = relationship(
        back_populates="application", order_by="ApplicationStep.id"
    )
    invoice_links: Mapped[list[ApplicationInvoice]] = relationship(
        back_populates="application", order_by="ApplicationInvoice.id"
    )

    @classmethod
    def of(
        cls,
        instalment: Instalment,
        command: Apply,
        follows: PaymentApplication | None,
        actor: Actor,
        at: datetime,
    ) -> Self:
        """Somebody asks for the payment of (part of) an instalment."""
        made = cls(
            instalment=instalment,
            contract_id=instalment.contract_id,
            project_id=instalment.project_id,
            amount=command.amount,
            payee=command.payee.strip(),
            payee_bank=command.payee_bank.strip(),
            payee_account=command.payee_account.strip(),
            reason=command.reason.strip(),
            explanation=command.explanation.strip(),
            budget_line_id=command.budget_line_id,
            applied_on=_day(at),
            applicant_id=person_of(actor),
            follows=follows,
        )
        made._stand(ApplicationState.SUBMITTED, actor, at)
        made.invoice_links = [
            ApplicationInvoice(invoice_id=invoice_id)
            for invoice_id in sorted(set(command.invoice_ids))
        ]
        return made

    @property
    def number(self) -> str:
        """How people and papers name it."""
        return number_of(self.applied_on, self.id)

    @property
    def invoices(self) -> list[Invoice]:
        return [link.invoice for link in self.invoice_links]

    @property
    def request(self) -> Request:
        """What was applied for, as the rules want it."""
        return Request(
            amount=self.amount,
            payee=self.payee,
            payee_bank=self.payee_bank,
            payee_account=self.payee_account,
            reason=self.reason,
            budget_line_id=self.budget_line_id,
            invoice_ids=tuple(link.invoice_id for link in self.invoice_links),
            explanation=self.explanation,
        )

    def approve(self, opinion: str, actor: Actor, at: datetime) -> None:
        """A leader agrees; from now on it may be paid."""
        APPLICATION_STATES.check(self.state, ApplicationState.APPROVED)
        self.approved_on, self.approver_id = _day(at), person_of(actor)
        self._stand(ApplicationState.APPROVED, actor, at, opinion)

    def move(self, state: ApplicationState, opinion: str, actor: Actor, at: datetime) -> None:
        """It was returned, withdrawn, or its approval revoked."""
        APPLICATION_STATES.check(self.state, state)
        self._stand(state, actor, at, opinion)

    def pay(self, payment: Payment, actor: Actor, at: datetime) -> None:
        """The payment that was applied for has been recorded."""
        self.move(ApplicationState.PAID, "", actor, at)
        self.payment = payment

    def _stand(
        self, state: ApplicationState, actor: Actor, at: datetime, opinion: str = ""
    ) -> None:
        step = ApplicationStep(
            state=state,
            at=at,
            by_id=person_of(actor),
            by_name=actor.name,
            opinion=opinion.strip(),
        )
        self.steps.append(step)
        self.state = state


class ApplicationStep(Evidence, Base):
    """Who brought an application to which state, and what they said."""

    __tablename__ = "application_step"
    __table_args__ = (
        CheckConstraint("state <> 'returned' OR opinion <> ''", name="opinion_of_returned"),
        Index("ix_application_step_application_id", "application_id"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("payment_application.id"))
    state: Mapped[ApplicationState]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by_name: Mapped[str] = mapped_column(String(100))
    opinion: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[PaymentApplication] = relationship(back_populates="steps")


class ApplicationInvoice(Evidence, Base):
    """An invoice that an application rests on."""

    __tablename__ = "application_invoice"
    __table_args__ = (
        UniqueConstraint("application_id", "invoice_id"),
        Index("ix_application_invoice_invoice_id", "invoice_id"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("payment_application.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))

    application: Mapped[PaymentApplication] = relationship(back_populates="invoice_links")
    invoice: Mapped[Invoice] = relationship()


def number_of(applied_on: date, key: int) -> str:
    """The number of an application: the year, and its place among all."""
    return f"FK{applied_on.year}-{key:04}"


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
