"""Recording that a change of a contract was published (合同变更公告)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tracker.accounts.rules import Actor, allow
from tracker.contracts.keeping import keep_contract_clocks
from tracker.contracts.models import Amendment, ChangeNotice, Contract
from tracker.contracts.rules import limits
from tracker.contracts.rules.collected import Problems
from tracker.contracts.rules.notices import NoNotice, PublishChange, check_notice
from tracker.contracts.service.locking import locked_project
from tracker.deadlines.queries import law
from tracker.infra import audit, clock
from tracker.infra.db import db, lock, transaction
from tracker.infra.files.store import Incoming
from tracker.kernel.errors import NotFound
from tracker.projects.filing import put_on_record, received, target
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind


def publish_change(
    amendment_id: int, actor: Actor, command: PublishChange, files: Sequence[Incoming] = ()
) -> int:
    """Put the notice of a change on record, or put right the one that is; returns its id.

    A late one needs its explanation. The contract may have ended meanwhile.
    """
    allow("contracts.publish_change", actor)
    today = clock.today()
    with received(files) as uploads, transaction():
        amendment = _locked(amendment_id, actor)
        contract, known = amendment.contract, amendment.notice
        if not amendment.asks_notice:
            raise NoNotice(kind=amendment.kind.label)
        _check(amendment, command)
        notice = ChangeNotice.of(amendment, command, today, actor.name)
        db.session.add(notice)
        keep_contract_clocks(contract, law())
        put_on_record(contract.project, Filing(target(notice), DocumentKind.NOTICE), uploads, actor)
        audit.record(
            "contracts.publish_change",
            notice,
            actor,
            reason=notice.reason if known else notice.explanation,
            detail=f"{contract.number} {command.published_on}",
            project=contract.project,
        )
    return notice.id


def _check(amendment: Amendment, command: PublishChange) -> None:
    problems = Problems()
    known = amendment.notice
    with problems.collect():
        check_notice(command, amendment.on, clock.today(), known.id if known else 0)
    with problems.collect():
        ground = law()
        found = ground.book.binding("change_notice", amendment.on, amendment.contract.method)
        days = (amendment.on, command.published_on)
        late = limits.delay_excess(found, *days, ground.calendar, "explanation")
        limits.check_explained(late, command.explanation)
    problems.raise_any()


def _locked(amendment_id: int, actor: Actor) -> Amendment:
    query = select(Contract.project_id, Contract.id).join(Amendment.contract)
    row = db.session.execute(query.where(Amendment.id == amendment_id)).first()
    if row is None:
        raise NotFound
    locked_project(row.project_id, actor)
    lock(Contract, row.id)
    return db.session.get_one(Amendment, amendment_id)
