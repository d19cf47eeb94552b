"""Several new estimates at once: what was tried under 试算 becomes the expected days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.accounts.rules import Actor, allow
from tracker.contracts.models import Instalment
from tracker.contracts.rules import facts
from tracker.contracts.service.locking import keep_stage, locked_instalment
from tracker.infra import audit, clock
from tracker.infra.db import transaction
from tracker.kernel.errors import NotFound
from tracker.settings.queries import work_calendar


def estimate_together(
    project_id: int,
    moves: Mapping[int, date],
    seen: Mapping[int, date | None],
    actor: Actor,
    reason: str,
) -> None:
    """Set the expected days of instalments of one project: all of them or none.

    ``seen`` are the days they were tried against: raises ``EstimateOvertaken`` when one is another
    by now.
    """
    allow("contracts.estimate", actor)
    facts.check_reason(reason)
    with transaction():
        changed = [
            _estimate(number, project_id, moves[number], seen.get(number), actor)
            for number in sorted(moves)
        ]
        if not changed:
            raise NotFound
        first = changed[0]
        keep_stage(first.contract.project, clock.today())
        audit.record(
            "contracts.estimate",
            first,
            actor,
            reason=reason.strip(),
            detail="、".join(f"{one.contract.number} 第{one.no}笔" for one in changed),
            project=first.contract.project,
        )


def _estimate(
    instalment_id: int, project_id: int, day: date, seen: date | None, actor: Actor
) -> Instalment:
    instalment = locked_instalment(instalment_id, actor)
    if instalment.project_id != project_id:
        raise NotFound
    facts.check_can_estimate(
        instalment.trigger,
        instalment.triggered_on,
        instalment.is_estimate_derived,
        clock.today(),
        day,
    )
    if instalment.expected_day != seen:
        raise facts.EstimateOvertaken(no=instalment.no, now=instalment.expected_day or "—")
    instalment.estimate(day, work_calendar())
    return instalment
