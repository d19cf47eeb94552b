"""Suppliers, methods of procurement, tenders with the log of their steps, and awards."""

from tracker.procurement.rules.awards import (
    MOST_YEARS,
    AwardDetails,
    BadAward,
    FutureNotice,
    NoAmount,
    TooManyYears,
    check_award,
)
from tracker.procurement.rules.methods import Method, methods
from tracker.procurement.rules.suppliers import (
    BadCreditCode,
    DuplicateSupplier,
    SupplierChanged,
    SupplierDetails,
    SupplierNameMissing,
    SupplierSize,
    UnknownSupplier,
    check_character,
    check_supplier,
    is_credit_code,
    normal_credit_code,
)

__all__ = (
    "MOST_YEARS",
    "AwardDetails",
    "BadAward",
    "BadCreditCode",
    "DuplicateSupplier",
    "FutureNotice",
    "Method",
    "NoAmount",
    "SupplierChanged",
    "SupplierDetails",
    "SupplierNameMissing",
    "SupplierSize",
    "TooManyYears",
    "UnknownSupplier",
    "check_award",
    "check_character",
    "check_supplier",
    "is_credit_code",
    "methods",
    "normal_credit_code",
)
