from dataclasses import replace
from datetime import date

import pytest

from tests.overview.outstanding import MEET, item
from tracker.kernel.money import Money
from tracker.overview.rules.desk import (
    Payable,
    PayableYear,
    Task,
    Worklist,
    following,
)
from tracker.reminders.kinds.payment_due import KIND
from tracker.reminders.rules.obligations import Urgency
from tracker.reminders.rules.work import Work

TODAY = date(2022, 11, 15)
LATE = Task(KIND, item(date(2022, 11, 10)), Urgency.OVERDUE, is_mine=True)
NOW = Task(KIND, item(TODAY), Urgency.TODAY, is_mine=True)
SOON = Task(KIND, item(date(2022, 11, 25), step=MEET), Urgency.AHEAD, is_mine=True)
OTHERS = Task(KIND, item(date(2022, 11, 30), step=MEET), Urgency.WAITING, is_mine=False)


def test_the_heading_counts_what_is_mine() -> None:
    worklist = Worklist((LATE, NOW, SOON, OTHERS))

    assert (len(worklist.mine), worklist.waiting) == (3, 1)
    assert (worklist.overdue, worklist.today) == (1, 1)
    assert worklist.by_work == ((Work.PAY, 2), (Work.RECORD, 1))


def test_groups_follow_urgency_and_leave_out_empty_ones() -> None:
    worklist = Worklist((LATE, SOON, OTHERS))

    assert [group.urgency for group in worklist.groups] == [
        Urgency.OVERDUE,
        Urgency.AHEAD,
        Urgency.WAITING,
    ]


def test_one_kind_of_work_can_be_chosen() -> None:
    worklist = Worklist((LATE, SOON, OTHERS), Work.RECORD)

    assert [task for group in worklist.groups for task in group.tasks] == [SOON, OTHERS]
    assert len(worklist.mine) == 2


def test_only_what_is_overdue_or_due_today_is_pressing() -> None:
    assert [task.is_pressing for task in (LATE, NOW, SOON, OTHERS)] == [True, True, False, False]


def test_a_task_is_the_work_that_its_step_names() -> None:
    assert (LATE.work, SOON.work) == (Work.PAY, Work.RECORD)
    assert (Work.PAY.label.zh, Work.RECORD.icon) == ("付款", "edit")


def test_what_follows_is_ones_own_next_day_else_the_units() -> None:
    row = Payable(1, "2022-08", "院外硬件维修", date(2022, 11, 20), Money(100), None)
    years = (PayableYear(2022, (row,), 1, Money(100)),)

    own = following(Worklist((OTHERS,)), years, TODAY)
    assert own is not None
    assert own.on == OTHERS.item.standing.due_on
    unit = following(Worklist(()), years, TODAY)
    assert unit is not None
    assert (unit.on, unit.params) == (date(2022, 11, 20), {"code": "2022-08"})
    assert following(Worklist((LATE,)), (), TODAY) is None


@pytest.mark.parametrize(
    ("day", "estimated", "stale", "expected"),
    [
        (date(2022, 11, 14), False, False, Urgency.OVERDUE),
        (date(2022, 11, 15), False, False, Urgency.TODAY),
        (date(2022, 11, 16), False, False, Urgency.AHEAD),
        (date(2022, 11, 14), True, False, Urgency.LAPSED),
        (date(2022, 11, 15), True, False, Urgency.TODAY),
        (date(2022, 11, 16), True, False, Urgency.AHEAD),
        (date(2022, 11, 16), True, True, Urgency.LAPSED),
    ],
)
def test_an_estimate_that_has_passed_is_neither_overdue_nor_due(
    day: date, estimated: bool, stale: bool, expected: Urgency
) -> None:
    one = item(day)
    standing = replace(one.standing, estimated=estimated)
    one = replace(one, standing=standing, stale=stale)

    assert one.urgency(TODAY, mine=True) is expected
    assert one.urgency(TODAY, mine=False) is Urgency.WAITING


def test_a_lapsed_estimate_stands_between_what_is_due_and_what_lies_ahead() -> None:
    lapsed = Task(KIND, item(date(2022, 11, 10)), Urgency.LAPSED, is_mine=True)
    found = Worklist((SOON, lapsed, NOW, LATE))

    assert [group.urgency for group in found.groups] == [
        Urgency.OVERDUE,
        Urgency.TODAY,
        Urgency.LAPSED,
        Urgency.AHEAD,
    ]
    assert not lapsed.is_pressing
    assert (found.overdue, found.today) == (1, 1)
