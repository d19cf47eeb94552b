"""Reads of statutory limits and of the clocks that run by them."""

from __future__ import annotations

from tracker.deadlines.queries.clocks import (
    ClockView,
    Duty,
    duties,
    last_days,
    owners,
    running,
    running_of,
    standing,
    these,
    waiting,
)
from tracker.deadlines.queries.law import law
from tracker.deadlines.queries.page import LimitLine, RulesPage, limit_page, rules_page

__all__ = (
    "ClockView",
    "Duty",
    "LimitLine",
    "RulesPage",
    "duties",
    "last_days",
    "law",
    "limit_page",
    "owners",
    "rules_page",
    "running",
    "running_of",
    "standing",
    "these",
    "waiting",
)
