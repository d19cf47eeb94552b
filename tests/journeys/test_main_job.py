"""The main job, from signing in to a reminded payment across the year's end.

Every step is taken in a real browser, once with JavaScript and once without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.centre import SUPPLIER, Place
from tests.journeys.walking import (
    card,
    change_to,
    field,
    find_project,
    go_to,
    press,
    refused,
    row,
    sign_in,
    told,
)
from tests.support.servers import Mailbox
from tracker.infra import clock
from tracker.infra.db import db
from tracker.reminders.service import delivery, sweep

Freeze = Callable[[date | datetime], None]
NAME, CODE, NUMBER = "数据共享平台建设", "2022-07", "HT-2022-021"


def test_from_signing_in_to_a_reminded_cross_year_payment(
    every_page: Page,
    place: Place,
    frozen: Freeze,
    smtp: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = every_page
    see_the_day(page)
    open_a_project_of_the_register(page)
    add_a_project_with_its_budget(page)
    sign_a_contract_that_first_does_not_add_up(page)
    have_the_budget_approved(page)
    pay_a_part_and_take_some_of_it_back(page)
    record_what_happened(page)
    change_the_schedule_as_a_new_version(page)
    read_what_next_year_must_hold(page)
    be_reminded(page, frozen, smtp, monkeypatch)
    see_the_year_turn(page, frozen)


def see_the_day(page: Page) -> None:
    page.goto("/")
    sign_in(page, "owner")

    main = page.get_by_role("main")
    expect(page.get_by_role("heading", level=1)).to_have_text("今天没有要办的事")
    payables = card(page, "90天内应付")
    expect(payables).to_contain_text("综合指挥中心信息化建设")
    expect(payables.get_by_role("separator")).to_have_text("12-31 年终")
    expect(main).to_contain_text("等待他人")


def open_a_project_of_the_register(page: Page) -> None:
    find_project(page, "指挥中心")

    expect(page.get_by_role("heading", level=1)).to_contain_text("综合指挥中心信息化建设")
    expect(page.locator("[aria-current=step]")).to_be_visible()
    expect(card(page, "付款计划")).to_contain_text("初验合格后12日")
    expect(card(page, "最近变动")).to_contain_text("登记付款")


def add_a_project_with_its_budget(page: Page) -> None:
    go_to(page, "工作台")
    page.get_by_role("link", name="新建项目").click()
    expect(field(page, "项目编号")).to_have_value(CODE)
    field(page, "项目名称").fill(NAME)
    field(page, "其他名称").fill("共享平台")
    field(page, "项目类型").select_option(label="系统建设")
    field(page, "科室").select_option(label="项目应用室")
    field(page, "申报").first.fill("70万元")
    press(page, "增加一项预算")
    second = page.locator(".card", has=page.get_by_role("heading", name="预算项2"))
    second.get_by_label("年度").fill("2023")
    second.get_by_label("申报", exact=False).first.fill("４００，０００")
    press(page, "新建项目")

    told(page, f"已新建项目 {CODE}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    expect(page.get_by_role("main")).to_contain_text("400,000.00")


def sign_a_contract_that_first_does_not_add_up(page: Page) -> None:
    page.get_by_role("link", name="登记合同").first.click()
    field(page, "合同编号").fill(NUMBER)
    field(page, "合同名称").fill("数据共享平台建设合同")
    field(page, "供应商").select_option(label=SUPPLIER)
    field(page, "合同金额").fill("100万元")
    field(page, "签订日期").fill("2022-11-01")
    field(page, "质保期").fill("12")
    for no in (2, 3, 4):
        field(page, f"第{no}笔比例").fill("30")
    field(page, "第2笔预计触发日").fill("2022-11-25")
    field(page, "第3笔预计触发日").fill("2023-05-31")
    press(page, "登记合同")

    refused(page, "多200,000.00元")
    total = card(page, "合计核对")
    expect(total).to_contain_text("不平")
    expect(total).to_contain_text("20.00%")
    expect(field(page, "合同编号")).to_have_value(NUMBER)
    total.get_by_role("button", name="从第4笔减去差额").click()
    expect(field(page, "第4笔比例")).to_have_value(re.compile("^10"))
    expect(card(page, "落在哪一年")).to_contain_text("300,000.00")
    press(page, "登记合同")

    told(page, f"已登记合同{NUMBER}")
    plan = card(page, "付款计划")
    expect(plan).to_contain_text("合计=合同金额")
    expect(plan.locator(".year-band")).to_have_count(3)
    expect(plan.locator(".year-band.year-end")).to_have_count(2)
    expect(page.get_by_role("main")).to_contain_text("壹佰万元整")


def have_the_budget_approved(page: Page) -> None:
    change_to(page, "finance")
    find_project(page, "共享平台")
    page.get_by_role("main").get_by_role("link", name="预算").first.click()
    for kind in ("年初批复", "到位"):
        field(page, "预算项").select_option(label="2022年 一般公共预算")
        field(page, "登记什么").select_option(label=kind)
        field(page, "金额").fill("60万元")
        field(page, "文号").fill("财预〔2022〕88号")
        field(page, "原因").fill("追加预算")
        press(page, "登记")
        told(page, f"已登记{kind}")

    expect(row(page, "一般公共预算").first).to_contain_text("600,000.00")


def pay_a_part_and_take_some_of_it_back(page: Page) -> None:
    find_project(page, NUMBER)
    page.get_by_role("link", name="登记发票").first.click()
    field(page, "发票号码").fill("04312200")
    field(page, "开票日期").fill("2022-11-10")
    press(page, "登记发票")
    told(page, "已登记发票04312200")

    page.get_by_role("link", name="登记付款").first.click()
    field(page, "付款金额").fill("400,000")
    field(page, "支付凭证号").fill("记-1101")
    press(page, "登记付款")
    refused(page, "付款金额")
    expect(field(page, "支付凭证号")).to_have_value("记-1101")
    press(page, "改为300,000.00")
    expect(field(page, "付款金额")).to_have_value("300,000.00")
    field(page, "付款金额").fill("120,000")
    press(page, "登记付款")
    told(page, "已登记付款120,000.00元")
    expect(page.get_by_role("main")).to_contain_text("部分已付")

    page.get_by_role("link", name="冲正").click()
    field(page, "款项退回").check()
    field(page, "冲正金额").fill("2万元")
    field(page, "冲正理由").fill("多付退回")
    press(page, "冲正付款")
    told(page, "已冲正20,000.00元")
    expect(card(page, "付款")).to_contain_text("冲减20,000.00")
    expect(page.get_by_role("main")).to_contain_text("已付100,000.00")


def record_what_happened(page: Page) -> None:
    """初验 is late: estimated over the year's end first, then it happens."""
    change_to(page, "owner")
    find_project(page, NUMBER)
    row(page, "初验款").get_by_role("link", name="调整预计日期").click()
    field(page, "预计触发日").fill("2022-12-20")
    field(page, "调整原因").fill("设备到货推迟")
    press(page, "看落在哪一年")
    expect(page.get_by_role("main")).to_contain_text("付款由2022年移到2023年")
    press(page, "保存预计日期")
    told(page, "已调整第2笔的预计日期")

    row(page, "初验款").get_by_role("link", name="登记条件成就").click()
    field(page, "成就日期").fill("2022-11-14")
    field(page, "依据材料").fill("初验报告2022-11-14")
    press(page, "登记条件成就")
    told(page, "已登记第2笔付款条件成就")
    expect(row(page, "初验款")).to_contain_text("可付")


