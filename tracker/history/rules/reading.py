"""Who may read whose history: the whole log its readers, a record's own whoever may see it."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.accounts.rules import Actor, allow, allows

WHOLE_LOG = "audit.read"

# Everything else is for readers of the whole log.
_RECORDS: Mapping[str, str] = {
    "acceptance": "acceptance.read",
    "acceptance_addendum": "acceptance.read",
    "amendment": "contracts.read",
    "attachment": "projects.read",
    "award": "projects.read",
    "budget_line": "budget.read",
    "change_notice": "contracts.read",
    "contract": "contracts.read",
    "instalment": "contracts.read",
    "invoice": "contracts.read",
    "payment": "payments.read",
    "payment_application": "payments.read",
    "project": "projects.read",
    "rectification": "acceptance.read",
    "schedule_version": "contracts.read",
    "supplier": "suppliers.read",
    "user": "accounts.manage",
}


def check_may_read(kind: str, actor: Actor) -> None:
    """Raise ``RoleMissing`` unless the actor may see records of this kind."""
    if not allows(WHOLE_LOG, actor.roles):
        allow(_RECORDS.get(kind, WHOLE_LOG), actor)
