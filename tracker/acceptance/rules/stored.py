"""Items, roster and results as the JSON text that a round keeps them in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.acceptance.rules.commands import Item, SeatDraft
from tracker.acceptance.rules.kinds import Category, Seat, Verdict


def items_text(items: Iterable[Item]) -> str:
    """Items as the round keeps them, in order."""
    return _text([item_data(item) for item in items])


def items(text: str) -> tuple[Item, ...]:
    """The items a round keeps."""
    return tuple(
        Item(**{**row, "category": Category(row["category"])}) for row in json.loads(text or "[]")
    )


def item_data(item: Item) -> dict[str, str]:
    """One item as plain data, in the order of the form."""
    return {
        "clause": item.clause,
        "category": item.category.value,
        "agreed": item.agreed,
        "actual": item.actual,
        "evidence": item.evidence,
    }


def roster_text(seats: Iterable[SeatDraft]) -> str:
    """A drafted roster as the round keeps it."""
    return _text(
        [
            {
                "person": one.person_uid,
                "seat": one.seat.value,
                "overlap_reason": one.overlap_reason,
            }
            for one in seats
        ]
    )


def roster(text: str) -> tuple[SeatDraft, ...]:
    """The drafted roster a round keeps."""
    return tuple(
        SeatDraft(row["person"], Seat(row["seat"]), row["overlap_reason"])
        for row in json.loads(text or "[]")
    )


def results_text(results: Mapping[int, Verdict]) -> str:
    """Results by the number of the item, as a signature keeps them."""
    return _text({str(no): results[no].value for no in sorted(results)})


def results(text: str) -> dict[int, Verdict]:
    """The results of a signature, by the number of the item."""
    return {int(no): Verdict(value) for no, value in json.loads(text or "{}").items()}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
