"""待签署: a round of acceptance waits for signatures that nobody but its members can give."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker.acceptance.models import Acceptance, AcceptanceMember
from tracker.acceptance.rules.kinds import RoundState
from tracker.infra.clock import day_of
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.reminders.rules.obligations import (
    Absence,
    DueDay,
    Kind,
    Outstanding,
    Page,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.rulebook import rule
from tracker.reminders.rules.work import Wording, Work

NAME = "signature_pending"
OF_FILE = rule(NAME)

SIGNER = Label("你是验收组成员，尚未签署", "You are of the acceptance group and have not signed")
OWNER = Label("你是本项目的负责人", "You are the owner of this project")
RULE = Label(
    "全体成员逐一签署合格或不合格（芙财采购〔2016〕2号；政府采购法 第四十一条）",
    "Every member signs pass or fail (芙财采购〔2016〕2号; 政府采购法 第四十一条)",
)
SIGN = Label("签署", "Sign")
THEN = Label(
    "全员合格的当天，对应的付款条件成就",
    "The conditions are met on the day everybody has passed it",
)


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every open round that is to be signed up to ``horizon``."""
    rows = db.session.scalars(_query(_open_by(horizon) & _of(projects)))
    return tuple(_item(row, row.sign_by or today) for row in rows)


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """The last days to sign the open rounds of these projects."""
    query = select(Acceptance.project_id, Acceptance.sign_by)
    rows = db.session.execute(query.where(_open_by(date.max) & _of(projects)))
    return [DueDay(project, sign_by) for project, sign_by in rows if sign_by]


def _of(projects: Collection[int] | None) -> ColumnElement[bool]:
    return true() if projects is None else Acceptance.project_id.in_(projects)


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Who has to sign, once for each round."""
    return tuple(_turn(row) for row in db.session.scalars(_query(_open_by(horizon))))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these rounds stand now."""
    rows = db.session.scalars(_query(Acceptance.uid.in_(uids))) if uids else ()
    return {row.uid: _standing(row) for row in rows}


def _open_by(horizon: date) -> ColumnElement[bool]:
    return (Acceptance.state == RoundState.OPEN) & (Acceptance.sign_by <= horizon)


def _query(condition: ColumnElement[bool]) -> Select[Acceptance]:
    return (
        select(Acceptance)
        .where(condition)
        .order_by(Acceptance.sign_by, Acceptance.id)
        .options(
            joinedload(Acceptance.project),
            joinedload(Acceptance.replaces),
            selectinload(Acceptance.members).joinedload(AcceptanceMember.signature),
        )
    )


def _standing(row: Acceptance) -> Standing | Absence:
    if row.state.is_decided:
        return Absence.DONE
    if row.state is RoundState.VOIDED:
        return Absence.WITHDRAWN
    if row.state is RoundState.DRAFT or row.sign_by is None:
        return Absence.ON_HOLD
    return _due(row, row.sign_by)


def _due(row: Acceptance, sign_by: date) -> Standing:
    return Standing(sign_by, (_signers(row), Seat(OWNER, user_ids=(row.project.owner_id,))))


def _missing(row: Acceptance) -> list[AcceptanceMember]:
    return [one for one in row.members if one.seat.signs and one.signature is None]


def _signers(row: Acceptance) -> Seat:
    return Seat(SIGNER, user_ids=tuple(one.user_id for one in _missing(row)))


def _turn(row: Acceptance) -> Seat:
    """A deputy is told, but never signs for anybody."""
    return replace(_signers(row), personal=True)


def _item(row: Acceptance, sign_by: date) -> Outstanding:
    project, kind = row.project, row.kind.label
    page = Page(Label("查看验收书", "See the certificate"), "acceptance.show", _params(row))
    story = Story(
        title=Label(f"{project.name}{kind.zh}待签署", f"{project.name}: {kind.en} to sign"),
        subject=kind,
        why=tuple(_why(row, sign_by)),
        page=page,
        project=project.code,
        project_name=project.name,
    )
    turn = _turn(row)
    step = Step(Work.SIGN, SIGN, "acceptance.show", _params(row), "acceptance.sign", turn, THEN)
    return Outstanding(row.uid, row.id, _due(row, sign_by), story, step)


def _params(row: Acceptance) -> dict[str, int | str]:
    return {"acceptance_id": row.id}


def _why(row: Acceptance, sign_by: date) -> Iterable[Label]:
    """Whom it waits for, since when, and why those who signed before have to sign again."""
    missing = _missing(row)
    signed = sum(one.seat.signs for one in row.members) - len(missing)
    names = [one.name for one in missing]
    yield Label(
        f"已签{signed}人，还差{len(names)}人：{'、'.join(names)}",
        f"{signed} signed, {len(names)} missing: {', '.join(names)}",
    )
    if row.opened_at is not None:
        opened_on = day_of(row.opened_at)
        yield Label(
            f"{row.number}，{opened_on}发起，签署截止{sign_by}",
            f"{row.number}, opened on {opened_on}, to be signed by {sign_by}",
        )
    if row.replaces is not None and row.replaces.void_reason:
        yield Label(
            f"前一稿已作废（{row.replaces.void_reason}），原来的签署无效，须重新签署",
            f"The draft before was voided ({row.replaces.void_reason}): everybody signs again",
        )
    yield RULE


KIND = Kind(
    name=NAME,
    label=Label("验收签署", "Signatures"),
    cadence=OF_FILE.cadence,
    single_from=OF_FILE.single_from,
    group=OF_FILE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=OF_FILE.audience,
    days=days,
    there=select(Acceptance.project_id).where(Acceptance.state == RoundState.OPEN),
    wording=Wording(
        due=Label("签署截止", "Sign by"),
        done=Label("已签齐", "everybody has signed"),
        withdrawn=Label("本稿已作废", "this draft is void"),
        changed=Label("签署截止已变", "the last day to sign changed"),
    ),
)
