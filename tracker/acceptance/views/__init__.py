"""Pages of acceptance: the ledger, one round with its signing, drafting, and what follows."""

from tracker.acceptance.views import certificate, drafting, ledger, rectifying, rounds
from tracker.acceptance.views.blueprint import bp

__all__ = ("bp", "certificate", "drafting", "ledger", "rectifying", "rounds")
