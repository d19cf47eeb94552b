"""What features above may add to contracts: who else has a say in whether a condition is met."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tracker.contracts.models import Instalment

TriggerGuard = Callable[[Instalment, date], bool]

_guards: list[TriggerGuard] = []


def claims_trigger(guard: TriggerGuard) -> TriggerGuard:
    """Register what says whether a condition on that day can only be met by its own feature."""
    _guards.append(guard)
    return guard


def is_claimed(instalment: Instalment, on: date) -> bool:
    """Whether recording by hand that its condition was met on that day has to be refused."""
    return any(guard(instalment, on) for guard in _guards)
