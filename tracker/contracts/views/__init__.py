"""Pages of contracts; importing them puts their routes on ``bp``.

The page of one contract shows payments, too, and so lies above: overview answers its address.
Importing ``upkeep`` makes due days follow the work calendar.
"""

from tracker.contracts.service import upkeep
from tracker.contracts.views import facts, notices, papers, schedule, signing
from tracker.contracts.views.blueprint import bp

__all__ = ["bp", "facts", "notices", "papers", "schedule", "signing", "upkeep"]
