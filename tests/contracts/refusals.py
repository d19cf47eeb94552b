"""What a use case or a rule refused, whether it was one thing or several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tracker.kernel.errors import RuleViolation, Violations


@contextmanager
def refused() -> Iterator[list[RuleViolation]]:
    """Expect a refusal; the list holds every single one afterwards."""
    errors: list[RuleViolation] = []
    with pytest.raises(RuleViolation) as caught:
        yield errors
    error = caught.value
    errors.extend(error.errors if isinstance(error, Violations) else [error])


def codes(errors: list[RuleViolation]) -> list[str]:
    return [error.code for error in errors]
