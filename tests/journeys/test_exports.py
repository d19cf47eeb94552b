"""Every list as a file: exactly the rows that its pages show, for whom the page is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from werkzeug.test import TestResponse

from tests.journeys.addresses import CODE, Addresses
from tracker.accounts.models import User
from tracker.infra.documents import xlsx

pytestmark = pytest.mark.demo

Login = Callable[[FlaskClient, User], None]

# Of each list: who looks, the address, how a row of the page begins, and the column of the file
# that says the same.
LISTS = {
    "ledger": (
        "finance",
        "/projects/?year=all",
        r'<a class="row-link" href="/projects/([^"]+)"',
        0,
    ),
    "ledger, filtered": (
        "finance",
        "/projects/?q=网络&sort=-paid&col=paid",
        r'<a class="row-link" href="/projects/([^"]+)"',
        0,
    ),
    "suppliers": ("finance", "/suppliers/", r'<th scope="row">([^<]+)', 0),
    "people": ("admin", "/people/", r'<th scope="row"><a href="/people/\d+">([^<]+)', 0),
    "people, looked for": (
        "admin",
        "/people/?q=陈",
        r'<th scope="row"><a href="/people/\d+">([^<]+)',
        0,
    ),
    "funding": (
        "leader",
        "/funding/?year=2022&sort=gap",
        r'(?s)<a class="row-link" href="/projects/([^"]+)"(?:(?!</th>).)*</th>\s*<td class="num">',
        0,
    ),
    "year end": (
        "finance",
        "/funding/2022/year-end",
        r'<th scope="row"><a class="row-link" href="/contracts/\d+">([^<]+)',
        1,
    ),
    "reminders": ("finance", "/reminders/", r'<span class="inbox-title">([^<]+)', 0),
    "log of a project's record": ("auditor", "", r'<span class="row-sub">第(\d+)条', 0),
}
NEXT = re.compile(r'<a class="btn btn-sm" href="([^"]+)" rel="next"')
EXPORT = re.compile(r'href="([^"]+)" download')


def rows_of(sheet: Worksheet, column: int) -> list[str]:
    """What stands in a column between the head and the sums or notes."""
    last = int(sheet.auto_filter.ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    cells = sheet.iter_rows(min_row=2, max_row=last, values_only=True)
    return [str(row[column]) for row in cells if any(cell is not None for cell in row)]


def pages(client: FlaskClient, address: str) -> Iterator[TestResponse]:
    while address:
        page = client.get(address)
        assert page.status_code == 200, address
        yield page
        found = NEXT.search(page.text)
        address = unescape(found[1]) if found else ""


def file_of(client: FlaskClient, page: TestResponse) -> list[Worksheet]:
    found = EXPORT.search(page.text)
    assert found, "the page offers no file"
    with client.get(unescape(found[1])) as answer:
        assert (answer.status_code, answer.mimetype) == (200, xlsx.MEDIA_TYPE)
        return list(load_workbook(BytesIO(answer.data)).worksheets)


@pytest.mark.parametrize("name", LISTS)
def test_a_file_holds_exactly_the_rows_of_all_pages(
    client: FlaskClient, login: Login, addresses: Addresses, name: str
) -> None:
    who, address, pattern, column = LISTS[name]
    login(client, addresses.people[who])
    looked_at = list(pages(client, address or addresses.all["history.record"]))
    shown = [unescape(row) for page in looked_at for row in re.findall(pattern, page.text)]

    sheet, *_others = file_of(client, looked_at[0])

    assert shown
    assert [text.strip() for text in rows_of(sheet, column)] == [text.strip() for text in shown]


def test_the_whole_log_is_a_file_however_many_pages_it_has(
    client: FlaskClient, login: Login, addresses: Addresses
) -> None:
    login(client, addresses.people["auditor"])
    looked_at = list(pages(client, "/history/"))
    shown = [row for page in looked_at for row in re.findall(r">第(\d+)条<", page.text)]

    (sheet,) = file_of(client, looked_at[0])

    assert len(looked_at) > 3
    assert rows_of(sheet, 0) == shown


def test_the_lines_of_a_budget_and_their_entries_are_two_sheets(
    client: FlaskClient, login: Login, addresses: Addresses
) -> None:
    login(client, addresses.people["finance"])
    page = client.get(f"/projects/{CODE}/budget")

    lines, entries = file_of(client, page)

    assert len(rows_of(lines, 0)) == page.text.count("登记记录")
    assert len(rows_of(entries, 0)) == len(re.findall(r'class="changes-at"', page.text))
    basic = file_of(client, client.get("/budget/basic?year=2022"))
    assert [sheet.title for sheet in basic] == ["预算项", "登记记录"]


def test_sums_and_the_filter_in_words_stand_below_the_rows(
    client: FlaskClient, login: Login, addresses: Addresses
) -> None:
    login(client, addresses.people["finance"])

    (sheet,) = file_of(client, client.get("/projects/?year=2022&stage=payment"))

    rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    count = len(rows_of(sheet, 0))
    totals = rows[count + 1]
    assert totals[0] == f"合计{count}项"
    amounts = [row[9] for row in rows[1 : count + 1]]
    assert totals[9] == pytest.approx(sum(amounts), abs=0.005)
    assert rows[count + 2][0] == "筛选：2022年度，视图：全部，阶段：付款"
    assert rows[-1][0].startswith("项目与合同全周期台账导出，2022-11-15")


@pytest.mark.parametrize(
    ("who", "address"),
    [("finance", "/people/?export=xlsx"), ("owner2", "/history/?export=xlsx")],
)
def test_whoever_may_not_open_the_page_gets_no_file(
    client: FlaskClient, login: Login, addresses: Addresses, who: str, address: str
) -> None:
    login(client, addresses.people[who])

    assert client.get(address).status_code == 403


def test_another_kind_of_file_is_not_offered_and_the_page_comes_instead(
    client: FlaskClient, login: Login, addresses: Addresses
) -> None:
    login(client, addresses.people["finance"])

    assert client.get("/projects/?export=exe").mimetype == "text/html"
