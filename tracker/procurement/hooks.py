"""What features above tell procurement: the contracts that rest on an award."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ContractDays:
    """A contract under an award, and the days of its formalities; ``is_over``: it has ended."""

    contract_id: int
    number: str
    signed_on: date
    published_on: date | None
    filed_on: date | None
    is_over: bool = False


ContractFinder = Callable[[Collection[int]], Mapping[int, Sequence[ContractDays]]]

_finders: list[ContractFinder] = []


def names_contracts(finder: ContractFinder) -> ContractFinder:
    """Register a function that finds the contracts of awards, given by id, in order of signing."""
    _finders.append(finder)
    return finder


def contract_days(award_ids: Collection[int]) -> Mapping[int, Sequence[ContractDays]]:
    """The contracts signed under each of these awards."""
    found: dict[int, list[ContractDays]] = {award_id: [] for award_id in award_ids}
    for finder in _finders:
        for award_id, days in finder(award_ids).items():
            found[award_id].extend(days)
    return found
