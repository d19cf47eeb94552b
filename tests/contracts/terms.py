"""Terms for tests: only what matters is stated."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracker.contracts.rules.kinds import Basis, Trigger
from tracker.contracts.rules.terms import Terms
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import ZERO, Money


def make_terms(
    no: int,
    *,
    name: str = "",
    ratio: int | None = None,
    amount: str | None = None,
    trigger: Trigger = Trigger.MILESTONE,
    expected_on: date | None = None,
    deducted: str = "",
    **more: Any,
) -> Terms:
    """A ratio or an amount, due 15 working days after a milestone."""
    basis = more.pop("basis", Basis.RATIO if amount is None else Basis.FIXED)
    return Terms(
        no=no,
        name=name or f"第{no}笔",
        basis=basis,
        trigger=trigger,
        due_count=more.pop("due_count", 15),
        due_unit=more.pop("due_unit", DurationUnit.WORKING_DAY),
        ratio=ratio,
        amount=Money.yuan(amount) if amount is not None else None,
        expected_on=expected_on,
        deducted=Money.yuan(deducted) if deducted else ZERO,
        **more,
    )
