"""Who may sit in the group of one round (SIGNOFF 2, 7; DOMAIN 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import ReplaceMember, SeatDraft
from tracker.acceptance.rules.kinds import Seat
from tracker.acceptance.rules.standards import Team
from tracker.kernel.errors import RuleViolation
from tracker.kernel.money import Money
from tracker.projects.rules import Duty

# A duty that makes somebody the controlled, not the controller (财会〔2012〕21号).
_OVERLAPPING = (Duty.PROCUREMENT, Duty.CONTRACT)


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody on the roster: the person, the seat, and what else he has done on the project."""

    uid: str
    name: str
    post: str
    department: str
    seat: Seat
    is_active: bool
    is_in_group: bool
    duties: frozenset[Duty] = frozenset()
    overlap_reason: str = ""

    @property
    def overlap(self) -> Duty | None:
        """The duty that does not go with deciding about the result, if there is one."""
        if not self.seat.signs:
            return None
        return next((duty for duty in _OVERLAPPING if duty in self.duties), None)


def replaced(roster: Sequence[SeatDraft], command: ReplaceMember) -> tuple[SeatDraft, ...]:
    """The roster with another in the seat of whoever cannot come; ``NotSeated`` if nobody sits so.

    Whoever sits in it already cannot take a second seat: ``problems`` tells it.
    """
    if command.absent_uid not in {one.person_uid for one in roster}:
        raise errors.NotSeated(field="absent")
    if command.substitute_uid == command.absent_uid:
        raise errors.SamePerson(field="substitute")
    return tuple(
        SeatDraft(command.substitute_uid, one.seat, command.overlap_reason.strip())
        if one.person_uid == command.absent_uid
        else one
        for one in roster
    )


def problems(roster: Sequence[Seated], team: Team, amount: Money) -> list[RuleViolation]:
    """Everything that keeps this group from being called; each beside the row it is about."""
    return [*_numbers(roster, team, amount), *_twice(roster), *_each(roster)]


def _numbers(roster: Sequence[Seated], team: Team, amount: Money) -> Iterator[RuleViolation]:
    count = sum(one.seat.signs for one in roster)
    if count < team.least:
        yield errors.TooFew(
            field="roster", count=count, amount=amount, least=team.least, source=team.source
        )
    elif team.odd and count % 2 == 0:
        yield errors.EvenNumber(field="roster", count=count, source=team.source)
    if sum(one.seat is Seat.LEADER for one in roster) != 1:
        yield errors.OneLeader(field="roster")


def _twice(roster: Iterable[Seated]) -> Iterator[RuleViolation]:
    seen: Counter[str] = Counter()
    for place, one in enumerate(roster):
        seen[one.uid] += 1
        if seen[one.uid] == 2:
            yield errors.SeatTwice(field=f"roster-{place}-person", name=one.name)


def _each(roster: Iterable[Seated]) -> Iterator[RuleViolation]:
    for place, one in enumerate(roster):
        person, reason = f"roster-{place}-person", f"roster-{place}-overlap_reason"
        if not one.is_active:
            yield errors.Inactive(field=person, name=one.name)
        elif one.seat.is_of_group and not one.is_in_group:
            yield errors.NotInGroup(field=person, name=one.name, seat=one.seat)
        if one.overlap is None:
            continue
        if one.seat is Seat.LEADER and one.overlap is Duty.PROCUREMENT:
            yield errors.LeaderHandled(field=person, name=one.name, duty=one.overlap)
        elif not one.overlap_reason.strip():
            yield errors.OverlapUnexplained(field=reason, name=one.name, duty=one.overlap)
