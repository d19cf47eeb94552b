"""Budget lines, their entries, and the figures that follow from them (MODEL 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


class BudgetCategory(StrEnum):
    """Basic expenditure (基本支出) has lines of its own, without a project."""

    STAFF = "staff"
    OFFICE = "office"

    @property
    def label(self) -> Label:
        return _CATEGORY_LABELS[self]


_CATEGORY_LABELS = {
    BudgetCategory.STAFF: Label("人员经费", "Staff expenditure"),
    BudgetCategory.OFFICE: Label("公用经费", "Office expenditure"),
}


class EntryKind(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    ADJUSTED = "adjusted"
    ALLOTTED = "allotted"
    CARRIED_IN = "carried_in"
    CARRIED_OUT = "carried_out"
    RETURNED = "returned"
    SPENT = "spent"

    @property
    def label(self) -> Label:
        return _ENTRY_LABELS[self]


_ENTRY_LABELS = {
    EntryKind.REQUESTED: Label("申报", "Requested"),
    EntryKind.APPROVED: Label("年初批复", "Approved"),
    EntryKind.ADJUSTED: Label("调整", "Adjusted"),
    EntryKind.ALLOTTED: Label("到位", "Allotted"),
    EntryKind.CARRIED_IN: Label("结转转入", "Carried in"),
    EntryKind.CARRIED_OUT: Label("结转转出", "Carried out"),
    EntryKind.RETURNED: Label("财政收回", "Returned"),
    EntryKind.SPENT: Label("支出", "Spent"),
}

# Carrying over and returning move money between lines and belong to the year-end use cases.
BY_HAND = frozenset(
    {
        EntryKind.REQUESTED,
        EntryKind.APPROVED,
        EntryKind.ADJUSTED,
        EntryKind.ALLOTTED,
        EntryKind.SPENT,
    }
)


@dataclass(frozen=True)
class LineFigures:
    """The figures of one budget line (MODEL section 4), from its entries."""

    requested: Money = ZERO
    approved: Money = ZERO
    adjusted: Money = ZERO
    allotted_entries: Money = ZERO
    carried_in: Money = ZERO
    carried_out: Money = ZERO
    returned: Money = ZERO
    spent_entries: Money = ZERO
    is_approved: bool = False

    @property
    def moved(self) -> Money:
        """Carried in, less carried out and returned: counts whether or not the line is approved."""
        return self.carried_in - self.carried_out - self.returned

    @property
    def budgeted(self) -> Money:
        """Approved and adjusted; before approval, the latest request (已列)."""
        listed = self.approved + self.adjusted if self.is_approved else self.requested
        return listed + self.moved

    @property
    def allotted(self) -> Money:
        """What the treasury has made available (到位)."""
        return self.allotted_entries + self.moved


def line_figures(entries: Sequence[tuple[EntryKind, Money]]) -> LineFigures:
    """Add up a line's entries, oldest first: the latest request replaces earlier ones."""
    sums = dict.fromkeys(EntryKind, ZERO)
    for kind, amount in entries:
        sums[kind] = amount if kind is EntryKind.REQUESTED else sums[kind] + amount
    return LineFigures(
        requested=sums[EntryKind.REQUESTED],
        approved=sums[EntryKind.APPROVED],
        adjusted=sums[EntryKind.ADJUSTED],
        allotted_entries=sums[EntryKind.ALLOTTED],
        carried_in=sums[EntryKind.CARRIED_IN],
        carried_out=sums[EntryKind.CARRIED_OUT],
        returned=sums[EntryKind.RETURNED],
        spent_entries=sums[EntryKind.SPENT],
        is_approved=any(kind is EntryKind.APPROVED for kind, _ in entries),
    )


@dataclass(frozen=True)
class NewEntry:
    """One dated movement on a line. Only ``adjusted`` may be negative."""

    kind: EntryKind
    amount: Money
    on: date
    reason: str
    document_number: str = ""


@dataclass(frozen=True)
class NewLine:
    """A budget line, of a project or of a basic-expenditure category, with its first entries."""

    year: int
    fund_source: str
    quota_number: str = ""
    functional_code: str = ""
    economic_code: str = ""
    category: BudgetCategory | None = None
    entries: tuple[NewEntry, ...] = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """What no other line of the same project, or category, may have."""
        codes = (self.functional_code, self.economic_code)
        return (self.category, self.year, self.fund_source, self.quota_number, *codes)
