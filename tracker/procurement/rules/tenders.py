"""Tenders (采购活动): what is bought how, the states one passes through, and their moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.kernel.errors import Conflict, RuleViolation
from tracker.kernel.labels import Label
from tracker.kernel.money import ZERO, Money
from tracker.kernel.states import StateMachine
from tracker.procurement.rules.awards import MOST_YEARS, NoAmount, TooManyYears
from tracker.procurement.rules.categories import Category, Organisation
from tracker.procurement.rules.methods import Method, UnknownMethod, catalogue
from tracker.procurement.rules.specs import MethodSpec
from tracker.procurement.rules.thresholds import Threshold, Thresholds
from tracker.projects.rules import raise_all


class TenderStatus(StrEnum):
    """OCDS tender.status; suspended is ours."""

    PLANNED = "planned"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETE = "complete"
    UNSUCCESSFUL = "unsuccessful"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Label:
        return _STATUSES[self]

    @property
    def is_open(self) -> bool:
        """Under way: the project stands in 采购."""
        return self in OPEN

    @property
    def takes_steps(self) -> bool:
        """Steps may be logged: after the award those of the tail."""
        return self not in (TenderStatus.UNSUCCESSFUL, TenderStatus.CANCELLED)

    def may_move(self, to: str) -> bool:
        """Whether a branch may be recorded that leads there; a challenge may, after the award."""
        if self is TenderStatus.COMPLETE or (self is TenderStatus.SUSPENDED and to == self):
            return to == TenderStatus.SUSPENDED
        return TenderStatus(to) in TENDER_STATES.moves.get(self, frozenset())


_STATUSES = {
    TenderStatus.PLANNED: Label("未开始", "Planned"),
    TenderStatus.ACTIVE: Label("进行中", "Under way"),
    TenderStatus.SUSPENDED: Label("已暂停", "Suspended"),
    TenderStatus.COMPLETE: Label("已成交", "Awarded"),
    TenderStatus.UNSUCCESSFUL: Label("废标、流标", "Unsuccessful"),
    TenderStatus.CANCELLED: Label("已终止", "Cancelled"),
}
OPEN = frozenset({TenderStatus.PLANNED, TenderStatus.ACTIVE, TenderStatus.SUSPENDED})

# MODEL 3.2.
TENDER_STATES = StateMachine(
    {
        TenderStatus.PLANNED: frozenset({TenderStatus.ACTIVE, TenderStatus.CANCELLED}),
        TenderStatus.ACTIVE: frozenset(
            {
                TenderStatus.COMPLETE,
                TenderStatus.UNSUCCESSFUL,
                TenderStatus.SUSPENDED,
                TenderStatus.CANCELLED,
            }
        ),
        TenderStatus.SUSPENDED: frozenset({TenderStatus.ACTIVE, TenderStatus.CANCELLED}),
    }
)

# What an upheld challenge or complaint may make unsuccessful.
DECIDABLE = frozenset({TenderStatus.ACTIVE, TenderStatus.SUSPENDED, TenderStatus.COMPLETE})


@dataclass(frozen=True, slots=True)
class TenderDetails:
    """What is to be bought; ``budget`` is for all ``years`` together.

    ``previous_id`` is the unsuccessful tender this one follows; ``change_reference`` the approval
    of another method than that one's. ``explanation`` is asked for where the method is less than
    what the amount calls for.
    """

    title: str
    method: Method
    category: Category
    organisation: Organisation
    budget: Money
    years: int = 1
    catalogue_code: str = ""
    catalogue_name: str = ""
    previous_id: int | None = None
    change_reference: str = ""
    explanation: str = ""

    @property
    def annual_budget(self) -> Money:
        """What one year takes: thresholds are judged by it."""
        return Money(-(-self.budget.fen // self.years))


class TitleMissing(RuleViolation):
    code = "title_missing"
    label = Label("请填写采购内容", "Enter what is to be bought")


class WrongCategory(RuleViolation):
    code = "wrong_category"
    label = Label(
        "{method}不适用于{category}，请改选采购方式",
        "{method} does not apply to {category}; choose another method",
    )


class BelowProcedure(RuleViolation):
    code = "below_procedure"
    label = Label(
        "年度预算{annual}元已达到限额标准{threshold}元（{source}），应采用法定采购方式；"
        "确需自行采购时请填写说明",
        "The yearly budget of {annual} reaches the threshold of {threshold} yuan ({source}): a "
        "statutory method is due. Explain if it is bought otherwise",
    )

    def __init__(self, details: TenderDetails, threshold: Threshold) -> None:
        super().__init__(
            field="explanation",
            annual=details.annual_budget,
            threshold=threshold.amount,
            source=threshold.source,
        )


class ChangeUnapproved(RuleViolation):
    code = "change_unapproved"
    label = Label(
        "上一次采购是{before}，改为{after}应写明批准文号",
        "The tender before was a {before}: give the approval of a {after}",
    )


class NotFailed(RuleViolation):
    code = "not_failed"
    label = Label(
        "只有废标、流标的采购才能重新组织", "Only an unsuccessful tender can be started again"
    )


class TenderChanged(Conflict):
    code = "tender_changed"
    label = Label(
        "你编辑期间，这次采购已被他人修改，请刷新后核对",
        "Someone changed this tender meanwhile; reload the page and check",
    )


class MethodIsFixed(RuleViolation):
    code = "method_is_fixed"
    label = Label(
        "已有步骤登记，不能更换采购方式；确需更换时请登记废标、流标或终止，再重新采购",
        "Steps are on record: the method cannot change. End the tender and plan another",
    )


class TenderIsOver(RuleViolation):
    code = "tender_is_over"
    label = Label("采购{status}，不能再登记或修改", "The tender is over: {status}")


def check_tender(details: TenderDetails) -> None:
    """Raise whatever is wrong with a tender by itself."""
    errors: list[RuleViolation] = []
    if not details.title.strip():
        errors.append(TitleMissing(field="title"))
    if details.budget <= ZERO:
        errors.append(NoAmount(field="budget"))
    if not 1 <= details.years <= MOST_YEARS:
        errors.append(TooManyYears(field="years"))
    spec = catalogue().get(details.method)
    if spec is None:
        errors.append(UnknownMethod(field="method", method=str(details.method)))
    elif details.category not in spec.categories:
        errors.append(
            WrongCategory(field="method", method=spec.label, category=details.category.label)
        )
    raise_all(errors)


def check_threshold(details: TenderDetails, found: Thresholds) -> None:
    """A method without a procedure, for an amount that calls for one, needs its explanation."""
    threshold = found.procedure
    if threshold is None or details.explanation.strip():
        return
    if not details.method.spec.is_statutory and found.reaches_procedure(details.annual_budget):
        raise BelowProcedure(details, threshold)


def check_follows(details: TenderDetails, method: Method, status: TenderStatus) -> None:
    """What may follow the tender of that ``method`` and ``status``: another method needs approval.

    政府采购法 第三十七条; 财政部令第74号 第四条.
    """
    if status is not TenderStatus.UNSUCCESSFUL:
        raise NotFailed(field="previous")
    if details.method != method and not details.change_reference.strip():
        raise ChangeUnapproved(
            field="change_reference", before=method.label, after=details.method.label
        )


def asks_approval(spec: MethodSpec, annual: Money, found: Thresholds) -> bool:
    """Whether a method other than the open tender needs the finance bureau's approval."""
    return not spec.is_open_tender and spec.is_statutory and found.reaches_open(annual)
