"""The sweep on real instalments: what it makes, repeats, collapses, closes and opens again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.reminders.centre import (
    Centre,
    change_person,
    due_on,
    expected_on,
    happen,
    make_centre,
    make_contract,
    make_person,
    move,
    pay,
    take_back,
)
from tracker.accounts.rules import SYSTEM, Role
from tracker.contracts.rules.terms import Dispute
from tracker.contracts.service import disputes
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.projects.service import hand_over
from tracker.reminders.models import Delivery, Obligation, Reminder
from tracker.reminders.rules.obligations import LaterThanToday
from tracker.reminders.rules.states import ObligationState, ReminderStatus
from tracker.reminders.service import sweep

Freeze = Callable[[date], None]

DUE = date(2022, 11, 30)  # a Wednesday
SENT, SUPERSEDED = ReminderStatus.SENT, ReminderStatus.SUPERSEDED


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


def plan(frozen: Freeze, day: date) -> list[int]:
    """Sweep on that day; the stages it made."""
    frozen(day)
    return [one.choice.firing.stage for one in sweep.plan(day).made]


def rows(status: ReminderStatus | None = None) -> list[tuple[int, int]]:
    """Revision and stage of the reminders there are."""
    query = select(Reminder).order_by(Reminder.id)
    found = db.session.scalars(query).all()
    return [(one.revision, one.stage) for one in found if status in (None, one.status)]


def obligation() -> Obligation:
    return db.session.scalars(select(Obligation)).one()


def told() -> set[tuple[int, str]]:
    """Whom the last reminder went to: stage and login-like name."""
    last = db.session.scalars(select(Reminder).order_by(Reminder.id.desc())).first()
    assert last is not None
    return {(last.stage, one.recipient.login) for one in last.deliveries}


# --- stages ---------------------------------------------------------------------------------------


def test_each_stage_is_made_on_its_day_and_a_second_sweep_changes_nothing(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE))
    day, made = date(2022, 11, 10), []

    while day <= date(2022, 12, 15):
        made += [(f"{day:%m-%d}", stage) for stage in plan(frozen, day)]
        assert plan(frozen, day) == []
        day += timedelta(days=1)

    assert made == [
        *(("11-10", 30), ("11-15", 15), ("11-23", 7), ("11-29", 1), ("11-30", 0)),
        *(("12-01", -1), ("12-07", -7), ("12-14", -14)),
    ]
    assert rows() == [(1, stage) for _day, stage in made]


def test_what_was_missed_in_ten_days_collapses_into_the_most_urgent_one(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE))
    assert plan(frozen, date(2022, 11, 14)) == [30]  # known since; then the scheduler stands still

    assert plan(frozen, date(2022, 11, 24)) == [7]

    assert rows(SUPERSEDED) == [(1, 15)]
    last = db.session.scalars(select(Reminder).filter_by(stage=7)).one()
    assert (last.is_late, last.fire_on) == (True, date(2022, 11, 23))


def test_a_contract_entered_late_is_told_once_without_a_trace_of_older_stages(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE))

    assert plan(frozen, date(2022, 12, 9)) == [-7]

    assert rows() == [(1, -7)]
    assert not db.session.scalars(select(Reminder)).one().is_late


# --- the subject moves on -------------------------------------------------------------------------


def test_payment_closes_and_a_reversal_opens_it_again_without_repeating_what_was_told(
    centre: Centre, frozen: Freeze
) -> None:
    (instalment,) = make_contract(centre, due_on(DUE))
    assert plan(frozen, date(2022, 11, 30)) == [0]
    payment = pay(instalment, "1000.00", on=DUE)

    assert plan(frozen, date(2022, 12, 1)) == []
    assert obligation().state == ObligationState.CLOSED

    take_back(payment, "1000.00", on=date(2022, 12, 1))
    assert plan(frozen, date(2022, 12, 1)) == [-1]
    assert (obligation().state, obligation().revision) == (ObligationState.OPEN, 2)


def test_a_partial_payment_keeps_it_open_with_what_is_left_to_the_fen(
    centre: Centre, frozen: Freeze
) -> None:
    (instalment,) = make_contract(centre, due_on(DUE))
    assert plan(frozen, date(2022, 11, 30)) == [0]
    pay(instalment, "999.99", on=DUE)

    assert plan(frozen, date(2022, 11, 30)) == []
    assert (obligation().state, obligation().amount) == (ObligationState.OPEN, Money(1))
    assert plan(frozen, date(2022, 12, 1)) == [-1]


@pytest.mark.parametrize(
    ("moved_to", "stages"),
    [
        (date(2022, 11, 25), [7]),  # earlier: the stage is told again
        (date(2022, 12, 7), []),  # 7 days later: not
        (date(2022, 12, 8), [15]),  # 8 days later, and back to an earlier stage
        (date(2022, 12, 31), [60]),
    ],
)
def test_a_moved_due_day_arms_the_reminders_anew(
    centre: Centre, frozen: Freeze, moved_to: date, stages: list[int]
) -> None:
    (instalment,) = make_contract(centre, expected_on(DUE))
    assert plan(frozen, date(2022, 11, 15)) == [15]
    frozen(date(2022, 11, 18))
    move(instalment, moved_to)

    assert plan(frozen, date(2022, 11, 23 if stages == [15] else 22)) == stages


def test_without_a_due_day_it_waits_and_a_new_one_arms_it(centre: Centre, frozen: Freeze) -> None:
    (instalment,) = make_contract(centre, expected_on(DUE))
    assert plan(frozen, date(2022, 11, 15)) == [15]
    move(instalment, None)

    assert plan(frozen, date(2022, 11, 23)) == []
    assert (obligation().state, obligation().due_on) == (ObligationState.OPEN, None)

    move(instalment, date(2022, 12, 1))
    assert plan(frozen, date(2022, 11, 24)) == [7]


def test_a_disputed_instalment_is_left_alone_until_the_dispute_is_over(
    centre: Centre, frozen: Freeze
) -> None:
    (instalment,) = make_contract(centre, due_on(DUE))
    frozen(date(2022, 11, 29))
    claim = Dispute(Money.yuan("1000.00"), date(2022, 11, 29), "质量争议")
    disputes.dispute(instalment, SYSTEM, claim)

    assert plan(frozen, DUE) == []

    disputes.undispute(instalment, SYSTEM, "已解决")
    assert plan(frozen, date(2022, 12, 1)) == [-1]


# --- recipients -----------------------------------------------------------------------------------


def test_the_owner_and_finance_are_told_and_the_leader_after_a_week(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE))

    plan(frozen, date(2022, 12, 1))
    assert told() == {(-1, "owner"), (-1, "finance")}

    plan(frozen, date(2022, 12, 7))
    assert told() == {(-7, "owner"), (-7, "finance"), (-7, "leader")}


def test_a_passed_estimate_is_not_overdue_and_only_its_owner_is_asked(
    centre: Centre, frozen: Freeze
) -> None:
    (instalment,) = make_contract(centre, expected_on(DUE))
    plan(frozen, date(2022, 12, 7))

    assert told() == {(-7, "owner")}
    assert "更新预计日期" in "".join(line.zh for line in obligation().story.why)

    frozen(date(2022, 12, 8))
    happen(instalment, on=DUE)
    plan(frozen, date(2022, 12, 14))
    assert told() == {(-14, "owner"), (-14, "finance"), (-14, "leader")}


def test_whoever_takes_a_leavers_place_is_told_of_what_stands(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE))
    plan(frozen, date(2022, 11, 23))
    successor = make_person("successor", Role.PROJECT_OWNER)
    hand_over(centre.owner.id, successor.id, SYSTEM)

    assert plan(frozen, date(2022, 11, 24)) == []
    assert told() == {(7, "owner"), (7, "finance"), (7, "successor")}
    assert plan(frozen, date(2022, 11, 24)) == []


def test_the_deputy_is_told_in_place_of_an_inactive_owner(centre: Centre, frozen: Freeze) -> None:
    make_contract(centre, due_on(DUE))
    change_person(centre.owner, active=False)

    plan(frozen, date(2022, 11, 23))

    assert told() == {(7, "deputy"), (7, "finance")}


def test_a_reminder_that_nobody_could_get_is_told_as_soon_as_somebody_can(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE))
    everybody = (centre.owner, centre.finance, centre.leader, centre.admin, centre.deputy)
    for person in everybody:
        change_person(person, active=False)
    plan(frozen, date(2022, 11, 23))
    assert db.session.scalars(select(Reminder)).one().status == ReminderStatus.QUEUED

    change_person(centre.finance, active=True)
    plan(frozen, date(2022, 11, 24))

    assert db.session.scalars(select(Reminder)).one().status == SENT
    assert told() == {(7, "finance")}


# --- by hand --------------------------------------------------------------------------------------


def test_a_trial_writes_nothing_and_says_what_the_run_then_makes(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, due_on(DUE, amount="627000.00"))
    frozen(date(2022, 11, 23))

    trial = sweep.remind(date(2022, 11, 23), dry_run=True)

    assert rows() == []
    assert db.session.scalar(select(func.count()).select_from(Obligation)) == 0
    assert sweep.remind(date(2022, 11, 23)) == trial
    assert sweep.remind(date(2022, 11, 23)) == []
    (one,) = trial
    why = one.pop("why")
    assert one["title"].endswith("第1笔付款")
    assert one == {
        "kind": "payment_due",
        "title": one["title"],
        "project": "2022-06",
        "contract": "HT-2022-006",
        "instalment": 1,
        "stage": 7,
        "due_on": "2022-11-30",
        "budget_year": 2022,
        "amount": "627000.00",
        "recipients": ["owner某", "finance某"],
    }
    assert "指定日期 2022-11-30 → 应付日 2022-11-30" in why
    assert "2022年尚缺627,000.00元" in why


def test_a_day_still_to_come_can_only_be_tried(centre: Centre, frozen: Freeze) -> None:
    make_contract(centre, due_on(DUE))
    frozen(date(2022, 11, 15))

    with pytest.raises(LaterThanToday):
        sweep.remind(date(2022, 11, 16))

    (one,) = sweep.remind(date(2023, 1, 4), dry_run=True)
    assert (one["stage"], one["budget_year"]) == (-35, 2023)
    assert rows() == []


def test_an_earlier_day_than_the_last_run_repeats_nothing(centre: Centre, frozen: Freeze) -> None:
    make_contract(centre, due_on(DUE))
    plan(frozen, date(2022, 11, 30))

    assert sweep.remind(date(2022, 11, 15)) == []


# --- at once --------------------------------------------------------------------------------------


def test_two_sweeps_at_the_same_moment_make_everything_once(
    app: Flask, centre: Centre, frozen: Freeze
) -> None:
    terms = [due_on(DUE, no=no, amount="10.00") for no in range(1, 9)]
    make_contract(centre, *terms)
    frozen(date(2022, 11, 23))
    made: list[int] = []
    failures: list[BaseException] = []
    start = threading.Barrier(2)

    def sweep_once() -> None:
        with app.app_context():
            start.wait()
            try:
                made.append(len(sweep.plan(date(2022, 11, 23)).made))
            except BaseException as error:  # noqa: BLE001 - shown by the assertion below
                failures.append(error)

    run_together(sweep_once, sweep_once)
    db.session.rollback()

    assert failures == []
    assert sum(made) == 8
    assert rows() == [(1, 7)] * 8
    keys: list[Any] = list(
        db.session.execute(select(Delivery.reminder_id, Delivery.recipient_id, Delivery.channel))
    )
    assert len(keys) == len(set(keys)) == 16


def run_together(*works: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
