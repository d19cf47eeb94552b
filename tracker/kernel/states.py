"""State machines as data: each feature keeps its table of moves beside its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

S = TypeVar("S", bound=StrEnum)


class IllegalTransition(RuleViolation):
    code = "illegal_transition"
    label = Label(
        "状态不能由“{before}”变为“{after}”",
        "The status cannot change from “{before}” to “{after}”",
    )


@dataclass(frozen=True)
class StateMachine(Generic[S]):
    """Allowed moves; a state that is not a key, or maps to nothing, is final."""

    moves: Mapping[S, frozenset[S]]

    def check(self, before: S, after: S) -> None:
        """Raise ``IllegalTransition`` unless the table allows this move."""
        if after not in self.moves.get(before, frozenset()):
            raise IllegalTransition(before=before, after=after)
