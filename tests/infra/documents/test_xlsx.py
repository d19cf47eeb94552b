"""A list written as a spreadsheet, read back by another library."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.infra import i18n
from tracker.infra.documents import xlsx
from tracker.infra.documents.xlsx import Cell, Column, Kind, Sheet, TooManyRows
from tracker.kernel.labels import Label
from tracker.kernel.money import Money


def read(*sheets: Sheet, footer: Sequence[str] = ()) -> list[Worksheet]:
    file = BytesIO()
    xlsx.write(sheets, file, footer)
    return list(load_workbook(file).worksheets)


def one(cell: Cell, kind: Kind = Kind.TEXT) -> Any:
    """The cell as it is read back."""
    (sheet,) = read(Sheet("表", [Column("列", kind)], [[cell]]))
    return sheet["A2"]


def yuan(value: float) -> Money:
    """As a spreadsheet shows a number: to 15 digits."""
    return Money.yuan(Decimal(f"{Decimal(repr(value)):.2f}"))


def test_a_sheet_has_its_head_rows_totals_and_notes_in_this_order(app: Flask) -> None:
    sheet = Sheet(
        "项目台账",
        [Column("项目"), Column(Label("应付", "Due"), Kind.MONEY, year_end=True)],
        [["甲", Money.yuan("1.10")], ["乙", "未列入"]],
        totals=["合计2项", Money.yuan("1.10")],
        notes=["筛选：2022年度"],
    )

    (found,) = read(sheet, footer=["系统，2022-11-15 16:20，李晓雯"])

    rows = [row for row in found.iter_rows(values_only=True) if any(row)]
    assert rows == [
        ("项目", "应付"),
        ("甲", 1.1),
        ("乙", "未列入"),
        ("合计2项", 1.1),
        ("筛选：2022年度", None),
        ("系统，2022-11-15 16:20，李晓雯", None),
    ]
    assert (found.title, found.freeze_panes, found.auto_filter.ref) == ("项目台账", "A2", "A1:B3")
    assert found["B2"].border.left.style == "double"
    assert found.print_title_rows == "$1:$1"
    assert found.page_setup.orientation == "landscape"


@pytest.mark.parametrize(
    ("cell", "kind", "value", "number_format"),
    [
        (Money.yuan("1234567.89"), Kind.MONEY, 1234567.89, "#,##0.00"),
        (date(2022, 11, 30), Kind.DATE, datetime(2022, 11, 30), "yyyy-mm-dd"),  # noqa: DTZ001
        (
            datetime(2022, 11, 15, 8, 20, tzinfo=UTC),
            Kind.MOMENT,
            datetime(2022, 11, 15, 16, 20),  # noqa: DTZ001
            "yyyy-mm-dd hh:mm",
        ),
        (Decimal("0.841"), Kind.PERCENT, 0.841, "0.00%"),
        (12, Kind.INTEGER, 12, "0"),
    ],
)
def test_each_kind_is_a_real_value_with_its_format(
    app: Flask, cell: Cell, kind: Kind, value: object, number_format: str
) -> None:
    found = one(cell, kind)

    assert (found.value, found.number_format) == (value, number_format)


def test_nothing_is_an_empty_cell_and_no_zero(app: Flask) -> None:
    assert one(None, Kind.MONEY).value is None
    assert one("").value is None


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+86 731",
        "-1",
        "@SUM(1)",
        "'quoted'",
        "http://x.cn",
        "00123",
        "１２",
        " 前后空格 ",
        "第一行\n第二行",
        "\x0b控制符",
        "_x0041_",
        "<b>&amp;</b>",
    ],
)
def test_text_stays_the_text_it_is(app: Flask, text: str) -> None:
    found = one(text)

    assert found.data_type in ("s", "inlineStr")
    assert _unescaped(found.value) == text
    assert found.hyperlink is None


def _unescaped(text: str) -> str:
    """The library leaves the standard's escape of control characters to its callers."""
    return text.replace("_x000B_", "\x0b").replace("_x005F_", "_")


def test_text_that_looks_like_the_writers_own_markup_does_no_harm(app: Flask) -> None:
    assert one("<r>&坏</r>").value.strip() == "<r>&坏</r>"


def test_text_longer_than_a_cell_ends_with_a_mark(app: Flask) -> None:
    found = one("长" * 40_000).value

    assert (len(found), found[-1]) == (32_767, "…")


def test_a_day_before_spreadsheets_have_days_is_text(app: Flask) -> None:
    assert one(date(1899, 12, 31), Kind.DATE).value == "1899-12-31"


@pytest.mark.parametrize(
    "text", ["9999999999999.99", "-9999999999999.99", "0.01", "8796093022208.03"]
)
def test_the_largest_amounts_keep_their_fen(app: Flask, text: str) -> None:
    assert yuan(one(Money.yuan(text), Kind.MONEY).value) == Money.yuan(text)


def test_a_sum_that_a_spreadsheet_would_round_is_written_as_text(app: Flask) -> None:
    assert one(Money.yuan("10000000000000.00"), Kind.MONEY).value == "10,000,000,000,000.00"


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1), min_size=1, max_size=50))
def test_no_amount_loses_a_fen(fens: list[int]) -> None:
    rows = [[Money(fen)] for fen in fens]
    file = BytesIO()
    with _plain_app().app_context():
        xlsx.write([Sheet("表", [Column("金额", Kind.MONEY)], rows)], file)

    found = load_workbook(file).worksheets[0].iter_rows(min_row=2, max_row=1 + len(fens))
    assert [yuan(row[0].value).fen for row in found] == fens


def _plain_app() -> Flask:
    app = Flask("sheet")
    i18n.init_app(app)
    return app


def test_sheets_get_names_that_spreadsheets_allow(app: Flask) -> None:
    empty = [Column("列")]
    long = "一二三四五六七八九十" * 4

    found = read(*(Sheet(title, empty, []) for title in ("预算/决算[1]", "甲", "甲", long, "'")))

    assert [sheet.title for sheet in found] == ["预算 决算 1", "甲", "甲 2", long[:31], "Sheet"]


def test_a_row_that_does_not_fit_the_columns_is_a_mistake_of_the_program(app: Flask) -> None:
    with pytest.raises(ValueError, match="2 cells in a row of 1 columns"):
        read(Sheet("表", [Column("列")], [["甲", "乙"]]))


def test_more_rows_than_a_sheet_holds_are_refused_with_a_way_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)

    with pytest.raises(TooManyRows, match="缩小筛选范围"):
        read(Sheet("表", [Column("列")], [["甲"], ["乙"], ["丙"]]))


def test_the_answer_names_the_file_in_chinese_and_says_who_made_it(app: Flask, frozen: Any) -> None:
    frozen(datetime(2022, 11, 15, 8, 20, tzinfo=UTC))
    with app.test_request_context():
        response = xlsx.send(Sheet("项目台账", [Column("项目")], [["甲"]]), "项目台账 2022")
        response.direct_passthrough = False
        content = response.get_data()
        response.close()

    disposition = response.headers["Content-Disposition"]
    assert "filename*=UTF-8''%E9%A1%B9%E7%9B%AE%E5%8F%B0%E8%B4%A6%202022.xlsx" in disposition
    assert response.content_length == len(content)
    assert response.mimetype == xlsx.MEDIA_TYPE
    lines = [row[0] for row in load_workbook(BytesIO(content)).worksheets[0].values]
    assert "项目与合同全周期台账导出，2022-11-15 16:20，" in lines
