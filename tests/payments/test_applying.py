"""Rules of applications: the moves, the evidence, the duties; at their boundaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.accounts.rules import SYSTEM, Actor, Role
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.states import IllegalTransition
from tracker.payments.rules import duties, lists, refusals
from tracker.payments.rules.applying import (
    APPLICATION_STATES,
    ApplicationState,
    Applied,
    Case,
    Mark,
    Request,
    obstacles,
    violations,
)
from tracker.payments.rules.checklist import Answer
from tracker.payments.rules.exhibits import (
    EvidenceFacts,
    InvoiceFacts,
    LineFacts,
    Paper,
    exhibits,
    lacking,
)
from tracker.payments.rules.lists import ApplicationView, Place

TODAY = date(2022, 11, 15)
PAPER = (Paper("uid", "扫描件.pdf"),)
State = ApplicationState

CASE = Case(
    open=Money.yuan("1000"),
    under_way=ZERO,
    triggered_on=date(2022, 11, 1),
    overridden=False,
    disputed=False,
    withdrawn=False,
    ended_on=None,
    invoices={7: Money.yuan("1000")},
    line_ids=frozenset({3}),
)
REQUEST = Request(
    amount=Money.yuan("1000"),
    payee="供应商",
    payee_bank="银行",
    payee_account="6200",
    reason="首付款",
    budget_line_id=3,
    invoice_ids=(7,),
)
FACTS = EvidenceFacts(
    is_order=False,
    published_on=date(2022, 3, 2),
    filed_on=date(2022, 3, 8),
    contract_papers=PAPER,
    condition=Label("终验合格", "acceptance"),
    triggered_on=date(2022, 11, 1),
    proof="验收书",
    shows_itself=False,
    proof_papers=PAPER,
    override="",
    amount=Money.yuan("1000"),
    invoices=(InvoiceFacts("24430001", Money.yuan("1000"), PAPER),),
    payee_account="6200 0001",
    contract_account="某某银行芙蓉支行 62000001",
    line=LineFacts("2022年 财政拨款", Money.yuan("1000"), ZERO),
    year=2022,
)


def answers(**changes: object) -> dict[str, Answer]:
    found = exhibits(replace(FACTS, **changes))  # type: ignore[arg-type]
    return {one.what.zh: one.answer for one in found}


def codes(case: Case = CASE, request: Request = REQUEST) -> list[str]:
    return [error.code for error in violations(case, request, (), TODAY)]


# --- moves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_only_the_moves_of_the_table_are_made(before: State, after: State) -> None:
    moves = {
        (State.SUBMITTED, State.APPROVED),
        (State.SUBMITTED, State.RETURNED),
        (State.SUBMITTED, State.WITHDRAWN),
        (State.APPROVED, State.PAID),
        (State.APPROVED, State.WITHDRAWN),
        (State.APPROVED, State.REVOKED),
    }
    if (before, after) in moves:
        APPLICATION_STATES.check(before, after)
    else:
        with pytest.raises(IllegalTransition):
            APPLICATION_STATES.check(before, after)


def test_only_what_waits_or_is_approved_asks_for_money() -> None:
    assert [state for state in State if state.is_under_way] == [State.SUBMITTED, State.APPROVED]


# --- what speaks against applying -----------------------------------------------------------------


def test_all_that_is_open_may_be_asked_for() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"open": ZERO}, "nothing_open"),
        ({"withdrawn": True}, "nothing_open"),
        ({"open": ZERO, "ended_on": TODAY}, "contract_over"),
        ({"disputed": True}, "is_disputed"),
        ({"triggered_on": None}, "not_triggered"),
        ({"triggered_on": date(2022, 11, 16)}, "not_triggered"),
        ({"under_way": Money.yuan("1000")}, "all_applied_for"),
        ({"under_way": Money(1)}, "applied_too_much"),
        ({"invoices": {}}, "wrong_invoice"),
        ({"line_ids": frozenset()}, "wrong_line"),
    ],
)
def test_what_stands_in_the_way_has_its_name(change: dict[str, object], code: str) -> None:
    assert codes(replace(CASE, **change)) == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": ZERO}, "not_positive"),
        ({"amount": Money.yuan("1000.01")}, "applied_too_much"),
        ({"payee": "  "}, "payee_missing"),
        ({"reason": ""}, "purpose_missing"),
    ],
)
def test_what_is_typed_wrongly_has_its_name(change: dict[str, object], code: str) -> None:
    assert codes(request=replace(REQUEST, **change)) == [code]  # type: ignore[arg-type]


def test_a_leader_s_override_stands_for_the_condition() -> None:
    assert codes(replace(CASE, triggered_on=None, overridden=True)) == []


@given(opened=st.integers(1, 10**9), under_way=st.integers(0, 10**9), asked=st.integers(1, 10**9))
def test_nothing_is_asked_for_twice(opened: int, under_way: int, asked: int) -> None:
    case = replace(CASE, open=Money(opened), under_way=Money(under_way))

    found = violations(case, replace(REQUEST, amount=Money(asked)), (), TODAY)

    assert (found == []) == (asked + under_way <= opened)


def test_what_changed_since_is_told_one_thing_at_a_time() -> None:
    assert obstacles(CASE, REQUEST, TODAY) == []
    less = replace(CASE, open=Money.yuan("999.99"))
    (found,) = obstacles(less, REQUEST, TODAY)
    assert (found.code, found.params["less"]) == ("no_longer_open", Money(1))
    (found,) = obstacles(replace(CASE, invoices={}), REQUEST, TODAY)
    assert found.code == "invoice_voided"


# --- what it rests on -----------------------------------------------------------------------------


def test_with_everything_there_nothing_has_to_be_explained() -> None:
    assert set(answers().values()) == {Answer.YES}
    assert lacking(exhibits(FACTS)) is None


@pytest.mark.parametrize(
    ("change", "what", "answer"),
    [
        ({"published_on": None}, "合同", Answer.NO),
        ({"filed_on": None}, "合同", Answer.NO),
        ({"contract_papers": ()}, "合同", Answer.NO),
        ({"triggered_on": None}, "付款条件", Answer.NO),
        ({"triggered_on": None, "override": "何志远特批：停产"}, "付款条件", Answer.NOTE),
        ({"proof_papers": ()}, "付款条件", Answer.NO),
        ({"proof_papers": (), "shows_itself": True}, "付款条件", Answer.YES),
        ({"invoices": ()}, "发票", Answer.NO),
        ({"invoices": (InvoiceFacts("1", Money.yuan("999.99"), PAPER),)}, "发票", Answer.NO),
        ({"invoices": (InvoiceFacts("1", Money.yuan("1000"), ()),)}, "发票", Answer.NO),
        ({"payee_account": ""}, "收款账户", Answer.NO),
        ({"payee_account": "62000002"}, "收款账户", Answer.NO),
        ({"payee_account": "6200"}, "收款账户", Answer.NO),
        ({"payee_account": "某某银行 6200-0001"}, "收款账户", Answer.YES),
        ({"contract_account": ""}, "收款账户", Answer.NOTE),
        ({"line": None}, "预算指标", Answer.NO),
        ({"line": LineFacts("", Money.yuan("1000"), Money(1))}, "预算指标", Answer.NO),
        ({"amount": None}, "预算指标", Answer.YES),
    ],
)
def test_each_exhibit_at_its_boundary(change: dict[str, object], what: str, answer: Answer) -> None:
    assert answers(**change)[what] is answer


def test_an_order_has_no_contract_to_publish() -> None:
    assert "合同" not in answers(is_order=True, published_on=None)


def test_what_is_missing_is_named_in_one_line_and_then_explained() -> None:
    found = exhibits(replace(FACTS, line=None, invoices=()))
    absent = lacking(found)
    assert absent is not None
    assert absent.zh == "没有发票；没有选定2022年的预算项"

    (refused,) = violations(CASE, REQUEST, found, TODAY)
    assert (refused.code, refused.field) == ("not_explained", "explanation")
    assert violations(CASE, replace(REQUEST, explanation="发票在途"), found, TODAY) == []


# --- duties ---------------------------------------------------------------------------------------


def who(key: int) -> Actor:
    return Actor(key, str(key), f"第{key}位", frozenset(Role))


def test_the_applicant_does_not_approve_whatever_roles_he_has() -> None:
    duties.check_approver(1, who(2))
    duties.check_approver(None, SYSTEM)
    with pytest.raises(refusals.OwnApplication):
        duties.check_approver(1, who(1))


@pytest.mark.parametrize(
    ("recorder", "codes"),
    [(1, ["applied_for_it"]), (2, ["approved_it"]), (3, [])],
)
def test_the_recorder_is_a_third_person(recorder: int, codes: list[str]) -> None:
    assert [error.code for error in duties.recorder_violations(1, 2, who(recorder))] == codes


# --- what rows show -------------------------------------------------------------------------------


def test_an_application_that_another_followed_is_shown_no_more() -> None:
    def mark(key: int, state: State, *, followed: bool = False) -> Mark:
        return Mark(key, str(key), state, Money.yuan("10"), 1, None, followed)

    marks = (
        mark(1, State.RETURNED, followed=True),
        mark(2, State.SUBMITTED),
        mark(3, State.APPROVED),
        mark(4, State.RETURNED),
    )
    applied = Applied(True, {9: marks})

    assert [one.id for one in applied.of(9)] == [2, 3, 4]
    assert applied.under_way(9) == Money.yuan("20")
    assert applied.of(8) == ()


# --- the address of a list ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "count", "page", "pages"),
    [(1, 0, 1, 1), (1, 50, 1, 1), (2, 51, 2, 2), (9, 51, 2, 2), (-3, 101, 1, 3)],
)
def test_the_nearest_page_is_shown(asked: int, count: int, page: int, pages: int) -> None:
    place = Place.of(asked, count)

    assert (place.page, place.pages) == (page, pages)
    assert place.offset == (page - 1) * 50


def test_what_cannot_be_read_of_an_address_is_ignored_and_said() -> None:
    asked = lists.read({"year": "两千", "page": "0", "q": "  指挥 ", "project": "x" * 200})

    assert (asked.year, asked.page, asked.query) == (None, 1, "指挥")
    assert len(asked.project) == 100
    assert [problem.zh for problem in asked.problems] == [
        "没有“两千”这个筛选条件，已忽略",
        "没有“0”这个筛选条件，已忽略",
    ]
    assert lists.read({"year": "2022", "page": "3"}).problems == ()


def test_an_unknown_view_gives_the_usual_one() -> None:
    usual = ApplicationView.WAITING

    assert lists.chosen(ApplicationView, "mine", usual) == (ApplicationView.MINE, ())
    assert lists.chosen(ApplicationView, "", usual) == (usual, ())
    view, problems = lists.chosen(ApplicationView, "他人", usual)
    assert (view, len(problems)) == (usual, 1)
