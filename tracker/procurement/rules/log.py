"""The log of a tender's steps: what a person enters, what is on record, and what follows from it.

A record is never changed: a correction supersedes it, and both stay visible. Facts are values as
canonical JSON holds them: 分, ISO days, lists of mappings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.kernel.deadlines import Law
from tracker.kernel.money import ZERO, Money
from tracker.procurement.rules.awards import AwardDetails
from tracker.procurement.rules.categories import Category
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.specs import Elsewhere, MethodSpec, StepSpec, When
from tracker.procurement.rules.tenders import TenderStatus


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person logs: a step that happened, or, ``skipped``, one left out with its reason.

    ``supersedes`` is the record it corrects, ``answers`` the challenge it decides.
    """

    step: str
    happened_on: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    explanation: str = ""
    skipped: bool = False
    supersedes: int | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """A record as it stands; not ``is_current`` once a later one supersedes it."""

    id: int
    step: str
    happened_on: date
    facts: Mapping[str, Any]
    explanation: str
    skipped: bool
    supersedes: int | None
    answers: int | None
    recorded_on: date
    recorded_at: datetime
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class Ground:
    """What an entry is judged by: the tender it is for, and, where it counts, the time limits.

    ``is_signed``: a contract has been signed with the winner.
    """

    spec: MethodSpec
    status: TenderStatus
    log: Sequence[Logged]
    budget: Money = ZERO
    panel: int = 0
    asks_approval: bool = False
    law: Law | None = None
    is_signed: bool = False

    def applies(self, step: StepSpec) -> bool:
        """Whether this tender has that step at all."""
        if step.when is When.ABOVE_OPEN_THRESHOLD and not self.asks_approval:
            return False
        return not step.follows or day_of(self.log, step.follows) is not None

    @property
    def steps(self) -> tuple[StepSpec, ...]:
        """The steps of this very tender, in order."""
        return tuple(step for step in self.spec.steps if self.applies(step))


def as_entry(record: Logged) -> Entry:
    """The record as it was entered."""
    return Entry(
        step=record.step,
        happened_on=record.happened_on,
        facts=record.facts,
        explanation=record.explanation,
        skipped=record.skipped,
        supersedes=record.supersedes,
        answers=record.answers,
    )


def known_at(ground: Ground, record: Logged) -> Ground:
    """The ground as it was when the record was made: what was entered before it."""
    earlier = [one for one in ground.log if one.id < record.id]
    gone = {one.supersedes for one in earlier}
    return replace(ground, log=[replace(one, is_current=one.id not in gone) for one in earlier])


def current(log: Iterable[Logged]) -> tuple[Logged, ...]:
    """The records in force, by the day they happened."""
    found = (record for record in log if record.is_current)
    return tuple(sorted(found, key=lambda record: (record.happened_on, record.id)))


def with_entry(entry: Entry, log: Sequence[Logged], recorded_on: date) -> tuple[Logged, ...]:
    """The log as it will be."""
    kept = (replace(one, is_current=False) if one.id == entry.supersedes else one for one in log)
    added = Logged(
        id=max((one.id for one in log), default=0) + 1,
        step=entry.step,
        happened_on=entry.happened_on,
        facts=entry.facts,
        explanation=entry.explanation,
        skipped=entry.skipped,
        supersedes=entry.supersedes,
        answers=entry.answers,
        recorded_on=recorded_on,
        recorded_at=datetime.max.replace(tzinfo=UTC),
    )
    return (*kept, added)


def found(log: Iterable[Logged], step: str) -> Logged | None:
    """The record in force of a step, the last of several; skipped ones count."""
    return next((one for one in reversed(current(log)) if one.step == step), None)


def day_of(log: Iterable[Logged], name: str) -> date | None:
    """The day of a step, ``notice``, or one of its dates, ``notice.deadline``; if on record."""
    step, _, fact = name.partition(".")
    days = (_day(one, fact) for one in reversed(current(log)) if one.step == step)
    return next((day for day in days if day is not None), None)


def _day(record: Logged, fact: str) -> date | None:
    if record.skipped:
        return None
    if not fact:
        return record.happened_on
    text = record.facts.get(fact)
    return date.fromisoformat(text) if text else None


