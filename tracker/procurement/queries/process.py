"""采购过程: what is on record of a tender, told step by step, and what is still to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.kernel.deadlines import Law, Reckoned
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.procurement.hooks import ContractDays
from tracker.procurement.models import StepRecord, Supplier, Tender
from tracker.procurement.queries.contract_steps import ContractStep, contract_steps
from tracker.procurement.rules.clocks import answered, measured
from tracker.procurement.rules.log import (
    Ground,
    Logged,
    as_entry,
    known_at,
    next_step,
    remaining,
)
from tracker.procurement.rules.oddities import oddities_of
from tracker.procurement.rules.specs import (
    Doer,
    FactKind,
    FactSpec,
    Source,
    StepSpec,
)
from tracker.projects.models import Attachment
from tracker.projects.rules.documents import DocumentKind


class RecordState(StrEnum):
    DONE = "done"
    SKIPPED = "skipped"
    SUPERSEDED = "superseded"
    SETBACK = "setback"


@dataclass(frozen=True, slots=True)
class FactView:
    """One answer: money, days and texts as they are, lists as lines of (name, price or expert)."""

    label: Label
    kind: FactKind
    value: Any


@dataclass(frozen=True, slots=True)
class StepFile:
    uid: str
    name: str
    kind: DocumentKind


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record of the log; ``days`` since the one before it, ``oddities`` what was explained.

    ``limit`` is the statutory limit it ended.
    """

    id: int
    uid: str
    step: str
    label: Label
    state: RecordState
    happened_on: date
    days: int | None
    source: Source | None
    limit: Reckoned | None
    facts: tuple[FactView, ...]
    explanation: str
    oddities: tuple[Label, ...]
    files: tuple[StepFile, ...]
    lacking: tuple[DocumentKind, ...]
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class PendingStep:
    """A step still to be logged; ``is_next``: it is its turn."""

    key: str
    label: Label
    who: Doer
    source: Source | None
    optional: bool
    skippable: bool
    is_next: bool


@dataclass(frozen=True, slots=True)
class Process:
    """The log of a tender and what is ahead."""

    records: tuple[RecordView, ...]
    contract_steps: tuple[ContractStep, ...]
    pending: tuple[PendingStep, ...]
    next: StepSpec | None

    @property
    def told(self) -> tuple[RecordView | ContractStep, ...]:
        """What is on record, and what the contract says of its signing, by day."""
        days: list[tuple[date, RecordView | ContractStep]] = [
            *((one.happened_on, one) for one in self.records),
            *((one.day, one) for one in self.contract_steps if one.day is not None),
        ]
        return tuple(one for _day, one in sorted(days, key=lambda pair: pair[0]))

    @property
    def odd(self) -> int:
        """How many records in force were late or out of order."""
        return sum(bool(one.oddities) for one in self.records if one.state is RecordState.DONE)

    @property
    def done(self) -> int:
        return sum(one.state is RecordState.DONE for one in self.records)


@dataclass(frozen=True, slots=True)
class _Names:
    """What the records of some tenders refer to."""

    suppliers: Mapping[str, str]
    files: Mapping[str, tuple[StepFile, ...]]


def processes(
    tenders: Sequence[Tender], contracts: Mapping[int, Sequence[ContractDays]]
) -> Mapping[int, Process]:
    """The process of each tender by id, in a constant number of queries.

    ``contracts`` are those under the award of each tender, by the tender's id.
    """
    records = [record for tender in tenders for record in tender.records]
    names = _Names(_suppliers(records), _files([record.uid for record in records]))
    by = law()
    return {
        tender.id: _process(tender, by, names, contracts.get(tender.id, ())) for tender in tenders
    }


def _process(tender: Tender, by: Law, names: _Names, contracts: Sequence[ContractDays]) -> Process:
    ground = replace(tender.ground, law=by, is_signed=bool(contracts))
    nextly = next_step(ground)
    return Process(
        records=tuple(_records(tender, ground, by, names, _signed_on(contracts))),
        contract_steps=tuple(contract_steps(ground, by, contracts)),
        pending=tuple(_pending(ground, nextly)),
        next=nextly,
    )


def _signed_on(contracts: Sequence[ContractDays]) -> date | None:
    return contracts[0].signed_on if contracts else None


