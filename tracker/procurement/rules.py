"""Suppliers and awards, as far as the first contracts need them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.kernel.errors import Conflict, RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.projects.rules import raise_all

MOST_YEARS = 3  # 财库〔2014〕37号: of one award of a recurring service


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


class Method(StrEnum):
    """Procurement methods (采购方式); OCDS procurementMethodDetails."""

    OPEN_TENDER = "open_tender"
    INVITED_TENDER = "invited_tender"
    COMPETITIVE_NEGOTIATION = "competitive_negotiation"
    COMPETITIVE_CONSULTATION = "competitive_consultation"
    REQUEST_FOR_QUOTATION = "request_for_quotation"
    SINGLE_SOURCE = "single_source"
    FRAMEWORK_AGREEMENT = "framework_agreement"
    BELOW_THRESHOLD = "below_threshold"

    @property
    def label(self) -> Label:
        return _METHOD_LABELS[self]


_METHOD_LABELS = {
    Method.OPEN_TENDER: Label("公开招标", "Open tender"),
    Method.INVITED_TENDER: Label("邀请招标", "Invited tender"),
    Method.COMPETITIVE_NEGOTIATION: Label("竞争性谈判", "Competitive negotiation"),
    Method.COMPETITIVE_CONSULTATION: Label("竞争性磋商", "Competitive consultation"),
    Method.REQUEST_FOR_QUOTATION: Label("询价", "Request for quotation"),
    Method.SINGLE_SOURCE: Label("单一来源", "Single source"),
    Method.FRAMEWORK_AGREEMENT: Label("框架协议", "Framework agreement"),
    Method.BELOW_THRESHOLD: Label("限额以下自行采购", "Below threshold"),
}


@dataclass(frozen=True)
class SupplierDetails:
    name: str
    size: SupplierSize
    credit_code: str = ""
    bank_name: str = ""
    bank_account: str = ""


@dataclass(frozen=True)
class AwardDetails:
    """An award (成交、中标); ``annual_amount`` and ``years`` for yearly contracts under it."""

    method: Method
    supplier_id: int
    amount: Money
    annual_amount: Money
    years: int
    starts_on: date
    notice_on: date


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


class NoAmount(RuleViolation):
    code = "no_amount"
    label = Label("金额应大于零", "The amount must be above zero")


class BadAward(RuleViolation):
    code = "bad_award"
    label = Label(
        "年度金额乘以年数应等于成交金额：{annual}元×{years}年＝{total}元",
        "Annual amount times years must equal the award: {annual} × {years} = {total} yuan",
    )


class TooManyYears(RuleViolation):
    code = "too_many_years"
    label = Label(
        "一次采购最多签三年（财库〔2014〕37号），请填1、2或3",
        "One award covers one, two or three years (财库〔2014〕37号)",
    )


class FutureNotice(RuleViolation):
    code = "future_notice"
    label = Label(
        "通知书日期不能晚于今天（{today}）",
        "The award notice may not be dated after today ({today})",
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


def check_award(award: AwardDetails, today: date) -> None:
    """One award covers at most three years of a recurring service (财库〔2014〕37号)."""
    errors: list[RuleViolation] = []
    for field in ("amount", "annual_amount"):
        if getattr(award, field) <= ZERO:
            errors.append(NoAmount(field=field))
    if not 1 <= award.years <= MOST_YEARS:
        errors.append(TooManyYears(field="years"))
    if award.notice_on > today:
        errors.append(FutureNotice(field="notice_on", today=today))
    total = Money(award.annual_amount.fen * award.years)
    if not errors and total != award.amount:
        fields = {"annual": award.annual_amount, "years": award.years, "total": total}
        errors.append(BadAward(field="annual_amount", **fields))
    raise_all(errors)
