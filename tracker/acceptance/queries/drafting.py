"""What the page that drafts a round offers: instalments, people, and how it usually begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.acceptance.models import Acceptance
from tracker.acceptance.queries.facts import part_facts, rounds_of, team_of
from tracker.acceptance.queries.page import find
from tracker.acceptance.rules.commands import Plan, SeatDraft
from tracker.acceptance.rules.kinds import RoundKind, RoundState, Seat
from tracker.acceptance.rules.rights import check_may_prepare
from tracker.acceptance.rules.standards import Team, kinds_for, usual_sign_days
from tracker.accounts.models import Group, User
from tracker.accounts.queries import members_on
from tracker.accounts.rules import Actor, GroupKind
from tracker.contracts.models import Contract, Instalment
from tracker.contracts.rules.facts import ContractEnded
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.state import ContractStatus
from tracker.infra import i18n
from tracker.infra.db import db
from tracker.kernel.errors import NotFound
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.settings.queries import work_calendar


@dataclass(frozen=True, slots=True)
class PartChoice:
    """An instalment that waits for a condition some round can meet."""

    uid: str
    no: int
    name: str
    amount: Money
    trigger: Trigger
    condition: Label
    kinds: tuple[RoundKind, ...]


@dataclass(frozen=True, slots=True)
class Person:
    uid: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The contract at hand, and everything there is to choose from."""

    contract_id: int
    contract_number: str
    contract_name: str
    project_code: str
    project_name: str
    supplier: str
    amount: Money
    parts: tuple[PartChoice, ...]
    people: tuple[Person, ...]
    team: Team
    usual: Plan
    number: str = ""
    revision: int = 1
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the acceptance of an instalment goes on: at its unfinished round, or in a new one."""

    contract_id: int
    no: int
    round_id: int | None


def place_of(instalment_id: int) -> Place:
    """Where the acceptance of that instalment goes on; ``NotFound`` if there is none."""
    instalment = db.session.get(Instalment, instalment_id)
    if instalment is None:
        raise NotFound
    busy = (RoundState.DRAFT, RoundState.OPEN)
    rounds = [one for one in rounds_of(instalment.contract_id) if one.state in busy]
    found = next((one.id for one in rounds if instalment.uid in one.part_uids), None)
    return Place(instalment.contract_id, instalment.no, found)


def new_page(contract_id: int, actor: Actor, today: date, instalment: int | None) -> DraftPage:
    """For a new round; ``instalment`` is the number of the one it is to be about."""
    contract = db.session.get(Contract, contract_id)
    if contract is None:
        raise NotFound
    return _page(contract, actor, today, None, instalment)


def edit_page(acceptance_id: int, actor: Actor, today: date) -> DraftPage:
    """For a draft; refused as the use case would refuse it."""
    one = find(acceptance_id)
    one.check_draft()
    return _page(one.contract, actor, today, one, None)


def _page(
    contract: Contract, actor: Actor, today: date, one: Acceptance | None, no: int | None
) -> DraftPage:
    project = contract.project
    project.check_not_archived()
    check_may_prepare(actor, lambda: project.check_may_edit(actor))
    if contract.status is not ContractStatus.ACTIVE:
        raise ContractEnded(number=contract.number)
    parts = tuple(_choices(contract, one))
    return DraftPage(
        contract_id=contract.id,
        contract_number=contract.number,
        contract_name=contract.name,
        project_code=project.code,
        project_name=project.name,
        supplier=contract.supplier.name if contract.supplier else "",
        amount=contract.current_amount,
        parts=parts,
        people=tuple(people(today)),
        team=team_of(contract, today),
        usual=one.plan if one else _usual(contract, parts, no, today),
        number=one.number if one else "",
        revision=one.revision if one else 1,
        id=one.id if one else None,
    )


def _choices(contract: Contract, one: Acceptance | None) -> list[PartChoice]:
    """Instalments that wait; those chosen already stay, so that nothing is lost."""
    facts, chosen = part_facts(contract, one), one.part_uids if one else ()
    return [
        PartChoice(
            uid=row.uid,
            no=row.no,
            name=row.name,
            amount=row.amount,
            trigger=row.trigger,
            condition=row.terms.condition,
            kinds=kinds_for([row.trigger]),
        )
        for row in contract.live_instalments
        if row.uid in chosen
        or (row.triggered_on is None and kinds_for([row.trigger]) and not facts[row.uid].taken_by)
    ]


def people(today: date) -> list[Person]:
    """Active people, those of the acceptance group first."""
    group = members_on(GroupKind.ACCEPTANCE, today)
    query = select(User).where(User.active).options(joinedload(User.department))
    users = sorted(db.session.scalars(query), key=lambda user: (user.id not in group, user.id))
    return [Person(user.uid, _called(user, user.id in group)) for user in users]


def _called(user: User, is_in_group: bool) -> str:
    words = [word for word in (user.department and user.department.name, user.post) if word]
    zh, en = user.name, user.name
    if words:
        zh, en = f"{zh}（{'，'.join(words)}）", f"{en} ({', '.join(words)})"
    if is_in_group:
        zh, en = f"{zh} 验收组", f"{en}, acceptance group"
    return i18n.label(Label(zh, en))


def _usual(contract: Contract, parts: tuple[PartChoice, ...], no: int | None, today: date) -> Plan:
    """The instalment asked for, else the first; the present group; the usual days to sign."""
    asked = [part for part in parts if part.no == no] or list(parts[:1])
    kind = asked[0].kinds[0] if asked else RoundKind.FINAL
    return Plan(
        kind=kind,
        parts=tuple(part.uid for part in asked),
        roster=tuple(_group_seats(today)),
        basis=f"合同{contract.number}及其附件、采购文件、响应文件",
        sign_by=work_calendar().after(today, usual_sign_days()),
    )


def _group_seats(today: date) -> list[SeatDraft]:
    group = db.session.scalars(select(Group).filter_by(kind=GroupKind.ACCEPTANCE)).first()
    if group is None:
        return []
    present = [seat for seat in group.members if seat.holds_on(today) and seat.user.active]
    ordered = sorted(present, key=lambda seat: seat.user_id != group.leader_id)
    return [
        SeatDraft(seat.user.uid, Seat.LEADER if seat.user_id == group.leader_id else Seat.MEMBER)
        for seat in ordered
    ]
