"""Schedules to start from: the usual steps of a project, or equal parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.contracts.rules.kinds import Basis, Trigger
from tracker.contracts.rules.terms import Terms
from tracker.kernel.durations import Duration
from tracker.kernel.labels import Label
from tracker.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Step:
    label: Label
    ratio: int
    trigger: Trigger


PROJECT_STEPS = (
    Step(Label("预付款", "Advance"), 300_000, Trigger.SIGNING),
    Step(Label("初验款", "Preliminary acceptance"), 400_000, Trigger.PRELIMINARY_ACCEPTANCE),
    Step(Label("终验款", "Final acceptance"), 270_000, Trigger.FINAL_ACCEPTANCE),
    Step(Label("质保金", "Retention"), 30_000, Trigger.WARRANTY_END),
)


def project_steps(term: Duration, lang: str) -> tuple[Terms, ...]:
    """A build project in 30/40/27/3, each due ``term`` after its trigger (套用模板)."""
    return tuple(
        Terms(
            no=no,
            name=step.label.text(lang),
            basis=Basis.RATIO,
            trigger=step.trigger,
            due_count=term.count,
            due_unit=term.unit,
            ratio=step.ratio,
        )
        for no, step in enumerate(PROJECT_STEPS, 1)
    )


def equal_parts(rows: Sequence[Terms], amount: Money) -> tuple[Terms, ...]:
    """The same rows in equal fixed parts of ``amount``; the last takes the rounding (按期等分)."""
    parts = amount.split([1] * len(rows))
    return tuple(
        replace(row, basis=Basis.FIXED, ratio=None, amount=part)
        for row, part in zip(rows, parts, strict=True)
    )
