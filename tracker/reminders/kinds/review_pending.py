"""采购内容审核: a requirement or document waits for a reviewer who did not write it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from tracker.accounts.rules import Role
from tracker.infra.clock import SHANGHAI
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar
from tracker.procurement.models import ContentReview, Tender
from tracker.procurement.rules.review import WITHIN, Decision
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

OF_FILE = rule("review_pending")
IS_PENDING = ContentReview.decision == Decision.PENDING
GROUP = Label("你是采购组成员，可以审核", "You are in the procurement group and may review")
CONTENT = Label("查看内容", "See the content")
REVIEW = Label("审核", "Review")
AFTER = Label("审核通过或退回修改，意见留存", "It is approved or returned, and the opinion kept")


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Everything submitted that nobody has decided, the first to be decided first."""
    calendar = work_calendar()
    items = (_item(row, calendar) for row in _pending(projects))
    return tuple(item for item in items if item.standing.due_on <= horizon)


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """The days of those of these projects."""
    calendar = work_calendar()
    return [
        DueDay(row.tender.project_id, _standing(row, calendar).due_on) for row in _pending(projects)
    ]


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn those are."""
    return tuple(item.step.turn for item in outstanding(horizon, today))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these stand; a decision is final."""
    rows = db.session.scalars(_query().where(ContentReview.uid.in_(uids))) if uids else ()
    calendar = work_calendar()
    return {
        row.uid: _standing(row, calendar) if row.decision is Decision.PENDING else Absence.DONE
        for row in rows
    }


def _pending(projects: Collection[int] | None) -> Sequence[ContentReview]:
    query = _query().where(IS_PENDING)
    if projects is not None:
        query = query.where(ContentReview.tender.has(Tender.project_id.in_(projects)))
    return db.session.scalars(query).all()


def _query() -> Select[ContentReview]:
    tender = joinedload(ContentReview.tender).joinedload(Tender.project)
    return select(ContentReview).options(tender).order_by(ContentReview.id)


def _standing(row: ContentReview, calendar: WorkCalendar) -> Standing:
    submitted_on = row.submitted_at.astimezone(SHANGHAI).date()
    return Standing(calendar.after(submitted_on, WITHIN), (_seat(row),))


def _seat(row: ContentReview) -> Seat:
    barred = (row.author_id, row.submitted_by_id)
    return Seat(GROUP, role=Role.PROCUREMENT, barred=barred)


def _item(row: ContentReview, calendar: WorkCalendar) -> Outstanding:
    project, subject = row.tender.project, row.subject.label
    rule = Label(
        f"{row.submitted_at.astimezone(SHANGHAI).date()}提交，编制人和提交人不能审核；"
        f"按本单位做法{WITHIN}个工作日内审核",
        f"Submitted; to be reviewed within {WITHIN} working days by neither its author nor "
        "whoever submitted it",
    )
    return Outstanding(
        subject_uid=row.uid,
        subject_id=row.id,
        standing=_standing(row, calendar),
        story=Story(
            title=Label(
                f"{project.name}{subject.zh}待审核", f"{project.name}: {subject.en} to review"
            ),
            subject=Label(f"{subject.zh}“{row.title}”", f"{subject.en} “{row.title}”"),
            why=(rule,),
            page=Page(CONTENT, "procurement.review", {"review_id": row.id}),
            project=project.code,
            project_name=project.name,
        ),
        step=Step(
            work=Work.APPROVE,
            label=REVIEW,
            endpoint="procurement.review",
            params={"review_id": row.id},
            permission="reviews.decide",
            turn=_seat(row),
            after=AFTER,
        ),
    )


KIND = Kind(
    name="review_pending",
    label=Label("采购内容审核", "Reviews"),
    cadence=OF_FILE.cadence,
    single_from=OF_FILE.single_from,
    group=OF_FILE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=OF_FILE.audience,
    days=days,
    there=select(Tender.project_id).join(ContentReview.tender).where(IS_PENDING),
    wording=Wording(due=Label("审核期限", "Decide by"), done=Label("已审核", "decided")),
)
