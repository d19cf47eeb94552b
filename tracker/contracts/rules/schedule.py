"""What each instalment of a schedule comes to, and whether they add up to the contract (MODEL 5.4).

A ratio is rounded half-up to the fen; the last open ratio takes what rounding left over, never
more than one fen for each other instalment. Any larger difference is refused, with fixes to choose
from: nothing is spread silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.contracts.rules.collected import raise_all
from tracker.contracts.rules.errors import (
    AmountMissing,
    AnnualFeeMissing,
    CumulativeTooLow,
    DateMissing,
    EmptySchedule,
    NameMissing,
    RatioMissing,
)
from tracker.contracts.rules.kinds import Basis, Pricing, Trigger
from tracker.contracts.rules.ratios import percent_of, show_ratio
from tracker.contracts.rules.terms import Terms
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import MILLION, ZERO, Money

OFFERED = 2  # fixes offered at once: the last open instalments, as people correct them


@dataclass(frozen=True, slots=True)
class Price:
    """What a schedule must come to.

    ``amount`` is what ratios are taken of: the contract with its additions and reductions.
    Deductions lower the instalment they belong to, never the ratios of the others.
    """

    amount: Money
    annual_fee: Money | None = None
    deductions: Money = ZERO
    pricing: Pricing = Pricing.FIXED

    @property
    def payable(self) -> Money:
        """The sum of all instalments; a ceiling when the contract pays what is used."""
        return self.amount - self.deductions


@dataclass(frozen=True, slots=True)
class Computed:
    """A schedule worked out: ``amounts`` in its order, and how far their sum is off.

    ``difference`` is positive when there is too much; ``rounding`` is what row ``rounded`` took.
    """

    amounts: tuple[Money, ...]
    payable: Money
    difference: Money
    rounding: Money = ZERO
    rounded: int | None = None

    @property
    def total(self) -> Money:
        return sum(self.amounts, start=ZERO)


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to make the schedule add up: these terms in place of those of number ``no``."""

    no: int
    terms: Terms
    amount: Money
    label: Label


class ScheduleTotalMismatch(RuleViolation):
    code = "schedule_total"
    label = Label(
        "各笔合计比合同金额{which}{amount}元（{percent}%）",
        "The instalments are {amount} yuan ({percent} %) {which} the contract amount",
    )

    def __init__(self, computed: Computed, fixes: Sequence[Fix]) -> None:
        self.difference = computed.difference
        self.fixes = tuple(fixes)
        super().__init__(
            which=MORE if self.difference > ZERO else LESS,
            amount=abs(self.difference),
            percent=percent_of(abs(self.difference), computed.payable),
            field="schedule",
        )


MORE = Label("多", "more than")
LESS = Label("少", "less than")


def compute(
    terms: Sequence[Terms], price: Price, locked: Mapping[str, Money] | None = None
) -> Computed:
    """Work out every amount without judging the sum; incomplete rows count as nothing.

    ``locked`` holds the amounts, by uid, that stay as they are whatever their terms say.
    """
    locked = locked or {}
    gross: list[Money] = []
    for row in terms:
        kept = locked.get(row.uid) if row.uid else None
        if kept is not None:
            gross.append(kept + row.deducted)
        else:
            gross.append(_gross(row, price, earlier=sum(gross, start=ZERO)))
    amounts = [amount - row.deducted for amount, row in zip(gross, terms, strict=True)]
    return _round_off(terms, amounts, price, locked)


def resolve(
    terms: Sequence[Terms], price: Price, locked: Mapping[str, Money] | None = None
) -> tuple[Money, ...]:
    """The amount of every instalment, in order; their sum is what the contract pays.

    Raises ``ScheduleTotalMismatch`` with fixes when the sum is off, and ``Violations`` when there
    are rows that cannot be.
    """
    locked = locked or {}
    computed = compute(terms, price, locked)
    errors = row_errors(terms, computed, price)
    if terms and computed.difference:
        errors.append(ScheduleTotalMismatch(computed, fixes(terms, computed, price, locked)))
    raise_all(errors)
    return computed.amounts


def row_errors(terms: Sequence[Terms], computed: Computed, price: Price) -> list[RuleViolation]:
    """What is wrong with single rows; each error names the form field of its row."""
    if not terms:
        return [EmptySchedule(field="schedule")]
    errors: list[RuleViolation] = []
    for place, (row, amount) in enumerate(zip(terms, computed.amounts, strict=True)):
        errors.extend(_errors_of(row, amount, price, f"instalments-{place}"))
    return errors


