"""Statutory limits as data: what the law allows, from when, and where it says so.

The rows are those of ``data/limits.toml`` and the dated versions an administrator added. Which
row counts is decided by the day of the fact, not by today: a changed law leaves what was done
under the old one alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.kernel.durations import Duration, DurationUnit
from tracker.kernel.labels import Label

PERCENT = "percent"
UNITS = frozenset({PERCENT, *DurationUnit})


class Direction(StrEnum):
    """Whether the last day is the latest or the earliest that keeps the limit."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"

    @property
    def label(self) -> Label:
        return _DIRECTIONS[self]


_DIRECTIONS = {
    Direction.AT_MOST: Label("最迟", "Latest"),
    Direction.AT_LEAST: Label("最早", "Earliest"),
}


class Severity(StrEnum):
    """What breaking a limit asks for: an explanation, or nothing but to be seen."""

    EXPLAIN = "explain"
    SHOW = "show"


class Party(StrEnum):
    """Whose duty it is."""

    BUYER = "buyer"
    AGENT = "agent"
    SUPPLIER = "supplier"
    BUREAU = "bureau"

    @property
    def label(self) -> Label:
        return _PARTIES[self]


_PARTIES = {
    Party.BUYER: Label("采购人", "The buyer"),
    Party.AGENT: Label("采购人或代理机构", "The buyer or its agent"),
    Party.SUPPLIER: Label("供应商", "The supplier"),
    Party.BUREAU: Label("财政部门", "The finance bureau"),
}


class BadLimits(ValueError):
    """The file of limits cannot be used; the text says which row and why."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One version of one limit, in force from ``valid_from`` on.

    A time limit runs from the event ``after`` to the event ``before``; a share has neither.
    ``methods`` empty means every method of procurement but those in ``exempt``. ``by_itself``:
    the last day is itself the event where no other is on record. ``given``: it runs only where
    that event is on record as well.
    """

    key: str
    label: Label
    value: int
    unit: str
    source: str
    article: str
    valid_from: date
    verified: bool
    party: Party
    valid_to: date | None = None
    after: str = ""
    before: str = ""
    direction: Direction = Direction.AT_MOST
    severity: Severity = Severity.EXPLAIN
    by_itself: bool = False
    methods: frozenset[str] = frozenset()
    exempt: frozenset[str] = frozenset()
    given: str = ""

    @property
    def is_time(self) -> bool:
        return self.unit != PERCENT

    @property
    def is_explained(self) -> bool:
        """Whether breaking it needs an explanation."""
        return self.severity is Severity.EXPLAIN

    @property
    def duration(self) -> Duration:
        return Duration(self.value, DurationUnit(self.unit))

    @property
    def citation(self) -> str:
        """Document and article: 《政府采购法》第四十六条, 财库〔2020〕10号."""
        if "〔" in self.source or self.source.endswith("号令"):
            return f"{self.source}{self.article}"
        name, bracket, rest = self.source.partition("（")
        return f"《{name}》{bracket}{rest}{self.article}"

    @property
    def text(self) -> Label:
        """The limit itself: 60日, 10%."""
        return amount_text(self.value, self.unit)

    @property
    def bound(self) -> Label:
        """The limit with its direction: 不超过30日, 不少于20日."""
        if self.direction is Direction.AT_LEAST:
            return Label(f"不少于{self.text.zh}", f"at least {self.text.en}")
        return Label(f"不超过{self.text.zh}", f"at most {self.text.en}")

    def is_for(self, method: str) -> bool:
        """Whether it holds for that method; what was bought by no known method is bound too."""
        if method in self.exempt:
            return False
        return not self.methods or method in self.methods


def unit_label(unit: str) -> Label:
    """The unit as it is read after a number."""
    return Label("%", "%") if unit == PERCENT else DurationUnit(unit).label


def amount_text(value: int, unit: str) -> Label:
    """A length of time or a share, as it is read."""
    words = unit_label(unit)
    return Label(f"{value}{words.zh}", f"{value} {words.en}")


