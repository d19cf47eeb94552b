"""Three members accept: one finds it wanting, it is put right, accepted again, and paid.

Every step is taken in a real browser, once with JavaScript and once without; one of the members
signs on a phone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.centre import CONTACT, PASSWORD, SUPPLIER, TODAY, UNIT, Place
from tests.journeys.walking import (
    card,
    change_to,
    field,
    find_project,
    press,
    refused,
    row,
    sign_in,
    told,
)
from tests.overview import centre as parts
from tracker.accounts.rules import SYSTEM, GroupKind, Role
from tracker.accounts.service import groups
from tracker.contracts.rules.kinds import Trigger
from tracker.procurement.queries import supplier_choices
from tracker.settings import service as settings
from tracker.settings.rules import UnitDraft

Freeze = Callable[[date | datetime], None]
NUMBER = "HT-2022-030"
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)


@pytest.fixture
def group(place: Place) -> Place:
    """An acceptance group of three, and a contract whose only instalment waits for its 初验."""
    settings.set_unit(UnitDraft(UNIT, (), CONTACT, TODAY), SYSTEM)
    members = [
        place.centre.leader,
        parts.make_person("zhao", "赵建国", Role.ACCEPTANCE),
        parts.make_person("zhou", "周敏", Role.ACCEPTANCE),
    ]
    for member in members:
        groups.seat_member(GroupKind.ACCEPTANCE, member.id, date(2022, 1, 4), SYSTEM)
    groups.appoint_leader(GroupKind.ACCEPTANCE, place.centre.leader.id, SYSTEM)
    project_id = parts.make_project(place.centre, "2022-08", "会议室改造")
    parts.budget(project_id, 2022, approved="300000")
    company = next(key for key, name in supplier_choices() if name == SUPPLIER)
    parts.contract(
        project_id,
        parts.part(1, "300000", Trigger.PRELIMINARY_ACCEPTANCE, date(2022, 11, 18), 12),
        number=NUMBER,
        supplier_id=company,
    )
    return place


def test_from_a_failed_item_to_the_payment(every_page: Page, group: Place, frozen: Freeze) -> None:
    page = every_page
    page.goto("/")
    sign_in(page, "owner")
    open_a_round(page)
    two_members_sign(page)
    one_finds_an_item_wanting_on_a_phone(page)
    put_it_right_and_draft_the_next_round(page)
    everybody_passes_the_next_round(page)
    pay_what_is_due_now(page)


def open_a_round(page: Page) -> None:
    find_project(page, "会议室")
    row(page, "款1").get_by_role("link", name="办理验收").click()
    field(page, "验收日期").fill("2022-11-16")
    field(page, "验收时间").fill("09:30")
    press(page, "增加一项")  # its row may come while the first one is typed in
    for no, (clause, agreed) in enumerate((("2.1", "投影机2台"), ("2.2", "音响1套"))):
        block = page.locator("#items > .row-block").nth(no)
        block.get_by_label("条款").fill(clause)
        block.get_by_label("合同约定").fill(agreed)
        block.get_by_label("实际情况").fill(f"{agreed}，已安装")
    open_for_signing(page)

    refused(page, "请填写验收地点")
    expect(page.locator("#items > .row-block").nth(1).get_by_label("合同约定")).to_have_value(
        "音响1套"
    )
    field(page, "验收地点").fill("三楼会议室")
    open_for_signing(page)

    told(page, "已发起签署，内容、附件和名单已锁定")
    expect(page.get_by_role("main")).to_contain_text("已签0/3人")


def two_members_sign(page: Page) -> None:
    for login in ("leader", "zhao"):
        go_to_sign_as(page, login)
        choose(page, 2, "合格")
        field(page, "登录密码").fill(PASSWORD)
        expect(page.get_by_role("button", name="签署“合格”")).to_be_visible()
        page.get_by_role("button", name="签署“合格”").click()
        told(page, "已签署，其余成员签齐后得出结论")


def one_finds_an_item_wanting_on_a_phone(page: Page) -> None:
    """Whatever is missing is said beside it, and nothing that was typed is lost."""
    go_to_sign_as(page, "zhou")
    page.set_viewport_size(PHONE)
    expect(page.locator(".member", has_text="赵建国")).to_contain_text("已签")
    expect(page.locator(".member", has_text="赵建国")).not_to_contain_text("合格")
    choose(page, 2, "合格")
    result(page, 1, "不合格")
    field(page, "登录密码").fill(PASSWORD)
    page.locator(".btn-sign").click()

    refused(page, "第2.2项不合格，总体意见不能为合格")
    expect(page.get_by_label("不合格").nth(1)).to_be_checked()
    page.locator(".verdict-fail").click()
    field(page, "意见").last.fill("2.2 音响有杂音，须更换")
    field(page, "登录密码").fill("不是这个密码")
    page.locator(".btn-sign").click()
    refused(page, "登录密码不正确，没有签署")
    expect(page.locator("#opinion")).to_have_value("2.2 音响有杂音，须更换")
    field(page, "登录密码").fill(PASSWORD)
    page.locator(".btn-sign").click()

    told(page, "已签齐，结论为不合格")
    page.set_viewport_size(DESK)
    expect(page.locator(".member", has_text="周敏")).to_contain_text("不合格")
    expect(page.locator(".member", has_text="赵建国")).to_contain_text("合格")


def put_it_right_and_draft_the_next_round(page: Page) -> None:
    change_to(page, "owner")
    expect(page.locator("summary.person")).to_be_visible()
    find_project(page, "会议室")
    expect(card(page, "验收")).to_contain_text("不合格")
    page.get_by_role("main").get_by_role("link", name="登记整改完成").first.click()
    field(page, "整改情况").fill("音响已更换，试音正常")
    press(page, "登记整改完成")
    told(page, "已登记整改完成，可以发起复验")
    page.get_by_role("link", name="发起复验").click()
    press(page, "起草复验")
    block = page.locator("#items > .row-block").nth(1)
    block.get_by_label("实际情况").fill("音响1套，已更换，试音正常")
    open_for_signing(page)

    told(page, "已发起签署")
    expect(page.get_by_role("main")).to_contain_text("本次是整改后的复验")


def everybody_passes_the_next_round(page: Page) -> None:
    for login in ("leader", "zhao", "zhou"):
        go_to_sign_as(page, login)
        choose(page, 2, "合格")
        field(page, "登录密码").fill(PASSWORD)
        page.locator(".btn-sign").click()

    told(page, "全员合格，对应的付款条件今天成就")
    expect(card(page, "对应付款")).to_contain_text("2022-11-27")


def pay_what_is_due_now(page: Page) -> None:
    change_to(page, "finance")
    find_project(page, "会议室")
    row(page, "款1").get_by_role("link", name="登记付款").click()
    field(page, "付款金额").fill("300,000")
    field(page, "支付凭证号").fill("记-1201")
    press(page, "登记付款")

    told(page, "已登记付款300,000.00元")
    page.goto("/acceptance/")
    expect(row(page, "YS-2022-08-1")).to_contain_text("不合格")
    expect(row(page, "YS-2022-08-2")).to_contain_text("合格")


def open_for_signing(page: Page) -> None:
    press(page, "保存并发起签署")
    expect(page.get_by_role("heading", level=1)).to_have_text("发起验收签署")
    expect(page.get_by_role("main")).to_contain_text("何志远（组长）")
    press(page, "发起签署")


def go_to_sign_as(page: Page, login: str) -> None:
    change_to(page, login)
    expect(page.locator("summary.person")).to_be_visible()
    page.goto("/acceptance/")
    page.get_by_role("link", name="去签署").click()
    expect(page.get_by_role("heading", name="我的签署")).to_be_visible()


def choose(page: Page, items: int, word: str) -> None:
    """The same result for every item, and for the whole."""
    for no in range(items):
        result(page, no, word)
    page.locator(".verdict-pass" if word == "合格" else ".verdict-fail").click()


def result(page: Page, no: int, word: str) -> None:
    css = ".switch-pass" if word == "合格" else ".switch-fail"
    page.locator("[data-result]").nth(no).locator(css).click()
