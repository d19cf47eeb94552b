"""Files to import, as people make them: workbooks by openpyxl, tables by csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

PROJECT_HEAD = ("项目编号", "项目名称", "项目类型", "科室", "项目负责人", "立项日期")
BUDGET_HEAD = ("预算年度", "资金来源", "申报金额", "批复金额", "到位金额", "预算日期")
CONTRACT_HEAD = (
    *("合同编号", "项目编号", "合同名称", "供应商", "企业规模", "合同金额", "签订日期"),
    *("公告日期", "备案日期", "质保月数"),
    *("付款节点", "本笔比例", "本笔金额", "付款条件", "付款期限", "预计日期", "成就日期"),
    *("成就依据", "已付金额", "付款日期", "凭证号", "说明"),
)

Row = Mapping[str, Any]


def project(code: str = "2021-06", **cells: Any) -> dict[str, Any]:
    """A row of the table of projects, by its headings."""
    usual = {
        "项目编号": code,
        "项目名称": "数据平台建设",
        "项目类型": "系统建设",
        "科室": "数据资源室",
        "项目负责人": "王海燕",
        "立项日期": "2021-01-04",
    }
    return {**usual, **cells}


def contract(number: str = "HT-2021-001", **cells: Any) -> dict[str, Any]:
    """The first row of a contract, by its headings: the first instalment of the example."""
    usual = {
        "合同编号": number,
        "项目编号": "2021-06",
        "合同名称": "数据平台建设合同",
        "供应商": "湖南某某信息技术公司",
        "企业规模": "小型企业",
        "合同金额": "209万元",
        "签订日期": "2021-10-18",
        "公告日期": "2021-10-19",
        "备案日期": "2021-10-20",
        "质保月数": 12,
        "付款节点": "首付款",
        "本笔比例": "30%",
        "付款条件": "合同签订",
        "付款期限": "15个工作日",
        "已付金额": "627,000.00",
        "付款日期": "2021-11-05",
        "凭证号": "记-2021-018",
        "说明": "启用前已付，当年预算不在系统内",
    }
    return {**usual, **cells}


def part(name: str, share: str, condition: str, expected: str = "", **cells: Any) -> dict[str, Any]:
    """A further instalment of that contract."""
    usual = {
        "合同编号": "HT-2021-001",
        "付款节点": name,
        "本笔比例": share,
        "付款条件": condition,
        "付款期限": "15个工作日",
        "预计日期": expected,
    }
    return {**usual, **cells}


def worked_example(**cells: Any) -> list[dict[str, Any]]:
    """30/30/35/5, 15 working days after each condition; the first one paid (MODEL 7)."""
    return [
        contract(**cells),
        part("初验款", "30%", "初验合格", "2022-12-09"),
        part("终验款", "35%", "终验合格", "2023-05-31"),
        part("质保金", "5%", "质保期满"),
    ]


def workbook(
    projects: Sequence[Row] = (), contracts: Sequence[Row] = (), sheets: Sequence[str] = ()
) -> bytes:
    """An xlsx of these rows; further ``sheets`` hold nothing of ours."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in (("项目", projects), ("合同与付款节点", contracts)):
        if rows:
            _sheet(book, title, rows)
    for title in sheets:
        book.create_sheet(title).append(["随便写的", "两列"])
    return saved(book)


def _sheet(book: Workbook, title: str, rows: Sequence[Row]) -> None:
    head = list(dict.fromkeys(key for row in rows for key in row))
    sheet = book.create_sheet(title)
    sheet.append(head)
    for row in rows:
        sheet.append([row.get(key) for key in head])


def saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def text(rows: Sequence[Row], encoding: str) -> bytes:
    """The same as csv."""
    head = list(dict.fromkeys(key for row in rows for key in row))
    lines = [",".join(head)]
    lines += [",".join(f'"{row.get(key, "")}"' for key in head) for row in rows]
    return "\r\n".join(lines).encode(encoding)
