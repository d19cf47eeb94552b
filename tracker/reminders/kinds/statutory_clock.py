"""法定期限: a statutory limit that runs on a project comes near, or has passed.

Minimums (a notice must stay up so long) are no duty and are not reminded of. What another body
has to do, such as the finance bureau with a complaint, is waited for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import select

from tracker.accounts.rules import Role
from tracker.deadlines.hooks import Stop
from tracker.deadlines.models import Clock
from tracker.deadlines.queries import (
    Duty,
    duties,
    last_days,
    law,
    owners,
    running,
    standing,
    these,
    waiting,
)
from tracker.deadlines.rules.versions import ClockState
from tracker.kernel.deadlines import Law
from tracker.kernel.labels import Label
from tracker.kernel.limits import Limit, Party
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

OF_FILE = rule("statutory_clock")
OWNER = Label("你是项目负责人", "You are the project owner")
GROUP = Label("你是采购组成员", "You are in the procurement group")
PROJECT = Label("查看项目", "See the project")
AFTER = Label("登记后停止计时", "Once it is recorded the clock stops")


def outstanding(
    horizon: date, today: date, projects: Collection[int] | None = None
) -> tuple[Outstanding, ...]:
    """Every duty with a statutory limit that ends up to ``horizon``, the first to end first."""
    return _told(waiting(horizon, projects))


def in_full(uids: Collection[str], today: date) -> tuple[Outstanding, ...]:
    """These clocks with all their words."""
    return _told(these(uids))


def _told(found: Sequence[tuple[Clock, Stop | None]]) -> tuple[Outstanding, ...]:
    by = law() if found else None
    return tuple(_item(row, stop, by) for row, stop in found if by is not None)


def light(horizon: date, today: date, owner_id: int | None) -> tuple[Outstanding, ...]:
    """The same without reasons; the page of the step is found with the rest."""
    return tuple(_light(one) for one in duties(horizon, owner_id))


def _light(one: Duty) -> Outstanding:
    page = Page(PROJECT, "overview.project", {"code": one.project})
    turn = _seat(one.owner_id)
    step = Step(Work.DEADLINE, PROJECT, page.endpoint, page.params, "projects.read", turn)
    label = one.limit.label
    return Outstanding(
        subject_uid=one.uid,
        subject_id=one.id,
        standing=Standing(one.ends_on, _seats(one.owner_id)),
        story=Story(label, label, (), page, one.project, one.project_name),
        step=step,
        waits=_awaits(one.limit),
    )


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """The last days of the clocks of these projects."""
    return [DueDay(project_id, ends_on) for project_id, ends_on in last_days(projects)]


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn those are."""
    return tuple(
        _seat(owner_id)
        for owner_id, limit, count in owners(horizon)
        if not _awaits(limit)
        for _ in range(count)
    )


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these clocks stand; one that was stopped or dropped may run again."""
    return {uid: _standing(row) for uid, row in standing(uids).items()} if uids else {}


def _standing(row: Clock) -> Standing | Absence:
    if row.state is not ClockState.RUNNING or row.project.archived_on is not None:
        return Absence.DONE
    return Standing(row.ends_on, _seats(row.project.owner_id))


def _turn(row: Clock) -> Seat:
    return _seat(row.project.owner_id)


@lru_cache(maxsize=1024)
def _seat(owner_id: int) -> Seat:
    return Seat(OWNER, user_ids=(owner_id,))


@lru_cache(maxsize=1024)
def _seats(owner_id: int) -> tuple[Seat, ...]:
    return (_seat(owner_id), Seat(GROUP, role=Role.PROCUREMENT))


def _waits(row: Clock) -> bool:
    return _awaits(row.limit)


def _awaits(limit: Limit) -> bool:
    """Whether others have to act."""
    return limit.party in (Party.BUREAU, Party.SUPPLIER)


def _item(row: Clock, stop: Stop | None, by: Law) -> Outstanding:
    limit, project = row.limit, row.project
    rule = Label(f"{limit.bound.zh}，{limit.citation}", f"{limit.bound.en}, {limit.citation}")
    page = Page(PROJECT, "overview.project", {"code": project.code})
    return Outstanding(
        subject_uid=row.uid,
        subject_id=row.id,
        standing=Standing(row.ends_on, _seats(project.owner_id)),
        story=Story(
            title=Label(
                f"{project.name}法定期限：{limit.label.zh}", f"{project.name}: {limit.label.en}"
            ),
            subject=limit.label,
            why=(rule, *row.reckoned(by).reckoning.story),
            page=page,
            project=project.code,
            project_name=project.name,
        ),
        step=Step(
            work=Work.DEADLINE,
            label=stop.button if stop else PROJECT,
            endpoint=stop.endpoint if stop else page.endpoint,
            params=stop.params if stop else page.params,
            permission=stop.permission if stop else "projects.read",
            turn=_turn(row),
            after=AFTER,
        ),
        waits=_waits(row),
    )


KIND = Kind(
    name="statutory_clock",
    label=Label("法定期限", "Statutory limits"),
    cadence=OF_FILE.cadence,
    single_from=OF_FILE.single_from,
    group=OF_FILE.group,
    outstanding=outstanding,
    turns=turns,
    standings=standings,
    audience=OF_FILE.audience,
    days=days,
    light=light,
    in_full=in_full,
    there=select(Clock.project_id).where(Clock.state == ClockState.RUNNING),
    stand=running,
    wording=Wording(due=Label("最迟", "Latest"), done=Label("已办理", "done")),
)
