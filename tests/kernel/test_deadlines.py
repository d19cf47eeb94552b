"""Time limits at their boundaries, across holidays and make-up days, forwards and backwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.calendar import CALENDAR, LAW
from tracker.kernel.deadlines import Law, Reckoned, elapsed, keeps, latest_start, work_out
from tracker.kernel.labels import Label
from tracker.kernel.limits import Direction, Limit, Party, shipped
from tracker.kernel.workdays import ONE_DAY, WorkCalendar

NAMED = WorkCalendar(
    CALENDAR.off,
    CALENDAR.on,
    CALENDAR.known_years,
    {date(2022, 10, day): Label("国庆节", "National Day") for day in range(1, 8)},
)


def limit(value: int, unit: str, direction: Direction = Direction.AT_MOST) -> Limit:
    return Limit(
        key="x",
        label=Label("某时限", "A limit"),
        value=value,
        unit=unit,
        source="政府采购法",
        article="第一条",
        valid_from=date(2003, 1, 1),
        verified=True,
        party=Party.BUYER,
        after="a",
        before="b",
        direction=direction,
    )


def shipped_limit(key: str) -> Limit:
    found = shipped().in_force(key, date(2026, 1, 1))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("key", "since", "last"),
    [
        # 国庆 2022: off 10-01 … 10-07, worked on 10-08 and 10-09
        ("publishing", date(2022, 9, 29), date(2022, 10, 8)),
        ("publishing", date(2022, 9, 30), date(2022, 10, 9)),
        ("filing", date(2022, 9, 29), date(2022, 10, 13)),
        # 春节 2023: off 01-21 … 01-27, worked on 01-28 and 01-29
        ("result", date(2023, 1, 19), date(2023, 1, 28)),
        ("confirmation", date(2023, 1, 18), date(2023, 1, 30)),
        # 春节 2026: off 02-15 … 02-23, worked on 02-14 and 02-28
        ("publishing", date(2026, 2, 13), date(2026, 2, 24)),
        ("filing", date(2026, 2, 13), date(2026, 3, 2)),
        # 国庆 2026: off 10-01 … 10-07, worked on 09-20 and 10-10
        ("confirmation", date(2026, 9, 30), date(2026, 10, 13)),
        # 30 days: the last on a rest day moves to the first day after the holiday
        ("signing", date(2022, 9, 1), date(2022, 10, 8)),
        ("signing", date(2022, 9, 8), date(2022, 10, 8)),
        ("signing", date(2022, 9, 9), date(2022, 10, 9)),
        ("signing", date(2022, 9, 10), date(2022, 10, 10)),
        ("signing", date(2022, 2, 1), date(2022, 3, 3)),
        # a minimum does not move: 10 days are over on Saturday 2022-01-29 (worked) and on a Sunday
        ("consultation_response", date(2022, 1, 19), date(2022, 1, 29)),
        ("consultation_response", date(2022, 6, 2), date(2022, 6, 12)),
    ],
)
def test_the_last_day(key: str, since: date, last: date) -> None:
    assert work_out(shipped_limit(key), since, CALENDAR).ends_on == last


@pytest.mark.parametrize(
    ("key", "since", "last"),
    [
        ("publishing", date(2022, 9, 29), date(2022, 10, 8)),
        ("signing", date(2022, 9, 1), date(2022, 10, 8)),
        ("confirmation", date(2023, 1, 18), date(2023, 1, 30)),
        ("challenge", date(2026, 2, 13), date(2026, 3, 2)),
    ],
)
def test_the_day_before_and_the_day_itself_keep_a_maximum(
    key: str, since: date, last: date
) -> None:
    found = shipped_limit(key)

    kept = [LAW.one(found, since, last + n * ONE_DAY).is_kept for n in (-1, 0, 1)]

    assert kept == [True, True, False]


@pytest.mark.parametrize(
    ("key", "since", "first"),
    [
        ("bidding", date(2022, 3, 1), date(2022, 3, 21)),
        ("intention", date(2022, 1, 4), date(2022, 2, 3)),
        ("consultation_response", date(2022, 1, 19), date(2022, 1, 29)),
        ("negotiation_response", date(2022, 9, 29), date(2022, 10, 9)),
        ("single_source_notice", date(2022, 9, 29), date(2022, 10, 11)),
    ],
)
def test_the_day_before_breaks_a_minimum(key: str, since: date, first: date) -> None:
    found = shipped_limit(key)

    kept = [LAW.one(found, since, first + n * ONE_DAY).is_kept for n in (-1, 0, 1)]

    assert kept == [False, True, True]


def test_while_nothing_has_happened_it_is_neither_kept_nor_broken() -> None:
    assert LAW.one(shipped_limit("filing"), date(2022, 3, 10), None).is_kept is None


def test_months_end_on_the_same_date_or_the_last_of_the_month() -> None:
    assert work_out(limit(1, "month"), date(2023, 1, 31), CALENDAR).ends_on == date(2023, 2, 28)
    # 2022-04-30 is a day off (劳动节), and so are the days to 05-04
    moved = work_out(limit(2, "month"), date(2022, 2, 28), CALENDAR)
    assert moved.ends_on == date(2022, 4, 28)
    assert work_out(limit(1, "month"), date(2022, 3, 30), CALENDAR).ends_on == date(2022, 5, 5)


# --- provisional ----------------------------------------------------------------------------------


def test_a_year_without_its_notice_is_provisional_and_moves_when_the_notice_comes() -> None:
    found = shipped_limit("filing")
    before = work_out(found, date(2026, 12, 30), CALENDAR)
    notice = WorkCalendar(
        CALENDAR.off | {date(2027, 1, day) for day in (1, 4, 5)},
        CALENDAR.on,
        CALENDAR.known_years | {2027},
    )
    after = work_out(found, date(2026, 12, 30), notice)

    assert before.provisional == (2027,)
    assert before.ends_on == date(2027, 1, 8)
    assert (after.provisional, after.ends_on) == ((), date(2027, 1, 13))


def test_a_minimum_in_days_needs_no_notice() -> None:
    assert work_out(shipped_limit("bidding"), date(2026, 12, 30), CALENDAR).provisional == ()


# --- in words -------------------------------------------------------------------------------------


def test_the_story_names_holidays_weekends_and_make_up_days() -> None:
    story = work_out(shipped_limit("filing"), date(2022, 9, 28), NAMED).story

    assert [line.zh for line in story] == [
        "2022-09-28当日不计入，从次日起算（《民法典》第二百零一条）",
        "法定节假日，不计入：2022-10-01至2022-10-07国庆节",
        "调休上班，计入：2022-10-08周六、2022-10-09周日",
        "满7个工作日：2022-10-12",
    ]


def test_the_story_says_why_the_last_day_moved() -> None:
    *_rest, moved = work_out(shipped_limit("signing"), date(2022, 9, 1), NAMED).story

    assert moved.zh == (
        "最后一日是休息日（2022-10-01至2022-10-07国庆节），顺延至2022-10-08"
        "（《民法典》第二百零三条）"
    )


def test_the_finding_says_how_long_it_took_and_how_long_it_may_take() -> None:
    late = LAW.one(shipped_limit("publishing"), date(2022, 3, 10), date(2022, 3, 15))
    early = LAW.one(shipped_limit("bidding"), date(2022, 3, 1), date(2022, 3, 18))

    assert late.finding.zh == (
        "2022-03-10至2022-03-15为3个工作日，超过2个工作日（《政府采购法实施条例》第五十条）"
    )
    assert early.finding.zh == "2022-03-01至2022-03-18为17日，少于20日（《政府采购法》第三十五条）"


# --- from facts to clocks -------------------------------------------------------------------------


def keys(found: tuple[Reckoned, ...]) -> set[str]:
    return {one.limit.key for one in found}


def test_each_fact_starts_its_clocks_for_its_method() -> None:
    issued = {"documents_issued": date(2022, 1, 19)}

    assert keys(LAW.reckon(issued, "competitive_consultation")) == {
        "consultation_response",
        "consultation_documents",
    }
    assert keys(LAW.reckon(issued, "request_for_quotation")) == {"quotation_response"}


def test_a_notice_period_that_ends_by_itself_starts_the_next_clock() -> None:
    published = {
        "result_published": date(2022, 9, 29),
        "last_result_published": date(2022, 9, 29),
    }
    found = LAW.reckon(published, "open_tender")

    assert {one.limit.key: one.ends_on for one in found} == {
        "result_notice": date(2022, 9, 30),
        "challenge_window": date(2022, 10, 14),
    }


def test_before_a_limit_was_law_nothing_runs() -> None:
    published = {"intention_published": date(2021, 12, 10)}

    assert LAW.reckon(published, "competitive_consultation") == ()


def test_breaches_are_told_of_the_fact_in_question_only() -> None:
    facts = {
        "documents_issued": date(2022, 3, 1),
        "bid_deadline": date(2022, 3, 18),
        "contract_signed": date(2022, 5, 1),
        "contract_filed": date(2022, 7, 1),
    }

    assert keys(LAW.breaches(facts, {"bid_deadline"}, "open_tender")) == {"bidding"}
    assert keys(LAW.breaches(facts, {"contract_filed"}, "open_tender")) == {"filing"}
    assert LAW.breaches(facts, {"winner_confirmed"}, "open_tender") == ()


def test_the_version_in_force_on_the_day_of_the_fact_counts() -> None:
    newer = limit(5, "working_day")
    book = shipped().with_rows(
        [
            Limit(
                key="publishing",
                label=newer.label,
                value=5,
                unit="working_day",
                source="新法",
                article="",
                valid_from=date(2022, 6, 1),
                verified=False,
                party=Party.BUYER,
                after="contract_signed",
                before="contract_published",
            )
        ]
    )
    law = Law(book, CALENDAR)

    def publishing(signed_on: date) -> int:
        found = law.reckon({"contract_signed": signed_on})
        return next(one.limit.value for one in found if one.limit.key == "publishing")

    assert [publishing(date(2022, 5, 31)), publishing(date(2022, 6, 1))] == [2, 5]


# --- forwards and backwards -----------------------------------------------------------------------

DAYS = st.dates(date(2019, 1, 1), date(2027, 6, 30))
LIMITS = st.builds(
    limit,
    st.integers(1, 40),
    st.sampled_from(["calendar_day", "working_day"]),
    st.sampled_from(Direction),
)


@given(LIMITS, DAYS, st.integers(0, 90))
def test_a_day_found_forwards_is_where_the_check_turns(
    found: Limit, since: date, after: int
) -> None:
    ends_on = work_out(found, since, CALENDAR).ends_on
    done_on = since + timedelta(days=after)

    kept = LAW.one(found, since, done_on).is_kept

    is_least = found.direction is Direction.AT_LEAST
    assert kept == (done_on >= ends_on if is_least else done_on <= ends_on)
    assert keeps(found, ends_on, ends_on)


@given(LIMITS, DAYS)
def test_the_latest_start_keeps_a_minimum_and_the_day_after_does_not(
    found: Limit, done_on: date
) -> None:
    start = latest_start(found, done_on, CALENDAR)

    assert work_out(found, start, CALENDAR).ends_on <= done_on
    assert work_out(found, start + ONE_DAY, CALENDAR).ends_on > done_on


@given(st.integers(1, 40), DAYS)
def test_working_days_counted_backwards_are_those_counted_forwards(count: int, since: date) -> None:
    found = limit(count, "working_day")

    ends_on = work_out(found, since, CALENDAR).ends_on

    assert elapsed(found, since, ends_on, CALENDAR).zh == f"{count}个工作日"
    assert CALENDAR.is_workday(ends_on)
