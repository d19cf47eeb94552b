"""Send window, retries, and the words of an e-mail."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from tracker.kernel.labels import Label
from tracker.kernel.money import Money
from tracker.reminders.kinds.payment_due import KIND
from tracker.reminders.rules.obligations import Page, Payment, Story
from tracker.reminders.rules.outbox import Notice, compose, deadline, in_window, retry_in

STORY = Story(
    title=Label("数据平台建设 第2笔付款", "Data platform, instalment 2"),
    subject=Label("第2笔", "instalment 2"),
    why=(Label("规则……", "The rule …"), Label("预算……", "The budget …")),
    page=Page(Label("查看合同", "See the contract"), "overview.contract", {"contract_id": 6}),
    project="2022-06",
    project_name="数据平台建设",
    payment=Payment("示例公司", 6, "HT-2022-006", 2, 2023),
)


def notice(**changes: object) -> Notice:
    values = {
        "story": STORY,
        "wording": KIND.wording,
        "due_on": date(2022, 11, 30),
        "amount": Money.yuan("627000.00"),
        "estimated": False,
        "late_from": None,
        "because": Label("你是财务", "You are in finance"),
        "url": "https://tracker.example/reminders/7",
    }
    return Notice(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (time(8, 59, 59), False),
        (time(9, 0), True),
        (time(16, 59, 59), True),
        (time(17, 0), False),
        (time(0, 0), False),
    ],
)
def test_messages_leave_between_nine_and_five(at: time, open_: bool) -> None:
    assert in_window(at) is open_


def test_the_waits_grow_and_the_ninth_failure_is_the_last() -> None:
    waits = [retry_in(attempts) for attempts in range(1, 11)]

    minutes = [1, 5, 30, 120, 360, 1440, 1440, 1440]
    assert waits == [*(timedelta(minutes=one) for one in minutes), None, None]


@pytest.mark.parametrize(
    ("today", "estimated", "words"),
    [
        (date(2022, 11, 29), False, "剩1天"),
        (date(2022, 11, 30), False, "今天"),
        (date(2022, 12, 1), False, "逾期1天"),
        (date(2022, 12, 1), True, "预计日已过1天"),
    ],
)
def test_the_due_day_is_told_from_today_and_an_estimate_is_never_overdue(
    today: date, estimated: bool, words: str
) -> None:
    assert deadline(date(2022, 11, 30), today, estimated=estimated).words.zh == words


def test_a_mail_says_what_when_which_year_and_why() -> None:
    subject, body = compose(notice(), date(2022, 12, 5), "zh")

    assert subject == "【逾期5天】数据平台建设 第2笔付款"
    for words in (
        "未付金额：627,000.00元",
        "应付日：2022-11-30（逾期5天）",
        "由2023财政年度预算安排",
        "1. 你是财务",
        "3. 预算……",
        "https://tracker.example/reminders/7",
    ):
        assert words in body
    assert "补发" not in body


def test_a_late_mail_names_the_day_it_was_planned_for() -> None:
    _subject, body = compose(notice(late_from=date(2022, 11, 23)), date(2022, 11, 25), "zh")

    assert "补发（原定 2022-11-23）" in body


def test_an_estimate_is_called_one_and_the_reader_gets_his_language() -> None:
    subject, body = compose(notice(estimated=True, url=""), date(2022, 11, 20), "en")

    assert subject == "[10 days left] Data platform, instalment 2"
    assert "Expected due day: 2022-11-30 (10 days left)" in body
    assert "Sign in and open the reminders page." in body
