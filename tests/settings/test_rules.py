"""The unit, fiscal years and holiday notices: without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.errors import DomainError, Violations
from tracker.kernel.workdays import WorkCalendar
from tracker.settings.models import Unit
from tracker.settings.rules import (
    DeadlineOutsideYear,
    DeadlinesReversed,
    FiscalYearDraft,
    NoticeEmpty,
    UnitDraft,
    UnitNameMissing,
    changed_days,
    check_fiscal_year,
    checked_unit,
    read_notice,
)

NEW_YEAR = date(2027, 1, 1)
SUNDAY = date(2027, 1, 3)


def messages(text: str) -> list[str]:
    with pytest.raises(Violations) as refusal:
        read_notice(text)
    return [error.text() for error in refusal.value.errors]


# --- notices ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-01 off 元旦\n2027-01-03 work 元旦调休上班",
        "\ufeff2027-01-01 休 元旦\r\n2027-01-03 班 元旦调休上班\r\n",
        "# 通知\n\n2027/1/1　休　元旦\n２０２７－０１－０３ 上班 元旦调休上班",
        "date,kind,name,source\n2027-01-01,off,元旦,通知\n2027-01-03,work,元旦调休上班,通知",
        "2027-01-03,ON,元旦调休上班\n2027.01.01,OFF,元旦",
    ],
)
def test_a_notice_is_read_however_it_is_written(text):
    notice = read_notice(text)

    assert (notice.year, notice.days_off, notice.days_on) == (2027, (NEW_YEAR,), (SUNDAY,))
    assert [day.name for day in notice.days] == ["元旦", "元旦调休上班"]


def test_the_source_is_taken_from_the_file():
    assert (
        read_notice("2027-01-01,off,元旦,国办发明电〔2026〕1号").source == "国办发明电〔2026〕1号"
    )
    assert read_notice("2027-01-01 off").source == ""


def test_a_notice_may_begin_in_the_december_before():
    assert read_notice("2026-12-31 休 元旦\n2027-01-01 休 元旦").year == 2027


def test_every_wrong_line_is_told_with_its_number():
    text = "元旦\n2027-13-01 休\n2027-01-01\n2027-01-01 假\n2027-01-04 班\n2027-01-01 休"

    assert messages(text) == [
        "第1行“元旦”无法识别；请按“2027-01-01 休 元旦”的格式填写",
        "第2行“2027-13-01 休”无法识别；请按“2027-01-01 休 元旦”的格式填写",
        "第3行的“2027-01-01”应为“休”或“班”",
        "第4行的“假”应为“休”或“班”",
        "第5行：2027-01-04不是周六或周日，本来就上班",
    ]


def test_a_day_written_twice_and_a_day_of_another_year_are_refused():
    text = "2027-01-01 休\n2027-01-01 休\n2026-11-30 休\n2025-12-31 休"

    assert messages(text) == [
        "第2行：2027-01-01已在第1行出现",
        "第3行：2026-11-30不属于2027年；一次只导入一个年度的通知（可含上一年12月）",
        "第4行：2025-12-31不属于2027年；一次只导入一个年度的通知（可含上一年12月）",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# 说明", "date,kind,name,source"])
def test_a_notice_without_days_is_refused(text):
    with pytest.raises(NoticeEmpty):
        read_notice(text)


@given(st.text())
def test_any_text_is_either_read_or_refused_in_words(text: str):
    try:
        notice = read_notice(text)
    except DomainError as error:
        told = error.text("zh") and error.text("en")
    else:
        told = notice.days
    assert told


@given(st.sets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), min_size=1))
def test_what_is_read_is_what_was_written(days: set[date]):
    notice = read_notice("\n".join(f"{day} off" for day in days))

    assert notice.days_off == tuple(sorted(days))


def test_only_days_that_become_or_cease_to_be_workdays_count_as_changed():
    before = WorkCalendar(frozenset(), frozenset(), frozenset())
    after = WorkCalendar(frozenset({NEW_YEAR, SUNDAY}), frozenset({date(2027, 1, 2)}), frozenset())

    assert changed_days(2027, before, after) == (NEW_YEAR, date(2027, 1, 2))
    assert changed_days(2027, after, after) == ()


# --- fiscal years -------------------------------------------------------------------------------


def year(plan: date, payment: date) -> FiscalYearDraft:
    return FiscalYearDraft(2023, plan, payment, provisional=False)


def test_both_deadlines_may_fall_on_the_same_day_of_the_year():
    check_fiscal_year(year(date(2023, 12, 31), date(2023, 12, 31)))


@pytest.mark.parametrize(
    ("draft", "errors"),
    [
        (
            year(date(2022, 12, 31), date(2024, 1, 1)),
            [
                ("plan_deadline_on", DeadlineOutsideYear),
                ("payment_deadline_on", DeadlineOutsideYear),
            ],
        ),
        (
            year(date(2023, 12, 16), date(2023, 12, 15)),
            [("payment_deadline_on", DeadlinesReversed)],
        ),
    ],
)
def test_deadlines_lie_in_their_year_and_in_order(draft, errors):
    with pytest.raises(Violations) as refusal:
        check_fiscal_year(draft)

    assert [(error.field, type(error)) for error in refusal.value.errors] == errors


# --- the unit -----------------------------------------------------------------------------------


def test_a_unit_has_a_name():
    with pytest.raises(UnitNameMissing):
        checked_unit(UnitDraft("  "))

    assert checked_unit(UnitDraft(" 数据局 ", (" 信息中心 ", ""), " 8021 ")) == UnitDraft(
        "数据局", ("信息中心",), "8021"
    )


def test_a_replaced_name_joins_the_former_ones_and_a_resumed_one_leaves_them():
    unit = Unit(name="信息中心", former_names=())

    unit.rename("数据资源中心", ())
    unit.rename("数据局", unit.former_names)
    assert unit.former_names == ("信息中心", "数据资源中心")

    unit.rename("信息中心", unit.former_names)
    assert (unit.name, unit.former_names) == ("信息中心", ("数据资源中心", "数据局"))
