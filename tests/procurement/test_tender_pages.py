"""Pages of tenders, of their steps and of the register, as a browser without a script uses them."""

from __future__ import annotations

import io
import shutil
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.overview.pages import counted, links, words
from tests.procurement.logs import CONSULTATION, START
from tests.procurement.tenders import log_all, planned, tender, winner
from tests.procurement.test_methods import DUMMY, FOLDER
from tests.projects.office import make_office, make_project
from tests.projects.pages import errors_at, value_of
from tests.support import papers
from tracker.kernel.money import Money
from tracker.procurement.rules import Method
from tracker.procurement.rules.methods import read_from
from tracker.procurement.rules.tenders import TenderStatus


@pytest.fixture
def office(app, frozen):
    frozen(date(2022, 9, 1))
    return make_office()


@pytest.fixture
def project_id(office) -> int:
    return make_project(office)


@pytest.fixture
def buyer(client, login, office):
    login(client, office.procurement)
    return client


def plan_fields(**changes: str) -> dict[str, str]:
    fields = {
        "title": "政务网络运维服务",
        "method": "competitive_consultation",
        "category": "services",
        "organisation": "dispersed",
        "budget": "98万元",
        "years": "1",
    }
    return fields | changes


def list_fields(key: str, rows: list[dict[str, str]]) -> dict[str, str]:
    return {
        f"{key}-{no}_{name}": value for no, row in enumerate(rows) for name, value in row.items()
    }


def test_a_tender_is_planned_on_the_projects_page(buyer, project_id):
    assert "/projects/2022-06/tenders/new" in links(buyer.get("/projects/2022-06"))

    answer = buyer.post("/projects/2022-06/tenders/new", data=plan_fields())

    assert answer.status_code == 303
    page = words(buyer.get(answer.location))
    assert "政务网络运维服务" in page
    assert "未开始" in page
    assert "需求提出与审批" in page
    assert "采购方式变更批复" not in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "请填写采购内容"),
        ("budget", "", "请填写金额"),
        ("budget", "0", "金额应大于零"),
        ("method", "", "请选择采购方式"),
        ("method", "magic", "请选择采购方式"),
        ("method", "request_for_quotation", "询价不适用于服务，请改选采购方式"),
    ],
)
def test_a_wrong_plan_says_so_beside_the_field_and_loses_nothing(
    buyer, project_id, field, value, message
):
    answer = buyer.post("/projects/2022-06/tenders/new", data=plan_fields(**{field: value}))

    assert answer.status_code == 422
    assert message in errors_at(answer, field)
    kept = "organisation" if field != "organisation" else "title"
    assert value_of(answer, "title" if field != "title" else "budget")
    assert kept in answer.get_data(as_text=True)


def test_the_form_of_a_step_asks_exactly_what_the_step_requires(buyer, office, project_id):
    tender_id = planned(project_id, office.procurement)

    html = buyer.get(f"/tenders/{tender_id}/steps/notice").get_data(as_text=True)

    for name in ("happened_on", "url", "sale_until", "deadline", "papers_notice", "papers_other"):
        assert f'name="{name}"' in html, name
    for name in ("people-0_name", "offers-0_name", "supplier", "answers", "rounds"):
        assert f'name="{name}"' not in html, name
    assert "财库〔2014〕214号" in html
    assert buyer.get(f"/tenders/{tender_id}/steps/opening").status_code == 404


def test_a_step_is_logged_with_its_facts_and_files(buyer, office, project_id):
    tender_id = planned(project_id, office.procurement)
    fields = {
        "happened_on": "2022-09-01",
        "department": "项目应用室",
        "approver": "何志远",
        "papers_requirement": (io.BytesIO(papers.pdf()), "需求.pdf"),
        "papers_other": [
            (io.BytesIO(papers.pdf("1")), "附件1.pdf"),
            (io.BytesIO(papers.pdf("2")), "附件2.pdf"),
        ],
    }

    answer = buyer.post(
        f"/tenders/{tender_id}/steps/demand", data=fields, content_type="multipart/form-data"
    )

    assert answer.status_code == 303
    page = words(buyer.get(f"/tenders/{tender_id}"))
    for text in ("项目应用室", "需求.pdf", "附件1.pdf", "附件2.pdf", "3个文件"):
        assert text in page, text