def change_the_schedule_as_a_new_version(page: Page) -> None:
    page.get_by_role("link", name="编辑付款节点").click()
    field(page, "第3笔比例").fill("35")
    field(page, "第4笔比例").fill("5")
    field(page, "变更原因").fill("质保金降为5%")
    press(page, "保存为第2版")
    refused(page, "补充协议")
    field(page, "变更依据").fill("补充协议一")
    press(page, "保存为第2版")

    told(page, "已保存为第2版付款节点")
    versions = card(page, "付款节点的版本")
    expect(versions).to_contain_text("第2版 现行")
    versions.get_by_role("link", name="第1版").click()
    expect(page.get_by_role("main")).to_contain_text("100,000.00")


def read_what_next_year_must_hold(page: Page) -> None:
    """350,000.00 of the new contract and 1,834,272.00 of the other; 600,000 + 1,000,000 listed."""
    go_to(page, "跨年资金安排")
    answer = page.locator(".answer-figure")

    expect(answer.get_by_role("heading", name="2023年须安排")).to_be_visible()
    expect(answer).to_contain_text("218.43")
    expect(answer).to_contain_text("2,184,272.00元")
    expect(answer).to_contain_text("140.00")
    expect(answer).to_contain_text("83.43")
    expect(page.locator(".use", has_text="综合指挥中心")).to_contain_text("83.43")
    matrix = page.locator("table.matrix")
    expect(matrix.get_by_role("row").filter(has_text=NAME)).to_contain_text("35.00")
    page.get_by_role("button", name="元", exact=True).click()
    expect(answer).to_contain_text("834,272.00")
    page.get_by_role("button", name="万元").click()


