"""What can be wrong with a contract as it is signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.collected import raise_all
from tracker.contracts.rules.facts import FutureDate, NotPositive
from tracker.contracts.rules.kinds import ContractKind, Pricing
from tracker.contracts.rules.terms import SignContract
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


class TextMissing(RuleViolation):
    code = "text_missing"
    label = Label("请填写此项", "Fill this in")


class EndBeforeStart(RuleViolation):
    code = "end_before_start"
    label = Label("结束日期不能早于开始日期", "The end may not be before the start")


class SupplierMissing(RuleViolation):
    code = "supplier_missing"
    label = Label("请选择供应商", "Choose the supplier")


class SpendingOrderHasSupplier(RuleViolation):
    code = "spending_order_has_supplier"
    label = Label(
        "零星支出不对应单一供应商，请留空",
        "A spending order has no single supplier: leave it empty",
    )


class SpendingOrderIsActual(RuleViolation):
    code = "spending_order_is_actual"
    label = Label("零星支出按据实结算", "A spending order is paid as used")


class OtherSupplier(RuleViolation):
    code = "other_supplier"
    label = Label(
        "成交供应商是“{name}”，合同应与其签订", "The award went to “{name}”: the contract must, too"
    )


class OtherProject(RuleViolation):
    code = "other_project"
    label = Label("该采购结果不属于本项目", "This award belongs to another project")


class AmountDiffers(RuleViolation):
    code = "amount_differs"
    label = Label(
        "合同金额与成交金额{amount}元不一致，请填写说明",
        "The amount differs from the award of {amount} yuan: enter an explanation",
    )


class NoSuchYear(RuleViolation):
    code = "no_such_year"
    label = Label("该采购结果共{years}个服务年", "The award covers {years} service years")


class YearTaken(RuleViolation):
    code = "year_taken"
    label = Label("第{year}服务年已有合同{number}", "Service year {year} has contract {number}")


class DuplicateNumber(RuleViolation):
    code = "duplicate_number"
    label = Label("合同编号{number}已登记", "Contract number {number} is taken")


class AwardRevoked(RuleViolation):
    code = "award_revoked"
    label = Label(
        "这个采购结果因质疑或投诉成立已不再有效，不能据此签订合同",
        "This award counts no more since a challenge was upheld: no contract rests on it",
    )


@dataclass(frozen=True, slots=True)
class AwardTerms:
    """What an award asks of the contract of one service year."""

    is_of_project: bool
    supplier_id: int
    supplier_name: str
    years: int
    amount: Money
    is_revoked: bool = False


def check_contract(command: SignContract, today: date) -> None:
    """Raise everything that cannot be true of a contract."""
    errors: list[RuleViolation] = [
        TextMissing(field=field)
        for field, text in (("number", command.number), ("name", command.name))
        if not text.strip()
    ]
    errors += [*_amount_errors(command), *_day_errors(command, today), *_kind_errors(command)]
    raise_all(errors)


def check_award(command: SignContract, award: AwardTerms) -> None:
    """Raise unless the contract is the one that was awarded; another amount needs its reason."""
    errors: list[RuleViolation] = []
    if not award.is_of_project:
        errors.append(OtherProject(field="award_id"))
    if award.is_revoked:
        errors.append(AwardRevoked(field="award_id"))
    if command.supplier_id not in (None, award.supplier_id):
        errors.append(OtherSupplier(name=award.supplier_name, field="supplier_id"))
    if not 1 <= command.service_year <= award.years:
        errors.append(NoSuchYear(years=award.years, field="service_year"))
    if command.amount != award.amount and not command.explanation.strip():
        errors.append(AmountDiffers(amount=award.amount, field="amount"))
    raise_all(errors)


def _amount_errors(command: SignContract) -> list[RuleViolation]:
    bond = command.bond.amount if command.bond else None
    named = (("amount", command.amount), ("annual_fee", command.annual_fee), ("bond_amount", bond))
    return [
        NotPositive(field=field) for field, value in named if value is not None and value <= ZERO
    ]


def _day_errors(command: SignContract, today: date) -> list[RuleViolation]:
    errors: list[RuleViolation] = []
    if command.signed_on > today:
        errors.append(FutureDate(today=today, field="signed_on"))
    start, end = command.service_from, command.service_to
    if start is not None and end is not None and end < start:
        errors.append(EndBeforeStart(field="service_to"))
    return errors


def _kind_errors(command: SignContract) -> list[RuleViolation]:
    has_supplier = command.supplier_id is not None
    if command.kind is ContractKind.CONTRACT:
        return [] if has_supplier else [SupplierMissing(field="supplier_id")]
    errors: list[RuleViolation] = []
    if has_supplier:
        errors.append(SpendingOrderHasSupplier(field="supplier_id"))
    if command.pricing is not Pricing.ACTUAL:
        errors.append(SpendingOrderIsActual(field="pricing"))
    return errors