def test_a_panel_of_two_is_told_beside_the_list_and_nothing_is_lost(
    buyer, office, project_id, frozen
):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "notice")
    frozen(date(2022, 10, 19))
    rows = [{"name": "张专家", "expert": "y"}, {"name": "陈立"}]
    fields = {"happened_on": "2022-10-19", **list_fields("people", rows)}

    answer = buyer.post(f"/tenders/{tender_id}/steps/panel", data=fields)

    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "评审小组只有2人，应为3人以上单数" in html
    assert 'value="张专家"' in html
    assert 'value="陈立"' in html


def test_more_rows_are_given_without_losing_what_was_typed(buyer, office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "notice")
    rows = [{"name": f"专家{no}", "expert": "y"} for no in range(5)]
    fields = {"happened_on": "2022-10-19", "rows": "5", "do": "rows"}

    answer = buyer.post(
        f"/tenders/{tender_id}/steps/panel", data=fields | list_fields("people", rows)
    )

    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="people-7_name"' in html
    assert 'name="people-8_name"' not in html
    assert 'value="专家4"' in html


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("happened_on", "2022-13-01", "不是正确的日期"),
        ("happened_on", "2022-11-16", "日期不能晚于今天"),
        ("deadline", "2022-10-01", "早于"),
        ("deadline", "", "请填写响应截止日期"),
        ("url", "www", "请填写以 http:// 或 https:// 开头的网址"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    buyer, office, project_id, frozen, field, value, message
):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "documents")
    frozen(date(2022, 10, 6))
    fields = {
        "happened_on": "2022-10-06",
        "sale_until": "2022-10-12",
        "deadline": "2022-10-20",
        "url": "https://example.gov.cn/a",
    }

    answer = buyer.post(f"/tenders/{tender_id}/steps/notice", data=fields | {field: value})

    assert answer.status_code == 422
    assert message in errors_at(answer, field)


def test_a_late_step_asks_for_its_explanation_and_is_shown_as_late(
    buyer, office, project_id, frozen
):
    tender_id = planned(project_id, office.procurement)
    frozen(date(2022, 10, 1))
    fields = {"happened_on": "2022-09-01", "department": "项目应用室", "approver": "何志远"}
    path = f"/tenders/{tender_id}/steps/demand"

    refused = buyer.post(path, data=fields)
    assert refused.status_code == 422
    assert "发生30天后才登记，请填写说明" in errors_at(refused, "explanation")

    assert buyer.post(path, data=fields | {"explanation": "休假"}).status_code == 303
    page = words(buyer.get(f"/tenders/{tender_id}"))
    assert "发生30天后才登记" in page
    assert "休假" in page
    assert "1步，1步补记或不按顺序" in page


def test_a_step_is_left_out_with_its_reason(buyer, office, project_id):
    tender_id = planned(project_id, office.procurement)
    path = f"/tenders/{tender_id}/steps/intention/skip"
    assert "跳过步骤请填写原因" in errors_at(buyer.post(path, data={}), "explanation")

    assert buyer.post(path, data={"explanation": "应急采购"}).status_code == 303

    page = words(buyer.get(f"/tenders/{tender_id}"))
    assert "已跳过" in page
    assert "应急采购" in page


