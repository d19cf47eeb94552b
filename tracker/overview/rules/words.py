"""How an instalment reads in a list: its state as icon, word and colour, and its condition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.state import (
    InstalmentFacts,
    InstalmentState,
    instalment_state,
    is_estimate_late,
)
from tracker.contracts.rules.terms import Terms
from tracker.kernel.labels import Label

PAID = Label("已付", "Paid")
LATE = Label("触发逾期", "Trigger late")


@dataclass(frozen=True, slots=True)
class Look:
    """``kind`` names icon and colour (components/status.html), ``word`` says it."""

    kind: str
    word: Label


def open_look(facts: InstalmentFacts, trigger: Trigger, today: date) -> Look:
    """The state of an instalment, the wait for its trigger by its own word: 待初验."""
    state = instalment_state(facts, today)
    if state is InstalmentState.AWAITING_TRIGGER:
        if is_estimate_late(facts, today):
            return Look("soon", LATE)
        return Look(state, trigger.awaited)
    return Look(state, state.label)


def paid_look(on: date | None) -> Look:
    """Paid, on that day of the band's year."""
    if on is None:
        return Look("paid", PAID)
    return Look("paid", Label(f"{on:%m-%d}已付", f"Paid {on:%m-%d}"))


def condition(terms: Terms, facts: InstalmentFacts) -> Label:
    """The condition, with the day on which it came true or is expected to."""
    text = terms.condition
    day = facts.triggered_on or facts.expected_on
    if day is None:
        return Label(f"{text.zh}（日期待定）", f"{text.en} (no date yet)")
    if terms.trigger is Trigger.ON_DATE:
        return Label(f"{text.zh}（{day}）", f"{text.en} ({day})")
    if facts.triggered_on:
        return Label(f"{text.zh}（{day}成就）", f"{text.en} (met {day})")
    return Label(f"{text.zh}（预计{day}）", f"{text.en} (expected {day})")
