"""Pages of suppliers and awards, as a browser without a script uses them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.procurement.test_service import MEDIA
from tests.projects.office import TODAY, make_office, make_project
from tests.projects.pages import errors_at, value_of, words
from tracker.infra.db import db
from tracker.kernel.money import Money
from tracker.procurement import service
from tracker.procurement.models import Award, Supplier


@pytest.fixture
def office(app, frozen):
    frozen(TODAY)
    return make_office()


@pytest.fixture
def buyer(client, login, office):
    login(client, office.procurement)
    return client


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def supplier_fields(**changes: str) -> dict[str, str]:
    fields = {
        "name": MEDIA.name,
        "size": "small",
        "credit_code": "9135 0100 M000 100Y43",
        "bank_name": MEDIA.bank_name,
        "bank_account": MEDIA.bank_account,
    }
    return fields | changes


def award_fields(supplier_id: int, **changes: str) -> dict[str, str]:
    fields = {
        "method": "open_tender",
        "category": "services",
        "supplier_id": str(supplier_id),
        "amount": "197.874万元",
        "years": "3",
        "annual_amount": "",
        "notice_on": "2021-09-01",
        "starts_on": "2021-09-15",
    }
    return fields | changes


def test_a_supplier_is_added_and_listed(buyer):
    assert "还没有供应商" in words(buyer.get("/suppliers/"))

    answer = buyer.post("/suppliers/new", data=supplier_fields())

    assert (answer.status_code, answer.location) == (303, "/suppliers/")
    assert f"{MEDIA.name} 91350100M000100Y43 小型企业" in words(buyer.get("/suppliers/?q=传媒"))
    assert "没有名称或信用代码含“市政”的供应商" in words(buyer.get("/suppliers/?q=市政"))


def test_a_second_submit_adds_no_second_supplier(buyer):
    fields = supplier_fields(form_token="once")

    assert buyer.post("/suppliers/new", data=fields).status_code == 303
    assert buyer.post("/suppliers/new", data=fields).status_code == 303
    assert count(Supplier) == 1


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "请填写供应商名称"),
        ("size", "huge", "请选择企业规模"),
        ("credit_code", "91350100M000100Y44", "统一社会信用代码应为18位"),
    ],
)
def test_a_supplier_with_a_mistake_is_refused_beside_its_field(buyer, field, typed, message):
    answer = buyer.post("/suppliers/new", data=supplier_fields() | {field: typed})

    assert answer.status_code == 422
    assert message in errors_at(answer, field)
    assert value_of(answer, "bank_account") == MEDIA.bank_account
    assert count(Supplier) == 0


def test_both_versions_of_a_supplier_are_shown(office, buyer):
    key = service.record_supplier(MEDIA, office.finance)
    service.edit_supplier(key, replace(MEDIA, bank_account="1"), 1, "", office.finance)
    fields = supplier_fields(bank_account="2", version="1")

    answer = buyer.post(f"/suppliers/{key}/edit", data=fields)

    assert answer.status_code == 409
    assert "银行账号 1 2" in words(answer)
    again = fields | {"version": value_of(answer, "version")}
    assert buyer.post(f"/suppliers/{key}/edit", data=again).status_code == 303
    assert db.session.scalars(select(Supplier.bank_account)).one() == "2"


def test_an_edit_into_another_supplier_is_refused_beside_its_field(office, buyer):
    service.record_supplier(MEDIA, office.finance)
    other = replace(MEDIA, name="另一家", credit_code="")
    key = service.record_supplier(other, office.finance)
    assert value_of(buyer.get(f"/suppliers/{key}/edit"), "name") == "另一家"

    answer = buyer.post(f"/suppliers/{key}/edit", data=supplier_fields(version="1"))

    assert "已有同名或同信用代码的供应商" in errors_at(answer, "name")
    assert answer.status_code == 422


def test_an_unknown_supplier_is_not_found(buyer):
    assert buyer.get("/suppliers/9/edit").status_code == 404


def test_others_see_suppliers_and_change_nothing(office, client, login):
    key = service.record_supplier(MEDIA, office.finance)
    login(client, office.leader)

    shown = words(client.get("/suppliers/"))

    assert MEDIA.name in shown
    assert "登记供应商" not in shown
    assert client.get(f"/suppliers/{key}/edit").status_code == 403


def test_an_award_is_split_evenly_over_its_years(office, buyer):
    make_project(office)
    key = service.record_supplier(MEDIA, office.finance)

    answer = buyer.post("/projects/2022-06/awards/new", data=award_fields(key))

    assert (answer.status_code, answer.location) == (303, "/projects/2022-06")
    assert db.session.scalars(select(Award.annual_amount)).one() == Money.yuan("659580.00")
    assert MEDIA.name in words(buyer.get("/projects/2022-06/awards/new"))


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("method", "", "请选择采购方式"),
        ("supplier_id", "99", "查无此项，请从列表中选择"),
        ("amount", "0", "金额应大于零"),
        ("amount", "1.234", "金额最多两位小数，以万元填写时最多六位"),
        ("amount", "-5", "金额不能为负数"),
        ("annual_amount", "659,580.01", "659,580.01元×3年＝1,978,740.03元"),
        ("notice_on", "2022-11-16", "通知书日期不能晚于今天（2022-11-15）"),
        ("starts_on", "", "请填写服务开始日期"),
    ],
)
def test_an_award_with_a_mistake_is_refused_beside_its_field(office, buyer, field, typed, message):
    make_project(office)
    key = service.record_supplier(MEDIA, office.finance)

    answer = buyer.post("/projects/2022-06/awards/new", data=award_fields(key) | {field: typed})

    assert answer.status_code == 422
    assert message in errors_at(answer, field)
    assert value_of(answer, "starts_on") == ("" if field == "starts_on" else "2021-09-15")
    assert count(Award) == 0


def test_more_than_three_years_cannot_be_chosen(office, buyer):
    make_project(office)
    key = service.record_supplier(MEDIA, office.finance)

    answer = buyer.post("/projects/2022-06/awards/new", data=award_fields(key, years="4"))

    assert answer.status_code == 422
    assert count(Award) == 0


def test_an_award_of_somebody_elses_project_is_refused(office, client, login):
    make_project(office)
    login(client, office.other_owner)

    answer = client.get("/projects/2022-06/awards/new")

    assert answer.status_code == 403
    assert "王海燕" in words(answer)
