"""What the pages of the history read: its entries, a record's own, and the verdict on the chain."""

from tracker.history.queries.entries import (
    HistoryPage,
    log_entries,
    page_of_log,
    page_of_record,
    record_entries,
)
from tracker.history.queries.verdict import VerdictPage, verdict_page

__all__ = [
    "HistoryPage",
    "VerdictPage",
    "log_entries",
    "page_of_log",
    "page_of_record",
    "record_entries",
    "verdict_page",
]