@dataclass(frozen=True)
class LimitBook:
    """Every version of every limit."""

    rows: tuple[Limit, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The limits there are, in the order of the file."""
        return tuple(dict.fromkeys(row.key for row in self.rows))

    def versions(self, key: str) -> tuple[Limit, ...]:
        """Every version of one limit, the newest first."""
        found = (row for row in self.rows if row.key == key)
        return tuple(sorted(found, key=lambda row: row.valid_from, reverse=True))

    def in_force(self, key: str, on: date) -> Limit | None:
        """The version in force on ``on``; ``None`` before there was one, or after its repeal."""
        latest = next((row for row in self.versions(key) if row.valid_from <= on), None)
        if latest is None or (latest.valid_to is not None and latest.valid_to < on):
            return None
        return latest

    def binding(self, key: str, on: date, method: str) -> Limit | None:
        """The version in force on ``on``, if it holds for what was bought by that method."""
        limit = self.in_force(key, on)
        return limit if limit is not None and limit.is_for(method) else None

    def with_rows(self, rows: Iterable[Limit]) -> LimitBook:
        """The book with further versions."""
        return LimitBook((*self.rows, *rows))


@cache
def shipped() -> LimitBook:
    """The rows of the file."""
    return read(_text())


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact that starts or stops clocks, and the steps of a procurement log that give it.

    ``each``: every record of the step counts by itself. ``unless``: a record with such a fact
    does not count.
    """

    name: str
    label: Label
    steps: tuple[str, ...] = ()
    each: bool = False
    unless: Mapping[str, str] = field(default_factory=dict)


@cache
def events() -> Mapping[str, Event]:
    """The events there are, by name."""
    return _events(tomllib.loads(_text()))


def _text() -> str:
    return files("tracker").joinpath("data/limits.toml").read_text("utf-8")


def _events(data: Mapping[str, Any]) -> dict[str, Event]:
    return {
        name: Event(
            name,
            Label(**row["label"]),
            tuple(row.get("steps", ())),
            row.get("each", False),
            row.get("unless", {}),
        )
        for name, row in data["events"].items()
    }


def read(text: str) -> LimitBook:
    """The book written in ``text``; raises ``BadLimits`` for the first row that cannot be."""
    data = tomllib.loads(text)
    known = _events(data)
    rows = tuple(_limit(row) for row in data["limit"])
    seen: set[tuple[str, date]] = set()
    for row in rows:
        _check(row, known)
        if (row.key, row.valid_from) in seen:
            raise BadLimits(f"{row.key}: two versions from {row.valid_from}")
        seen.add((row.key, row.valid_from))
    return LimitBook(rows)


def _limit(row: Mapping[str, Any]) -> Limit:
    name = f"{row.get('key', '?')} {row.get('valid_from', '')}".strip()
    try:
        converted = {
            **row,
            "label": Label(row["label"]["zh"], row["label"]["en"]),
            "party": Party(row["party"]),
            "direction": Direction(row.get("direction", Direction.AT_MOST)),
            "severity": Severity(row.get("severity", Severity.EXPLAIN)),
            "methods": frozenset(row.get("methods", ())),
            "exempt": frozenset(row.get("exempt", ())),
        }
        return Limit(**converted)
    except (KeyError, TypeError, ValueError) as error:
        raise BadLimits(f"{name}: {error}") from error


def _check(row: Limit, known: Mapping[str, Event]) -> None:
    unknown = {row.after, row.before, row.given} - {"", *known}
    if unknown:
        raise BadLimits(f"{row.key}: no such event: {', '.join(sorted(unknown))}")
    if row.unit not in UNITS:
        raise BadLimits(f"{row.key}: no such unit: {row.unit}")
    if row.is_time != bool(row.after and row.before):
        raise BadLimits(f"{row.key}: a time limit needs both its events, a share has none")
    if row.value <= 0 or not row.source.strip():
        raise BadLimits(f"{row.key}: a limit needs a value above zero and its source")
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise BadLimits(f"{row.key}: it ends before it begins")
