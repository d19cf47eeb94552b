"""项目台账 as people see it."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient

from tests.overview import centre as make
from tests.overview.centre import TODAY, Centre, make_centre
from tests.overview.pages import counted, links, rows, words
from tracker.accounts.rules import SYSTEM
from tracker.contracts.rules.kinds import Trigger
from tracker.kernel.money import ZERO, Money
from tracker.overview.queries import all_rows
from tracker.overview.rules.register import Asked, Filters
from tracker.projects import service as projects

Login = Callable[..., None]


@pytest.fixture
def centre(app: object, frozen: Callable[[date], None]) -> Centre:
    frozen(TODAY)
    return make_centre()


def everything(year: int | None) -> Asked:
    return Asked(Filters(year), (2022, 2023, 2024), TODAY, 0)


@pytest.fixture
def three(centre: Centre, client: FlaskClient, login: Login) -> Centre:
    """The command centre, the overdue website and the spare parts; finance signed in."""
    make.command_centre(centre)
    make.website(centre)
    make.spare_parts(centre)
    login(client, centre.finance)
    return centre


def test_every_row_shows_its_year_amounts_and_the_next_deadline_comes_first(
    three: Centre, client: FlaskClient
) -> None:
    found = rows(client.get("/projects/"))

    assert [row[:2] for row in found] == ["10", "06", "09"]
    assert "逾期5天 11-10 周四 65.96 0.00 65.96 21.99 预算未列足 43.97 —" not in found[0]
    assert "第1笔登记付款 逾期5天 11-10 周四 65.96" in found[0]
    assert "679.36 203.81 475.55 475.55" in found[1]
    assert "据实，上限 20.00" in found[2]


def test_a_short_budget_is_marked_in_its_year(three: Centre) -> None:
    by_code = {row.code: row for row in all_rows(everything(2022))}

    assert by_code["2022-06"].gaps == {2023}
    assert by_code["2022-10"].gaps == {2023}
    assert by_code["2022-09"].gaps == frozenset()


def test_totals_follow_the_filter(three: Centre, client: FlaskClient) -> None:
    everything = words(client.get("/projects/"))
    website = words(client.get("/projects/?q=门户"))

    assert "合计3项 单位：万元，按元汇总后四舍五入 749.88 203.81 546.07" in everything
    assert "合计1项 单位：万元，按元汇总后四舍五入 65.96 0.00 65.96" in website


@pytest.mark.parametrize(
    ("view", "codes"),
    [
        ("attention", ["10"]),
        ("cross-year", ["10", "06"]),
        ("overdue", ["10"]),
        ("gap", ["10", "06"]),
        ("actual", ["09"]),
        ("unpaid", ["10", "06", "09"]),
    ],
)
def test_saved_views_are_tabs_with_counts(
    three: Centre, client: FlaskClient, view: str, codes: list[str]
) -> None:
    page = client.get(f"/projects/?view={view}")

    assert [row[:2] for row in rows(page)] == codes
    tabs = words(page)
    assert "全部 3 我负责的 0 需要处理 1 本年应付未付 3 跨年付款 2 已逾期 1" in tabs
    assert "2023年预算有缺口 2 据实结算 1" in tabs


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("指挥中心项目", "2022-06"),
        ("综合指挥", "2022-06"),
        ("2022-09", "2022-09"),
        ("ｆｒ－ｓｊ", "2022-06"),
        ("某某传媒", "2022-10"),
        ("网站 运维", "2022-10"),
        ("lx-2022-009", "2022-09"),
    ],
)
def test_search_finds_by_name_alias_number_contract_and_supplier(
    three: Centre, client: FlaskClient, query: str, code: str
) -> None:
    page = client.get("/projects/", query_string={"q": query})

    assert [address for address in links(page) if address == f"/projects/{code}"]
    assert len(rows(page)) == 1


@pytest.mark.parametrize("query", ["%", "_", "'; DROP TABLE project; --", "没有这个项目"])
def test_a_search_without_result_says_so_and_treats_no_character_specially(
    three: Centre, client: FlaskClient, query: str
) -> None:
    page = client.get("/projects/", query_string={"q": query})

    assert "没有符合条件的项目" in words(page)
    assert any(link.startswith("/projects/?year=all&was=") for link in links(page))


def test_a_search_looks_through_all_years_unless_one_is_given(
    three: Centre, client: FlaskClient
) -> None:
    make.make_project(three, "2020-03", "旧网站", started_on=date(2020, 3, 2))
    projects.archive(make.make_project(three, "2020-04", "更旧的网站"), "已完成", SYSTEM)

    assert "旧网站" in words(client.get("/projects/?q=旧网站"))
    assert "没有符合条件的项目" in words(client.get("/projects/?q=更旧&year=2023"))
    assert "全部年度" in words(client.get("/projects/?year=all"))


def test_the_year_of_the_register_shifts_the_columns(three: Centre, client: FlaskClient) -> None:
    page = client.get("/projects/?year=2023")

    text = words(page)
    assert "2023应付 2024应付 2025应付" in text
    assert [row[:7] for row in rows(page)] == ["2022-10", "2022-06"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("stage=abc", "“stage=abc”无法识别"),
        ("year=abc", "“year=abc”无法识别"),
        ("year=99999", "“year=99999”无法识别"),
        ("view=zzz", "“view=zzz”无法识别"),
        ("sort=name", "“sort=name”无法识别"),
        ("owner=x", "“owner=x”无法识别"),
        ("owner=9999", "“owner=9999”无法识别"),
        ("department=9999", "“department=9999”无法识别"),
        ("col=x", "“col=x”无法识别"),
        ("page=7", "没有第7页，已显示最近的一页（共1页）"),
        ("page=-1", "“page=-1”无法识别"),
    ],
)
def test_what_the_address_cannot_mean_is_left_out_and_said(
    three: Centre, client: FlaskClient, address: str, message: str
) -> None:
    page = client.get(f"/projects/?{address}")

    assert message in words(page)
    assert len(rows(page)) == 3


def test_the_owner_finds_the_own_projects_in_one_tab(
    three: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, three.owner)

    assert len(rows(client.get("/projects/?view=mine"))) == 3


def test_columns_are_chosen_in_the_address_and_kept_by_every_link(
    three: Centre, client: FlaskClient
) -> None:
    page = client.get("/projects/?col=paid&col=contracts")

    assert "项目/供应商 合同编号 已付 10 " in words(page)
    assert "06 综合指挥中心信息化建设 湖南某某信息技术公司 FR-SJ-2022-006 203.81" in words(page)
    assert "/projects/?sort=-paid&col=contracts&col=paid" in links(page)
    assert "/projects/?view=overdue&col=contracts&col=paid" in links(page)


def test_filters_narrow_and_can_be_taken_off_again(three: Centre, client: FlaskClient) -> None:
    page = client.get(f"/projects/?stage=payment&owner={three.owner.id}&sort=-amount")

    assert [row[:2] for row in rows(page)] == ["10"]
    assert "阶段 付款" in words(page)
    assert "负责人 陈立" in words(page)
    assert "/projects/" in links(page)


def test_cleared_filters_can_be_had_again(three: Centre, client: FlaskClient) -> None:
    narrowed = client.get("/projects/?year=2022&q=门户&stage=payment")
    (clear,) = (link for link in links(narrowed) if "was=" in link)

    cleared = client.get(clear)

    assert "已清除筛选" in words(cleared)
    assert len(rows(cleared)) == 3
    (back,) = (link for link in links(cleared) if "stage=payment" in link and "q=" in link)
    assert rows(client.get(back)) == rows(narrowed)
    assert "已清除筛选" not in words(client.get("/projects/?was=%3Cscript%3E"))


def test_ticked_projects_are_all_that_is_shown_added_up_and_exported(
    three: Centre, client: FlaskClient
) -> None:
    address = "/projects/?year=2022&pick=2022-10&pick=2022-09&pick=2099-01"
    page = client.get(address)

    assert [row[:2] for row in rows(page)] == ["10", "09"]
    assert "合计2项" in words(page)
    assert "不再只看勾选的" in words(page)
    with client.get(f"{address}&export=xlsx") as answer:
        sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    codes = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert {"2022-10", "2022-09"} <= {*codes}
    assert "2022-06" not in codes


def test_sorting_by_a_column_turns_round_on_the_second_click(
    three: Centre, client: FlaskClient
) -> None:
    page = client.get("/projects/?sort=-unpaid")

    assert [row[:2] for row in rows(page)] == ["06", "10", "09"]
    assert "/projects/?sort=unpaid" in links(page)
    assert "/projects/?sort=-paid" in links(page)


def test_a_project_without_contract_asks_for_budget_then_contract(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    project_id = make.make_project(centre, "2022-15", "数据共享平台")
    login(client, centre.auditor)

    without_budget = rows(client.get("/projects/"))[0]
    make.budget(project_id, 2022, approved="1000")
    with_budget = rows(client.get("/projects/"))[0]

    assert "未签合同" in without_budget
    assert "登记预算" in without_budget
    assert "登记合同和付款节点" in with_budget


def test_only_who_may_add_a_project_is_offered_to(
    three: Centre, client: FlaskClient, login: Login
) -> None:
    assert "/projects/new" in links(client.get("/projects/"))

    login(client, three.auditor)

    assert "/projects/new" not in links(client.get("/projects/"))


def test_a_fresh_register_says_what_will_stand_here(
    centre: Centre, client: FlaskClient, login: Login
) -> None:
    login(client, centre.owner)

    page = client.get("/projects/")

    assert "还没有项目" in words(page)
    assert "/projects/new" in links(page)


def test_undated_amounts_are_unpaid_but_in_no_year(centre: Centre) -> None:
    project_id = make.make_project(centre)
    make.contract(
        project_id,
        make.part(1, "100", Trigger.MILESTONE, None),
        supplier_id=make.supplier(),
    )

    (row,) = all_rows(everything(2022))

    assert (row.unpaid, row.undated) == (Money.yuan("100"), Money.yuan("100"))
    assert sum(row.due.values(), start=ZERO) == ZERO
    assert row.next is not None
    assert row.next.title.zh == "第1笔补充预计日期"


def test_fifty_rows_make_a_page(centre: Centre, client: FlaskClient, login: Login) -> None:
    for number in range(1, 53):
        make.make_project(centre, f"2022-{number:02}", f"项目{number:02}")
    login(client, centre.finance)

    first = client.get("/projects/?sort=code")
    second = client.get("/projects/?sort=code&page=2")

    assert (len(rows(first)), len(rows(second))) == (50, 2)
    assert "第1页，共2页" in words(first)
    assert "/projects/?sort=code&page=2" in links(first)
    assert "/projects/?sort=code" in links(second)
    assert "合计52项" in words(second)


def test_more_projects_need_no_more_queries(three: Centre, client: FlaskClient) -> None:
    client.get("/projects/")

    with counted() as few:
        client.get("/projects/")
    for number in range(4):
        project_id = make.make_project(three, f"2022-2{number}", f"项目{number}")
        line_id = make.budget(project_id, 2022, approved="1000")
        contract_id = make.contract(
            project_id,
            make.part(1, "100", Trigger.ON_DATE, date(2022, 4, 1)),
            make.part(2, "100", Trigger.ON_DATE, date(2022, 12, 1)),
            number=f"HT-{number}",
            supplier_id=make.supplier(f"公司{number}"),
        )
        make.pay(contract_id, 1, "100", date(2022, 4, 2), line_id)
    with counted() as many:
        client.get("/projects/")

    assert len(many) == len(few)