def _records(
    tender: Tender, ground: Ground, by: Law, names: _Names, signed_on: date | None
) -> Iterator[RecordView]:
    log = {one.id: one for one in ground.log}
    limits = measured(by, ground.spec.key, ground.log, signed_on)
    answers = answered(by, ground.spec.key, ground.log)
    last: date | None = None
    for record in tender.records:
        logged = log[record.id]
        view = _view(record, logged, ground, names, last)
        ended = answers.get(record.id) or limits.get(record.step)
        limit = ended if view.state is RecordState.DONE else None
        yield replace(view, limit=limit)
        if logged.is_current and not logged.skipped:
            last = logged.happened_on


def _view(
    record: StepRecord, logged: Logged, ground: Ground, names: _Names, last: date | None
) -> RecordView:
    step = ground.spec.step(record.step)
    files = names.files.get(record.uid, ())
    held = {file.kind for file in files}
    wanted = step.documents if step and logged.is_current and not logged.skipped else ()
    return RecordView(
        id=record.id,
        uid=record.uid,
        step=record.step,
        label=step.label if step else Label(record.step, record.step),
        state=_state(logged, step),
        happened_on=record.happened_on,
        days=(record.happened_on - last).days if last else None,
        source=step.source if step else None,
        limit=None,
        facts=tuple(_facts(logged, step, names)),
        explanation=record.explanation,
        oddities=_oddities(logged, ground),
        files=files,
        lacking=tuple(kind for kind in wanted if kind not in held),
        recorded_at=record.recorded_at,
        recorded_by=record.recorded_by.name if record.recorded_by else "",
    )


def _state(logged: Logged, step: StepSpec | None) -> RecordState:
    if not logged.is_current:
        return RecordState.SUPERSEDED
    if logged.skipped:
        return RecordState.SKIPPED
    moves = step is not None and (step.moves_to or step.moves_by(logged.facts))
    return RecordState.SETBACK if moves else RecordState.DONE


def _oddities(logged: Logged, ground: Ground) -> tuple[Label, ...]:
    """As it looked when the record was made."""
    if logged.skipped:
        return ()
    return oddities_of(as_entry(logged), known_at(ground, logged), logged.recorded_on)


def _facts(logged: Logged, step: StepSpec | None, names: _Names) -> Iterator[FactView]:
    for spec in step.facts if step else ():
        value = logged.facts.get(spec.key)
        if value not in (None, "", []):
            yield FactView(spec.label, spec.kind, _shown(spec, value, names))


def _shown(spec: FactSpec, value: Any, names: _Names) -> Any:
    if spec.kind is FactKind.MONEY:
        return Money(value)
    if spec.kind is FactKind.DATE:
        return date.fromisoformat(value)
    if spec.kind is FactKind.CHOICE:
        return spec.choices.get(value, Label(value, value))
    if spec.kind is FactKind.SUPPLIER:
        return names.suppliers.get(value, value)
    if spec.kind is FactKind.OFFERS:
        return [(one["name"], Money(one["price"])) for one in value]
    if spec.kind is FactKind.PEOPLE:
        return [(one["name"], one["expert"]) for one in value]
    return value


def _pending(ground: Ground, nextly: StepSpec | None) -> Iterator[PendingStep]:
    if not ground.status.takes_steps:
        return
    for step in remaining(ground):
        yield PendingStep(
            key=step.key,
            label=step.label,
            who=step.who,
            source=step.source,
            optional=step.optional,
            skippable=step.skippable,
            is_next=step is nextly,
        )


def _suppliers(records: Iterable[StepRecord]) -> Mapping[str, str]:
    uids = {str(uid) for record in records if (uid := record.values.get("supplier")) is not None}
    if not uids:
        return {}
    rows = db.session.execute(select(Supplier.uid, Supplier.name).where(Supplier.uid.in_(uids)))
    return {row.uid: row.name for row in rows}


def _files(uids: Sequence[str]) -> Mapping[str, tuple[StepFile, ...]]:
    """The files of these records, each in its newest version in force."""
    if not uids:
        return {}
    query = select(Attachment).where(
        Attachment.subject_uid.in_(uids), Attachment.withdrawn_on.is_(None)
    )
    newest: dict[tuple[str, DocumentKind, str], Attachment] = {}
    for row in db.session.scalars(query.order_by(Attachment.version, Attachment.id)):
        newest[row.subject_uid, row.kind, row.name] = row
    found: dict[str, list[StepFile]] = defaultdict(list)
    for (uid, kind, name), row in newest.items():
        found[uid].append(StepFile(row.uid, name, kind))
    return {uid: tuple(files) for uid, files in found.items()}
