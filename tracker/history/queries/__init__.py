"""What the pages of the history read: its entries, a record's own, and the verdict on the chain."""

from tracker.history.queries.entries import HistoryPage, page_of_log, page_of_record
from tracker.history.queries.verdict import VerdictPage, verdict_page

__all__ = ["HistoryPage", "VerdictPage", "page_of_log", "page_of_record", "verdict_page"]
