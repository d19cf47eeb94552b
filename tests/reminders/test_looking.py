"""When the sweep looks again: never later than anything is decided, and not on every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.calendar import CALENDAR
from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.kernel.workdays import ONE_DAY
from tracker.reminders.rules.answers import NONE, Answers
from tracker.reminders.rules.escalation import reports_on
from tracker.reminders.rules.ground import EVERYTHING, Recorded, Touched, touched_by
from tracker.reminders.rules.looking import Told, comes_up_on, horizon_of, next_look
from tracker.reminders.rules.obligations import (
    Absence,
    Kind,
    Outstanding,
    Page,
    Record,
    Standing,
    Step,
    Story,
)
from tracker.reminders.rules.people import Seat
from tracker.reminders.rules.planning import Found, decide
from tracker.reminders.rules.stages import Cadence, Past
from tracker.reminders.rules.states import ReminderStatus
from tracker.reminders.rules.work import Work

DUE = date(2022, 11, 30)  # a Wednesday
WORD = Label("字", "word")
SEAT = Seat(WORD, user_ids=(1,))
STORY = Story(WORD, WORD, (), Page(WORD, "reminders.index"))
STEP = Step(Work.PAY, WORD, "reminders.index", {}, "reminders.read", SEAT)
STANDING = Standing(DUE, (SEAT,), Money(100))
KIND = Kind(
    name="chore",
    label=WORD,
    cadence=Cadence(),
    outstanding=lambda _horizon, _today, _projects=None: (),
    turns=lambda _horizon, _today: (),
    standings=lambda _uids: {},
)


def found_on(today: date, turns_on: date | None = None) -> Found:
    item = Outstanding("uid", 1, STANDING, STORY, STEP, turns_on=turns_on)
    is_near = horizon_of(KIND, today) >= DUE
    return Found(KIND, "uid", STANDING, item if is_near else None)


def look(
    today: date,
    *past: Past,
    answers: Answers = NONE,
    turns_on: date | None = None,
    told: Told | None = None,
    is_made: bool = False,
) -> date | None:
    before = replace(Record.first(STANDING, today), armed_on=date(2022, 1, 1))
    decision = decide(found_on(today, turns_on), before, past, today, CALENDAR, answers)
    return next_look(decision, past, told, today, CALENDAR, is_made=is_made)


def sent(stage: int, on: date) -> Past:
    return Past(1, stage, DUE, ReminderStatus.SENT, on)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2022, 7, 1), date(2022, 8, 2)),  # beyond the horizon: when it comes up
        (date(2022, 8, 2), date(2022, 9, 30)),  # a Saturday's stage is a Friday's; 1 October is one
        (date(2022, 9, 30), date(2022, 10, 31)),
        (date(2022, 11, 28), date(2022, 11, 29)),
        (date(2022, 11, 30), date(2022, 12, 1)),
        (date(2022, 12, 1), date(2022, 12, 7)),
        (date(2022, 12, 28), date(2023, 1, 4)),
    ],
)
def test_once_the_stage_reached_is_told_the_next_to_fire_is_looked_for(
    today: date, expected: date
) -> None:
    told = Told(60, date(2022, 7, 1))
    assert look(today, told=told, is_made=True) == expected


def test_a_stage_that_must_wait_for_another_is_looked_for_on_the_next_day() -> None:
    day = date(2022, 11, 15)
    assert look(day, sent(30, day)) == day + ONE_DAY


def test_the_day_to_which_somebody_put_it_off_is_looked_at() -> None:
    answers = Answers(snoozed={1: date(2022, 11, 10)})
    assert look(date(2022, 11, 2), answers=answers, is_made=True) == date(2022, 11, 10)


def test_the_day_on_which_it_says_something_else_is_looked_at() -> None:
    today = date(2022, 11, 2)
    assert look(today, turns_on=today + ONE_DAY, is_made=True) == today + ONE_DAY
    assert look(today, turns_on=today, is_made=True) == date(2022, 11, 15)


def test_the_day_on_which_others_hear_of_it_is_looked_at() -> None:
    friday = date(2022, 11, 18)
    told = Told(7, friday)
    assert look(friday, told=told, is_made=True) == reports_on(7, friday, CALENDAR)
    assert reports_on(7, friday, CALENDAR) == date(2022, 11, 22)


def test_what_nobody_could_be_told_is_looked_at_every_day() -> None:
    today = date(2022, 11, 2)
    told = Told(30, date(2022, 10, 31), waits_for_people=True)
    assert look(today, told=told, is_made=True) == today + ONE_DAY


@pytest.mark.parametrize("absence", list(Absence))
def test_what_is_over_or_without_a_day_is_looked_at_when_something_is_recorded(
    absence: Absence,
) -> None:
    today = date(2022, 11, 2)
    found = Found(KIND, "uid", absence)
    decision = decide(found, Record.first(STANDING, today), (), today, CALENDAR)
    assert next_look(decision, (), None, today, CALENDAR, is_made=False) is None


days = st.integers(-150, 60).map(lambda each: DUE + timedelta(days=each))
puts_off = st.dictionaries(st.integers(1, 2), days, max_size=2)


@given(
    today=days,
    told_on=st.lists(days, max_size=5),
    before=st.lists(st.tuples(st.sampled_from([60, 30, 15, 7, 1]), days), max_size=2),
    snoozed=puts_off,
    expected=days,
)
def test_until_the_next_look_nothing_would_be_decided(
    today: date,
    told_on: list[date],
    before: list[tuple[int, date]],
    snoozed: dict[int, date],
    expected: date,
) -> None:
    """A history of sweeps on some days, after what was told of another day and amount; then every
    day up to the one that was found is tried."""
    answers = Answers(snoozed=snoozed)
    past = [Past(0, stage, DUE, ReminderStatus.SENT, min(on, today)) for stage, on in before]

    def choice_on(day: date) -> int | None:
        found = found_on(day, expected + ONE_DAY)
        known = Record.first(STANDING, date(2022, 1, 1))
        chosen = decide(found, known, past, day, CALENDAR, answers).choice
        return chosen.firing.stage if chosen else None

    for day in sorted({*(one for one in told_on if one < today), today}):
        stage = choice_on(day)
        if stage is not None:
            past.append(sent(stage, day))
    current = [one for one in past if one.revision]
    is_made = bool(current) and current[-1].on == today
    told = Told(current[-1].stage, current[-1].on) if current else None
    turns_on = expected + ONE_DAY
    next_day = look(today, *past, answers=answers, turns_on=turns_on, told=told, is_made=is_made)
    assert next_day is not None
    assert next_day > today
    day = today + ONE_DAY
    while day < next_day:
        assert choice_on(day) is None
        assert day not in snoozed.values()
        assert told is None or reports_on(told.stage, told.on, CALENDAR) != day
        assert (found_on(day).item is None) == (found_on(today).item is None)
        assert found_on(day).item is None or day != turns_on
        day += ONE_DAY


def test_what_comes_up_on_a_day_is_within_its_horizon_and_was_not_on_the_day_before() -> None:
    day = comes_up_on(KIND, DUE)
    assert horizon_of(KIND, day) == DUE
    assert horizon_of(KIND, day - ONE_DAY) < DUE


# --- the log --------------------------------------------------------------------------------------


def entry(action: str = "projects.edit", kind: str = "project", project: str = "") -> Recorded:
    return Recorded(action, kind, "subject", project)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((), Touched()),
        ((entry(project="a"), entry(project="b")), Touched(frozenset("ab"))),
        ((entry("accounts.sign_in", "user"),), Touched()),
        (
            (entry("suppliers.record", "supplier"), entry(project="a")),
            Touched(frozenset("a"), frozenset({"subject"})),
        ),
        ((entry(project="a"), entry("accounts.edit_person", "user")), EVERYTHING),
        ((entry("settings.import_workdays", "workday_notice"),), EVERYTHING),
    ],
)
def test_an_entry_asks_for_its_project_or_for_everything(
    entries: tuple[Recorded, ...], expected: Touched
) -> None:
    assert touched_by(entries) == expected
