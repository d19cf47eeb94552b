"""Canonical JSON: the one text of a value, hashed today and the same in ten years."""

from __future__ import annotations

import json
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from tracker.infra.clock import SHANGHAI
from tracker.kernel.money import Money

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def canonical(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8 NFC; values by ``plain``."""
    return unicodedata.normalize("NFC", _encode(plain(value)))


def plain(value: Any) -> Any:
    """A value as JSON holds it: money in 分, instants at +08:00, sets sorted."""
    if type(value) is str:  # the most frequent by far, and what a long chain is checked with
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return _plain_collection(value)


def _plain_collection(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")
