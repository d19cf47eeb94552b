"""Reads of many rounds: the ledger, a person's signatures, and what a project page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.acceptance.models import Acceptance, AcceptanceMember, Signature
from tracker.acceptance.rules import ledger as rules
from tracker.acceptance.rules.kinds import RoundKind, RoundState, Seat, Verdict
from tracker.acceptance.rules.ledger import Filters, Ledger, Row
from tracker.contracts.models import Contract, Instalment
from tracker.infra.clock import day_of
from tracker.infra.db import db
from tracker.infra.memo import remembered
from tracker.kernel.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class MyRow:
    """A seat of this person in an opened round, and what came of it."""

    id: int
    number: str
    revision: int
    kind: RoundKind
    project_name: str
    contract_number: str
    seat: Seat
    state: RoundState
    sign_by: date | None
    opened_at: datetime | None
    signed_at: datetime | None
    verdict: Verdict | None
    opinion: str
    void_reason: str
    newer_id: int | None

    @property
    def waits(self) -> bool:
        """Whether this signature is what the round waits for."""
        return self.state is RoundState.OPEN and self.seat.signs and self.signed_at is None

    @property
    def was_voided(self) -> bool:
        """Whether what was signed counts no more."""
        return self.state is RoundState.VOIDED and self.signed_at is not None


@dataclass(frozen=True, slots=True)
class SignerRow:
    """Somebody who signs, without the verdict: nobody reads that here."""

    name: str
    seat: Seat
    user_id: int
    signed_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round on the page of its project or contract."""

    row: Row
    signers: tuple[SignerRow, ...]

    @property
    def waiting(self) -> tuple[SignerRow, ...]:
        return tuple(one for one in self.signers if one.signed_at is None)


def ledger(filters: Filters) -> Ledger:
    """验收台账: every round, the latest meeting first."""
    return rules.ledger(_rows(_rounds()), filters)


def my_rows(user_id: int) -> tuple[MyRow, ...]:
    """Where the person sits or sat, what waits for him first, then the latest."""
    query = (
        select(AcceptanceMember)
        .filter_by(user_id=user_id)
        .join(AcceptanceMember.acceptance)
        .order_by(Acceptance.opened_at.desc(), Acceptance.id.desc())
        .options(
            joinedload(AcceptanceMember.signature),
            joinedload(AcceptanceMember.acceptance).joinedload(Acceptance.project),
            joinedload(AcceptanceMember.acceptance).joinedload(Acceptance.contract),
        )
    )
    members = db.session.scalars(query).all()
    newer = _newer([one.acceptance_id for one in members])
    rows = [_mine(one, newer.get(one.acceptance_id)) for one in members]
    return tuple(sorted(rows, key=lambda row: not row.waits))


def unsigned_count(user_id: int) -> int:
    """How many signatures wait for this person; cheap, for the navigation."""
    return remembered(("unsigned", user_id), lambda: _unsigned(user_id))


def _unsigned(user_id: int) -> int:
    query = (
        select(func.count())
        .select_from(AcceptanceMember)
        .join(AcceptanceMember.acceptance)
        .outerjoin(AcceptanceMember.signature)
        .where(
            AcceptanceMember.user_id == user_id,
            AcceptanceMember.seat != Seat.OBSERVER,
            Acceptance.state == RoundState.OPEN,
            Signature.id.is_(None),
        )
    )
    return db.session.scalar(query) or 0


def cards_of_project(project_id: int) -> tuple[RoundCard, ...]:
    """The rounds of a project that are not void, the latest first."""
    return _cards(_rounds().where(Acceptance.project_id == project_id))


def cards_of_contract(contract_id: int) -> tuple[RoundCard, ...]:
    """The rounds of a contract that are not void, the latest first."""
    return _cards(_rounds().where(Acceptance.contract_id == contract_id))


