"""One round as a page shows it to one person.

What others signed is left out here, not in the template: until one's own verdict is given, or the
round is decided, nobody reads the verdict of anybody else, whatever their role.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.acceptance.models import Acceptance, AcceptanceMember, Signature
from tracker.acceptance.queries.facts import frozen_of, seated, team_of, unit_name
from tracker.acceptance.rules import frozen, reading
from tracker.acceptance.rules.frozen import Head
from tracker.acceptance.rules.kinds import RoundState, Seat, Verdict
from tracker.acceptance.rules.reading import Form
from tracker.acceptance.rules.rights import may_void
from tracker.accounts.rules import Actor, Role, allows
from tracker.contracts.models import Instalment
from tracker.contracts.queries import Landing, landing
from tracker.infra import clock
from tracker.infra.canonical import canonical
from tracker.infra.db import db
from tracker.infra.files import store
from tracker.kernel.errors import NotFound
from tracker.kernel.money import Money
from tracker.projects import queries as projects


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody of the roster; ``verdict`` and ``opinion`` only where the reader may know them."""

    name: str
    post: str
    department: str
    seat: Seat
    overlap_reason: str
    is_me: bool
    signed_at: datetime | None
    read_at: datetime | None
    verdict: Verdict | None
    opinion: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Another round, as a line of this one's page names it."""

    id: int
    number: str
    revision: int
    state: RoundState


@dataclass(frozen=True, slots=True)
class PartRow:
    """An instalment that the round unlocks, and where it would land if it were accepted today."""

    id: int
    no: int
    name: str
    amount: Money
    condition: str
    triggered_on: date | None
    due_on: date | None
    landing: Landing | None


@dataclass(frozen=True, slots=True)
class Demand:
    """What has to be put right."""

    uid: str
    owner: str
    owner_id: int
    due_on: date
    demand: str
    done_on: date | None
    done_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What this person may do with the round as it stands."""

    signs: bool
    edits: bool
    opens: bool
    voids: bool
    changes_demand: bool
    reports: bool
    follows_up: bool
    files_scan: bool


@dataclass(frozen=True, slots=True)
class RoundPage:
    """``form`` is the frozen content, or what opening a draft now would freeze."""

    id: int
    uid: str
    contract_id: int
    state: RoundState
    form: Form
    fingerprint: str
    is_intact: bool
    altered: tuple[str, ...]
    prepared_by: str
    opened_at: datetime | None
    opened_by: str
    decided_at: datetime | None
    voided_at: datetime | None
    voided_by: str
    void_reason: str
    version: int
    members: tuple[MemberRow, ...]
    mine: MemberRow | None
    my_results: dict[int, Verdict]
    shows_verdicts: bool
    parts: tuple[PartRow, ...]
    demand: Demand | None
    follows: Link | None
    replaces: Link | None
    later: tuple[Link, ...]
    files: projects.Shelf
    rights: Rights

    @property
    def signers(self) -> int:
        return sum(one.seat.signs for one in self.members)

    @property
    def signed(self) -> int:
        return sum(one.signed_at is not None for one in self.members)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who has still to sign."""
        return tuple(one.name for one in self.members if one.seat.signs and one.signed_at is None)

    @property
    def newest(self) -> Link | None:
        """The draft that took the place of a voided one."""
        return next((one for one in self.later if one.number == self.form.number), None)


def round_page(acceptance_id: int, actor: Actor, today: date) -> RoundPage:
    """The round of that id as the actor may see it; ``NotFound`` if there is none."""
    one = find(acceptance_id)
    form = reading.read(content_of(one, today))
    members, mine = _members(one, form, actor)
    signature = one.signature_of(actor.id)
    return RoundPage(
        id=one.id,
        uid=one.uid,
        contract_id=one.contract_id,
        state=one.state,
        form=form,
        fingerprint=one.fingerprint,
        is_intact=one.is_intact or not one.content,
        altered=_altered(one, form),
        prepared_by=one.prepared_by,
        opened_at=one.opened_at,
        opened_by=one.opened_by,
        decided_at=one.decided_at,
        voided_at=one.voided_at,
        voided_by=one.voided_by,
        void_reason=one.void_reason,
        version=one.version,
        members=members,
        mine=mine,
        my_results=signature.result_map if signature else {},
        shows_verdicts=shows_verdicts(one, actor),
        parts=tuple(_parts(one, form, today)),
        demand=_demand(one),
        follows=link(one.follows),
        replaces=link(one.replaces),
        later=tuple(_later(one)),
        files=projects.shelf(one.project, actor, within=one.uid),
        rights=_rights(one, actor),
    )


def shows_verdicts(one: Acceptance, actor: Actor) -> bool:
    """Whether the actor may know what others signed: after his own signature, or the decision."""
    return one.state is not RoundState.OPEN or one.signature_of(actor.id) is not None


def find(acceptance_id: int) -> Acceptance:
    """The round with everything a page asks of it; ``NotFound`` if there is none."""
    query = (
        select(Acceptance)
        .filter_by(id=acceptance_id)
        .options(
            joinedload(Acceptance.contract),
            joinedload(Acceptance.project),
            joinedload(Acceptance.rectification),
            selectinload(Acceptance.members).joinedload(AcceptanceMember.user),
            selectinload(Acceptance.signatures).joinedload(Signature.member),
        )
    )
    one = db.session.scalars(query).first()
    if one is None:
        raise NotFound
    return one


