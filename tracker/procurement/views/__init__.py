"""Pages of procurement: suppliers, awards, tenders and their steps."""

from tracker.procurement.views import awards, register, steps, suppliers, tenders
from tracker.procurement.views.blueprint import bp

__all__ = ("awards", "bp", "register", "steps", "suppliers", "tenders")