def test_a_correction_starts_from_the_record_and_both_are_shown(buyer, office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "final_offers")
    frozen(date(2022, 10, 21))
    record = next(one for one in tender(tender_id).records if one.step == "final_offers")
    path = f"/step-records/{record.id}/correct"
    form = buyer.get(path)
    assert value_of(form, "offers-0_name") == "甲公司"
    assert value_of(form, "offers-1_price") == "910,000.00"
    rows = [
        {"name": name, "price": price}
        for name, price in (("甲公司", "890000"), ("乙公司", "910000"), ("丙公司", "920000"))
    ]
    fields = {"happened_on": "2022-10-20", **list_fields("offers", rows)}
    assert "更正请填写原因" in errors_at(buyer.post(path, data=fields), "explanation")

    assert buyer.post(path, data=fields | {"explanation": "抄错"}).status_code == 303

    page = words(buyer.get(f"/tenders/{tender_id}"))
    assert "已更正" in page
    assert "890,000.00" in page
    assert "900,000.00" in page


def test_a_failed_tender_leads_to_the_next(buyer, office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "panel")
    frozen(date(2022, 10, 20))
    fields = {"happened_on": "2022-10-20", "kind": "too_few", "reason": "只有2家供应商"}
    assert buyer.post(f"/tenders/{tender_id}/steps/unsuccessful", data=fields).status_code == 303
    assert f"/projects/2022-06/tenders/new?after={tender_id}" in links(
        buyer.get(f"/tenders/{tender_id}")
    )

    again = f"/projects/2022-06/tenders/new?after={tender_id}"
    refused = buyer.post(again, data=plan_fields(method="competitive_negotiation"))
    assert "应写明批准文号" in errors_at(refused, "change_reference")
    made = buyer.post(
        again, data=plan_fields(method="competitive_negotiation", change_reference="芙财采批9号")
    )

    page = words(buyer.get(made.location))
    assert "接第1次采购（废标、流标）" in page
    assert "芙财采批9号" in page


def test_a_suspended_tender_names_what_waits_and_takes_the_answer(
    buyer, office, project_id, frozen
):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "notice")
    frozen(date(2022, 10, 10))
    fields = {"happened_on": "2022-10-10", "challenger": "乙公司", "subject": "资质要求"}
    buyer.post(f"/tenders/{tender_id}/steps/challenge", data=fields)
    assert "2022-10-10 收到质疑，尚未处理" in words(buyer.get(f"/tenders/{tender_id}"))

    form = buyer.get(f"/tenders/{tender_id}/steps/challenge_reply")
    record_id = tender(tender_id).records[-1].id
    assert f'<option value="{record_id}">' in form.get_data(as_text=True)
    reply = {"happened_on": "2022-10-10", "result": "rejected", "reply": "不成立"}
    sent = buyer.post(
        f"/tenders/{tender_id}/steps/challenge_reply", data=reply | {"answers": str(record_id)}
    )

    assert sent.status_code == 303
    assert tender(tender_id).status is TenderStatus.ACTIVE


def test_the_award_leads_to_the_contract_form_filled_from_it(
    client, login, office, project_id, frozen
):
    login(client, office.owner)
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "award", winner(office.procurement))
    page = client.get(f"/tenders/{tender_id}")
    assert "节约80,000.00元，节约率8.2%" in words(page)

    form = client.get(next(one for one in links(page) if "contracts/new?award=" in one))

    assert value_of(form, "amount") == "900,000.00"
    assert value_of(form, "service_from") == "2022-12-01"
    assert value_of(form, "service_to") == "2023-11-30"


def test_the_projects_page_shows_the_process_and_the_next_step(buyer, office, project_id, frozen):
    tender_id = planned(project_id, office.procurement)
    log_all(tender_id, office.procurement, frozen, "plan")

    page = buyer.get("/projects/2022-06")

    assert "采购过程" in words(page)
    assert "下一步骤：采购文件编制与审核" in words(page)
    assert f"/tenders/{tender_id}/steps/documents" in links(page)


def test_a_reader_sees_the_tender_and_no_buttons(client, login, office, project_id):
    tender_id = planned(project_id, office.procurement)
    login(client, office.leader)

    page = client.get(f"/tenders/{tender_id}")

    assert "需求提出与审批" in words(page)
    assert not [one for one in links(page) if "/steps/" in one]
    assert client.get(f"/tenders/{tender_id}/steps/demand").status_code == 403


