"""The pages of funding: the answer, the matrix, and the turn of the year."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.contracts.centre import Centre, award, make_centre, make_person, sign
from tests.contracts.terms import make_terms
from tests.funding.test_service import new_line
from tracker.accounts.rules import SYSTEM, Role
from tracker.contracts.models import Contract
from tracker.funding import queries
from tracker.funding.forms import CarryOverForm
from tracker.infra import clock
from tracker.kernel.money import Money
from tracker.payments.rules.commands import RecordPayment
from tracker.payments.service import record
from tracker.projects.service import add_line

Freeze = Callable[[date], None]


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 11, 15))
    return make_centre()


@pytest.fixture
def contract(centre: Centre) -> Contract:
    return sign(centre)


@pytest.fixture
def line(centre: Centre) -> int:
    planned = new_line(2023, requested="500000")
    add_line(centre.project_id, planned, SYSTEM)
    executed = new_line(2022, approved="1500000", allotted="1500000")
    return add_line(centre.project_id, executed, SYSTEM)


@pytest.fixture
def finance(centre: Centre, client: FlaskClient, login: Callable[..., None]) -> FlaskClient:
    login(client, centre.finance)
    return client


def text(html: str) -> str:
    """What a person reads, without markup and spacing."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", html))


def test_the_page_answers_what_next_year_must_hold(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    body = text(finance.get("/funding/").text)

    assert "2023年须安排73.15万元731,500.00元1份合同1笔应付" in body
    assert "已列预算50.00" in body
    assert "缺口（1份合同）23.15" in body
    assert "数据平台2022年多到位24.60万元，2023年却缺23.15万元。" in body
    assert "可先申请结转23.15万元，2023年就没有缺口。" in body
    assert "2024年" in body
    assert "上年转入62.70" in body


def test_nothing_signed_and_nothing_budgeted_is_explained(finance: FlaskClient) -> None:
    body = finance.get("/funding/").text

    assert "还没有已签合同或预算" in body
    assert "已签合同在2023年没有应付款" in body


def test_only_what_lacks_is_shown_when_asked_for(
    finance: FlaskClient, centre: Centre, contract: Contract, line: int
) -> None:
    everything = finance.get("/funding/?sort=code").text
    lacking = finance.get("/funding/?gap=1&sort=gap&year=2022").text

    assert "合计1项" in everything
    assert "小计1项" in lacking

    more = replace(new_line(2023, requested="231500"), fund_source="上级补助")
    add_line(centre.project_id, more, SYSTEM)
    assert "没有缺口" in finance.get("/funding/?gap=1").text


@pytest.mark.parametrize("query", ["year=1", "year=2100", "year=x", "sort=x", "gap="])
def test_a_strange_address_shows_the_usual_page(finance: FlaskClient, query: str) -> None:
    assert finance.get(f"/funding/?{query}").status_code == 200


def test_a_year_that_cannot_be_is_not_found(finance: FlaskClient) -> None:
    assert finance.get("/funding/99999/year-end").status_code == 404


def test_every_year_is_called_what_it_is(finance: FlaskClient, contract: Contract) -> None:
    now = text(finance.get("/funding/").text)
    before = text(finance.get("/funding/?year=2021").text)
    later = text(finance.get("/funding/?year=2023").text)

    assert "2022年（执行中）2023年（编制预算）2024年" in now
    assert "2021年（待关闭）2022年（执行中）" in before
    assert "2023年（编制预算）2024年" in later


def test_what_stands_in_no_year_and_before_the_window_has_its_column(
    finance: FlaskClient, centre: Centre
) -> None:
    undated = make_terms(1, amount="2090000.00", expected_on=None)
    sign(centre, schedule=(undated,))

    body = text(finance.get("/funding/").text)

    assert "年度待定" in body
    assert "209.00" in body
    assert "以前年度已付" not in body


def test_a_year_that_is_over_stands_in_a_column_of_its_own(
    finance: FlaskClient, centre: Centre, contract: Contract, line: int
) -> None:
    instalment = contract.live_instalments[0]
    paid = RecordPayment(Money.yuan("627000"), clock.today(), "凭证1", line)
    record(instalment.id, centre.finance, paid)

    body = text(finance.get("/funding/?year=2023").text)

    assert "以前年度已付" in body
    assert "2024年须安排10.45万元" in body


def test_contracts_of_one_project_are_told_apart_by_their_numbers(
    finance: FlaskClient, centre: Centre, contract: Contract
) -> None:
    assert contract.number not in text(finance.get("/funding/").text)

    second = sign(centre, number="HT-2022-002")

    body = text(finance.get("/funding/").text)
    assert contract.number in body
    assert second.number in body


def test_a_form_that_is_not_valid_makes_no_command(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = CarryOverForm()
        with pytest.raises(ValueError, match="valid form"):
            _ = form.command


def test_a_project_without_a_contract_and_an_award_without_one_are_named(
    finance: FlaskClient, centre: Centre, line: int
) -> None:
    award(centre)

    body = text(finance.get("/funding/").text)

    assert "数据平台未签合同" in body
    assert "尚未签合同的服务年度" in body
    assert "第2年，2022-09-15起65.962022年21.99，2023年43.97" in body


def test_the_sweep_is_decided_on_one_by_one(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    second = contract.live_instalments[1]
    assert "待决定" in finance.get("/funding/2022/year-end").text
    path = f"/funding/2022/year-end/{second.id}"
    assert 'value="627,000.00"' in finance.get(path).text

    refused = finance.post(path, data={"amount": "700000", "reason": ""})
    assert refused.status_code == 422
    assert "请选择如何处理" in refused.text

    refused = finance.post(path, data={"choice": "move", "amount": "700000", "reason": ""})
    assert "金额比未付的627,000.00元多73,000.00元" in refused.text

    answer = finance.post(path, data={"choice": "move", "amount": "627000", "reason": "初验推迟"})
    assert answer.location == "/funding/2022/year-end"
    assert "列入下年预算" in finance.get("/funding/2022/year-end").text


def test_money_is_carried_over_and_returned(finance: FlaskClient, line: int) -> None:
    typed = {"on": "2022-11-15", "document_number": "财预〔2022〕88号", "reason": "初验推迟"}
    path = f"/funding/lines/{line}/carry-over"
    assert 'value="1,500,000.00"' in finance.get(path).text

    refused = finance.post(path, data={**typed, "amount": "1500000.01"})
    assert refused.status_code == 422
    assert "到位未支出只有1,500,000.00元" in refused.text
    assert finance.post(path, data={**typed, "amount": "300000"}).status_code == 302

    path = f"/funding/lines/{line}/return"
    assert "财政收回" in finance.get(path).text
    assert finance.post(path, data={**typed, "amount": "x"}).status_code == 422
    refused = finance.post(path, data={**typed, "amount": "1", "document_number": ""})
    assert "请填写财政部门的文号" in refused.text
    assert finance.post(path, data={**typed, "amount": "200000"}).status_code == 302

    assert queries.line_rest(line).left == Money.yuan("1000000")


def test_a_year_is_closed_by_a_confirmed_step(
    finance: FlaskClient, line: int, frozen: Freeze
) -> None:
    early = finance.post("/funding/2022/close")
    assert early.status_code == 422
    assert "2022财政年度到2022-12-25封账后才能关闭" in early.text

    frozen(date(2022, 12, 31))
    assert "关闭2022年度" in finance.get("/funding/2022/year-end").text
    assert "关闭后不能撤销" in finance.get("/funding/2022/close").text
    assert finance.post("/funding/2022/close").location == "/funding/2022/year-end"

    assert "已关闭" in finance.get("/funding/2022/year-end").text
    assert "2022年（已关闭）" in finance.get("/funding/?year=2022").text
    assert clock.today() == date(2022, 12, 31)


def test_readers_see_the_sweep_without_its_buttons(
    centre: Centre,
    client: FlaskClient,
    login: Callable[..., None],
    contract: Contract,
    line: int,
) -> None:
    login(client, make_person("auditor", Role.AUDITOR))

    body = client.get("/funding/2022/year-end").text

    assert f"/funding/lines/{line}/carry-over" not in body
    assert client.get(f"/funding/lines/{line}/carry-over").status_code == 403
    assert (
        client.get(f"/funding/2022/year-end/{contract.live_instalments[1].id}").status_code == 403
    )


def test_amounts_of_billions_fit_the_page(finance: FlaskClient, centre: Centre) -> None:
    sign(centre, amount=Money.yuan("9000000000000.00"))

    page = finance.get("/funding/")

    assert page.status_code == 200
    assert "315,000,000.00" in text(page.text)
    assert finance.get("/funding/2023/request").status_code == 200


def test_the_timeline_draws_what_the_matrix_lists(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    html = finance.get("/funding/").text

    assert html.count('class="tl-row"') == 1
    assert "第3笔 2023-06-21 应付，预算有缺口 73.15万元" in html
    assert "第2笔 2022-12-30 应付 62.70万元" in html


def test_the_suggestion_leads_to_the_form_with_its_amount(
    finance: FlaskClient, contract: Contract, line: int
) -> None:
    html = finance.get("/funding/").text
    href = re.search(r'href="(/funding/lines/\d+/carry-over\?fen=\d+)"', html)
    assert href

    form = finance.get(href[1]).text

    assert 'value="231,500.00"' in form


@pytest.mark.parametrize("address", ["page=0", "page=99", "page=x", "sort=nothing", "year=1"])
def test_an_address_out_of_range_shows_the_nearest_there_is(
    finance: FlaskClient, contract: Contract, address: str
) -> None:
    page = finance.get(f"/funding/?{address}")

    assert page.status_code == 200
    assert "HT-2021-001" in page.text or "数据平台" in page.text
