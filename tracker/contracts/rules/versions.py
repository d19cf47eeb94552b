"""A new version of a schedule on top of what has been paid (MODEL 5.5).

A paid instalment is locked whole; one partly paid keeps at least what was paid; one without payment
may be withdrawn. What was paid never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.contracts.rules.collected import raise_all
from tracker.contracts.rules.kinds import Basis
from tracker.contracts.rules.ratios import show_ratio
from tracker.contracts.rules.schedule import Price, compute, resolve
from tracker.contracts.rules.terms import Terms
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Existing:
    """One instalment of the version in force: its terms, what they came to, what was paid."""

    terms: Terms
    amount: Money
    paid: Money = ZERO
    is_triggered: bool = False

    @property
    def uid(self) -> str:
        return self.terms.uid

    @property
    def is_locked(self) -> bool:
        """Whether it is paid in full."""
        return self.paid >= self.amount


@dataclass(frozen=True, slots=True)
class Placed:
    """Terms in their place, and what they come to."""

    terms: Terms
    amount: Money

    @property
    def ratio_text(self) -> str:
        """The ratio as people write it; empty for a typed amount."""
        return show_ratio(self.terms.ratio) if self.terms.ratio else ""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a new version does: instalments it keeps (by uid), adds and withdraws."""

    kept: Mapping[str, Placed]
    added: tuple[Placed, ...]
    withdrawn: frozenset[str]


class PaidChanged(RuleViolation):
    code = "paid_changed"
    label = Label("已付清，不能修改", "It is paid and cannot be changed")


class PaidDropped(RuleViolation):
    code = "paid_dropped"
    label = Label("“{name}”已有付款，不能撤销", "“{name}” has payments and cannot be dropped")


class DeductedDropped(RuleViolation):
    code = "deducted_dropped"
    label = Label("“{name}”已有扣款，不能撤销", "“{name}” has a deduction and cannot be dropped")


class BelowPaid(RuleViolation):
    code = "below_paid"
    label = Label(
        "已付{paid}元，金额不能少于已付",
        "{paid} yuan are paid: it cannot be less",
    )


class TriggerHappened(RuleViolation):
    code = "trigger_happened"
    label = Label(
        "付款条件已成就，不能改为其他条件",
        "Its trigger has happened and cannot be exchanged",
    )


class UnknownInstalment(RuleViolation):
    code = "unknown_instalment"
    label = Label(
        "不在现行版本中，请重新打开本页",
        "Not in the current version: open the page again",
    )


def next_version(existing: Sequence[Existing], proposal: Sequence[Terms], price: Price) -> Revision:
    """What ``proposal`` changes; refuses anything that would touch what was paid.

    Raises what touches something paid first: only then does the sum mean anything.
    """
    known = {old.uid: old for old in existing}
    raise_all(
        [*_dropped(existing, {row.uid for row in proposal}), *_rows_off(known, proposal, price)]
    )
    amounts = resolve(proposal, price, locked_amounts(existing))
    placed = [Placed(row, amount) for row, amount in zip(proposal, amounts, strict=True)]
    kept = {one.terms.uid: one for one in placed if one.terms.uid}
    added = tuple(one for one in placed if not one.terms.uid)
    return Revision(kept, added, frozenset(known) - frozenset(kept))


def write_off(existing: Sequence[Existing]) -> Revision:
    """The version of a contract that ended early: each instalment comes to what was paid of it."""
    kept = {
        old.uid: Placed(_closed(old.terms, old.paid), old.paid)
        for old in existing
        if old.paid or old.terms.deducted
    }
    return Revision(kept, (), frozenset(old.uid for old in existing) - frozenset(kept))


def split(existing: Sequence[Existing], uid: str, part: Money, name: str) -> tuple[Terms, ...]:
    """The schedule with ``part`` of one instalment as an instalment of its own, right after it."""
    rows: list[Terms] = []
    for old in existing:
        terms = old.terms
        if old.uid != uid:
            rows.append(terms)
            continue
        rest = old.amount + terms.deducted - part
        rows.append(replace(terms, basis=Basis.FIXED, ratio=None, amount=rest))
        own = replace(rows[-1], uid="", name=name, amount=part, deducted=ZERO)
        rows.append(own)
    return tuple(replace(row, no=no) for no, row in enumerate(rows, 1))


def deduct(existing: Sequence[Existing], uid: str, amount: Money) -> tuple[Terms, ...]:
    """The same schedule with ``amount`` more deducted from one instalment."""
    return tuple(
        replace(old.terms, deducted=old.terms.deducted + amount) if old.uid == uid else old.terms
        for old in existing
    )


def with_deductions(proposal: Sequence[Terms], existing: Sequence[Existing]) -> tuple[Terms, ...]:
    """What was proposed, with the deductions of the version in force: nobody types them."""
    deducted = {old.uid: old.terms.deducted for old in existing}
    return tuple(replace(row, deducted=deducted.get(row.uid, ZERO)) for row in proposal)


def renewed(proposal: Sequence[Terms], existing: Sequence[Existing]) -> tuple[int, ...]:
    """The places of rows whose term of payment is new."""
    before = {old.uid: (old.terms.due, old.terms.trigger) for old in existing}
    return tuple(
        place for place, row in enumerate(proposal) if before.get(row.uid) != (row.due, row.trigger)
    )


def locked_amounts(existing: Sequence[Existing]) -> dict[str, Money]:
    """The amounts that no version changes, by uid."""
    return {old.uid: old.amount for old in existing if old.is_locked}


def _dropped(existing: Sequence[Existing], kept: set[str]) -> list[RuleViolation]:
    errors: list[RuleViolation] = []
    for old in existing:
        if old.uid in kept:
            continue
        if old.paid:
            errors.append(PaidDropped(name=old.terms.name, field="schedule"))
        elif old.terms.deducted:
            errors.append(DeductedDropped(name=old.terms.name, field="schedule"))
    return errors


def _rows_off(
    known: Mapping[str, Existing], proposal: Sequence[Terms], price: Price
) -> list[RuleViolation]:
    locked = locked_amounts(tuple(known.values()))
    amounts = compute(proposal, price, locked).amounts
    errors: list[RuleViolation] = []
    seen: set[str] = set()
    for place, (row, amount) in enumerate(zip(proposal, amounts, strict=True)):
        if not row.uid:
            continue
        if row.uid not in known or row.uid in seen:
            errors.append(UnknownInstalment(no=row.no, field=f"instalments-{place}-name"))
        elif wrong := _row_off(known[row.uid], row, amount, f"instalments-{place}"):
            errors.append(wrong)
        seen.add(row.uid)
    return errors


def _row_off(old: Existing, row: Terms, amount: Money, field: str) -> RuleViolation | None:
    if old.is_locked and not _same(old.terms, row):
        return PaidChanged(no=row.no, field=f"{field}-name")
    if amount < old.paid:
        name = "ratio" if row.basis.is_ratio else "amount"
        return BelowPaid(no=row.no, paid=old.paid, field=f"{field}-{name}")
    if old.is_triggered and row.trigger is not old.terms.trigger:
        return TriggerHappened(no=row.no, field=f"{field}-trigger")
    return None


def _closed(terms: Terms, paid: Money) -> Terms:
    return replace(terms, basis=Basis.FIXED, ratio=None, amount=paid + terms.deducted)


def _same(old: Terms, new: Terms) -> bool:
    """Whether the agreement is the same; place and estimate are not part of it."""
    return replace(new, no=old.no, expected_on=old.expected_on) == old
