"""A paper as a PDF file with its Chinese fonts embedded, so that it looks the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, VAlign, WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from tracker.infra.documents.paper import Block, Facts, Ink, Mark, Paper, Table, Words
from tracker.infra.resources import FONTS

MEDIA_TYPE = "application/pdf"
FAMILY = "Noto"
TITLE, BODY, SMALL = 18.0, 10.5, 9.0  # points
MARGIN, LINE, INK_LINE, CODE = 18.0, 5.6, 12.0, 28.0  # millimetres
PADDING = 1.4
HEAD = FontFace(emphasis="BOLD", fill_color=(244, 245, 247))
LABEL = FontFace(fill_color=(244, 245, 247))
TOTAL = FontFace(emphasis="BOLD")


def write(paper: Paper) -> bytes:
    """The file."""
    sheet = _Sheet(paper)
    sheet.add_page()
    sheet.line(paper.title, TITLE, bold=True, align=Align.C)
    if paper.stamp:
        sheet.line(paper.stamp, TITLE, align=Align.C)
    if paper.unit or paper.number:
        sheet.line("　　".join(filter(None, (paper.unit, paper.number))), align=Align.R)
    sheet.ln(2)
    for block in paper.blocks:
        _LAYOUT[type(block)](sheet, block)
    return bytes(sheet.output())


class _Sheet(FPDF):
    """A4 with the two weights of the font, and the page number at the foot."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(orientation="landscape" if paper.landscape else "portrait", format="A4")
        self._footer = paper.footer
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN)
        self.add_font(FAMILY, "", FONTS / "noto-sans-sc.ttf")
        self.add_font(FAMILY, "B", FONTS / "noto-sans-sc-bold.ttf")
        self.set_font(FAMILY, size=BODY)
        self.set_title(paper.title)
        self.set_lang("zh-CN")
        self.set_draw_color(120)
        self.set_line_width(0.2)

    def footer(self) -> None:
        self.set_y(-MARGIN + 4)
        self.set_font(FAMILY, size=SMALL)
        text = f"第{self.page_no()}页　共{{nb}}页"
        self.cell(0, 5, f"{self._footer}　{text}" if self._footer else text, align=Align.C)

    def line(  # type: ignore[override]
        self, text: str, size: float = BODY, *, bold: bool = False, align: Align = Align.L
    ) -> None:
        """A paragraph over the whole width."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.multi_cell(
            0,
            LINE * size / BODY,
            text,
            align=align,
            wrapmode=WrapMode.CHAR,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.set_font(FAMILY, size=BODY)


def _facts(sheet: _Sheet, block: Facts) -> None:
    with sheet.table(
        col_widths=(16, 34, 16, 34),
        line_height=LINE,
        padding=PADDING,
        first_row_as_headings=False,
        wrapmode=WrapMode.CHAR,
        text_align=Align.L,
        v_align=VAlign.M,
    ) as table:
        for pairs in block.rows:
            row = table.row()
            for label, value in pairs:
                row.cell(label, style=LABEL)
                row.cell(value, colspan=3 if len(pairs) == 1 else 1)
    sheet.ln(3)


def _table(sheet: _Sheet, block: Table) -> None:
    row_height = INK_LINE if block.is_tall else LINE + 2 * PADDING
    if sheet.will_page_break(LINE + 3 * row_height):
        sheet.add_page()  # no heading is left alone at the foot of a page
    if block.title:
        sheet.line(block.title, bold=True)
    if not block.rows:
        sheet.line(block.empty)
        return
    aligns = tuple(Align.R if column.is_number else Align.L for column in block.columns)
    with sheet.table(
        col_widths=tuple(column.weight for column in block.columns),
        line_height=LINE,
        padding=PADDING,
        headings_style=HEAD,
        wrapmode=WrapMode.CHAR,
        text_align=aligns,
        v_align=VAlign.M,
    ) as table:
        table.row([column.heading for column in block.columns])
        for values in block.rows:
            table.row(values, min_height=row_height)
        if block.total:
            table.row(block.total, style=TOTAL)
    sheet.ln(3)


def _words(sheet: _Sheet, block: Words) -> None:
    if block.title:
        sheet.line(block.title, bold=True)
    for text in block.paragraphs:
        sheet.line(text)
    sheet.ln(2)


def _ink(sheet: _Sheet, block: Ink) -> None:
    sheet.ln(3)
    with sheet.table(
        borders_layout=TableBordersLayout.NONE,
        first_row_as_headings=False,
        line_height=LINE,
        wrapmode=WrapMode.CHAR,
        text_align=Align.L,
    ) as table:
        table.row([f"{label}：________________" for label in block.labels])
    sheet.ln(2)


def _mark(sheet: _Sheet, block: Mark) -> None:
    """The code at the left, never parted from its lines."""
    if sheet.will_page_break(max(CODE, (len(block.lines) + 2) * LINE)):
        sheet.add_page()
    left, top = sheet.l_margin, sheet.get_y()
    sheet.image(BytesIO(block.png()), left, top, CODE, CODE)
    sheet.set_font(FAMILY, size=SMALL)
    sheet.set_y(top + 2)
    for text in block.lines:
        sheet.set_x(left + CODE + 4)
        sheet.multi_cell(
            0,
            LINE,
            text,
            align=Align.L,
            wrapmode=WrapMode.CHAR,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
    sheet.set_y(max(top + CODE, sheet.get_y()))
    sheet.set_font(FAMILY, size=BODY)


_LAYOUT: Mapping[type[Block], Callable[..., None]] = {
    Facts: _facts,
    Table: _table,
    Words: _words,
    Ink: _ink,
    Mark: _mark,
}
