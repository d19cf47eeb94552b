"""What features above add: the page on which the fact that stops a clock is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
