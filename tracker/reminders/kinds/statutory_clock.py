"""法定期限: a statutory limit that runs on a project comes near, or has passed.

Minimums (a notice must stay up so long) are no duty and are not reminded of. What another body
has to do, such as the finance bureau with a complaint, is waited for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from tracker.accounts.rules import Role
from tracker.deadlines.hooks import Stop
from tracker.deadlines.models import Clock
from tracker.deadlines.queries import last_days, law, standing, waiting
from tracker.deadlines.rules.versions import ClockState
from tracker.kernel.deadlines import Law
from tracker.kernel.labels import Label
from tracker.kernel.limits import Party
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
    found = waiting(horizon, projects)
    by = law() if found else None
    return tuple(_item(row, stop, by) for row, stop in found if by is not None)


def days(projects: Collection[int]) -> Iterable[DueDay]:
    """The last days of the clocks of these projects."""
    return [DueDay(project_id, ends_on) for project_id, ends_on in last_days(projects)]


def turns(horizon: date, today: date) -> tuple[Seat, ...]:
    """Whose turn those are."""
    return tuple(_turn(row) for row, _stop in waiting(horizon) if not _waits(row))


def standings(uids: Collection[str]) -> Mapping[str, Standing | Absence]:
    """How these clocks stand; one that was stopped or dropped may run again."""
    return {uid: _standing(row) for uid, row in standing(uids).items()} if uids else {}


def _standing(row: Clock) -> Standing | Absence:
    if row.state is not ClockState.RUNNING or row.project.archived_on is not None:
        return Absence.DONE
    seats = (Seat(OWNER, user_ids=(row.project.owner_id,)), Seat(GROUP, role=Role.PROCUREMENT))
    return Standing(row.ends_on, seats)


def _turn(row: Clock) -> Seat:
    return Seat(OWNER, user_ids=(row.project.owner_id,))


def _waits(row: Clock) -> bool:
    """Whether others have to act."""
    return row.limit.party in (Party.BUREAU, Party.SUPPLIER)


def _item(row: Clock, stop: Stop | None, by: Law) -> Outstanding:
    limit, project = row.limit, row.project
    seats = (Seat(OWNER, user_ids=(project.owner_id,)), Seat(GROUP, role=Role.PROCUREMENT))
    rule = Label(f"{limit.bound.zh}，{limit.citation}", f"{limit.bound.en}, {limit.citation}")
    page = Page(PROJECT, "overview.project", {"code": project.code})
    return Outstanding(
        subject_uid=row.uid,
        subject_id=row.id,
        standing=Standing(row.ends_on, seats),
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
    wording=Wording(due=Label("最迟", "Latest"), done=Label("已办理", "done")),
)
