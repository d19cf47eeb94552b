"""Use cases of payments and of the applications before them. Each is one transaction.

Rows are locked in one order everywhere: project, contract, instalment, application.
"""

from tracker.payments.service.applications import apply, approve, revoke, send_back, withdraw
from tracker.payments.service.recording import override, record, reverse

__all__ = ["apply", "approve", "override", "record", "reverse", "revoke", "send_back", "withdraw"]
