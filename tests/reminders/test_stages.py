"""When reminders fire: tables with the boundaries, then properties against a walk by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.calendar import CALENDAR
from tracker.reminders.rules.stages import (
    Arming,
    Cadence,
    Firing,
    Past,
    choose,
    firing,
    firings,
    stage,
)
from tracker.reminders.rules.states import ReminderStatus

CADENCE = Cadence()
DUE = date(2022, 11, 30)  # a Wednesday; 11-26 and 11-27 are a weekend
SENT, SUPERSEDED = ReminderStatus.SENT, ReminderStatus.SUPERSEDED

days = st.dates(date(2021, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("due_on", "stage", "fires_on"),
    [
        (date(2022, 11, 30), 0, date(2022, 11, 30)),
        (date(2022, 11, 30), 1, date(2022, 11, 29)),
        (date(2022, 11, 30), 60, date(2022, 9, 30)),  # 10-01 falls into the National Day holiday
        (date(2022, 11, 27), 0, date(2022, 11, 25)),  # due on a Sunday: told on the Friday before
        (date(2022, 11, 27), 1, date(2022, 11, 25)),
        (date(2022, 11, 27), -1, date(2022, 11, 28)),
        (date(2022, 11, 25), -1, date(2022, 11, 28)),  # Saturday: moved to Monday
        (date(2022, 9, 30), -7, date(2022, 10, 8)),  # 10-07 is off, and Saturday 10-08 is worked
        (date(2022, 10, 9), 1, date(2022, 10, 8)),  # a worked weekend needs no shift
        (date(2023, 1, 1), 0, date(2022, 12, 30)),
        (date(2024, 3, 1), 1, date(2024, 2, 29)),
    ],
)
def test_a_stage_on_a_rest_day_fires_before_the_due_day_and_after_it_later(
    due_on: date, stage: int, fires_on: date
) -> None:
    assert firing(due_on, stage, CALENDAR).fire_on == fires_on


@pytest.mark.parametrize(
    ("today", "reached"),
    [
        (date(2022, 9, 29), None),
        (date(2022, 9, 30), 60),
        (date(2022, 10, 30), 60),
        (date(2022, 10, 31), 30),
        (date(2022, 11, 14), 30),
        (date(2022, 11, 15), 15),
        (date(2022, 11, 23), 7),
        (date(2022, 11, 28), 7),
        (date(2022, 11, 29), 1),
        (date(2022, 11, 30), 0),
        (date(2022, 12, 1), -1),
        (date(2022, 12, 6), -1),
        (date(2022, 12, 7), -7),
        (date(2022, 12, 13), -7),
        (date(2022, 12, 14), -14),
        (date(2023, 1, 18), -49),
    ],
)
def test_the_stage_reached_on_a_day(today: date, reached: int | None) -> None:
    assert stage(DUE, today, CADENCE, CALENDAR) == reached


@given(days, st.sampled_from([60, 30, 15, 7, 1, 0, -1, -7, -14, -70]))
def test_a_reminder_fires_on_a_working_day_and_never_crosses_the_due_day(
    due_on: date, stage: int
) -> None:
    one = firing(due_on, stage, CALENDAR)

    assert CALENDAR.is_workday(one.fire_on)
    assert (one.fire_on <= due_on) == (stage >= 0)
    assert one.is_shifted == (not CALENDAR.is_workday(one.falls_on))


@given(days, st.integers(0, 200))
def test_stages_never_go_back(due_on: date, length: int) -> None:
    last = due_on - timedelta(days=70) + timedelta(days=length)

    fired = firings(due_on, last, CADENCE, CALENDAR)

    assert [one.stage for one in fired] == sorted({one.stage for one in fired}, reverse=True)
    assert [one.fire_on for one in fired] == sorted(one.fire_on for one in fired)
    assert all(one.fire_on <= last for one in fired)


@given(days, st.integers(-70, 70))
def test_the_stage_reached_is_the_one_a_daily_walk_would_meet_last(
    due_on: date, offset: int
) -> None:
    today = due_on + timedelta(days=offset)
    day, met = due_on - timedelta(days=80), None
    while day <= today:
        for one in (60, 30, 15, 7, 1, 0, *range(-7, -80, -7), -1):
            told_on = firing(due_on, one, CALENDAR).fire_on
            if told_on == day and (met is None or one < met):
                met = one
        day += timedelta(days=1)

    assert stage(due_on, today, CADENCE, CALENDAR) == met


# --- what is sent ---------------------------------------------------------------------------------

KNOWN_LONG_AGO = Arming(1, DUE, date(2022, 1, 1))


def past(
    stage: int, on: date, *, revision: int = 1, due_on: date = DUE, status: ReminderStatus = SENT
) -> Past:
    return Past(revision, stage, due_on, status, on)


def sent(arming: Arming, told: list[Past], today: date) -> int | None:
    choice = choose(arming, told, today, CADENCE, CALENDAR)
    return choice.firing.stage if choice else None


def test_only_the_most_urgent_of_the_missed_stages_is_sent_and_says_so() -> None:
    told = [past(60, date(2022, 9, 30))]

    choice = choose(KNOWN_LONG_AGO, told, date(2022, 11, 24), CADENCE, CALENDAR)

    assert choice is not None
    assert choice.firing == Firing(7, date(2022, 11, 23), date(2022, 11, 23))
    assert choice.is_late
    assert [one.stage for one in choice.missed] == [30, 15]


def test_stages_before_the_subject_was_known_were_not_missed() -> None:
    arming = Arming(1, DUE, armed_on=date(2022, 11, 24))

    choice = choose(arming, [], date(2022, 11, 24), CADENCE, CALENDAR)

    assert choice is not None
    assert (choice.firing.stage, choice.is_late, choice.missed) == (7, False, ())


def test_a_stage_is_not_sent_twice_nor_after_a_more_urgent_one() -> None:
    told = [past(7, date(2022, 11, 23)), past(15, date(2022, 11, 23), status=SUPERSEDED)]

    assert sent(KNOWN_LONG_AGO, told, date(2022, 11, 25)) is None
    assert sent(KNOWN_LONG_AGO, told, date(2022, 11, 16)) is None


@pytest.mark.parametrize(
    ("moved_to", "repeated"),
    [
        (DUE - timedelta(days=1), True),
        (DUE, False),
        (DUE + timedelta(days=1), False),
        (DUE + timedelta(days=7), False),
        (DUE + timedelta(days=8), True),
    ],
)
def test_a_delivered_stage_is_repeated_only_when_earlier_or_over_seven_days_later(
    moved_to: date, repeated: bool
) -> None:
    told = [past(7, date(2022, 11, 23))]
    today = firing(moved_to, 7, CALENDAR).fire_on
    today = max(today, date(2022, 11, 24))

    arming = Arming(2, moved_to, armed_on=date(2022, 11, 24))

    assert sent(arming, told, today) == (7 if repeated else None)


def test_several_small_moves_add_up_against_the_day_that_was_told() -> None:
    told = [past(7, date(2022, 11, 23))]
    arming = Arming(3, DUE + timedelta(days=10), armed_on=date(2022, 11, 29))

    assert sent(arming, told, date(2022, 12, 5)) == 7


def test_a_stage_that_was_only_superseded_is_sent_for_the_new_day() -> None:
    told = [past(7, date(2022, 11, 23), status=SUPERSEDED), past(1, date(2022, 11, 29))]
    arming = Arming(2, DUE + timedelta(days=5), armed_on=date(2022, 11, 30))

    assert sent(arming, told, date(2022, 11, 30)) == 7


def test_two_stages_are_a_working_day_apart() -> None:
    due_on = date(2022, 11, 21)  # a Monday; T-1 is Sunday, told on Friday 11-18
    told = [past(7, date(2022, 11, 18), due_on=due_on)]
    arming = Arming(1, due_on, date(2022, 1, 1))

    assert sent(arming, told, date(2022, 11, 18)) is None
    assert sent(arming, told, date(2022, 11, 20)) is None
    assert sent(arming, told, date(2022, 11, 21)) == 0


@given(days, st.lists(st.integers(0, 9), min_size=1, max_size=40), st.integers(0, 75))
def test_any_pattern_of_runs_sends_each_stage_at_most_once_and_ends_at_the_most_urgent(
    due_on: date, gaps: list[int], start: int
) -> None:
    today = due_on - timedelta(days=start)
    arming, told, stages = Arming(1, due_on, today - timedelta(days=90)), [], []
    for gap in gaps:
        today += timedelta(days=gap)
        choice = choose(arming, told, today, CADENCE, CALENDAR)
        if choice:
            stages.append(choice.firing.stage)
            told += [
                past(one.stage, today, due_on=due_on, status=SUPERSEDED) for one in choice.missed
            ]
            told.append(past(choice.firing.stage, today, due_on=due_on))
    reached = stage(due_on, today, CADENCE, CALENDAR)
    last_told = max((one.on for one in told if one.status is SENT), default=None)

    assert stages == sorted(set(stages), reverse=True)
    assert len({(one.revision, one.stage) for one in told}) == len(told)
    if last_told is None or CALENDAR.count(last_told, today) >= 1:
        assert (stages[-1] if stages else None) == reached


@given(due_on=days, past=st.integers(-70, 900), repeat=st.sampled_from((1, 3, 7, 30)))
def test_the_stage_reached_is_the_last_that_fired(due_on: date, past: int, repeat: int) -> None:
    cadence, today = Cadence(repeat=repeat), due_on + timedelta(days=past)
    fired = firings(due_on, today, cadence, CALENDAR)

    assert stage(due_on, today, cadence, CALENDAR) == (fired[-1].stage if fired else None)
