"""Robots of groups: set up, posted to through the outbox, and what happens when one refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.reminders.centre import (
    Centre,
    due_on,
    expected_on,
    make_centre,
    make_contract,
    move,
    pay,
)
from tests.support.robots import OK, RobotServer, taking_posts
from tracker.accounts.rules import Actor
from tracker.infra import audit, clock, vault
from tracker.infra.db import db
from tracker.kernel.errors import NotAllowed
from tracker.reminders.models import Delivery, Obligation, Robot
from tracker.reminders.rules.robots import RobotDraft
from tracker.reminders.rules.states import DeliveryStatus
from tracker.reminders.service import delivery, robots, sweep

Freeze = Callable[[date | datetime], None]
Login = Callable[[FlaskClient, Actor], None]

KEY = "693axxx6-7aoc-4bc4"
DUE = date(2022, 11, 30)
DAY = date(2022, 11, 23)  # stage 7
TEN = clock.at(DAY, 10)


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> Iterator[RobotServer]:
    """A server of the unit's own that takes posts."""
    with taking_posts() as server:
        monkeypatch.setenv("TRACKER_ROBOT_BASES", server.base)
        yield server


@pytest.fixture
def centre(app: Flask, frozen: Freeze) -> Centre:
    frozen(date(2022, 8, 1))
    return make_centre()


def address(server: RobotServer, path: str = "/send") -> str:
    return f"{server.base}{path}?key={KEY}"


def add(centre: Centre, server: RobotServer, channel: str = "wecom", **more: object) -> int:
    values: dict[str, object] = {"name": "财务群", "address": address(server)} | more
    return robots.add_robot(channel, RobotDraft(**values), centre.admin)  # type: ignore[arg-type]


def posts() -> list[Delivery]:
    query = select(Delivery).where(Delivery.robot_id.is_not(None)).order_by(Delivery.id)
    return list(db.session.scalars(query))


def plan_one(centre: Centre, frozen: Freeze, *, amount: str = "627000.00") -> int:
    (instalment,) = make_contract(centre, expected_on(DUE, amount=amount))
    frozen(TEN)
    sweep.plan(DAY)
    return instalment


@pytest.mark.parametrize("channel", ["wecom", "dingtalk", "feishu"])
def test_a_group_gets_one_post_whatever_number_of_people_are_told(
    centre: Centre, group: RobotServer, frozen: Freeze, channel: str
) -> None:
    add(centre, group, channel)
    plan_one(centre, frozen)

    sweep.plan(DAY)
    delivery.send_due()
    delivery.send_due()

    (row,) = posts()
    (text,) = group.texts
    assert row.status is DeliveryStatus.SENT
    assert row.log[0].detail.endswith(" 0 success" if channel == "feishu" else " 0 ok")
    assert text.startswith("【提醒】剩7天：")
    assert group.message_ids == [row.message_id]


def test_amounts_are_told_only_to_a_group_that_may_know_them(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    add(centre, group, name="财务群", with_amounts=True)
    add(centre, group, name="项目群", address=address(group, "/open"))
    plan_one(centre, frozen)

    delivery.send_due()

    with_amounts = {
        path.split("?")[0]: "627,000.00" in text
        for path, text in zip(group.paths, group.texts, strict=True)
    }
    assert with_amounts == {"/send": True, "/open": False}


def test_several_matters_of_a_day_are_one_post_and_urgent_ones_are_posted_alone(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    add(centre, group)
    make_contract(centre, *(due_on(DUE, no=no) for no in (1, 2)), due_on(DAY, no=3))
    frozen(TEN)
    sweep.plan(DAY)

    delivery.send_due()

    subjects = sorted(text.splitlines()[0] for text in group.texts)
    assert len(subjects) == 2
    assert subjects[0].startswith("【提醒】2件事项")
    assert subjects[1].startswith("【提醒】今天")


def test_the_summary_waits_for_the_hour_of_the_group(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    add(centre, group, digest_hour=15)
    plan_one(centre, frozen)

    delivery.send_due()
    before = list(group.texts)
    frozen(clock.at(DAY, 15))
    delivery.send_due()

    assert (before, len(group.texts)) == ([], 1)


def test_a_group_is_told_only_what_was_chosen_for_it(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    add(centre, group, name="验收群", kinds=frozenset({"signature_pending"}))
    add(centre, group, name="领导群", urgent_only=True)
    plan_one(centre, frozen)

    assert posts() == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, '{"errcode":93000,"errmsg":"invalid webhook url"}'), "errcode 93000 invalid"),
        ((200, '{"errcode":false}'), "errcode False"),
        ((200, "{}"), "errcode None"),
        ((200, "<html>sign in</html>"), "HTTP 200 <html>sign in"),
        ((200, "[0]"), "HTTP 200 [0]"),
        ((404, "not here"), "HTTP 404 not here"),
        ((500, OK[1]), "HTTP 500"),
        ((302, OK[1]), "HTTP 302"),
        ((200, f'{{"errcode":1,"errmsg":"bad key {KEY}"}}'), "bad key ****"),
        (None, "RemoteDisconnected"),
    ],
)
def test_success_is_only_what_the_body_says_and_no_answer_shows_the_key(
    centre: Centre,
    group: RobotServer,
    frozen: Freeze,
    answer: tuple[int, str] | None,
    words: str,
) -> None:
    add(centre, group)
    plan_one(centre, frozen)
    group.answer, group.headers = answer, {"Location": f"{group.base}/elsewhere"}

    done = delivery.send_due()

    (row,) = posts()
    assert (done.sent, done.failed, row.status) == (0, 1, DeliveryStatus.QUEUED)
    assert words in row.last_error
    assert KEY not in row.last_error
    assert len(group.paths) == 1  # no redirect was followed