def be_reminded(page: Page, frozen: Freeze, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen days before 2022-12-01 finance is told, in the inbox and by mail, and only once."""
    monkeypatch.setenv("TRACKER_SMTP_HOST", smtp.host)
    monkeypatch.setenv("TRACKER_SMTP_PORT", str(smtp.port))
    monkeypatch.setenv("TRACKER_SMTP_TLS", "none")
    monkeypatch.setenv("TRACKER_SMTP_FROM", "tracker@example.cn")
    frozen(clock.at(date(2022, 11, 16), 10))
    db.session.rollback()  # what the browser did is not in the snapshot of this session yet
    for _ in range(2):
        sweep.plan(clock.today())
        delivery.deliver()

    mails = [mail.get_content() for mail in smtp.to("finance@example.cn")]
    (mail,) = [text for text in mails if f"{NUMBER}，第1笔" in text]
    assert "未付金额：200,000.00元" in mail
    assert "由2022财政年度预算安排" in mail

    change_to(page, "finance")
    page.get_by_role("link", name="提醒中心").first.click()
    page.locator(".inbox-row", has_text=NAME).filter(has_text="200,000.00").click()
    detail = page.get_by_role("region", name="提醒内容")
    expect(detail).to_contain_text("为什么提醒我")
    expect(detail).to_contain_text("2022-12-01")
    expect(detail).to_contain_text("预算年度 2022")
    detail.get_by_label("说明").fill("已报送支付")
    detail.get_by_role("button", name="知悉").click()
    told(page, "已知悉")
    page.get_by_role("link", name="已知悉").click()
    expect(page.locator(".inbox-row", has_text=NAME).filter(has_text="200,000.00")).to_be_visible()


def see_the_year_turn(page: Page, frozen: Freeze) -> None:
    """What 2022 did not pay stands in 2023 on its own, overdue and without budget."""
    frozen(clock.at(date(2023, 1, 3), 10))
    find_project(page, NUMBER)

    bands = card(page, "付款计划").locator(".year-band")
    expect(bands.nth(0)).to_contain_text("应付100,000.00")
    expect(bands.nth(1)).to_contain_text("应付850,000.00")
    overdue = row(page, "预付款").last
    for words in ("200,000.00", "本笔共300,000.00", "逾期", "部分已付", "缺200,000.00"):
        expect(overdue).to_contain_text(words)
    go_to(page, "跨年资金安排")
    expect(page.locator(".answer-figure")).to_contain_text("2024年须安排")
