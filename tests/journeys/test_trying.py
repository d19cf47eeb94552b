"""Trying another date before saving it, and the chart with its table: with and without scripts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.centre import Place
from tests.journeys.conftest import patient
from tests.journeys.walking import card, field, go_to, press, row, sign_in, told
from tracker.contracts.models import Instalment
from tracker.infra.db import db


def open_trial(page: Page) -> None:
    sign_in(page, "owner")
    go_to(page, "跨年资金安排")
    page.get_by_role("link", name="试算").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("试算")


def test_a_date_is_tried_then_saved_with_its_reason(every_page: Page, place: Place) -> None:
    page = every_page
    open_trial(page)
    first = page.locator("input[type=date]").first
    number = int((first.get_attribute("name") or "").removeprefix("to-"))
    before = db.session.get_one(Instalment, number).due_on

    first.fill("2023-02-10")
    press(page, "重新计算")

    expect(card(page, "改了以后：应付日和提醒")).to_contain_text("2023")
    expect(page.get_by_text("试算，未保存").first).to_be_visible()
    db.session.rollback()
    assert db.session.get_one(Instalment, number).due_on == before

    field(page, "调整原因").fill("现场延期")
    press(page, "保存预计日期")

    told(page, "已把试算的日期保存为预计日期（1笔）")
    db.session.rollback()
    assert str(db.session.get_one(Instalment, number).expected_on) == "2023-02-10"


def test_a_trial_is_thrown_away_and_nothing_has_changed(every_page: Page, place: Place) -> None:
    page = every_page
    open_trial(page)
    first = page.locator("input[type=date]").first
    number = int((first.get_attribute("name") or "").removeprefix("to-"))
    before = db.session.get_one(Instalment, number).expected_on
    first.fill("2023-02-10")
    press(page, "重新计算")

    page.get_by_role("link", name="放弃试算").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("跨年资金安排")
    db.session.rollback()
    assert db.session.get_one(Instalment, number).expected_on == before


def test_where_scripts_run_the_result_follows_the_date(page: Page, place: Place) -> None:
    patient(page)
    open_trial(page)

    page.locator("input[type=date]").first.fill("2023-02-10")
    page.keyboard.press("Tab")

    expect(card(page, "各年应付和缺口")).to_be_visible()
    assert "to-" in page.url


def test_the_months_have_a_table_behind_them(every_page: Page, place: Place) -> None:
    page = every_page
    sign_in(page, "owner")
    chart = card(page, "项目合同付款：每月计划与实付")
    expect(chart.get_by_role("img").first).to_be_visible()

    chart.get_by_text("查看数据表").click()

    expect(row(page, "2022年12月")).to_be_visible()
    expect(chart.get_by_role("row")).to_have_count(25)
