"""Pages of projects, as a browser without a script uses them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.projects.office import TODAY, entry, line, make_office, make_project
from tests.projects.pages import errors_at, value_of, words
from tracker.accounts.models import User
from tracker.accounts.rules import SYSTEM
from tracker.infra import audit
from tracker.infra.db import db, lock, transaction
from tracker.kernel.money import Money
from tracker.projects import service
from tracker.projects.models import BudgetEntry, BudgetLine, Project, ProjectMember
from tracker.projects.rules import BudgetCategory, Duty, EntryKind
from tracker.settings.models import FiscalYear

K = EntryKind


@pytest.fixture
def office(app, frozen):
    frozen(TODAY)
    return make_office()


@pytest.fixture
def owner(client, login, office):
    login(client, office.owner)
    return client


@pytest.fixture
def finance(client, login, office):
    login(client, office.finance)
    return client


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def project_fields(office, **changes: str) -> dict[str, str]:
    fields = {
        "code": "2022-06",
        "name": "综合指挥中心信息化建设项目",
        "aliases": "指挥中心\r\n区指挥中心",
        "type": "system_build",
        "department_id": str(office.department_id),
        "owner_id": str(office.owner.id),
        "started_on": "2022-01-10",
    }
    return fields | changes


def row_fields(row: int = 0, **changes: str) -> dict[str, str]:
    fields = {
        "year": "2022",
        "fund_source": "一般公共预算",
        "on": "2022-02-10",
        "requested": "",
    }
    return {f"lines-{row}-{name}": value for name, value in (fields | changes).items()}


# --- a new project ------------------------------------------------------------------------------


def test_the_form_proposes_the_next_number_and_one_line(office, owner):
    make_project(office, code="2022-13")

    shown = owner.get("/projects/new")

    assert shown.status_code == 200
    assert value_of(shown, "code") == "2022-14"
    assert value_of(shown, "lines-0-year") == "2022"
    assert "lines-0-allotted" not in shown.get_data(as_text=True)  # for finance only


def test_a_project_with_two_lines_is_added(office, finance):
    fields = project_fields(office) | row_fields(approved="886.32万元", allotted="6,485,600")
    fields |= row_fields(1, year="2023", requested="１００万")

    answer = finance.post("/projects/new", data=fields)

    assert (answer.status_code, answer.location) == (303, "/projects/2022-06")
    project = db.session.scalars(select(Project)).one()
    assert project.aliases == ("指挥中心", "区指挥中心")
    assert [(one.year, str(one.figures.budgeted)) for one in project.lines] == [
        (2022, "8,863,200.00"),
        (2023, "1,000,000.00"),
    ]


def test_a_second_submit_of_the_same_page_adds_nothing(office, finance):
    fields = project_fields(office, form_token="once") | row_fields(approved="1")

    first = finance.post("/projects/new", data=fields)
    second = finance.post("/projects/new", data=fields)

    assert second.status_code == 303
    assert second.location == first.location
    assert count(Project) == count(BudgetEntry) == 1


def test_rows_are_added_and_dropped_without_a_script_and_nothing_is_lost(office, owner):
    fields = project_fields(office, code="不对") | row_fields(requested="12.345")

    more = owner.post("/projects/new", data=fields | {"add_row": "1"})
    assert more.status_code == 200
    assert value_of(more, "code") == "不对"
    assert value_of(more, "lines-0-requested") == "12.345"
    assert value_of(more, "lines-1-fund_source") == "一般公共预算"

    fields |= row_fields(1, year="2023", requested="5")
    fewer = owner.post("/projects/new", data=fields | {"drop_row": "0"})
    assert value_of(fewer, "lines-0-requested") == "5"
    assert "lines-1-year" not in fewer.get_data(as_text=True)
    assert count(Project) == 0


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("code", "", "请填写项目编号"),
        ("code", "2022/6", "项目编号应为“年度-序号”，例如 2022-06"),
        ("name", " ", "请填写项目名称"),
        ("type", "palace", "请选择项目类型"),
        ("owner_id", "99999", "查无此项，请从列表中选择"),
        ("owner_id", "1 OR 1=1", "请选择项目负责人"),
        ("department_id", "", "请选择科室"),
        ("started_on", "2022-02-30", "“2022-02-30”不是正确的日期，请按 2022-11-30 的格式填写"),
        ("started_on", "0022-01-01", "日期的年份应在2000年至2099年之间"),
        ("lines-0-year", "二〇二二", "年度为四位数字，例如 2023"),
        ("lines-0-year", "1022", "年度应在2000年至2099年之间"),
        ("lines-0-fund_source", "", "请填写资金来源"),
        ("lines-0-requested", "", "请至少填写一个金额，或去掉这一项预算"),
        ("lines-0-requested", "12.345", "金额最多两位小数，以万元填写时最多六位"),
        ("lines-0-requested", "-5", "金额不能为负数"),
        ("lines-0-requested", "0", "金额应大于零；只有“调整”可以减少"),
        ("lines-0-requested", "很多", "金额应为数字，例如 1,234.50 或 12.5万元"),
        ("lines-0-on", "2022-11-16", "日期不能晚于今天（2022-11-15）"),
    ],
)
def test_every_mistake_is_said_beside_its_field(office, owner, field, typed, message):
    fields = project_fields(office) | row_fields(requested="5")

    answer = owner.post("/projects/new", data=fields | {field: typed})

    assert answer.status_code == 422
    assert message in errors_at(answer, field)
    assert "有1处需要改正" in words(answer)
    assert count(Project) == count(BudgetLine) == 0


def test_what_was_typed_is_kept_beside_the_error(office, owner):
    fields = project_fields(office) | row_fields(requested="12.345")

    answer = owner.post("/projects/new", data=fields)

    assert value_of(answer, "lines-0-requested") == "12.345"
    assert value_of(answer, "code") == "2022-06"
    assert "<title>错误：" in answer.get_data(as_text=True)


def test_a_number_in_use_is_refused_and_the_next_one_offered(office, owner):
    make_project(office)
    fields = project_fields(office) | row_fields(requested="5")

    answer = owner.post("/projects/new", data=fields)
    assert errors_at(answer, "code") == ("项目编号 2022-06 已被“综合指挥中心信息化建设项目”使用")
    assert "改为2022-07" in words(answer)

    taken = owner.post("/projects/new", data=fields | {"use_code": "2022-07"})
    assert value_of(taken, "code") == "2022-07"
    assert count(Project) == 1


def test_an_owner_cannot_slip_in_an_approved_amount(office, owner):
    fields = project_fields(office) | row_fields(approved="5")

    answer = owner.post("/projects/new", data=fields)

    assert answer.status_code == 403
    assert "财务" in words(answer)
    assert count(Project) == 0


@pytest.mark.parametrize("who", ["leader", "procurement", "admin"])
def test_others_are_told_whom_to_ask(office, client, login, who):
    login(client, getattr(office, who))

    answer = client.get("/projects/new")

    assert answer.status_code == 403
    assert "新建项目" in words(answer)
    assert "财务" in words(answer)


# --- editing ------------------------------------------------------------------------------------


def test_an_edit_is_saved_and_leads_to_the_project(office, owner):
    make_project(office)
    shown = owner.get("/projects/2022-06/edit")
    assert value_of(shown, "version") == "1"

    fields = project_fields(office, name="综合指挥中心", version="1", reason="与批复一致")
    answer = owner.post("/projects/2022-06/edit", data=fields)

    assert (answer.status_code, answer.location) == (303, "/projects/2022-06")
    assert db.session.scalars(select(Project.name)).one() == "综合指挥中心"


def test_both_versions_are_shown_and_mine_can_be_saved_on_top(office, owner):
    key = make_project(office)
    theirs = office.details(name="财务改的名称", owner_id=office.other_owner.id)
    service.edit_project(key, theirs, 1, "", office.finance)
    fields = project_fields(office, name="我改的名称", version="1")

    answer = owner.post("/projects/2022-06/edit", data=fields)

    assert answer.status_code == 403  # no longer the owner: the other version took it away

    service.edit_project(key, office.details(name="财务改的名称"), 2, "", office.finance)
    answer = owner.post("/projects/2022-06/edit", data=fields)
    assert answer.status_code == 409
    shown = words(answer)
    assert "你编辑期间，这条记录已被他人修改" in shown
    assert "李晓雯于2022-11-15 10:00保存了另一个版本" in shown
    assert "项目名称 财务改的名称 我改的名称" in shown
    assert db.session.scalars(select(Project.name)).one() == "财务改的名称"

    again = fields | {"version": value_of(answer, "version")}
    assert owner.post("/projects/2022-06/edit", data=again).status_code == 303
    assert db.session.scalars(select(Project.name)).one() == "我改的名称"


def test_an_edit_to_a_number_in_use_is_refused_and_a_free_one_offered(office, owner):
    make_project(office, code="2022-01")
    make_project(office)
    fields = project_fields(office, code="2022-01", version="1")

    answer = owner.post("/projects/2022-06/edit", data=fields)
    assert "项目编号 2022-01 已被" in errors_at(answer, "code")
    taken = owner.post("/projects/2022-06/edit", data=fields | {"use_code": "2022-07"})

    assert (taken.status_code, value_of(taken, "code")) == (200, "2022-07")
    assert db.session.scalars(select(Project.code).order_by(Project.code)).all() == [
        "2022-01",
        "2022-06",
    ]


def test_an_owner_whose_account_is_closed_is_still_shown_as_the_owner(office, finance):
    make_project(office)
    with transaction():
        gone = lock(User, office.owner.id)
        gone.active = False
        audit.record("accounts.deactivate", gone, SYSTEM)

    shown = finance.get("/projects/2022-06/edit").get_data(as_text=True)

    assert f'<option selected value="{office.owner.id}">王海燕</option>' in shown


def test_another_owner_does_not_even_see_the_form(office, client, login):
    make_project(office)
    login(client, office.other_owner)

    answer = client.get("/projects/2022-06/edit")

    assert answer.status_code == 403
    assert "王海燕" in words(answer)


def test_an_unknown_project_is_not_found(office, owner):
    for path in ("edit", "budget", "members", "archive"):
        assert owner.get(f"/projects/2022-99/{path}").status_code == 404


# --- archive ------------------------------------------------------------------------------------


def test_a_project_is_archived_and_taken_out_again(office, owner):
    make_project(office)

    assert "归档后不能再修改项目" in words(owner.get("/projects/2022-06/archive"))
    assert owner.post("/projects/2022-06/archive", data={"reason": ""}).status_code == 303
    assert db.session.scalars(select(Project)).one().archived_on == TODAY

    refused = owner.get("/projects/2022-06/edit")
    assert refused.status_code == 422
    assert "已归档" in words(refused)
    without_reason = owner.post("/projects/2022-06/archive", data={"reason": " "})
    assert errors_at(without_reason, "reason").endswith("请填写原因")
    assert owner.post("/projects/2022-06/archive", data={"reason": "漏记"}).status_code == 303
    assert db.session.scalars(select(Project)).one().archived_on is None


def test_a_project_with_something_open_says_why_it_is_not_archived(office, owner):
    key = make_project(office)
    with transaction():
        row = db.session.get_one(Project, key)
        row.claim_stage(contract=True)
        audit.record("projects.edit", row, SYSTEM)

    answer = owner.post("/projects/2022-06/archive", data={"reason": ""})

    assert answer.status_code == 422
    assert "项目还处在“合同”阶段，有没办完的事，不能归档" in words(answer)


# --- budget -------------------------------------------------------------------------------------


@pytest.fixture
def line_id(office) -> int:
    entries = (entry(K.APPROVED, "700000.00", date(2022, 2, 10)),)
    make_project(office, line(*entries, quota_number="芙财预〔2022〕1号"))
    return db.session.scalars(select(BudgetLine.id)).one()


def entry_fields(line_id: int, **changes: str) -> dict[str, str]:
    fields = {
        "line_id": str(line_id),
        "kind": "allotted",
        "amount": "50万元",
        "on": "2022-03-01",
        "document_number": "芙财〔2022〕8号",
        "reason": "第一批到位",
    }
    return fields | changes


def test_the_four_figures_stand_above_the_entries_they_come_from(finance, line_id):
    finance.post("/projects/2022-06/budget", data=entry_fields(line_id))
    lowered = entry_fields(line_id, kind="lowered", amount="40000", reason="压减")
    finance.post("/projects/2022-06/budget", data=lowered)

    shown = words(finance.get("/projects/2022-06/budget"))

    assert "一般公共预算 芙财预〔2022〕1号 700,000.00 减40,000.00 500,000.00 0.00" in shown
    assert "2022-03-01 到位 500,000.00元 第一批到位 芙财〔2022〕8号" in shown
    assert "2022-03-01 调减 40,000.00元 压减" in shown
    assert "预算 660,000.00元" in shown


def test_an_amount_is_repeated_in_capitals_when_it_must_be_corrected(finance, line_id):
    answer = finance.post("/projects/2022-06/budget", data=entry_fields(line_id, on="2022-12-15"))

    assert errors_at(answer, "on").endswith("日期不能晚于今天（2022-11-15）")
    assert value_of(answer, "amount") == "50万元"
    assert "伍拾万元整" in words(answer)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("line_id", "99999", "查无此项，请从列表中选择"),
        ("kind", "carried_in", "请选择登记什么"),
        ("kind", "spent", "请选择登记什么"),
        ("amount", "", "请填写金额"),
        ("amount", "0", "金额应大于零；只有“调整”可以减少"),
        ("amount", "-1", "金额不能为负数"),
        ("amount", "0.001", "金额最多两位小数，以万元填写时最多六位"),
        ("on", "", "请填写日期"),
        ("reason", "", "请填写原因"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_beside_its_field(
    finance, line_id, field, typed, message
):
    answer = finance.post("/projects/2022-06/budget", data=entry_fields(line_id) | {field: typed})

    assert answer.status_code == 422
    assert message in errors_at(answer, field)
    assert count(BudgetEntry) == 1


def test_no_more_is_taken_off_than_there_is(finance, line_id):
    fields = entry_fields(line_id, kind="lowered", amount="700000.01")

    answer = finance.post("/projects/2022-06/budget", data=fields)

    assert "最多可减少 700,000.00元" in errors_at(answer, "amount")


def test_a_closed_year_offers_no_line_and_takes_no_entry(finance, line_id):
    with transaction():
        year = FiscalYear.usual(2022)
        year.closed_on = TODAY
        db.session.add(year)
        audit.record("funding.close_year", year, SYSTEM)

    shown = finance.get("/projects/2022-06/budget")
    assert "年度已关闭" in words(shown)
    answer = finance.post("/projects/2022-06/budget", data=entry_fields(line_id))
    assert errors_at(answer, "line_id")
    fields = {"year": "2022", "fund_source": "其他", "on": "2022-03-01", "requested": "5"}
    answer = finance.post("/projects/2022-06/budget/lines/new", data=fields)
    assert errors_at(answer, "year").endswith("2022财政年度已关闭，不能再登记")
    assert count(BudgetEntry) == 1


def test_a_further_line_is_added_and_an_equal_one_refused(finance, line_id):
    fields = {"year": "2023", "fund_source": "一般公共预算", "on": "2022-10-20", "requested": "5万"}

    assert finance.post("/projects/2022-06/budget/lines/new", data=fields).status_code == 303
    again = finance.post("/projects/2022-06/budget/lines/new", data=fields)

    assert errors_at(again, "quota_number").endswith(
        "2023年已有相同资金来源、指标文号和科目的预算项"
    )
    assert count(BudgetLine) == 2


def test_whoever_may_not_record_sees_figures_and_no_form(office, client, login, line_id):
    login(client, office.leader)

    shown = client.get("/projects/2022-06/budget")

    assert "700,000.00" in words(shown)
    assert "登记一笔" not in words(shown)
    assert "增加预算项" not in words(shown)
    assert client.post("/projects/2022-06/budget", data=entry_fields(line_id)).status_code == 403


def test_basic_expenditure_is_entered_with_its_spending(office, finance):
    fields = {
        "category": "staff",
        "year": "2022",
        "fund_source": "一般公共预算",
        "on": "2022-02-10",
        "approved": "145.88万元",
    }
    added = finance.post("/budget/basic/lines/new", data=fields)
    assert added.location == "/budget/basic?year=2022"
    line_id = db.session.scalars(select(BudgetLine.id)).one()

    spent = entry_fields(line_id, kind="spent", amount="12万元", on="2022-01-31", reason="一月")
    assert finance.post("/budget/basic?year=2022", data=spent).status_code == 303
    early = finance.post("/budget/basic?year=2022", data=spent | {"on": "2021-12-31"})
    assert errors_at(early, "on").endswith("2022年预算的支出日期应在2022年内")

    shown = words(finance.get("/budget/basic"))
    assert "人员经费 一般公共预算 1,458,800.00 0.00 0.00 120,000.00" in shown
    assert "2021年还没有基本支出的预算项" in words(finance.get("/budget/basic?year=2021"))
    assert finance.get("/budget/basic?year=x").status_code == 200


def test_a_basic_line_is_entered_once(office, finance):
    service.add_basic_line(line(category=BudgetCategory.OFFICE), office.finance)
    fields = {
        "category": "office",
        "year": "2022",
        "fund_source": "一般公共预算",
        "on": "2022-02-10",
        "approved": "44.5万元",
    }

    answer = finance.post("/budget/basic/lines/new?year=2022", data=fields)

    assert "已有相同资金来源" in errors_at(answer, "quota_number")
    assert count(BudgetLine) == 1


def test_basic_lines_are_not_open_to_project_owners(office, owner):
    service.add_basic_line(line(category=BudgetCategory.OFFICE), office.finance)

    assert "公用经费" in words(owner.get("/budget/basic"))
    assert owner.get("/budget/basic/lines/new").status_code == 403


# --- people -------------------------------------------------------------------------------------


def test_duties_are_given_and_ended(office, owner):
    make_project(office)
    fields = {"user_id": str(office.procurement.id), "duty": "procurement"}

    assert owner.post("/projects/2022-06/members", data=fields).status_code == 303
    refused = owner.post("/projects/2022-06/members", data=fields | {"duty": "acceptance"})
    assert "刘洋已负责本项目的采购经办，与验收是不相容岗位" in errors_at(refused, "overlap_reason")

    member = db.session.scalars(select(ProjectMember)).one()
    ended = owner.post(f"/projects/2022-06/members/{member.id}/end")
    assert ended.status_code == 303
    assert "以前的分工" in words(owner.get("/projects/2022-06/members"))


def test_a_duty_without_a_person_is_refused_beside_the_field(office, owner):
    make_project(office)

    answer = owner.post("/projects/2022-06/members", data={"user_id": "", "duty": "handler"})

    assert errors_at(answer, "user_id") == "请选择人员"
    assert count(ProjectMember) == 0


def test_others_see_duties_without_a_form(office, client, login):
    key = make_project(office)
    service.assign_member(key, office.procurement.id, Duty.PROCUREMENT, office.owner)
    login(client, office.other_owner)

    shown = words(client.get("/projects/2022-06/members"))
    fields = {"user_id": str(office.other_owner.id), "duty": "handler"}

    assert "刘洋 采购经办 2022-11-15" in shown
    assert "登记分工" not in shown
    assert client.post("/projects/2022-06/members", data=fields).status_code == 403


def test_the_administrator_hands_a_leavers_work_over(office, client, login):
    make_project(office)
    login(client, office.admin)
    path = f"/people/{office.owner.id}/hand-over"
    assert "负责的项目：2022-06" in words(client.get(path))

    nobody = client.post(path, data={"to_id": ""})
    assert errors_at(nobody, "to_id").endswith("请选择接手的人")
    done = client.post(path, data={"to_id": str(office.head.id), "deactivate": "y"})

    assert done.status_code == 303
    project = db.session.scalars(select(Project)).one()
    assert (project.owner_id, project.owner.active) == (office.head.id, True)
    assert "手上没有要移交的工作" in words(client.get(path))


def test_only_the_administrator_hands_work_over(office, owner):
    assert owner.get(f"/people/{office.owner.id}/hand-over").status_code == 403


def test_money_is_kept_to_the_fen(finance, line_id):
    finance.post("/projects/2022-06/budget", data=entry_fields(line_id, amount="0.01"))

    amounts = db.session.scalars(select(BudgetEntry.amount).order_by(BudgetEntry.id))
    assert list(amounts) == [Money.yuan("700000.00"), Money(1)]
