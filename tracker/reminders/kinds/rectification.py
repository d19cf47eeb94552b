"""整改: what a failed acceptance found has to be put right by its limit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload

from tracker.acceptance.models import Acceptance, Rectification
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

NAME = "rectification"
OF_FILE = rule(NAME)

OWNER = Label("你是整改负责人", "You are in charge of putting it right")
PROJECT_OWNER = Label("你是本项目的负责人", "You are the owner of this project")
REPORT = Label("登记整改完成", "Report it done")
THEN = Label("登记后发起复验，合格后才能付款", "It is accepted again before anything is paid")
RULE = Label(
    "验收不合格的，整改后复验；合格前不付款（财库〔2016〕205号）",
    "What failed is put right and accepted again before it is paid (财库〔2016〕205号)",
)
LONGEST = 60  # characters of the demand in a line


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every rectification not reported done whose limit lies up to ``horizon``."""
    rows = db.session.scalars(_query(_open_by(horizon) & _of(projects)))
    return tuple(_item(row) for row in rows)


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """The limits of the rectifications of these projects."""
    query = select(Acceptance.project_id, Rectification.due_on).join(Rectification.acceptance)
    rows = db.session.execute(query.where(_open_by(date.max) & _of(projects)))
    return [DueDay(project, due_on) for project, due_on in rows]


def _of(projects: Collection[int] | None) -> ColumnElement[bool]:
    if projects is None:
        return true()
    return Rectification.acceptance.has(Acceptance.project_id.in_(projects))


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Who has to put it right, once for each."""
    return tuple(_owner(row) for row in db.session.scalars(_query(_open_by(horizon))))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these rectifications stand now."""
    rows = db.session.scalars(_query(Rectification.uid.in_(uids))) if uids else ()
    return {row.uid: _standing(row) if row.is_open else Absence.DONE for row in rows}


def _open_by(horizon: date) -> ColumnElement[bool]:
    return Rectification.done_on.is_(None) & (Rectification.due_on <= horizon)


def _query(condition: ColumnElement[bool]) -> Select[Rectification]:
    return (
        select(Rectification)
        .where(condition)
        .order_by(Rectification.due_on, Rectification.id)
        .options(joinedload(Rectification.acceptance).joinedload(Acceptance.project))
    )


def _standing(row: Rectification) -> Standing:
    owner = Seat(PROJECT_OWNER, user_ids=(row.acceptance.project.owner_id,))
    return Standing(row.due_on, (_owner(row), owner))


def _owner(row: Rectification) -> Seat:
    return Seat(OWNER, user_ids=(row.owner_id,))


def _item(row: Rectification) -> Outstanding:
    acceptance = row.acceptance
    project, kind = acceptance.project, acceptance.kind.label
    params: dict[str, int | str] = {"acceptance_id": acceptance.id}
    story = Story(
        title=Label(f"{project.name}{kind.zh}整改", f"{project.name}: {kind.en} to put right"),
        subject=Label(f"{kind.zh}整改", f"after the {kind.en}"),
        why=tuple(_why(row)),
        page=Page(Label("查看验收书", "See the certificate"), "acceptance.show", params),
        project=project.code,
        project_name=project.name,
    )
    step = Step(
        Work.RECTIFY,
        REPORT,
        "acceptance.report",
        params,
        "acceptance.report_rectified",
        _owner(row),
        THEN,
    )
    return Outstanding(row.uid, row.id, _standing(row), story, step)


def _why(row: Rectification) -> Iterable[Label]:
    demand = row.demand.replace("\n", "；")
    short = demand if len(demand) <= LONGEST else f"{demand[:LONGEST]}…"
    yield Label(
        f"{row.acceptance.number}不合格：{short}", f"{row.acceptance.number} failed: {short}"
    )
    yield RULE


KIND = Kind(
    name=NAME,
    label=Label("整改", "Rectification"),
    cadence=OF_FILE.cadence,
    single_from=OF_FILE.single_from,
    group=OF_FILE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=OF_FILE.audience,
    days=days,
    there=select(Acceptance.project_id)
    .join(Rectification.acceptance)
    .where(Rectification.done_on.is_(None)),
    wording=Wording(
        due=Label("整改期限", "Put right by"),
        done=Label("已登记完成", "reported done"),
        changed=Label("整改期限已变", "the limit changed"),
    ),
)