def test_a_post_that_failed_is_tried_again_under_the_same_number(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    add(centre, group)
    plan_one(centre, frozen)
    group.answer = (502, "")
    delivery.send_due()

    group.answer = OK
    frozen(TEN + timedelta(minutes=1))
    done = delivery.send_due()

    (row,) = posts()
    assert (done.sent, row.status) == (1, DeliveryStatus.SENT)
    assert len(set(group.message_ids)) == 1
    assert group.texts[0] == group.texts[1]


def test_what_is_paid_meanwhile_is_not_posted(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    add(centre, group)
    (instalment,) = make_contract(centre, due_on(DUE))
    frozen(clock.at(DUE, 10))
    sweep.plan(DUE)

    pay(instalment, "1000.00", DUE)
    delivery.send_due()

    assert [(row.status, row.reason) for row in posts()] == [("cancelled", "done")]
    assert group.paths == []


def test_a_change_that_held_a_post_back_does_not_lose_it(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    add(centre, group, digest_hour=15)
    instalment = plan_one(centre, frozen)
    move(instalment, DUE + timedelta(days=1))

    for day in (DAY, DAY + timedelta(days=1)):
        frozen(clock.at(day, 15))
        sweep.plan(day)
        delivery.send_due()

    assert [row.status for row in posts()] == [DeliveryStatus.CANCELLED, DeliveryStatus.SENT]
    assert len(group.texts) == 1
    (obligation,) = db.session.scalars(select(Obligation))
    people = [one for r in obligation.reminders for one in r.deliveries if one.recipient_id]
    assert len(people) == len({one.recipient_id for one in people})


def test_nothing_is_posted_twice_when_the_day_moves_a_little(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    add(centre, group)
    instalment = plan_one(centre, frozen)
    delivery.send_due()
    move(instalment, DUE + timedelta(days=1))

    frozen(clock.at(DAY + timedelta(days=1), 10))
    sweep.plan(DAY + timedelta(days=1))
    delivery.send_due()

    assert len(group.texts) == 1


def test_a_robot_that_was_stopped_posts_nothing_any_more(
    centre: Centre, group: RobotServer, frozen: Freeze
) -> None:
    robot_id = add(centre, group)
    plan_one(centre, frozen)

    robots.switch_robot(robot_id, centre.admin, on=False)
    delivery.send_due()

    assert [(row.status, row.reason) for row in posts()] == [("cancelled", "group")]
    assert group.paths == []


def test_a_server_that_is_no_longer_allowed_gets_nothing(
    centre: Centre, group: RobotServer, frozen: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(centre, group)
    plan_one(centre, frozen)
    monkeypatch.delenv("TRACKER_ROBOT_BASES")

    delivery.send_due()

    (row,) = posts()
    assert "不在允许的范围内" in row.last_error
    assert group.paths == []


# --- setting one up -------------------------------------------------------------------------------


def test_the_key_is_neither_in_the_database_nor_in_the_log_of_what_people_did(
    centre: Centre, group: RobotServer, app: Flask
) -> None:
    robot_id = add(centre, group, "dingtalk", secret="SEC0123456789")

    row = db.session.get_one(Robot, robot_id)
    entry = db.session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.seq.desc()))
    payload = str(entry.first().payload)
    folder = app.config["TRACKER"].data / "secrets"
    (file,) = folder.iterdir()
    assert row.address == f"{group.base}/send?key=****4bc4"
    assert KEY not in payload
    assert "SEC0123456789" not in payload
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_copied_database_without_its_folder_says_what_to_do(
    centre: Centre, group: RobotServer
) -> None:
    robot_id = add(centre, group)
    vault.forget(db.session.get_one(Robot, robot_id).secret_ref)

    with pytest.raises(robots.PostRefused, match="请重新填写"):
        robots.test_robot(robot_id, centre.admin)


def test_a_new_address_takes_the_place_of_the_old_one_on_disk_too(
    centre: Centre, group: RobotServer, app: Flask
) -> None:
    robot_id = add(centre, group, "dingtalk", secret="SEC0123456789")

    robots.change_robot(
        robot_id, RobotDraft("新群", f"{group.base}/new?key=abcdefgh1234"), centre.admin
    )

    row = db.session.get_one(Robot, robot_id)
    assert (row.name, row.is_signed) == ("新群", False)
    assert [file.name for file in (app.config["TRACKER"].data / "secrets").iterdir()] == [
        row.secret_ref
    ]


def test_a_new_secret_alone_keeps_the_address(centre: Centre, group: RobotServer) -> None:
    robot_id = add(centre, group, "dingtalk")

    robots.change_robot(robot_id, RobotDraft("财务群", secret="SEC0123456789"), centre.admin)
    robots.test_robot(robot_id, centre.admin)

    assert group.paths[0].startswith(f"/send?key={KEY}&timestamp=")


def test_only_the_administrator_sets_up_robots(centre: Centre, group: RobotServer) -> None:
    with pytest.raises(NotAllowed):
        robots.add_robot("wecom", RobotDraft("群", address(group)), centre.finance)


def test_the_page_takes_a_robot_tests_it_and_stops_it(
    centre: Centre, group: RobotServer, client: FlaskClient, login: Login
) -> None:
    login(client, centre.admin)
    form = {"name": "财务群", "address": address(group), "digest_hour": "9", "kinds": "payment_due"}

    client.post("/reminders/robots/wecom/new", data=form)
    listed = client.get("/reminders/operation").get_data(as_text=True)
    tested = client.post("/reminders/robots/1/test", follow_redirects=True).get_data(as_text=True)
    group.answer = (200, '{"errcode":45009,"errmsg":"api freq out of limit"}')
    refused = client.post("/reminders/robots/1/test", follow_redirects=True).get_data(as_text=True)
    client.post("/reminders/robots/1/switch")
    stopped = client.get("/reminders/operation").get_data(as_text=True)

    assert "财务群" in listed
    assert KEY not in listed
    assert "errcode 0 ok" in tested
    assert "errcode 45009 api freq out of limit" in refused
    assert "已停用" in stopped


def test_bad_input_comes_back_with_its_message_and_nothing_lost(
    centre: Centre, group: RobotServer, client: FlaskClient, login: Login
) -> None:
    login(client, centre.admin)
    evil = "https://evil.example/cgi-bin/webhook/send?key=0123456789"

    answer = client.post(
        "/reminders/robots/wecom/new",
        data={"name": "财务群", "address": evil, "secret": "x", "digest_hour": "9"},
    )
    missing = client.post(
        "/reminders/robots/wecom/new", data={"name": "财务群", "digest_hour": "9"}
    )

    page = answer.get_data(as_text=True)
    assert (answer.status_code, missing.status_code) == (422, 422)
    assert "不在允许的范围内" in page
    assert evil.replace("&", "&amp;") in page
    assert 'value="财务群"' in page
    assert "请填写机器人的Webhook地址" in missing.get_data(as_text=True)


def test_a_service_that_has_no_groups_has_no_such_page(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.admin)

    assert client.get("/reminders/robots/email/new").status_code == 404
    assert client.get("/reminders/robots/7").status_code == 404
