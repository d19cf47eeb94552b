"""Small whole files of every kind that is taken, made by hand."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tracker.infra.files.store import Incoming


def pdf(text: str = "paper") -> bytes:
    """One empty page; ``text`` makes it another file."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n% " + text.encode() + b"\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", check)

    head = struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0)
    image = zlib.compress(b"\0\0")
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", image) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def jpeg(*, with_thumbnail: bool = True) -> bytes:
    """Markers only: a thumbnail with an end mark of its own, then a scan."""
    thumbnail = b"\xff\xd8thumb\xff\xd9" if with_thumbnail else b"no thumbnail"
    exif = b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    scan = b"\xff\xff\xda" + struct.pack(">H", 4) + b"\0\0" + b"scan" * 200
    return b"\xff\xd8" + exif + scan + b"\xff\xd9"


def zipped(*names: str, text: str = "x" * 500) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, text)
    return buffer.getvalue()


def docx() -> bytes:
    return zipped("[Content_Types].xml", "word/document.xml")


def ole(stream: str = "WordDocument", sectors: int = 200) -> bytes:
    """A compound file of so many sectors of 512 bytes, the first ones its allocation table.

    The header has room for 109 numbers of the table's sectors; the rest stand in a sector after.
    """
    tables = -(-sectors // 128)
    numbers = [*range(tables), *[FREE] * max(0, 109 - tables)]
    chained = tables > 109
    counts = (0, tables, tables, 0, 0, END, 0, tables if chained else END, int(chained))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x9L", 62, 3, 0xFFFE, 9, 6, *counts)
    header += struct.pack("<109L", *numbers[:109])
    marks = [*[TABLE] * tables, *[END] * (sectors - tables), *[FREE] * (tables * 128 - sectors)]
    table = struct.pack(f"<{len(marks)}L", *marks)
    rest = numbers[109:]
    chain = struct.pack("<128L", *rest, *[FREE] * (127 - len(rest)), END) if chained else b""
    body = stream.encode("utf-16-le").ljust((sectors - tables - int(chained)) * 512, b"\0")
    return header + table + chain + body


FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def incoming(name: str, content: bytes) -> Incoming:
    return Incoming(name, io.BytesIO(content))
