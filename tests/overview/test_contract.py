"""合同页 as people see it."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tests.overview.pages import counted, links, words
from tracker.accounts.rules import SYSTEM
from tracker.contracts.models import Instalment
from tracker.contracts.rules.kinds import AmendmentKind, YearEndChoice
from tracker.contracts.rules.terms import Amend, RecordInvoice, Terminate
from tracker.contracts.service import ending, facts
from tracker.contracts.service.schedule import amend
from tracker.funding import service as funding
from tracker.funding.rules.carrying import Decide
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.payments import service as payments
from tracker.payments.rules.commands import PaymentKind, ReversePayment

Login = Callable[..., None]


@pytest.fixture
def centre(app: object, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


def test_the_facts_of_a_contract_are_together(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.command_centre(centre)
    login(client, centre.auditor)

    page = client.get(f"/contracts/{contract_id}")

    text = words(page)
    assert "FR-SJ-2022-006 履行中 固定总价 湖南某某信息技术公司" in text
    assert "签订时为小型企业 适用中小企业付款期限" in text
    assert "2022-03-10至2023-04-10 跨年度 质保12个月" in text
    assert "公告 2022-03-10 备案 2022-03-10" in text
    assert "第1笔 收到保函 2022-03-16 其他材料 初验报告" in text
    assert "第1版 现行" in text
    assert f"/contracts/{contract_id}/versions/1" in links(page)
    assert f"/contracts/{contract_id}/schedule" not in links(page)


def test_who_may_change_the_contract_is_offered_its_pages(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.command_centre(centre)
    third = make.instalment(contract_id, 3)
    login(client, centre.owner)

    found = links(client.get(f"/contracts/{contract_id}"))

    assert {f"/contracts/{contract_id}/{page}" for page in ("schedule", "amend", "terminate")} <= {
        *found
    }
    assert {f"/instalments/{third}/{page}" for page in ("trigger", "deduct", "dispute")} <= {*found}


def test_a_payment_can_be_reversed_and_its_reversal_stays_beside_it(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.website(centre)
    payment_id = make.pay(contract_id, 1, "100000", date(2022, 11, 10))
    login(client, centre.finance)
    before = client.get(f"/contracts/{contract_id}")
    command = ReversePayment(Money.yuan("40000"), PaymentKind.CORRECTION, TODAY, "多付")
    payments.reverse(payment_id, centre.finance, command)

    after = client.get(f"/contracts/{contract_id}")

    assert f"/payments/{payment_id}/reverse" in links(before)
    assert "更正登记 冲减 40,000.00" in words(after).replace("冲减40", "冲减 40")
    assert "多付" in words(after)
    assert "部分已付" in words(after)
    assert "159,860.00 本笔共219,860.00" in words(after)


def test_invoices_amendments_decisions_and_withdrawn_rows_are_listed(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.website(centre)
    first, second = make.instalment(contract_id, 1), make.instalment(contract_id, 2)
    invoice = RecordInvoice("25-0001", date(2022, 11, 1), date(2022, 11, 3), Money.yuan("219860"))
    invoice_id = facts.record_invoice(first, SYSTEM, invoice)
    decision = Decide(YearEndChoice.PAY, Money.yuan("219860"), "封账前付清")
    funding.decide(first, 2022, centre.finance, decision)
    uid = db.session.scalars(select(Instalment.uid).filter_by(id=second)).one()
    deduction = Amend(
        version=1,
        kind=AmendmentKind.DEDUCTION,
        amount=Money.yuan("10993"),
        on=TODAY,
        reason="考核扣5%",
        document="考核表",
        instalment_uid=uid,
    )
    amend(contract_id, SYSTEM, deduction)
    login(client, centre.finance)

    page = client.get(f"/contracts/{contract_id}")

    text = words(page)
    assert "25-0001 第1笔 219,860.00 2022-11-01 2022-11-03 有效" in text
    assert f"/invoices/{invoice_id}/void" in links(page)
    assert "2022 第1笔 封账前支付 219,860.00 2022-11-15 李晓雯 封账前付清" in text
    assert "考核扣款 10,993.00 2022-11-15 考核扣5% 考核表" in text
    assert "已扣款10,993.00元" in text
    assert "648,587.00元 陆拾肆万捌仟伍佰捌拾柒元整 签订时659,580.00元" in text
    assert "第2版 现行" in text


def test_an_ended_contract_says_why_and_offers_no_changes(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.website(centre)
    end = Terminate(TODAY, "供应商退出", early=True, document="终止协议")
    ending.terminate(contract_id, centre.owner, end)
    login(client, centre.owner)

    page = client.get(f"/contracts/{contract_id}")

    assert "2022-11-15终止：供应商退出" in words(page)
    assert not [address for address in links(page) if address.startswith("/instalments/")]
    assert f"/contracts/{contract_id}/schedule" not in links(page)


def test_an_unpublished_contract_asks_for_its_publication(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.website(centre, is_published=False)
    login(client, centre.owner)

    page = client.get(f"/contracts/{contract_id}")
    project = client.get("/projects/2022-10")

    assert f"/contracts/{contract_id}/publish" in links(page)
    assert "下一步：合同签订后公告" in words(project)
    assert f"/contracts/{contract_id}/publish" in links(project)


def test_an_unknown_contract_is_not_found(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.owner)

    assert client.get("/contracts/999").status_code == 404


def test_more_payments_need_no_more_queries(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.website(centre)
    make.pay(contract_id, 1, "100", date(2022, 11, 1))
    login(client, centre.finance)
    client.get(f"/contracts/{contract_id}")

    with counted() as few:
        client.get(f"/contracts/{contract_id}")
    for day in range(2, 8):
        make.pay(contract_id, 1, "100", date(2022, 11, day))
    with counted() as many:
        client.get(f"/contracts/{contract_id}")

    assert len(many) == len(few)
