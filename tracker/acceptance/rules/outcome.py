"""What the signatures come to: counted, never rounded, and decided by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum

from tracker.acceptance.rules.kinds import RoundState, Verdict
from tracker.kernel.labels import Label


class Outcome(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def label(self) -> Label:
        return _LABELS[self]

    @property
    def state(self) -> RoundState:
        """The state of an opened round whose signatures come to this."""
        return RoundState.OPEN if self is Outcome.PENDING else RoundState(self.value)


_LABELS = {
    Outcome.PENDING: Label("尚未签齐", "Signatures missing"),
    Outcome.ACCEPTED: Label("全员合格", "Everybody passed it"),
    Outcome.REJECTED: Label("不合格", "Failed"),
}


def outcome(signers: Set[str], verdicts: Mapping[str, Verdict]) -> Outcome:
    """Pending until everybody of ``signers`` has a verdict; passed only if all of them pass.

    Both name people by uid. A verdict of somebody who is not a signer counts for nothing, and a
    roster without signers never passes.
    """
    if not signers or not signers <= verdicts.keys():
        return Outcome.PENDING
    if all(verdicts[signer] is Verdict.PASS for signer in signers):
        return Outcome.ACCEPTED
    return Outcome.REJECTED
