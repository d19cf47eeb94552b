"""The statutory clocks of a tender and of an award, kept in step with the facts.

Called inside the transaction of a use case, after the facts have changed and before its entry.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.deadlines.keeping import ClockSubject, keep_clocks
from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.kernel.limits import events
from tracker.procurement.hooks import contract_days
from tracker.procurement.models import Award, Tender
from tracker.procurement.rules.clocks import answers_of, facts_of
from tracker.procurement.rules.tenders import TenderStatus

_OVER = frozenset({TenderStatus.UNSUCCESSFUL, TenderStatus.CANCELLED})


def keep_tender_clocks(tender: Tender) -> None:
    """Start, stop and move the clocks of a tender; a failed or cancelled one waits for nothing.

    Each challenge and complaint has a clock of its own.
    """
    db.session.flush()  # records that are new in this very use case get their ids now
    by, log = law(), tender.log
    running = tender.status not in _OVER
    subject = ClockSubject(tender.project_id, "tender", tender.uid, tender.method)
    keep_clocks(by, subject, {**facts_of(log), **_signed(tender)}, running=running)
    answers = answers_of(log)
    starting = {step for event in events().values() if event.each for step in event.steps}
    for record in tender.records:
        if record.step in starting and record.answers_id is None:
            subject = ClockSubject(tender.project_id, "step_record", record.uid, tender.method)
            keep_clocks(by, subject, answers.get(record.id, {}), running=running)


def _signed(tender: Tender) -> dict[str, date]:
    """The day on which the first contract was signed with the winner, if it was."""
    award_id = db.session.scalar(select(Award.id).filter_by(tender_id=tender.id))
    contracts = contract_days([award_id])[award_id] if award_id is not None else ()
    return {"winner_signed": contracts[0].signed_on} if contracts else {}


def keep_award_clocks(award: Award) -> None:
    """The time to sign runs from the award notice; the contract stops it, or its revocation."""
    facts = {"award_notice_issued": award.notice_on}
    keep_clocks(law(), award_subject(award), facts, running=award.revoked_on is None)


def award_subject(award: Award) -> ClockSubject:
    """What the clock of an award belongs to; what follows the signing runs on the contract."""
    limits = frozenset({"signing"})
    return ClockSubject(award.project_id, "award", award.uid, award.method, limits)
