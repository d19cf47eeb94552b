"""Who won by the log of a tender, and who won before him and did not sign.

政府采购法实施条例 第四十九条: where the winner does not sign, the next candidate may be taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.procurement.rules.log import Ground, Logged, current


@dataclass(frozen=True, slots=True)
class Former:
    """A winner in whose place came another; ``supplier`` is the uid."""

    supplier: str
    amount: Money
    notice_on: date
    replaced_on: date
    why: Label


def winning(ground: Ground) -> Logged | None:
    """The record that the award follows from: the last one that names a winner."""
    found = _winners(ground)
    return found[-1] if found else None


def formers(ground: Ground) -> tuple[Former, ...]:
    """Those before him, in order."""
    found = _winners(ground)
    return tuple(
        Former(
            supplier=str(one.facts.get("supplier", "")),
            amount=Money(int(one.facts.get("amount") or 0)),
            notice_on=one.happened_on,
            replaced_on=after.happened_on,
            why=_reason(ground, after),
        )
        for one, after in pairwise(found)
    )


def _winners(ground: Ground) -> Sequence[Logged]:
    """The one who won first stands first, whatever the days say."""
    named = [one for one in current(ground.log) if _names_winner(ground, one)]
    return sorted(named, key=lambda one: _replaces(ground, one))


def _names_winner(ground: Ground, record: Logged) -> bool:
    step = ground.spec.step(record.step)
    return step is not None and step.names_winner and not record.skipped


def _replaces(ground: Ground, record: Logged) -> bool:
    step = ground.spec.step(record.step)
    return step is not None and step.replaces


def _reason(ground: Ground, record: Logged) -> Label:
    step = ground.spec.step(record.step)
    fact = step.fact("reason") if step else None
    choice = str(record.facts.get("reason", ""))
    return fact.choices.get(choice, Label(choice, choice)) if fact else Label(choice, choice)
