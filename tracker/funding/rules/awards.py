"""Service years awarded but not yet contracted: listed beside the figures, never in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.funding.rules.facts import ProjectFacts
from tracker.kernel.money import Money


@dataclass(frozen=True, slots=True)
class OpenServiceYear:
    """One year of an award that still waits for its contract."""

    project: ProjectFacts
    supplier: str
    service_year: int
    starts_on: date
    amount: Money

    @property
    def by_year(self) -> Mapping[int, Money]:
        return by_year(self.amount, self.starts_on, 12)


def by_year(amount: Money, starts_on: date, months: int) -> dict[int, Money]:
    """The amount by the months that begin in each fiscal year; the last year takes the rounding."""
    begins = (starts_on.year * 12 + starts_on.month - 1 + month for month in range(months))
    weights = Counter(begin // 12 for begin in begins)
    return dict(zip(weights, amount.split(list(weights.values())), strict=True))
