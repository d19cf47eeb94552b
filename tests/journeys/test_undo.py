"""Taking back what was just done, carrying rows by their handle, and answering with single keys."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.centre import TODAY, Place
from tests.journeys.conftest import patient
from tests.journeys.walking import field, go_to, sign_in, told
from tests.overview import centre as parts
from tracker.reminders.service import sweep


def order(page: Page) -> list[str]:
    names = page.locator("input[name$='-name']")
    return [str(name) for name in names.evaluate_all("all => all.map((one) => one.value)")]


def test_a_row_is_carried_by_its_handle_and_a_removed_one_comes_back(
    page: Page, place: Place
) -> None:
    sign_in(patient(page), "owner")
    page.goto(f"/contracts/{place.contract_id}/schedule")
    handles = page.locator("[data-drag]")
    expect(handles.last).to_be_visible()
    before = order(page)

    handles.last.hover()
    page.mouse.down()
    handles.first.hover()
    page.mouse.up()
    expect(field(page, "第2笔名称")).to_have_value(before[-1])

    field(page, "第2笔名称").fill("改了名的一笔")
    carried = order(page)
    page.get_by_role("button", name="去掉第2笔").click()
    bar = page.locator("[data-row-undo]")
    expect(bar).to_be_visible()
    assert "改了名的一笔" not in order(page)
    bar.get_by_role("button", name="撤销").click()
    expect(bar).to_be_hidden()
    assert order(page) == carried


def test_a_reminder_is_acknowledged_with_one_key_and_taken_back(page: Page, place: Place) -> None:
    parts.happen(place.contract_id, 2, TODAY)
    sweep.plan(TODAY)
    sign_in(patient(page), "finance")
    go_to(page, "提醒中心")
    page.wait_for_load_state()

    page.keyboard.press("e")
    told(page, "已知悉")
    page.get_by_role("button", name="撤销").first.click()

    told(page, "已撤销知悉，照常提醒")
