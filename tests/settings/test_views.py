"""Pages of settings."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest

from tests.accounts.people import added
from tests.support.applications import login
from tracker.accounts.queries import person
from tracker.accounts.rules import Role
from tracker.settings import queries

PAGES = ("/settings/", "/settings/unit", "/settings/fiscal-years/2023", "/settings/workdays")
NOTICE = "2027-01-01 休 元旦\n2027-01-03 班 元旦调休上班"
FRIDAY = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _today(frozen):
    frozen(date(2026, 12, 1))


@pytest.fixture
def admin(client):
    login(client, person(added("admin")))


def test_the_administrator_sees_every_page_of_settings(client, admin):
    pages = [client.get(path) for path in PAGES]

    assert [page.status_code for page in pages] == [200] * len(PAGES)
    assert "通知未到，按周一至周五计算" in pages[0].text


def test_finance_sets_fiscal_years_but_not_the_unit(client):
    login(client, person(added("finance", Role.FINANCE)))

    assert [client.get(path).status_code for path in PAGES] == [200, 403, 200, 403]
    assert "/settings/unit" not in client.get("/settings/").text


def test_others_are_told_whom_to_ask(client):
    login(client, person(added("owner", Role.PROJECT_OWNER)))

    refused = client.get("/settings/")

    assert refused.status_code == 403
    assert "需要时请联系：系统管理、财务" in refused.text


def test_a_new_name_is_shown_with_the_former_one(client, admin):
    client.post("/settings/unit", data={"name": "区信息中心"})
    client.post(
        "/settings/unit", data={"name": "区数据局", "help_contact": "分机 8021", "version": "1"}
    )

    page = client.get("/settings/").text
    assert "区数据局" in page
    assert "区信息中心" in page
    visitor = client.application.test_client()
    assert "分机 8021" in visitor.get("/login").text


def test_a_unit_without_name_keeps_what_was_typed(client, admin):
    page = client.post("/settings/unit", data={"name": "", "help_contact": "分机 8021"})

    assert page.status_code == 422
    assert "请填写单位名称" in page.text
    assert 'value="分机 8021"' in page.text


def test_the_dates_of_a_fiscal_year_are_set(client, admin):
    path = "/settings/fiscal-years/2026"
    late = {"plan_deadline_on": "2026-12-20", "payment_deadline_on": "2026-12-10"}

    refused = client.post(path, data=late)
    assert refused.status_code == 422
    assert refused.text.count("付款截止日不能早于用款计划截止日2026-12-20") == 2
    unreadable = client.post(path, data=late | {"payment_deadline_on": "12月底"})
    assert "“12月底”不是正确的日期" in unreadable.text
    saved = client.post(path, data=late | {"payment_deadline_on": "2026-12-22"})

    assert saved.location == "/settings/"
    assert queries.fiscal_year(2026).payment_deadline_on == date(2026, 12, 22)
    assert not queries.fiscal_year(2026).provisional


def test_a_year_far_away_has_no_page(client, admin):
    assert client.get("/settings/fiscal-years/1999").status_code == 404


def test_a_notice_is_checked_before_it_is_imported(client, admin):
    path = "/settings/workdays"

    preview = client.post(path, data={"text": NOTICE, "preview": "1"})
    assert "2027-01-01 周五 改为休息" in preview.text
    assert "2027-01-03 周日 改为上班" in preview.text
    assert queries.work_calendar().is_workday(FRIDAY)

    saved = client.post(path, data={"text": NOTICE, "source": "国办通知", "import": "1"})
    assert saved.location == "/settings/"
    assert not queries.work_calendar().is_workday(FRIDAY)
    assert "国办通知" in client.get("/settings/").text


def test_wrong_lines_of_a_notice_are_told_and_the_text_is_kept(client, admin):
    text = NOTICE + "\n2027-02-30 休 春节"

    for button in ("preview", "import"):
        page = client.post("/settings/workdays", data={"text": text, button: "1"})
        assert page.status_code == 422
        assert "第3行“2027-02-30 休 春节”无法识别" in page.text
        assert "2027-02-30 休 春节</textarea>" in page.text


def test_a_notice_without_source_says_so_beside_the_field(client, admin):
    page = client.post("/settings/workdays", data={"text": NOTICE, "import": "1"})

    assert page.status_code == 422
    assert page.text.count("请填写通知的名称或文号") == 2


def test_an_empty_notice_asks_for_one(client, admin):
    assert "请上传文件" in client.post("/settings/workdays", data={"preview": "1"}).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_from_a_spreadsheet_is_read_and_put_into_the_page(client, admin, encoding):
    rows = "date,kind,name,source\r\n2027-01-01,off,元旦,国办通知\r\n"
    file = (io.BytesIO(rows.encode(encoding)), "workdays.csv")

    page = client.post("/settings/workdays", data={"file": file, "preview": "1"})

    assert page.status_code == 200
    assert "2027-01-01,off,元旦,国办通知" in page.text
    assert "改为休息" in page.text


def test_a_file_that_is_no_text_is_refused_in_words(client, admin):
    file = (io.BytesIO(bytes(range(256)) * 4), "notice.pdf")

    page = client.post("/settings/workdays", data={"file": file, "preview": "1"})

    assert page.status_code == 422
    assert "无法识别" in page.text


# --- payment approval -----------------------------------------------------------------------------

APPROVAL = "/settings/payment-approval"


def test_the_administrator_switches_payment_approval_and_sees_it(client, admin):
    sent = {"is_on": "on", "since_on": "2026-12-15", "reason": "办公会纪要3号"}

    answer = client.post(APPROVAL, data=sent)

    assert answer.status_code == 303
    page = client.get("/settings/").text
    assert "自2026-12-15起实行：办公会纪要3号" in page
    assert "未实行" in page
    assert "办公会纪要3号" in client.get(APPROVAL).text


def test_a_wrong_switch_is_refused_beside_its_fields_and_kept(client, admin):
    sent = {"is_on": "on", "since_on": "2026-11-30", "reason": ""}

    answer = client.post(APPROVAL, data=sent)

    assert answer.status_code == 422
    assert "请写明依据或理由" in answer.text
    again = client.post(APPROVAL, data={**sent, "reason": "补记"})
    assert "生效日期不能早于今天（2026-12-01）" in again.text
    assert "补记</textarea>" in again.text


def test_finance_reads_the_setting_but_does_not_change_it(client):
    login(client, person(added("finance", Role.FINANCE)))

    assert "付款审批" in client.get("/settings/").text
    assert client.get(APPROVAL).status_code == 403


@pytest.mark.parametrize(
    ("page", "mine", "theirs"),
    [
        ("/settings/unit", {"name": "区数据局"}, {"name": "区信息中心"}),
        (
            "/settings/fiscal-years/2027",
            {"plan_deadline_on": "2027-12-10", "payment_deadline_on": "2027-12-20"},
            {"plan_deadline_on": "2027-12-11", "payment_deadline_on": "2027-12-21"},
        ),
    ],
)
def test_two_people_changing_the_same_settings_both_see_both_versions(
    client, admin, page, mine, theirs
):
    assert client.post(page, data=theirs | {"version": "0"}).status_code == 303

    refused = client.post(page, data=mine | {"version": "0"})

    assert refused.status_code == 409
    assert "已被他人修改" in refused.text
    for value in (*mine.values(), *theirs.values()):
        assert value in refused.text
    (version,) = re.findall(r'name="version" type="hidden" value="(\d+)"', refused.text)
    assert client.post(page, data=mine | {"version": version}).status_code == 303
