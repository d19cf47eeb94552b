"""The step log: what is accepted, what must be explained, what is refused, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.procurement.logs import (
    CONSULTATION,
    START,
    THREE,
    TODAY,
    after,
    entry,
    ground,
    logged,
    offers,
    panel,
)
from tracker.kernel.errors import RuleViolation, Violations
from tracker.kernel.states import IllegalTransition
from tracker.procurement.rules.checking import check_entry
from tracker.procurement.rules.log import (
    Entry,
    day_of,
    expected_on,
    found,
    next_step,
    unanswered,
)
from tracker.procurement.rules.methods import catalogue
from tracker.procurement.rules.oddities import oddities_of
from tracker.procurement.rules.tenders import TENDER_STATES, TenderStatus


def refusal(one: Entry, given_ground: Any, today: date = TODAY) -> tuple[str, str | None]:
    """The code and the field of the one thing that is wrong."""
    with pytest.raises(RuleViolation) as refused:
        check_entry(one, given_ground, today)
    errors = refused.value.errors if isinstance(refused.value, Violations) else (refused.value,)
    assert len(errors) == 1, [error.text() for error in errors]
    return errors[0].code, errors[0].field


def before(step: str) -> Any:
    """Everything up to the step, but not it."""
    keys = list(CONSULTATION)
    place = keys.index(step)
    return after(keys[place - 1]) if place else ground()


@pytest.mark.parametrize("step", list(CONSULTATION))
def test_every_step_told_rightly_and_in_time_needs_no_word(step: str):
    one = entry(step)

    check_entry(one, before(step), one.happened_on)


@pytest.mark.parametrize(
    ("step", "fact", "value", "code"),
    [
        ("panel", "people", panel(2, 0), "panel_too_small"),
        ("panel", "people", panel(3, 1), "panel_even"),
        ("panel", "people", panel(1, 2), "too_few_experts"),
        ("panel", "people", panel(3, 2), "too_few_experts"),
        ("panel", "people", [*panel(1, 1), {"name": "专家0", "expert": True}], "named_twice"),
        ("responses", "suppliers", ["甲公司"], "too_few_suppliers"),
        ("final_offers", "offers", offers("1"), "too_few_suppliers"),
        ("notice", "deadline", "2022-10-05", "date_too_early"),
        ("notice", "deadline", None, "fact_missing"),
        ("plan", "number", "", "fact_missing"),
    ],
)
def test_what_the_law_does_not_allow_is_refused_beside_its_field(
    step: str, fact: str, value: Any, code: str
):
    one = entry(step)
    wrong = replace(one, facts={**one.facts, fact: value})

    assert refusal(wrong, before(step)) == (code, fact)


@pytest.mark.parametrize(
    ("experts", "others", "fits"),
    [(2, 1, True), (1, 2, False), (4, 1, True), (3, 2, False), (5, 2, True), (4, 3, False)],
)
def test_two_thirds_of_the_panel_are_experts(experts: int, others: int, fits: bool):
    one = replace(entry("panel"), facts={"people": panel(experts, others)})

    if fits:
        check_entry(one, before("panel"), one.happened_on)
    else:
        assert refusal(one, before("panel"))[0] == "too_few_experts"


@given(st.integers(0, 12), st.integers(0, 12))
def test_a_panel_that_is_taken_is_odd_big_enough_and_expert_enough(experts: int, others: int):
    one = replace(entry("panel"), facts={"people": panel(experts, others)})
    try:
        check_entry(one, before("panel"), one.happened_on)
    except RuleViolation:
        taken = False
    else:
        taken = True
    count = experts + others

    assert taken == (count >= 3 and count % 2 == 1 and 3 * experts >= 2 * count)


def test_two_suppliers_will_do_only_on_the_ground_that_is_written_down():
    one = replace(entry("responses"), facts={"suppliers": ["甲公司", "乙公司"]})
    assert refusal(one, before("responses")) == ("fewer_unexplained", "fewer_ground")

    with_ground = replace(one, facts={**one.facts, "fewer_ground": "财库〔2015〕124号"})

    check_entry(with_ground, before("responses"), one.happened_on)


def test_two_bidders_never_open_an_open_tender():
    spec = catalogue()["open_tender"]
    now = ground("open_tender", status=TenderStatus.ACTIVE, panel=5)
    one = Entry("opening", TODAY, {"offers": offers("1", "2")}, "补记")

    assert spec.minimum.fewer == 0
    assert refusal(one, now) == ("too_few_suppliers", "offers")


def test_a_day_after_today_is_refused():
    one = replace(entry("demand"), happened_on=TODAY + timedelta(days=1))

    assert refusal(one, ground()) == ("future_step", "happened_on")
    check_entry(replace(one, happened_on=TODAY), ground(), TODAY)


def test_an_award_without_its_review_is_refused_whatever_is_said():
    now = after("panel")
    one = replace(entry("award"), explanation="已经口头确定")

    assert refusal(one, now) == ("step_first", None)


def test_what_cannot_be_before_the_deadline_is_refused():
    """Responses are opened when the time for them is over, not the day before."""
    one = replace(entry("responses"), happened_on=date(2022, 10, 19), explanation="提前")

    assert refusal(one, after("panel")) == ("contradiction", "happened_on")
    on_the_day = replace(one, happened_on=date(2022, 10, 20), explanation="")
    check_entry(on_the_day, after("panel"), on_the_day.happened_on)


def test_correcting_a_deadline_to_after_the_responses_is_refused():
    now = after("responses")
    notice = found(now.log, "notice")
    wrong = replace(
        entry("notice"),
        facts={**entry("notice").facts, "deadline": "2022-10-21"},
        supersedes=notice.id,
        explanation="写错了",
    )

    assert refusal(wrong, now)[0] == "contradiction"


def test_a_step_of_another_method_is_refused():
    assert refusal(Entry("opening", TODAY), ground())[0] == "unknown_step"


def test_a_step_that_the_contract_tells_is_not_logged_by_hand():
    assert refusal(Entry("sign", TODAY), after("award"))[0] == "recorded_elsewhere"


def test_a_step_on_record_is_corrected_not_logged_again():
    now = after("plan")
    assert refusal(entry("plan"), now)[0] == "already_logged"

    plan = found(now.log, "plan")
    fixed = replace(entry("plan"), facts={"number": "FRCG-2022-0002"}, supersedes=plan.id)
    assert refusal(fixed, now) == ("correction_unexplained", "explanation")

    later = logged(now, replace(fixed, explanation="编号抄错"))
    assert found(later.log, "plan").facts == {"number": "FRCG-2022-0002"}
    assert [one.is_current for one in later.log if one.step == "plan"] == [False, True]
    again = replace(fixed, explanation="再改")
    assert refusal(again, later)[0] == "superseded"


# --- late and out of order -----------------------------------------------------------------------


@pytest.mark.parametrize(("days", "late"), [(0, False), (15, False), (16, True), (400, True)])
def test_a_step_logged_more_than_fifteen_days_later_is_explained(days: int, late: bool):
    one = entry("demand")
    today = one.happened_on + timedelta(days=days)

    if late:
        assert refusal(one, ground(), today) == ("odd", "explanation")
        check_entry(replace(one, explanation="补记"), ground(), today)
    else:
        check_entry(one, ground(), today)


def test_a_step_before_those_that_come_before_it_is_explained_and_told():
    one = entry("plan")
    now = after("budget_check")

    assert refusal(one, now, one.happened_on) == ("odd", "explanation")
    told = oddities_of(one, now, one.happened_on)
    assert [label.zh for label in told] == ["前面的“采购意向公开”尚未登记"]


def test_a_day_out_of_order_is_explained():
    now = after("plan")
    early = replace(entry("documents"), happened_on=START + timedelta(days=20))
    assert [one.zh for one in oddities_of(early, now, early.happened_on)] == [
        "早于前一步骤“采购实施计划备案”（2022-10-04）"
    ]

    skipped_one = after("demand")
    later = logged(skipped_one, replace(entry("intention"), explanation="先公开"))
    late = replace(entry("budget_check"), happened_on=START + timedelta(days=9))
    assert [one.zh for one in oddities_of(late, later, late.happened_on)] == [
        "晚于后面的步骤“采购意向公开”（2022-09-03）"
    ]


def test_an_award_above_the_budget_is_explained():
    dear = replace(entry("award"), facts={**entry("award").facts, "amount": 98_000_001})

    assert refusal(dear, after("determine"), dear.happened_on) == ("odd", "explanation")
    at_budget = replace(dear, facts={**dear.facts, "amount": 98_000_000})
    check_entry(at_budget, after("determine"), at_budget.happened_on)


# --- skipping ------------------------------------------------------------------------------------


def test_a_step_is_left_out_only_with_its_reason_and_only_where_it_may_be():
    skip = Entry("intention", TODAY, skipped=True)
    assert refusal(skip, after("budget_check")) == ("skip_unexplained", "explanation")
    now = logged(after("budget_check"), replace(skip, explanation="应急采购"))
    assert found(now.log, "intention").skipped
    assert day_of(now.log, "intention") is None

    never = Entry("panel", TODAY, skipped=True, explanation="不需要")
    assert refusal(never, after("notice"))[0] == "not_skippable"


def test_approval_is_asked_above_the_threshold_and_cannot_be_left_out():
    above = ground(asks_approval=True)
    assert "method_approval" in [step.key for step in above.steps]
    assert "method_approval" not in [step.key for step in ground().steps]

    skip = Entry("method_approval", TODAY, skipped=True, explanation="来不及")
    assert refusal(skip, above)[0] == "not_skippable"
    without = replace(after("determine"), asks_approval=True)
    assert refusal(replace(entry("award"), explanation="补"), without)[0] == "step_first"


# --- branches and states -------------------------------------------------------------------------

STATES = list(TenderStatus)
MOVES = {
    ("planned", "active"),
    ("planned", "cancelled"),
    ("active", "complete"),
    ("active", "unsuccessful"),
    ("active", "suspended"),
    ("active", "cancelled"),
    ("suspended", "active"),
    ("suspended", "cancelled"),
}


@pytest.mark.parametrize("to", STATES)
@pytest.mark.parametrize("start", STATES)
def test_a_tender_moves_as_the_table_says_and_no_other_way(start: TenderStatus, to: TenderStatus):
    if (start, to) in MOVES:
        TENDER_STATES.check(start, to)
    else:
        with pytest.raises(IllegalTransition):
            TENDER_STATES.check(start, to)


BRANCHES = {
    "unsuccessful": {"kind": "too_few", "reason": "只有2家"},
    "challenge": {"challenger": "甲公司", "subject": "资质要求"},
    "complaint": {"complainant": "甲公司", "subject": "资质要求"},
    "cancel": {"reason": "需求取消"},
}
LEADS = {
    "unsuccessful": TenderStatus.UNSUCCESSFUL,
    "challenge": TenderStatus.SUSPENDED,
    "complaint": TenderStatus.SUSPENDED,
    "cancel": TenderStatus.CANCELLED,
}


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("branch", list(BRANCHES))
def test_a_branch_is_taken_where_the_table_has_its_move(branch: str, status: TenderStatus):
    now = replace(after("notice"), status=status)
    one = Entry(branch, TODAY, BRANCHES[branch])
    goes_on = branch in ("challenge", "complaint") and status in ("suspended", "complete")

    if (status, LEADS[branch]) in MOVES:
        assert logged(now, one).status is LEADS[branch]
    elif goes_on:
        assert logged(now, one).status is status
    else:
        with pytest.raises(RuleViolation):
            check_entry(one, now, TODAY)


def test_the_first_step_starts_the_tender_and_the_award_completes_it():
    assert after("demand").status is TenderStatus.ACTIVE
    assert after("award").status is TenderStatus.COMPLETE


def test_while_suspended_only_the_decision_is_recorded_and_the_last_one_ends_it():
    now = logged(after("notice"), Entry("challenge", TODAY, BRANCHES["challenge"]))
    now = logged(now, Entry("complaint", TODAY, BRANCHES["complaint"]))
    first, second = unanswered(now.spec, now.log)
    assert refusal(entry("panel"), now, entry("panel").happened_on)[0] == "tender_is_suspended"
    assert next_step(now).key == "challenge_reply"

    reply = Entry("challenge_reply", TODAY, {"result": "rejected", "reply": "不成立"})
    assert refusal(reply, now) == ("nothing_to_answer", "answers")
    now = logged(now, replace(reply, answers=first.id))
    assert now.status is TenderStatus.SUSPENDED

    decision = {"number": "芙财决〔2022〕1号", "result": "rejected"}
    now = logged(now, Entry("complaint_decision", TODAY, decision, answers=second.id))
    assert now.status is TenderStatus.ACTIVE
    assert unanswered(now.spec, now.log) == ()


@pytest.mark.parametrize("branch", ["unsuccessful", "cancel"])
def test_once_it_is_over_nothing_is_logged_but_a_correction(branch: str):
    now = logged(after("notice"), Entry(branch, TODAY, BRANCHES[branch]))

    assert refusal(entry("panel"), now, entry("panel").happened_on)[0] == "tender_is_over"
    assert next_step(now) is None
    plan = found(now.log, "plan")
    fixed = replace(entry("plan"), supersedes=plan.id, explanation="编号抄错")
    assert logged(now, fixed).status is now.status


def test_the_next_step_is_the_first_that_must_be_and_is_expected_before_it_is_late():
    now = after("budget_check")
    step = next_step(now)
    assert step.key == "intention"
    assert expected_on(now, step, START) == START + timedelta(days=1 + 15)

    later = after("panel")
    assert expected_on(later, next_step(later), START) == date(2022, 10, 20)
    assert expected_on(ground(), next_step(ground()), START) == START + timedelta(days=15)


def test_the_offers_of_the_log_are_what_was_entered():
    assert found(after("final_offers").log, "final_offers").facts["offers"] == THREE
