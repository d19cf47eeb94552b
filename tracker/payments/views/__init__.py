"""Pages of payments: applying, approving, recording, reversing; the registers of both."""

from tracker.payments.views import applications, recording, registers
from tracker.payments.views.blueprint import bp

__all__ = ["applications", "bp", "recording", "registers"]
