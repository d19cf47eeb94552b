"""A schedule version as frozen JSON: amounts in 分, days as ISO, keys sorted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from tracker.contracts.rules.kinds import Basis, DueFrom, Trigger
from tracker.contracts.rules.terms import Terms
from tracker.contracts.rules.versions import Placed
from tracker.kernel.durations import DurationUnit
from tracker.kernel.money import Money


def write(rows: Iterable[tuple[Terms, Money]]) -> str:
    """The JSON of a schedule and what its rows come to."""
    plain = [_plain(terms) | {"comes_to": amount.fen} for terms, amount in rows]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text: str) -> tuple[Placed, ...]:
    """The schedule that ``write`` froze."""
    return tuple(_placed(row) for row in json.loads(text))


def _plain(terms: Terms) -> dict[str, Any]:
    fields = asdict(terms)
    fields["amount"] = terms.amount.fen if terms.amount is not None else None
    fields["deducted"] = terms.deducted.fen
    fields["expected_on"] = terms.expected_on.isoformat() if terms.expected_on else None
    return fields


def _placed(row: dict[str, Any]) -> Placed:
    comes_to = Money(row.pop("comes_to"))
    read = {
        "basis": Basis(row["basis"]),
        "trigger": Trigger(row["trigger"]),
        "due_unit": DurationUnit(row["due_unit"]),
        "due_from": DueFrom(row["due_from"]),
        "amount": None if row["amount"] is None else Money(row["amount"]),
        "deducted": Money(row["deducted"]),
        "expected_on": date.fromisoformat(row["expected_on"]) if row["expected_on"] else None,
    }
    return Placed(Terms(**{**row, **read}), comes_to)
