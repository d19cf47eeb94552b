"""The code that a printed certificate carries: short enough to type, and bound to what was signed.

It depends on the content and on every signature, so a form printed before somebody signed, or with
a changed verdict, has another code than the record.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

GROUP, GROUPS = 4, 4
HEAD = 16  # hexadecimal digits of the log's head on a form
_TYPED = re.compile(
    r"(?P<number>\S+)\s+(?P<code>[0-9A-F]{4}(?:-?[0-9A-F]{4}){3})"
    r"(?:\s+(?P<seq>[0-9]+):(?P<head>[0-9A-F]{16}))?"
)


class CodeUnreadable(RuleViolation):
    code = "check_code_unreadable"
    label = Label(
        "看不出是核验码：请照验收书右下方输入，例如 YS-2022-06-1 7F3A-9C21-04BD-55E0",
        "Not a check code: type it as the certificate has it, as in "
        "YS-2022-06-1 7F3A-9C21-04BD-55E0",
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """What a form says of itself; ``seq`` and ``head``, if it does, of the log when printed."""

    number: str
    code: str
    seq: int | None = None
    head: str = ""

    def __str__(self) -> str:
        tail = f" {self.seq}:{self.head}" if self.seq is not None else ""
        return f"{self.number} {self.code}{tail}"


def check_code(fingerprint: str, last_digest: str) -> str:
    """Four groups of four hexadecimal digits: 7F3A-9C21-04BD-55E0."""
    digest = hashlib.sha256(f"{fingerprint}{last_digest}".encode()).hexdigest().upper()
    return _grouped(digest[: GROUP * GROUPS])


def read(text: str) -> Printed:
    """What was typed or scanned; full-width forms, small letters and missing hyphens do not matter.

    Raises ``CodeUnreadable``.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    found = _TYPED.fullmatch(plain)
    if found is None:
        raise CodeUnreadable(field="code")
    seq = int(found["seq"]) if found["seq"] else None
    code = _grouped(found["code"].replace("-", ""))
    return Printed(found["number"], code, seq, (found["head"] or "").lower())


def _grouped(digits: str) -> str:
    return "-".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))
