"""What a schedule on the drawing board comes to: amounts, days, years, and what is off.

It judges nothing and refuses nothing; rows may be incomplete. The page shows it while people type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, pairwise

from tracker.contracts.rules import due as due_rules
from tracker.contracts.rules import limits
from tracker.contracts.rules.due import DueFacts, Landmarks, Share
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.limits import Excess
from tracker.contracts.rules.ratios import percent_of
from tracker.contracts.rules.schedule import Computed, Fix, Price, compute, fixes
from tracker.contracts.rules.terms import Terms
from tracker.contracts.rules.versions import Existing, locked_amounts
from tracker.kernel.deadlines import Law
from tracker.kernel.fiscal import fiscal_year
from tracker.kernel.money import ZERO, Money
from tracker.kernel.workdays import WorkCalendar

ROOM = 800  # hundredths of a per cent of the bar
BAR = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """One instalment of the version in force, with what happened to it."""

    existing: Existing
    share: Share
    triggered_on: date | None = None
    invoiced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a draft stands on; ``closing_day`` answers the last day to pay in a year (封账)."""

    price: Price
    landmarks: Landmarks
    law: Law
    today: date
    closing_day: Callable[[int], date]
    is_sme: bool = False
    known: tuple[Known, ...] = ()

    @property
    def calendar(self) -> WorkCalendar:
        return self.law.calendar

    @property
    def existing(self) -> tuple[Existing, ...]:
        return tuple(one.existing for one in self.known)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row worked out.

    ``expected_on`` is set only where it follows from the contract and not from the row, and
    ``pay_by_on`` only where it is not the due day itself.
    """

    terms: Terms
    amount: Money
    percent: str
    paid: Money
    is_locked: bool
    rounding: Money
    expected_on: date | None
    due_on: date | None
    is_fixed: bool
    pay_by_on: date | None
    is_provisional: bool
    year: int | None
    opens_year: bool
    excess: Excess | None


@dataclass(frozen=True, slots=True)
class YearLine:
    """What a year must hold by this draft, and by the version in force.

    ``moved_from``: years that held what has no year now (年度待定).
    """

    year: int | None
    amount: Money
    before: Money
    moved_from: tuple[int, ...] = ()

    @property
    def change(self) -> Money:
        return abs(self.amount - self.before)

    @property
    def is_more(self) -> bool:
        return self.amount > self.before


@dataclass(frozen=True, slots=True)
class Segment:
    """One instalment on the bar of all of them; lengths in hundredths of a per cent."""

    no: int
    row: DraftRow
    start: int
    length: int

    @property
    def middle(self) -> int:
        return self.start + self.length // 2

    @property
    def has_room(self) -> bool:
        """Whether its share can be written on it, beside its number."""
        return self.length >= ROOM


@dataclass(frozen=True, slots=True)
class Draft:
    rows: tuple[DraftRow, ...]
    computed: Computed
    fixes: tuple[Fix, ...]
    years: tuple[YearLine, ...]

    @property
    def is_balanced(self) -> bool:
        return bool(self.rows and self.computed.payable) and not self.computed.difference

    @property
    def difference(self) -> Money:
        return abs(self.computed.difference)

    @property
    def is_too_much(self) -> bool:
        return self.computed.difference > ZERO

    @property
    def percent(self) -> str:
        return percent_of(self.computed.total, self.computed.payable)

    @property
    def difference_percent(self) -> str:
        return percent_of(self.difference, self.computed.payable)

    @property
    def whole(self) -> Money:
        """The length of the bar."""
        return max(self.computed.total, self.computed.payable)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The instalments in their order on a bar as long as the whole."""
        whole = self.whole.fen or 1
        ends = accumulate((row.amount.fen for row in self.rows), initial=0)
        marks = [end * BAR // whole for end in ends]
        return tuple(
            Segment(no, row, start, end - start)
            for no, (row, (start, end)) in enumerate(
                zip(self.rows, pairwise(marks), strict=True), 1
            )
        )


def preview(terms: Sequence[Terms], ground: Ground) -> Draft:
    """Work the draft out as far as it goes."""
    locked = locked_amounts(ground.existing)
    computed = compute(terms, ground.price, locked)
    known = {one.existing.uid: one for one in ground.known}
    landmarks = _with_final_acceptance(terms, known, ground.landmarks)
    rows: list[DraftRow] = []
    for place, row in enumerate(terms):
        before = rows[-1].year if rows else None
        rows.append(_row(place, row, computed, replace(ground, landmarks=landmarks), before))
    offered = fixes(terms, computed, ground.price, locked) if computed.difference else []
    years = _years(rows, known, ground)
    return Draft(tuple(rows), computed, tuple(offered), years)


def _row(
    place: int, terms: Terms, computed: Computed, ground: Ground, year_before: int | None
) -> DraftRow:
    known = next((one for one in ground.known if one.existing.uid == terms.uid), None)
    facts = _due_facts(terms, known, ground.landmarks)
    due = due_rules.due_day(facts, ground.calendar)
    year = fiscal_year(due.on) if due else None
    amount = computed.amounts[place]
    return DraftRow(
        terms=terms,
        amount=amount,
        percent=percent_of(amount, computed.payable),
        paid=known.existing.paid if known else ZERO,
        is_locked=known.existing.is_locked if known else False,
        rounding=computed.rounding if computed.rounded == place else ZERO,
        expected_on=facts.expected_on if facts.expected_on != terms.expected_on else None,
        due_on=due.on if due else None,
        is_fixed=due.is_fixed if due else False,
        pay_by_on=_pay_by(due.on, ground) if due else None,
        is_provisional=bool(due and ground.calendar.is_provisional(due.on)),
        year=year,
        opens_year=bool(year and year_before and year > year_before),
        excess=_excess(terms, ground),
    )


def _due_facts(terms: Terms, known: Known | None, landmarks: Landmarks) -> DueFacts:
    """An agreed date and the signing are facts from the beginning."""
    triggered_on = known.triggered_on if known else None
    if terms.trigger is Trigger.ON_DATE:
        triggered_on = terms.expected_on
    elif terms.trigger is Trigger.SIGNING:
        triggered_on = landmarks.signed_on
    return DueFacts(
        due=terms.due,
        due_from=terms.due_from,
        triggered_on=triggered_on,
        expected_on=due_rules.expected_day(terms.trigger, terms.expected_on, landmarks),
        invoiced_on=known.invoiced_on if known else None,
    )


def _pay_by(due_on: date, ground: Ground) -> date | None:
    last = due_rules.pay_by(due_on, ground.closing_day(fiscal_year(due_on)), ground.calendar)
    return last if last != due_on else None


def _excess(terms: Terms, ground: Ground) -> Excess | None:
    if not ground.is_sme:
        return None
    found = limits.term_excesses([terms], ground.landmarks.signed_on, ground.law)
    return found[0] if found else None


def _with_final_acceptance(
    terms: Sequence[Terms], known: Mapping[str, Known], landmarks: Landmarks
) -> Landmarks:
    days = [
        (known[row.uid].triggered_on if row.uid in known else None) or row.expected_on
        for row in terms
        if row.trigger is Trigger.FINAL_ACCEPTANCE
    ]
    return replace(landmarks, final_acceptance_on=max((day for day in days if day), default=None))


def _years(
    rows: Sequence[DraftRow], known: Mapping[str, Known], ground: Ground
) -> tuple[YearLine, ...]:
    now = due_rules.by_year((_share(row, known) for row in rows), ground.today)
    before = due_rules.by_year((one.share for one in ground.known), ground.today)
    years = sorted({*now, *before}, key=lambda year: (year is None, year or 0))
    lost = {
        known[row.terms.uid].share.fiscal_year
        for row in rows
        if row.year is None and row.terms.uid in known
    }
    moved = tuple(sorted(year for year in lost if year is not None))
    return tuple(
        YearLine(
            year, now.get(year, ZERO), before.get(year, ZERO), () if year is not None else moved
        )
        for year in years
    )


def _share(row: DraftRow, known: Mapping[str, Known]) -> Share:
    paid = known[row.terms.uid].share.paid if row.terms.uid in known else {}
    return Share(row.amount - row.paid, row.year, paid)
