"""采购步骤: the next step of a tender that is under way, and whose turn it is.

The day is that on which the step can be taken (the deadline for bids, the end of a notice), or as
many days after the last record as may pass before a late record has to be explained: an estimate,
never overdue. What the law sets a term for has a clock of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.rules import Role
from tracker.infra.db import db
from tracker.kernel.labels import Label
from tracker.procurement.models import Tender
from tracker.procurement.rules.log import earliest_on, expected_on, next_step
from tracker.procurement.rules.specs import Doer, StepSpec
from tracker.procurement.rules.tenders import OPEN
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

OF_FILE = rule("procurement_step")
OWNER = Label("你是项目负责人", "You are the project owner")
GROUP = Label("你是采购组成员", "You are in the procurement group")
TENDER = Label("查看采购", "See the tender")
RECORD = Label("登记步骤", "Record the step")
AFTER = Label("登记后列出下一步骤", "The step after it is then listed")


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """The next step of every open tender that is to be taken up to ``horizon``."""
    items = (_item(tender, today) for tender in _open(projects))
    found = [one for one in items if one is not None and one.standing.due_on <= horizon]
    return tuple(sorted(found, key=lambda one: (one.standing.due_on, one.subject_id)))


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """The days of the next steps of these projects' tenders."""
    found = ((tender.project_id, _standing(tender)) for tender in _open(projects))
    return [
        DueDay(project_id, one.due_on, one.estimated)
        for project_id, one in found
        if isinstance(one, Standing)
    ]


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn those are."""
    return tuple(one.step.turn for one in outstanding(horizon, today) if not one.waits)


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How the tenders stand; one that is over is done with."""
    tenders = _tenders(Tender.uid.in_(uids)) if uids else ()
    return {tender.uid: _standing(tender) for tender in tenders}


def _open(projects: Collection[int] | None) -> Sequence[Tender]:
    is_open = Tender.status.in_(OPEN)
    if projects is None:
        return _tenders(is_open)
    return _tenders(is_open & Tender.project_id.in_(projects))


def _tenders(condition: ColumnElement[bool]) -> Sequence[Tender]:
    query = select(Tender).where(condition).order_by(Tender.id)
    return db.session.scalars(
        query.options(joinedload(Tender.project), selectinload(Tender.records))
    ).all()


def _standing(tender: Tender) -> Standing | Absence:
    if not tender.status.is_open:
        return Absence.DONE
    ground = tender.ground
    step = next_step(ground)
    if step is None:
        return Absence.DONE
    due_on = expected_on(ground, step, tender.planned_on)
    return Standing(due_on, (_turn(tender, step),), estimated=True)


def _turn(tender: Tender, step: StepSpec) -> Seat:
    """The buyer's own steps are the owner's; of the others the procurement group keeps the log."""
    if step.who is Doer.BUYER:
        return Seat(OWNER, user_ids=(tender.project.owner_id,))
    return Seat(GROUP, role=Role.PROCUREMENT)


def _item(tender: Tender, today: date) -> Outstanding | None:
    standing = _standing(tender)
    step = next_step(tender.ground)
    if isinstance(standing, Absence) or step is None:
        return None
    earliest = earliest_on(tender.ground, step)
    return Outstanding(
        subject_uid=tender.uid,
        subject_id=tender.id,
        standing=standing,
        story=_story(tender, step),
        step=Step(
            work=Work.PROCURE,
            label=RECORD,
            endpoint="procurement.log_step",
            params={"tender_id": tender.id, "step": step.key},
            permission="procurement.log_step",
            turn=_turn(tender, step),
            after=AFTER,
        ),
        waits=earliest is not None and earliest > today,
    )


def _story(tender: Tender, step: StepSpec) -> Story:
    project, name = tender.project, step.label
    return Story(
        title=Label(
            f"{tender.title}采购待登记：{name.zh}", f"{tender.title}: to record: {name.en}"
        ),
        subject=Label(f"采购：{name.zh}", f"procurement: {name.en}"),
        why=tuple(_why(tender, step)),
        page=Page(TENDER, "procurement.tender", {"tender_id": tender.id}),
        project=project.code,
        project_name=project.name,
    )


def _why(tender: Tender, step: StepSpec) -> Iterator[Label]:
    ground = tender.ground
    zh, en = tender.method.label.zh, tender.method.label.en
    yield Label(f"{zh}的下一步骤是“{step.label.zh}”", f"The next step of this {en}")
    days = ground.spec.late_after_days
    yield Label(
        f"发生后超过{days}天才登记的，须填写说明",
        f"A step recorded more than {days} days later has to be explained",
    )
    if step.source is not None:
        text = step.source.citation
        yield Label(f"依据：{text}", f"Rule: {text}")


KIND = Kind(
    name="procurement_step",
    label=Label("采购步骤", "Procurement step"),
    cadence=OF_FILE.cadence,
    single_from=OF_FILE.single_from,
    group=OF_FILE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=OF_FILE.audience,
    days=days,
    there=select(Tender.project_id).where(Tender.status.in_(OPEN)),
    wording=Wording(
        due=Label("登记期限", "Record by"),
        expected=Label("预计登记日", "Expected by"),
        done=Label("采购已结束", "the tender is over"),
        changed=Label("已登记新的步骤", "a further step was recorded"),
    ),
)
