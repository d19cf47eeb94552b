"""What bad input gets on the pages of a tender: a clear message, and nothing lost."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest

from tests.procurement.logs import NAMES, START
from tests.procurement.tenders import entry, log_all, planned, steps, winner
from tests.procurement.test_tender_pages import list_fields
from tests.projects.office import make_office, make_project
from tests.projects.pages import errors_at, value_of
from tests.support import papers
from tracker.infra.db import db
from tracker.projects.models import Attachment

MEETING = date(2022, 10, 19)
OFFER_NAMES = [{"name": name, "price": "900000"} for name in NAMES[:1]]
ONE = [{"name": NAMES[0]}]
EXPERT, OTHER = {"name": "张专家", "expert": "y"}, {"name": "陈立"}


@pytest.fixture
def office(app, frozen):
    frozen(START)
    return make_office()


@pytest.fixture
def tender_id(office) -> int:
    return planned(make_project(office), office.procurement)


@pytest.fixture
def buyer(client, login, office):
    login(client, office.procurement)
    return client


def listed_at(answer, field: str) -> str:
    """What is said at the head of a list of rows, or beside a single field."""
    html = answer.get_data(as_text=True)
    found = re.search(rf'<fieldset[^>]*id="{field}".*?</legend>(.*?)<div', html, re.S)
    return found[1] if found else errors_at(answer, field)


@pytest.mark.parametrize(
    ("before", "step", "fields", "field", "message"),
    [
        (
            "notice",
            "panel",
            list_fields("people", [EXPERT, OTHER]),
            "people",
            "评审小组只有2人，应为3人以上单数",
        ),
        (
            "notice",
            "panel",
            list_fields("people", [EXPERT, OTHER, {"name": "刘洋"}]),
            "people",
            "评审专家1人，不足小组3人的2/3，至少应有2人",
        ),
        (
            "panel",
            "responses",
            list_fields("suppliers", ONE),
            "suppliers",
            "只有1家，竞争性磋商不得少于3家",
        ),
        (
            "panel",
            "responses",
            list_fields("suppliers", [{"name": name} for name in NAMES[:2]]),
            "fewer_ground",
            "只有2家，请填写：只剩两家时继续磋商的依据",
        ),
        (
            "negotiation",
            "final_offers",
            list_fields("offers", OFFER_NAMES),
            "offers",
            "只有1家",
        ),
    ],
)
def test_too_few_of_them_is_told_beside_the_list(
    buyer, office, tender_id, frozen, before, step, fields, field, message
):
    log_all(tender_id, office.procurement, frozen, before)
    frozen(max(MEETING, entry(step).happened_on))
    logged = steps(tender_id)
    form = {"happened_on": entry(step).happened_on.isoformat(), "explanation": "见纪要", **fields}

    answer = buyer.post(f"/tenders/{tender_id}/steps/{step}", data=form)

    assert answer.status_code == 422
    assert message in listed_at(answer, field)
    assert value_of(answer, "explanation") == "见纪要"
    for name, value in fields.items():
        if name.endswith("_name"):
            assert value_of(answer, name) == value
    assert steps(tender_id) == logged


@pytest.mark.parametrize(
    ("before", "step", "day", "message"),
    [
        ("panel", "responses", "2022-10-19", "早于“响应截止日期”（2022-10-20）"),
        ("determine", "award", "2022-10-23", "早于“确定中标、成交供应商”（2022-10-24）"),
        ("documents", "award", "2022-10-25", "请先登记“确定中标、成交供应商”"),
        ("documents", "notice", "2022-12-31", "日期不能晚于今天"),
    ],
)
def test_dates_that_contradict_each_other_are_told_and_nothing_is_lost(
    buyer, office, tender_id, frozen, before, step, day, message
):
    supplier = winner(office.procurement)
    log_all(tender_id, office.procurement, frozen, before, supplier)
    frozen(date(2022, 10, 26))
    facts: dict[str, Any] = {
        "responses": list_fields("suppliers", [{"name": name} for name in NAMES]),
        "award": {"supplier": supplier, "amount": "900,000", "starts_on": "2022-12-01"},
        "notice": {"sale_until": "2023-01-09", "deadline": "2023-01-20"},
    }[step]
    form = {"happened_on": day, "explanation": "补记", **facts}

    answer = buyer.post(f"/tenders/{tender_id}/steps/{step}", data=form)

    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert message in html
    assert value_of(answer, "happened_on") == day
    for name, value in facts.items():
        assert name == "supplier" or value_of(answer, name) == value


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "需求.pdf", "需求.pdf"),
        (b"GIF89a and no pdf", "需求.pdf", "需求.pdf"),
        (papers.pdf(), "需求.docx", "需求.docx"),
        (b"MZ\x90\x00", "需求.exe", "需求.exe"),
        (papers.pdf() + bytes(20 << 20), "需求.pdf", "超过20 MB"),
    ],
    ids=["empty", "a picture", "another format", "a program", "too large"],
)
def test_a_file_that_cannot_be_taken_is_told_and_the_step_not_logged(
    large_body, buyer, tender_id, content, name, message
):
    form = {
        "happened_on": START.isoformat(),
        "department": "项目应用室",
        "approver": "何志远",
        "papers_requirement": (io.BytesIO(content), name),
    }

    answer = buyer.post(
        f"/tenders/{tender_id}/steps/demand", data=form, content_type="multipart/form-data"
    )

    assert answer.status_code == 422
    assert message in errors_at(answer, "papers_requirement")
    html = answer.get_data(as_text=True)
    assert "项目应用室</textarea>" in html
    assert "何志远</textarea>" in html
    assert steps(tender_id) == []
    assert db.session.query(Attachment).count() == 0
