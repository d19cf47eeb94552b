"""An archive is believed only as far as it was checked."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import json
import stat
import tarfile
from pathlib import Path

import pytest

from tracker.infra.backup import archive
from tracker.infra.backup.errors import Damaged, NoArchive, NotOurs, OtherFormat
from tracker.infra.backup.manifest import FILE, FORMAT, Facts, Manifest, Member, is_safe, read
from tracker.kernel.errors import DomainError

CONTENT = b"what the database holds" * 5
MANIFEST = Manifest(
    product_version="1.0",
    created_at="2022-11-15T00:20:00+08:00",
    database="sqlite",
    facts=Facts("0001", {"project": 14}, 219, "a" * 64),
    keys={"audit": "0123456789abcdef"},
    members=(),
)


def described(name: str, content: bytes = CONTENT) -> Member:
    return Member(name, len(content), hashlib.sha256(content).hexdigest())


def manifest(*members: Member) -> Manifest:
    return dataclasses.replace(MANIFEST, members=members)


def packed(folder: Path) -> Path:
    """A good archive with two files in it."""
    sources = {}
    for name in ("database", "files/ab/cd"):
        sources[name] = folder / name.replace("/", "-")
        sources[name].write_bytes(CONTENT)
    path = folder / "good.tar.gz"
    members = (archive.member(name, source) for name, source in sources.items())
    archive.pack(path, manifest(*members), sources)
    return path


def tar_of(path: Path, *entries: tuple[tarfile.TarInfo | str, bytes]) -> Path:
    """A tar made by somebody else."""
    with tarfile.open(path, "w:gz") as tar:
        for entry, content in entries:
            info = tarfile.TarInfo(entry) if isinstance(entry, str) else entry
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def unpacked(path: Path, folder: Path) -> Manifest:
    folder.mkdir(exist_ok=True)
    return archive.unpack(path, folder)


def test_what_is_packed_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path)

    told = unpacked(path, tmp_path / "copy")

    assert told == archive.read_manifest(path)
    assert [one.name for one in told.members] == ["database", "files/ab/cd"]
    assert (tmp_path / "copy" / "files" / "ab" / "cd").read_bytes() == CONTENT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_changed_byte_is_found_wherever_it_is(tmp_path: Path) -> None:
    good = packed(tmp_path).read_bytes()
    header = 10  # of gzip: its time and flags hold nothing of ours
    bad = tmp_path / "bad.tar.gz"
    for position in range(header, len(good)):
        changed = bytearray(good)
        changed[position] ^= 0x55
        bad.write_bytes(changed)

        with pytest.raises((NotOurs, Damaged)):
            unpacked(bad, tmp_path / f"copy{position}")


def test_an_archive_that_was_cut_off_is_found_whatever_is_left_of_it(tmp_path: Path) -> None:
    good = packed(tmp_path).read_bytes()
    bad = tmp_path / "bad.tar.gz"
    for length in range(0, len(good), 3):
        bad.write_bytes(good[:length])

        with pytest.raises((NotOurs, Damaged)):
            unpacked(bad, tmp_path / f"copy{length}")


def test_what_was_added_behind_the_end_is_found(tmp_path: Path) -> None:
    path = packed(tmp_path)
    path.write_bytes(path.read_bytes() + b"more")

    with pytest.raises(Damaged):
        unpacked(path, tmp_path / "copy")


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 a zip", gzip.compress(b""), gzip.compress(b"no tar" * 200)],
    ids=["empty", "zip", "empty gzip", "gzip of something else"],
)
def test_what_is_no_archive_is_not_ours(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.tar.gz"
    path.write_bytes(content)

    with pytest.raises(NotOurs, match=r"foreign\.tar\.gz"):
        archive.read_manifest(path)


@pytest.mark.parametrize(
    "entries",
    [
        [("README", b"hello")],
        [(FILE, b"no json")],
        [(FILE, b"[]")],
        [(FILE, json.dumps({"product": "another"}).encode())],
        [("database", CONTENT), (FILE, MANIFEST.as_bytes())],
    ],
    ids=["other files", "no json", "a list", "another product", "manifest not first"],
)
def test_a_foreign_tar_is_not_ours(tmp_path: Path, entries: list[tuple[str, bytes]]) -> None:
    with pytest.raises(NotOurs):
        archive.read_manifest(tar_of(tmp_path / "foreign.tar.gz", *entries))


def test_another_format_says_which(tmp_path: Path) -> None:
    newer = json.loads(MANIFEST.as_bytes()) | {"format": FORMAT + 1}

    with pytest.raises(OtherFormat, match="2"):
        read(json.dumps(newer).encode(), "newer.tar.gz")


@pytest.mark.parametrize("lost", ["facts", "members", "keys", "created_at"])
def test_a_manifest_that_is_not_whole_is_damaged(lost: str) -> None:
    found = json.loads(MANIFEST.as_bytes())
    del found[lost]

    with pytest.raises(Damaged):
        read(json.dumps(found).encode(), "x")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(NoArchive, match="nowhere"):
        archive.read_manifest(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("database.sqlite3", True),
        ("files/ab/cd", True),
        ("../evil", False),
        ("files/../../evil", False),
        ("/etc/passwd", False),
        ("files//x", False),
        ("./x", False),
        ("..", False),
        ("", False),
        ("a\\b", False),
        ("C:x", False),
        ("a\0b", False),
    ],
)
def test_a_name_must_stay_inside(name: str, safe: bool) -> None:
    assert is_safe(name) is safe


def link(name: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    return info


Entries = list[tuple[tarfile.TarInfo | str, bytes]]


def wanted(*names: str) -> bytes:
    """A manifest that names these files."""
    return manifest(*map(described, names)).as_bytes()


@pytest.mark.parametrize(
    "entries",
    [
        [(FILE, wanted("../evil")), ("../evil", CONTENT)],
        [(FILE, wanted("/tmp/evil")), ("/tmp/evil", CONTENT)],
        [(FILE, wanted("database")), ("../database", CONTENT)],
        [(FILE, wanted("database")), (link("database", tarfile.SYMTYPE), b"")],
        [(FILE, wanted("database")), (link("database", tarfile.LNKTYPE), b"")],
        [(FILE, wanted("database")), ("database", CONTENT), ("extra", CONTENT)],
        [(FILE, wanted("database")), ("database", CONTENT), ("database", CONTENT)],
        [(FILE, wanted("database", "files/x")), ("database", CONTENT)],
        [(FILE, wanted("database")), ("database", CONTENT[::-1])],
        [(FILE, wanted("database")), ("database", CONTENT * 1000)],
        [(FILE, wanted("database")), ("database", CONTENT[:-1])],
    ],
    ids=[
        *("climbs out", "absolute", "not as named", "symbolic link", "hard link", "one too many"),
        *("twice", "one missing", "other content", "too long", "too short"),
    ],
)
def test_only_what_the_manifest_names_is_written(tmp_path: Path, entries: Entries) -> None:
    path = tar_of(tmp_path / "bad.tar.gz", *entries)
    inside = tmp_path / "deep" / "copy"
    inside.mkdir(parents=True)

    with pytest.raises(Damaged):
        archive.unpack(path, inside)

    outside = {one.name for one in (*tmp_path.iterdir(), *inside.parent.iterdir())}
    assert outside == {"bad.tar.gz", "deep", "copy"}


def test_every_error_has_one_line_in_both_languages() -> None:
    error = Damaged(what="database")

    assert isinstance(error, DomainError)
    assert "database" in error.text("zh")
    assert "\n" not in error.text("en")
