"""付款审批: since when payments are applied for and approved before they are made, or no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.kernel.errors import RuleViolation, Violations
from tracker.kernel.labels import Label


@dataclass(frozen=True)
class ApprovalChange:
    """Payment approval (付款审批) is switched on or off from a day on."""

    is_on: bool
    since_on: date
    reason: str


@dataclass(frozen=True)
class Approvals:
    """Every change of payment approval, in the order of recording."""

    changes: tuple[ApprovalChange, ...] = ()

    def at(self, day: date) -> ApprovalChange | None:
        """The change in force on that day: the latest recorded of those that have begun."""
        begun = (change for change in reversed(self.changes) if change.since_on <= day)
        return next(begun, None)

    def is_on(self, day: date) -> bool:
        """Whether a payment of that day needs an approved application; never before any change."""
        change = self.at(day)
        return change is not None and change.is_on

    def ahead(self, today: date) -> ApprovalChange | None:
        """A change that has been decided and begins later."""
        latest = self.changes[-1] if self.changes else None
        return latest if latest is not None and latest.since_on > today else None


class ApprovalBackdated(RuleViolation):
    code = "approval_backdated"
    label = Label(
        "生效日期不能早于今天（{today}）：以前的付款按当时的规定",
        "It cannot begin before today ({today}): earlier payments follow what held then",
    )


class ApprovalUnchanged(RuleViolation):
    code = "approval_unchanged"
    label = Label(
        "这一天付款审批的状态已经如此，无须更改", "Payment approval already is so on that day"
    )


class ApprovalReasonMissing(RuleViolation):
    code = "approval_reason_missing"
    label = Label("请写明依据或理由", "Give the decision or the reason")


def checked_approval(change: ApprovalChange, known: Approvals, today: date) -> ApprovalChange:
    """The change with its reason in order; raises every broken rule at once."""
    change = ApprovalChange(change.is_on, change.since_on, change.reason.strip())
    errors: list[RuleViolation] = []
    if change.since_on < today:
        errors.append(ApprovalBackdated(field="since_on", today=today))
    elif known.is_on(change.since_on) == change.is_on and known.ahead(change.since_on) is None:
        errors.append(ApprovalUnchanged(field="is_on"))
    if not change.reason:
        errors.append(ApprovalReasonMissing(field="reason"))
    if errors:
        raise Violations(errors)
    return change
