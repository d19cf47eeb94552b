"""The two containers that office files come in: ZIP, and the older OLE compound file. Pure.

Both are read only as far as needed to tell what is inside and whether the end is there.
"""

from __future__ import annotations

import mmap
import struct
import zipfile
from collections.abc import Iterator

Content = bytes | mmap.mmap

# A directory this large names some 50,000 files; nobody's contract does.
_LARGEST_DIRECTORY = 4 << 20
_END_OF_ZIP = b"PK\x05\x06"
_FREE = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFFA  # from here on numbers are marks, not sectors
_SECTORS_IN_HEADER = 109


def zip_names(content: Content) -> frozenset[str] | None:
    """The names inside; ``None`` unless the archive's directory and every file in it are there."""
    end = content.rfind(_END_OF_ZIP)
    if end < 0 or len(content) < end + 22:
        return None
    (directory,) = struct.unpack_from("<L", content, end + 12)
    if directory > _LARGEST_DIRECTORY:
        return None
    try:
        with zipfile.ZipFile(_Reader(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(entry.header_offset + entry.compress_size > len(content) for entry in entries):
        return None
    return frozenset(entry.filename for entry in entries)


class _Reader:
    """As much of a file as ``zipfile`` reads by, without a copy of the content."""

    def __init__(self, content: Content) -> None:
        self._content, self._place = content, 0

    def read(self, size: int = -1) -> bytes:
        end = len(self._content) if size < 0 else self._place + size
        data = self._content[self._place : end]
        self._place += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        start = (0, self._place, len(self._content))[whence]
        if start + offset < 0:
            raise OSError("before the beginning")
        self._place = start + offset
        return self._place

    def tell(self) -> int:
        return self._place


def ole_is_whole(content: Content) -> bool:
    """Whether every sector that the compound file says it uses is there."""
    if len(content) < 512:
        return False
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        return False
    last = -1
    for number, sector in enumerate(_allocation_sectors(content, size)):
        if (sector + 2) * size > len(content):
            return False
        used = struct.unpack_from(f"<{size // 4}L", content, (sector + 1) * size)
        taken = [place for place, mark in enumerate(used) if mark != _FREE]
        last = max(last, number * size // 4 + taken[-1]) if taken else last
    # The last sector may be shorter than the others: some programs do not fill it up.
    return last >= 0 and (last + 1) * size < len(content)


def _allocation_sectors(content: Content, size: int) -> Iterator[int]:
    """The sectors that hold the allocation table: 109 named in the header, the rest in a chain."""
    yield from _sectors(struct.unpack_from(f"<{_SECTORS_IN_HEADER}L", content, 76))
    following, left = struct.unpack_from("<LL", content, 68)
    left = min(left, len(content) // size)  # a chain may lead back into itself
    while following < _LAST_SECTOR and left and (following + 2) * size <= len(content):
        *named, following = struct.unpack_from(f"<{size // 4}L", content, (following + 1) * size)
        left -= 1
        yield from _sectors(named)


def _sectors(numbers: tuple[int, ...] | list[int]) -> Iterator[int]:
    return (number for number in numbers if number < _LAST_SECTOR)


def ole_holds(content: Content, stream: str) -> bool:
    """Whether the compound file has a stream of that name."""
    return content.find(stream.encode("utf-16-le")) >= 0
