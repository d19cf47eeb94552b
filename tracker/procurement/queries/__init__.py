"""Reads of procurement, as frozen values for pages."""

from tracker.procurement.queries.awards import AwardPage, AwardView, award_page, awards_of
from tracker.procurement.queries.suppliers import (
    EditedSupplier,
    SupplierView,
    edited_supplier,
    supplier_choices,
    suppliers,
)

__all__ = (
    "AwardPage",
    "AwardView",
    "EditedSupplier",
    "SupplierView",
    "award_page",
    "awards_of",
    "edited_supplier",
    "supplier_choices",
    "suppliers",
)
