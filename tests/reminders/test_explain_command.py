"""``tracker explain``: why an instalment reminds, or does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from tests.reminders.centre import Centre, due_on, make_centre, make_contract, pay
from tracker.reminders.queries.explain import NoSuchInstalment, explain
from tracker.reminders.service import sweep

Freeze = Callable[[date | datetime], None]

DUE, TODAY = date(2022, 12, 24), date(2022, 12, 9)  # a Saturday; stage 15


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(TODAY)
    return make_centre()


def test_every_stage_has_its_day_its_shift_its_result_and_its_people(centre: Centre) -> None:
    make_contract(centre, due_on(DUE))
    sweep.plan(TODAY)

    text = "\n".join(explain("HT-2022-006", 1, TODAY))

    for words in (
        "数据平台建设第1笔付款（付款到期）：剩15天",
        "应付日 2022-12-24，第1版",
        "2022-12-09 提前15天提醒: 已提醒 2022-12-09 → owner某、finance某",
        "2022-12-23 (2022-12-24) 到期日提醒: 未到 → owner某、finance某",
    ):
        assert words in text, text


def test_what_is_not_known_yet_says_when_it_will_be(centre: Centre) -> None:
    make_contract(centre, due_on(date(2024, 6, 28)))

    (line,) = explain("HT-2022-006", 1, TODAY)

    assert line == "还没有提醒：付款到期，应付日 2024-06-28，第一次提醒在 2024-04-29"


def test_what_is_paid_and_what_does_not_exist_is_said(centre: Centre) -> None:
    (instalment,) = make_contract(centre, due_on(TODAY, amount="10"))
    sweep.plan(TODAY)
    pay(instalment, "10", TODAY)

    assert "已付清" in explain("HT-2022-006", 1, TODAY)[0]
    with pytest.raises(NoSuchInstalment):
        explain("HT-2022-006", 2, TODAY)
