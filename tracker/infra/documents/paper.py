"""A printed form as plain values: what ``docx`` and ``pdf`` lay out and a page shows the same way.

A paper is a title over blocks. Features make it (``documents`` of a feature: values → Paper); texts
are in the language of the paper, amounts and days already written out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

import segno
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Facts:
    """A form grid: pairs of a label and what was filled in, two a row; ``wide`` ones fill it."""

    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]
    wide: frozenset[str] = frozenset()

    @property
    def rows(self) -> Sequence[Sequence[tuple[str, str]]]:
        """The pairs row by row."""
        rows: list[list[tuple[str, str]]] = []
        room = 0
        for label, value in self.pairs:
            if label in self.wide or not room:
                rows.append([])
                room = 2
            rows[-1].append((label, value))
            room = 0 if label in self.wide else room - 1
        return rows


@dataclass(frozen=True, slots=True)
class Column:
    """``weight``: its share of the width; numbers stand at the right."""

    heading: str
    weight: int = 1
    is_number: bool = False

    def share(self, columns: Sequence[Column]) -> int:
        """Its share of the width in percent, in steps of four: a page has a class for each."""
        part = self.weight * 25 / sum(column.weight for column in columns)
        return 4 * min(15, max(1, round(part)))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings that repeat on every page; ``total`` is a last row in bold."""

    kind: ClassVar[str] = "table"
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    empty: str = ""
    is_tall: bool = False  # room for ink in every row


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs under a small heading."""

    kind: ClassVar[str] = "words"
    title: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ink:
    """Lines to be signed or sealed by hand, side by side."""

    kind: ClassVar[str] = "ink"
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A QR code with the text it holds, and lines beside it."""

    kind: ClassVar[str] = "mark"
    text: str
    lines: Sequence[str]

    def png(self, scale: int = 4) -> bytes:
        """The code as a picture."""
        buffer = BytesIO()
        segno.make(self.text, error="m").save(buffer, kind="png", scale=scale, border=2)
        return buffer.getvalue()

    def svg(self) -> Markup:
        """The code as markup for a page, without size and without colour of its own."""
        code = segno.make(self.text, error="m")
        return Markup(code.svg_inline(omitsize=True, border=2, lineclass=None))  # noqa: S704


Block = Facts | Table | Words | Ink | Mark


@dataclass(frozen=True, slots=True)
class Paper:
    """``stamp`` is set large under the title of a form that counts no more, or not yet."""

    title: str
    blocks: Sequence[Block]
    unit: str = ""
    number: str = ""
    footer: str = ""
    stamp: str = ""
    landscape: bool = False
