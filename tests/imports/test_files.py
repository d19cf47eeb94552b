"""Files as people send them, and those that cannot be imported at all."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.imports import books
from tracker.imports import reading
from tracker.imports.rules import projects, refusals
from tracker.imports.rules.projects import Known
from tracker.imports.rules.tables import Filled, letter, recognise
from tracker.imports.rules.template import CONTRACTS, PROJECTS, TABLES
from tracker.infra.files import errors as files
from tracker.kernel.errors import RuleViolation

KNOWN = Known({"数据资源室": 1}, {"王海燕": (2,), "李明": (3, 4), "wanghy": (2,)})


def tables(content: bytes, name: str = "台账.xlsx") -> tuple[Filled, ...]:
    return recognise(reading.sheets(name, content), TABLES)


def problems(**cells: object) -> list[tuple[str, str]]:
    [filled] = tables(books.workbook([books.project(**cells)]))
    [draft] = projects.read(filled.rows, KNOWN)
    return [(one.key, one.text.zh) for one in draft.problems]


def test_both_tables_are_found_by_their_headings_whatever_the_sheets_are_called() -> None:
    content = books.workbook([books.project()], books.worked_example(), sheets=("草稿",))

    found = tables(content)

    assert [one.table for one in found] == [PROJECTS, CONTRACTS]
    assert [len(one.rows) for one in found] == [1, 4]
    assert found[0].letters["code"] == "A"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_single_table_may_be_csv_in_the_encodings_of_chinese_spreadsheets(encoding: str) -> None:
    [filled] = tables(books.text([books.project()], encoding), "项目.csv")

    [draft] = projects.read(filled.rows, KNOWN)

    assert draft.problems == ()
    assert draft.details is not None
    assert draft.details.name == "数据平台建设"


def test_headings_may_have_stars_blanks_and_brackets() -> None:
    head = {" 项目编号* ": "2021-06", "项目名称（必填）": "数据平台", "项 目 类 型": "系统建设"}
    rest = {"科室": "数据资源室", "项目负责人": "王海燕", "立项日期(年月日)": "2021-01-04"}

    [filled] = tables(books.workbook([head | rest]))

    assert projects.read(filled.rows, KNOWN)[0].problems == ()


def test_blank_rows_are_left_out_and_the_numbers_of_the_sheet_kept() -> None:
    [filled] = tables(books.workbook([books.project(), {}, books.project("2021-07")]))

    assert [row.no for row in filled.rows] == [2, 4]


def test_the_list_of_problems_can_be_corrected_and_sent_again() -> None:
    [filled] = tables(books.workbook([{"原行号": 7, "问题": "…", **books.project()}]))

    assert projects.read(filled.rows, KNOWN)[0].problems == ()


def test_each_wrong_cell_is_told() -> None:
    found = problems(项目类型="平台", 项目负责人="李明", 立项日期=None, 科室="一室")

    assert [key for key, _words in found] == ["type", "department", "owner", "started_on"]
    assert dict(found)["owner"] == "有2人叫“李明”，请改填账号"
    assert dict(found)["started_on"] == "请填写"


def test_a_login_names_a_person_as_well() -> None:
    assert problems(项目负责人="wanghy") == []


def test_a_formula_is_refused_and_a_text_that_looks_like_one_is_not() -> None:
    book = load_workbook(BytesIO(books.workbook([books.project(项目名称="=1+1")])))
    assert book.worksheets[0]["B2"].data_type == "f"
    [filled] = tables(books.saved(book))
    [draft] = projects.read(filled.rows, KNOWN)
    assert [one.text.zh[:8] for one in draft.problems] == ["这一格是公式，请"]

    book.worksheets[0]["B2"].data_type = "s"
    [filled] = tables(books.saved(book))
    assert projects.read(filled.rows, KNOWN)[0].problems == ()


def test_merged_cells_are_named() -> None:
    book = load_workbook(BytesIO(books.workbook([books.project(), books.project("2021-07")])))
    book.worksheets[0].merge_cells("D2:D3")

    with pytest.raises(refusals.MergedCells) as caught:
        tables(books.saved(book))

    assert "D2:D3" in caught.value.text()


def unpacked_large() -> bytes:
    target = BytesIO(books.workbook([books.project()]))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * (reading.LARGEST_UNPACKED + 1))
    return target.getvalue()


def broken_inside() -> bytes:
    target, source = BytesIO(), zipfile.ZipFile(BytesIO(books.workbook([books.project()])))
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, b"<worksheet" if "sheet1" in name else source.read(name))
    return target.getvalue()


def word_file() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return target.getvalue()


def without_heading(heading: str) -> bytes:
    row = books.project()
    del row[heading]
    return books.workbook([row])


def two_columns_alike() -> bytes:
    book = Workbook()
    book.active.append(["项目编号", "项目名称", "项目编号*"])
    return books.saved(book)


def many() -> bytes:
    row = books.project()
    return books.text([row] * (PROJECTS.most_rows + 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.xlsx", lambda: books.workbook(sheets=("草稿",)), refusals.NoTable),
        ("a.xlsx", lambda: books.workbook([{**books.project(), "备注": "x"}]), None),
        ("a.xlsx", lambda: without_heading("科室"), refusals.MissingHeadings),
        ("a.xlsx", two_columns_alike, refusals.TwiceInHead),
        ("a.csv", lambda: "项目编号,项目名称\r\n".encode(), refusals.MissingHeadings),
        ("a.csv", lambda: ",".join(books.project()).encode(), refusals.Empty),
        ("a.csv", many, refusals.TooManyRows),
        ("a.xlsx", unpacked_large, refusals.TooBig),
        ("a.xlsx", broken_inside, refusals.Unreadable),
        ("a.docx", word_file, refusals.WrongFormat),
        ("a.csv", lambda: books.workbook([books.project()]), files.WrongExtension),
        ("a.xlsx", lambda: books.workbook([books.project()])[:-600], files.CutOff),
        ("a.xlsx", lambda: b"\x00\x01\x02", files.UnknownContent),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(
    name: str, content: Callable[[], bytes], refusal: type[RuleViolation] | None
) -> None:
    with pytest.raises(refusal or refusals.UnknownHeadings):
        tables(content(), name)


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (52, "BA")])
def test_columns_are_called_as_in_the_sheet(place: int, name: str) -> None:
    assert letter(place) == name
