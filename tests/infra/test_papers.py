"""A printed form is the same in Word and PDF: nothing is lost, fonts come along."""

from __future__ import annotations

import logging
import re
import zlib
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from tracker.infra.documents import docx, pdf
from tracker.infra.documents.paper import Column, Facts, Ink, Mark, Paper, Table, Words

HARD = "A&B <二期>“引号”①②③≥95%　℃→√□"
COLUMNS = [Column("序号"), Column("约定", 4), Column("金额（元）", 2, is_number=True)]


def paper(rows: int = 3, **changes: object) -> Paper:
    """A form with every kind of block."""
    values = [[str(no), HARD, "1,234.50"] for no in range(1, rows + 1)]
    blocks = [
        Facts(
            [("项目名称", HARD), ("合同编号", "HT-1"), ("验收依据", "依据")],
            frozenset({"验收依据"}),
        ),
        Table("验收明细", COLUMNS, values, total=["", "合计", "9,999.00"]),
        Table("附件", COLUMNS, [], empty="没有附件"),
        Words("存在问题", ["无。", "其他。"]),
        Ink(["供应商确认", "采购人（盖章）"]),
        Mark("YS-1 7F3A", ["核验码 7F3A", "指纹 abc"]),
    ]
    usual = {"unit": "示例单位", "number": "编号：YS-1", "footer": "系统", "stamp": "（已作废）"}
    return Paper("政府采购项目验收书", blocks, **(usual | changes))  # type: ignore[arg-type]


def words_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    return "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def test_word_holds_every_text_as_it_was_given():
    text = words_of(docx.write(paper()))

    assert text.count(HARD) == 4
    for each in (
        "政府采购项目验收书",
        "（已作废）",
        "编号：YS-1",
        "没有附件",
        "9,999.00",
        "其他。",
    ):
        assert each in text


def test_word_repeats_headings_and_names_a_chinese_font():
    document = Document(BytesIO(docx.write(paper())))

    grid = document.tables[1]
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == docx.SERIF


@pytest.mark.parametrize("landscape", [False, True])
def test_word_takes_the_sheet_of_the_paper(landscape):
    section = Document(BytesIO(docx.write(paper(landscape=landscape)))).sections[0]

    assert (section.page_width > section.page_height) is landscape


def test_pdf_embeds_its_fonts_and_knows_every_character(caplog):
    with caplog.at_level(logging.WARNING, logger="fpdf"):
        content = pdf.write(paper())

    assert content.startswith(b"%PDF-")
    assert content.count(b"/FontFile2") == 2
    assert not [one for one in caplog.records if "missing" in one.getMessage()]


def test_pdf_goes_on_over_as_many_pages_as_it_needs():
    assert pages_of(pdf.write(paper())) == 1
    assert pages_of(pdf.write(paper(rows=120))) > 3


def test_the_code_can_be_shown_on_a_page_without_a_style_of_its_own():
    svg = Mark("YS-1 7F3A", []).svg()

    assert svg.startswith("<svg")
    assert "style=" not in svg


def pages_of(content: bytes) -> int:
    parts = [
        content,
        *map(_inflated, re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)),
    ]
    return max(int(count) for part in parts for count in re.findall(rb"/Count (\d+)", part))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
