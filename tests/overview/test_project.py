"""项目详情 as people see it."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.overview import centre as make
from tests.overview.centre import TODAY, WHY, Centre, make_centre
from tests.overview.pages import counted, links, words
from tracker.accounts.rules import SYSTEM
from tracker.contracts.rules.kinds import Trigger
from tracker.contracts.rules.terms import Dispute, Terminate
from tracker.contracts.service import disputes, ending
from tracker.infra import clock
from tracker.kernel.money import Money
from tracker.payments import service as payments
from tracker.projects import service as projects
from tracker.projects.queries import project_ref

Login = Callable[..., None]


def project_id_of(code: str) -> int:
    return project_ref(code).id


@pytest.fixture
def centre(app: object, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


def test_the_page_reads_like_the_picture(centre: Centre, client: FlaskClient, login: Login) -> None:
    make.command_centre(centre)
    login(client, centre.finance)

    text = words(client.get("/projects/2022-06"))

    assert "综合指挥中心信息化建设 2022 2023 2024" in text
    assert "负责人陈立 竞争性磋商 合同 679.36 万元，已付30.0%" in text
    assert "2022 应付4,755,520.00 已付2,038,080.00 到位6,485,600.00 余1,730,080.00" in text
    assert "2023 应付1,834,272.00 已列预算1,000,000.00 缺834,272.00" in text
    assert "2024 应付203,808.00 预算年度未开始" in text
    assert "合计=合同金额" in text
    assert "合计4笔 6,793,600.00 未付 4,755,520.00" in text
    assert "04-14已付" in text
    assert "待初验" in text
    assert "陆佰柒拾玖万叁仟陆佰元整" in text
    assert "指挥中心项目" in text


def test_the_next_step_names_who_and_by_when_and_offers_it_to_him_only(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.website(centre)
    step = f"/instalments/{make.instalment(contract_id, 1)}/payments/new"

    login(client, centre.finance)
    of_finance = client.get("/projects/2022-10")
    login(client, centre.owner)
    of_owner = client.get("/projects/2022-10")

    assert "下一步：第1笔登记付款 219,860.00元" in words(of_finance)
    assert "财务 办理 最迟 11-10 周四 逾期5天" in words(of_finance).replace("财务办理", "财务 办理")
    assert step in links(of_finance)
    assert step not in links(of_owner)


def test_a_row_offers_what_may_be_done_to_whom_may_do_it(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    second = make.instalment(make.command_centre(centre), 2)

    def offered(person: object) -> set[str]:
        login(client, person)
        found = links(client.get("/projects/2022-06"))
        return {one.split("/")[3] for one in found if one.startswith(f"/instalments/{second}/")}

    assert offered(centre.owner) == {"trigger", "estimate"}
    assert offered(centre.leader) == {"override"}
    assert offered(centre.auditor) == set()


def test_an_approved_early_payment_stays_visible(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    second = make.instalment(make.command_centre(centre), 2)
    payments.override(second, centre.leader, "供应商垫资，年内须付")
    login(client, centre.finance)

    page = client.get("/projects/2022-06")

    assert "何志远特批提前付款：供应商垫资，年内须付" in words(page)
    assert f"/instalments/{second}/payments/new" in links(page)


def test_a_disputed_part_cannot_be_paid_and_says_why(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    first = make.instalment(make.website(centre), 1)
    disputes.dispute(first, SYSTEM, Dispute(Money.yuan("219860"), TODAY, "数量不符"))
    login(client, centre.finance)

    page = client.get("/projects/2022-10")

    assert "冻结：数量不符" in words(page)
    assert f"/instalments/{first}/payments/new" not in links(page)


def test_running_clocks_name_their_rule(centre: Centre, client: FlaskClient, login: Login) -> None:
    make.website(centre)
    login(client, centre.owner)

    text = words(client.get("/projects/2022-10"))

    clocks = text[text.index("正在计时的期限") :]
    assert "支付第1笔 逾期5天 最迟2022-11-10 周四" in clocks
    assert "合同约定：考核合格后10日内" in clocks
    assert "第1笔付款最长期限（中小企业） 剩45天 最迟2022-12-30 周五" in clocks
    assert "国务院令第728号" in clocks


def test_each_of_several_contracts_has_its_plan_and_an_old_one_is_folded(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.website(centre)
    project_id = project_id_of("2022-10")
    company = make.supplier("另一家公司")
    old = make.contract(
        project_id,
        make.part(1, "500", Trigger.ON_DATE, date(2022, 4, 1)),
        number="HT-OLD",
        supplier_id=company,
        service_to=date(2022, 6, 30),
    )
    make.pay(old, 1, "500", date(2022, 4, 2))
    make.contract(
        project_id,
        make.part(1, "700", Trigger.ON_DATE, date(2023, 4, 1)),
        number="HT-NEW",
        supplier_id=company,
    )
    login(client, centre.owner)

    text = words(client.get("/projects/2022-10"))

    assert "付款计划 FRCG-CS-2022-1" in text
    assert "付款计划 HT-NEW" in text
    assert "付款计划 HT-OLD" not in text
    assert "已结束的合同 1份 HT-OLD" in text


def test_changes_are_told_with_person_and_reason(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    login(client, centre.owner)

    text = words(client.get("/projects/2022-06"))

    changes = text[text.index("最近变动") :]
    assert "04-14 10:00 系统 登记付款 FR-SJ-2022-006 第1笔 2,038,080.00元" in changes
    assert changes.index("登记付款 FR") < changes.index("登记合同 FR")


def test_a_project_without_contract_says_what_comes_next(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.make_project(centre)
    login(client, centre.owner)

    page = client.get("/projects/2022-06")

    text = words(page)
    assert "下一步：登记预算" in text
    assert "还没有合同" in text
    assert "还没有预算项" in text
    assert "/projects/2022-06/contracts/new" in links(page)


def test_an_archived_project_offers_no_changes(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    project_id = make.make_project(centre)
    projects.archive(project_id, "已完成", SYSTEM)
    login(client, centre.owner)

    page = client.get("/projects/2022-06")

    assert "2022-11-15归档" in words(page)
    assert "下一步" not in words(page)
    assert not [address for address in links(page) if address.endswith(("/edit", "/new"))]


def test_an_unknown_project_is_not_found(centre: Centre, client: FlaskClient, login: Login) -> None:
    login(client, centre.owner)

    assert client.get("/projects/1999-99").status_code == 404


def test_more_contracts_and_payments_need_no_more_queries(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.command_centre(centre)
    project_id = project_id_of("2022-06")
    line_id = make.budget(project_id, 2022, approved="900", source="自筹")
    company = make.supplier("另一家公司")
    login(client, centre.finance)
    client.get("/projects/2022-06")

    with counted() as few:
        client.get("/projects/2022-06")
    for number in range(4):
        make.budget(project_id, 2024 + number, requested="900")
        contract_id = make.contract(
            project_id,
            make.part(1, "100", Trigger.ON_DATE, date(2022, 4, 1)),
            make.part(2, "100", Trigger.ON_DATE, date(2022, 12, 1)),
            number=f"HT-{number}",
            supplier_id=company,
        )
        make.pay(contract_id, 1, "60", date(2022, 4, 2), line_id)
        make.pay(contract_id, 1, "40", date(2022, 4, 3), line_id)
    with counted() as many:
        client.get("/projects/2022-06")

    assert len(many) == len(few)


def test_on_new_years_day_what_is_open_stands_in_the_new_year(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    make.website(centre)

    with clock.frozen(date(2023, 1, 1)):
        login(client, centre.finance)
        text = words(client.get("/projects/2022-10"))

    assert "2023 应付659,580.00" in text
    assert WHY not in text[: text.index("最近变动")]


def test_the_clocks_of_an_ended_contract_have_stopped(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    contract_id = make.website(centre)
    end = Terminate(TODAY, "供应商退出", early=True, document="终止协议")
    ending.terminate(contract_id, centre.owner, end)
    login(client, centre.owner)

    text = words(client.get("/projects/2022-10"))

    assert "正在计时的期限" not in text
    assert "已结束的合同 1份 FRCG-CS-2022-1" in text
    assert "2022-11-15终止" in text
