"""Use cases of the step log: a step that happened, one left out, a correction.

The step that makes the award records it in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sqlalchemy import select

from tracker.accounts.rules import Actor, allow
from tracker.deadlines.queries import law
from tracker.infra import audit, clock
from tracker.infra.db import db, transaction
from tracker.infra.files.store import Incoming, Upload
from tracker.kernel.errors import NotFound
from tracker.procurement.hooks import ContractDays, contract_days
from tracker.procurement.keeping import keep_award_clocks, keep_tender_clocks
from tracker.procurement.models import Award, StepRecord, Supplier, Tender
from tracker.procurement.rules import UnknownSupplier
from tracker.procurement.rules.awards import AwardDetails, check_correction
from tracker.procurement.rules.checking import APPROVAL, check_entry
from tracker.procurement.rules.log import Entry, as_entry, awarded, found, status_after
from tracker.procurement.rules.specs import StepSpec
from tracker.procurement.rules.winners import winning
from tracker.procurement.service.locking import claim, drop_contract_claim, locked_tender
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind

Papers = Sequence[tuple[DocumentKind, Incoming]]


def log_step(tender_id: int, entry: Entry, papers: Papers, actor: Actor) -> int:
    """Put a step on record with its files and return the record's id.

    Raises whatever ``check_entry`` finds impossible or unexplained. The first step starts the
    tender, a branch moves it, the award completes it.
    """
    allow("procurement.log_step", actor)
    with received([incoming for _kind, incoming in papers]) as uploads, transaction():
        tender = locked_tender(tender_id, actor)
        entry = replace(entry, supersedes=None)
        record = _append(tender, entry, papers, uploads, actor)
        audit.record(
            "procurement.log_step",
            record,
            actor,
            detail=_detail(tender, entry),
            reason=entry.explanation.strip(),
            project=tender.project,
        )
    return record.id


def correct_step(record_id: int, entry: Entry, papers: Papers, actor: Actor) -> int:
    """Supersede a record by one with the right facts and the reason; return the new one's id.

    A correction of the award changes the award, unless a contract relies on what would change.
    """
    allow("procurement.correct_step", actor)
    with received([incoming for _kind, incoming in papers]) as uploads, transaction():
        tender_id = db.session.scalar(select(StepRecord.tender_id).filter_by(id=record_id))
        if tender_id is None:
            raise NotFound
        tender = locked_tender(tender_id, actor)
        wrong = next(one for one in tender.records if one.id == record_id)
        entry = replace(entry, step=wrong.step, supersedes=record_id, answers=wrong.answers_id)
        record = _append(tender, entry, papers, uploads, actor)
        audit.record(
            "procurement.correct_step",
            record,
            actor,
            detail=_detail(tender, entry),
            reason=entry.explanation.strip(),
            project=tender.project,
        )
    return record.id


def _append(
    tender: Tender, entry: Entry, papers: Papers, uploads: Sequence[Upload], actor: Actor
) -> StepRecord:
    ground = replace(tender.ground, law=law(), is_signed=bool(_contracts(tender)))
    check_entry(entry, ground, clock.today())
    status = status_after(ground, entry)
    record = StepRecord.of(tender, entry, actor, clock.now())
    step = ground.spec.step(entry.step)
    db.session.flush()  # the record needs its id to stand in the log
    if step is not None and step.names_winner:
        _award(tender)
    if step is not None and step.moves_by(entry.facts) and entry.supersedes is None:
        _overturn(tender, entry)
    elif status is not tender.status:
        tender.move(status)
    claim(tender.project)
    tender.settle()
    _file(tender, record, papers, uploads, actor)
    keep_tender_clocks(tender)
    return record


def _overturn(tender: Tender, entry: Entry) -> None:
    """A decision ends the tender; its award, if there was one, counts no more."""
    tender.overturn()
    award = db.session.scalars(select(Award).filter_by(tender_id=tender.id)).first()
    if award is None:
        return
    contracts = contract_days([award.id])[award.id]
    award.revoke(entry.happened_on, [one.number for one in contracts if not one.is_over])
    keep_award_clocks(award)
    if not contracts:
        drop_contract_claim(tender.project)


def _award(tender: Tender) -> None:
    """Record who won, correct it, or put another in his place, as the log now says."""
    decided = winning(tender.ground)
    if decided is None:
        return
    entry = as_entry(decided)
    supplier = db.session.scalars(
        select(Supplier).filter_by(uid=str(entry.facts.get("supplier", "")))
    ).first()
    if supplier is None:
        raise UnknownSupplier(field="supplier")
    details = _details(tender, entry, supplier)
    today = clock.today()
    award = db.session.scalars(select(Award).filter_by(tender_id=tender.id)).first()
    if award is None:
        award = Award.of(tender.project, details, today, tender)
        db.session.add(award)
        tender.project.claim_stage(contract=True)
        keep_award_clocks(award)
        return
    if award.details == details:
        return
    numbers = [one.number for one in _contracts(tender)]
    check_correction(award.details, details, numbers)
    award.apply(details, today)
    award.version += 1
    if not numbers:
        keep_award_clocks(award)


def _contracts(tender: Tender) -> Sequence[ContractDays]:
    """Those signed with the winner."""
    award_id = db.session.scalar(select(Award.id).filter_by(tender_id=tender.id))
    return contract_days([award_id])[award_id] if award_id is not None else ()


def _details(tender: Tender, entry: Entry, supplier: Supplier) -> AwardDetails:
    approval = found(tender.log, APPROVAL)
    return awarded(
        entry,
        method=tender.method,
        supplier_id=supplier.id,
        years=tender.years,
        category=tender.category,
        approval_number=str(approval.facts.get("number", "")) if approval else "",
    )


def _file(
    tender: Tender, record: StepRecord, papers: Papers, uploads: Sequence[Upload], actor: Actor
) -> None:
    """Each file under its own kind."""
    db.session.flush()  # the record needs its uid
    named = sorted(zip((kind for kind, _file in papers), uploads, strict=True), key=_kind)
    for kind, group in groupby(named, key=_kind):
        filing = Filing(target(record), kind)
        put_on_record(tender.project, filing, [upload for _kind, upload in group], actor)


def _kind(paper: tuple[DocumentKind, Upload]) -> DocumentKind:
    return paper[0]


def _detail(tender: Tender, entry: Entry) -> str:
    step: StepSpec | None = tender.method.spec.step(entry.step)
    name = step.label.zh if step else entry.step
    skipped = "（跳过）" if entry.skipped else ""
    return f"{name}{skipped} {entry.happened_on}"
