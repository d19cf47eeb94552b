"""A paper as a Word file, A4, in 宋体 and 黑体 as offices have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tracker.infra.documents.paper import Block, Facts, Ink, Mark, Paper, Table, Words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SERIF, SANS = "宋体", "黑体"
TITLE, BODY, SMALL = Pt(18), Pt(10.5), Pt(9)
LONG, SHORT, MARGIN = Mm(297), Mm(210), Mm(20)
INK_ROW = Mm(12)
PADDING = Pt(2)
CODE = Mm(28)
_LEFT, _CENTRE, _RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


def write(paper: Paper) -> bytes:
    """The file."""
    document = Document()
    _set_page(document, paper)
    _paragraph(document, paper.title, size=TITLE, font=SANS, align=_CENTRE, bold=True)
    if paper.stamp:
        _paragraph(document, paper.stamp, size=TITLE, font=SANS, align=_CENTRE)
    if paper.unit or paper.number:
        _paragraph(document, "　　".join(filter(None, (paper.unit, paper.number))), align=_RIGHT)
    width = _inner(document)
    for block in paper.blocks:
        _LAYOUT[type(block)](document, block, width)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    if paper.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (LONG, SHORT) if paper.landscape else (SHORT, LONG)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    style = document.styles["Normal"]
    style.font.size = BODY
    _set_font(style.font, style.element, SERIF)
    style.paragraph_format.space_after = Pt(3)
    footer = section.footer.paragraphs[0]
    footer.alignment = _CENTRE
    if paper.footer:
        _run(footer, f"{paper.footer}　", size=SMALL)
    _page_numbers(footer)


def _inner(document: Any) -> int:
    section = document.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def _page_numbers(paragraph: Any) -> None:
    """第n页 共n页, as fields that Word fills in."""
    for text, field in (("第", "PAGE"), ("页　共", "NUMPAGES"), ("页", "")):
        _run(paragraph, text, size=SMALL)
        if field:
            run = _run(paragraph, "", size=SMALL)
            for kind, content in (("begin", ""), ("", field), ("end", "")):
                run._element.append(_field_part(kind, content))


def _field_part(kind: str, content: str) -> Any:
    if content:
        part = OxmlElement("w:instrText")
        part.text = content
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part


def _set_font(font: Any, element: Any, name: str) -> None:
    """Both the Latin and the Chinese face: Word keeps them apart."""
    font.name = name
    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _run(paragraph: Any, text: str, *, size: Any = BODY, font: str = "", bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = size, bold
    if font:
        _set_font(run.font, run._element, font)
    return run


def _paragraph(
    holder: Any,
    text: str,
    *,
    size: Any = BODY,
    font: str = "",
    align: Any = _LEFT,
    bold: bool = False,
) -> Any:
    paragraph = holder.add_paragraph()
    paragraph.alignment = align
    _run(paragraph, text, size=size, font=font, bold=bold)
    return paragraph


# --- blocks ---------------------------------------------------------------------------------------


def _facts(document: Any, block: Facts, width: int) -> None:
    table = _grid(document, [width * 16 // 100, width * 34 // 100] * 2)
    for pairs in block.rows:
        cells = _row(table).cells
        for place, (label, value) in enumerate(pairs):
            _fill(cells[place * 2], label, font=SANS)
            holder = cells[1].merge(cells[3]) if len(pairs) == 1 else cells[place * 2 + 1]
            _fill(holder, value)
    _gap(document)


def _table(document: Any, block: Table, width: int) -> None:
    if block.title:
        _paragraph(document, block.title, font=SANS, bold=True)
    if not block.rows:
        _paragraph(document, block.empty)
        return
    weights = sum(column.weight for column in block.columns)
    table = _grid(document, [width * column.weight // weights for column in block.columns])
    head = _row(table)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, column in zip(head.cells, block.columns, strict=True):
        _fill(cell, column.heading, font=SANS, align=_CENTRE)
    for values in (*block.rows, *([block.total] if block.total else [])):
        row = _row(table)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if block.is_tall:
            row.height, row.height_rule = INK_ROW, WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, column, value in zip(row.cells, block.columns, values, strict=True):
            align = _RIGHT if column.is_number else _LEFT
            _fill(cell, value, align=align, bold=values is block.total)
    _gap(document)


def _words(document: Any, block: Words, _width: int) -> None:
    if block.title:
        _paragraph(document, block.title, font=SANS, bold=True)
    for text in block.paragraphs:
        _paragraph(document, text)
    _gap(document)


def _ink(document: Any, block: Ink, width: int) -> None:
    count = len(block.labels)
    table = _grid(document, [width // count] * count, lines=False)
    for cell, label in zip(_row(table).cells, block.labels, strict=True):
        _fill(cell, f"{label}：________________")
    _gap(document)


def _mark(document: Any, block: Mark, width: int) -> None:
    table = _grid(document, [int(CODE), width - int(CODE)], lines=False)
    code, beside = _row(table).cells
    code.paragraphs[0].add_run().add_picture(BytesIO(block.png()), width=CODE)
    _fill(beside, block.lines[0] if block.lines else "", size=SMALL)
    for line in block.lines[1:]:
        _paragraph(beside, line, size=SMALL)


_LAYOUT: Mapping[type[Block], Callable[[Any, Any, int], None]] = {
    Facts: _facts,
    Table: _table,
    Words: _words,
    Ink: _ink,
    Mark: _mark,
}


def _grid(document: Any, widths: Sequence[int], *, lines: bool = True) -> Any:
    """An empty table of these columns."""
    table = document.add_table(rows=0, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    if lines:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _row(table: Any) -> Any:
    """A new row; Word wants the width of a column in each of its cells as well."""
    row = table.add_row()
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width
    return row


def _fill(
    cell: Any,
    text: str,
    *,
    size: Any = BODY,
    font: str = "",
    align: Any = _LEFT,
    bold: bool = False,
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = PADDING
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    _run(paragraph, text, size=size, font=font, bold=bold)


def _gap(document: Any) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(0)
