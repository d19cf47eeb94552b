"""Suppliers and awards; tenders and their steps come with the procurement work."""

from __future__ import annotations

from datetime import date
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.rules import Actor, Role
from tracker.infra.db import Base, Evidence, MoneyType
from tracker.kernel.money import Money
from tracker.procurement.rules import (
    AwardDetails,
    Method,
    SupplierDetails,
    SupplierSize,
    check_award,
    check_supplier,
)
from tracker.projects.models import Project


class Supplier(Evidence, Base):
    __tablename__ = "supplier"
    __table_args__ = (
        # Some have none: natural persons, and public bodies before 2015.
        Index(
            "uq_supplier_credit_code",
            "credit_code",
            unique=True,
            sqlite_where=text("credit_code <> ''"),
            postgresql_where=text("credit_code <> ''"),
        ),
    )

    name: Mapped[str] = mapped_column(String(200), unique=True)
    credit_code: Mapped[str] = mapped_column(String(30), default="")
    bank_name: Mapped[str] = mapped_column(String(100), default="")
    bank_account: Mapped[str] = mapped_column(String(60), default="")
    size: Mapped[SupplierSize]
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def of(cls, details: SupplierDetails) -> Self:
        """The only constructor."""
        supplier = cls()
        supplier.apply(details)
        return supplier

    def apply(self, details: SupplierDetails) -> None:
        check_supplier(details)
        self.name = details.name
        self.credit_code = details.credit_code
        self.bank_name = details.bank_name
        self.bank_account = details.bank_account
        self.size = details.size

    @property
    def details(self) -> SupplierDetails:
        return SupplierDetails(
            name=self.name,
            size=self.size,
            credit_code=self.credit_code,
            bank_name=self.bank_name,
            bank_account=self.bank_account,
        )


class Award(Evidence, Base):
    """Who won what, for how many yearly contracts (合同一年一签)."""

    __tablename__ = "award"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("years BETWEEN 1 AND 3", name="one_to_three_years"),
        Index("ix_award_project_id", "project_id"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    method: Mapped[Method]
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    amount: Mapped[Money] = mapped_column(MoneyType)
    annual_amount: Mapped[Money] = mapped_column(MoneyType)
    years: Mapped[int]
    starts_on: Mapped[date]
    notice_on: Mapped[date]

    project: Mapped[Project] = relationship()
    supplier: Mapped[Supplier] = relationship()

    @classmethod
    def of(cls, project: Project, details: AwardDetails, today: date) -> Self:
        """The only constructor: years and amounts fit together, and the notice has been issued."""
        check_award(details, today)
        return cls(
            project_id=project.id,
            method=details.method,
            supplier_id=details.supplier_id,
            amount=details.amount,
            annual_amount=details.annual_amount,
            years=details.years,
            starts_on=details.starts_on,
            notice_on=details.notice_on,
        )


def check_may_award(project: Project, actor: Actor) -> None:
    """The procurement group may for any project, others for those they have to do with."""
    if Role.PROCUREMENT not in actor.roles:
        project.check_may_edit(actor)
    project.check_not_archived()
