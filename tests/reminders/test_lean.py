"""What makes the sweep look at a project, on real contracts; and what it leaves alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from tests.reminders.centre import (
    Centre,
    change_person,
    due_on,
    expected_on,
    make_centre,
    make_contract,
    move,
    pay,
)
from tracker.accounts.rules import SYSTEM
from tracker.accounts.rules.absence import AbsenceKind, Away
from tracker.accounts.service import absences
from tracker.infra import verification
from tracker.infra.db import db, transaction
from tracker.projects.models import Project
from tracker.projects.rules import ProjectDetails, ProjectType
from tracker.projects.service import add_project
from tracker.reminders import registry
from tracker.reminders.models import Delivery, Look, Obligation, Reminder, SweepMark
from tracker.reminders.rules.stages import Cadence
from tracker.reminders.rules.states import DeliveryStatus
from tracker.reminders.service import acknowledge, answers, sweep

Freeze = Callable[[date], None]

DUE = date(2022, 11, 30)  # a Wednesday
TODAY = date(2022, 11, 2)
ALL = 2  # projects there are


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    """Two projects, both looked at; nothing to tell until 15 November."""
    frozen(TODAY)
    centre = make_centre()
    other(centre)
    sweep.plan(TODAY)
    return centre


def other(centre: Centre) -> int:
    project = db.session.get_one(Project, centre.project_id)
    details = ProjectDetails(
        code="2022-07",
        name="另一个项目",
        type=ProjectType.SYSTEM_BUILD,
        department_id=project.department_id,
        owner_id=centre.owner.id,
        started_on=project.started_on,
    )
    return add_project(details, [], SYSTEM)


def looked(day: date = TODAY) -> int:
    """How many projects a sweep looks at."""
    return sweep.plan(day).looked


def plan_look(project_id: int, on: date | None) -> None:
    with transaction():
        db.session.execute(update(Look).filter_by(project_id=project_id).values(look_on=on))


def test_with_nothing_recorded_it_looks_at_no_project(centre: Centre) -> None:
    assert looked() == 0
    assert looked() == 0


def test_what_is_recorded_of_a_project_makes_it_looked_at_once(centre: Centre) -> None:
    make_contract(centre, due_on(DUE))

    assert (looked(), looked()) == (1, 0)


def test_its_stored_day_makes_it_looked_at(centre: Centre, frozen: Freeze) -> None:
    make_contract(centre, due_on(DUE))
    sweep.plan(TODAY)
    days = {}
    for number in range(1, 20):
        day = TODAY + timedelta(days=number)
        frozen(day)
        swept = sweep.plan(day)
        if swept.looked == 1:
            days[day] = [one.choice.firing.stage for one in swept.made]
    assert days == {date(2022, 11, 15): [15]}


def test_a_payment_is_seen_by_the_next_sweep(centre: Centre) -> None:
    (instalment,) = make_contract(centre, due_on(TODAY))
    sweep.plan(TODAY)
    pay(instalment, "1000.00", TODAY)

    assert looked() == 1
    assert db.session.scalars(select(Obligation.state)).one() == "closed"


def test_what_is_due_in_years_comes_up_by_itself(centre: Centre, frozen: Freeze) -> None:
    make_contract(centre, due_on(date(2023, 6, 30)))
    sweep.plan(TODAY)
    assert db.session.scalars(select(Obligation)).all() == []

    day = date(2023, 6, 30) - timedelta(days=120)
    for each in (day - timedelta(days=1), day):
        frozen(each)
        sweep.plan(each)
        assert len(db.session.scalars(select(Obligation)).all()) == (each == day)


def test_a_passed_expectation_is_told_although_nothing_was_recorded(
    centre: Centre, frozen: Freeze
) -> None:
    make_contract(centre, expected_on(date(2022, 11, 9)))
    sweep.plan(TODAY)

    for day, is_told in ((date(2022, 11, 9), False), (date(2022, 11, 10), True)):
        frozen(day)
        sweep.plan(day)
        story = db.session.scalars(select(Obligation.story)).one()
        assert any("已过" in line.zh for line in story.why) == is_told


def test_an_answer_makes_it_looked_at(centre: Centre) -> None:
    make_contract(centre, due_on(DUE))
    sweep.plan(TODAY)
    key = db.session.scalars(select(Obligation.id)).one()

    for answer in (
        lambda: acknowledge.acknowledge(key, centre.owner),
        lambda: acknowledge.take_back(key, centre.owner),
        lambda: answers.snooze(key, centre.owner, date(2022, 11, 10)),
    ):
        answer()
        assert (looked(), looked()) == (1, 0)


def test_people_rules_and_the_calendar_concern_everything(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_person(centre.finance, active=False)
    assert (looked(), looked()) == (ALL, 0)

    kind = registry.KINDS["payment_due"]
    other_rule = replace(kind, cadence=Cadence(leads=(20, 0)))
    monkeypatch.setitem(registry.KINDS, "payment_due", other_rule)  # type: ignore[index]
    assert (looked(), looked()) == (ALL, 0)


def test_the_first_day_of_an_absence_concerns_everything(centre: Centre, frozen: Freeze) -> None:
    start = TODAY + timedelta(days=2)
    absences.record(centre.owner.id, Away(AbsenceKind.LEAVE, start, start), centre.owner)
    sweep.plan(TODAY)

    for days, count in ((1, 0), (2, ALL), (3, ALL), (4, 0)):
        day = TODAY + timedelta(days=days)
        frozen(day)
        assert looked(day) == count


def test_the_new_year_an_earlier_day_and_another_log_concern_everything(
    centre: Centre, frozen: Freeze
) -> None:
    assert looked(TODAY - timedelta(days=1)) == ALL
    with transaction():
        db.session.execute(update(SweepMark).values(hash="0" * 64))
    assert looked() == ALL
    assert looked() == 0
    new_year = date(2023, 1, 1)
    frozen(new_year)
    assert looked(new_year) == ALL


def test_the_net_of_every_week_finds_what_a_wrong_day_would_lose_and_says_so(
    centre: Centre, frozen: Freeze, caplog: pytest.LogCaptureFixture
) -> None:
    make_contract(centre, due_on(DUE))
    sweep.plan(TODAY)
    plan_look(centre.project_id, None)

    with caplog.at_level(logging.ERROR):
        for day, missed in ((date(2022, 11, 15), 1), (date(2022, 11, 16), 0)):
            frozen(day)
            swept = sweep.plan(day)
            assert swept.missed == missed
    (said,) = caplog.records
    assert str(centre.project_id) in said.getMessage()
    assert "missed=1" in sweep.Swept(missed=1).summary


def test_a_look_that_was_overtaken_by_an_answer_is_taken_again(centre: Centre) -> None:
    stamps = sweep.looks.stamps_of([centre.project_id])
    with transaction():
        sweep.looks.mark_due([centre.project_id], TODAY)
    with transaction():
        sweep.looks.write({centre.project_id: DUE}, stamps, TODAY)

    assert (looked(), looked()) == (1, 0)


def test_a_message_on_its_way_about_an_earlier_day_is_watched_until_it_is_settled(
    centre: Centre,
) -> None:
    (instalment,) = make_contract(centre, expected_on(DUE))
    sweep.plan(TODAY)
    settle(DeliveryStatus.SENDING)
    move(instalment, DUE + timedelta(days=1))

    assert (looked(), looked(), looked()) == (1, 1, 1)
    settle(DeliveryStatus.SENT)
    assert (looked(), looked()) == (1, 0)


def settle(status: DeliveryStatus) -> None:
    """What became of the messages."""
    with transaction():
        db.session.execute(update(Delivery).values(status=status))


def test_verify_names_the_project_that_would_be_looked_at_too_late(
    app: Flask, centre: Centre, frozen: Freeze
) -> None:
    key = app.config["TRACKER"].audit_key
    make_contract(centre, due_on(DUE), due_on(date(2023, 6, 30), no=2))
    assert verification.verify(key).is_sound  # not looked at yet
    sweep.plan(TODAY)
    assert verification.verify(key).is_sound

    for late in (date(2022, 11, 16), None):
        plan_look(centre.project_id, late)
        problem = verification.verify(key).problem
        assert problem is not None
        assert (problem.kind, problem.columns) == ("reminder_look", ("look_on",))


def test_by_hand_it_looks_at_everything(centre: Centre) -> None:
    make_contract(centre, due_on(DUE))
    sweep.plan(TODAY)
    with transaction():
        db.session.execute(delete(Delivery))
        db.session.execute(delete(Reminder))
        db.session.execute(delete(Look))

    assert sweep.remind(TODAY) == []
    (made,) = sweep.remind(TODAY, whole=True)
    assert made["stage"] == 30
    assert db.session.scalar(select(func.count()).select_from(Look)) == ALL + 1
