"""Pages of procurement: suppliers, awards, tenders and their steps."""

from tracker.procurement.views import (
    awards,
    negotiation,
    register,
    review,
    steps,
    suppliers,
    tenders,
)
from tracker.procurement.views.blueprint import bp

__all__ = ("awards", "bp", "negotiation", "register", "review", "steps", "suppliers", "tenders")
