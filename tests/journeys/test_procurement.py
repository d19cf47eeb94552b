"""A competitive consultation from the intention to the signed contract, in a real browser.

Every step is logged on its own day, once with JavaScript and once without.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.centre import SUPPLIER, Place
from tests.journeys.walking import card, field, press, refused, row, sign_in, told
from tests.support import papers

Freeze = Callable[[date | datetime], None]
TITLE, NUMBER = "指挥中心二期运维服务", "HT-2022-088"
BIDDERS = (SUPPLIER, "某某系统集成公司", "某某智慧城市公司")


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "磋商公告.pdf"
    path.write_bytes(papers.pdf())
    return path


def test_a_consultation_from_the_intention_to_the_signed_contract(
    every_page: Page, place: Place, frozen: Freeze, scan: Path
) -> None:
    page = every_page
    plan_the_tender(page)
    tender = page.url
    prepare(page)
    come_back(page, frozen, tender, date(2022, 12, 16))
    publish(page, scan)
    come_back(page, frozen, tender, date(2022, 12, 27))
    form_a_panel_that_is_first_too_small(page)
    negotiate(page)
    come_back(page, frozen, tender, date(2022, 12, 29))
    award(page)
    sign_the_contract(page)
    see_it_in_the_register(page)


def come_back(page: Page, frozen: Freeze, address: str, day: date) -> None:
    """On a later day; whoever was away too long signs in again."""
    frozen(day)
    page.goto(address)
    if page.get_by_label("账号").count():
        sign_in(page, "owner")
        page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


def open_step(page: Page, name: str) -> None:
    """Open the form of the step whose turn it is: the button on top names it."""
    page.get_by_role("link", name=f"登记{name}", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def save(page: Page, name: str) -> None:
    press(page, "登记")
    told(page, f"已登记“{name}”")


def plan_the_tender(page: Page) -> None:
    page.goto("/projects/2022-06/tenders/new")
    sign_in(page, "owner")
    page.goto("/projects/2022-06/tenders/new")
    field(page, "采购内容").fill(TITLE)
    field(page, "采购方式").select_option(label="竞争性磋商")
    field(page, "采购品类").select_option(label="服务")
    field(page, "组织形式").select_option(label="分散采购")
    field(page, "预算金额").fill("98万元")
    press(page, "新增采购")

    told(page, "已新增采购")
    expect(card(page, "采购过程")).to_contain_text("需求提出与审批")


def prepare(page: Page) -> None:
    open_step(page, "需求提出与审批")
    field(page, "提出科室").fill("项目应用室")
    press(page, "登记")
    refused(page, "请填写审批人")
    expect(field(page, "提出科室")).to_have_value("项目应用室")
    field(page, "审批人").fill("何志远")
    save(page, "需求提出与审批")
    open_step(page, "预算指标核对")
    field(page, "可用预算").fill("100万元")
    save(page, "预算指标核对")
    open_step(page, "采购意向公开")
    field(page, "预计采购月份").fill("2022年12月")
    save(page, "采购意向公开")


def publish(page: Page, scan: Path) -> None:
    open_step(page, "采购实施计划备案")
    field(page, "采购计划编号").fill("FRCG-2022-0088")
    save(page, "采购实施计划备案")
    open_step(page, "采购文件编制与审核")
    field(page, "审核人").fill("周敏")
    save(page, "采购文件编制与审核")
    open_step(page, "磋商公告、发出磋商文件")
    field(page, "文件发售截止日期").fill("2022-12-23")
    field(page, "响应截止日期").fill("2022-12-27")
    page.locator("input[type=file]").first.set_input_files(scan)
    save(page, "磋商公告、发出磋商文件")
    expect(card(page, "采购过程")).to_contain_text(scan.name)


def form_a_panel_that_is_first_too_small(page: Page) -> None:
    open_step(page, "成立磋商小组")
    people = ("陈立", "张专家", "王专家")
    for no, name in enumerate(people[:2], 1):
        field(page, f"磋商小组成员第{no}行：姓名").fill(name)
    field(page, "磋商小组成员第2行：评审专家").check()
    press(page, "登记")
    refused(page, "评审小组只有2人，应为3人以上单数")
    field(page, "磋商小组成员第3行：姓名").fill(people[2])
    field(page, "磋商小组成员第3行：评审专家").check()
    save(page, "成立磋商小组")


def negotiate(page: Page) -> None:
    open_step(page, "接收响应文件")
    for no, name in enumerate(BIDDERS, 1):
        field(page, f"递交响应文件的供应商第{no}行：供应商").fill(name)
    save(page, "接收响应文件")
    open_step(page, "磋商")
    field(page, "磋商轮次").fill("2")
    offer(page, "首轮报价", ("950000", "940000", "970000"))
    save(page, "磋商")
    open_step(page, "最后报价")
    offer(page, "最后报价", ("900000", "910000", "930000"))
    save(page, "最后报价")
    open_step(page, "综合评分")
    for no, name in enumerate(BIDDERS, 1):
        field(page, f"成交候选人（按得分由高到低）第{no}行：供应商").fill(name)
    save(page, "综合评分")


def offer(page: Page, name: str, prices: tuple[str, ...]) -> None:
    for no, (bidder, price) in enumerate(zip(BIDDERS, prices, strict=True), 1):
        field(page, f"{name}第{no}行：供应商").fill(bidder)
        field(page, f"{name}第{no}行：报价").fill(price)


def award(page: Page) -> None:
    open_step(page, "评审报告送达采购人")
    field(page, "发生日期").fill("2022-12-28")
    save(page, "评审报告送达采购人")
    open_step(page, "确定中标、成交供应商")
    save(page, "确定中标、成交供应商")
    open_step(page, "发出通知书、公告结果")
    field(page, "中标、成交供应商").select_option(label=SUPPLIER)
    field(page, "中标、成交金额").fill("90万元")
    field(page, "服务开始日期").fill("2023-01-01")
    save(page, "发出通知书、公告结果")
    expect(card(page, "采购结果")).to_contain_text("节约80,000.00元，节约率8.2%")


def sign_the_contract(page: Page) -> None:
    page.get_by_role("link", name="登记合同").first.click()
    expect(field(page, "合同金额")).to_have_value("900,000.00")
    expect(field(page, "服务期起")).to_have_value("2023-01-01")
    field(page, "合同编号").fill(NUMBER)
    field(page, "合同名称").fill("指挥中心二期运维合同")
    press(page, "登记合同")

    told(page, f"已登记合同{NUMBER}")
    process = card(page, "采购过程")
    expect(process).to_contain_text("签订合同")
    expect(process.get_by_role("link", name=NUMBER)).to_be_visible()


def see_it_in_the_register(page: Page) -> None:
    page.goto("/procurement/?status=complete")
    line = row(page, TITLE)
    expect(line).to_contain_text("已成交")
    expect(line).to_contain_text(SUPPLIER)
    expect(line).to_contain_text("80,000.00")
