"""Supplier, purchaser and notice: noted beside the signatures, printed, and never counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.acceptance.hall import (
    TODAY,
    Hall,
    drafted,
    everybody_passes,
    give,
    make_hall,
    opened,
    verdict,
)
from tests.contracts.centre import make_person
from tests.support.papers import incoming
from tracker.acceptance.models import Addendum
from tracker.acceptance.queries.checking import check_number
from tracker.acceptance.rules import addenda, errors
from tracker.acceptance.rules.commands import Add, ReportRectified
from tracker.acceptance.rules.kinds import AddendumKind, RoundState
from tracker.acceptance.service import rectifying
from tracker.acceptance.service.addenda import add
from tracker.acceptance.service.opening import void
from tracker.accounts.rules import Actor, Role
from tracker.infra.db import db
from tracker.infra.verification import verify
from tracker.projects.rules import NotYourProject

Login = Callable[[FlaskClient, Actor], None]
CONFIRMED = Add(AddendumKind.SUPPLIER, "张三（项目经理）", TODAY, "无异议")
NOTICE = Add(AddendumKind.NOTICE, "政府采购网", TODAY, "", "https://example.gov.cn/1.html")


@pytest.fixture
def hall(app, frozen) -> Hall:
    frozen(TODAY)
    return make_hall()


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (CONFIRMED, []),
        (NOTICE, []),
        (replace(CONFIRMED, by=" "), [("by_somebody", "by")]),
        (replace(CONFIRMED, text=""), [("text_missing", "text")]),
        (replace(NOTICE, address=""), [("address_missing", "address")]),
        (replace(NOTICE, address="javascript:alert(1)"), [("address_missing", "address")]),
        (replace(NOTICE, address="https://"), [("address_missing", "address")]),
        (replace(NOTICE, address="http://[x"), [("address_missing", "address")]),
        (replace(CONFIRMED, on=date(2022, 11, 29)), [("noted_later", "on")]),
        (replace(CONFIRMED, on=date(2022, 11, 27)), [("noted_before", "on")]),
    ],
)
def test_what_is_noted_is_complete_and_possible(command, expected):
    found = list(addenda.problems(command, TODAY, TODAY))

    assert [(error.code, error.field) for error in found] == expected


@pytest.mark.parametrize("state", list(RoundState))
def test_a_round_takes_notes_from_its_opening_on_unless_it_is_void(state):
    taking = {RoundState.OPEN, RoundState.ACCEPTED, RoundState.REJECTED}

    assert addenda.takes_addenda(state) is (state in taking)


def test_the_suppliers_confirmation_changes_nothing_about_the_outcome(hall, app):
    acceptance = opened(hall)
    give(acceptance, hall.leader)

    add(acceptance.id, hall.centre.owner, replace(CONFIRMED, text="不同意扣款"))

    assert acceptance.state is RoundState.OPEN
    assert hall.part(2).triggered_on is None
    everybody = [give(acceptance, one) for one in hall.signers[1:]]
    assert everybody[-1].state is RoundState.ACCEPTED
    assert check_number(acceptance.number).is_sound
    assert verify(app.config["TRACKER"].audit_key).problem is None


def test_it_is_added_to_and_the_last_one_of_each_kind_is_printed(hall, client, login):
    acceptance = opened(hall)
    everybody_passes(acceptance, hall)
    add(acceptance.id, hall.centre.owner, CONFIRMED)
    add(acceptance.id, hall.centre.owner, replace(CONFIRMED, text="确认，另附清单"))
    add(acceptance.id, hall.centre.owner, NOTICE)

    login(client, hall.supervisor)
    paper = client.get(f"/acceptance/{acceptance.id}/certificate").get_data(as_text=True)

    assert db.session.query(Addendum).count() == 3
    assert "确认，另附清单" in paper
    assert "无异议" not in paper
    assert NOTICE.address in paper


def test_its_papers_and_those_of_the_rectification_stand_on_the_page_of_the_round(
    hall, client, login
):
    acceptance = opened(hall)
    command = verdict(acceptance, {3: "3.3 中危未整改"})
    for one in hall.signers:
        give(acceptance, one, command)
    shown = [incoming("确认函.txt", "确认".encode())]
    add(acceptance.id, hall.centre.owner, CONFIRMED, shown)
    done = ReportRectified(TODAY, "已修复")
    rectifying.report(
        acceptance.id, hall.centre.owner, done, [incoming("复测报告.txt", "复测".encode())]
    )

    login(client, hall.supervisor)
    paper = client.get(f"/acceptance/{acceptance.id}").get_data(as_text=True)

    assert paper.index("复测报告.txt") < paper.index("供应商确认与公告") < paper.index("确认函.txt")


def test_what_was_altered_behind_the_product_is_named(hall, app):
    acceptance = opened(hall)
    add(acceptance.id, hall.centre.owner, CONFIRMED)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE acceptance_addendum SET text = '有异议'")
    db.session.remove()

    assert "text" in str(verify(app.config["TRACKER"].audit_key).problem)


def test_a_draft_and_a_void_round_take_none_and_outsiders_note_nothing(hall):
    draft = drafted(hall)
    with pytest.raises(errors.NothingToNote, match="起草中"):
        add(draft.id, hall.centre.owner, CONFIRMED)
    void(draft.id, hall.centre.owner, "不用了")
    with pytest.raises(errors.NothingToNote, match="已作废"):
        add(draft.id, hall.centre.owner, CONFIRMED)
    with pytest.raises(NotYourProject):
        add(opened(hall).id, make_person("stranger", Role.PROJECT_OWNER), CONFIRMED)


def test_the_page_tells_beside_the_field_what_is_missing_and_keeps_the_rest(hall, client, login):
    acceptance = opened(hall)
    login(client, hall.centre.owner)
    address = f"/acceptance/{acceptance.id}/addenda/new"
    form: dict[str, Any] = {"kind": "notice", "by": "政府采购网", "on": "2022-11-28"}

    asked = client.get(f"{address}?kind=supplier").get_data(as_text=True)
    blank = client.post(address, data={})
    missing = client.post(address, data=form)
    done = client.post(address, data=form | {"address": NOTICE.address}, follow_redirects=True)

    assert '<option selected value="supplier">' in asked
    assert (blank.status_code, missing.status_code, done.status_code) == (422, 422, 200)
    assert "请填写公告网址" in missing.get_data(as_text=True)
    assert 'value="政府采购网"' in missing.get_data(as_text=True)
    assert NOTICE.address in done.get_data(as_text=True)
