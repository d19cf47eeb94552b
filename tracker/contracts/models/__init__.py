"""Contracts, their instalments, and the papers that changed them."""

from tracker.contracts.models.contract import Contract, Parties
from tracker.contracts.models.instalment import Instalment
from tracker.contracts.models.notices import ChangeNotice
from tracker.contracts.models.records import (
    Amendment,
    Invoice,
    ScheduleVersion,
    YearEndDecision,
)

__all__ = [
    "Amendment",
    "ChangeNotice",
    "Contract",
    "Instalment",
    "Invoice",
    "Parties",
    "ScheduleVersion",
    "YearEndDecision",
]
