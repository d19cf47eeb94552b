"""What features below ask through their hooks: conditions, files, and work in hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from tracker.acceptance.models import Acceptance, AcceptanceMember, Addendum, Rectification
from tracker.acceptance.queries.facts import KIND
from tracker.acceptance.rules import errors
from tracker.acceptance.rules.kinds import RoundState
from tracker.acceptance.rules.standards import needs_round
from tracker.accounts.hooks import names_work
from tracker.contracts.hooks import claims_trigger
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.kinds import ContractKind, Trigger
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.projects.hooks import bears_files, guards_files
from tracker.projects.rules.documents import DocumentKind, Fact, Subject, Target
from tracker.settings.queries import unit

SCAN = DocumentKind.ACCEPTANCE  # the certificate signed on paper, which stays the legal original


@claims_trigger
def only_by_round(instalment: Instalment, on: date) -> bool:
    """Whether the condition can only be met by a round that everybody signed.

    Spending orders (零星支出) have no supplier and no certificate: their papers are enough.
    """
    return is_by_round(instalment, on, unit().rounds_from)


def is_by_round(instalment: Instalment, on: date, rounds_from: date | None) -> bool:
    """The same for many: the unit's 验收签署启用日 is read once."""
    return calls_for_round(instalment.contract.kind, instalment.trigger, on, rounds_from)


def calls_for_round(
    kind: ContractKind, trigger: Trigger, on: date, rounds_from: date | None
) -> bool:
    """Whether such a trigger of such a contract is met by a round that everybody has signed."""
    return kind is not ContractKind.SPENDING_ORDER and needs_round(trigger, on, rounds_from)


@guards_files
def keep_frozen(target: Target, kind: DocumentKind) -> None:
    """Raise ``FilesFrozen`` for a round that is open; one that is decided takes the signed scan."""
    if target.kind != KIND:
        return
    query = select(Acceptance.state, Acceptance.number).filter_by(uid=target.uid)
    row = db.session.execute(query).first()
    if row is None or row.state is RoundState.DRAFT:
        return
    if not (row.state.is_decided and kind is SCAN):
        raise errors.FilesFrozen(field="papers", number=row.number)


@bears_files
def subjects(project_id: int) -> Iterator[Subject]:
    """The rounds of a project, each followed by its rectification, and what was noted beside
    them; an accepted one calls for the scan of what was signed on paper.
    """
    query = (
        select(Acceptance, Contract.uid, Rectification.uid)
        .join(Acceptance.contract)
        .outerjoin(Acceptance.rectification)
        .where(Acceptance.project_id == project_id, Acceptance.state != RoundState.VOIDED)
        .order_by(Acceptance.id)
    )
    for one, contract_uid, rectification_uid in db.session.execute(query):
        label = Label(f"验收书{one.number} {one.kind.label.zh}", f"Acceptance {one.number}")
        facts = (Fact.ACCEPTED,) if one.state is RoundState.ACCEPTED else ()
        yield Subject(Target(KIND, one.uid), label, (contract_uid,), facts)
        if rectification_uid:
            told = Label(f"{one.number}整改", f"Rectification of {one.number}")
            yield Subject(Target("rectification", rectification_uid), told, (one.uid, contract_uid))
    yield from _addenda(project_id)


def _addenda(project_id: int) -> Iterator[Subject]:
    """What was noted beside the signatures of its rounds."""
    query = (
        select(Addendum, Acceptance.number, Acceptance.uid)
        .join(Addendum.acceptance)
        .where(Acceptance.project_id == project_id, Acceptance.state != RoundState.VOIDED)
        .order_by(Addendum.id)
    )
    for one, number, round_uid in db.session.execute(query):
        kind = one.kind.label
        told = Label(f"{number}{kind.zh}", f"{kind.en} of {number}")
        yield Subject(Target("acceptance_addendum", one.uid), told, (round_uid,))


@names_work
def unsigned(person_id: int) -> list[Label]:
    """What keeps a person from leaving: signatures that only he can give, and rectifications."""
    return [*_signatures(person_id), *_rectifications(person_id)]


def _signatures(person_id: int) -> Iterator[Label]:
    query = (
        select(AcceptanceMember, Acceptance.number)
        .join(AcceptanceMember.acceptance)
        .where(AcceptanceMember.user_id == person_id, Acceptance.state == RoundState.OPEN)
        .order_by(Acceptance.id)
    )
    for member, number in db.session.execute(query):
        if member.seat.signs and member.signature is None:
            yield Label(f"待签署的验收：{number}", f"to sign: acceptance {number}")


def _rectifications(person_id: int) -> Iterator[Label]:
    query = select(Acceptance.number).join(Acceptance.rectification)
    query = query.where(Rectification.owner_id == person_id, Rectification.done_on.is_(None))
    for number in db.session.scalars(query.order_by(Acceptance.id)):
        yield Label(f"未完成的整改：{number}", f"to put right: {number}")