def _cards(query: Select[Acceptance]) -> tuple[RoundCard, ...]:
    rounds = db.session.scalars(query.where(Acceptance.state != RoundState.VOIDED)).all()
    rows = {row.id: row for row in _rows_of(rounds)}
    return tuple(RoundCard(rows[one.id], tuple(_signers(one))) for one in rounds)


def _signers(one: Acceptance) -> Iterable[SignerRow]:
    for each in one.members:
        if each.seat.signs:
            at = each.signature.signed_at if each.signature else None
            yield SignerRow(each.name, each.seat, each.user_id, at, each.read_at)


def _rounds() -> Select[Acceptance]:
    return (
        select(Acceptance)
        .order_by(Acceptance.id.desc())
        .options(
            joinedload(Acceptance.project),
            joinedload(Acceptance.contract).joinedload(Contract.supplier),
            joinedload(Acceptance.rectification),
            selectinload(Acceptance.members).joinedload(AcceptanceMember.signature),
        )
    )


def _rows(query: Select[Acceptance]) -> list[Row]:
    rows = _rows_of(db.session.scalars(query).all())
    return sorted(rows, key=lambda row: (row.on or date.max, row.id), reverse=True)


def _rows_of(rounds: Sequence[Acceptance]) -> list[Row]:
    amounts = _amounts(uid for one in rounds for uid in one.part_uids)
    again = _accepted_again([one.id for one in rounds])
    return [_row(one, amounts, again.get(one.id)) for one in rounds]


def _row(one: Acceptance, amounts: dict[str, Money], again: date | None) -> Row:
    signers = [each for each in one.members if each.seat.signs]
    demand = one.rectification
    return Row(
        id=one.id,
        number=one.number,
        revision=one.revision,
        project_code=one.project.code,
        project_name=one.project.name,
        contract_id=one.contract_id,
        contract_number=one.contract.number,
        kind=one.kind,
        round_no=one.round_no,
        state=one.state,
        on=day_of(one.meet_at) if one.meet_at else None,
        sign_by=one.sign_by,
        members=tuple(each.name for each in signers),
        signed=sum(each.signature is not None for each in signers),
        signers=len(signers),
        amount=sum((amounts.get(uid, ZERO) for uid in one.part_uids), start=ZERO),
        rectify_by=demand.due_on if demand else None,
        rectified_on=demand.done_on if demand else None,
        accepted_again_on=again,
    )


def _amounts(uids: Iterable[str]) -> dict[str, Money]:
    query = select(Instalment.uid, Instalment.amount).where(Instalment.uid.in_(list(uids)))
    return {row.uid: row.amount for row in db.session.execute(query)}


def _accepted_again(ids: Sequence[int]) -> dict[int, date]:
    """The meeting of the round that followed each of these."""
    query = select(Acceptance.follows_id, Acceptance.meet_at).where(
        Acceptance.follows_id.in_(ids), Acceptance.state != RoundState.VOIDED
    )
    return {row.follows_id: day_of(row.meet_at) for row in db.session.execute(query) if row.meet_at}


def _newer(ids: Sequence[int]) -> dict[int, int]:
    """The draft that took the place of each of these."""
    query = select(Acceptance.replaces_id, Acceptance.id).where(Acceptance.replaces_id.in_(ids))
    return {row.replaces_id: row.id for row in db.session.execute(query)}


def _mine(one: AcceptanceMember, newer_id: int | None) -> MyRow:
    round_, signature = one.acceptance, one.signature
    return MyRow(
        id=round_.id,
        number=round_.number,
        revision=round_.revision,
        kind=round_.kind,
        project_name=round_.project.name,
        contract_number=round_.contract.number,
        seat=one.seat,
        state=round_.state,
        sign_by=round_.sign_by,
        opened_at=round_.opened_at,
        signed_at=signature.signed_at if signature else None,
        verdict=signature.verdict if signature else None,
        opinion=signature.opinion if signature else "",
        void_reason=round_.void_reason,
        newer_id=newer_id,
    )
