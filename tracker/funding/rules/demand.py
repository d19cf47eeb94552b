"""What a coming year must hold for the whole unit: the answer of 跨年资金安排 in five figures."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Demand:
    """The figures a ``Total`` of the matrix has for the same year."""

    due: Money = ZERO
    budgeted: Money = ZERO
    gap: Money = ZERO
    contracts: int = 0
    instalments: int = 0
