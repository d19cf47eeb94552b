"""What ``data/acceptance.toml`` says: teams by amount, what a round unlocks, usual terms."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.acceptance.rules.kinds import RoundKind
from tracker.contracts.rules.kinds import Trigger
from tracker.kernel.labels import Label
from tracker.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Team:
    """The rule for who signs: at least ``least``, an odd number if ``odd``; from that amount on."""

    from_amount: Money
    least: int
    odd: bool
    advice: Label
    source: str
    valid_from: date


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("tracker.data").joinpath("acceptance.toml").read_text("utf-8"))


@cache
def teams() -> tuple[Team, ...]:
    """Every rule, as written."""
    return tuple(
        Team(
            from_amount=Money.yuan(row["from_amount"]),
            least=row["least"],
            odd=row["odd"],
            advice=Label(row["advice"]["zh"], row["advice"]["en"]),
            source=row["source"],
            valid_from=row["valid_from"],
        )
        for row in _data()["team"]
    )


def team_for(amount: Money, on: date) -> Team:
    """The rule in force on that day for a contract of that amount."""
    in_force = [team for team in teams() if team.valid_from <= on and team.from_amount <= amount]
    return max(in_force or teams()[:1], key=lambda team: (team.from_amount, team.valid_from))


@cache
def _triggers() -> dict[RoundKind, frozenset[Trigger]]:
    return {
        RoundKind(row["key"]): frozenset(Trigger(each) for each in row["triggers"])
        for row in _data()["kind"]
    }


def triggers_of(kind: RoundKind) -> frozenset[Trigger]:
    """The conditions of payment that an accepted round of this kind meets."""
    return _triggers()[kind]


def kinds_for(triggers: Iterable[Trigger]) -> tuple[RoundKind, ...]:
    """The kinds of rounds that meet one of these conditions."""
    wanted = frozenset(triggers)
    return tuple(kind for kind in RoundKind if triggers_of(kind) & wanted)


@cache
def _required() -> frozenset[Trigger]:
    return frozenset(Trigger(each) for each in _data()["required"]["triggers"])


def needs_round(trigger: Trigger, on: date, rounds_from: date | None) -> bool:
    """Whether only a signed round can meet the condition on that day.

    ``rounds_from`` is the unit's 验收签署启用日; before it, facts are recorded with their paper.
    """
    return rounds_from is not None and on >= rounds_from and trigger in _required()


def usual_sign_days() -> int:
    """Working days from the meeting to the last day for signing."""
    days: int = _data()["terms"]["sign_days"]
    return days


def usual_rectify_days() -> int:
    """Days from a rejection to the end of the rectification."""
    days: int = _data()["terms"]["rectify_days"]
    return days


def usual_reaccept_days() -> int:
    """Days from the report that everything was put right to the round that accepts it again."""
    days: int = _data()["terms"]["reaccept_days"]
    return days


def usual_reopen_days() -> int:
    """Days from voiding a round to opening the draft that takes its place."""
    days: int = _data()["terms"]["reopen_days"]
    return days
