from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum

import pytest

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.states import IllegalTransition, StateMachine


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"

    @property
    def label(self) -> Label:
        return {
            Lamp.OFF: Label("关", "off"),
            Lamp.ON: Label("开", "on"),
            Lamp.BROKEN: Label("坏", "broken"),
        }[self]


LAMP = StateMachine(
    {Lamp.OFF: frozenset({Lamp.ON}), Lamp.ON: frozenset({Lamp.OFF, Lamp.BROKEN})},
)


@pytest.mark.parametrize("before", Lamp)
@pytest.mark.parametrize("after", Lamp)
def test_only_the_moves_of_the_table_are_allowed(before: Lamp, after: Lamp) -> None:
    allowed = {("off", "on"), ("on", "off"), ("on", "broken")}
    refused = nullcontext() if (before, after) in allowed else pytest.raises(IllegalTransition)

    with refused:
        LAMP.check(before, after)


def test_a_refused_move_names_both_states() -> None:
    with pytest.raises(RuleViolation) as refusal:
        LAMP.check(Lamp.BROKEN, Lamp.ON)

    assert refusal.value.text() == "状态不能由“坏”变为“开”"
    assert refusal.value.text("en") == "The status cannot change from “broken” to “on”"