def content_of(one: Acceptance, today: date) -> dict[str, object]:
    """The frozen content, or that of a draft as it stands."""
    if one.content:
        return one.frozen_content
    head = Head(
        uid=one.uid,
        number=one.number,
        revision=one.revision,
        round_no=one.round_no,
        follows=one.follows.number if one.follows else "",
        unit=unit_name(),
        opened_at=clock.now(),
        opened_by="",
    )
    seats = seated(one.project, one.plan.roster, today)
    drafted = frozen_of(one, seats, head, team_of(one.contract, today))
    found: dict[str, object] = json.loads(canonical(frozen.content(drafted)))
    return found


def link(one: Acceptance | None) -> Link | None:
    """The round as others refer to it."""
    return Link(one.id, one.number, one.revision, one.state) if one else None


def _members(
    one: Acceptance, form: Form, actor: Actor
) -> tuple[tuple[MemberRow, ...], MemberRow | None]:
    if not one.members:  # a draft, or one voided before it was opened
        rows = tuple(
            MemberRow(
                seat.name,
                seat.post,
                seat.department,
                seat.seat,
                seat.overlap_reason,
                seat.uid == actor.uid,
                *(None, None, None),
                "",
                (),
            )
            for seat in form.roster
        )
        return rows, None
    reveals = shows_verdicts(one, actor)
    rows = tuple(_member(each, form, actor, reveals) for each in one.members)
    return rows, next((row for row in rows if row.is_me), None)


def _member(each: AcceptanceMember, form: Form, actor: Actor, reveals: bool) -> MemberRow:
    signature = each.signature
    told = signature if reveals else None
    results = told.result_map if told else {}
    return MemberRow(
        name=each.name,
        post=each.post,
        department=each.department,
        seat=each.seat,
        overlap_reason=each.overlap_reason,
        is_me=each.user_id == actor.id,
        signed_at=signature.signed_at if signature else None,
        read_at=each.read_at,
        verdict=told.verdict if told else None,
        opinion=told.opinion if told else "",
        failed=tuple(item.called for item in form.items if results.get(item.no) is Verdict.FAIL),
    )


def _altered(one: Acceptance, form: Form) -> tuple[str, ...]:
    """Names of documents that are missing or changed, while somebody is still to sign."""
    if one.state is not RoundState.OPEN:
        return ()
    folder: Path = current_app.config["TRACKER"].data
    return tuple(
        document.name for document in form.documents if store.problem_of(document.sha256, folder)
    )


def _parts(one: Acceptance, form: Form, today: date) -> Iterable[PartRow]:
    query = select(Instalment).where(Instalment.uid.in_([part.uid for part in form.parts]))
    live = {row.uid: row for row in db.session.scalars(query)}
    for part in form.parts:
        row = live[part.uid]
        waits = row.triggered_on is None and not row.is_withdrawn
        yield PartRow(
            id=row.id,
            no=part.no,
            name=part.name,
            amount=part.amount,
            condition=part.condition,
            triggered_on=row.triggered_on,
            due_on=row.due_on if row.triggered_on else None,
            landing=landing(row.id, today, today) if waits else None,
        )


def _demand(one: Acceptance) -> Demand | None:
    row = one.rectification
    if row is None:
        return None
    return Demand(
        uid=row.uid,
        owner=row.owner.name,
        owner_id=row.owner_id,
        due_on=row.due_on,
        demand=row.demand,
        done_on=row.done_on,
        done_by=row.done_by,
        note=row.note,
    )


def _later(one: Acceptance) -> Sequence[Link]:
    """Rounds and drafts that came of this one."""
    query = select(Acceptance).where(
        (Acceptance.follows_id == one.id) | (Acceptance.replaces_id == one.id)
    )
    rows = db.session.scalars(query.order_by(Acceptance.id))
    return [found for found in map(link, rows) if found is not None]


def _rights(one: Acceptance, actor: Actor) -> Rights:
    prepares = may_prepare(one.project_id, actor) and one.project.archived_on is None
    is_draft, is_open = one.state is RoundState.DRAFT, one.state is RoundState.OPEN
    seat, demand = one.seat_of(actor.id), one.rectification
    leader = next((each.person_uid for each in one.members if each.seat is Seat.LEADER), "")
    has_later = any(each.state is not RoundState.VOIDED for each in _later(one))
    owns = demand is not None and demand.owner_id == actor.id
    return Rights(
        signs=bool(is_open and seat and seat.seat.signs and not one.signature_of(actor.id)),
        edits=is_draft and prepares and allows("acceptance.edit", actor.roles),
        opens=is_draft and prepares and allows("acceptance.open", actor.roles),
        voids=(is_open and may_void(actor, leader)) or (is_draft and prepares),
        changes_demand=bool(
            demand
            and demand.is_open
            and prepares
            and allows("acceptance.change_rectification", actor.roles)
        ),
        reports=bool(
            demand
            and demand.is_open
            and (prepares or owns)
            and allows("acceptance.report_rectified", actor.roles)
        ),
        follows_up=bool(
            demand
            and not demand.is_open
            and not has_later
            and prepares
            and allows("acceptance.follow_up", actor.roles)
        ),
        files_scan=one.state.is_decided and prepares,
    )


def may_prepare(project_id: int, actor: Actor) -> bool:
    """Whether rounds of the project are the actor's to prepare: for showing a button or not."""
    return Role.ACCEPTANCE in actor.roles or projects.may_edit(project_id, actor)
