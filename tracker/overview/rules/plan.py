"""The payment plan of a contract by fiscal year (付款计划): bands, their budget, and their rows.

An instalment stands in the year that carries what is open of it, and in each year in which a part
of it was paid, so that the rows of a band always add up to its 应付 (MODEL section 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tracker.contracts.rules.kinds import Basis
from tracker.contracts.rules.ratios import show_ratio
from tracker.contracts.rules.terms import Terms
from tracker.funding.rules.cells import Cell
from tracker.funding.rules.facts import InstalmentFacts
from tracker.funding.rules.matrix import Row
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


class Phase(StrEnum):
    """What a year's budget means today; it decides with what the need is compared."""

    PAST = "past"
    RUNNING = "running"
    PLANNING = "planning"
    LATER = "later"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Part:
    """What one instalment puts into a band: paid in that year, or open and carried by it."""

    instalment_id: int
    amount: Money
    is_paid: bool = False
    is_whole: bool = True
    shortage: Money = ZERO


@dataclass(frozen=True, slots=True)
class Band:
    """One year of a contract; ``cover`` is the money there is for it, if it is asked for yet."""

    year: int | None
    phase: Phase
    parts: tuple[Part, ...]
    due: Money
    paid: Money = ZERO
    cover: Money | None = None
    is_listed: bool = False

    @property
    def shortage(self) -> Money:
        return ZERO if self.cover is None else max(ZERO, self.due - self.cover)

    @property
    def surplus(self) -> Money:
        return ZERO if self.cover is None else max(ZERO, self.cover - self.due)


def phase(year: int | None, today: date) -> Phase:
    """The year in execution is compared with 到位, the one being planned with 已列."""
    if year is None:
        return Phase.UNDATED
    if year < today.year:
        return Phase.PAST
    if year == today.year:
        return Phase.RUNNING
    return Phase.PLANNING if year == today.year + 1 else Phase.LATER


def bands(row: Row, today: date) -> tuple[Band, ...]:
    """The contract's years in order, what has no due day last; withdrawn rows without payment
    stand in none."""
    if row.contract is None:
        return ()
    instalments = row.contract.instalments
    years = {payment.year for payment in row.contract.payments() if not payment.prior_year}
    open_years = {i.carrying_year(today) for i in instalments if i.open}
    dated = sorted(years | {year for year in open_years if year is not None})
    undated = [None] if None in open_years else []
    found = (_band(row, instalments, year, today) for year in [*dated, *undated])
    return tuple(band for band in found if band.parts)


def shortages(rows: Iterable[Row], today: date) -> dict[int, Money]:
    """What the money of its year lacks for each open instalment, by id; only those that lack."""
    return {
        part.instalment_id: part.shortage
        for row in rows
        for band in bands(row, today)
        for part in band.parts
        if part.shortage
    }


def _band(row: Row, instalments: Sequence[InstalmentFacts], year: int | None, today: date) -> Band:
    parts = list(_parts(instalments, year, today))
    now = phase(year, today)
    cell = row.cell(year) if year is not None else None
    cover = _cover(cell, now)
    return Band(
        year=year,
        phase=now,
        parts=tuple(_with_shortages(parts, cover)),
        due=_sum(part.amount for part in parts),
        paid=_sum(part.amount for part in parts if part.is_paid),
        cover=cover,
        is_listed=cell is not None and cell.listed,
    )


def _cover(cell: Cell | None, now: Phase) -> Money | None:
    """The money there is; nobody asks for it in later years, nor in past ones without a budget."""
    if cell is None or now is Phase.LATER or (now is Phase.PAST and not cell.listed):
        return None
    return cell.budgeted if now is Phase.PLANNING else cell.allotted


def _parts(instalments: Sequence[InstalmentFacts], year: int | None, today: date) -> Iterable[Part]:
    for one in instalments:
        if year is not None and (paid := one.paid_in(year)):
            yield Part(one.id, paid, is_paid=True, is_whole=paid == one.amount)
        if one.open and one.carrying_year(today) == year:
            yield Part(one.id, one.open, is_whole=one.open == one.amount)


def _with_shortages(parts: Sequence[Part], cover: Money | None) -> Iterable[Part]:
    """Money goes to what is paid first, then to the parts in order; the last ones lack it."""
    if cover is None:
        yield from parts
        return
    left = cover - _sum(part.amount for part in parts if part.is_paid)
    for part in parts:
        if part.is_paid:
            yield part
            continue
        given = max(ZERO, min(part.amount, left))
        left -= given
        yield replace(part, shortage=part.amount - given)


def share(terms: Terms) -> Label:
    """The agreed share: 30%, 至80% for 支付至80%; empty for typed amounts."""
    if terms.ratio is None:
        return Label("", "")
    ratio = show_ratio(terms.ratio)
    if terms.basis is Basis.CUMULATIVE_RATIO:
        return Label(f"至{ratio}", f"up to {ratio}")
    return Label(ratio, ratio)


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, start=ZERO)
