"""Suppliers, tenders with the log of their steps, and awards."""

from tracker.procurement.models.award import Award, check_may_award
from tracker.procurement.models.supplier import Supplier
from tracker.procurement.models.tender import StepRecord, Tender

__all__ = ("Award", "StepRecord", "Supplier", "Tender", "check_may_award")
