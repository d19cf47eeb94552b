"""Why (not): the result of every stage, told in one word each."""

from __future__ import annotations

from datetime import date

from tests.contracts.calendar import CALENDAR
from tracker.reminders.rules.explaining import Explained, Outcome, explain
from tracker.reminders.rules.stages import Arming, Cadence, Past, words
from tracker.reminders.rules.states import ReminderStatus

DUE = date(2022, 11, 30)
KNOWN = Arming(1, DUE, date(2022, 10, 20))
SENT, SUPERSEDED = ReminderStatus.SENT, ReminderStatus.SUPERSEDED


def told(stage: int, on: date, status: ReminderStatus = SENT, revision: int = 1) -> Past:
    return Past(revision, stage, DUE, status, on)


def outcomes(arming: Arming, past: list[Past], today: date) -> dict[int, Outcome]:
    lines = explain(arming, past, today, Cadence(), CALENDAR)
    return {one.firing.stage: one.outcome for one in lines}


def test_each_stage_has_its_result_and_what_comes_is_shown_up_to_the_first_overdue_ones() -> None:
    past = [
        told(30, date(2022, 10, 31)),
        told(15, date(2022, 11, 24), SUPERSEDED),
        told(7, date(2022, 11, 24)),
    ]

    assert outcomes(KNOWN, past, date(2022, 11, 25)) == {
        60: Outcome.BEFORE_KNOWN,
        30: Outcome.SENT,
        15: Outcome.SUPERSEDED,
        7: Outcome.SENT,
        1: Outcome.PLANNED,
        0: Outcome.PLANNED,
        -1: Outcome.PLANNED,
        -7: Outcome.PLANNED,
    }


def test_the_day_on_which_it_was_told_is_shown() -> None:
    (_, thirty, *_) = explain(
        KNOWN, [told(30, date(2022, 11, 1))], date(2022, 11, 2), Cadence(), CALENDAR
    )

    assert thirty == Explained(thirty.firing, Outcome.SENT, date(2022, 11, 1))


def test_what_is_due_leaves_with_the_next_run_or_waits_for_a_working_day() -> None:
    on_the_day = date(2022, 11, 23)

    assert outcomes(KNOWN, [], on_the_day)[7] is Outcome.PENDING
    assert outcomes(KNOWN, [told(15, on_the_day)], on_the_day)[7] is Outcome.WAITS
    assert outcomes(KNOWN, [], on_the_day)[15] is Outcome.SUPERSEDED


def test_nobody_to_tell_and_cancelled_are_told_apart() -> None:
    past = [
        told(30, date(2022, 10, 31), ReminderStatus.CANCELLED),
        told(15, date(2022, 11, 15), ReminderStatus.QUEUED),
    ]

    results = outcomes(KNOWN, past, date(2022, 11, 16))

    assert (results[30], results[15]) == (Outcome.CANCELLED, Outcome.NOBODY)


def test_after_a_small_move_it_says_that_the_stage_was_told_before() -> None:
    moved = Arming(2, date(2022, 12, 2), armed_on=date(2022, 11, 24))
    past = [told(7, date(2022, 11, 23))]

    assert outcomes(moved, past, date(2022, 11, 25))[7] is Outcome.TOLD_BEFORE


def test_an_old_debt_shows_the_next_two_weeks_only() -> None:
    results = outcomes(KNOWN, [], date(2023, 1, 5))

    assert list(results)[-3:] == [-35, -42, -49]
    assert results[-35] is Outcome.PENDING


def test_stages_have_names() -> None:
    assert [words(stage).zh for stage in (15, 0, -7)] == [
        "提前15天提醒",
        "到期日提醒",
        "过期7天催办",
    ]
