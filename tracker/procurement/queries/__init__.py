"""Reads of procurement, as frozen values for pages."""

from tracker.procurement.queries.amounts import amounts_and_numbers
from tracker.procurement.queries.awards import (
    AwardPage,
    AwardView,
    CorrectedAward,
    award_page,
    awards_of,
    corrected_award,
)
from tracker.procurement.queries.derived import check_settled
from tracker.procurement.queries.negotiation import negotiations
from tracker.procurement.queries.papers import subjects
from tracker.procurement.queries.process import Process, RecordState
from tracker.procurement.queries.register import register_rows
from tracker.procurement.queries.review import supervision
from tracker.procurement.queries.stops import of_answers, of_tenders
from tracker.procurement.queries.suppliers import (
    EditedSupplier,
    SupplierView,
    edited_supplier,
    supplier_choices,
    supplier_keys,
    suppliers,
)
from tracker.procurement.queries.tenders import (
    EditPage,
    PlanPage,
    StepPage,
    TenderLink,
    TenderPage,
    ToldTender,
    correction_page,
    edit_page,
    may_log,
    plan_page,
    step_page,
    tender_page,
    tenders_of,
)

__all__ = (
    "AwardPage",
    "AwardView",
    "CorrectedAward",
    "EditPage",
    "EditedSupplier",
    "PlanPage",
    "Process",
    "RecordState",
    "StepPage",
    "SupplierView",
    "TenderLink",
    "TenderPage",
    "ToldTender",
    "amounts_and_numbers",
    "award_page",
    "awards_of",
    "check_settled",
    "corrected_award",
    "correction_page",
    "edit_page",
    "edited_supplier",
    "may_log",
    "negotiations",
    "of_answers",
    "of_tenders",
    "plan_page",
    "register_rows",
    "step_page",
    "subjects",
    "supervision",
    "supplier_choices",
    "supplier_keys",
    "suppliers",
    "tender_page",
    "tenders_of",
)
