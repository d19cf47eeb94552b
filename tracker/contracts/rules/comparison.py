"""Two versions of a schedule side by side: what was added, dropped and changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.contracts.rules.versions import Placed
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"

    @property
    def label(self) -> Label:
        return _LABELS[self]


_LABELS = {
    Change.SAME: Label("不变", "Unchanged"),
    Change.CHANGED: Label("有变化", "Changed"),
    Change.ADDED: Label("新增", "Added"),
    Change.DROPPED: Label("去掉", "Dropped"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One payment in both versions; ``old`` is missing where it was added, ``new`` where dropped.

    ``shown`` is the newer of the two.
    """

    shown: Placed
    old: Placed | None
    new: Placed | None

    @property
    def change(self) -> Change:
        if self.old is None:
            return Change.ADDED
        if self.new is None:
            return Change.DROPPED
        return Change.CHANGED if _facts(self.old) != _facts(self.new) else Change.SAME

    @property
    def earlier(self) -> Placed | None:
        """What it was before, where it is in both."""
        return self.old if self.new is not None else None

    @property
    def more(self) -> Money:
        """How much the newer version pays more for it; negative for less."""
        return _amount(self.new) - _amount(self.old)


def compared(old: Sequence[Placed], new: Sequence[Placed]) -> tuple[Pair, ...]:
    """The payments of the newer version in their order, then those that it dropped.

    A payment is the same one while its uid is, whatever its number, name or amount.
    """
    return tuple(_pairs(old, new))


def _pairs(old: Sequence[Placed], new: Sequence[Placed]) -> Iterator[Pair]:
    before = {one.terms.uid: one for one in old}
    for one in new:
        yield Pair(one, before.pop(one.terms.uid, None), one)
    for one in before.values():
        yield Pair(one, one, None)


def total(rows: Sequence[Placed]) -> Money:
    """What a version comes to."""
    return sum((one.amount for one in rows), start=ZERO)


def _amount(one: Placed | None) -> Money:
    return one.amount if one is not None else ZERO


def _facts(one: Placed) -> tuple[object, ...]:
    terms = one.terms
    how = (terms.basis, terms.ratio, one.amount, terms.deducted)
    return (terms.no, terms.name, *how, terms.condition, terms.expected_on)
