"""The stepper of a project: its seven stages, each done, partly done, current or to come.

Where a project stands is stored (MODEL 3.1); what the other stages look like follows from facts,
so that an advance paid at signing does not make the acceptance look done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.projects.rules import Stage

NOTHING = Label("", "")


class Progress(StrEnum):
    DONE = "done"
    PARTLY = "partly"
    CURRENT = "current"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What the stepper is drawn from; parts are instalments that count."""

    stage: Stage
    started_on: date
    archived_on: date | None = None
    has_budget: bool = False
    awarded_on: date | None = None
    signed_on: date | None = None
    service_to: date | None = None
    waits_for_contract: bool = False
    is_performing: bool = False
    acceptances: int = 0
    accepted: int = 0
    signing: Label | None = None
    parts: int = 0
    paid_parts: int = 0
    last_due_on: date | None = None
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the stepper, with its date or progress."""

    stage: Stage
    progress: Progress
    note: Label = NOTHING
    is_overdue: bool = False


def steps(facts: StageFacts) -> tuple[Step, ...]:
    """The seven stages in order."""
    return tuple(
        Step(
            stage,
            Progress.CURRENT if stage is facts.stage else _PROGRESS[stage](facts),
            _NOTES[stage](facts),
            facts.is_overdue and stage is facts.stage,
        )
        for stage in Stage
    )


def _progress(done: int, total: int) -> Progress:
    if not done:
        return Progress.FUTURE
    return Progress.DONE if done >= total else Progress.PARTLY


def _initiation(facts: StageFacts) -> Progress:
    return Progress.DONE if facts.has_budget or facts.signed_on else Progress.PARTLY


def _procurement(facts: StageFacts) -> Progress:
    return Progress.DONE if facts.awarded_on or facts.signed_on else Progress.FUTURE


def _contract(facts: StageFacts) -> Progress:
    if facts.signed_on is None:
        return Progress.FUTURE
    return Progress.PARTLY if facts.waits_for_contract else Progress.DONE


def _performance(facts: StageFacts) -> Progress:
    if facts.signed_on is None:
        return Progress.FUTURE
    return Progress.PARTLY if facts.is_performing else Progress.DONE


_PROGRESS: Mapping[Stage, Callable[[StageFacts], Progress]] = {
    Stage.INITIATION: _initiation,
    Stage.PROCUREMENT: _procurement,
    Stage.CONTRACT: _contract,
    Stage.PERFORMANCE: _performance,
    Stage.ACCEPTANCE: lambda facts: _progress(facts.accepted, facts.acceptances),
    Stage.PAYMENT: lambda facts: _progress(facts.paid_parts, facts.parts),
    Stage.ARCHIVED: lambda facts: Progress.DONE if facts.archived_on else Progress.FUTURE,
}


def _dated(day: date | None, zh: str, en: str) -> Label:
    return Label(f"{day}{zh}", f"{en} {day}") if day else NOTHING


def _accepted(facts: StageFacts) -> Label:
    if facts.signing is not None:
        return facts.signing
    if not facts.acceptances:
        return NOTHING
    done, total = facts.accepted, facts.acceptances
    return Label(f"{done}/{total}次合格", f"{done} of {total} passed")


def _paid(facts: StageFacts) -> Label:
    if not facts.parts:
        return NOTHING
    done, total = facts.paid_parts, facts.parts
    return Label(f"{done}/{total}笔已付", f"{done} of {total} paid")


def _archived(facts: StageFacts) -> Label:
    if facts.archived_on or facts.last_due_on is None:
        return _dated(facts.archived_on, "", "on")
    year = facts.last_due_on.year
    return Label(f"最早{year}年", f"{year} at the earliest")


_NOTES: Mapping[Stage, Callable[[StageFacts], Label]] = {
    Stage.INITIATION: lambda facts: _dated(facts.started_on, "", "on"),
    Stage.PROCUREMENT: lambda facts: _dated(facts.awarded_on, "成交", "awarded"),
    Stage.CONTRACT: lambda facts: _dated(facts.signed_on, "签订", "signed"),
    Stage.PERFORMANCE: lambda facts: _dated(facts.service_to, "到期", "until"),
    Stage.ACCEPTANCE: _accepted,
    Stage.PAYMENT: _paid,
    Stage.ARCHIVED: _archived,
}
