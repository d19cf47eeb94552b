"""What the log of a tender says to the statutory clocks: which facts it holds, what they break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tracker.kernel.deadlines import Law, Reckoned
from tracker.kernel.limits import events
from tracker.procurement.rules.log import Entry, Logged, day_of, found

CLARIFICATION = "clarification"


def facts_of(log: Sequence[Logged]) -> dict[str, date]:
    """The dated facts on record, event → day. A challenge and its answer are not among them:
    there may be several (``answers_of``)."""
    facts: dict[str, date] = {}
    for event in events().values():
        if event.name in _SEVERAL:
            continue
        days = (day_of(log, step) for step in event.steps)
        day = next((one for one in days if one is not None), None)
        if day is not None:
            facts[event.name] = day
    clarified = found(log, CLARIFICATION)
    if clarified is not None and clarified.facts.get("affects_bids") == "no":
        del facts["clarification_issued"]
    return facts


_SEVERAL = frozenset(
    {"challenge_received", "challenge_answered", "complaint_accepted", "complaint_decided"}
)
_BRANCHES = {
    "challenge": ("challenge_received", "challenge_answered"),
    "complaint": ("complaint_accepted", "complaint_decided"),
}


def answers_of(log: Iterable[Logged]) -> Mapping[int, dict[str, date]]:
    """Each challenge and complaint in force with the day of its answer, by id of its record."""
    records = [one for one in log if one.is_current]
    answered = {one.answers: one.happened_on for one in records if one.answers is not None}
    facts: dict[int, dict[str, date]] = {}
    for record in records:
        if record.step not in _BRANCHES:
            continue
        opened, decided = _BRANCHES[record.step]
        facts[record.id] = {opened: record.happened_on}
        if record.id in answered:
            facts[record.id][decided] = answered[record.id]
    return facts


def broken_by(law: Law, method: str, log: Sequence[Logged], entry: Entry) -> tuple[Reckoned, ...]:
    """The limits that an entry breaks; ``log`` is the log with it."""
    if entry.answers is not None:
        facts = answers_of(log).get(entry.answers, {})
        touching = set(facts)
    else:
        facts = facts_of(log)
        touching = {
            event.name
            for event in events().values()
            if any(step.partition(".")[0] == entry.step for step in event.steps)
        }
    broken = law.breaches(facts, touching, method)
    return tuple(one for one in broken if one.limit.is_explained)


def measured(law: Law, method: str, log: Sequence[Logged]) -> Mapping[str, Reckoned]:
    """The limit that each step on record has ended, by the key of the step.

    Where a step ended several, one that was broken, else the first.
    """
    found: dict[str, Reckoned] = {}
    for one in law.reckon(facts_of(log), method):
        if one.done_on is None:
            continue
        for step in events()[one.limit.before].steps:
            key = step.partition(".")[0]
            if key not in found or (one.is_kept is False and found[key].is_kept):
                found[key] = one
    return found
