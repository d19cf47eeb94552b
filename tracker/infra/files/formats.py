"""Which kinds of file are taken, told by their content, never by their name alone. Pure.

A kind belongs to a family that begins alike (docx, xlsx and ofd are all ZIP). A file must begin
like a family, be whole as that family is whole, be a kind that is taken, and be named like it.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tracker.infra.files import errors
from tracker.infra.files.containers import Content, ole_holds, ole_is_whole, zip_names
from tracker.kernel.labels import Label

_TAIL = 1024
_CHUNK = 1 << 16
_OOXML = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Format:
    """A kind of file that is taken; the first extension is the usual one."""

    label: Label
    media_type: str
    extensions: tuple[str, ...]


PDF = Format(Label("PDF", "PDF"), "application/pdf", (".pdf",))
PNG = Format(Label("PNG图片", "a PNG image"), "image/png", (".png",))
JPEG = Format(Label("JPEG图片", "a JPEG image"), "image/jpeg", (".jpg", ".jpeg"))
OFD = Format(Label("OFD", "OFD"), "application/ofd", (".ofd",))
DOCX = Format(
    Label("Word文档", "a Word document"), f"{_OOXML}wordprocessingml.document", (".docx",)
)
XLSX = Format(Label("Excel表格", "an Excel sheet"), f"{_OOXML}spreadsheetml.sheet", (".xlsx",))
PPTX = Format(
    Label("PPT演示文稿", "a slide show"), f"{_OOXML}presentationml.presentation", (".pptx",)
)
DOC = Format(
    Label("Word 97–2003文档", "a Word 97–2003 document"), "application/msword", (".doc", ".wps")
)
XLS = Format(
    Label("Excel 97–2003表格", "an Excel 97–2003 sheet"),
    "application/vnd.ms-excel",
    (".xls", ".et"),
)
PPT = Format(
    Label("PPT 97–2003演示文稿", "a 97–2003 slide show"),
    "application/vnd.ms-powerpoint",
    (".ppt", ".dps"),
)
ZIP = Format(Label("ZIP压缩包", "a ZIP archive"), "application/zip", (".zip",))
TEXT = Format(Label("文本", "text"), "text/plain", (".txt", ".csv"))

FORMATS = (PDF, OFD, DOCX, XLSX, PPTX, DOC, XLS, PPT, PNG, JPEG, ZIP, TEXT)
EXTENSIONS = tuple(extension for each in FORMATS for extension in each.extensions)


def check(name: str, content: Content) -> Format:
    """The kind of a file; raises unless it is whole, taken, and named as what it is."""
    family = next((each for each in _FAMILIES if each.begins(content)), None)
    if family is None:
        raise _unknown(name)
    if not family.is_whole(content):
        raise errors.CutOff(name)
    found = family.kind(content)
    if found is ENCRYPTED:
        raise errors.Encrypted(name)
    if found is None:
        raise _unknown(name)
    if not name.lower().endswith(found.extensions):
        extensions = "、".join(found.extensions)
        raise errors.WrongExtension(name, actual=found.label, extensions=extensions)
    return found


def _unknown(name: str) -> errors.UnknownContent:
    return errors.UnknownContent(name, allowed=" ".join(each[1:] for each in EXTENSIONS))


@dataclass(frozen=True)
class _Family:
    """Files that begin alike; ``kind`` tells them apart, once one is known to be whole."""

    begins: Callable[[Content], bool]
    is_whole: Callable[[Content], bool]
    kind: Callable[[Content], Format | None]


# No kind that is taken: a package around encrypted content, whatever that is.
ENCRYPTED = Format(Label("加密的文件", "an encrypted file"), "", ())

_BY_MEMBER: Mapping[str, Format] = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "ppt/presentation.xml": PPTX,
    "OFD.xml": OFD,
}
_BY_STREAM: Mapping[str, Format] = {
    "EncryptedPackage": ENCRYPTED,
    "WordDocument": DOC,
    "Workbook": XLS,
    "PowerPoint Document": PPT,
}


def _kind_of_zip(content: Content) -> Format | None:
    names = zip_names(content) or ()
    return next((kind for name, kind in _BY_MEMBER.items() if name in names), ZIP)


def _kind_of_ole(content: Content) -> Format | None:
    return next((kind for name, kind in _BY_STREAM.items() if ole_holds(content, name)), None)


def _ends_like_pdf(content: Content) -> bool:
    return b"%%EOF" in content[-_TAIL:]


def _ends_like_png(content: Content) -> bool:
    return content.find(b"\0\0\0\0IEND\xaeB`\x82") >= 0


def _ends_like_jpeg(content: Content) -> bool:
    """The end mark after the first scan; one before it is that of a thumbnail."""
    place = 2
    while len(head := content[place : place + 4]) == 4 and head[0] == 0xFF:
        if head[1] == 0xFF:  # padding
            place += 1
            continue
        place += 2 + int.from_bytes(head[2:], "big")
        if head[1] == 0xDA:
            return content.find(b"\xff\xd9", place) >= 0
    return False


def _is_text(content: Content) -> bool:
    """Text of the kinds that offices write, without control characters."""
    has_control = any(content.find(bytes([code])) >= 0 for code in _NEVER_IN_TEXT)
    return not has_control and _encoding(content) is not None


def _ends_like_text(content: Content) -> bool:
    """No character is cut in two."""
    return _decodes(content, _encoding(content) or "", to_end=True)


def _encoding(content: Content) -> str | None:
    return next((each for each in _ENCODINGS if _decodes(content, each, to_end=False)), None)


_ENCODINGS = ("utf-8", "gb18030")
_NEVER_IN_TEXT = [code for code in range(0x20) if code not in b"\t\n\r\f"]


def _decodes(content: Content, encoding: str, *, to_end: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(content):
            decoder.decode(chunk)
        decoder.decode(b"", to_end)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(content: Content) -> Iterator[bytes]:
    return (content[place : place + _CHUNK] for place in range(0, len(content), _CHUNK))


def _begins(magic: bytes) -> Callable[[Content], bool]:
    return lambda content: content[: len(magic)] == magic


_FAMILIES = (
    _Family(_begins(b"\x89PNG\r\n\x1a\n"), _ends_like_png, lambda _: PNG),
    _Family(_begins(b"\xff\xd8\xff"), _ends_like_jpeg, lambda _: JPEG),
    _Family(_begins(b"PK\x03\x04"), lambda each: zip_names(each) is not None, _kind_of_zip),
    _Family(_begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ole_is_whole, _kind_of_ole),
    _Family(lambda content: b"%PDF-" in content[:_TAIL], _ends_like_pdf, lambda _: PDF),
    _Family(_is_text, _ends_like_text, lambda _: TEXT),
)
