"""Sharing a project's budget of one year among its contracts (MODEL 4); nothing is stored.

First each contract gets what it has paid, then, the earliest open due day first, what it still
needs; what is left over goes to the last one. The shares always add up to the budget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Claim:
    """What one contract asks of the year: ``due`` in all, of which ``paid`` has been paid."""

    number: str
    due: Money
    paid: Money
    first_open_on: date | None = None

    @property
    def order(self) -> tuple[date, str]:
        """A contract with nothing open comes first, so that a rest stays with one that needs it."""
        return self.first_open_on or date.min, self.number


def attribute(budget: Money, claims: Sequence[Claim]) -> list[Money]:
    """Each claim's share of the budget, in the order of ``claims``; their sum is the budget."""
    if len(claims) == 1:
        return [budget]
    queue = sorted(range(len(claims)), key=lambda place: claims[place].order)
    shares = [ZERO] * len(claims)
    rest = budget
    for asked in ([claim.paid for claim in claims], [claim.due for claim in claims]):
        for place in queue:
            given = max(ZERO, min(asked[place] - shares[place], rest))
            shares[place] += given
            rest -= given
    if queue:
        shares[queue[-1]] += rest
    return shares
