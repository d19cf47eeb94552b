"""不相容岗位: who applies, who approves and who records are three people (财会〔2012〕21号)."""

from __future__ import annotations

from tracker.accounts.rules import SYSTEM, Actor
from tracker.kernel.errors import RuleViolation
from tracker.payments.rules import refusals


def check_approver(applicant_id: int | None, actor: Actor) -> None:
    """Raise ``OwnApplication`` when the applicant decides, whatever roles and deputies he has."""
    if actor is not SYSTEM and actor.id == applicant_id:
        raise refusals.OwnApplication


def recorder_violations(
    applicant_id: int | None, approver_id: int | None, actor: Actor
) -> list[RuleViolation]:
    """Why this person may not record the payment that was applied for and approved."""
    if actor is SYSTEM:
        return []
    found: list[RuleViolation] = []
    if actor.id == applicant_id:
        found.append(refusals.AppliedForIt())
    if actor.id == approver_id:
        found.append(refusals.ApprovedIt())
    return found
