"""Suppliers, tenders with the log of their steps, and awards."""

from tracker.procurement.models.award import Award, check_may_award
from tracker.procurement.models.negotiation import Confirmation, NegotiationRecord
from tracker.procurement.models.review import ContentReview, SupervisionNote
from tracker.procurement.models.supplier import Supplier
from tracker.procurement.models.tender import StepRecord, Tender

__all__ = (
    "Award",
    "Confirmation",
    "ContentReview",
    "NegotiationRecord",
    "StepRecord",
    "SupervisionNote",
    "Supplier",
    "Tender",
    "check_may_award",
)
