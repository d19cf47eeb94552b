"""Pages of applications: the form, the decision, the lists, the sheet, and what bad input gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.contracts.reader import Reader
from tests.payments import applying as make
from tests.payments.applying import TODAY, Office
from tracker.accounts.rules import Actor
from tracker.infra.db import db
from tracker.payments import service
from tracker.payments.models import PaymentApplication
from tracker.payments.rules.applying import ApplicationState

Login = Callable[[FlaskClient, Actor], None]


@pytest.fixture
def office(app: Flask, frozen: Callable[[date], None]) -> Office:
    frozen(TODAY)
    return make.open_office()


def form_of(office: Office) -> str:
    return f"/instalments/{office.instalment_id}/applications/new"


def typed(office: Office, **changes: str) -> dict[str, str]:
    usual = {
        "amount": "627,000.00",
        "reason": "首付款",
        "payee": "湖南某某信息技术公司",
        "payee_account": "6200 0001",
        "budget_line_id": str(office.line_id),
        "explanation": "扫描件待补",
    }
    return {**usual, **changes}


def page_of(application_id: int) -> str:
    return f"/payment-applications/{application_id}"


def state_of(application_id: int) -> ApplicationState:
    db.session.rollback()
    return db.session.get_one(PaymentApplication, application_id).state


# --- applying -------------------------------------------------------------------------------------


def test_the_form_starts_from_what_is_open_with_capitals_and_evidence(
    office: Office, client: FlaskClient, login: Login
) -> None:
    make.invoice(office)
    login(client, office.owner)

    body = client.get(form_of(office)).text

    assert 'value="627,000.00"' in body
    assert "陆拾贰万柒仟元整" in body
    assert "24430001（627,000.00元" in body
    assert "合同未公告，合同未备案，没有合同正本" in body
    assert "与合同约定一致" in body


def test_working_it_out_again_shows_capitals_and_what_is_missing_and_saves_nothing(
    office: Office, client: FlaskClient, login: Login
) -> None:
    login(client, office.owner)
    asked = typed(office, amount="70万", payee_account="99887766", preview="1")

    answer = client.post(form_of(office), data=asked)

    assert answer.status_code == 200
    assert "柒拾万元整" in answer.text
    assert "收款账号与合同约定的（某某银行 6200 0001）不一致" in answer.text
    assert 'value="70万"' in answer.text
    assert db.session.query(PaymentApplication).count() == 0


def test_an_application_is_sent_and_its_page_shown(
    office: Office, client: FlaskClient, login: Login
) -> None:
    login(client, office.owner)

    answer = client.post(form_of(office), data=typed(office), follow_redirects=True)

    assert "已提交付款申请627,000.00元，等待审核" in answer.text
    assert "待审核" in answer.text
    assert "陆拾贰万柒仟元整" in answer.text
    assert "审核通过" not in answer.text


def test_every_mistake_stands_at_its_field_and_what_was_typed_is_kept(
    office: Office, client: FlaskClient, login: Login
) -> None:
    login(client, office.owner)
    wrong = typed(office, amount="六十万", payee="", reason="尾款", explanation="")

    answer = client.post(form_of(office), data=wrong)

    assert answer.status_code == 422
    assert "有3处需要改正" in answer.text
    assert "金额应为数字" in answer.text
    assert answer.text.count("请填写收款人") == 2
    assert answer.text.count("请说明：合同未公告") == 2
    assert 'value="六十万"' in answer.text
    assert "尾款" in answer.text


def test_too_much_is_refused_beside_the_amount(
    office: Office, client: FlaskClient, login: Login
) -> None:
    make.apply(office, "600000")
    login(client, office.owner)

    answer = client.post(form_of(office), data=typed(office, amount="27000.01"))

    assert answer.status_code == 422
    assert answer.text.count("比本笔可申请的27,000.00元多0.01元") == 2


def test_an_invoice_that_is_not_offered_is_refused(
    office: Office, client: FlaskClient, login: Login
) -> None:
    login(client, office.owner)

    answer = client.post(form_of(office), data=typed(office, invoice_ids="99"))

    assert answer.status_code == 422
    assert "所选发票不属于本笔" in answer.text or "请从列表中选择" in answer.text


def test_sending_the_form_twice_applies_once(
    office: Office, client: FlaskClient, login: Login
) -> None:
    login(client, office.owner)
    sent = typed(office, form_token="token-1", amount="300000")

    first = client.post(form_of(office), data=sent)
    second = client.post(form_of(office), data=sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.session.query(PaymentApplication).count() == 1


def test_the_form_says_why_nothing_can_be_applied_for(
    office: Office, client: FlaskClient, login: Login
) -> None:
    login(client, office.owner)
    second = make.contract_of(office, db.session.get_one).live_instalments[1].id

    assert "付款条件尚未成就" in client.get(f"/instalments/{second}/applications/new").text
    make.apply(office)
    assert "已全部在申请中（627,000.00元）" in client.get(form_of(office)).text
    make.approval(False)
    assert "没有实行付款审批" in client.get(form_of(office)).text


def test_applying_again_starts_from_what_was_returned_and_names_the_opinion(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.apply(office, "500000", reason="首付款（分次）")
    service.send_back(key, office.leader, "请补考核表")
    login(client, office.owner)

    body = client.get(form_of(office)).text

    assert "请补考核表" in body
    assert 'value="500,000.00"' in body
    assert "首付款（分次）" in body


# --- deciding -------------------------------------------------------------------------------------


def test_a_leader_approves_and_finance_is_offered_the_payment(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.apply(office)
    login(client, office.leader)

    body = client.get(page_of(key)).text
    assert "审核通过627,000.00元" in body
    answer = client.post(page_of(key), data={"step": "approve", "opinion": ""})
    assert (answer.status_code, answer.location) == (303, page_of(key))

    login(client, office.finance)
    link = f"/instalments/{office.instalment_id}/payments/new?application={key}"
    assert link in client.get(page_of(key)).text
    assert 'value="627,000.00"' in client.get(link).text


def test_returning_without_an_opinion_is_refused_beside_the_field(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.apply(office)
    login(client, office.leader)

    answer = client.post(page_of(key), data={"step": "send_back", "opinion": " "})

    assert answer.status_code == 422
    assert answer.text.count("退回时请写明意见") == 2
    assert state_of(key) is ApplicationState.SUBMITTED


def test_a_late_decision_is_told_with_the_opinion_kept(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.apply(office)
    login(client, office.deputy)
    service.withdraw(key, office.owner)

    answer = client.post(page_of(key), data={"step": "approve", "opinion": "同意支付"})

    assert answer.status_code == 422
    assert "这份申请已由owner撤回" in answer.text
    assert state_of(key) is ApplicationState.WITHDRAWN


def test_pressing_approve_twice_counts_once(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.apply(office)
    login(client, office.leader)
    sent = {"step": "approve", "opinion": "", "form_token": "token-2"}

    answers = [client.post(page_of(key), data=sent) for _ in range(2)]

    assert [answer.location for answer in answers] == [page_of(key)] * 2
    assert len(db.session.get_one(PaymentApplication, key).steps) == 2


def test_others_are_refused_and_an_unknown_step_is_not_found(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.apply(office)
    login(client, office.finance)

    assert client.post(page_of(key), data={"step": "approve"}).status_code == 403
    assert client.post(page_of(key), data={"step": "pay"}).status_code == 404
    assert client.get(page_of(99)).status_code == 404


def test_what_stands_in_the_way_is_told_before_the_decision(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.apply(office)
    make.pay(office, None, "100000", paid_on=date(2021, 10, 29), backfilled=True)
    login(client, office.leader)

    body = client.get(page_of(key)).text
    answer = client.post(page_of(key), data={"step": "approve", "opinion": "同意"})

    assert "本笔现在可付527,000.00元，比申请金额少100,000.00元" in body
    assert answer.status_code == 422
    assert "同意</textarea>" in answer.text


def test_the_sheet_prints_names_amounts_and_lines_for_signatures(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.approved(office)
    login(client, office.owner)

    body = client.get(f"{page_of(key)}/sheet").text

    for text in ("付款申请单", f"FK2021-{key:04}", "陆拾贰万柒仟元整", "科室负责人", "签名："):
        assert text in body
    assert "leader 2021-11-01" in body


# --- recording ------------------------------------------------------------------------------------


def test_the_payment_form_says_what_is_missing_and_leads_there(
    office: Office, client: FlaskClient, login: Login
) -> None:
    login(client, office.finance)
    address = f"/instalments/{office.instalment_id}/payments/new"

    body = client.get(address).text
    assert "2021-11-01起付款须先申请、由领导审核" in body
    assert form_of(office) in body
    sent = {"amount": "627000", "paid_on": "2021-11-01", "voucher": "1"}
    answer = client.post(address, data={**sent, "budget_line_id": str(office.line_id)})
    assert answer.status_code == 422
    assert answer.text.count("请先申请付款，审核通过后再登记") == 2


def test_another_amount_than_the_approved_one_is_offered_back(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.approved(office, "400000")
    login(client, office.finance)
    address = f"/instalments/{office.instalment_id}/payments/new"
    sent = {
        "application_id": str(key),
        "amount": "400001",
        "paid_on": "2021-11-01",
        "voucher": "2021-11-01",
        "budget_line_id": str(office.line_id),
    }

    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert refused.text.count("须与审核的申请一致（400,000.00元）") == 2
    assert "改为400,000.00" in refused.text

    mended = client.post(address, data={**sent, "take_open": "1"})
    assert 'value="400,000.00"' in mended.text
    assert client.post(address, data={**sent, "amount": "400000"}).status_code == 302
    assert state_of(key) is ApplicationState.PAID


def test_the_contract_shows_where_an_application_stands_and_offers_each_their_step(
    office: Office, client: FlaskClient, login: Login
) -> None:
    address = f"/contracts/{office.contract_id}"
    login(client, office.owner)
    assert form_of(office) in client.get(address).text
    key = make.apply(office)
    assert "申请待审核" in client.get(address).text
    assert "登记付款</a>" not in client.get(address).text

    login(client, office.leader)
    assert "审核付款申请" in client.get(address).text
    service.approve(key, office.leader)

    login(client, office.finance)
    body = Reader(client.get(address)).html
    assert "申请已审核，待支付" in body
    assert f"/instalments/{office.instalment_id}/payments/new?application={key}" in body


# --- lists ----------------------------------------------------------------------------------------


def test_each_opens_the_list_at_their_own_and_sees_counts(
    office: Office, client: FlaskClient, login: Login
) -> None:
    waiting, ready = make.apply(office, "100000"), make.approved(office, "200000")
    numbers = {key: f"FK2021-{key:04}" for key in (waiting, ready)}

    login(client, office.leader)
    body = client.get("/payment-applications/").text
    assert numbers[waiting] in body
    assert numbers[ready] not in body
    assert "1份，共100,000.00元" in body

    login(client, office.finance)
    body = client.get("/payment-applications/").text
    assert numbers[ready] in body
    assert numbers[waiting] not in body

    login(client, office.owner)
    body = client.get("/payment-applications/").text
    assert numbers[waiting] in body
    assert numbers[ready] in body


def test_the_list_is_searched_and_strange_filters_are_said(
    office: Office, client: FlaskClient, login: Login
) -> None:
    key = make.apply(office, reason="首付款（分次）")
    login(client, office.leader)

    def listed(query: str) -> str:
        return client.get(f"/payment-applications/?view=all&{query}").text

    assert f"FK2021-{key:04}" in listed("q=分次")
    assert "没有符合条件的付款申请" in listed("q=100%25")
    assert "没有“abc”这个筛选条件，已忽略" in listed("year=abc")
    assert "没有第99页，已显示最近的一页（共1页）" in listed("page=99")
    assert "没有“x”这个筛选条件" in client.get("/payment-applications/?view=x").text
