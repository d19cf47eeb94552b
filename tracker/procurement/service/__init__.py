"""Use cases of suppliers, tenders, their steps, and awards: one transaction and one entry each."""

from tracker.procurement.service.awards import correct_award, record_award
from tracker.procurement.service.steps import correct_step, log_step
from tracker.procurement.service.suppliers import edit_supplier, record_supplier
from tracker.procurement.service.tenders import edit_tender, plan_tender

__all__ = (
    "correct_award",
    "correct_step",
    "edit_supplier",
    "edit_tender",
    "log_step",
    "plan_tender",
    "record_award",
    "record_supplier",
)
