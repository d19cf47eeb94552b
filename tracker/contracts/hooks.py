"""What features above may add to contracts: who else has a say in whether a condition is met."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tracker.contracts.rules.kinds import Trigger

TriggerGuard = Callable[[Trigger, date], bool]

_guards: list[TriggerGuard] = []


def claims_trigger(guard: TriggerGuard) -> TriggerGuard:
    """Register what says whether a condition on that day can only be met by its own feature."""
    _guards.append(guard)
    return guard


def is_claimed(trigger: Trigger, on: date) -> bool:
    """Whether recording it by hand has to be refused."""
    return any(guard(trigger, on) for guard in _guards)
