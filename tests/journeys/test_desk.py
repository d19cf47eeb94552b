"""What the desk keeps for people: drafts, forms sent too late or into nothing; and its keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.journeys.centre import Place
from tests.journeys.conftest import patient
from tests.journeys.walking import card, field, go_to, press, sign_in, told

NAME = "数据共享平台建设"
SAVED = re.compile(r"草稿已存\d\d:\d\d")


def begin_a_project(page: Page) -> None:
    page.goto("/projects/new")
    field(page, "项目名称").fill(NAME)
    field(page, "申报").first.fill("不是数")


def expect_all_typed(page: Page) -> None:
    expect(field(page, "项目名称")).to_have_value(NAME)
    expect(field(page, "申报").first).to_have_value("不是数")


# --- drafts ---------------------------------------------------------------------------------------


def test_a_draft_is_saved_offered_restored_and_thrown_away(any_page: Page, place: Place) -> None:
    page = any_page
    sign_in(page, "owner")
    begin_a_project(page)
    press(page, "存草稿")
    expect(page.get_by_text(SAVED).first).to_be_visible()

    go_to(page, "工作台")
    page.goto("/projects/new")
    told(page, "有未提交的草稿")
    expect(field(page, "项目名称")).to_have_value("")
    page.get_by_role("link", name="恢复").click()
    told(page, "还没有提交")
    expect_all_typed(page)

    page.get_by_role("button", name="丢弃").click()
    told(page, "草稿已丢弃")
    expect(field(page, "项目名称")).to_have_value("")


def test_a_draft_saves_itself_while_one_types_and_with_ctrl_s(page: Page, place: Place) -> None:
    patient(page).clock.install()
    sign_in(page, "owner")
    begin_a_project(page)
    state = page.locator("[data-draft-state]")
    expect(state).to_have_text("尚未存草稿")

    page.clock.fast_forward(11_000)
    expect(state).to_have_text(SAVED)

    field(page, "项目名称").fill("改了名")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Control+s")
    expect(state).to_have_attribute("role", "status")
    page.goto("/projects/new?draft=restore")
    expect(field(page, "项目名称")).to_have_value("改了名")


def test_the_draft_of_a_schedule_comes_back_with_its_rows(any_page: Page, place: Place) -> None:
    page = any_page
    sign_in(page, "owner")
    page.goto(f"/contracts/{place.contract_id}/schedule")
    rows = page.locator("table.schedule tbody tr")
    before = rows.count()
    press(page, "增加一笔")
    expect(rows).to_have_count(before + 1)
    rows.last.get_by_label("名称").fill("尾款")
    press(page, "存草稿")
    expect(page.get_by_text(SAVED).first).to_be_visible()

    page.goto(f"/contracts/{place.contract_id}/schedule?draft=restore")

    expect(rows).to_have_count(before + 1)
    expect(rows.last.get_by_label("名称")).to_have_value("尾款")
    told(page, "文件不存入草稿")


# --- a session that ran out, a connection that broke ----------------------------------------------


@pytest.fixture
def sessions_end(app: Flask) -> Iterator[Callable[..., None]]:
    """Every session is over at once, until ``True`` is given."""
    lifetime = app.config["PERMANENT_SESSION_LIFETIME"]

    def end(again: bool = False) -> None:
        app.config["PERMANENT_SESSION_LIFETIME"] = lifetime if again else timedelta(seconds=-1)

    yield end
    end(again=True)


def test_a_form_sent_after_the_session_ran_out_comes_back_filled(
    any_page: Page, place: Place, sessions_end: Callable[..., None]
) -> None:
    page = any_page
    sign_in(page, "owner")
    begin_a_project(page)
    sessions_end()

    press(page, "新建项目")

    told(page, "登录已过期，刚才填的内容已保留")
    sessions_end(again=True)
    page.reload()
    sign_in(page, "owner")
    told(page, "登录已过期，刚才填的内容已保留，请核对后再提交")
    expect(page.get_by_role("heading", level=1)).to_have_text("新建项目")
    expect_all_typed(page)


def test_somebody_else_who_signs_in_finds_an_empty_form(
    any_page: Page, place: Place, sessions_end: Callable[..., None]
) -> None:
    page = any_page
    sign_in(page, "owner")
    begin_a_project(page)
    sessions_end()
    press(page, "新建项目")
    told(page, "登录已过期")
    sessions_end(again=True)
    page.reload()

    sign_in(page, "finance")

    expect(page.get_by_role("heading", level=1)).to_have_text("新建项目")
    expect(field(page, "项目名称")).to_have_value("")


def test_the_end_of_a_session_is_announced_and_can_be_put_off(page: Page, place: Place) -> None:
    patient(page).clock.install()
    sign_in(page, "owner")
    page.goto("/projects/new")
    warning = page.get_by_role("alert").filter(has_text="两分钟内将自动退出")
    page.clock.fast_forward(27 * 60_000)
    expect(warning).to_have_count(0)

    page.clock.fast_forward(90_000)
    expect(warning).to_be_visible()
    page.get_by_role("button", name="继续使用").click()
    expect(warning).to_have_count(0)

    page.clock.fast_forward(31 * 60_000)
    expect(page.get_by_role("alert")).to_contain_text("登录已过期。已填的内容还在")


def test_a_form_does_not_leave_while_the_server_cannot_be_reached(page: Page, place: Place) -> None:
    sign_in(patient(page), "owner")
    begin_a_project(page)

    def fail(route: Route) -> None:
        route.abort("connectionrefused")

    page.route("**/*", fail)
    press(page, "新建项目")
    told(page, "连接中断，已保留你的输入")
    expect_all_typed(page)
    press(page, "存草稿")
    expect(page.locator("[data-draft-state]")).to_have_text("连接中断，已保留你的输入")

    page.unroute("**/*", fail)
    press(page, "新建项目")
    expect(page.locator("[data-error-summary]")).to_be_visible()


# --- keys -----------------------------------------------------------------------------------------


def test_lists_are_walked_with_single_keys(page: Page, place: Place) -> None:
    sign_in(patient(page), "finance")
    go_to(page, "项目台账")
    expect(page.get_by_role("heading", level=1)).to_have_text("项目台账")
    page.wait_for_load_state()
    page.keyboard.press("j")
    first = page.locator("tbody").get_by_role("link").first
    expect(first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("综合指挥中心")
    page.wait_for_load_state()

    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("jk?x/e")
    expect(search).to_have_value("jk?x/e")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_list_of_keys_is_a_dialog_and_a_page(page: Page, place: Place) -> None:
    sign_in(patient(page), "owner")
    expect(page.get_by_role("heading", level=1)).to_contain_text("今天")
    page.wait_for_load_state()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="按键")
    expect(dialog).to_contain_text("存草稿")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    page.goto("/keyboard")
    expect(card(page, "按键")).to_contain_text("存草稿")


def test_single_keys_can_be_switched_off(any_page: Page, place: Place) -> None:
    page = any_page
    sign_in(page, "owner")
    page.goto("/profile")
    press(page, "关闭单键操作")
    told(page, "单键操作已关闭")

    page.keyboard.press("?")
    page.keyboard.press("/")

    expect(page.get_by_role("searchbox")).not_to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "打开单键操作")
    told(page, "单键操作已打开")
