"""Statutory limits of contracts: whoever exceeds one explains, and is not refused (MODEL 5.8).

They are read from ``data/limits.toml``. The law in force on the day of the contract counts, not
the one in force today.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from tracker.contracts.rules.collected import raise_all
from tracker.contracts.rules.ratios import percent_of
from tracker.contracts.rules.terms import Terms
from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.kernel.workdays import WorkCalendar

PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the file: at most ``value`` of ``unit``, from ``valid_from`` on."""

    key: str
    label: Label
    value: int
    unit: str
    source: str
    article: str
    valid_from: date

    @property
    def duration(self) -> Duration:
        return Duration(self.value, DurationUnit(self.unit))

    @property
    def citation(self) -> str:
        return f"{self.source}{self.article}"

    @property
    def text(self) -> Label:
        """The limit itself: 60日, 10%."""
        if self.unit == PERCENT:
            return Label(f"{self.value}%", f"{self.value} %")
        unit = DurationUnit(self.unit).label
        return Label(f"{self.value}{unit.zh}", f"{self.value} {unit.en}")


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


@cache
def all_limits() -> tuple[Limit, ...]:
    """Every row of the file."""
    data = tomllib.loads(files("tracker").joinpath("data/limits.toml").read_text("utf-8"))
    return tuple(
        Limit(**{**row, "label": Label(row["label"]["zh"], row["label"]["en"])})
        for row in data["limit"]
    )


def limit(key: str, on: date) -> Limit | None:
    """The limit in force on ``on``; ``None`` before there was one."""
    rows = [row for row in all_limits() if row.key == key and row.valid_from <= on]
    return max(rows, key=lambda row: row.valid_from, default=None)


def usual_term(on: date) -> Duration:
    """The usual term of payment on ``on``: what a new instalment starts with."""
    found = limit("usual_payment", on)
    return found.duration if found else all_limits()[-1].duration


def check_explained(excesses: Sequence[Excess], explanation: str) -> None:
    """Raise one error for each limit exceeded unless there is an explanation."""
    if not explanation.strip():
        raise_all([ExplanationNeeded(excess) for excess in excesses])


def share_excess(key: str, part: Money, whole: Money, on: date, field: str) -> tuple[Excess, ...]:
    """Whether ``part`` is more of ``whole`` than the limit allows (additions, bond)."""
    found = limit(key, on)
    if found is None or part.fen * 100 <= whole.fen * found.value:
        return ()
    percent = percent_of(part, whole)
    return (Excess(found, Label(f"{percent}%", f"{percent} %"), field),)


def delay_excess(
    key: str, since: date, on: date, calendar: WorkCalendar, field: str
) -> tuple[Excess, ...]:
    """Whether ``on`` is later than the limit allows, counted from ``since``."""
    found = limit(key, since)
    if found is None or on <= found.duration.after(since, calendar):
        return ()
    return (Excess(found, Label(f"{since}至{on}", f"{since} to {on}"), field),)


def term_excesses(
    terms: Sequence[Terms], signed_on: date, calendar: WorkCalendar
) -> tuple[Excess, ...]:
    """The instalments whose term is longer than an SME may be made to wait.

    Terms in other units are compared by the days they come to from the expected day.
    """
    found = limit("sme_payment", signed_on)
    if found is None:
        return ()
    return tuple(
        Excess(found, _term_of(row), f"instalments-{place}-due_count")
        for place, row in enumerate(terms)
        if _is_longer(row, found, row.expected_on or signed_on, calendar)
    )


def _is_longer(row: Terms, found: Limit, start: date, calendar: WorkCalendar) -> bool:
    if row.due_unit is found.duration.unit:
        return row.due_count > found.value
    return row.due.after(start, calendar) > found.duration.after(start, calendar)


def _term_of(row: Terms) -> Label:
    unit = row.due_unit.label
    return Label(f"{row.due_count}{unit.zh}", f"{row.due_count} {unit.en}")
