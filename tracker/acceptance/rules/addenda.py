"""What is noted beside the signatures and never counts: supplier, purchaser, notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from tracker.acceptance.rules import errors
from tracker.acceptance.rules.commands import Add
from tracker.acceptance.rules.kinds import AddendumKind, RoundState
from tracker.kernel.errors import RuleViolation

_TAKING = frozenset({RoundState.OPEN, RoundState.ACCEPTED, RoundState.REJECTED})


def takes_addenda(state: RoundState) -> bool:
    """Whether something can be noted about a round in that state: not before it was opened."""
    return state in _TAKING


def problems(command: Add, opened_on: date, today: date) -> Iterator[RuleViolation]:
    """What keeps it from being noted, each beside its field."""
    if not command.by.strip():
        yield errors.BySomebody(field="by")
    if command.on > today:
        yield errors.NotedLater(field="on", today=today)
    elif command.on < opened_on:
        yield errors.NotedBefore(field="on", on=opened_on)
    if command.kind is AddendumKind.NOTICE:
        if not is_address(command.address):
            yield errors.AddressMissing(field="address")
    elif not command.text.strip():
        yield errors.TextMissing(field="text", kind=command.kind)


def is_address(text: str) -> bool:
    """Whether it is an address of the web, as a browser takes it."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
