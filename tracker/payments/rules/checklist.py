"""付款前核对: what a person looks at before paying, answered from the facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money


class Answer(StrEnum):
    YES = "yes"
    NOTE = "note"  # worth knowing, no reason to stop
    NO = "no"


@dataclass(frozen=True)
class Item:
    answer: Answer
    label: Label


@dataclass(frozen=True)
class Facts:
    """``condition`` is the trigger's name; ``invoiced`` None without any invoice."""

    condition: Label
    triggered: bool
    overridden: bool
    open: Money
    invoiced: Money | None
    invoice_starts_clock: bool
    payee_account: str
    supplier_account: str
    year: int
    left: Money | None


def checklist(facts: Facts) -> tuple[Item, ...]:
    """The condition, the invoice, the account and the budget, in the order people check them."""
    return (_condition(facts), _invoice(facts), _account(facts), _budget(facts))


def _condition(facts: Facts) -> Item:
    if facts.triggered:
        return Item(Answer.YES, facts.condition)
    if facts.overridden:
        return Item(
            Answer.NOTE, Label("条件未成就，领导已特批", "Condition open; a leader approved")
        )
    return Item(Answer.NO, Label("付款条件尚未成就", "The condition has not come true"))


def _invoice(facts: Facts) -> Item:
    if facts.invoiced is None:
        answer = Answer.NO if facts.invoice_starts_clock else Answer.NOTE
        return Item(answer, Label("尚未登记发票", "No invoice is recorded"))
    if facts.invoiced < facts.open:
        missing = facts.open - facts.invoiced
        return Item(
            Answer.NOTE,
            Label(f"发票金额比未付金额少{missing}元", f"The invoices are {missing} yuan too low"),
        )
    return Item(Answer.YES, Label("发票已收，金额足够", "The invoice is here and covers it"))


def _account(facts: Facts) -> Item:
    agreed, known = bare(facts.payee_account), bare(facts.supplier_account)
    if not agreed:
        return Item(Answer.NOTE, Label("合同未登记收款账户", "The contract names no payee account"))
    if known and known not in agreed:
        return Item(
            Answer.NO,
            Label("收款账户与供应商登记的不一致", "The payee account is not the supplier's"),
        )
    return Item(Answer.YES, Label("收款账户与合同一致", "The payee account is the contract's"))


def bare(account: str) -> str:
    """Digits and letters only: accounts are typed with spaces and dashes."""
    return "".join(character for character in account.upper() if character.isalnum())


def _budget(facts: Facts) -> Item:
    if facts.left is None:
        return Item(
            Answer.NO,
            Label(f"{facts.year}年没有预算项", f"There is no budget line of {facts.year}"),
        )
    if facts.left < facts.open:
        missing = facts.open - max(facts.left, ZERO)
        return Item(
            Answer.NO, Label(f"到位余额少{missing}元", f"{missing} yuan of it have not arrived")
        )
    return Item(Answer.YES, Label("预算余额足够", "The budget suffices"))
