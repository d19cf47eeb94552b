"""Logs for tests of the rules: a consultation step by step, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tracker.kernel.money import Money
from tracker.procurement.rules.checking import check_entry
from tracker.procurement.rules.log import Entry, Ground, status_after, with_entry
from tracker.procurement.rules.methods import catalogue
from tracker.procurement.rules.tenders import TenderStatus

TODAY = date(2022, 11, 15)
START = date(2022, 9, 1)


def offers(*prices: str) -> list[dict[str, Any]]:
    """Suppliers 甲, 乙, 丙 … with their prices in 元."""
    names = zip("甲乙丙丁戊", prices, strict=False)
    return [{"name": f"{name}公司", "price": Money.yuan(price).fen} for name, price in names]


def panel(experts: int, others: int) -> list[dict[str, Any]]:
    named = [{"name": f"专家{no}", "expert": True} for no in range(experts)]
    return named + [{"name": f"代表{no}", "expert": False} for no in range(others)]


THREE = offers("900000", "910000", "920000")
NAMES = [one["name"] for one in THREE]

# Day after START, and the facts, of each step of a consultation below the open-tender threshold.
CONSULTATION: Mapping[str, tuple[int, Mapping[str, Any]]] = {
    "demand": (0, {"department": "项目应用室", "approver": "何志远"}),
    "budget_check": (1, {"available": 100_000_000}),
    "intention": (2, {"expected_month": "2022年10月"}),
    "plan": (33, {"number": "FRCG-2022-0001"}),
    "documents": (34, {"reviewer": "周敏"}),
    "notice": (35, {"sale_until": "2022-10-12", "deadline": "2022-10-20"}),
    "panel": (48, {"people": panel(2, 1)}),
    "responses": (49, {"suppliers": NAMES}),
    "negotiation": (49, {"rounds": 2, "offers": THREE}),
    "final_offers": (49, {"offers": THREE}),
    "review": (49, {"ranking": NAMES}),
    "report": (50, {}),
    "determine": (53, {}),
    "award": (54, {"supplier": "uid", "amount": 90_000_000, "starts_on": "2022-12-01"}),
}


def ground(method: str = "competitive_consultation", **changes: Any) -> Ground:
    """A tender with an empty log."""
    spec = catalogue()[method]
    least = spec.minimum.panel_for(Money.yuan("980000"), reaches_open=False)
    made = Ground(spec, TenderStatus.PLANNED, (), Money.yuan("980000"), least)
    return replace(made, **changes)


def entry(step: str, **changes: Any) -> Entry:
    """That step of the consultation, rightly told."""
    day, facts = CONSULTATION[step]
    return replace(Entry(step, START + timedelta(days=day), facts), **changes)


def after(step: str, given: Ground | None = None) -> Ground:
    """The ground once everything up to ``step`` is on record, each logged on its day."""
    now = given or ground()
    for key in CONSULTATION:
        if now.spec.step(key) is None:
            continue
        now = logged(now, entry(key))
        if key == step:
            break
    return now


def logged(now: Ground, one: Entry) -> Ground:
    """The ground after the entry, which must be right."""
    check_entry(one, now, one.happened_on)
    log = with_entry(one, now.log, one.happened_on)
    return replace(now, log=log, status=status_after(now, one))
