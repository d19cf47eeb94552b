"""What follows the award until the file is closed: whose turn it is, and from which day on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tracker.kernel.deadlines import Law, Reckoned
from tracker.kernel.limits import Direction, events
from tracker.procurement.rules.clocks import facts_of
from tracker.procurement.rules.log import (
    Ground,
    current,
    earliest_on,
    expected_on,
    next_step,
    unanswered,
)
from tracker.procurement.rules.specs import Elsewhere, StepSpec
from tracker.procurement.rules.tenders import TenderStatus
from tracker.procurement.rules.winners import winning


@dataclass(frozen=True, slots=True)
class Turn:
    """The step that comes next; nobody can take it before ``earliest``.

    ``minimum`` is the statutory one that ``earliest`` comes from, if it does.
    """

    step: StepSpec
    due_on: date
    earliest: date | None
    minimum: Reckoned | None


def is_settled(ground: Ground) -> bool:
    """Whether nothing is asked for any more: it failed, or its file is closed or complete.

    A challenge that waits for its answer is always asked for.
    """
    if not ground.status.takes_steps:
        return True
    if ground.status.is_open or unanswered(ground.spec, ground.log):
        return False
    known = {record.step for record in current(ground.log)}
    closed = any(step.closes and step.key in known for step in ground.steps)
    return closed or next_step(replace(ground, is_signed=True)) is None


def turn(ground: Ground, planned_on: date, law: Law) -> Turn | None:
    """What comes next, and when: the contract as well, where no clock of its own tells of it."""
    step = next_step(ground) or _signing(ground, law)
    if step is None:
        return None
    minimum = _minimum(ground, step, law)
    due_on, earliest = expected_on(ground, step, planned_on), earliest_on(ground, step)
    if minimum is None or (earliest is not None and earliest > minimum.ends_on):
        return Turn(step, due_on, earliest, None)
    return Turn(step, max(due_on, minimum.ends_on), minimum.ends_on, minimum)


def _signing(ground: Ground, law: Law) -> StepSpec | None:
    if ground.is_signed or ground.status is not TenderStatus.COMPLETE:
        return None
    decided = winning(ground)
    facts = {"award_notice_issued": decided.happened_on} if decided else {}
    found = law.reckon(facts, ground.spec.key)
    if any(one.limit.before == Elsewhere.CONTRACT_SIGNED for one in found):
        return None
    signed = Elsewhere.CONTRACT_SIGNED
    return next((step for step in ground.steps if step.recorded_in is signed), None)


def _minimum(ground: Ground, step: StepSpec, law: Law) -> Reckoned | None:
    """The latest of the statutory minimums that the day of the step has to keep."""
    found = [
        one
        for one in law.reckon(facts_of(ground.log), ground.spec.key)
        if one.limit.direction is Direction.AT_LEAST
        and step.key in events()[one.limit.before].steps
    ]
    return max(found, key=lambda one: one.ends_on, default=None)
