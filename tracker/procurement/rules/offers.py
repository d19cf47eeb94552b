"""A negotiation record as text, and the comparison of its offers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.procurement.rules.negotiation import Capacity, Party, Person


@dataclass(frozen=True, slots=True)
class Compared:
    """One supplier in the comparison: its offers, which of them are the lowest of their round."""

    party: Party
    offers: tuple[tuple[Money | None, bool], ...]
    is_lowest: bool


def compared(parties: Sequence[Party]) -> tuple[Compared, ...]:
    """The offers of every supplier by round; the lowest of a round, and of all final ones."""
    rounds = max((len(party.offers) for party in parties), default=0)
    lowest = [_least([_at(party, place) for party in parties]) for place in range(rounds)]
    final = _least([party.last for party in parties])
    return tuple(
        Compared(
            party,
            tuple(
                (_at(party, place), _at(party, place) is not None and _at(party, place) == least)
                for place, least in enumerate(lowest)
            ),
            party.last is not None and party.last == final,
        )
        for party in parties
    )


def _at(party: Party, place: int) -> Money | None:
    return party.offers[place] if place < len(party.offers) else None


def _least(offers: Sequence[Money | None]) -> Money | None:
    return min((offer for offer in offers if offer is not None), default=None)


def write_people(people: Sequence[Person]) -> str:
    """The people as text; ``read_people`` reads it."""
    rows = [
        {
            "name": one.name,
            "capacity": one.capacity,
            "user_uid": one.user_uid,
            "unit": one.unit,
        }
        for one in people
    ]
    return json.dumps(rows, ensure_ascii=False)


def read_people(text: str) -> tuple[Person, ...]:
    """The people that ``write_people`` wrote."""
    rows: list[dict[str, Any]] = json.loads(text)
    return tuple(Person(**{**row, "capacity": Capacity(row["capacity"])}) for row in rows)


def write_parties(parties: Sequence[Party]) -> str:
    """The suppliers and their offers (分) as text; ``read_parties`` reads it."""
    rows = [
        {
            "name": one.name,
            "offers": [None if offer is None else offer.fen for offer in one.offers],
            "points": one.points,
        }
        for one in parties
    ]
    return json.dumps(rows, ensure_ascii=False)


def read_parties(text: str) -> tuple[Party, ...]:
    """The suppliers that ``write_parties`` wrote."""
    rows: list[dict[str, Any]] = json.loads(text)
    return tuple(
        Party(
            row["name"],
            tuple(None if fen is None else Money(fen) for fen in row["offers"]),
            row["points"],
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class PeopleText:
    """The people of a record, as the history shows them."""

    value: str

    @property
    def label(self) -> Label:
        people = read_people(self.value)
        return Label(
            "、".join(f"{one.name}（{one.capacity.label.zh}）" for one in people),
            ", ".join(f"{one.name} ({one.capacity.label.en})" for one in people),
        )


@dataclass(frozen=True, slots=True)
class PartiesText:
    """The suppliers of a record with their offers in 元, as the history shows them."""

    value: str

    @property
    def label(self) -> Label:
        parties = read_parties(self.value)
        text = "；".join(
            " ".join((one.name, *(str(offer or "—") for offer in one.offers), one.points)).strip()
            for one in parties
        )
        return Label(text, text)
