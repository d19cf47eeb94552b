"""What the log of a tender says to the statutory clocks: which facts it holds, what they break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tracker.kernel.deadlines import Law, Reckoned
from tracker.kernel.limits import Event, events
from tracker.procurement.rules.log import Entry, Logged, day_of


def facts_of(log: Sequence[Logged]) -> dict[str, date]:
    """The dated facts on record, event → day; without those of which there may be several
    (``answers_of``)."""
    facts: dict[str, date] = {}
    for event in events().values():
        counted = [] if event.each else [one for one in log if _counts(one, event)]
        days = (day_of(counted, step) for step in event.steps)
        day = next((one for one in days if one is not None), None)
        if day is not None:
            facts[event.name] = day
    return facts


def _counts(record: Logged, event: Event) -> bool:
    return not any(record.facts.get(key) == value for key, value in event.unless.items())


def answers_of(log: Iterable[Logged]) -> Mapping[int, dict[str, date]]:
    """Each challenge, complaint or the like in force with the day of its answer, by id."""
    each = {step: event.name for event in events().values() if event.each for step in event.steps}
    records = [one for one in log if one.is_current and one.step in each]
    facts = {one.id: {each[one.step]: one.happened_on} for one in records if one.answers is None}
    for one in records:
        if one.answers in facts:
            facts[one.answers][each[one.step]] = one.happened_on
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
            if not event.each and any(step.partition(".")[0] == entry.step for step in event.steps)
        }
    broken = law.breaches(facts, touching, method)
    return tuple(one for one in broken if one.limit.is_explained)


def measured(
    law: Law, method: str, log: Sequence[Logged], signed_on: date | None = None
) -> Mapping[str, Reckoned]:
    """The limit that each step on record has ended, by the key of the step.

    Where a step ended several, one that was broken, else the first. ``signed_on`` is the day of
    the contract with the winner.
    """
    found: dict[str, Reckoned] = {}
    signed = {"winner_signed": signed_on} if signed_on else {}
    for one in law.reckon({**facts_of(log), **signed}, method):
        if one.done_on is None:
            continue
        for step in events()[one.limit.before].steps:
            key = step.partition(".")[0]
            if key not in found or (one.is_kept is False and found[key].is_kept):
                found[key] = one
    return found


def answered(law: Law, method: str, log: Sequence[Logged]) -> Mapping[int, Reckoned]:
    """The limit that each answer to a challenge or the like has ended, by the id of its record."""
    facts = answers_of(log)
    return {
        one.id: ended[0]
        for one in log
        if one.is_current and one.answers is not None
        if (ended := [r for r in law.reckon(facts.get(one.answers, {}), method) if r.done_on])
    }
