"""Where uploads go: checked beside the store, moved in under their SHA-256, never changed again.

Content lies at ``DATA/files/ab/cdef…`` outside anything that is served, once however often it is
uploaded. It is in place before the row that names it is committed, so no row is ever without its
file; a crash in between leaves a file without a row, which the next upload of it takes over.
"""

from __future__ import annotations

import hashlib
import logging
import mmap
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import IO

from flask import current_app
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.infra import clock
from tracker.infra.backup.manifest import FILES
from tracker.infra.db import Base, UTCDateTime, insert_once
from tracker.infra.files import errors, formats
from tracker.infra.files.formats import Format
from tracker.kernel.errors import RuleViolation, Violations
from tracker.kernel.labels import Label

MOST_AT_ONCE = 10
LONGEST_NAME = 150

_LONGEST_EXTENSION = 10
_INCOMING = "incoming"
_CHUNK = 1 << 20

logger = logging.getLogger(__name__)


class Blob(Base):
    """Content in the store; what it is called and why it is there, others say."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True)
class Incoming:
    """A file as the browser sends it; nothing about it is believed.

    ``field`` is the one it came by: a refusal stands beside it.
    """

    name: str
    stream: IO[bytes]
    field: str = errors.FIELD


@dataclass(frozen=True)
class Upload:
    """A file that came whole and is of a kind that is taken; ``path`` is where it waits."""

    name: str
    size: int
    sha256: str
    format: Format
    path: Path


def largest() -> int:
    """The most bytes that one file may have (setting TRACKER_MAX_FILE_MB)."""
    size: int = current_app.config["TRACKER"].max_file
    return size


def largest_together() -> int:
    """The most bytes that one form may bring."""
    return 5 * largest()


# --- on the way in --------------------------------------------------------------------------------


@contextmanager
def received(files: Sequence[Incoming]) -> Iterator[tuple[Upload, ...]]:
    """The files, checked and on the disk; gone again at the end unless they were kept.

    Raises every refusal at once. Meant to stand around a transaction: no lock is held meanwhile.
    """
    if len(files) > MOST_AT_ONCE:
        raise errors.TooMany(files[0].name, limit=MOST_AT_ONCE)
    with ExitStack() as stack:
        uploads, refusals = [], []
        for each in files:
            try:
                uploads.append(stack.enter_context(_received(each)))
            except RuleViolation as error:
                error.field = each.field
                refusals.append(error)
        if refusals:
            raise refusals[0] if len(refusals) == 1 else Violations(refusals)
        yield tuple(uploads)


@contextmanager
def _received(incoming: Incoming) -> Iterator[Upload]:
    name = clean_name(incoming.name)
    folder = _data() / _INCOMING
    try:
        folder.mkdir(exist_ok=True)
        descriptor, place = tempfile.mkstemp(dir=folder)
    except OSError as error:
        raise _cannot_store(name, error) from error
    path = Path(place)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            size, sha256 = _copy(incoming.stream, file, name)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                found = formats.check(name, content)
        yield Upload(name, size, sha256, found, path)
    finally:
        path.unlink(missing_ok=True)


def _copy(stream: IO[bytes], file: IO[bytes], name: str) -> tuple[int, str]:
    """Size and SHA-256 of what was written; it is on the disk afterwards."""
    digest, size, limit = hashlib.sha256(), 0, largest()
    try:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise errors.TooLarge(name, limit=shown_size(limit))
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        raise _cannot_store(name, error) from error
    if not size:
        raise errors.EmptyFile(name)
    return size, digest.hexdigest()


def _cannot_store(name: str, error: OSError) -> errors.CannotStore:
    logger.error("cannot store a file: %s", error)
    return errors.CannotStore(name)


def clean_name(given: str) -> str:
    """The bare name to show and to offer for saving: no folders, no control characters.

    It is never part of a path here, but it will be on the computers of those who download it.
    """
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    visible = "".join(each for each in bare if unicodedata.category(each)[0] != "C")
    name = PurePath(re.sub(r'[<>:"|?*]', "_", visible).strip(" ."))
    if not name.name:
        raise errors.NamelessFile(given)
    suffix = name.suffix[:_LONGEST_EXTENSION]
    return name.stem[: LONGEST_NAME - len(suffix)] + suffix


def shown_size(size: int) -> str:
    """2.1 MB; whole kilobytes below one megabyte."""
    kilobytes = max(1, round(size / 1024))
    if kilobytes < 1024:
        return f"{kilobytes} KB"
    tenths = round(size * 10 / (1 << 20))
    return f"{tenths // 10}.{tenths % 10} MB" if tenths % 10 else f"{tenths // 10} MB"


# --- in the store ---------------------------------------------------------------------------------


def keep(uploads: Iterable[Upload]) -> None:
    """Move the files into the store and note them there: the last step before the audit entry.

    Whoever uploads the same content at the same moment waits here for the other to commit.
    """
    for upload in uploads:
        insert_once(
            Blob,
            sha256=upload.sha256,
            size=upload.size,
            media_type=upload.format.media_type,
            created_at=clock.now(),
        )
        path = _place(_data(), upload.sha256)
        if not path.exists():
            _move(upload, path)


def _move(upload: Upload, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        upload.path.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise _cannot_store(upload.name, error) from error


def _sync(folder: Path) -> None:
    """The new name survives a power cut; Windows sees to that by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def opened(sha256: str, name: str) -> IO[bytes]:
    """The content, to be read from its beginning; checked first, and refused when it changed."""
    try:
        file = _place(_data(), sha256).open("rb")
    except OSError as error:
        logger.error("file %s: %s", sha256, error)
        raise errors.FileMissing(name=name) from error
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        logger.error("file %s is not what was uploaded", sha256)
        raise errors.FileAltered(name=name)
    file.seek(0)
    return file


def problem_of(sha256: str, data: Path) -> Label | None:
    """What is wrong with the content of that SHA-256 below the data folder, if anything is."""
    try:
        with _place(data, sha256).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return None
    except OSError:
        return Label("文件内容缺失", "the content is missing")
    return Label("文件内容被改动", "the content was altered")


def _place(data: Path, sha256: str) -> Path:
    return data / FILES / sha256[:2] / sha256[2:]


def _data() -> Path:
    folder: Path = current_app.config["TRACKER"].data
    return folder
