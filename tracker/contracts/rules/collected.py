"""Several checks whose refusals are told together, so that a form shows all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tracker.kernel.errors import RuleViolation, Violations


class Problems:
    """What was refused so far."""

    def __init__(self) -> None:
        self.errors: list[RuleViolation] = []

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Keep the refusal of one check and go on."""
        try:
            yield
        except Violations as several:
            self.errors.extend(several.errors)
        except RuleViolation as one:
            self.errors.append(one)

    def raise_any(self) -> None:
        """Raise what was collected."""
        raise_all(self.errors)


def raise_all(errors: Sequence[RuleViolation]) -> None:
    """Raise the only error as it is, or several in one."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Violations(errors)
