"""Reads of notices of changes: what the form of one starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.accounts.rules import Actor
from tracker.contracts.models import Amendment, ChangeNotice
from tracker.contracts.queries.values import ContractView
from tracker.contracts.queries.views import contract_facts
from tracker.contracts.rules.kinds import AmendmentKind
from tracker.contracts.rules.notices import NoNotice
from tracker.deadlines.queries import law
from tracker.infra.db import db
from tracker.kernel.deadlines import Reckoned
from tracker.kernel.errors import NotFound
from tracker.projects.queries import to_edit


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice of a change as it was published."""

    id: int
    published_on: date
    clauses: str
    url: str
    explanation: str
    reason: str
    recorded_on: date
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What the form of a notice stands beside; ``due`` is its limit, if one runs."""

    contract: ContractView
    amendment_id: int
    kind: AmendmentKind
    on: date
    reason: str
    document: str
    notice: NoticeView | None
    due: Reckoned | None


def change_page(amendment_id: int, actor: Actor, today: date) -> ChangePage:
    """The change of that number; refused as the use case would refuse it."""
    amendment = db.session.get(Amendment, amendment_id)
    if amendment is None:
        raise NotFound
    contract = contract_facts(amendment.contract_id, today)
    to_edit(contract.project_code, actor)
    if not amendment.asks_notice:
        raise NoNotice(kind=amendment.kind.label)
    by = law()
    limit = by.book.binding("change_notice", amendment.on, amendment.contract.method)
    return ChangePage(
        contract=contract,
        amendment_id=amendment.id,
        kind=amendment.kind,
        on=amendment.on,
        reason=amendment.reason,
        document=amendment.document,
        notice=notice_view(amendment.notice),
        due=by.one(limit, amendment.on, None) if limit else None,
    )


def notice_view(notice: ChangeNotice | None) -> NoticeView | None:
    """The notice as pages show it."""
    if notice is None:
        return None
    return NoticeView(
        id=notice.id,
        published_on=notice.published_on,
        clauses=notice.clauses,
        url=notice.url,
        explanation=notice.explanation,
        reason=notice.reason,
        recorded_on=notice.recorded_on,
        recorded_by=notice.recorded_by,
    )
