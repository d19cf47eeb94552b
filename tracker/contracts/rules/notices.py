"""合同变更公告: what is published when a signed contract is changed, and when that is asked for.

财办库〔2023〕243号 第一条: number, name and text of the contract, the clauses changed, the
supplementary text, the day of the change and that of the notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.contracts.rules.collected import raise_all
from tracker.contracts.rules.facts import FutureDate
from tracker.contracts.rules.kinds import AmendmentKind, ContractKind
from tracker.kernel.errors import RuleViolation
from tracker.kernel.labels import Label

_CHANGES = frozenset({AmendmentKind.ADDITION, AmendmentKind.REDUCTION, AmendmentKind.TERMS})


@dataclass(frozen=True, slots=True)
class PublishChange:
    """A notice as published; ``reason`` where it puts right one that is on record.

    ``explanation`` is for one that is late. ``read`` is the notice the form was made from, if
    there was one: its row number, else 0.
    """

    published_on: date
    clauses: str
    url: str = ""
    explanation: str = ""
    reason: str = ""
    read: int = 0


class NoNotice(RuleViolation):
    code = "no_change_notice"
    label = Label(
        "{kind}按原合同执行，不是合同变更，不须公告",
        "“{kind}” carries out the contract and does not change it: no notice is due",
    )


class BeforeChange(RuleViolation):
    code = "before_change"
    label = Label(
        "公告日期不能早于变更日期（{on}）", "A change is not published before it is made ({on})"
    )


class ClausesMissing(RuleViolation):
    code = "clauses_missing"
    label = Label("请填写变更的条款号", "Enter the clauses that changed")


class CorrectionUnexplained(RuleViolation):
    code = "notice_correction_unexplained"
    label = Label("更正公告登记请填写原因", "Give the reason for the correction")


class NoticeChanged(RuleViolation):
    code = "notice_changed"
    label = Label(
        "你填写期间，他人已登记这次变更的公告，请刷新后核对",
        "Somebody recorded the notice of this change meanwhile: reload the page and check",
    )


def asks_notice(kind: AmendmentKind, contract: ContractKind, *, is_write_off: bool) -> bool:
    """Whether a change is to be published: not what the contract provides for, nor its end."""
    return kind in _CHANGES and contract is ContractKind.CONTRACT and not is_write_off


def check_notice(command: PublishChange, changed_on: date, today: date, known: int) -> None:
    """Raise whatever is wrong with a notice; ``known`` is the one on record, 0 if there is none."""
    errors: list[RuleViolation] = []
    if command.published_on > today:
        errors.append(FutureDate(today=today, field="published_on"))
    if command.published_on < changed_on:
        errors.append(BeforeChange(on=changed_on, field="published_on"))
    if not command.clauses.strip():
        errors.append(ClausesMissing(field="clauses"))
    if command.read != known:
        errors.append(NoticeChanged())
    elif known and not command.reason.strip():
        errors.append(CorrectionUnexplained(field="reason"))
    raise_all(errors)
