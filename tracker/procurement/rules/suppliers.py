"""Suppliers: their size class, their credit code, and what is wrong with one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tracker.kernel.errors import Conflict, RuleViolation
from tracker.kernel.labels import Label
from tracker.projects.rules import raise_all


class SupplierSize(StrEnum):
    """Size class (中小企业划型); what counts is the size when the contract was signed."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def label(self) -> Label:
        return _SIZE_LABELS[self]

    @property
    def is_sme(self) -> bool:
        """Protected by 保障中小企业款项支付条例."""
        return self is not SupplierSize.LARGE


_SIZE_LABELS = {
    SupplierSize.MICRO: Label("微型企业", "Micro"),
    SupplierSize.SMALL: Label("小型企业", "Small"),
    SupplierSize.MEDIUM: Label("中型企业", "Medium"),
    SupplierSize.LARGE: Label("大型企业", "Large"),
}


@dataclass(frozen=True)
class SupplierDetails:
    name: str
    size: SupplierSize
    credit_code: str = ""
    bank_name: str = ""
    bank_account: str = ""


class DuplicateSupplier(RuleViolation):
    code = "duplicate_supplier"
    label = Label("已有同名或同信用代码的供应商：{name}", "This supplier exists already: {name}")


class SupplierNameMissing(RuleViolation):
    code = "supplier_name_missing"
    label = Label("请填写供应商名称", "Enter the name of the supplier")


class BadCreditCode(RuleViolation):
    code = "bad_credit_code"
    label = Label(
        "统一社会信用代码应为18位，且最后一位校验码相符，请对照营业执照核对",
        "A unified social credit code has 18 characters and a matching check character; "
        "compare it with the business licence",
    )


class UnknownSupplier(RuleViolation):
    code = "unknown_supplier"
    label = Label("查无此供应商，请从列表中选择", "No such supplier; choose from the list")


class SupplierChanged(Conflict):
    code = "supplier_changed"
    label = Label(
        "你编辑期间，这个供应商已被他人修改。下面同时列出两个版本，请核对后再保存",
        "Someone changed this supplier while you edited it. "
        "Both versions are shown below: compare, then save",
    )


# GB 32100-2015: 31 characters without I, O, S, V, Z; weights are the powers of 3 modulo 31.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def check_character(code17: str) -> str:
    """The check character of the first 17 characters of a credit code (GB 32100-2015)."""
    values = (_ALPHABET.index(each) for each in code17)
    total = sum(value * weight for value, weight in zip(values, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Whether it can be a 统一社会信用代码: its length, its characters, its check character."""
    if len(code) != 18 or not set(code) <= set(_ALPHABET):
        return False
    return check_character(code[:17]) == code[17]


def normal_credit_code(text: str) -> str:
    """What was typed or pasted, as a code is written: half-width capitals without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_supplier(details: SupplierDetails) -> None:
    """Raise without a name, or with a credit code that cannot be one (none is allowed)."""
    errors: list[RuleViolation] = []
    if not details.name.strip():
        errors.append(SupplierNameMissing(field="name"))
    if details.credit_code and not is_credit_code(details.credit_code):
        errors.append(BadCreditCode(field="credit_code"))
    raise_all(errors)
