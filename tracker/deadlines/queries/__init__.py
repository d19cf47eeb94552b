"""Reads of statutory limits and of the clocks that run by them."""

from __future__ import annotations

from tracker.deadlines.queries.clocks import ClockView, last_days, running_of, standing, waiting
from tracker.deadlines.queries.law import law
from tracker.deadlines.queries.page import LimitLine, RulesPage, limit_page, rules_page

__all__ = (
    "ClockView",
    "LimitLine",
    "RulesPage",
    "last_days",
    "law",
    "limit_page",
    "rules_page",
    "running_of",
    "standing",
    "waiting",
)