def fixes(
    terms: Sequence[Terms], computed: Computed, price: Price, locked: Mapping[str, Money]
) -> list[Fix]:
    """Up to two corrections, each of which makes the schedule add up by itself."""
    offered: list[Fix] = []
    for place in reversed(range(len(terms))):
        row = terms[place]
        amount = computed.amounts[place] - computed.difference
        if (row.uid and row.uid in locked) or amount <= ZERO or len(offered) == OFFERED:
            continue
        changed = _with_amount(row, amount + row.deducted, price)
        trial = [*terms[:place], changed, *terms[place + 1 :]]
        if not compute(trial, price, locked).difference:
            label = _fix_label(row.no, changed, amount, computed.difference)
            offered.insert(0, Fix(row.no, changed, amount, label))
    return offered


# --- private ------------------------------------------------------------------------------------


def _gross(row: Terms, price: Price, earlier: Money) -> Money:
    """The amount before deductions; ``earlier`` is the sum of all instalments before it."""
    if not row.basis.is_ratio:
        return row.amount or ZERO
    ratio = row.ratio or 0
    if row.basis is Basis.ANNUAL_RATIO:
        return (price.annual_fee or ZERO).times(ratio)
    share = price.amount.times(ratio)
    return share - earlier if row.basis is Basis.CUMULATIVE_RATIO else share


def _round_off(
    terms: Sequence[Terms], amounts: list[Money], price: Price, locked: Mapping[str, Money]
) -> Computed:
    difference = sum(amounts, start=ZERO) - price.payable
    if price.pricing is Pricing.ACTUAL:
        return Computed(tuple(amounts), price.payable, max(difference, ZERO))
    computed_rows = [
        place
        for place, row in enumerate(terms)
        if row.basis.is_ratio and row.ratio and row.uid not in locked
    ]
    if computed_rows and ZERO < abs(difference) <= Money(len(terms) - 1):
        last = computed_rows[-1]
        amounts[last] -= difference
        return Computed(tuple(amounts), price.payable, ZERO, -difference, last)
    return Computed(tuple(amounts), price.payable, difference)


def _errors_of(row: Terms, amount: Money, price: Price, field: str) -> list[RuleViolation]:
    errors: list[RuleViolation] = []
    if not row.name.strip():
        errors.append(NameMissing(no=row.no, field=f"{field}-name"))
    if row.trigger is Trigger.ON_DATE and row.expected_on is None:
        errors.append(DateMissing(no=row.no, field=f"{field}-expected_on"))
    if wrong := _amount_error(row, amount, price, field):
        errors.append(wrong)
    return errors


def _amount_error(row: Terms, amount: Money, price: Price, field: str) -> RuleViolation | None:
    if not row.basis.is_ratio:
        is_wrong = row.amount is None or row.amount <= ZERO or amount < ZERO
        return AmountMissing(no=row.no, field=f"{field}-amount") if is_wrong else None
    if row.ratio is None or not 0 < row.ratio <= MILLION:
        return RatioMissing(no=row.no, field=f"{field}-ratio")
    if row.basis is Basis.ANNUAL_RATIO and price.annual_fee is None:
        return AnnualFeeMissing(no=row.no, field=f"{field}-basis")
    if amount >= ZERO and amount + row.deducted > ZERO:
        return None
    if row.basis is Basis.CUMULATIVE_RATIO:
        ratio = show_ratio(row.ratio)
        return CumulativeTooLow(no=row.no, ratio=ratio, field=f"{field}-ratio")
    return AmountMissing(no=row.no, field=f"{field}-ratio")


def _with_amount(row: Terms, gross: Money, price: Price) -> Terms:
    """These terms changed to come to ``gross``: by another ratio where one hits it exactly."""
    base = price.annual_fee if row.basis is Basis.ANNUAL_RATIO else price.amount
    if base and row.basis in (Basis.RATIO, Basis.ANNUAL_RATIO):
        ratio = (2 * gross.fen * MILLION + base.fen) // (2 * base.fen)
        if ratio <= MILLION and base.times(ratio) == gross:
            return replace(row, ratio=ratio)
    return replace(row, basis=Basis.FIXED, ratio=None, amount=gross)


def _fix_label(no: int, changed: Terms, amount: Money, difference: Money) -> Label:
    value = show_ratio(changed.ratio) if changed.ratio else f"{amount}"
    unit, unit_en = ("", "") if changed.ratio else ("元", " yuan")
    if difference > ZERO:
        return Label(
            f"从第{no}笔减去差额（变为{value}{unit}）",
            f"Take the difference off no. {no} (becomes {value}{unit_en})",
        )
    return Label(
        f"差额补到第{no}笔（变为{value}{unit}）",
        f"Put the difference on no. {no} (becomes {value}{unit_en})",
    )
