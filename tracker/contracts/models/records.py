"""What is added to a contract and never changed: amendments, versions, invoices, decisions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.contracts.rules.invoices import digits, normal
from tracker.contracts.rules.kinds import AmendmentKind, YearEndChoice
from tracker.contracts.rules.notices import asks_notice
from tracker.contracts.rules.terms import RecordInvoice
from tracker.infra.db import Base, Evidence, MoneyType
from tracker.kernel.money import Money

if TYPE_CHECKING:
    from tracker.contracts.models.contract import Contract
    from tracker.contracts.models.instalment import Instalment
    from tracker.contracts.models.notices import ChangeNotice


class Amendment(Evidence, Base):
    """A change of a signed contract; ``amount`` is negative where it lowers the contract."""

    __tablename__ = "amendment"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'addition' AND amount > 0) OR (kind = 'terms' AND amount = 0)"
            " OR (kind IN ('reduction', 'deduction') AND amount < 0)",
            name="sign_of_kind",
        ),
        CheckConstraint(
            "(kind = 'deduction') = (instalment_id IS NOT NULL)", name="deduction_of_instalment"
        ),
        Index("ix_amendment_contract_id", "contract_id"),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    kind: Mapped[AmendmentKind]
    amount: Mapped[Money] = mapped_column(MoneyType)
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(200), default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    instalment_id: Mapped[int | None] = mapped_column(ForeignKey("instalment.id"))

    contract: Mapped[Contract] = relationship(back_populates="amendments")
    instalment: Mapped[Instalment | None] = relationship()
    notices: Mapped[list[ChangeNotice]] = relationship(
        back_populates="amendment", order_by="ChangeNotice.id"
    )

    @property
    def notice(self) -> ChangeNotice | None:
        """The notice on record; the last one where it was put right."""
        return self.notices[-1] if self.notices else None

    @property
    def asks_notice(self) -> bool:
        """Whether it is to be published: the write-off at an early end is part of that end."""
        contract = self.contract
        is_reduction = self.kind is AmendmentKind.REDUCTION
        written_off = is_reduction and contract.ended_early and self.on == contract.ended_on
        return asks_notice(self.kind, contract.kind, is_write_off=written_off)


class ScheduleVersion(Evidence, Base):
    """The whole schedule as it was agreed, frozen as JSON (``rules.frozen``)."""

    __tablename__ = "schedule_version"
    __table_args__ = (UniqueConstraint("contract_id", "no"),)

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    no: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(200), default="")
    explanation: Mapped[str] = mapped_column(Text, default="")
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    made_on: Mapped[date]
    made_by: Mapped[str] = mapped_column(String(100))
    rows: Mapped[str] = mapped_column(Text)

    contract: Mapped[Contract] = relationship(back_populates="versions")
    amendment: Mapped[Amendment | None] = relationship()


class Invoice(Evidence, Base):
    """An invoice received; one entered in error is voided with its reason, and may come again."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("received_on >= issued_on", name="days_in_order"),
        Index(
            "uq_invoice_supplier_number",
            "supplier_id",
            "code",
            "number",
            unique=True,
            sqlite_where=text("voided_on IS NULL"),
            postgresql_where=text("voided_on IS NULL"),
        ),
        Index("ix_invoice_instalment_id", "instalment_id"),
        Index("ix_invoice_digits", "digits"),
        Index("ix_invoice_received_on", "received_on"),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    code: Mapped[str] = mapped_column(String(20), default="", server_default="")
    number: Mapped[str] = mapped_column(String(60))
    digits: Mapped[str] = mapped_column(
        String(60), default="", server_default="", info={"audit": False}
    )  # follows from the number, so that similar ones are found
    issued_on: Mapped[date]
    received_on: Mapped[date]
    amount: Mapped[Money] = mapped_column(MoneyType)
    voided_on: Mapped[date | None]
    explanation: Mapped[str] = mapped_column(Text, default="", server_default="")
    void_reason: Mapped[str] = mapped_column(Text, default="")

    contract: Mapped[Contract] = relationship(back_populates="invoices")
    instalment: Mapped[Instalment] = relationship(back_populates="invoices")

    @classmethod
    def of(cls, instalment: Instalment, command: RecordInvoice) -> Self:
        """An invoice received for ``instalment``."""
        return cls(
            contract=instalment.contract,
            instalment=instalment,
            supplier_id=instalment.contract.supplier_id,
            code=normal(command.code),
            number=command.number.strip(),
            digits=digits(command.number),
            issued_on=command.issued_on,
            received_on=command.received_on,
            amount=command.amount,
            explanation=command.explanation.strip(),
        )

    @property
    def is_valid(self) -> bool:
        return self.voided_on is None

    def void(self, on: date, reason: str) -> None:
        """It was entered in error."""
        self.voided_on, self.void_reason = on, reason


class YearEndDecision(Evidence, Base):
    """What is to become of an open instalment at the turn of ``year``; it changes no figure."""

    __tablename__ = "year_end_decision"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_year_end_decision_instalment_id_year", "instalment_id", "year"),
    )

    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"))
    year: Mapped[int]
    choice: Mapped[YearEndChoice]
    amount: Mapped[Money] = mapped_column(MoneyType)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date]
    decided_by: Mapped[str] = mapped_column(String(100))

    instalment: Mapped[Instalment] = relationship(back_populates="decisions")
