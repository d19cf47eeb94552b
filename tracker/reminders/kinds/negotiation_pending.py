"""谈判、磋商记录待确认: a record waits for the people listed in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.models import User
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar
from tracker.procurement.models import NegotiationRecord, Tender
from tracker.procurement.rules.negotiation import WITHIN, RecordState
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
from tracker.settings.queries import work_calendar

OF_FILE = rule("negotiation_pending")
IS_OUT = NegotiationRecord.state == RecordState.CONFIRMING
LISTED = Label("你在记录的参加人员中，尚未确认", "You are listed in the record, not yet confirmed")
KEEPER = Label("外部人员的签字扫描件由你上传", "You upload what people from outside signed")
RECORD = Label("查看记录", "See the record")
CONFIRM = Label("去确认", "Confirm")
AFTER = Label("全部确认后记录锁定", "Once everybody has confirmed it, the record locks")


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every record that is out for confirmation."""
    rows = _confirming(projects)
    ids, calendar = _ids(rows), work_calendar()
    items = (_item(row, ids, calendar) for row in rows)
    return tuple(item for item in items if item.standing.due_on <= horizon)


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """The days of those of these projects."""
    calendar = work_calendar()
    rows = _confirming(projects)
    ids = _ids(rows)
    return [DueDay(row.tender.project_id, _dated(row, ids, calendar).due_on) for row in rows]


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn those are."""
    return tuple(item.step.turn for item in outstanding(horizon, today))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these stand; one that was changed is a draft and waits without a day."""
    rows = _rows(NegotiationRecord.uid.in_(uids)) if uids else ()
    ids, calendar = _ids(rows), work_calendar()
    return {row.uid: _standing(row, ids, calendar) for row in rows}


def _confirming(projects: Collection[int] | None) -> Sequence[NegotiationRecord]:
    if projects is None:
        return _rows(IS_OUT)
    return _rows(IS_OUT & NegotiationRecord.tender.has(Tender.project_id.in_(projects)))


def _rows(condition: ColumnElement[bool]) -> Sequence[NegotiationRecord]:
    query = select(NegotiationRecord).where(condition).order_by(NegotiationRecord.id)
    return db.session.scalars(
        query.options(
            joinedload(NegotiationRecord.tender).joinedload(Tender.project),
            selectinload(NegotiationRecord.confirmations),
        )
    ).all()


def _ids(rows: Sequence[NegotiationRecord]) -> Mapping[str, int]:
    """The people listed, by uid."""
    uids = {person.user_uid for row in rows for person in row.content.people}
    people = db.session.execute(select(User.uid, User.id).where(User.uid.in_(uids)))
    return {person.uid: person.id for person in people}


def _standing(
    row: NegotiationRecord, ids: Mapping[str, int], calendar: WorkCalendar
) -> Standing | Absence:
    if row.state is RecordState.LOCKED:
        return Absence.DONE
    if row.state is RecordState.DRAFT:
        return Absence.ON_HOLD
    return _dated(row, ids, calendar)


def _dated(row: NegotiationRecord, ids: Mapping[str, int], calendar: WorkCalendar) -> Standing:
    drafted_on = row.drafted_at.astimezone(SHANGHAI).date()
    return Standing(calendar.after(drafted_on, WITHIN), (_seat(row, ids),))


def _seat(row: NegotiationRecord, ids: Mapping[str, int]) -> Seat:
    """Those listed who have not confirmed; once only papers are missing, whoever drafted it."""
    done = {one.key for one in row.valid}
    missing = [one.user_uid for one in row.content.people if one.user_uid not in done]
    user_ids = tuple(ids[uid] for uid in missing if uid in ids)
    if user_ids:
        return Seat(LISTED, user_ids=user_ids)
    return Seat(KEEPER, user_ids=(row.drafted_by_id,) if row.drafted_by_id else ())


def _item(row: NegotiationRecord, ids: Mapping[str, int], calendar: WorkCalendar) -> Outstanding:
    project, kind = row.tender.project, row.kind.label
    rule = Label(
        f"{row.held_on}的{kind.zh}，列出的人员逐一确认后锁定；按本单位做法{WITHIN}个工作日内确认",
        f"{kind.en} of {row.held_on}: locked once everybody listed has confirmed it, "
        f"within {WITHIN} working days",
    )
    return Outstanding(
        subject_uid=row.uid,
        subject_id=row.id,
        standing=_dated(row, ids, calendar),
        story=Story(
            title=Label(f"{project.name}{kind.zh}待确认", f"{project.name}: {kind.en} to confirm"),
            subject=kind,
            why=(rule,),
            page=Page(RECORD, "procurement.negotiation", {"record_id": row.id}),
            project=project.code,
            project_name=project.name,
        ),
        step=Step(
            work=Work.SIGN,
            label=CONFIRM,
            endpoint="procurement.negotiation",
            params={"record_id": row.id},
            permission="negotiations.confirm",
            turn=_seat(row, ids),
            after=AFTER,
        ),
    )


KIND = Kind(
    name="negotiation_pending",
    label=Label("谈判、磋商记录确认", "Negotiation records"),
    cadence=OF_FILE.cadence,
    single_from=OF_FILE.single_from,
    group=OF_FILE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=OF_FILE.audience,
    days=days,
    there=select(Tender.project_id).join(NegotiationRecord.tender).where(IS_OUT),
    wording=Wording(due=Label("确认期限", "Confirm by"), done=Label("已锁定", "locked")),
)
