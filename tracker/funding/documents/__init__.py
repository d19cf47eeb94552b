"""What leaves funding: figures for other programs, sheets, and the budget request on paper."""

from tracker.funding.documents.figures import as_json
from tracker.funding.documents.paper import request_paper
from tracker.funding.documents.sheets import matrix_sheet, request_sheets
from tracker.funding.documents.words import request_notes, request_title

__all__ = [
    "as_json",
    "matrix_sheet",
    "request_notes",
    "request_paper",
    "request_sheets",
    "request_title",
]