def unanswered(spec: MethodSpec, log: Iterable[Logged]) -> tuple[Logged, ...]:
    """Challenges and complaints on record that nothing answers yet."""
    records = current(log)
    answered = {record.answers for record in records}
    keys = {step.answers for step in spec.branches if step.answers}
    return tuple(one for one in records if one.step in keys and one.id not in answered)


def remaining(ground: Ground) -> Iterator[StepSpec]:
    """The steps still to be logged by hand, in order; optional ones before what is logged are not.

    The first is whose turn it is.
    """
    records = {record.step for record in current(ground.log)}
    steps = ground.steps
    last = max((place for place, one in enumerate(steps) if one.key in records), default=-1)
    for place, step in enumerate(steps):
        passed = step.optional and place < last
        if step.key not in records and not passed and step.recorded_in is None:
            yield step


def next_step(ground: Ground) -> StepSpec | None:
    """What has to be logged next: an open challenge first, then the first step that must be.

    What comes after the signing is nobody's turn before a contract is signed.
    """
    if ground.status in (TenderStatus.UNSUCCESSFUL, TenderStatus.CANCELLED):
        return None
    if waiting := unanswered(ground.spec, ground.log):
        key = waiting[0].step
        return next(one for one in ground.spec.branches if one.answers == key)
    step = next((one for one in remaining(ground) if not one.optional), None)
    waits = step is not None and not ground.is_signed and step in _after_signing(ground)
    return None if waits else step


def _after_signing(ground: Ground) -> Sequence[StepSpec]:
    where = [step.recorded_in for step in ground.steps]
    if Elsewhere.CONTRACT_SIGNED not in where:
        return ()
    return ground.steps[where.index(Elsewhere.CONTRACT_SIGNED) :]


def earliest_on(ground: Ground, step: StepSpec) -> date | None:
    """The day before which the step cannot be taken, such as the deadline for bids."""
    days = (day_of(ground.log, name) for name in step.not_before)
    return max((day for day in days if day is not None), default=None)


def expected_on(ground: Ground, step: StepSpec, planned_on: date) -> date:
    """When the step ought to be on record: as soon as it can be taken, else before it is late."""
    last = max((one.happened_on for one in current(ground.log)), default=planned_on)
    usual = last + timedelta(days=ground.spec.late_after_days)
    earliest = earliest_on(ground, step)
    return usual if earliest is None or earliest <= last else earliest


def status_after(ground: Ground, entry: Entry) -> TenderStatus:
    """The status that the entry leads to: a correction never moves the tender."""
    step = ground.spec.step(entry.step)
    if step is None or entry.supersedes is not None:
        return ground.status
    if decided := step.moves_by(entry.facts):
        return TenderStatus(decided)
    if step.moves_to:
        is_over = ground.status is TenderStatus.COMPLETE and step.moves_to == "suspended"
        stays = is_over or ground.status == step.moves_to == TenderStatus.SUSPENDED
        return ground.status if stays else TenderStatus(step.moves_to)
    if step.answers:
        return _after_answer(ground, entry)
    if step.awards:
        return TenderStatus.COMPLETE
    planned = ground.status is TenderStatus.PLANNED and step in ground.spec.steps
    return TenderStatus.ACTIVE if planned else ground.status


def _after_answer(ground: Ground, entry: Entry) -> TenderStatus:
    """The last answer ends the suspension."""
    still = [
        one
        for one in unanswered(ground.spec, ground.log)
        if one.id != entry.answers and _suspends(ground.spec, one)
    ]
    suspended = ground.status is TenderStatus.SUSPENDED
    return TenderStatus.ACTIVE if suspended and not still else ground.status


def _suspends(spec: MethodSpec, record: Logged) -> bool:
    step = spec.step(record.step)
    return step is not None and step.moves_to == TenderStatus.SUSPENDED


def awarded(
    entry: Entry,
    *,
    method: Method,
    supplier_id: int,
    years: int,
    category: Category,
    approval_number: str,
) -> AwardDetails:
    """The award that the last step makes: its day is that of the notice."""
    amount = Money(entry.facts["amount"])
    return AwardDetails(
        method=method,
        supplier_id=supplier_id,
        amount=amount,
        annual_amount=Money(amount.fen // years),
        years=years,
        starts_on=date.fromisoformat(entry.facts["starts_on"]),
        notice_on=entry.happened_on,
        category=category,
        approval_number=approval_number,
    )
