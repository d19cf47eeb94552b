"""The .tar.gz: the manifest first, then every file it names, and nothing else.

Reading trusts nothing: only regular files that the manifest names, under names that cannot lead
out of the folder, no longer than it says and with its SHA-256; and the stream is read to its end,
so that its own checksum counts as well.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tracker.infra.backup import manifest as manifests
from tracker.infra.backup.errors import Damaged, NoArchive, NotOurs
from tracker.infra.backup.manifest import Manifest, Member

_BROKEN = (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError)
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 26


def member(name: str, path: Path) -> Member:
    """Size and SHA-256 of a file that is to go into an archive."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Member(name, file.tell(), sha256)


def pack(archive: Path, manifest: Manifest, sources: Mapping[str, Path]) -> None:
    """Write the archive, readable by its owner alone, and wait until it is on the disk."""
    descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", format=tarfile.GNU_FORMAT) as tar:
            content = manifest.as_bytes()
            entry = tarfile.TarInfo(manifests.FILE)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
            for one in manifest.members:
                entry = tarfile.TarInfo(one.name)
                entry.size = one.size
                with sources[one.name].open("rb") as source:
                    tar.addfile(entry, source)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(archive: Path) -> Manifest:
    """What the archive says of itself; the rest of it is not looked at."""
    with _opened(archive) as (tar, _stream):
        return _manifest(tar, archive.name)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Write every file below ``folder``; raises ``Damaged`` unless all are there, unchanged."""
    with _opened(archive) as (tar, stream):
        manifest = _manifest(tar, archive.name)
        expected = {one.name: one for one in manifest.members}
        try:
            while entry := tar.next():
                wanted = expected.pop(entry.name, None)
                content = tar.extractfile(entry) if entry.isreg() else None
                if wanted is None or content is None:
                    raise Damaged(what=entry.name)
                _write(content, folder / wanted.name, wanted)
            while stream.read(_CHUNK):
                pass  # only the end of the stream holds its checksum
        except _BROKEN as error:
            raise Damaged(what=str(error) or type(error).__name__) from error
    if expected:
        raise Damaged(what=min(expected))
    return manifest


@contextmanager
def _opened(archive: Path) -> Iterator[tuple[tarfile.TarFile, gzip.GzipFile]]:
    if not archive.is_file():
        raise NoArchive(name=archive)
    with gzip.open(archive) as stream:
        try:
            opened = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115 - entered below
        except _BROKEN as error:
            raise NotOurs(name=archive.name) from error
        with opened as tar:
            yield tar, stream


def _manifest(tar: tarfile.TarFile, name: str) -> Manifest:
    try:
        entry = tar.next()
        file = tar.extractfile(entry) if entry and entry.isreg() else None
        if entry is None or file is None or entry.name != manifests.FILE:
            raise NotOurs(name=name)
        if entry.size > _LARGEST_MANIFEST:
            raise NotOurs(name=name)
        content = file.read()
    except _BROKEN as error:
        raise NotOurs(name=name) from error
    return manifests.read(content, name)


def _write(content: IO[bytes], path: Path, wanted: Member) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > wanted.size:
                break  # no more than it says, whatever the stream would unpack to
            digest.update(chunk)
            file.write(chunk)
    if (size, digest.hexdigest()) != (wanted.size, wanted.sha256):
        raise Damaged(what=wanted.name)
