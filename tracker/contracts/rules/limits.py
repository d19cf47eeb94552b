"""Statutory limits of contracts: whoever exceeds one explains, and is not refused (MODEL 5.8).

The law in force on the day of the contract counts, not the one in force today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.contracts.rules.collected import raise_all
from tracker.contracts.rules.ratios import percent_of
from tracker.contracts.rules.terms import Terms
from tracker.kernel.deadlines import Law, elapsed, keeps, work_out
from tracker.kernel.durations import Duration
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.limits import Limit, LimitBook
from tracker.kernel.money import Money
from tracker.kernel.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Excess:
    """A limit that was exceeded, in which form field, and by what."""

    limit: Limit
    actual: Label
    field: str

    def at(self, field: str) -> Excess:
        """The same in another field."""
        return replace(self, field=field)


class ExplanationNeeded(RuleViolation):
    code = "explanation_needed"
    label = Label(
        "{what}{actual}，超过{limit}上限（{citation}），请填写说明",
        "{what}: {actual}, above the limit of {limit} ({citation}). Enter an explanation",
    )

    def __init__(self, excess: Excess) -> None:
        super().__init__(
            what=excess.limit.label,
            actual=excess.actual,
            limit=excess.limit.text,
            citation=excess.limit.citation,
            field=excess.field,
        )


def usual_term(book: LimitBook, on: date) -> Duration:
    """The usual term of payment on ``on``: what a new instalment starts with."""
    found = book.in_force("usual_payment", on) or book.versions("usual_payment")[0]
    return found.duration


def check_explained(excesses: Sequence[Excess], explanation: str) -> None:
    """Raise one error for each limit exceeded unless there is an explanation."""
    if not explanation.strip():
        raise_all([ExplanationNeeded(excess) for excess in excesses])


def share_excess(found: Limit | None, part: Money, whole: Money, field: str) -> tuple[Excess, ...]:
    """Whether ``part`` is more of ``whole`` than the limit allows (additions, bond)."""
    if found is None or part.fen * 100 <= whole.fen * found.value:
        return ()
    percent = percent_of(part, whole)
    return (Excess(found, Label(f"{percent}%", f"{percent} %"), field),)


def delay_excess(
    found: Limit | None, since: date, on: date, calendar: WorkCalendar, field: str
) -> tuple[Excess, ...]:
    """Whether ``on`` is later than the limit allows, counted from ``since``."""
    if found is None or keeps(found, work_out(found, since, calendar).ends_on, on):
        return ()
    took = elapsed(found, since, on, calendar)
    actual = Label(f"{since}至{on}（{took.zh}）", f"{since} to {on} ({took.en})")
    return (Excess(found, actual, field),)


def term_excesses(terms: Sequence[Terms], signed_on: date, law: Law) -> tuple[Excess, ...]:
    """The instalments whose term is longer than an SME may be made to wait.

    Terms in other units are compared by the days they come to from the expected day.
    """
    found = law.book.in_force("sme_payment", signed_on)
    if found is None:
        return ()
    return tuple(
        Excess(found, _term_of(row), f"instalments-{place}-due_count")
        for place, row in enumerate(terms)
        if _is_longer(row, found, row.expected_on or signed_on, law.calendar)
    )


def _is_longer(row: Terms, found: Limit, start: date, calendar: WorkCalendar) -> bool:
    if row.due_unit is found.duration.unit:
        return row.due_count > found.value
    return row.due.after(start, calendar) > found.duration.after(start, calendar)


def _term_of(row: Terms) -> Label:
    unit = row.due_unit.label
    return Label(f"{row.due_count}{unit.zh}", f"{row.due_count} {unit.en}")
