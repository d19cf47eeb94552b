"""Whom else a reminder is reported to when nobody answers it (REMINDERS 11). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tracker.accounts.rules import GroupKind, Role
from tracker.kernel.labels import Label
from tracker.kernel.workdays import WorkCalendar
from tracker.reminders.rules.people import Directory, Recipient, Seat, recipients

PATIENCE = 2  # working days without an answer
FROM = 7  # a reminder that comes earlier is reported to nobody

HEAD = Label(
    "{names}{days}个工作日内没有知悉，按规则报告科室负责人",
    "{names} did not acknowledge it within {days} working days: reported to the head of department",
)
LEADER = Label(
    "已过期且{days}个工作日内无人知悉，按规则报告分管领导",
    "Overdue, and nobody acknowledged it within {days} working days: reported to the leaders",
)
GROUP_LEADER = Label(
    "已过期且{days}个工作日内无人知悉，按规则报告领导小组组长",
    "Overdue, and nobody acknowledged it within {days} working days: reported to the group leader",
)


def reports_on(stage: int, told_on: date, calendar: WorkCalendar) -> date | None:
    """The day on which it is reported if nobody has answered; ``None``: never."""
    return calendar.after(told_on, PATIENCE) if stage <= FROM else None


def reported(
    told: Iterable[Recipient],
    stage: int,
    group: GroupKind | None,
    people: Directory,
    *,
    estimated: bool = False,
) -> tuple[Recipient, ...]:
    """The heads of department of those who were told, and once it is overdue the leaders and the
    leader of the group; nobody who was told anyway. An estimate is never overdue."""
    told, stage = tuple(told), max(stage, 0) if estimated else stage
    known = {one.person.id for one in told}
    seats = tuple(_seats(told, stage, group, people))
    found = recipients(seats, people) if seats else ()
    return tuple(one for one in found if one.person.id not in known)


def _seats(
    told: tuple[Recipient, ...], stage: int, group: GroupKind | None, people: Directory
) -> Iterator[Seat]:
    by_head: dict[int, list[str]] = {}
    for one in told:
        head_id = one.person.head_id
        if head_id is not None and head_id != one.person.id:
            by_head.setdefault(head_id, []).append(one.person.name)
    for head_id, names in by_head.items():
        yield Seat(HEAD.filled(names="、".join(names), days=PATIENCE), user_ids=(head_id,))
    if stage >= 0:
        return
    yield Seat(LEADER.filled(days=PATIENCE), role=Role.LEADER)
    leaders = tuple(person.id for person in people.values() if group in person.leads)
    if leaders:
        yield Seat(GROUP_LEADER.filled(days=PATIENCE), user_ids=leaders)
