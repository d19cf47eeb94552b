"""What the pages answer to mistakes, accidents and strangers: plainly, and nothing half-saved."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.centre import Place
from tests.journeys.walking import (
    card,
    field,
    go_to,
    press,
    refused,
    sign_in,
    sign_out,
    told,
)
from tests.overview import centre as parts
from tracker.accounts.rules import Role

ANOTHER = "芯片采购"


@pytest.fixture
def payable(place: Place) -> str:
    """The page on which the first instalment, 2,717,440.00, of project 2022-06 can be paid."""
    parts.happen(place.contract_id, 2, parts.TODAY)
    return f"/instalments/{parts.instalment(place.contract_id, 2)}/payments/new"


def test_a_failed_sign_in_does_not_tell_which_field_was_wrong(any_page: Page, place: Place) -> None:
    page = any_page
    answers = []
    for login in ("owner", "nobody"):
        sign_in(page, login, "not the password")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("账号或密码不正确")
        answers.append(alert.inner_text())
        expect(field(page, "账号")).to_have_value(login)
        expect(field(page, "密码")).to_have_value("")
        assert page.title().startswith("错误：")

    assert answers[0] == answers[1]


def test_a_page_one_may_not_see_says_whom_to_ask(any_page: Page, place: Place) -> None:
    page = any_page
    sign_in(page, "auditor")

    answer = page.goto("/projects/new")

    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
    expect(page.get_by_role("main")).to_contain_text("需要时请联系：财务、项目负责")
    page.get_by_role("link", name="回到工作台").click()
    expect(page.get_by_role("link", name="新建项目")).to_have_count(0)


def test_somebody_elses_project_cannot_be_changed_by_its_address(
    any_page: Page, place: Place
) -> None:
    page = any_page
    parts.make_person("stranger", "周敏", Role.PROJECT_OWNER)
    sign_in(page, "stranger")

    for path in ("/projects/2022-06/edit", f"/contracts/{place.contract_id}/schedule"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403
        expect(page.get_by_role("main")).to_contain_text("陈立")

    page.goto("/projects/2022-06")
    expect(page.get_by_role("link", name="修改项目")).to_have_count(0)
    assert page.goto("/projects/2099-01").status == 404  # type: ignore[union-attr]


def test_signing_in_leads_to_the_page_that_was_asked_for(any_page: Page, place: Place) -> None:
    page = any_page
    page.goto("/funding/?year=2022&sort=gap")
    sign_in(page, "owner")
    expect(page).to_have_url(re.compile(r"/funding/\?year=2022&sort=gap$"))

    page.context.clear_cookies()
    go_to(page, "项目台账")
    expect(page.get_by_role("heading", level=1)).to_have_text("项目与合同全周期台账")
    sign_in(page, "owner")
    expect(page.get_by_role("heading", level=1)).to_have_text("项目台账")

    sign_out(page)
    page.go_back()
    expect(page.get_by_label("密码")).to_be_visible()


def test_a_form_sent_after_the_session_ended_says_that_nothing_was_saved(
    any_page: Page, place: Place
) -> None:
    page = any_page
    sign_in(page, "owner")
    page.goto("/projects/new")
    field(page, "项目名称").fill(ANOTHER)
    page.context.clear_cookies()

    press(page, "新建项目")

    expect(page.get_by_role("main")).to_contain_text("登录已过期，没有保存任何内容")
    page.get_by_role("link", name="重新登录").click()
    sign_in(page, "owner")
    expect(page.get_by_role("heading", level=1)).to_have_text("新建项目")


def test_a_double_click_records_one_payment(any_page: Page, place: Place, payable: str) -> None:
    page = any_page
    sign_in(page, "finance")
    page.goto(payable)
    field(page, "付款金额").fill("1,000")
    field(page, "支付凭证号").fill("记-7")

    page.get_by_role("main").get_by_role("button", name="登记付款").last.dblclick()

    # Without script both are sent, and the answer to the second is shown.
    expect(page).not_to_have_url(re.compile(payable))
    page.goto(f"/contracts/{place.contract_id}")
    payments = card(page, "付款").get_by_role("row")
    expect(payments.filter(has_text="记-7")).to_have_count(1)


def test_going_back_and_sending_again_records_nothing_twice(any_page: Page, payable: str) -> None:
    page = any_page
    sign_in(page, "finance")
    page.goto(payable)
    field(page, "付款金额").fill("1,000")
    field(page, "支付凭证号").fill("记-7")
    press(page, "登记付款")
    told(page, "已登记付款1,000.00元")
    contract = page.url

    page.go_back()
    field(page, "付款金额").fill("1,000")
    field(page, "支付凭证号").fill("记-7")
    press(page, "登记付款")

    refused(page, "记-7")
    page.goto(contract)
    payments = card(page, "付款").get_by_role("row")
    expect(payments.filter(has_text="记-7")).to_have_count(1)


def test_mistakes_are_listed_and_what_was_typed_is_kept(any_page: Page, place: Place) -> None:
    page = any_page
    sign_in(page, "owner")
    page.goto("/projects/new")
    field(page, "项目编号").fill("2022-06")
    field(page, "项目名称").fill(ANOTHER)
    field(page, "其他名称").fill("采购芯片")
    field(page, "项目类型").select_option(label="设备购置")
    field(page, "申报").first.fill("12.345")
    field(page, "年度").fill("今年")

    press(page, "新建项目")

    refused(page, "请选择科室", "小数", "四位数字")
    summary = page.locator("[data-error-summary]")
    expect(summary.get_by_role("heading")).to_have_text("有3处需要改正")
    expect(field(page, "项目名称")).to_have_value(ANOTHER)
    expect(field(page, "其他名称")).to_have_value("采购芯片")
    expect(field(page, "申报").first).to_have_value("12.345")
    expect(field(page, "年度")).to_have_value("今年")
    summary.get_by_role("link", name="请选择科室").click()
    expect(field(page, "科室")).to_be_focused()

    field(page, "科室").select_option(label="项目应用室")
    field(page, "申报").first.fill("12.34万元")
    field(page, "年度").fill("2023年")
    press(page, "新建项目")
    refused(page, "2022-06")
    press(page, "改为2022-07")
    expect(field(page, "项目编号")).to_have_value("2022-07")
    press(page, "新建项目")
    told(page, "已新建项目 2022-07")


def test_the_list_of_mistakes_has_the_focus(page: Page, place: Place) -> None:
    """It is what a screen reader says first; without script the page begins with it."""
    sign_in(page, "owner")
    page.goto("/projects/new")
    press(page, "新建项目")

    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.title().startswith("错误：")


def test_two_people_editing_at_once_both_see_both_versions(any_page: Page, place: Place) -> None:
    mine = any_page
    sign_in(mine, "owner")
    theirs = mine.context.new_page()
    for page in (mine, theirs):
        page.goto("/projects/2022-06/edit")
    field(theirs, "项目名称").fill("综合指挥中心（一期）")
    press(theirs, "保存")
    told(theirs, "已保存项目 2022-06")

    field(mine, "项目名称").fill("综合指挥中心（二期）")
    press(mine, "保存")

    refused(mine, "已被他人修改")
    versions = card(mine, "两个版本")
    expect(versions).to_contain_text("陈立")
    expect(versions).to_contain_text("综合指挥中心（一期）")
    expect(versions).to_contain_text("综合指挥中心（二期）")
    expect(field(mine, "项目名称")).to_have_value("综合指挥中心（二期）")
    press(mine, "保存")
    told(mine, "已保存项目 2022-06")
    expect(mine.get_by_role("heading", level=1)).to_contain_text("综合指挥中心（二期）")


def test_what_a_schedule_adds_up_to_is_shown_while_typing(page: Page, place: Place) -> None:
    """An optional comfort of script: the same answer as 重新计算, before anything is sent."""
    sign_in(page, "owner")
    page.goto(f"/contracts/{place.contract_id}/schedule")

    field(page, "第2笔金额").fill("2,717,441.50")

    expect(card(page, "合计核对")).to_contain_text("多1.50")
    expect(field(page, "第2笔金额")).to_be_focused()
