"""What use cases and pages need to know of a round before they decide anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from tracker.acceptance.models import Acceptance, Rectification
from tracker.acceptance.rules.commands import SeatDraft
from tracker.acceptance.rules.frozen import ContractFacts, Document, Frozen, Head, Part
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.planning import PartFacts
from tracker.acceptance.rules.roster import Seated
from tracker.acceptance.rules.standards import Team, team_for
from tracker.accounts.models import User
from tracker.accounts.queries import members_on
from tracker.accounts.rules import GroupKind
from tracker.contracts.models import Contract
from tracker.infra.db import db
from tracker.procurement.models import Tender
from tracker.procurement.rules.register import plan_number
from tracker.projects.models import Attachment, Project
from tracker.projects.rules import Duty
from tracker.settings.queries import unit

KIND = "acceptance"  # as files and the audit chain name it


def team_of(contract: Contract, today: date) -> Team:
    """The rule for who signs what was delivered under this contract."""
    return team_for(contract.current_amount, today)


def seated(project: Project, roster: Sequence[SeatDraft], today: date) -> tuple[Seated, ...]:
    """The roster with what the rules ask about each person on that day."""
    query = select(User).where(User.uid.in_([one.person_uid for one in roster]))
    people = {user.uid: user for user in db.session.scalars(query)}
    group = members_on(GroupKind.ACCEPTANCE, today)
    return tuple(_seated(one, people.get(one.person_uid), project, group) for one in roster)


def _seated(draft: SeatDraft, user: User | None, project: Project, group: frozenset[int]) -> Seated:
    if user is None:
        return Seated(draft.person_uid, "", "", "", draft.seat, False, False)
    return Seated(
        uid=user.uid,
        name=user.name,
        post=user.post,
        department=user.department.name if user.department else "",
        seat=draft.seat,
        is_active=user.active,
        is_in_group=user.id in group,
        duties=_duties(project, user.id),
        overlap_reason=draft.overlap_reason,
    )


def _duties(project: Project, user_id: int) -> frozenset[Duty]:
    """Everything the person ever did on it: giving a duty up does not undo the work.

    Who handled a tender of it (采购经办人) did the procurement, whether or not it was assigned.
    """
    held = {one.duty for one in project.members if one.user_id == user_id}
    handled = select(Tender.id).filter_by(project_id=project.id, handler_id=user_id).limit(1)
    if db.session.scalar(handled) is not None:
        held.add(Duty.PROCUREMENT)
    return frozenset(held)


def user_ids(uids: Iterable[str]) -> dict[str, int]:
    """The row numbers of these people."""
    query = select(User.uid, User.id).where(User.uid.in_(list(uids)))
    return {row.uid: row.id for row in db.session.execute(query)}


def rounds_of(contract_id: int) -> list[Acceptance]:
    """Every round of a contract, drafts and voided ones included, oldest first."""
    query = select(Acceptance).filter_by(contract_id=contract_id).order_by(Acceptance.id)
    return list(db.session.scalars(query))


def part_facts(contract: Contract, apart: Acceptance | None = None) -> dict[str, PartFacts]:
    """The instalments in force by uid; one that another unfinished round has says so."""
    busy = (RoundState.DRAFT, RoundState.OPEN)
    taken = {
        uid: one.number
        for one in rounds_of(contract.id)
        if one.state in busy and one is not apart
        for uid in one.part_uids
    }
    return {
        one.uid: PartFacts(
            uid=one.uid,
            no=one.no,
            trigger=one.trigger,
            triggered_on=one.triggered_on,
            taken_by=taken.get(one.uid, ""),
        )
        for one in contract.live_instalments
    }


def files_of(uid: str) -> list[Attachment]:
    """The files on record for a round: the latest version of each, without the withdrawn ones."""
    query = select(Attachment).filter_by(subject_kind=KIND, subject_uid=uid)
    rows = db.session.scalars(query.order_by(Attachment.id)).all()
    latest = {(row.kind, row.name): row for row in rows}
    return [row for row in latest.values() if not row.is_withdrawn]


def frozen_of(acceptance: Acceptance, seats: Sequence[Seated], head: Head, team: Team) -> Frozen:
    """Everything that opening the round now would fix."""
    contract = acceptance.contract
    live = {one.uid: one for one in contract.live_instalments}
    chosen = [live[uid] for uid in acceptance.part_uids if uid in live]
    return Frozen(
        head=head,
        contract=_contract(contract),
        plan=acceptance.plan,
        parts=[
            Part(
                uid=one.uid,
                no=one.no,
                name=one.name,
                amount=one.amount,
                trigger=one.trigger.value,
                condition=one.terms.condition.zh,
            )
            for one in sorted(chosen, key=lambda one: one.no)
        ],
        documents=[_document(row) for row in files_of(acceptance.uid)],
        roster=seats,
        team=team,
    )


def unit_name() -> str:
    """What the unit is called today."""
    return unit().name


def is_accepting(project_id: int) -> bool:
    """Whether the project stands in the stage 验收: a round is open, or a rectification is."""
    rounds = select(Acceptance.id).filter_by(project_id=project_id)
    is_open = db.session.scalar(rounds.filter_by(state=RoundState.OPEN).limit(1))
    if is_open is not None:
        return True
    demands = select(Rectification.id).join(Rectification.acceptance)
    demands = demands.where(Acceptance.project_id == project_id, Rectification.done_on.is_(None))
    return db.session.scalar(demands.limit(1)) is not None


def _contract(contract: Contract) -> ContractFacts:
    project, supplier, award = contract.project, contract.supplier, contract.award
    return ContractFacts(
        project_uid=project.uid,
        project_code=project.code,
        project_name=project.name,
        uid=contract.uid,
        number=contract.number,
        name=contract.name,
        amount=contract.current_amount,
        supplier=supplier.name if supplier else "",
        method=award.method.label.zh if award else "",
        signed_on=contract.signed_on,
        service_from=contract.service_from,
        service_to=contract.service_to,
        plan_number=plan_number(award.tender.log) if award and award.tender else "",
    )


def _document(row: Attachment) -> Document:
    return Document(
        uid=row.uid,
        name=row.name,
        kind=row.kind.value,
        version=row.version,
        size=row.size,
        sha256=row.sha256,
    )
