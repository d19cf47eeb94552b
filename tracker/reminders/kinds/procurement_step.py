"""采购步骤: the next step of a tender, until its file is closed, and whose turn it is.

The day is that on which the step can be taken (the deadline for bids, the end of a notice, of the
time for challenges), or as many days after the last record as may pass before a late record has to
be explained: an estimate, never overdue. What the law sets a term for has a clock of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import select

from tracker.accounts.rules import Role
from tracker.kernel.labels import Label
from tracker.procurement.models import Tender
from tracker.procurement.queries.unsettled import Next, known, unsettled
from tracker.procurement.rules.specs import Doer
from tracker.procurement.rules.tail import Turn
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
SIGN = Label("登记合同", "Record the contract")
AFTER = Label("登记后列出下一步骤", "The step after it is then listed")


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """The next step of every tender that is to be taken up to ``horizon``."""
    items = [_item(one, turn, today) for one, turn in _turns(projects) if turn.due_on <= horizon]
    return tuple(sorted(items, key=lambda one: (one.standing.due_on, one.subject_id)))


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """The days of the next steps of these projects' tenders."""
    found = _turns(projects)
    return [DueDay(one.tender.project_id, turn.due_on, estimated=True) for one, turn in found]


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn those are."""
    return tuple(one.step.turn for one in outstanding(horizon, today) if not one.waits)


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How the tenders stand; one of which nothing is asked is done with."""
    found, there = known(uids)
    return {uid: _standing(found[uid]) if uid in found else Absence.DONE for uid in there}


def _turns(projects: Collection[int] | None) -> Iterator[tuple[Next, Turn]]:
    return ((one, one.turn) for one in unsettled(projects) if one.turn is not None)


def _standing(one: Next) -> Standing | Absence:
    if one.turn is None:
        return Absence.DONE
    return Standing(one.turn.due_on, (_seat(one.tender, one.turn),), estimated=True)


def _seat(tender: Tender, turn: Turn) -> Seat:
    """The buyer's own steps are the owner's; of the others the procurement group keeps the log."""
    if turn.step.who is Doer.BUYER:
        return Seat(OWNER, user_ids=(tender.project.owner_id,))
    return Seat(GROUP, role=Role.PROCUREMENT)


def _item(one: Next, turn: Turn, today: date) -> Outstanding:
    tender = one.tender
    seat = _seat(tender, turn)
    return Outstanding(
        subject_uid=tender.uid,
        subject_id=tender.id,
        standing=Standing(turn.due_on, (seat,), estimated=True),
        story=_story(one, turn),
        step=_step(tender, turn, seat),
        waits=turn.earliest is not None and turn.earliest > today,
    )


def _step(tender: Tender, turn: Turn, seat: Seat) -> Step:
    """The form of the step; the contract has its own."""
    if turn.step.recorded_in is not None:
        page, params, label = "contracts.new", {"code": tender.project.code}, SIGN
        return Step(Work.CONTRACT, label, page, params, "contracts.sign", seat, AFTER)
    page = "procurement.log_step"
    where: dict[str, int | str] = {"tender_id": tender.id, "step": turn.step.key}
    return Step(Work.PROCURE, RECORD, page, where, page, seat, AFTER)


def _story(one: Next, turn: Turn) -> Story:
    tender, name = one.tender, turn.step.label
    return Story(
        title=Label(
            f"{tender.title}采购待登记：{name.zh}", f"{tender.title}: to record: {name.en}"
        ),
        subject=Label(f"采购：{name.zh}", f"procurement: {name.en}"),
        why=tuple(_why(one, turn)),
        page=Page(TENDER, "procurement.tender", {"tender_id": tender.id}),
        project=tender.project.code,
        project_name=tender.project.name,
    )


def _why(one: Next, turn: Turn) -> Iterator[Label]:
    method, step = one.tender.method.label, turn.step
    yield Label(f"{method.zh}的下一步骤是“{step.label.zh}”", f"The next step of this {method.en}")
    if turn.minimum is not None:
        name, on = turn.minimum.limit.label, turn.minimum.ends_on
        yield Label(f"{name.zh}到{on}为止", f"{name.en}: until {on}")
        yield turn.minimum.rule
    days = one.ground.spec.late_after_days
    yield Label(
        f"发生后超过{days}天才登记的，须填写说明",
        f"A step recorded more than {days} days later has to be explained",
    )
    if step.source is not None and turn.minimum is None:
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
    there=select(Tender.project_id).where(Tender.settled.is_(False)),
    wording=Wording(
        due=Label("登记期限", "Record by"),
        expected=Label("预计登记日", "Expected by"),
        done=Label("采购步骤已登记齐全", "every step is on record"),
        changed=Label("已登记新的步骤", "a further step was recorded"),
    ),
)
