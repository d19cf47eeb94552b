"""Awards (成交、中标): what was won by whom, for how many yearly contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.kernel.errors import Conflict, RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.procurement.rules.categories import Category
from tracker.procurement.rules.methods import Method
from tracker.procurement.rules.specs import MethodSpec
from tracker.procurement.rules.thresholds import Thresholds
from tracker.projects.rules import raise_all

MOST_YEARS = 3  # 财库〔2014〕37号: of one award of a recurring service


@dataclass(frozen=True)
class AwardDetails:
    """An award (成交、中标); ``annual_amount`` and ``years`` for yearly contracts under it.

    ``category`` is not known of awards recorded before thresholds were judged.
    """

    method: Method
    supplier_id: int
    amount: Money
    annual_amount: Money
    years: int
    starts_on: date
    notice_on: date
    category: Category | None = None
    approval_number: str = ""


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


class ApprovalMissing(RuleViolation):
    code = "approval_missing"
    label = Label(
        "年度金额达到公开招标数额标准{threshold}元（{source}），未采用公开招标应填写批准文号",
        "The yearly amount reaches the threshold of an open tender, {threshold} yuan ({source}): "
        "give the approval of another method",
    )


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


def check_approval(award: AwardDetails, spec: MethodSpec, found: Thresholds) -> None:
    """Above the open-tender threshold another method has its approval (政府采购法 第二十七条)."""
    threshold = found.open_tender
    if threshold is None or award.approval_number.strip() or spec.is_open_tender:
        return
    if spec.is_statutory and award.annual_amount >= threshold.amount:
        raise ApprovalMissing(
            field="approval_number", threshold=threshold.amount, source=threshold.source
        )


class AwardChanged(Conflict):
    code = "award_changed"
    label = Label(
        "你编辑期间，采购结果已被他人更正，请刷新后核对",
        "Someone corrected the award meanwhile; reload the page and check",
    )


class AwardHasTender(RuleViolation):
    code = "award_has_tender"
    label = Label(
        "这个采购结果由采购步骤登记，请在采购过程中更正该步骤",
        "This award was made by a step of its tender: correct that step",
    )


class ContractRelies(RuleViolation):
    code = "contract_relies"
    label = Label(
        "合同{numbers}已按此结果签订，{what}不能再改；确有变更请办理合同变更",
        "Contract {numbers} was signed on this award: {what} cannot change; amend the contract",
    )


class ContractsInForce(RuleViolation):
    code = "contracts_in_force"
    label = Label(
        "合同{numbers}还在履行；重新采购前请先终止合同",
        "Contract {numbers} is in force: end it before the procurement is repeated",
    )


# What contracts take over from an award; the rest may be corrected under them.
_RELIED_ON: Mapping[str, Label] = {
    "supplier_id": Label("供应商", "the supplier"),
    "amount": Label("金额", "the amount"),
    "annual_amount": Label("年度金额", "the yearly amount"),
    "years": Label("服务年数", "the number of years"),
    "starts_on": Label("服务开始日期", "the start of service"),
}


def check_correction(before: AwardDetails, after: AwardDetails, contracts: Sequence[str]) -> None:
    """Raise where a signed contract relies on what the correction would change."""
    if contracts:
        numbers = "、".join(contracts)
        raise_all(
            [
                ContractRelies(
                    field="supplier" if name == "supplier_id" else name, numbers=numbers, what=what
                )
                for name, what in _RELIED_ON.items()
                if getattr(before, name) != getattr(after, name)
            ]
        )


@dataclass(frozen=True, slots=True)
class Savings:
    """What an award saved against its budget."""

    budget: Money
    amount: Money

    @property
    def saved(self) -> Money:
        """Nothing when the award is above the budget."""
        return max(ZERO, self.budget - self.amount)

    @property
    def exceeded(self) -> Money:
        return max(ZERO, self.amount - self.budget)

    @property
    def share(self) -> Decimal | None:
        """节约率: saved ÷ budget; none without a budget."""
        return self.saved.decimal / self.budget.decimal if self.budget else None
