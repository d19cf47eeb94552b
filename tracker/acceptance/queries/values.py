"""What the page of one round shows, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.acceptance.rules.kinds import AddendumKind, RoundState, Seat, Verdict
from tracker.acceptance.rules.reading import Form
from tracker.contracts.queries import Landing
from tracker.kernel.money import Money
from tracker.projects import queries as projects


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody of the roster; ``verdict`` and ``opinion`` only where the reader may know them."""

    name: str
    post: str
    department: str
    seat: Seat
    overlap_reason: str
    is_me: bool
    signed_at: datetime | None
    read_at: datetime | None
    verdict: Verdict | None
    opinion: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Another round, as a line of this one's page names it."""

    id: int
    number: str
    revision: int
    state: RoundState


@dataclass(frozen=True, slots=True)
class PartRow:
    """An instalment that the round unlocks, and where it would land if it were accepted today."""

    id: int
    no: int
    name: str
    amount: Money
    condition: str
    triggered_on: date | None
    due_on: date | None
    landing: Landing | None


@dataclass(frozen=True, slots=True)
class Demand:
    """What has to be put right."""

    uid: str
    owner: str
    owner_id: int
    due_on: date
    demand: str
    done_on: date | None
    done_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something noted beside the signatures."""

    uid: str
    kind: AddendumKind
    by: str
    on: date
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What this person may do with the round as it stands."""

    signs: bool
    edits: bool
    opens: bool
    voids: bool
    seats: bool
    changes_demand: bool
    reports: bool
    follows_up: bool
    notes: bool
    files_scan: bool


@dataclass(frozen=True, slots=True)
class RoundPage:
    """``form`` is the frozen content, or what opening a draft now would freeze."""

    id: int
    uid: str
    contract_id: int
    state: RoundState
    form: Form
    fingerprint: str
    is_intact: bool
    altered: tuple[str, ...]
    prepared_by: str
    opened_at: datetime | None
    opened_by: str
    decided_at: datetime | None
    voided_at: datetime | None
    voided_by: str
    void_reason: str
    version: int
    members: tuple[MemberRow, ...]
    mine: MemberRow | None
    my_results: dict[int, Verdict]
    shows_verdicts: bool
    parts: tuple[PartRow, ...]
    demand: Demand | None
    notes: tuple[Note, ...]
    follows: Link | None
    replaces: Link | None
    later: tuple[Link, ...]
    files: projects.Shelf
    rights: Rights

    @property
    def signers(self) -> int:
        return sum(one.seat.signs for one in self.members)

    @property
    def signed(self) -> int:
        return sum(one.signed_at is not None for one in self.members)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who has still to sign."""
        return tuple(one.name for one in self.members if one.seat.signs and one.signed_at is None)

    @property
    def newest(self) -> Link | None:
        """The draft that took the place of a voided one."""
        return next((one for one in self.later if one.number == self.form.number), None)
