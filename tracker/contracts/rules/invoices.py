"""When two invoices may be the same paper: numbers are compared as printed, not as typed.

An invoice is named by its code (发票代码; all-electronic invoices have none) and its number, which
are unique in the whole country. The same one twice is refused; one that only looks the same is
accepted with an explanation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

TELLING = 8  # digits of the shortest number printed on a VAT invoice; fewer prove nothing


@dataclass(frozen=True, slots=True)
class Recorded:
    """An invoice already recorded, and where: what a new one is compared with."""

    code: str
    number: str
    contract: str
    part: int
    received_on: date
    is_same_supplier: bool


class DuplicateInvoice(RuleViolation):
    code = "duplicate_invoice"
    label = Label(
        "该供应商的发票{number}已登记（合同{contract}第{part}笔，{on}收到）",
        "Invoice {number} of this supplier is recorded: contract {contract}, "
        "instalment {part}, received {on}",
    )


class SimilarInvoice(RuleViolation):
    code = "similar_invoice"
    label = Label(
        "与已登记的发票{number}号码相近（合同{contract}第{part}笔，{on}收到），请核对是否重复；"
        "确非同一张的请在情况说明中写明",
        "It looks like invoice {number} (contract {contract}, instalment {part}, received {on}); "
        "explain it if they are two",
    )


def normal(text: str) -> str:
    """A code or number without what typing adds: width, case, spaces, dashes, №."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in plain if character.isalnum()).removeprefix("NO")


def digits(text: str) -> str:
    """The digits of a number, by which similar ones are found; all of it where there are none."""
    plain = normal(text)
    return "".join(character for character in plain if character.isdecimal()) or plain


def check_unused(code: str, number: str, explanation: str, known: Iterable[Recorded]) -> None:
    """Raise when the invoice is one of ``known``, or looks like one and nothing explains it."""
    similar = list(known)
    for one in similar:
        if one.is_same_supplier and _is_same(code, number, one):
            raise DuplicateInvoice(field="number", **_where(one))
    if explanation.strip():
        return
    for one in similar:
        if normal(one.number) == normal(number) or len(digits(number)) >= TELLING:
            raise SimilarInvoice(field="explanation", **_where(one))


def _is_same(code: str, number: str, one: Recorded) -> bool:
    """The same number; the codes agree, or one of them was not typed."""
    codes = {normal(code), normal(one.code)} - {""}
    return normal(number) == normal(one.number) and len(codes) <= 1


def _where(one: Recorded) -> dict[str, object]:
    return {
        "number": one.number,
        "contract": one.contract,
        "part": one.part,
        "on": one.received_on,
    }
