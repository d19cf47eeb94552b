"""Dated versions of limits, and the clocks that contracts and tenders keep, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.contracts.centre import make_centre, make_person, sign
from tests.contracts.refusals import codes, refused
from tests.projects.office import TODAY, make_office
from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM, Actor, Role, RoleMissing
from tracker.contracts.service import facts
from tracker.contracts.service.upkeep import refresh
from tracker.deadlines.models import Clock
from tracker.deadlines.queries import law, limit_page, rules_page
from tracker.deadlines.rules.versions import ClockState, NewVersion, When
from tracker.deadlines.service.versions import add_version, withdraw_version
from tracker.infra.db import db
from tracker.settings.service import import_workdays

NEW = NewVersion("filing", 5, "working_day", "新政府采购法", "第五十条", date(2023, 1, 1), False)


def person_of(login: str) -> User:
    return db.session.scalars(select(User).filter_by(login=login)).one()


def clocks(key: str) -> list[Clock]:
    db.session.rollback()
    return list(db.session.scalars(select(Clock).filter_by(key=key).order_by(Clock.id)))


@pytest.fixture
def admin(app: Flask, frozen: Callable[[date], None]) -> Actor:
    frozen(TODAY)
    return make_office().admin


# --- versions -------------------------------------------------------------------------------------


def test_a_version_counts_from_its_day_on(admin: Actor) -> None:
    add_version(NEW, admin)

    book = law().book
    before, after = (book.in_force("filing", date(*day)) for day in ((2022, 12, 31), (2023, 1, 1)))

    assert (before and before.value, after and after.value) == (7, 5)
    newest, oldest = limit_page("filing", TODAY).versions
    assert (newest.when, newest.added_by, oldest.until) == (
        When.FUTURE,
        admin.name,
        date(2023, 1, 1),
    )
    assert (oldest.when, newest.limit.verified) == (When.NOW, False)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"value": 0}, "bad_value", "value"),
        ({"unit": "percent"}, "wrong_unit", "unit"),
        ({"source": " "}, "limit_source_missing", "source"),
        ({"verified": True}, "check_note_missing", "note"),
        ({"valid_from": date(2003, 1, 1)}, "version_exists", "valid_from"),
        (
            {
                "value": 7,
                "source": "政府采购法",
                "article": "第四十七条",
                "verified": True,
                "note": "原文",
            },
            "nothing_changed",
            "value",
        ),
    ],
)
def test_a_wrong_version_is_refused_beside_its_field(
    admin: Actor, changes: dict[str, Any], code: str, field: str
) -> None:
    with refused() as errors:
        add_version(replace(NEW, **changes), admin)

    assert [(error.code, error.field) for error in errors] == [(code, field)]
    assert len(limit_page("filing", TODAY).versions) == 1


def test_a_version_in_force_cannot_be_taken_back_and_one_to_come_can(
    admin: Actor, frozen: Callable[[date], None]
) -> None:
    version_id = add_version(NEW, admin)
    frozen(date(2023, 1, 1))
    with refused() as errors:
        withdraw_version(version_id, admin)
    assert codes(errors) == ["in_force_already"]

    frozen(date(2022, 12, 31))
    withdraw_version(version_id, admin)

    assert len(limit_page("filing", TODAY).versions) == 1
    add_version(NEW, admin)


def test_only_an_administrator_adds_versions(admin: Actor) -> None:
    with pytest.raises(RoleMissing):
        add_version(NEW, replace(admin, roles=frozenset({Role.LEADER})))


# --- clocks ---------------------------------------------------------------------------------------


def test_a_signed_contract_runs_until_it_is_published_and_filed(
    app: Flask, frozen: Callable[[date], None]
) -> None:
    frozen(date(2022, 3, 10))
    centre = make_centre()
    contract_id = sign(centre, signed_on=date(2022, 3, 10)).id
    frozen(date(2022, 3, 15))

    facts.publish(contract_id, centre.owner, date(2022, 3, 14), "")

    (publishing,), (filing,) = clocks("publishing"), clocks("filing")
    assert (publishing.state, publishing.done_on) == (ClockState.STOPPED, date(2022, 3, 14))
    assert (filing.state, filing.ends_on) == (ClockState.RUNNING, date(2022, 3, 21))
    assert "第四十七条" in filing.limit.citation


def test_a_clock_keeps_the_version_it_started_by(
    app: Flask, frozen: Callable[[date], None]
) -> None:
    frozen(date(2022, 3, 10))
    centre = make_centre()
    sign(centre, signed_on=date(2022, 3, 10))
    earlier = replace(NEW, valid_from=date(2022, 3, 1))
    with refused() as errors:
        add_version(earlier, SYSTEM)
    assert [(error.code, error.field) for error in errors] == [("frozen_before", "explanation")]

    add_version(replace(earlier, explanation="条文自3月1日起施行，通知晚到"), SYSTEM)
    refresh(SYSTEM)

    (filing,) = clocks("filing")
    assert (filing.limit.value, filing.ends_on) == (7, date(2022, 3, 21))


def test_a_contract_of_before_gets_its_clocks_from_the_hourly_run(
    app: Flask, frozen: Callable[[date], None]
) -> None:
    """As after an update from a version that had none."""
    frozen(date(2022, 3, 10))
    sign(make_centre(), signed_on=date(2022, 3, 10))
    assert refresh(SYSTEM) == 0
    db.session.rollback()

    page = rules_page(date(2022, 3, 10))

    assert {line.key for line in page.lines if line.running} >= {"publishing", "filing"}


def test_a_notice_that_arrives_moves_what_was_provisional(
    app: Flask, frozen: Callable[[date], None]
) -> None:
    frozen(date(2026, 12, 30))
    centre = make_centre()
    sign(centre, signed_on=date(2026, 12, 30), explanation="测试")
    (filing,) = clocks("filing")
    assert filing.ends_on == date(2027, 1, 8)

    lines = ("2027-01-01 休 元旦", "2027-01-04 休 元旦", "2027-01-05 休 元旦")
    moved = import_workdays("\n".join(lines), "示例通知", SYSTEM)

    (filing,) = clocks("filing")
    assert filing.ends_on == date(2027, 1, 13)
    assert moved >= 2
    story = filing.reckoned(law()).reckoning.story
    assert any("2027-01-04至2027-01-05元旦" in line.zh for line in story)


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.demo
def test_the_page_lists_every_limit_with_its_article(
    client: FlaskClient, login: Callable[..., None]
) -> None:
    login(client, person_of("auditor"))

    text = client.get("/rules/").get_data(as_text=True)

    assert "《政府采购法》第四十六条" in text
    assert "不超过7个工作日" in text
    assert client.get("/rules/nothing").status_code == 404


@pytest.mark.demo
def test_a_mistake_in_a_version_is_told_beside_the_field_and_nothing_is_lost(
    client: FlaskClient, login: Callable[..., None]
) -> None:
    login(client, person_of("admin"))
    form = {
        "value": "5",
        "unit": "working_day",
        "source": "新政府采购法",
        "article": "第五十条",
        "valid_from": "2023-01-01",
        "verified": "y",
        "note": "",
    }

    answer = client.post("/rules/filing/versions/new", data=form)

    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请写明在哪里核对了条文" in text
    assert 'value="新政府采购法"' in text

    answer = client.post("/rules/filing/versions/new", data={**form, "note": "财政部网站原文"})
    assert answer.status_code == 303
    assert "财政部网站原文" in client.get("/rules/filing").get_data(as_text=True)


def test_the_page_has_the_rules_without_a_clock_as_well(
    client: FlaskClient, login: Callable[..., None], app: Flask
) -> None:
    login(client, make_person("auditor", Role.AUDITOR))

    text = client.get("/rules/").get_data(as_text=True)

    assert "公开招标数额标准：货物、服务" in text
    assert "2,000,000.00元" in text
    assert "长沙市自定的限额标准" in text
    assert "待核" in text
    assert "小组5人以上、预算10,000,000.00元以上的7人以上单数，专家不少于2/3" in text
    assert "不少于15年" in text
