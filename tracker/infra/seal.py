"""What seals an entry of the audit chain: its canonical text, and the keyed hash of that.

A chain of a million is checked in one go, so both are put together by hand: the text without a
dictionary, the hash from two keyed states that are made once and copied for every entry.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any

from tracker.infra.clock import SHANGHAI

_BLOCK = 64  # bytes that SHA-256 takes at once: HMAC (RFC 2104) pads its key to as many
_HOUR = 13  # characters of 2022-11-15 08


class Seal:
    """HMAC-SHA256 under one key: the hexadecimal digest of each text it is called with."""

    def __init__(self, key: bytes) -> None:
        short = key if len(key) <= _BLOCK else hashlib.sha256(key).digest()
        padded = short.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def __call__(self, text: str) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()


@lru_cache(maxsize=4)
def seal_of(key: bytes) -> Seal:
    """The seal of that key."""
    return Seal(key)


def sealed_text(columns: Sequence[Any]) -> str:
    """The hash before an entry and, after it, ``canonical`` of all its columns but its own hash.

    ``payload`` was canonical when it was written and is taken as it stands. The instant may be
    aware, or in UTC as the database keeps it; ``ValueError`` if it is none.
    """
    seq, at, uid, name, action, kind, subject, project, detail, reason, payload, prev = columns
    before = (
        f'{prev}{{"action":{_quoted(action)},"actor_name":{_quoted(name)},'
        f'"actor_uid":{_quoted(uid)},"at":"{_moment(at)}","detail":{_quoted(detail)},"payload":'
    )
    after = (
        f',"prev":{_quoted(prev)},"project_uid":{_quoted(project)},"reason":{_quoted(reason)},'
        f'"seq":{seq},"subject_kind":{_quoted(kind)},"subject_uid":{_quoted(subject)}}}'
    )
    return f"{_composed(before)}{_quoted(payload)}{_composed(after)}"


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _moment(at: datetime | str) -> str:
    """An instant with its six decimals, at +08:00."""
    if isinstance(at, str):
        hour, zone = _hour(at[:_HOUR])
        return f"{hour}{at[_HOUR:]}{zone}"
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.astimezone(SHANGHAI).isoformat(timespec="microseconds")


@lru_cache(maxsize=1024)
def _hour(text: str) -> tuple[str, str]:
    """The hour in Shanghai, and its zone; entries of one hour share it."""
    at = datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(SHANGHAI).isoformat()
    return at[:_HOUR], at[-6:]
