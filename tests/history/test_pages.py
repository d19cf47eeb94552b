"""操作日志 as people see it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tests.overview.pages import counted, links, rows, words
from tests.support import source
from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM
from tracker.contracts.models import Contract
from tracker.history.queries.names import called
from tracker.infra import audit
from tracker.infra.audit import AuditEntry, evidence_models
from tracker.infra.backup import anchors
from tracker.infra.db import db, transaction
from tracker.procurement.models import Supplier
from tracker.projects.models import Project

Login = Callable[..., None]


@pytest.fixture
def centre(app: Flask, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


@pytest.fixture
def auditor(centre: Centre, client: FlaskClient, login: Login) -> FlaskClient:
    """The client of the auditor, at a centre with one project."""
    make.command_centre(centre)
    login(client, centre.auditor)
    return client


def uid_of(model: Any, **what: Any) -> str:
    uid = str(db.session.scalars(select(model.uid).filter_by(**what)).one())
    db.session.rollback()
    return uid


def rename_supplier(name: str, reason: str = "更名") -> None:
    with transaction():
        row = db.session.scalars(select(Supplier)).one()
        row.name = name
        audit.record("suppliers.record", row, SYSTEM, detail=name, reason=reason)


def numbers(page: TestResponse) -> list[str]:
    """Which entries a page shows."""
    return re.findall(r"第(\d+)条<", page.get_data(as_text=True))


# --- the log --------------------------------------------------------------------------------------


def test_a_change_is_told_with_before_after_and_why(auditor: FlaskClient) -> None:
    rename_supplier("湖南某某数据公司")

    first = rows(auditor.get("/history/"))[0]

    assert "2022-11-15 10:00" in first
    assert "系统 登记供应商 湖南某某数据公司" in first
    assert "名称 湖南某某信息技术公司" in first
    assert first.endswith("更名")


def test_a_payment_reads_as_it_was_entered(auditor: FlaskClient) -> None:
    (row,) = rows(auditor.get("/history/?action=payments.record"))

    assert "金额 2,038,080.00元" in row
    assert "支付日期 2022-04-14" in row
    assert "付款节点 FR-SJ-2022-006 第1笔 款1" in row
    assert "付款类型 付款" in row
    assert "付清日期 （空） 2022-04-14" in row
    assert "项目 2022-06 综合指挥中心信息化建设" in row


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=contracts.sign", 1),
        ("kind=contract", 3),
        ("project=2022-06&kind=contract", 3),
        ("project=指挥中心项目&kind=contract", 3),
        ("project=2099-01", 0),
        ("project=%25", 0),
        ("since=2022-04-14&until=2022-04-14", 1),
        ("since=2022-04-15&until=2022-10-01", 0),
    ],
)
def test_filters_live_in_the_address(auditor: FlaskClient, query: str, found: int) -> None:
    page = auditor.get(f"/history/?{query}")

    if not found:
        assert "没有符合条件的操作" in words(page)
        return
    assert len(rows(page)) == found


def test_the_log_of_one_person(auditor: FlaskClient, centre: Centre) -> None:
    with transaction():
        row = db.session.scalars(select(Supplier)).one()
        row.name = "改名"
        audit.record("suppliers.record", row, centre.finance)

    (row_of_finance,) = rows(auditor.get(f"/history/?person={centre.finance.uid}"))

    assert "李晓雯" in row_of_finance
    assert len(rows(auditor.get("/history/?person=system"))) > 5


def test_what_an_address_means_nothing_by_is_said_and_left_out(auditor: FlaskClient) -> None:
    page = words(auditor.get("/history/?kind=table&since=2022-13-01&person=nobody"))

    for part in ("kind=table", "since=2022-13-01", "person=nobody"):
        assert f"“{part}”无法识别，已忽略这个条件" in page


def test_pages_of_fifty_lead_to_one_another(auditor: FlaskClient) -> None:
    for number in range(120):
        rename_supplier(f"第{number}次改名")

    first = auditor.get("/history/?action=suppliers.record")
    (older,) = [link for link in links(first) if "before=" in link]
    second = auditor.get(older)
    (newer,) = [link for link in links(second) if "after=" in link]
    last = auditor.get(next(link for link in links(second) if "before=" in link))

    assert [len(rows(page)) for page in (first, second, last)] == [50, 50, 21]
    assert "第119次改名" in rows(first)[0]
    assert "第69次改名" in rows(second)[0]
    assert rows(auditor.get(newer)) == rows(first)
    assert not [link for link in links(last) if "before=" in link]
    assert "action=suppliers.record" in older


def test_a_page_stays_the_same_while_entries_are_added(auditor: FlaskClient) -> None:
    for number in range(60):
        rename_supplier(f"第{number}次改名")
    (older,) = [link for link in links(auditor.get("/history/")) if "before=" in link]
    before = numbers(auditor.get(older))

    make.supplier("后来的公司")

    assert numbers(auditor.get(older)) == before


def test_beyond_the_last_page_there_is_a_way_back(auditor: FlaskClient) -> None:
    page = auditor.get("/history/?before=1")

    assert "没有更早的操作" in words(page)
    assert "/history/" in links(page)


def test_the_number_of_queries_does_not_grow_with_the_log(
    auditor: FlaskClient, centre: Centre
) -> None:
    make.website(centre)
    auditor.get("/history/")
    with counted() as few:
        assert len(rows(auditor.get("/history/?before=30"))) < 30
    for number in range(40):
        make.supplier(f"第{number}家公司")
    with counted() as many:
        assert len(rows(auditor.get("/history/"))) == 50

    assert len(many) <= len(few)


# --- who may read what ----------------------------------------------------------------------------


def test_the_whole_log_is_for_auditor_and_leader(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    for actor, status in (
        (centre.auditor, 200),
        (centre.leader, 200),
        (centre.finance, 403),
        (make.make_person("admin", "管理员", make.Role.ADMIN), 403),
    ):
        login(client, actor)

        assert client.get("/history/").status_code == status
        assert client.get("/history/verify").status_code == status
        assert ("/history/" in links(client.get("/projects/"))) is (status == 200)


def test_a_records_own_history_is_for_whoever_may_see_the_record(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    project, contract = uid_of(Project), uid_of(Contract)
    person, supplier = uid_of(User, login="finance"), uid_of(Supplier)
    login(client, centre.owner)

    assert client.get(f"/history/records/{project}").status_code == 200
    assert client.get(f"/history/records/{contract}").status_code == 200
    assert client.get(f"/history/records/{supplier}").status_code == 200
    assert client.get(f"/history/records/{person}").status_code == 403
    assert client.get("/history/records/00000000-0000-4000-8000-000000000000").status_code == 404
    assert client.get("/history/records/nothing").status_code == 404


def test_a_contracts_history_holds_what_happened_to_its_parts(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    make.website(centre)
    uid = uid_of(Contract, number="FR-SJ-2022-006")
    login(client, centre.owner)

    found = rows(client.get(f"/history/records/{uid}"))

    actions = ("登记付款", "登记付款条件成就", "登记合同备案", "登记合同公告", "登记合同")
    assert len(found) == 5
    for action, row in zip(actions, found, strict=True):
        assert action in row


def test_a_projects_history_holds_everything_about_it_and_nothing_else(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    make.website(centre)
    login(client, centre.owner)

    found = rows(client.get(f"/history/records/{uid_of(Project, code='2022-06')}"))

    assert "新建项目" in found[-1]
    assert any("登记付款" in row for row in found)
    assert not [row for row in found if "政府门户网站" in row]


def test_each_record_leads_to_its_own_history(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.command_centre(centre)
    admin = make.make_person("admin", "管理员", make.Role.ADMIN)
    person_id = db.session.scalars(select(User.id).filter_by(login="owner")).one()
    login(client, admin)

    for address, uid in (
        ("/projects/2022-06", uid_of(Project)),
        (f"/contracts/{contract_id}", uid_of(Contract)),
        ("/suppliers/", uid_of(Supplier)),
        (f"/people/{person_id}", uid_of(User, login="owner")),
    ):
        assert f"/history/records/{uid}" in links(client.get(address)), address
        assert client.get(f"/history/records/{uid}").status_code == 200


# --- the verdict ----------------------------------------------------------------------------------


def test_a_sound_log_is_said_to_be_sound(auditor: FlaskClient) -> None:
    page = words(auditor.get("/history/verify"))

    assert "一致 每条日志都与前一条衔接" in page
    assert re.search(r"日志 \d+条", page)


def test_a_row_changed_behind_the_product_is_named_as_people_know_it(auditor: FlaskClient) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE payment SET amount = amount + 1"))

    page = words(auditor.get("/history/verify"))

    assert "不一致" in page
    assert "对象 付款 FR-SJ-2022-006 第1笔" in page
    assert "不符的内容 金额" in page


def test_a_log_that_was_cut_short_is_noticed_by_its_anchor(
    auditor: FlaskClient, tmp_path: Path
) -> None:
    anchors.append(tmp_path, anchors.Anchor(TODAY, 999, "a" * 64, 999))

    assert "第999条" in words(auditor.get("/history/verify"))


# --- the demonstration centre ---------------------------------------------------------------------


@pytest.mark.demo
def test_every_before_is_what_the_log_said_before(app: Flask) -> None:
    """What the page shows as before → after agrees with the snapshots, entry by entry."""
    known: dict[str, dict[str, Any]] = {}
    off = []
    for seq, payload in db.session.execute(
        select(AuditEntry.seq, AuditEntry.payload).order_by(AuditEntry.seq)
    ):
        told = json.loads(payload)
        for row in told["rows"]:
            old, changes = known.get(row["uid"]), told["changes"][row["uid"]]
            if (old is None) is not (not changes):
                off.append((seq, row["kind"], "new"))
            for name, (before, after) in changes.items():
                if (before, after) != ((old or {}).get(name), row["data"][name]):
                    off.append((seq, row["kind"], name))
            known[row["uid"]] = row["data"]

    assert off == []


@pytest.mark.demo
def test_every_row_has_a_title_that_is_not_its_number(app: Flask) -> None:
    rows_of = {
        (kind, uid)
        for kind, model in evidence_models().items()
        for uid in db.session.scalars(select(model.uid))
    }

    names = called([*rows_of, ("no such kind", "x")])

    assert names.keys() == rows_of
    assert all(label.zh and label.en for label in names.values())


@pytest.mark.demo
def test_in_english_no_chinese_is_left_but_data(
    app: Flask, client: FlaskClient, login: Login
) -> None:
    auditor = db.session.scalars(select(User).filter_by(login="auditor")).one().actor
    with transaction():
        db.session.get_one(User, auditor.id).language = "en"
    login(client, auditor)
    data = "".join(db.session.scalars(select(AuditEntry.payload)))
    data += "".join(
        f"{one.detail}{one.reason}{one.actor_name}"
        for one in db.session.scalars(select(AuditEntry))
    )

    for address in ("/history/", "/history/?kind=contract", "/history/verify"):
        page = words(client.get(address))

        texts = re.findall(r"[\u3400-\u9fff]+", page)
        assert {one for one in texts if one not in data} - {"中文", "示例"} == set(), address
        assert source.CHINESE.search(page)
