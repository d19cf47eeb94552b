"""What an archive says of itself, and whether that can be believed. Pure: no file, no database."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from tracker.infra.backup.errors import Damaged, NotOurs, OtherFormat

FILE = "manifest.json"
PRODUCT = "tracker"
FORMAT = 1
FILES = "files"  # the attachments, in the archive as in the data folder

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Facts:
    """What a database holds, as far as a copy can be compared with it; ``seq`` and ``head`` are the
    last entry of the audit chain.
    """

    revision: str
    counts: Mapping[str, int]
    seq: int
    head: str


@dataclass(frozen=True)
class Member:
    """One file of the archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``created_at`` in ISO 8601, ``keys`` the fingerprints of the keys that are not inside."""

    product_version: str
    created_at: str
    database: str
    facts: Facts
    keys: Mapping[str, str]
    members: tuple[Member, ...]

    def as_bytes(self) -> bytes:
        """As it lies in the archive."""
        data = {"product": PRODUCT, "format": FORMAT, **asdict(self)}
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read(data: bytes, name: str) -> Manifest:
    """The manifest of the archive ``name``; ``NotOurs``, ``OtherFormat`` or ``Damaged``."""
    try:
        found = json.loads(data)
    except ValueError as error:
        raise NotOurs(name=name) from error
    if not isinstance(found, dict) or found.get("product") != PRODUCT:
        raise NotOurs(name=name)
    if found.get("format") != FORMAT:
        raise OtherFormat(theirs=found.get("format"), ours=FORMAT)
    try:
        return _manifest(found)
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(what=FILE) from error


def _manifest(found: Mapping[str, Any]) -> Manifest:
    facts = found["facts"]
    counts = {str(table): int(count) for table, count in facts["counts"].items()}
    return Manifest(
        product_version=str(found["product_version"]),
        created_at=str(found["created_at"]),
        database=str(found["database"]),
        facts=Facts(str(facts["revision"]), counts, int(facts["seq"]), str(facts["head"])),
        keys={str(key): str(print_) for key, print_ in found["keys"].items()},
        members=tuple(_member(one) for one in found["members"]),
    )


def _member(found: Mapping[str, Any]) -> Member:
    member = Member(found["name"], found["size"], found["sha256"])
    sound = isinstance(member.size, int) and member.size >= 0 and _SHA256.fullmatch(member.sha256)
    if not sound or not is_safe(member.name):
        raise ValueError(member.name)
    return member


def is_safe(name: str) -> bool:
    """Whether a member's name stays inside the folder it is unpacked into, on every system."""
    path = PurePosixPath(name)
    return (
        name == path.as_posix()
        and not path.is_absolute()
        and bool(path.parts)
        and ".." not in path.parts
        and not any(character in name for character in "\\:\0")
    )
