"""Suppliers: whom awards go to and contracts are made with."""

from __future__ import annotations

from typing import Self

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra.db import Base, Evidence
from tracker.procurement.rules import (
    SupplierDetails,
    SupplierSize,
    check_supplier,
)


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
