"""One round as a page shows it to one person.

What others signed is left out here, not in the template: until one's own verdict is given, or the
round is decided, nobody reads the verdict of anybody else, whatever their role.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.acceptance.models import Acceptance, AcceptanceMember, Signature
from tracker.acceptance.queries.facts import frozen_of, seated, team_of, unit_name
from tracker.acceptance.queries.links import later_of, link
from tracker.acceptance.queries.rights import rights_of
from tracker.acceptance.queries.values import Demand, MemberRow, Note, PartRow, RoundPage
from tracker.acceptance.rules import frozen, reading
from tracker.acceptance.rules.frozen import Head
from tracker.acceptance.rules.kinds import RoundState, Verdict
from tracker.acceptance.rules.reading import Form
from tracker.accounts.rules import Actor
from tracker.contracts.models import Instalment
from tracker.contracts.queries import landing
from tracker.infra import clock
from tracker.infra.canonical import canonical
from tracker.infra.db import db
from tracker.infra.files import store
from tracker.kernel.errors import NotFound
from tracker.projects import queries as projects


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
        notes=tuple(
            Note(row.uid, row.kind, row.by, row.on, row.text, row.address) for row in one.addenda
        ),
        follows=link(one.follows),
        replaces=link(one.replaces),
        later=tuple(later_of(one)),
        files=projects.shelf(one.project, actor, within=one.uid),
        rights=rights_of(one, actor),
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
            selectinload(Acceptance.addenda),
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
