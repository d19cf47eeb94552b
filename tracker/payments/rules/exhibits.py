"""What an application rests on, with the papers that show it, and what of it is missing.

Nothing is blocked for want of a paper: what is missing is explained, and the approver sees both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.payments.rules.checklist import Answer, bare


@dataclass(frozen=True)
class Paper:
    """A file on record."""

    uid: str
    name: str


@dataclass(frozen=True)
class Exhibit:
    """One thing to look at; ``NO`` has to be explained."""

    answer: Answer
    what: Label
    text: Label
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class InvoiceFacts:
    number: str
    amount: Money
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class LineFacts:
    """The budget line; ``pledged`` is what other applications under way ask of it."""

    name: str
    left: Money
    pledged: Money


@dataclass(frozen=True)
class EvidenceFacts:
    """``is_order``: no written contract. ``shows_itself``: the condition needs no paper."""

    is_order: bool
    published_on: date | None
    filed_on: date | None
    contract_papers: tuple[Paper, ...]
    condition: Label
    triggered_on: date | None
    proof: str
    shows_itself: bool
    proof_papers: tuple[Paper, ...]
    override: str
    amount: Money | None
    invoices: tuple[InvoiceFacts, ...]
    payee_account: str
    contract_account: str
    line: LineFacts | None
    year: int


CONTRACT = Label("合同", "Contract")
CONDITION = Label("付款条件", "Condition")
INVOICE = Label("发票", "Invoice")
ACCOUNT = Label("收款账户", "Payee account")
BUDGET = Label("预算指标", "Budget")


def exhibits(facts: EvidenceFacts) -> tuple[Exhibit, ...]:
    """In the order in which an approver looks: contract, condition, invoice, account, budget."""
    return tuple(_exhibits(facts))


def lacking(found: Iterable[Exhibit]) -> Label | None:
    """What has to be explained, in one line; ``None`` when nothing has."""
    absent = [one for one in found if one.answer is Answer.NO]
    if not absent:
        return None
    return Label("；".join(one.text.zh for one in absent), "; ".join(one.text.en for one in absent))


def _exhibits(facts: EvidenceFacts) -> Iterator[Exhibit]:
    if not facts.is_order:
        yield _contract(facts)
    yield _condition(facts)
    yield _invoice(facts)
    yield _account(facts)
    yield _budget(facts)


def _contract(facts: EvidenceFacts) -> Exhibit:
    absent = [
        label
        for label, is_there in (
            (Label("合同未公告", "the contract is not published"), facts.published_on),
            (Label("合同未备案", "the contract is not filed"), facts.filed_on),
            (Label("没有合同正本", "the contract is not on file"), facts.contract_papers),
        )
        if not is_there
    ]
    if absent:
        return Exhibit(Answer.NO, CONTRACT, _joined(absent), facts.contract_papers)
    on, filed = facts.published_on, facts.filed_on
    text = Label(f"{on}公告，{filed}备案", f"published {on}, filed {filed}")
    return Exhibit(Answer.YES, CONTRACT, text, facts.contract_papers)


def _condition(facts: EvidenceFacts) -> Exhibit:
    name, on = facts.condition, facts.triggered_on
    if on is None and facts.override:
        text = Label(f"条件未成就，{facts.override}", f"not met yet, {facts.override}")
        return Exhibit(Answer.NOTE, CONDITION, text)
    if on is None:
        absent = Label(f"条件未成就：{name.zh}", f"the condition is not met: {name.en}")
        return Exhibit(Answer.NO, CONDITION, absent)
    proof = f"：{facts.proof}" if facts.proof else ""
    if not facts.shows_itself and not facts.proof_papers:
        text = Label(
            f"{name.zh}（{on}{proof}）的证明材料没有上传",
            f"no paper shows: {name.en} ({on}{proof})",
        )
        return Exhibit(Answer.NO, CONDITION, text)
    text = Label(f"{name.zh} {on}成就{proof}", f"{name.en}, met {on}{proof}")
    return Exhibit(Answer.YES, CONDITION, text, facts.proof_papers)


def _invoice(facts: EvidenceFacts) -> Exhibit:
    papers = tuple(paper for one in facts.invoices for paper in one.papers)
    if not facts.invoices:
        return Exhibit(Answer.NO, INVOICE, Label("没有发票", "there is no invoice"))
    total = sum((one.amount for one in facts.invoices), start=ZERO)
    numbers = "、".join(one.number for one in facts.invoices)
    absent: list[Label] = []
    if facts.amount is not None and total < facts.amount:
        less = facts.amount - total
        absent.append(
            Label(f"发票比申请金额少{less}元", f"the invoices are {less} yuan below the amount")
        )
    bare_ones = [one.number for one in facts.invoices if not one.papers]
    if bare_ones:
        named = "、".join(bare_ones)
        absent.append(Label(f"发票{named}没有上传文件", f"no file of invoice {named}"))
    if absent:
        return Exhibit(Answer.NO, INVOICE, _joined(absent), papers)
    text = Label(f"{numbers}，共{total}元", f"{numbers}, {total} yuan")
    return Exhibit(Answer.YES, INVOICE, text, papers)


def _account(facts: EvidenceFacts) -> Exhibit:
    typed, agreed = _number(facts.payee_account), _number(facts.contract_account)
    if not typed:
        return Exhibit(Answer.NO, ACCOUNT, Label("没有填写收款账号", "no account is given"))
    if not agreed:
        text = Label("合同没有约定收款账户", "the contract names no account")
        return Exhibit(Answer.NOTE, ACCOUNT, text)
    if typed != agreed:
        text = Label(
            f"收款账号与合同约定的（{facts.contract_account}）不一致",
            f"the account is not the contract's ({facts.contract_account})",
        )
        return Exhibit(Answer.NO, ACCOUNT, text)
    return Exhibit(Answer.YES, ACCOUNT, Label("与合同约定一致", "the same as in the contract"))


def _number(account: str) -> str:
    """The account number among bank and branch: the longest run of digits, if there is any."""
    plain = bare(account)
    return max(re.findall(r"\d+", plain), key=len, default=plain)


def _budget(facts: EvidenceFacts) -> Exhibit:
    line, year = facts.line, facts.year
    if line is None:
        text = Label(f"没有选定{year}年的预算项", f"no budget line of {year} is chosen")
        return Exhibit(Answer.NO, BUDGET, text)
    name, left, pledged = line.name, line.left, line.pledged
    rest = Label(f"{name}到位余额{left}元", f"{name}: {left} yuan left")
    if pledged:
        rest = Label(
            f"{rest.zh}，其中在办申请{pledged}元", f"{rest.en}, {pledged} of it applied for"
        )
    if facts.amount is not None and facts.amount > left - pledged:
        less = facts.amount - max(left - pledged, ZERO)
        text = Label(f"{rest.zh}，不足{less}元", f"{rest.en}; short by {less}")
        return Exhibit(Answer.NO, BUDGET, text)
    return Exhibit(Answer.YES, BUDGET, rest)


def _joined(labels: Iterable[Label]) -> Label:
    found = list(labels)
    return Label("，".join(one.zh for one in found), ", ".join(one.en for one in found))
