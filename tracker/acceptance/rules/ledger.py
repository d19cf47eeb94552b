"""验收台账: its rows, its filters and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.acceptance.rules.kinds import RoundKind, RoundState
from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Row:
    """One draft of a round; ``accepted_again_on`` is the day of the 复验 that followed it.

    ``amount`` is what it unlocks.
    """

    id: int
    number: str
    revision: int
    project_code: str
    project_name: str
    contract_id: int
    contract_number: str
    kind: RoundKind
    round_no: int
    state: RoundState
    on: date | None
    sign_by: date | None
    members: tuple[str, ...]
    signed: int
    signers: int
    amount: Money
    rectify_by: date | None
    rectified_on: date | None
    accepted_again_on: date | None

    @property
    def is_rectifying(self) -> bool:
        return self.rectify_by is not None and self.rectified_on is None


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader wants to see; ``None`` and blank do not restrict."""

    state: RoundState | None = None
    kind: RoundKind | None = None
    year: int | None = None
    q: str = ""

    def takes(self, row: Row) -> bool:
        """Whether the row is wanted."""
        return self._takes_kind(row) and (self.state is None or row.state is self.state)

    def _takes_kind(self, row: Row) -> bool:
        if self.kind is not None and row.kind is not self.kind:
            return False
        if self.year is not None and (row.on is None or row.on.year != self.year):
            return False
        words = (row.number, row.project_code, row.project_name, row.contract_number)
        return not self.q or any(self.q.casefold() in word.casefold() for word in words)

    def but_state(self, row: Row) -> bool:
        """Whether the row is wanted, whatever its state: for the counts on the tabs."""
        return self._takes_kind(row)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows that are wanted, how many there are of each state, and their totals."""

    rows: tuple[Row, ...]
    counts: dict[RoundState | None, int]
    years: tuple[int, ...]

    @property
    def decided(self) -> int:
        return sum(row.state.is_decided for row in self.rows)

    @property
    def accepted(self) -> int:
        return sum(row.state is RoundState.ACCEPTED for row in self.rows)

    @property
    def unlocked(self) -> Money:
        """What the accepted ones of these made payable."""
        amounts = (row.amount for row in self.rows if row.state is RoundState.ACCEPTED)
        return sum(amounts, start=ZERO)


def ledger(rows: Sequence[Row], filters: Filters) -> Ledger:
    """The ledger as the filters leave it."""
    return Ledger(
        rows=tuple(row for row in rows if filters.takes(row)),
        counts=_counts([row for row in rows if filters.but_state(row)]),
        years=tuple(sorted({row.on.year for row in rows if row.on}, reverse=True)),
    )


def _counts(rows: Iterable[Row]) -> dict[RoundState | None, int]:
    counts: dict[RoundState | None, int] = {None: 0, **dict.fromkeys(RoundState, 0)}
    for row in rows:
        counts[None] += 1
        counts[row.state] += 1
    return counts
