"""Who is told: seats are named by a kind, people take them at the moment of sending. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracker.accounts.rules import GroupKind, Role, allows
from tracker.kernel.labels import Label

LAST_RESORT = (Role.LEADER, Role.ADMIN)
NOBODY_ELSE = Label(
    "无有效接收人：原接收人均已停用，由你代收",
    "No valid recipient: everyone who should be told is inactive",
)
DEPUTY = Label("你是{name}的代理人", "You are the deputy of {name}")
AWAY = Label("{name}不在岗，你是代理人", "{name} is away, and you are the deputy")


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    email: str
    language: str
    roles: frozenset[Role]
    active: bool
    deputy_id: int | None
    away: bool = False
    head_id: int | None = None  # of his department
    leads: frozenset[GroupKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Seat:
    """A reason to be told: held by these people, or by everybody in a role; never by those in
    ``barred``, such as the one who made an application that somebody else must approve.
    ``personal``: nobody stands in, as with a signature."""

    because: Label
    user_ids: tuple[int, ...] = ()
    role: Role | None = None
    barred: tuple[int, ...] = ()
    personal: bool = False

    def is_held_by(self, user_id: int, roles: frozenset[Role]) -> bool:
        """Whether it is this person's own seat, deputies left aside."""
        if user_id in self.barred:
            return False
        return user_id in self.user_ids or self.role in roles


@dataclass(frozen=True, slots=True)
class Recipient:
    """``on_behalf`` names the one who is away and for whom a deputy is told."""

    person: Person
    because: Label
    on_behalf: str = ""


Directory = Mapping[int, Person]


def recipients(seats: Iterable[Seat], people: Directory) -> tuple[Recipient, ...]:
    """The people to tell, each once, with the first reason that holds.

    An inactive holder is replaced by his deputy (and that one by his); beside one who is away the
    deputy is told as well. When no seat has anybody left, the leaders are told, failing them the
    administrators (无有效接收人).
    """
    found = _each_once(one for seat in seats for one in _holders(seat, people))
    for role in LAST_RESORT:
        found = found or _each_once(_in_role(Seat(NOBODY_ELSE, role=role), people))
    return found


def _each_once(found: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """By the first reason; one of his own comes before standing in for somebody."""
    first: dict[int, Recipient] = {}
    for one in found:
        known = first.setdefault(one.person.id, one)
        if known.on_behalf and not one.on_behalf:
            first[one.person.id] = one
    return tuple(first.values())


def _holders(seat: Seat, people: Directory) -> Iterator[Recipient]:
    for user_id in seat.user_ids:
        yield from _stand_in(user_id, seat, people)
    if seat.role is None:
        return
    active = [one.person for one in _in_role(seat, people)]
    if all(person.away for person in active):
        for person in active or _ever_in_role(seat.role, people):
            yield from _stand_in(person.id, seat, people)
    else:
        yield from _in_role(seat, people)


def _in_role(seat: Seat, people: Directory) -> Iterator[Recipient]:
    for person in people.values():
        if seat.role in person.roles and _can_sit(person, seat):
            yield Recipient(person, seat.because)


def _ever_in_role(role: Role, people: Directory) -> list[Person]:
    return [person for person in people.values() if role in person.roles]


def _stand_in(user_id: int | None, seat: Seat, people: Directory) -> Iterator[Recipient]:
    """The person, or the first along the line of deputies who is active; up to one who is there."""
    because, asked, on_behalf = seat.because, set[int](), ""
    while user_id is not None and user_id in people and user_id not in asked:
        asked.add(user_id)
        person = people[user_id]
        sits = _can_sit(person, seat)
        if sits:
            yield Recipient(person, because, on_behalf)
        if seat.personal or (sits and not person.away):
            return
        words = AWAY if sits else DEPUTY
        because = words.filled(name=person.name)
        on_behalf = person.name if sits else on_behalf
        user_id = person.deputy_id


def _can_sit(person: Person, seat: Seat) -> bool:
    if person.id in seat.barred:
        return False
    return person.active and allows("reminders.read", person.roles)
