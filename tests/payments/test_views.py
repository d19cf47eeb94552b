"""The pages of payments, as finance and a leader use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.contracts.centre import Centre, make_centre, make_person, sign
from tracker.accounts.rules import SYSTEM, Role
from tracker.contracts.models import Contract
from tracker.contracts.rules.terms import RecordInvoice
from tracker.contracts.service.facts import record_invoice
from tracker.infra.db import db
from tracker.kernel.money import ZERO, Money
from tracker.payments import queries, service
from tracker.payments.forms.recording import PaymentForm
from tracker.payments.models import Payment
from tracker.payments.rules.commands import RecordPayment
from tracker.projects.rules import EntryKind, NewEntry, NewLine
from tracker.projects.service import add_line

TODAY = date(2021, 11, 1)


@pytest.fixture
def centre(app: Flask, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


@pytest.fixture
def line(centre: Centre) -> int:
    entries = tuple(
        NewEntry(kind, Money.yuan("700000"), TODAY, "年初批复")
        for kind in (EntryKind.APPROVED, EntryKind.ALLOTTED)
    )
    return add_line(centre.project_id, NewLine(2021, "财政拨款", entries=entries), SYSTEM)


@pytest.fixture
def contract(centre: Centre) -> Contract:
    return sign(centre)


@pytest.fixture
def finance(centre: Centre, client: FlaskClient, login: Callable[..., None]) -> FlaskClient:
    login(client, centre.finance)
    return client


def page(contract: Contract, no: int = 1) -> str:
    return f"/instalments/{contract.live_instalments[no - 1].id}/payments/new"


def typed(line: int, **changes: str) -> dict[str, str]:
    usual = {
        "amount": "627,000",
        "paid_on": "2021-11-01",
        "voucher": "2021-11-0117",
        "budget_line_id": str(line),
    }
    return {**usual, **changes}


def test_the_form_proposes_what_is_open_today_from_this_year_s_line(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    body = finance.get(page(contract)).text

    assert 'value="627,000.00"' in body
    assert 'value="2021-11-01"' in body
    assert f'<option selected value="{line}">' in body
    assert "陆拾贰万柒仟元整" in body
    assert "预算余额足够" in body


def test_a_payment_is_recorded_and_told(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    answer = finance.post(page(contract), data=typed(line, amount="62.7万元"))

    assert answer.status_code == 302
    assert answer.location == f"/contracts/{contract.id}"
    (row,) = queries.payments_of_contract(contract.id)
    assert row.amount == Money.yuan("627000")


def test_every_mistake_stands_at_its_field_and_what_was_typed_is_kept(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    wrong = typed(line, amount="629210", paid_on="2021-12-15", voucher="")

    answer = finance.post(page(contract), data=wrong)

    assert answer.status_code == 422
    assert "有3处需要改正" in answer.text
    assert answer.text.count("付款金额比本笔应付多2,210.00元") == 2
    assert answer.text.count("付款日期不能晚于今天（2021-11-01）") == 2
    assert answer.text.count("请填写支付凭证号") == 2
    assert 'value="629210"' in answer.text
    assert "改为627,000.00" in answer.text
    assert queries.payments_of_contract(contract.id) == ()


def test_what_cannot_be_read_does_not_hide_the_other_mistakes(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    wrong = typed(line, amount="六十二万", paid_on="2021-12-15")

    answer = finance.post(page(contract), data=wrong)

    assert answer.status_code == 422
    assert "金额应为数字" in answer.text
    assert "付款日期不能晚于今天" in answer.text
    assert 'value="六十二万"' in answer.text


def test_the_quick_fix_only_changes_what_is_typed(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    answer = finance.post(page(contract), data=typed(line, amount="629210", take_open="1"))

    assert answer.status_code == 200
    assert 'value="627,000.00"' in answer.text
    assert queries.payments_of_contract(contract.id) == ()


def test_the_same_form_twice_records_one_payment(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    form = finance.get(page(contract)).text
    token = re.search(r'name="form_token"[^>]*value="([^"]+)"', form)
    assert token is not None
    data = typed(line, amount="1000", form_token=token.group(1))

    first, second = (finance.post(page(contract), data=data) for _ in range(2))

    assert first.location == f"/contracts/{contract.id}"
    assert second.location == f"/contracts/{contract.id}"
    assert len(queries.payments_of_contract(contract.id)) == 1


def test_a_missing_condition_is_told_before_anything_is_typed(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    body = finance.get(page(contract, no=2)).text

    assert "付款条件尚未成就，现在不能登记付款" in body


def test_the_invoices_of_the_instalment_are_offered(
    centre: Centre, finance: FlaskClient, contract: Contract, line: int
) -> None:
    instalment = contract.live_instalments[0]
    invoice = RecordInvoice("12345678", TODAY, TODAY, Money.yuan("627000"))
    invoice_id = record_invoice(instalment.id, centre.owner, invoice)
    body = finance.get(page(contract)).text
    assert f'<option selected value="{invoice_id}">12345678（627,000.00）' in body

    finance.post(page(contract), data=typed(line, invoice_id=str(invoice_id)))

    payment = db.session.scalars(select(Payment)).one()
    assert payment.invoice_id == invoice_id


def test_a_form_that_is_not_valid_makes_no_command(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = PaymentForm()
        with pytest.raises(ValueError, match="valid form"):
            _ = form.command


def test_others_are_told_whom_to_ask(
    centre: Centre, client: FlaskClient, login: Callable[..., None], contract: Contract
) -> None:
    login(client, make_person("auditor", Role.AUDITOR))

    answer = client.get(page(contract))

    assert answer.status_code == 403
    assert "财务" in answer.text


def test_an_unknown_instalment_is_not_found(finance: FlaskClient) -> None:
    assert finance.get("/instalments/99/payments/new").status_code == 404
    assert finance.get("/payments/99/reverse").status_code == 404


def test_a_leader_approves_an_early_payment(
    centre: Centre, client: FlaskClient, login: Callable[..., None], contract: Contract
) -> None:
    second = contract.live_instalments[1]
    login(client, make_person("leader", Role.LEADER))
    path = f"/instalments/{second.id}/override"
    assert "初验合格" in client.get(path).text

    assert "请写明理由" in client.post(path, data={"reason": " "}).text
    assert client.post(path, data={"reason": "供应商停产风险"}).status_code == 302

    db.session.refresh(second)
    assert (second.override_by, second.override_reason) == ("leader", "供应商停产风险")


def test_a_payment_is_reversed_with_its_reason(
    centre: Centre, finance: FlaskClient, contract: Contract, line: int
) -> None:
    instalment = contract.live_instalments[0]
    command = RecordPayment(Money.yuan("627000"), TODAY, "2021-11-0117", line)
    payment = service.record(instalment.id, centre.finance, command)
    path = f"/payments/{payment}/reverse"
    assert "最多627,000.00元" in finance.get(path).text

    refused = finance.post(path, data={"amount": "627000.01", "on": "2021-11-01", "reason": ""})
    assert refused.status_code == 422
    assert "请选择冲正类别" in refused.text

    refused = finance.post(
        path, data={"kind": "refund", "amount": "627000.01", "on": "2021-11-01", "reason": ""}
    )
    assert "可冲正的只有627,000.00元" in refused.text
    assert "请写明理由" in refused.text

    answer = finance.post(
        path,
        data={"kind": "refund", "amount": "627000", "on": "2021-11-01", "reason": "账号错误"},
    )
    assert answer.location == f"/contracts/{contract.id}"
    assert sum((row.amount for row in queries.payments_of_contract(contract.id)), ZERO) == ZERO
