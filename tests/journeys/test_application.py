"""付款申请 in the browser: applied for, returned, applied for again, approved and paid.

Once with JavaScript and once without.
"""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from tests.journeys.centre import TODAY, Place
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
from tests.overview import centre as parts
from tracker.accounts.rules import SYSTEM
from tracker.settings import service as settings
from tracker.settings.rules.approval import ApprovalChange

WEBSITE = "政府门户网站"


def open_with_approval(place: Place) -> None:
    """An overdue instalment of 219,860.00 yuan, and payments that are approved from today on."""
    settings.set_payment_approval(ApprovalChange(True, TODAY, "办公会纪要9号"), SYSTEM)
    parts.website(place.centre)


def test_from_applying_to_the_recorded_payment(every_page: Page, place: Place) -> None:
    open_with_approval(place)
    page = every_page
    page.goto("/")
    owner_applies_for_the_wrong_amount(page)
    leader_returns_it(page)
    owner_applies_again(page)
    leader_approves_it(page)
    finance_records_it(page)
    auditor_reads_the_ledger(page)


def owner_applies_for_the_wrong_amount(page: Page) -> None:
    sign_in(page, "owner")
    page.get_by_role("main").get_by_role("link", name="申请付款").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("申请付款")
    expect(field(page, "申请金额")).to_have_value("219,860.00")
    expect(page.get_by_text("贰拾壹万玖仟捌佰陆拾元整")).to_be_visible()
    expect(card(page, "付款依据")).to_contain_text("没有发票")

    field(page, "申请金额").fill("22万元")
    press(page, "重新计算")
    expect(page.get_by_text("贰拾贰万元整")).to_be_visible()
    press(page, "提交申请")
    refused(page, "比本笔可申请的219,860.00元多140.00元", "请说明：没有合同正本")

    field(page, "申请金额").fill("200000")
    field(page, "情况说明").fill("发票在途，纸质合同已核对")
    press(page, "提交申请")
    told(page, "已提交付款申请200,000.00元，等待审核")
    expect(page.get_by_role("button", name="审核通过")).to_have_count(0)


def leader_returns_it(page: Page) -> None:
    change_to(page, "leader")
    page.get_by_role("main").get_by_role("link", name="审核付款申请").first.click()
    expect(card(page, "申请内容")).to_contain_text("贰拾万元整")
    expect(card(page, "申请内容")).to_contain_text("发票在途，纸质合同已核对")
    press(page, "退回")
    refused(page, "退回时请写明意见")
    field(page, "意见").fill("应按考核结果全额申请")
    press(page, "退回")
    told(page, "已退回")


def owner_applies_again(page: Page) -> None:
    change_to(page, "owner")
    page.get_by_role("main").get_by_role("link", name="重新申请").first.click()
    expect(page.get_by_role("main")).to_contain_text("应按考核结果全额申请")
    expect(field(page, "情况说明")).to_have_value("发票在途，纸质合同已核对")
    field(page, "申请金额").fill("219860")
    press(page, "提交申请")
    told(page, "已提交付款申请219,860.00元")
    expect(card(page, "申请内容")).to_contain_text("接续")


def leader_approves_it(page: Page) -> None:
    change_to(page, "leader")
    go_to(page, "付款与发票")
    expect(page.locator(".pills .active")).to_contain_text("待我审核 1")
    page.locator("tbody").get_by_role("link").first.click()
    press(page, "审核通过219,860.00元")
    told(page, "已审核通过")
    page.get_by_role("link", name="付款申请单").click()
    sheet = page.get_by_role("main").get_by_role("heading", level=2)
    expect(sheet).to_have_text("区数据资源中心付款申请单")
    expect(page.get_by_role("main")).to_contain_text("科室负责人")


def finance_records_it(page: Page) -> None:
    change_to(page, "finance")
    find_project(page, WEBSITE)
    expect(card(page, "付款计划")).to_contain_text("申请已审核，待支付")
    card(page, "付款计划").get_by_role("link", name="登记付款").click()
    expect(field(page, "付款金额")).to_have_value("219,860.00")
    field(page, "付款金额").fill("219861")
    field(page, "支付凭证号").fill("2022-1115")
    press(page, "登记付款")
    refused(page, "付款金额须与审核的申请一致（219,860.00元）")
    press(page, "改为219,860.00")
    press(page, "登记付款")
    told(page, "已登记付款219,860.00元")


def auditor_reads_the_ledger(page: Page) -> None:
    change_to(page, "auditor")
    go_to(page, "付款与发票")
    expect(row(page, "已支付")).to_contain_text("219,860.00")
    expect(row(page, "已退回")).to_contain_text("应按考核结果全额申请")
    page.get_by_role("link", name="支付台账").click()
    paid = row(page, "2022-1115")
    expect(paid).to_contain_text(str(date(2022, 11, 15)))
    expect(paid).to_contain_text("逾期5天")
