"""What may be recorded as a payment, what may be taken back, and in which year it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.payments.rules import errors, recording, reversing
from tracker.payments.rules.checklist import Answer, Facts, checklist
from tracker.payments.rules.commands import Draft, PaymentKind, ReversePayment
from tracker.payments.rules.recording import LineBalance, Payable
from tracker.payments.rules.reversing import Booking, Reversible

TODAY = date(2022, 11, 15)
LINE_2022 = LineBalance(1, 2022, "财政拨款", "", Money.yuan("700000.00"), Money.yuan("329790.00"))
LINE_2023 = LineBalance(2, 2023, "财政拨款", "", ZERO, ZERO)

PAYABLE = Payable(
    open=Money.yuan("329790.00"),
    signed_on=date(2022, 3, 10),
    triggered_on=date(2022, 10, 31),
    overridden=False,
    disputed=False,
    withdrawn=False,
    lines=(LINE_2022, LINE_2023),
    invoice_ids=frozenset({7}),
    closed_years=frozenset({2021}),
    voucher_used=False,
)
DRAFT = Draft(
    amount=Money.yuan("329790.00"),
    paid_on=TODAY,
    voucher="2022-11-0117",
    budget_line_id=1,
    invoice_id=7,
    explanation="",
)


def codes(payable: Payable = PAYABLE, **typed: object) -> list[str]:
    draft = replace(DRAFT, **typed)
    return [error.code for error in recording.violations(payable, draft, TODAY)]


def test_the_usual_payment_may_stand() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"amount": ZERO}, "not_positive"),
        ({"amount": Money.yuan("-1")}, "not_positive"),
        ({"amount": Money.yuan("329790.01")}, "overpaid"),
        ({"paid_on": date(2022, 11, 16)}, "future_date"),
        ({"paid_on": date(2022, 10, 30)}, "paid_before_trigger"),
        ({"voucher": " "}, "voucher_missing"),
        ({"budget_line_id": 2}, "wrong_line"),
        ({"budget_line_id": 99}, "wrong_line"),
        ({"invoice_id": 8}, "wrong_invoice"),
        ({"budget_line_id": None}, "choose_line"),
    ],
)
def test_what_cannot_be_is_refused(typed: dict[str, object], code: str) -> None:
    assert codes(**typed) == [code]


def test_the_last_day_and_the_last_fen_are_accepted() -> None:
    assert codes(paid_on=date(2022, 10, 31)) == []
    assert codes(replace(PAYABLE, open=Money(1)), amount=Money(1)) == []


def test_every_mistake_is_found_at_once_and_says_how_much_too_much() -> None:
    draft = replace(DRAFT, amount=Money.yuan("332000.00"), paid_on=date(2022, 12, 15), voucher="")

    found = recording.violations(PAYABLE, draft, TODAY)

    assert [(error.code, error.field) for error in found] == [
        ("overpaid", "amount"),
        ("future_date", "paid_on"),
        ("voucher_missing", "voucher"),
    ]
    assert "多2,210.00元" in found[0].text()
    assert "2022-11-15" in found[1].text()


def test_what_is_not_typed_yet_is_not_judged() -> None:
    assert codes(amount=None, paid_on=None, budget_line_id=None) == []


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"withdrawn": True}, "nothing_open"),
        ({"open": ZERO}, "nothing_open"),
        ({"disputed": True}, "is_disputed"),
        ({"triggered_on": None}, "not_triggered"),
        ({"closed_years": frozenset({2022})}, "closed_year"),
    ],
)
def test_an_instalment_that_may_not_be_paid(known: dict[str, object], code: str) -> None:
    assert codes(replace(PAYABLE, **known)) == [code]


def test_a_leader_s_override_lets_it_be_paid_before_its_trigger() -> None:
    assert codes(replace(PAYABLE, triggered_on=None, overridden=True)) == []
    later = replace(PAYABLE, triggered_on=date(2022, 12, 1), overridden=True)
    assert codes(later) == []


@pytest.mark.parametrize(
    ("known", "typed", "code"),
    [
        ({"lines": (LINE_2023,)}, {"budget_line_id": None}, "no_budget_line"),
        ({"open": Money.yuan("400000")}, {"amount": Money.yuan("370210.01")}, "above_allotment"),
        ({"voucher_used": True}, {}, "voucher_used"),
        ({"signed_on": date(2022, 11, 16)}, {}, "before_signing"),
    ],
)
def test_what_breaks_a_rule_is_accepted_with_an_explanation(
    known: dict[str, object], typed: dict[str, object], code: str
) -> None:
    payable = replace(PAYABLE, **known)

    assert codes(payable, **typed) == [code]
    assert codes(payable, **typed, explanation="应急抢修，已报分管领导") == []


def test_all_that_has_arrived_may_be_paid_without_a_word() -> None:
    payable = replace(PAYABLE, open=Money.yuan("400000"))

    assert codes(payable, amount=Money.yuan("370210.00")) == []


def test_the_excess_over_an_overspent_line_is_the_whole_payment() -> None:
    overspent = replace(LINE_2022, spent=Money.yuan("700001.00"))
    payable = replace(PAYABLE, lines=(overspent,))

    (found,) = recording.violations(payable, DRAFT, TODAY)

    assert overspent.is_overspent
    assert found.params["more"] == DRAFT.amount


def test_an_override_needs_a_reason_and_something_to_override() -> None:
    waiting = replace(PAYABLE, triggered_on=None)

    assert recording.override_violations(waiting, "供应商停产风险", TODAY) == []
    assert [e.code for e in recording.override_violations(waiting, " ", TODAY)] == ["no_reason"]
    met = recording.override_violations(PAYABLE, "理由", TODAY)
    assert [error.code for error in met] == ["needs_no_override"]
    paid = recording.override_violations(replace(waiting, open=ZERO), "理由", TODAY)
    assert [error.code for error in paid] == ["nothing_open"]


# --- reversals ------------------------------------------------------------------------------------

PAID = Reversible(PaymentKind.PAYMENT, date(2022, 12, 22), 2022, Money.yuan("400000"))


def reversal(
    kind: PaymentKind = PaymentKind.REFUND, on: date = date(2023, 3, 1), amount: str = "400000"
) -> ReversePayment:
    return ReversePayment(Money.yuan(amount), kind, on, "账号错误，银行退回")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (reversal(amount="400000.01"), "reversed_too_much"),
        (reversal(amount="0"), "not_positive"),
        (reversal(on=date(2023, 3, 2)), "future_date"),
        (reversal(on=date(2022, 12, 21)), "before_payment"),
        (reversal(PaymentKind.PAYMENT), "not_a_reversal"),
        (replace(reversal(), reason=""), "no_reason"),
    ],
)
def test_a_reversal_that_cannot_be_is_refused(command: ReversePayment, code: str) -> None:
    found = reversing.violations(PAID, command, date(2023, 3, 1))

    assert [error.code for error in found] == [code]


def test_a_reversal_is_not_reversed() -> None:
    taken_back = replace(PAID, kind=PaymentKind.REFUND)

    (found,) = reversing.violations(taken_back, reversal(), date(2023, 3, 1))

    assert found.code == "not_reversible"


@pytest.mark.parametrize(
    ("kind", "on", "closed", "booking"),
    [
        # An entry error counts in its own year while that is open, whenever it is found.
        (PaymentKind.CORRECTION, date(2023, 3, 1), (), Booking(PAID.paid_on, 2022, False)),
        (PaymentKind.CORRECTION, date(2023, 3, 1), (2022,), Booking(date(2023, 3, 1), 2023, True)),
        # Money counts in the year in which it came back.
        (PaymentKind.REFUND, date(2022, 12, 30), (), Booking(date(2022, 12, 30), 2022, False)),
        (PaymentKind.REFUND, date(2022, 12, 30), (2022,), Booking(date(2022, 12, 30), 2023, True)),
        (PaymentKind.REFUND, date(2023, 2, 1), (), Booking(date(2023, 2, 1), 2023, True)),
        (PaymentKind.REFUND, date(2023, 2, 1), (2022,), Booking(date(2023, 2, 1), 2023, True)),
    ],
)
def test_the_year_a_reversal_counts_in(
    kind: PaymentKind, on: date, closed: tuple[int, ...], booking: Booking
) -> None:
    found = reversing.book(PAID, reversal(kind, on), frozenset(closed), date(2023, 3, 1))

    assert found == booking


def test_nothing_is_booked_into_a_closed_year_even_when_it_is_this_one() -> None:
    command = reversal(on=date(2022, 12, 30))

    with pytest.raises(errors.ClosedYear):
        reversing.book(PAID, command, frozenset({2022}), date(2022, 12, 30))


@given(
    st.sampled_from([PaymentKind.CORRECTION, PaymentKind.REFUND]),
    st.dates(PAID.paid_on, date(2025, 12, 31)),
    st.frozensets(st.integers(2021, 2024)),
)
def test_a_closed_year_never_takes_a_reversal(
    kind: PaymentKind, on: date, closed: frozenset[int]
) -> None:
    found = reversing.book(PAID, reversal(kind, on), closed, date(2025, 12, 31))

    assert found.fiscal_year not in closed
    assert found.prior_year == (found.fiscal_year != PAID.fiscal_year)
    assert found.fiscal_year >= PAID.fiscal_year


# --- 付款前核对 -----------------------------------------------------------------------------------

FACTS = Facts(
    condition=Label("考核合格", "Assessment passed"),
    triggered=True,
    overridden=False,
    open=Money.yuan("100"),
    invoiced=Money.yuan("100"),
    invoice_starts_clock=False,
    payee_account="建设银行芙蓉支行 4300-1234 5678",
    supplier_account="430012345678",
    year=2022,
    left=Money.yuan("100"),
)


def answers(**known: object) -> list[Answer]:
    return [item.answer for item in checklist(replace(FACTS, **known))]


def test_all_four_are_in_order() -> None:
    assert answers() == [Answer.YES] * 4


@pytest.mark.parametrize(
    ("known", "place", "answer"),
    [
        ({"triggered": False}, 0, Answer.NO),
        ({"triggered": False, "overridden": True}, 0, Answer.NOTE),
        ({"invoiced": None}, 1, Answer.NOTE),
        ({"invoiced": None, "invoice_starts_clock": True}, 1, Answer.NO),
        ({"invoiced": Money.yuan("99.99")}, 1, Answer.NOTE),
        ({"payee_account": ""}, 2, Answer.NOTE),
        ({"payee_account": "430012345679"}, 2, Answer.NO),
        ({"left": None}, 3, Answer.NO),
        ({"left": Money.yuan("99.99")}, 3, Answer.NO),
    ],
)
def test_one_of_the_four_is_not(known: dict[str, object], place: int, answer: Answer) -> None:
    found = answers(**known)

    assert found[place] is answer
    assert [each for each in found if each is not Answer.YES] == [answer]


def test_every_kind_of_payment_has_its_words() -> None:
    for kind in PaymentKind:
        assert kind.label.zh
        assert kind.explanation.zh
