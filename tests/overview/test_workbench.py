"""工作台 as people see it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tests.overview.outstanding import item
from tests.overview.pages import counted, links, words
from tracker.accounts.rules import SYSTEM, Role
from tracker.accounts.rules.absence import AbsenceKind, Away
from tracker.accounts.service import absences, people
from tracker.contracts.rules.kinds import Trigger
from tracker.infra import clock
from tracker.kernel.money import Money
from tracker.overview.queries import desk_page
from tracker.overview.rules.desk import Task, Worklist
from tracker.projects import service as projects
from tracker.projects.rules import BudgetCategory, EntryKind, NewEntry, NewLine
from tracker.reminders.kinds.payment_due import KIND
from tracker.reminders.rules.obligations import Urgency
from tracker.reminders.rules.work import Work

AFTER_THE_ESTIMATE = date(2022, 11, 29)
Login = Callable[..., None]


@pytest.fixture
def centre(app: object, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


def test_an_empty_installation_shows_the_four_first_steps(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.finance)

    page = client.get("/")

    assert "先把台账建起来" in words(page)
    assert "已添加4人；采购领导小组0人，验收领导小组0人" in words(page)
    assert page.text.count('aria-current="step"') == 1
    assert "/projects/new" in links(page)
    assert "/people/" not in links(page)
    assert "由系统管理员办理" in words(page)


def test_finance_sees_what_is_overdue_first_and_what_waits_last(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    make.website(centre)
    login(client, centre.finance)

    page = client.get("/")

    text = words(page)
    assert "今天有3件事要办" in text  # the payment, the control figures, the closing
    assert "1件已逾期" in text
    assert text.index("政府门户网站") < text.index("等待他人 前一步完成后")
    assert "逾期5天" in text
    assert any(address.endswith("/payments/new") for address in links(page))


def test_the_next_ninety_days_are_cut_at_the_year_end(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    project_id = make.make_project(centre)
    make.budget(project_id, 2023, requested="50000")
    make.contract(
        project_id,
        make.part(1, "60000", Trigger.ON_DATE, date(2022, 12, 30)),
        make.part(2, "70000", Trigger.ON_DATE, date(2023, 1, 2)),
        make.part(3, "80000", Trigger.ON_DATE, date(2023, 2, 14)),
        supplier_id=make.supplier(),
    )
    login(client, centre.finance)

    text = words(client.get("/"))

    cut = text[text.index("90天内应付") :]
    assert "2022年内待付1笔 6.00 12-31 年终" in cut
    assert "01-02 周一" in cut
    assert "预算缺2.00" in cut
    assert "预算列支1笔 7.00" in cut
    assert "02-14" not in cut  # the ninety-first day


def test_next_year_is_told_with_what_is_missing(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    login(client, centre.finance)

    text = words(client.get("/"))

    assert "2023年须安排 跨年资金安排 183.43 万元 1份合同1笔 已列预算 100.00 缺83.43" in text


def test_the_leader_sees_the_gap_above_the_worklist(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)

    login(client, centre.leader)
    of_leader = words(client.get("/"))
    login(client, centre.finance)
    of_finance = words(client.get("/"))

    assert of_leader.index("2023年须安排") < of_leader.index("待办 全部")
    assert of_finance.index("2023年须安排") > of_finance.index("待办 全部")


def test_who_has_nothing_to_do_is_told_the_next_date(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    login(client, centre.auditor)

    text = words(client.get("/"))

    assert text.count("今天没有要办的事") == 2  # the heading, and in place of the list
    assert "下一个日期：11-30 周三 综合指挥中心信息化建设" in text


def test_the_worklist_narrows_to_one_kind_of_work(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    make.website(centre)
    login(client, centre.finance)

    records = words(client.get("/?work=record"))
    payments = words(client.get("/?work=payment"))

    assert "待办 全部 3 付款 1 预算 2" in payments
    assert "登记付款" in payments
    assert "登记付款" not in records[records.index("待办 全部") : records.index("90天内应付")]
    unknown = words(client.get("/?work=nonsense"))
    assert unknown[unknown.index("待办 全部") :].count("登记付款") == 1


def test_money_is_shown_in_the_unit_the_person_chose(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    login(client, centre.finance)
    client.set_cookie("money_unit", "yuan")

    text = words(client.get("/"))

    assert "1,834,272.00 元" in text
    assert "缺834,272.00" in text


def test_the_strip_adds_basic_expenditure_that_is_still_to_be_spent(centre: Centre) -> None:
    make.command_centre(centre)
    entries = (
        NewEntry(EntryKind.APPROVED, Money.yuan("445000"), date(2022, 2, 10), "批复"),
        NewEntry(EntryKind.ALLOTTED, Money.yuan("445000"), date(2022, 2, 10), "到位"),
        NewEntry(EntryKind.SPENT, Money.yuan("400000"), date(2022, 10, 31), "支出"),
    )
    line = NewLine(2022, "财政拨款", category=BudgetCategory.OFFICE, entries=entries[:2])
    line_id = projects.add_basic_line(line, SYSTEM)
    projects.add_entry(line_id, entries[2], SYSTEM)

    strip = desk_page(centre.finance, None, TODAY).strip

    assert strip.approved == Money.yuan("6930600")
    assert strip.spent == Money.yuan("2438080")
    assert strip.pending == Money.yuan("2762440")  # 2,717,440 of the contract and 45,000 basic


def test_more_contracts_need_no_more_queries(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.website(centre)
    login(client, centre.finance)
    client.get("/")

    with counted() as few:
        client.get("/")
    for number in range(5):
        project_id = make.make_project(centre, f"2022-2{number}", f"项目{number}")
        make.budget(project_id, 2022, approved="1000")
        make.contract(
            project_id,
            make.part(1, "100", Trigger.ON_DATE, date(2022, 11, 20)),
            make.part(2, "100", Trigger.ON_DATE, date(2022, 11, 25)),
            number=f"HT-{number}",
            supplier_id=make.supplier(f"公司{number}"),
        )
    with counted() as many:
        client.get("/")

    assert len(many) == len(few)


def test_a_deputy_sees_what_waits_for_one_who_is_away(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    stand_in = make.make_person("stand_in", "赵敏", Role.PROJECT_OWNER)
    people.choose_deputy(stand_in.id, centre.owner)
    login(client, stand_in)
    with clock.frozen(AFTER_THE_ESTIMATE):
        assert "代办（陈立）" not in words(client.get("/"))

        days = Away(AbsenceKind.LEAVE, AFTER_THE_ESTIMATE, AFTER_THE_ESTIMATE)
        absences.record(centre.owner.id, days, centre.owner)
        text = words(client.get("/"))

    assert "今天有1件事要办" in text
    assert "代办（陈立）" in text
    assert text.index("代办（陈立）") < text.index("更新预计日期")


def test_a_deputy_whose_roles_do_not_allow_the_step_only_sees_it(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    people.choose_deputy(centre.auditor.id, centre.owner)
    login(client, centre.auditor)
    with clock.frozen(AFTER_THE_ESTIMATE):
        days = Away(AbsenceKind.TRIP, AFTER_THE_ESTIMATE, AFTER_THE_ESTIMATE)
        absences.record(centre.owner.id, days, centre.owner)
        page = client.get("/")

    assert "代办（陈立）" in words(page)
    assert not [address for address in links(page) if address.endswith("/estimate")]


def test_the_months_are_drawn_and_listed(centre: Centre, client: FlaskClient, login: Login) -> None:
    make.command_centre(centre)
    login(client, centre.finance)

    page = client.get("/")

    text = words(page)
    assert "项目合同付款：每月计划与实付" in text
    assert "查看数据表" in text
    assert "2022年4月 2,038,080.00 2,038,080.00 0.00" in text
    assert 'aria-label="2022年计划' in page.get_data(as_text=True)


def test_for_a_director_approvals_come_first() -> None:
    pay = Task(KIND, item(date(2022, 11, 10)), Urgency.OVERDUE, is_mine=True)
    asked = item(date(2022, 11, 12))
    approve = Task(
        KIND,
        replace(asked, step=replace(asked.step, work=Work.APPROVE)),
        Urgency.OVERDUE,
        is_mine=True,
    )

    (group,) = Worklist((pay, approve), ahead=Work.APPROVE).groups
    (plain,) = Worklist((pay, approve)).groups

    assert group.tasks == (approve, pay)
    assert plain.tasks == (pay, approve)
