from datetime import date

from tests.overview.outstanding import MEET, item
from tracker.kernel.money import ZERO, Money
from tracker.overview.rules.desk import (
    Task,
    Worklist,
    following,
    payables,
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


def test_payables_are_cut_by_the_year_that_must_carry_them() -> None:
    carried = item(date(2021, 12, 20), year=2022)
    items = [item(date(2023, 1, 31), subject_id=8), item(date(2022, 12, 1)), carried]

    this, following_year = payables(items, {8: Money(15)}, TODAY)

    assert [row.due_on.year for row in this.rows] == [2021, 2022]
    assert (this.year, this.total) == (2022, Money.yuan("200"))
    assert [row.shortage for row in following_year.rows] == [Money(15)]
    assert this.rows[0].shortage == ZERO


def test_beside_a_payable_stands_what_keeps_it() -> None:
    items = [
        item(date(2022, 11, 10)),
        item(date(2022, 11, 11), step=MEET, estimated=True),
        item(date(2022, 11, 20), step=MEET, estimated=True, waits=True),
        item(date(2022, 11, 21)),
    ]

    (year,) = payables(items, {}, TODAY)

    words = [row.look.word.zh if row.look else "" for row in year.rows]
    assert words == ["逾期", "触发逾期", "待条件", ""]


def test_what_follows_is_ones_own_next_day_else_the_units() -> None:
    years = payables([item(date(2022, 11, 20), subject_id=8)], {}, TODAY)

    assert following(Worklist((OTHERS,)), years, TODAY) is OTHERS.item
    unit = following(Worklist(()), years, TODAY)
    assert unit is not None
    assert unit.subject_id == 8
    assert following(Worklist((LATE,)), (), TODAY) is None
