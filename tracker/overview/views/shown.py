"""What several templates show in the same way, in the language of the person looking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.infra import i18n
from tracker.overview.rules.stages import Step


@dataclass(frozen=True)
class StageItem:
    """One stage, as components/stages.html draws it."""

    label: str
    state: str
    note: str
    overdue: bool


def stage_items(steps: Iterable[Step]) -> tuple[StageItem, ...]:
    """The stepper of a project."""
    return tuple(
        StageItem(
            i18n.label(step.stage.label), step.progress, i18n.label(step.note), step.is_overdue
        )
        for step in steps
    )