def test_a_method_added_by_one_file_is_offered_and_logged(
    buyer, office, project_id, tmp_path: Path
):
    folder = tmp_path / "methods"
    shutil.copytree(FOLDER, folder)
    (folder / "innovation.toml").write_text(DUMMY, "utf-8")
    with read_from(folder):
        assert "合作创新采购" in words(buyer.get("/projects/2022-06/tenders/new"))
        made = buyer.post("/projects/2022-06/tenders/new", data=plan_fields(method="innovation"))
        fields = {"happened_on": "2022-09-01", "department": "甲", "approver": "乙"}
        step = f"{made.location}/steps/demand"

        assert buyer.post(step, data=fields).status_code == 303

        assert "创新谈判" in words(buyer.get(made.location))
        assert "合作创新采购" in words(buyer.get("/procurement/"))


# --- the register --------------------------------------------------------------------------------


@pytest.fixture
def register(buyer, office, project_id, frozen):
    """One awarded, one planned in another project, in 2022; one of 2021."""
    frozen(date(2021, 12, 1))
    planned(project_id, office.procurement, title="去年的采购")
    frozen(date(2022, 9, 1))
    log_all(
        planned(project_id, office.procurement),
        office.procurement,
        frozen,
        "award",
        winner(office.procurement),
    )
    other = make_project(office, code="2022-07", name="会议室改造")
    planned(
        other,
        office.procurement,
        title="会议室设备",
        method=Method("competitive_negotiation"),
        budget=Money.yuan("500000"),
    )
    return buyer


def titles(response) -> list[str]:
    html = response.get_data(as_text=True)
    return [one for one in ("去年的采购", "政务网络运维服务", "会议室设备") if one in html]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["政务网络运维服务", "会议室设备"]),
        ("?year=2021", ["去年的采购"]),
        ("?year=all", ["去年的采购", "政务网络运维服务", "会议室设备"]),
        ("?method=competitive_negotiation", ["会议室设备"]),
        ("?status=complete", ["政务网络运维服务"]),
        ("?category=goods", []),
        ("?q=甲公司", ["政务网络运维服务"]),
        ("?q=FRCG-2022-0001", ["政务网络运维服务"]),
        ("?q=会议室&method=open_tender", []),
        ("?method=nonsense&status=x&page=99", ["政务网络运维服务", "会议室设备"]),
    ],
)
def test_the_register_is_narrowed_by_its_address(register, query, shown):
    answer = register.get(f"/procurement/{query}")

    assert answer.status_code == 200
    assert titles(answer) == shown


def test_the_totals_are_those_of_the_rows_that_fit(register):
    page = words(register.get("/procurement/"))

    assert "2次采购" in page
    assert "1,480,000.00" in page
    assert "节约80,000.00元，节约率8.2%" in page
    assert "980,000.00" in words(register.get("/procurement/?status=complete"))


def test_the_spreadsheet_holds_the_rows_of_the_page_with_every_column(register):
    with register.get("/procurement/export?status=complete") as answer:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active

    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in cells if "采购内容" in row)
    row = cells[cells.index(head) + 1]
    told = dict(zip(head, row, strict=True))
    assert told["采购内容"] == "政务网络运维服务"
    assert told["采购计划编号"] == "FRCG-2022-0001"
    assert told["供应商数量"] == 3
    assert told["评审专家"] == "专家0、专家1"
    assert told["成交金额（元）"] == 900000
    assert told["节约金额（元）"] == 80000
    assert told["意向公开日期"].date() == START + timedelta(days=CONSULTATION["intention"][0])
    total = next(row for row in cells if str(row[0]).startswith("合计"))
    assert total[head.index("预算金额（元）")] == 980000


def test_the_register_asks_a_constant_number_of_questions(register, office, project_id):
    with counted() as few:
        register.get("/procurement/?year=all")
    for no in range(4):
        planned(project_id, office.procurement, title=f"采购{no}")
    with counted() as many:
        register.get("/procurement/?year=all")

    assert len(many) == len(few)
