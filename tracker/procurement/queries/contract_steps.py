"""The steps of a tender that are recorded on its contract: signing, publishing, filing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.kernel.deadlines import Law, Reckoned
from tracker.kernel.labels import Label
from tracker.procurement.hooks import ContractDays
from tracker.procurement.rules.log import Ground, current
from tracker.procurement.rules.specs import Elsewhere, Source
from tracker.procurement.rules.winners import winning


@dataclass(frozen=True, slots=True)
class ContractStep:
    """A step that is recorded on the contract; without ``day`` it has not happened."""

    label: Label
    source: Source | None
    limit: Reckoned | None
    day: date | None
    number: str
    contract_id: int | None


def contract_steps(
    ground: Ground, by: Law, contracts: Sequence[ContractDays]
) -> Iterator[ContractStep]:
    """Those of the first contract; later service years have their own in the register."""
    first = contracts[0] if contracts else None
    limits = _contract_limits(ground, by, first) if first else {}
    for step in ground.steps if current(ground.log) else ():
        if step.recorded_in is not None:
            day = _DAYS[step.recorded_in](first) if first else None
            number = first.number if first else ""
            limit = limits.get(step.recorded_in)
            contract_id = first.contract_id if first else None
            yield ContractStep(step.label, step.source, limit, day, number, contract_id)


def _contract_limits(ground: Ground, by: Law, first: ContractDays) -> Mapping[Elsewhere, Reckoned]:
    """The limits that signing, publishing and filing have ended."""
    decided = winning(ground)
    days = {
        "award_notice_issued": decided.happened_on if decided else None,
        "contract_signed": first.signed_on,
        "contract_published": first.published_on,
        "contract_filed": first.filed_on,
    }
    facts = {event: day for event, day in days.items() if day is not None}
    found = {one.limit.before: one for one in by.reckon(facts, ground.spec.key) if one.done_on}
    return {where: found[where] for where in Elsewhere if where in found}


_DAYS = {
    Elsewhere.CONTRACT_SIGNED: lambda one: one.signed_on,
    Elsewhere.CONTRACT_PUBLISHED: lambda one: one.published_on,
    Elsewhere.CONTRACT_FILED: lambda one: one.filed_on,
}
