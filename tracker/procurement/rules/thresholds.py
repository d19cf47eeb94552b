"""Amounts from which a procedure is due (``data/thresholds.toml``), by category and day.

What one year takes is judged, also of a service that is bought for several years.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from tracker.kernel.money import Money
from tracker.procurement.rules.categories import Category


@dataclass(frozen=True, slots=True)
class Threshold:
    """One row of the file."""

    key: str
    categories: frozenset[Category]
    amount: Money
    source: str
    verified: bool
    valid_from: date


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Those in force for a category on a day; works have no open-tender figure of their own."""

    open_tender: Threshold | None
    procedure: Threshold | None
    city_floor: Threshold | None

    def reaches_open(self, annual: Money) -> bool:
        """Whether an open tender is the rule for it (政府采购法 第二十七条)."""
        return self.open_tender is not None and annual >= self.open_tender.amount

    def reaches_procedure(self, annual: Money) -> bool:
        """Whether a statutory procedure is due at all."""
        return self.procedure is not None and annual >= self.procedure.amount

    def is_uncertain(self, annual: Money) -> bool:
        """Between what a city may set and what the province sets: the city's figure decides."""
        floor = self.city_floor
        return floor is not None and annual >= floor.amount and not self.reaches_procedure(annual)


@cache
def all_thresholds() -> tuple[Threshold, ...]:
    """Every row of the file."""
    data = tomllib.loads(files("tracker").joinpath("data/thresholds.toml").read_text("utf-8"))
    return tuple(
        Threshold(
            key=row["key"],
            categories=frozenset(map(Category, row["categories"])),
            amount=Money.yuan(row["amount"]),
            source=row["source"],
            verified=row["verified"],
            valid_from=row["valid_from"],
        )
        for row in data["threshold"]
    )


def thresholds(category: Category, on: date) -> Thresholds:
    """What is in force for the category on that day."""
    return Thresholds(
        open_tender=_in_force("open_tender", category, on),
        procedure=_in_force("procedure", category, on),
        city_floor=_in_force("city_floor", category, on),
    )


def _in_force(key: str, category: Category, on: date) -> Threshold | None:
    rows = (
        row
        for row in all_thresholds()
        if row.key == key and category in row.categories and row.valid_from <= on
    )
    return max(rows, key=lambda row: row.valid_from, default=None)
