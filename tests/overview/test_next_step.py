from datetime import date

import pytest

from tests.overview.outstanding import MEET, OWNER, item
from tracker.accounts.rules import Actor, Role
from tracker.kernel.labels import Label
from tracker.overview.rules.next_step import (
    NextStep,
    Standing,
    first,
    of_item,
    without_deadline,
)

FINANCE = Actor(9, "u9", "李晓雯", frozenset({Role.FINANCE}))
COLLEAGUE = Actor(2, "u2", "周敏", frozenset({Role.PROJECT_OWNER}))
RESPONSIBLE = Actor(1, "u1", "陈立", frozenset({Role.PROJECT_OWNER}))
DUE = date(2022, 11, 30)


def test_a_step_is_of_the_seat_whose_turn_it_is() -> None:
    pay = of_item(item(DUE))

    assert pay.title.zh == "第2笔登记付款"
    assert pay.is_of(FINANCE)
    assert not pay.is_of(RESPONSIBLE)


def test_a_step_of_one_person_is_of_no_colleague() -> None:
    meet = of_item(item(DUE, step=MEET))

    assert meet.is_of(RESPONSIBLE)
    assert not meet.is_of(COLLEAGUE)
    assert not meet.is_of(Actor(1, "u1", "陈立", frozenset({Role.AUDITOR})))


def test_what_must_be_waited_for_is_of_nobody() -> None:
    assert not of_item(item(DUE, step=MEET, waits=True)).is_of(RESPONSIBLE)


def test_the_earliest_comes_first_and_of_one_day_what_can_be_done() -> None:
    later = of_item(item(date(2022, 12, 1)))
    waits = of_item(item(DUE, step=MEET, waits=True))
    now = of_item(item(DUE))

    assert first([later, waits, now]) is now
    assert first([]) is None


@pytest.mark.parametrize(
    ("standing", "title"),
    [
        (Standing(is_archived=True), None),
        (Standing(undated=(3,), has_budget=True, has_contract=True), "第3笔补充预计日期"),
        (Standing(), "登记预算"),
        (Standing(has_budget=True), "登记合同和付款节点"),
        (Standing(has_budget=True, has_contract=True, has_open=True), None),
        (Standing(has_budget=True, has_contract=True), "办理归档"),
    ],
)
def test_where_no_day_presses_the_record_says_what_is_missing(
    standing: Standing, title: str | None
) -> None:
    step = without_deadline(standing, "2022-06", OWNER)

    assert (step.title.zh if step else None) == title


def test_a_step_on_the_project_leads_to_a_page_of_it() -> None:
    step = without_deadline(Standing(has_budget=True), "2022-06", OWNER)

    assert step is not None
    assert (step.endpoint, step.params) == ("contracts.new", {"code": "2022-06"})
    assert NextStep(Label("", "")).is_of(RESPONSIBLE) is False
