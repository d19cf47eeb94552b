"""What features above add: the pages that stop clocks, and rules that are no time limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.kernel.labels import Label


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a clock is stopped: a page, the action it takes, and the word on its button."""

    endpoint: str
    params: Mapping[str, int | str]
    permission: str
    button: Label


Key = tuple[str, str]
StopFinder = Callable[[Sequence[str]], Mapping[Key, Stop]]

_finders: dict[str, StopFinder] = {}


def stops_clocks(kind: str) -> Callable[[StopFinder], StopFinder]:
    """Register what finds the pages for records of one kind: uids → (uid, limit) → page."""

    def register(finder: StopFinder) -> StopFinder:
        _finders[kind] = finder
        return finder

    return register


def stops(kind: str, uids: Sequence[str]) -> Mapping[Key, Stop]:
    """The pages that stop the clocks of these records, by (uid, key of the limit)."""
    finder = _finders.get(kind)
    return finder(uids) if finder and uids else {}


@dataclass(frozen=True, slots=True)
class FixedRule:
    """A rule without a clock, such as an amount: what it is for, what it says, and where."""

    name: Label
    says: Label
    citation: str
    verified: bool
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Such rules under a heading; ``note`` says how they are used."""

    title: Label
    note: Label
    rules: tuple[FixedRule, ...]


RuleLister = Callable[[], Iterable[RuleGroup]]

_listers: list[RuleLister] = []


def lists_rules(lister: RuleLister) -> RuleLister:
    """Register what lists the rules of a feature that are no time limits."""
    _listers.append(lister)
    return lister


def fixed_rules() -> tuple[RuleGroup, ...]:
    """Those of every registered feature."""
    return tuple(group for lister in _listers for group in lister())
